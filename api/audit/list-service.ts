import { principalOf, type Context } from '../data/context.ts'
import { tenantOf } from '../data/tenant.ts'
import { toCsv } from '../files/export-csv.ts'
import { cursorIn, encodeCursor, fingerprint, isWhole } from '../graphql/cursor.ts'
import { notFound } from '../graphql/errors.ts'
import { Membership, User } from '../identity/entity.ts'
import { uuidOf } from '../identity/service.ts'
import type { AuditEvent } from './entity.ts'
import { MOST_IN_FILE } from './vocabulary.ts'

const DEFAULT_PAGE = 50

export const ORDERS = ['newest', 'oldest'] as const
export type Order = (typeof ORDERS)[number]

export interface Wanted {
  /** ID of a member. */
  person?: string | null | undefined
  action?: string | null | undefined
  failed?: boolean | null | undefined
  since?: Date | null | undefined
  until?: Date | null | undefined
}

/** An event with who it was, as far as that is known and not erased. */
export interface ListedEvent {
  id: string
  sequence: number
  at: Date
  action: string
  outcome: string
  actor: AuditEvent['actor']
  /** Name of the person; null where it was nobody, or was erased. */
  person: string | null
  credentialId: string | null
  scopes: string[]
  ip: string | null
  userAgent: string | null
  sessionId: string | null
  correlationId: string
  milliseconds: number
  credits: number | null
  /** Who it was, and from where, was erased. */
  erased: boolean
  hash: string
}

export interface EventPage {
  events: ListedEvent[]
  cursors: string[]
  hasNextPage: boolean
  hasPreviousPage: boolean
}

type Asked = Pick<Context, 'db' | 'principal'>

/** One page of the organization's audit log. A cursor stays good as the log grows. @throws BAD_CURSOR, BAD_USER_INPUT, NOT_FOUND */
export async function eventPage(
  context: Asked,
  wanted: Wanted & {
    order?: Order | null | undefined
    first?: number | null | undefined
    after?: string | null | undefined
  },
): Promise<EventPage> {
  const { first, after, ...filter } = wanted
  const size = first ?? DEFAULT_PAGE
  const list = fingerprint(['audit log', principalOf(context).tenantId, filter])
  const found = await read(
    context,
    filter,
    filter.order ?? 'newest',
    size + 1,
    after ? cursorIn(after, list, isWhole).value : null,
  )
  const events = found.slice(0, size)
  return {
    events,
    cursors: events.map(({ id, sequence }) => encodeCursor({ value: sequence, id, list, dataVersion: 0 })),
    hasNextPage: found.length > size,
    hasPreviousPage: Boolean(after),
  }
}

interface Row {
  id: string
  sequence: string | number
  at: Date | string
  action: string
  outcome: string
  actor: AuditEvent['actor']
  scopes: string
  correlation_id: string
  milliseconds: number
  credits: number | null
  hash: string
  known: string | null
  user_id: string | null
  subject: string | null
  session_id: string | null
  ip: string | null
  user_agent: string | null
}

