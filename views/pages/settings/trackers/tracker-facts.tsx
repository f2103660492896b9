/** What is known of a connection: what it reads, how far behind it is, and how changes come. */
import type { IntegrationShownFragment } from '../../../operations.generated.ts'
import { counted, figure } from '../../parts/format.ts'
import { Day, When } from '../../parts/when.tsx'

/** A connection that is polled in time is never further behind. */
const IN_TIME_SECONDS = 300
const isLate = (lagSeconds: number | null) => lagSeconds === null || lagSeconds > IN_TIME_SECONDS

interface Shown {
  connection: IntegrationShownFragment
}

export function Facts({ connection }: Shown) {
  return (
    <dl class="kv">
      <dt>Workspace</dt>
      <dd>{connection.workspace.name}</dd>
      <dt>Reads</dt>
      <dd>{readsOf(connection)}</dd>
      <dt>Items</dt>
      <dd>{itemsOf(connection)}</dd>
      <dt>Last successful sync</dt>
      <dd>{connection.lastSuccessAt ? <When at={connection.lastSuccessAt} /> : 'Not yet'}</dd>
      <dt>Lag</dt>
      <dd>{lagOf(connection)}</dd>
      <dt>Token</dt>
      <dd>
        {connection.tokenHint}
        {connection.account && ` of ${connection.account}`}
        {connection.tokenExpiresAt && <Expiry at={connection.tokenExpiresAt} soon={connection.tokenWarning !== null} />}
      </dd>
      <dt>Changes arrive</dt>
      <dd>
        <Arrival connection={connection} />
      </dd>
    </dl>
  )
}

const PARTS: Readonly<Record<IntegrationShownFragment['kind'], readonly [one: string, many: string]>> = {
  jira: ['project', 'projects'],
  linear: ['team', 'teams'],
  github: ['repository', 'repositories'],
}

/** How many parts were chosen, and the filter. */
function readsOf({ kind, projects, filter }: IntegrationShownFragment): string {
  const [one, many] = PARTS[kind]
  const parts = projects.length === 0 ? `all ${many} that the token can see` : counted(projects.length, one, many)
  return filter ? `${parts}; only issues that match ${filter}` : parts
}

function Arrival({ connection: { hasWebhook, webhookSeenAt } }: Shown) {
  if (!hasWebhook) return 'within five minutes'
  return webhookSeenAt ? (
    <>
      within a minute, by webhook; the last one came <When at={webhookSeenAt} />
    </>
  ) : (
    'within five minutes; a webhook is set up, but none has arrived in the last 14 days'
  )
}

/** Minutes, hours from 90 minutes on, days from two days on. */
function spanOf(minutes: number): string {
  if (minutes < 90) return counted(minutes, 'minute')
  const hours = Math.round(minutes / 60)
  return hours < 48 ? counted(hours, 'hour') : counted(Math.round(minutes / 1_440), 'day')
}

function itemsOf({ items, total, refused, completeAt }: IntegrationShownFragment): string {
  const here = counted(items, 'item')
  const of = !completeAt && total ? ` of about ${figure(total)}` : ''
  return `${here}${of}${refused ? `; ${figure(refused)} ${refused === 1 ? 'was not imported because its key is' : 'were not imported because their keys are'} already in use` : ''}`
}

/** What is still to come of items that can be used already, and how long that takes. */
export function progressOf(
  { incomplete, incompleteMinutes, lagSeconds }: IntegrationShownFragment,
  running: boolean,
): string {
  if (incomplete === 0)
    return running ? 'Reading changes.' : isLate(lagSeconds) ? 'Waiting to read changes.' : 'Up to date.'
  // A first read that is usable goes on with the fields that cost more, and reads changes only after them.
  const before = lagSeconds === null ? 'the remaining fields and ' : ''
  const left = `All items are here and can be used; ${before}the history of ${counted(incomplete, 'item')} will follow`
  if (incompleteMinutes === null) return `${left}.`
  return `${left}, in about ${spanOf(incompleteMinutes)}.`
}

function lagOf({ lagSeconds, completeAt, state }: IntegrationShownFragment): string {
  if (lagSeconds === null)
    return completeAt
      ? 'Unknown until assignees, links, and the other remaining fields are here'
      : 'Unknown until the first read is complete'
  const minutes = Math.round(lagSeconds / 60)
  const words = minutes < 1 ? 'less than a minute' : spanOf(minutes)
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
