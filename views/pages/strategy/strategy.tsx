import { useState } from 'preact/hooks'
import { SetMissionDocument, StrategyCoverageDocument, StrategyDocument } from '../../operations.generated.ts'
import { Frame, useTitle } from '../frame.tsx'
import { ask } from '../graphql.ts'
import { FormDialog } from '../parts/form-dialog.tsx'
import { Answered, Empty } from '../parts/states.tsx'
import { useQuery } from '../query.ts'
import { useSession, type Workspace } from '../session.tsx'
import './strategy.css'
import { Coverage } from './coverage.tsx'
import { Objectives } from './objectives.tsx'
import { Themes } from './themes.tsx'

export function StrategyPage() {
  const { workspace } = useSession()
  useTitle('Strategy')
  return (
    <Frame>
      {workspace ? (
        <Chosen key={workspace.id} workspace={workspace} />
      ) : (
        <>
          <h1>Strategy</h1>
          <Empty title="No workspace yet">Import a backlog first. Objectives are linked to its items.</Empty>
        </>
      )}
    </Frame>
  )
}

function Chosen({ workspace }: { workspace: Workspace }) {
  const query = useQuery(StrategyDocument, { workspace: workspace.id })
  const coverage = useQuery(StrategyCoverageDocument, { workspace: workspace.id })
  const reload = async () => {
    await Promise.all([query.reload(), coverage.reload()])
  }
  return (
    <>
      {!coverage.data && <h1>Strategy</h1>}
      <Answered query={coverage} what="the coverage">
        {({ workspace: { alignment } }) => (
          <section>
            <h1>{alignment.sentence}</h1>
            {alignment.warnings.map((warning) => (
              <p key={warning} class="dim small">
                {warning}
              </p>
            ))}
          </section>
        )}
      </Answered>
      <Answered query={query} what="the strategy">
        {({ workspace: strategy }) => (
          <>
            <Mission workspace={workspace} mission={strategy.mission ?? null} reload={reload} />
            <Objectives workspace={workspace} strategy={strategy} reload={reload} />
            <Themes workspace={workspace} themes={strategy.themes} reload={reload} />
            {coverage.data && <Coverage alignment={coverage.data.workspace.alignment} />}
          </>
        )}
      </Answered>
    </>
  )
}

interface MissionProps {
  workspace: Workspace
  mission: string | null
  reload: () => Promise<void>
}

function Mission({ workspace, mission, reload }: MissionProps) {
  const { may } = useSession()
  const [editing, setEditing] = useState(false)
  return (
    <section aria-labelledby="mission">
      <div class="head">
        <h2 id="mission">Mission</h2>
        {may('strategy:write') && (
          <button class="btn" type="button" onClick={() => setEditing(true)}>
            {mission ? 'Edit mission' : 'Write mission'}
          </button>
        )}
      </div>
      <p class={mission ? 'measure' : 'dim measure'}>
        {mission ?? 'No mission yet. One or two sentences on what this product is for.'}
      </p>
      {editing && (
        <FormDialog
          title="Mission"
          entries={[{ name: 'statement', label: 'Mission', kind: 'area', value: mission ?? '' }]}
          action="Save mission"
          onClose={() => setEditing(false)}
          save={async ({ statement }) => {
            await ask(SetMissionDocument, { workspace: workspace.id, statement: statement!.trim() || null })
            await reload()
          }}
        />
      )}
    </section>
  )
}
