import { useEffect, useState } from 'preact/hooks'
import {
  IntegrationsDocument,
  PauseTrackerDocument,
  RemoveTrackerDocument,
  ResumeTrackerDocument,
  SyncTrackerNowDocument,
  type IntegrationShownFragment,
} from '../../../operations.generated.ts'
import { SettingsFrame } from '../../frame.tsx'
import { ask } from '../../graphql.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Answered, Empty, Refused } from '../../parts/states.tsx'
import { useAction, useQuery } from '../../query.ts'
import { Link } from '../../router.tsx'
import { useSession } from '../../session.tsx'
import { ChoiceDialog } from './tracker-choice.tsx'
import { ConnectTracker } from './tracker-connect.tsx'
import { TokenDialog, WebhookDialog } from './tracker-dialogs.tsx'
import { Facts, progressOf } from './tracker-facts.tsx'

/** How often the status is asked again while the page is open. */
const EVERY_MS = 3_000

export function TrackersPage() {
  const { may } = useSession()
  return (
    <SettingsFrame title="Trackers">
      <section>
        <h1>Trackers</h1>
        <p class="dim measure">
          Keeps a workspace in sync with your tracker. PM33 reads from the tracker and never writes to it. Fields that
          the tracker also has follow the tracker; scores, objectives, and plans stay yours.
        </p>
        {!may('tenant:admin') && <p class="dim">Only admins of this organization can connect a tracker.</p>}
      </section>
      {may('tenant:admin') && <Integrations />}
    </SettingsFrame>
  )
}

function Integrations() {
  const query = useQuery(IntegrationsDocument, {})
  const [connecting, setConnecting] = useState(false)
  const { reload } = query
  const waiting = query.data?.syncConnections.some(({ state }) => state === 'active') ?? false
  useEffect(() => {
    if (!waiting) return
    const timer = setInterval(() => {
      // What goes wrong shows in the page.
      reload().catch(() => undefined)
    }, EVERY_MS)
    return () => clearInterval(timer)
  }, [waiting, reload])
  const { workspace } = useSession()
  const connect = workspace ? (
    <button class="btn main" type="button" onClick={() => setConnecting(true)}>
      Connect a tracker
    </button>
  ) : (
    <Link class="btn main" to="/settings/workspaces">
      Create a workspace first
    </Link>
  )
  return (
    <>
      <Answered query={query} what="the trackers">
        {({ syncConnections }) =>
          syncConnections.length ? (
            <>
              {syncConnections.map((connection) => (
                <Integration key={connection.id} connection={connection} reload={reload} />
              ))}
              <div class="row">{connect}</div>
            </>
          ) : (
            <Empty title="No tracker is connected" action={connect}>
              Connect Jira, Linear, or GitHub with a read-only token. Their issues appear here and stay up to date.
            </Empty>
          )
        }
      </Answered>
      {connecting && <ConnectTracker reload={reload} onClose={() => setConnecting(false)} />}
    </>
  )
}

interface Shown {
  connection: IntegrationShownFragment
  reload: () => Promise<void>
}

function Integration({ connection, reload }: Shown) {
  const { id, name, state } = connection
  const [open, setOpen] = useState<'choice' | 'token' | 'webhook' | 'remove' | null>(null)
  const act = useAction(async (work: () => Promise<unknown>) => {
    await work()
    await reload()
  })
  const close = () => setOpen(null)
  const heading = `tracker-${id}`
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>{name}</h2>
      <Refused problem={act.problem} />
      <State connection={connection} />
      {connection.tokenWarning && (
        <div class="note warn" role="status">
          <p>{connection.tokenWarning}</p>
        </div>
      )}
      {connection.permissionWarning && (
        <div class="note warn" role="status">
          <p>{connection.permissionWarning}</p>
          <p>PM33 reads everything else.</p>
        </div>
      )}
      <Facts connection={connection} />
      <div class="row">
        {state === 'active' ? (
          <>
            <button
              class="btn"
              type="button"
              aria-disabled={act.busy}
              onClick={() => act.run(() => ask(SyncTrackerNowDocument, { id }))}
            >
              Sync now
            </button>
            <button
              class="btn"
              type="button"
              aria-disabled={act.busy}
              onClick={() => act.run(() => ask(PauseTrackerDocument, { id }))}
            >
              Pause
            </button>
          </>
        ) : (
          <button
            class="btn main"
            type="button"
            aria-disabled={act.busy}
            onClick={() => act.run(() => ask(ResumeTrackerDocument, { id }))}
          >
            Resume
          </button>
        )}
        <button class="btn" type="button" onClick={() => setOpen('choice')}>
          Change what is read
        </button>
        <button class="btn" type="button" onClick={() => setOpen('token')}>
          Change token
        </button>
        <button class="btn" type="button" onClick={() => setOpen('webhook')}>
          Set up webhook
        </button>
        <button class="btn quiet revoke" type="button" onClick={() => setOpen('remove')}>
          Remove
        </button>
      </div>
      {open === 'choice' && <ChoiceDialog connection={connection} reload={reload} onClose={close} />}
      {open === 'token' && <TokenDialog connection={connection} reload={reload} onClose={close} />}
      {open === 'webhook' && <WebhookDialog connection={connection} reload={reload} onClose={close} />}
      {open === 'remove' && <RemoveDialog connection={connection} reload={reload} onClose={close} />}
    </section>
  )
}

function State({ connection }: Pick<Shown, 'connection'>) {
  const { state, pausedBecause, trouble, completeAt, running, nextRunAt } = connection
  if (state === 'paused')
    return (
      <div class="note warn" role="status">
        <p>
          <b>Paused.</b> {pausedBecause}
        </p>
      </div>
    )
  if (trouble)
    return (
      <div class="note warn" role="status">
        <p>
          {trouble} {nextRunAt && <>PM33 tries again on its own.</>}
        </p>
      </div>
    )
  if (!completeAt)
    return (
      <div class="note" role="status">
        <p>Reading everything for the first time. Items appear in the backlog as they arrive.</p>
      </div>
    )
  return (
    <div class="note" role="status">
      <p>
        {progressOf(connection, running)} See the <Link to="/backlog">backlog</Link> and the{' '}
        <Link to="/forecast">forecast</Link>.
      </p>
    </div>
  )
}

function RemoveDialog({ connection, reload, onClose }: Shown & { onClose: () => void }) {
  const [withItems, setWithItems] = useState(false)
  const { run, busy, problem } = useAction(async () => {
    await ask(RemoveTrackerDocument, { id: connection.id, withItems })
    await reload()
    onClose()
  })
  return (
    <Dialog title={`Remove ${connection.name}?`} onClose={onClose}>
      <p class="dim">PM33 deletes the token and stops reading from the tracker. Nothing changes there.</p>
      <fieldset class="spaces">
        <legend class="label">Items</legend>
        <label>
          <input type="checkbox" checked={withItems} onChange={(event) => setWithItems(event.currentTarget.checked)} />
          <span>
            Also delete the items it created, and restore the others as they were.{' '}
            <span class="faint small">Scores and links to objectives of deleted items are deleted, too.</span>
          </span>
        </label>
      </fieldset>
      <Refused problem={problem} />
      <div class="row end">
        <button class="btn" type="button" onClick={onClose}>
          Cancel
        </button>
        <button class="btn danger" type="button" aria-disabled={busy} onClick={() => run()}>
          Remove connection
        </button>
      </div>
    </Dialog>
  )
}
