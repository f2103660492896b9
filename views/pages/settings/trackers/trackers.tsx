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
import { counted, figure } from '../../parts/format.ts'
import { Answered, Empty, Refused } from '../../parts/states.tsx'
import { Day, When } from '../../parts/when.tsx'
import { useAction, useQuery } from '../../query.ts'
import { Link } from '../../router.tsx'
import { useSession } from '../../session.tsx'
import { ConnectTracker } from './tracker-connect.tsx'
import { TokenDialog, WebhookDialog } from './tracker-dialogs.tsx'

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
  const connect = (
    <button class="btn main" type="button" onClick={() => setConnecting(true)}>
      Connect a tracker
    </button>
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
              Connect Jira, Linear, or GitHub with a token that can read, and its items come here and stay up to date.
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
  const { id, name, state, workspace } = connection
  const [open, setOpen] = useState<'token' | 'webhook' | 'remove' | null>(null)
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
      <dl class="kv">
        <dt>Workspace</dt>
        <dd>{workspace.name}</dd>
        <dt>Items</dt>
        <dd>{itemsOf(connection)}</dd>
        <dt>Last successful sync</dt>
        <dd>{connection.lastSuccessAt ? <When at={connection.lastSuccessAt} /> : 'Not yet'}</dd>
        <dt>Lag</dt>
        <dd>{lagOf(connection)}</dd>
        <dt>Token</dt>
        <dd>
          {connection.tokenHint}
          {connection.tokenExpiresAt && (
            <Expiry at={connection.tokenExpiresAt} soon={connection.tokenWarning !== null} />
          )}
        </dd>
        <dt>Changes arrive</dt>
        <dd>{connection.hasWebhook ? 'within a minute, by webhook' : 'within five minutes'}</dd>
      </dl>
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
      {open === 'token' && <TokenDialog id={id} reload={reload} onClose={close} />}
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
        <p>Reading everything for the first time. Items show up in the backlog as they come.</p>
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

function itemsOf({ items, total, refused, completeAt }: IntegrationShownFragment): string {
  const here = counted(items, 'item')
  const of = !completeAt && total ? ` of about ${figure(total)}` : ''
  return `${here}${of}${refused ? `; ${figure(refused)} ${refused === 1 ? 'was not imported because its key is' : 'were not imported because their keys are'} already in use` : ''}`
}

/** What is still to come of items that can be used already, and how long that takes. */
function progressOf({ incomplete, incompleteMinutes, lagSeconds }: IntegrationShownFragment, running: boolean): string {
  if (incomplete === 0) return running ? 'Reading changes.' : 'Up to date.'
  // A first read that is usable goes on with the fields that cost more, and reads changes only after them.
  const before = lagSeconds === null ? 'the remaining fields and ' : ''
  const left = `All items are here and can be used; ${before}the history of ${counted(incomplete, 'item')} will follow`
  if (incompleteMinutes === null) return `${left}.`
  const hours = Math.round(incompleteMinutes / 60)
  return `${left}, in about ${incompleteMinutes < 90 ? counted(incompleteMinutes, 'minute') : counted(hours, 'hour')}.`
}

function lagOf({ lagSeconds, completeAt, state }: IntegrationShownFragment): string {
  if (lagSeconds === null)
    return completeAt
      ? 'Unknown until assignees, links, and the other remaining fields are here'
      : 'Unknown until the first read is complete'
  const minutes = Math.round(lagSeconds / 60)
  const words = minutes < 1 ? 'less than a minute' : counted(minutes, 'minute')
  return state === 'paused' ? `${words}, and growing while paused` : words
}

function Expiry({ at, soon }: { at: string; soon: boolean }) {
  return (
    <span class={soon ? 'warn' : 'dim'}>
      {Date.parse(at) < Date.now() ? ' expired ' : ' expires '}
      <Day at={at} />
    </span>
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
            Also delete the {counted(connection.items, 'item')} it imported.{' '}
            <span class="faint small">
              Their scores and links to objectives are deleted, too. Values it overwrote are restored.
            </span>
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
