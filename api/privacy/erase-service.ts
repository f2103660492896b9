import type { EntityMetadata } from '@mikro-orm/core'
import type { Context } from '../data/context.ts'
import type { Db } from '../data/database.ts'
import { tenantOf } from '../data/tenant.ts'
import { eraseIdentities, eraseLastIdentities } from '../audit/erase-service.ts'
import { INSTALLATION } from '../audit/vocabulary.ts'
import { UNUSED_SEARCH_WORDS } from '../backlog/search/search-sql.ts'
import { Refusal } from '../graphql/errors.ts'
import { countersOf } from '../identity/credentials/limits.ts'
import { ApiKey, McpSession, Membership, Tenant, User } from '../identity/entity.ts'
import { Invite, OneTimeLink, RateLimit } from '../identity/people/people-entity.ts'
import { isOnlyOwner, ownersOf } from '../identity/people/rights-service.ts'
import { throughApp } from '../identity/principal.ts'
import { OauthGrant } from '../oauth/entity.ts'
import { pausedBy } from '../sync/trouble.ts'
import { credentialsIn, nameIn, organizationsKnowing, type Credentials } from './known-service.ts'
import { jsonWithout, marksOf, without, type Marks } from './marks.ts'
import { proofOf, type Proof } from './proof.ts'
import { STANDING } from './rows-service.ts'

/** Rows that are changed before more are read. */
const ROWS_AT_ONCE = 500

/** How far an erasure goes. */
interface Erasing {
  /**
   * The operator, who knows who asks: it acts by name also where the person does not belong, and where an account that was
   * started anew was somebody else's. A name that anyone can choose must not change the records of strangers.
   */
  everywhere: boolean
}

/**
 * Erases a person: the account with its sessions, keys, and apps, and what names them in every organization that knows
 * them. Records stay without them. It can be repeated: what was erased stays erased.
 * @throws CONFLICT while an organization has no other owner
 */
export async function erasePerson(context: Context, user: User, erasing: Erasing): Promise<Proof> {
  const { db, now, auditKey, auditWritten } = context
  for (const id of await organizationsKnowing(context, user)) {
    const tenant = context.dbIn(id)
    await tenant.transaction(() => assertOtherOwner(tenant, user))
  }
  await context.identity.sessions.endAll(user.id)
  await auditWritten()
  const forgotten = await forgetWhereKnown(context, user, erasing)
  const { counts } = forgotten
  addCounts(counts, await db.transaction(() => endAccount(db, user)))
  addCounts(counts, { audit_identity: await forgetLate(forgotten, user) })
  context.credentials.forget()
  return proofOf(auditKey, { what: 'person erased', at: now(), counts })
}

/** Erases an address that has no account, and that only invitations know. @returns null where none does */
export async function eraseInvited(context: Context, email: string): Promise<Proof | null> {
  let invite = 0
  for (const id of await organizationsKnowing(context, { id: null, email })) {
    invite += await context.dbIn(id).em.nativeDelete(Invite, { email })
    context.auditNote(id, 'invitation erased')
  }
  return invite
    ? proofOf(context.auditKey, { what: 'invitations erased', at: context.now(), counts: { invite } })
    : null
}

/** Rows by table, and the logs in which a person may be written down once more by calls that are under way. */
export interface Forgotten {
  counts: Record<string, number>
  logs: readonly { log: Db; subjects: readonly string[] }[]
}

export function addCounts(to: Record<string, number>, more: Record<string, number>): void {
  for (const [name, count] of Object.entries(more)) to[name] = (to[name] ?? 0) + count
}

/**
 * Forgets a person in every organization that knows them; the account stays. It can be repeated.
 * @param but an organization that is erased itself
 * @throws CONFLICT for an only owner
 */