async function read(
  context: Asked,
  { person, action, failed, since, until }: Wanted,
  order: Order,
  limit: number,
  place: number | null = null,
): Promise<ListedEvent[]> {
  const { em } = context.db
  const conditions: [sql: string, value: unknown][] = [
    ['e.tenant_id = ?', tenantOf(em)],
    ...(person ? [['i.user_id = ?', await userBehind(context, person)] as [string, unknown]] : []),
    ...(action ? [['e.action = ?', action] as [string, unknown]] : []),
    ...(failed ? [['e.outcome <> ?', 'ok'] as [string, unknown]] : []),
    ...(since ? [['e.at >= ?', since] as [string, unknown]] : []),
    ...(until ? [['e.at < ?', until] as [string, unknown]] : []),
    ...(place === null ? [] : [[`e.sequence ${order === 'newest' ? '<' : '>'} ?`, place] as [string, unknown]]),
  ]
  const rows = await em.execute<Row[]>(
    `select e.id, e.sequence, e.at, e.action, e.outcome, e.actor, e.scopes, e.correlation_id, e.milliseconds, e.credits, e.hash,
       i.id as known, i.user_id, i.subject, i.session_id, i.ip, i.user_agent
     from audit_event e left join audit_identity i on i.tenant_id = e.tenant_id and i.id = e.id
     where ${conditions.map(([sql]) => sql).join(' and ')} order by e.sequence ${order === 'newest' ? 'desc' : 'asc'} limit ?`,
    [...conditions.map(([, value]) => value), limit],
  )
  const ids = [...new Set(rows.flatMap(({ user_id }) => user_id ?? []))]
  const people = await em.find(User, { id: { $in: ids } }, { disableIdentityMap: true })
  const names = new Map(people.map(({ id, name }) => [id, name]))
  return rows.map((row) => listed(row, row.user_id ? (names.get(row.user_id) ?? null) : null))
}

function listed(row: Row, person: string | null): ListedEvent {
  const { id, action, outcome, actor, milliseconds, credits, hash, ip } = row
  return {
    id,
    action,
    outcome,
    actor,
    person,
    milliseconds,
    credits,
    hash,
    ip,
    sequence: Number(row.sequence),
    at: new Date(row.at),
    credentialId: row.subject,
    scopes: row.scopes ? row.scopes.split(' ') : [],
    userAgent: row.user_agent,
    sessionId: row.session_id,
    correlationId: row.correlation_id,
    erased: row.known === null,
  }
}

async function userBehind({ db }: Pick<Context, 'db'>, member: string): Promise<string> {
  const found = await db.em.findOne(Membership, { id: uuidOf('Member', member) ?? crypto.randomUUID() })
  if (!found) throw notFound('Member', member)
  return found.user.id
}

/** What actions there are in the log, by name. */
export async function actionsOf({ db }: Pick<Context, 'db'>): Promise<string[]> {
  // From name to name along the index: there are millions of events, and dozens of names.
  const tenant = tenantOf(db.em)
  const rows = await db.em.execute<{ action: string }[]>(
    `with recursive named as (
       (select action from audit_event where tenant_id = ? order by action limit 1)
       union all
       select (select action from audit_event where tenant_id = ? and action > named.action order by action limit 1) from named where named.action is not null
     ) select action from named where action is not null limit 1000`,
    [tenant, tenant],
  )
  return rows.map(({ action }) => action)
}

export const FORMATS = ['jsonl', 'csv'] as const
export type FileFormat = (typeof FORMATS)[number]

/**
 * Events as a file, oldest first: one JSON object a line, or CSV.
 * @param afterSequence number of an event: the first ones behind it; left out: the newest of all
 */
export async function eventFile(
  context: Asked,
  format: FileFormat,
  { afterSequence: after, ...wanted }: Wanted & { afterSequence?: number | null | undefined },
): Promise<string> {
  const events =
    after == null
      ? (await read(context, wanted, 'newest', MOST_IN_FILE)).reverse()
      : await read(context, wanted, 'oldest', MOST_IN_FILE, after)
  if (format === 'jsonl') return events.map((event) => `${JSON.stringify(event)}\n`).join('')
  const columns = [
    ...([
      'sequence',
      'at',
      'action',
      'outcome',
      'actor',
      'person',
      'credentialId',
      'scopes',
      'ip',
      'userAgent',
    ] as const),
    ...(['sessionId', 'correlationId', 'milliseconds', 'credits', 'erased', 'hash', 'id'] as const),
  ]
  const cell = (value: ListedEvent[keyof ListedEvent]) =>
    value instanceof Date ? value.toISOString() : Array.isArray(value) ? value.join(' ') : value
  return toCsv(
    columns,
    events.map((event) => columns.map((column) => cell(event[column]))),
  )
}
