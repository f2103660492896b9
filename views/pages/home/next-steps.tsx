import type { ComponentChildren } from 'preact'
import type { HomeQuery } from '../../operations.generated.ts'
import { counted } from '../parts/format.ts'
import { Link } from '../router.tsx'
import { useSession } from '../session.tsx'

/** What to do next, until everything that makes PM33 useful is there. */
export function NextSteps({ home }: { home: HomeQuery | null }) {
  const { may } = useSession()
  const items = home?.workspace.backlogSummary.total ?? 0
  const teams = home?.workspace.teams.length ?? 0
  const mine = home?.connections.find(({ isViewer }) => isViewer)
  if (items && teams && mine) return null
  return (
    <section aria-labelledby="next">
      <h2 id="next">Next steps</h2>
      <ol class="steps">
        <Step done={items > 0} what={items ? `${counted(items, 'item')} imported` : 'Import your backlog'}>
          {!items &&
            (may('tenant:admin') ? (
              <>
                <Link to="/settings/import">Choose a file</Link> or{' '}
                <Link to="/settings/trackers">connect a tracker</Link>
              </>
            ) : (
              'An admin can import it.'
            ))}
        </Step>
        <Step done={teams > 0} what={teams ? counted(teams, 'team') : 'Add your teams'}>
          {!teams && <Link to="/settings/workspaces">Workspaces and teams</Link>}
        </Step>
        <Step done={!!mine} what={mine ? `${mine.clientName} is connected` : 'Connect your assistant'}>
          {!mine && (home ? <a href="#connect">How to connect</a> : <Link to="/settings/mcp">How to connect</Link>)}
        </Step>
      </ol>
    </section>
  )
}

function Step({ done, what, children }: { done: boolean; what: string; children: ComponentChildren }) {
  return (
    <li>
      <span class={done ? 'st ok' : 'st'}>
        <span aria-hidden="true">{done ? '✓' : '○'}</span>
        <span class="sr">{done ? 'Done:' : 'To do:'}</span>
      </span>
      <span class={done ? 'dim' : undefined}>{what}</span>
      <span>{children}</span>
    </li>
  )
}