export async function forgetWhereKnown(
  context: Context,
  user: Pick<User, 'id' | 'name' | 'email' | 'startedAnewAt'>,
  { everywhere, but = null }: Erasing & { but?: string | null },
): Promise<Forgotten> {
  const counts: Record<string, number> = {}
  const logs: { log: Db; subjects: readonly string[] }[] = [{ log: context.dbIn(INSTALLATION), subjects: [] }]
  for (const id of await organizationsKnowing(context, user)) {
    if (id === but) continue
    const tenant = context.dbIn(id)
    const belongs = (await tenant.em.count(Membership, { user: user.id })) > 0
    if (!everywhere && !belongs && user.startedAnewAt) continue
    const credentials = await credentialsIn(tenant, user)
    addCounts(
      counts,
      await tenant.transaction(async () => {
        await assertOtherOwner(tenant, user)
        return forgetIn(tenant, user, credentials, everywhere || belongs)
      }),
    )
    context.auditNote(id, 'person erased')
    logs.push({ log: tenant, subjects: credentials.subjects })
  }
  return { counts, logs }
}

/** Once the account is gone: calls that were under way have ended meanwhile, and no later one finds it. @returns events */
export async function forgetLate({ logs }: Forgotten, user: Pick<User, 'id'>): Promise<number> {
  let events = 0
  for (const { log, subjects } of logs)
    events += await log.transaction(() => eraseLastIdentities(log, user.id, subjects))
  return events
}

async function assertOtherOwner(db: Db, user: Pick<User, 'id'>): Promise<void> {
  const { em } = db
  if (!isOnlyOwner(await ownersOf(db, [user.id]), user.id)) return
  const { name } = await em.findOneOrFail(Tenant, {})
  throw new Refusal(
    'CONFLICT',
    `This is the only owner of ${name}. Make someone else an owner first, or erase the organization.`,
  )
}

/** What one organization knows of a person. Call it in a transaction. @param byName also their name @returns rows by table */
async function forgetIn(
  db: Db,
  user: Pick<User, 'id' | 'name' | 'email'>,
  { keys, grants, subjects }: Credentials,
  byName: boolean,
): Promise<Record<string, number>> {
  const { em } = db
  const counts: Record<string, number> = {}
  counts.mcp_session = await em.nativeDelete(McpSession, { subject: { $in: [...subjects] } })
  counts.audit_identity = await eraseIdentities(db, user.id, subjects)
  const [credits] = await em.execute<{ n: number }[]>('select credits_erase(?) as n', [user.id])
  counts.credit_entry = credits!.n
  await em.execute(
    `update credit_account set owner = gen_random_uuid() where tenant_id = ? and kind = 'person' and owner = ?`,
    [tenantOf(em), user.id],
  )
  // What they gave is worth what they may give, and they are gone.
  counts.invite = await em.nativeDelete(Invite, { $or: [{ email: user.email }, { inviter: user.id }] })
  counts.membership = await em.nativeDelete(Membership, { user: user.id })
  counts.api_key = await em.nativeDelete(ApiKey, { user: user.id })
  counts.oauth_grant = await em.nativeDelete(OauthGrant, { user: user.id })
  const known = byName ? await nameIn(db, user) : NOT_BY_NAME
  const marks = marksOf(user, [...keys, ...grants], known, namedByUs(user.name, grants))
  for (const meta of em.getMetadata().getAll().values()) {
    if (!('tenantId' in meta.properties) || STANDING.has(meta.tableName)) continue
    const count = await forgetWords(db, meta, marks)
    if (count) counts[meta.tableName] = (counts[meta.tableName] ?? 0) + count
  }
  if (counts.backlog_item) await em.execute(UNUSED_SEARCH_WORDS, [tenantOf(em), tenantOf(em)])
  db.changedForAll()
  return counts
}

/** As a name that somebody else has, too. */
const NOT_BY_NAME = { assignee: false, shared: true } as const

/** What PM33 itself puts a person's name into. */
export const namedByUs = (name: string, apps: readonly { clientName: string }[]): string[] => [
  ...new Set([...apps.map(({ clientName }) => throughApp(name, clientName)), pausedBy(name)]),
]

