import { HomeDocument, HomeFlowDocument, type HomeQuery } from '../../operations.generated.ts'
import { Frame, useTitle } from '../frame.tsx'
import { Answered } from '../parts/states.tsx'
import { When } from '../parts/when.tsx'
import { counted, figure } from '../parts/format.ts'
import { useQuery } from '../query.ts'
import { useSession } from '../session.tsx'
import { Connect } from '../settings/mcp-server/connect.tsx'
import { Ask } from './ask.tsx'
import { Changes } from './changes.tsx'
import { Forecast } from './forecast.tsx'
import { Next } from './next.tsx'
import { NextSteps } from './next-steps.tsx'
import { Steadiness } from './steadiness.tsx'
import { Stuck } from './stuck.tsx'

export function HomePage() {
  const { workspace, viewer } = useSession()
  const query = useQuery(HomeDocument, workspace && { workspace: workspace.id })
  useTitle(workspace?.name ?? viewer.tenant.name)
  return (
    <Frame>
      {workspace && !query.data && <h1>{workspace.name}</h1>}
      {workspace ? (
        <Answered query={query} what={`the backlog of ${workspace.name}`}>
          {(home) => <Backlog home={home} />}
        </Answered>
      ) : (
        <>
          <h1>{viewer.tenant.name} has no workspaces yet</h1>
          <NextSteps home={null} />
        </>
      )}
    </Frame>
  )
}

function Backlog({ home }: { home: HomeQuery }) {
  const { name, id, dataChangedAt, backlogSummary } = home.workspace
  return (
    <>
      <section>
        <div class="head">
          <h1>
            {backlogSummary.total
              ? `${name}: ${counted(backlogSummary.open, 'open item')}, ${figure(backlogSummary.done)} done`
              : `${name} is empty`}
          </h1>
          {backlogSummary.total > 0 && (
            <span class="dim small">
              Changed <When at={dataChangedAt} />
            </span>
          )}
        </div>
        {backlogSummary.open > 0 && <Statuses summary={backlogSummary} />}
      </section>
      <NextSteps home={home} />
      {backlogSummary.total > 0 && <Questions workspaceId={id} open={backlogSummary.open > 0} />}
      <section aria-labelledby="connect">
        <h2 id="connect">Connect an assistant</h2>
        <Connect />
      </section>
      {backlogSummary.total > 0 && <Ask />}
    </>
  )
}

/** The four questions of a morning, and what is new since the last one. */
function Questions({ workspaceId, open }: { workspaceId: string; open: boolean }) {
  const flow = useQuery(HomeFlowDocument, { workspace: workspaceId })
  return (
    <>
      <div class="two">
        {open && <Next workspaceId={workspaceId} />}
        {open && <Forecast workspaceId={workspaceId} />}
        <Steadiness flow={flow} />
        <Stuck workspaceId={workspaceId} flow={flow} />
      </div>
      <Changes workspaceId={workspaceId} />
    </>
  )
}

const OPEN: Record<string, [words: string, tone: string]> = {
  backlog: ['ideas', 's0'],
  todo: ['to do', 's1'],
  active: ['in progress', 's2'],
  review: ['in review', 's3'],
}

/** Open work by what its status means: one bar, and the figures with it. */
function Statuses({ summary: { byStatus, open } }: { summary: HomeQuery['workspace']['backlogSummary'] }) {
  const parts = Object.entries(OPEN).flatMap(([category, [words, tone]]) => {
    const items = byStatus.find(({ name }) => name === category)?.items ?? 0
    return items ? [{ words, tone, items }] : []
  })
  return (
    <>
      <div class="states" aria-hidden="true" data-fill>
        {parts.map(({ tone, items }) => (
          <i class={tone} style={{ flexGrow: items }} />
        ))}
      </div>
      <p class="state-l">
        {parts.map(({ words, tone, items }) => (
          <span>
            <i class={tone} data-fill aria-hidden="true" />
            <b>{figure(items)}</b> {words}
          </span>
        ))}
        <span>
          of <b>{figure(open)}</b> open
        </span>
      </p>
    </>
  )
}
