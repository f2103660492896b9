import { createHash, randomUUID } from 'node:crypto'
import { cut } from '../../../text.ts'
import type { Context } from '../../data/context.ts'
import { tenantOf } from '../../data/tenant.ts'
import { troubleOf } from '../../data/unavailable.ts'
import { Refusal } from '../../graphql/errors.ts'
import { OauthGrant } from '../../oauth/entity.ts'
import { McpSession, Tenant } from '../entity.ts'

/** A session id is a handle, not a credential; stored hashed all the same, because it names a caller's working state. */
const hashOf = (id: string) => createHash('sha256').update(id).digest('base64url')

export type McpSessionState = 'active' | 'rolled_over' | 'ended' | 'foreign' | 'expired'

/** What a touch found: the client by the name that it gave when it opened the session. */
export interface TouchedMcpSession {
  state: McpSessionState
  clientName: string | null
}

export interface McpSessionClient {
  id: string
  clientName?: string | null | undefined
  clientVersion?: string | null | undefined
  protocolVersion?: string | null | undefined
}

/** Sessions that one caller can have: the one unused longest goes, and rolls over should its client come back. */
const MOST_SESSIONS = 100

async function lifeOf({ db }: Context): Promise<{ milliseconds: number; strict: boolean }> {
  const tenant = await db.em.findOneOrFail(Tenant, {})
  return { milliseconds: tenant.sessionMinutes * 60_000, strict: tenant.sessionStrict }
}

/** @throws CONFLICT for an id that is a session's already */
export async function openMcpSession(context: Context, subject: string, client: McpSessionClient): Promise<void> {
  await context.db.transaction(async () => {
    const { milliseconds } = await lifeOf(context)
    if (!(await insertSession(context, subject, client, milliseconds)))
      throw new Refusal('CONFLICT', 'A session with this ID already exists. Open one with another ID.')
  })
}

/** @returns whether there was none with this id */
async function insertSession(
  { db, now }: Context,
  subject: string,
  client: McpSessionClient,
  milliseconds: number,
): Promise<boolean> {
  const at = now()
  const tenant = tenantOf(db.em)
  const [made] = await db.em.execute<{ id: string }[]>(
    `insert into mcp_session (tenant_id, id, id_hash, subject, client_name, client_version, protocol_version, last_seen_at, expires_at, created_at)
     values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (tenant_id, id_hash) do nothing returning id`,
    [
      tenant,
      randomUUID(),
      hashOf(client.id),
      subject,
      client.clientName ? cut(client.clientName, 200) : null,
      client.clientVersion ? cut(client.clientVersion, 60) : null,
      client.protocolVersion ? cut(client.protocolVersion, 20) : null,
      at,
      new Date(at.getTime() + milliseconds),
      at,
    ],
  )
  if (!made) return false
  await db.em.execute(
    `delete from mcp_session where tenant_id = ? and id in (
      select id from mcp_session where tenant_id = ? and subject = ? order by last_seen_at desc, id desc offset ?
    )`,
    [tenant, tenant, subject, MOST_SESSIONS],
  )
  return true
}

/**
 * Whether a session belongs to a caller. A person who lets the same app in once more has a new grant, and the app goes on in the
 * session that it has: of an app it belongs to the person and the app, not to one grant.
 */
async function isOf({ db }: Context, subject: string, row: McpSession): Promise<boolean> {
  if (row.subject === subject) return true
  const ids = [row.subject, subject].map((name) => /^grant:(.+)$/.exec(name)?.[1])
  const [then, now] = ids.every((id) => id !== undefined)
    ? await db.em.find(OauthGrant, { id: { $in: ids as string[] } }, { disableIdentityMap: true })
    : []
  return then !== undefined && now !== undefined && then.user.id === now.user.id && then.clientId === now.clientId
}

/** Milliseconds for which "last seen" may stand, and at most a tenth of a session's life: it moves an expiry that counts in minutes. */
const TOUCH_MS = 60_000

/**
 * Slides a session's life. One that has expired has lost its data but not its client: it lives again under the same id,
 * because clients do not open a new session by themselves. A tenant can ask for the strict answer instead.
 */
export async function touchMcpSession(context: Context, subject: string, id: string): Promise<TouchedMcpSession> {
  const { db, now } = context
  const seen = await db.snapshot(() => seenLately(context, subject, id))
  if (seen) return seen
  let alive: TouchedMcpSession | null = null
  return db
    .transaction(async (): Promise<TouchedMcpSession> => {
      const at = now()
      const { milliseconds, strict } = await lifeOf(context)
      let row = await db.em.findOne(McpSession, { idHash: hashOf(id) })
      if (!row) {
        if (strict) return { state: 'expired', clientName: null }
        if (await insertSession(context, subject, { id }, milliseconds))
          return { state: 'rolled_over', clientName: null }
        // Another call of the client has come first: it goes on in the session that this one made.
        row = await db.em.findOneOrFail(McpSession, { idHash: hashOf(id) })
      }
      if (!(await isOf(context, subject, row))) return { state: 'foreign', clientName: null }
      const clientName = row.clientName ?? null
      if (row.endedAt) return { state: 'ended', clientName }
      const expired = row.expiresAt <= at
      if (expired && strict) return { state: 'expired', clientName }
      alive = expired ? null : { state: 'active', clientName }
      await db.em.nativeUpdate(
        McpSession,
        { id: row.id },
        {
          subject,
          lastSeenAt: at,
          expiresAt: new Date(at.getTime() + milliseconds),
          // The client is the same: it sends no second handshake.
          ...(expired ? { createdAt: at } : {}),
        },
      )
      return { state: expired ? 'rolled_over' : 'active', clientName }
    })
    .catch((error: unknown): TouchedMcpSession => {
      // It is known to be alive: who may only read does not wait for a database that takes no changes.
      if (alive && troubleOf(error) !== null) return alive
      throw error
    })
}

/** A live session that was seen a moment ago, for which nothing needs to be written; null for every other. */
async function seenLately(context: Context, subject: string, id: string): Promise<TouchedMcpSession | null> {
  const at = context.now()
  const row = await context.db.em.findOne(McpSession, { idHash: hashOf(id) }, { disableIdentityMap: true })
  if (!row || row.subject !== subject || row.endedAt || row.expiresAt <= at) return null
  const { milliseconds } = await lifeOf(context)
  const ago = at.getTime() - row.lastSeenAt.getTime()
  // Whoever gave its sessions another life is obeyed at the next call.
  const isAsLong = row.expiresAt.getTime() - row.lastSeenAt.getTime() === milliseconds
  return isAsLong && ago >= 0 && ago < Math.min(TOUCH_MS, milliseconds / 10)
    ? { state: 'active', clientName: row.clientName ?? null }
    : null
}

/** @returns whether there was such a session of this caller's. */
export async function endMcpSession(context: Context, subject: string, id: string): Promise<boolean> {
  const { db, now } = context
  const row = await db.em.findOne(McpSession, { idHash: hashOf(id) }, { disableIdentityMap: true })
  if (!row || !(await isOf(context, subject, row))) return false
  return (await db.em.nativeUpdate(McpSession, { id: row.id, endedAt: null }, { endedAt: now() })) > 0
}