/**
 * Takes a person's marks out of all texts of a table. The database finds the rows; each text and each string of a JSON value
 * is changed by itself, so that a name can never break one.
 * @returns rows
 */
async function forgetWords({ em }: Db, meta: EntityMetadata, marks: Marks): Promise<number> {
  const columns = Object.values(meta.properties)
    .filter(({ kind, enum: closed, generated }) => kind === 'scalar' && !closed && !generated)
    .flatMap(({ fieldNames, columnTypes }) => {
      const [name, type = ''] = [fieldNames[0]!, columnTypes[0]]
      const most = Number(/^varchar\((\d+)\)$/.exec(type)?.[1] ?? Infinity)
      return type === 'jsonb' || type === 'text' || most < Infinity ? [{ name, json: type === 'jsonb', most }] : []
    })
  if (!columns.length) return 0
  const values = columns.flatMap(({ json }) =>
    marks.found.map(({ text }) => (json ? JSON.stringify(text).slice(1, -1) : text)),
  )
  const somewhere = columns
    .flatMap(({ name }) =>
      marks.found.map(({ where }) =>
        where === 'address'
          ? `position(lower(?::text) in lower("${name}"::text)) > 0`
          : `position(?::text in "${name}"::text) > 0`,
      ),
    )
    .join(' or ')
  const pass = async () => {
    let [changed, last] = [0, '(0,0)']
    for (;;) {
      const rows = await em.execute<Record<string, string | null>[]>(
        `select ctid::text as place, ${columns.map(({ name }) => `"${name}"::text as "${name}"`).join(', ')} from "${meta.tableName}"
         where (${somewhere}) and tenant_id = ? and ctid > ?::tid order by ctid limit ${ROWS_AT_ONCE} for update`,
        [...values, tenantOf(em), last],
      )
      for (const row of rows) if (await forgetRow({ em }, meta.tableName, columns, row, marks)) changed++
      if (rows.length < ROWS_AT_ONCE) return changed
      last = rows.at(-1)!.place!
    }
  }
  // A row that others write meanwhile moves, and so may one behind it: again until there is nothing left to change.
  let total = 0
  for (let changed = await pass(); changed > 0; changed = await pass()) total += changed
  return total
}

interface Column {
  name: string
  json: boolean
  most: number
}

/** @returns whether it named them */
async function forgetRow(
  { em }: Pick<Db, 'em'>,
  table: string,
  columns: readonly Column[],
  row: Record<string, string | null>,
  marks: Marks,
): Promise<boolean> {
  const changes = columns.flatMap(({ name, json, most }) => {
    const text = row[name]
    if (text == null) return []
    const rest = json ? JSON.stringify(jsonWithout(JSON.parse(text), marks)) : without(text, marks).slice(0, most)
    const same = json ? JSON.stringify(JSON.parse(text)) === rest : text === rest
    return same ? [] : [{ sql: `"${name}" = ?${json ? '::jsonb' : ''}`, value: rest }]
  })
  if (!changes.length) return false
  await em.execute(
    `update "${table}" set ${changes.map(({ sql }) => sql).join(', ')} where ctid = ?::tid and tenant_id = ?`,
    [...changes.map(({ value }) => value), row.place, tenantOf(em)],
  )
  return true
}

/** The account, and what belongs to no organization. Sessions and links go with it. */
export async function endAccount(
  { em }: Db,
  { id, email }: Pick<User, 'id' | 'email'>,
): Promise<Record<string, number>> {
  await em.execute('delete from oauth_payload where position(?::text in payload::text) > 0', [id])
  await em.nativeDelete(RateLimit, { key: { $in: countersOf({ id, email }) } })
  await em.nativeDelete(OneTimeLink, { madeBy: id })
  return { user_account: await em.nativeDelete(User, { id }) }
}
