import { createHash, randomBytes } from 'node:crypto'
import { cut } from '../../text.ts'
import { principalOf, type Context } from '../data/context.ts'
import type { Db } from '../data/database.ts'
import { refTo, tenantOf } from '../data/tenant.ts'
import { Refusal } from '../graphql/errors.ts'
import { BacklogItem } from '../backlog/entity.ts'
import { Workspace } from '../identity/entity.ts'
import { workspaceFor } from '../identity/service.ts'
import { brokenOff, type ImportSpool } from './spool-service.ts'
import { Import } from './entity.ts'
import { planImport, type PlannedUpload } from './plan-service.ts'
import { mappingOf, namedWorkspace } from './service.ts'

const TICKET_MS = 10 * 60_000

const ticketHash = (ticket: string) => createHash('sha256').update(ticket).digest('base64url')

export interface CreateImport {
  fileName: string
  workspaceId?: string | null | undefined
  workspaceName?: string | null | undefined
  mapping?: unknown
}

/** Opens an import: a row, and a ticket for one upload. The ticket names the tenant; it is checked against the row. */
export async function createImport(context: Context, input: CreateImport): Promise<{ row: Import; ticket: string }> {
  const { db, now, imports } = context
  imports.sweep()
  const mapping = input.mapping == null ? null : mappingOf(input.mapping)
  return db.transaction(async () => {
    const name = input.workspaceName?.trim() || nameOfFile(input.fileName)
    const workspace = input.workspaceId
      ? await workspaceFor(context, input.workspaceId)
      : ((input.workspaceName ? null : await emptyWorkspace(db)) ?? (await namedWorkspace(context, name)))
    const ticket = `${tenantOf(db.em)}.${randomBytes(32).toString('base64url')}`
    const row = db.em.create(Import, {
      subject: principalOf(context).subject,
      fileName: cut(input.fileName, 300),
      workspace: workspace ? db.em.getReference(Workspace, refTo(workspace), { wrapped: true }) : null,
      workspaceName: cut(workspace?.name ?? name, 200),
      ticketHash: ticketHash(ticket),
      ticketExpiresAt: new Date(now().getTime() + TICKET_MS),
      mapping,
    })
    await db.em.flush()
    return { row, ticket }
  })
}

/** The only workspace, while it has no items: a new organization has one that waits for its first backlog. */
async function emptyWorkspace(db: Db): Promise<Workspace | null> {
  const [only, another] = await db.em.find(Workspace, {}, { limit: 2 })
  if (!only || another) return null
  const filled = await db.em.findOne(
    BacklogItem,
    { workspace: { id: only.id } },
    { fields: ['id'], disableIdentityMap: true },
  )
  return filled ? null : only
}

/**
 * The import behind an upload ticket, which is used up by this.
 * @param refused why the organization does not take it from here; null when it does
 * @throws NOT_FOUND when it is unknown, used or expired; FORBIDDEN
 */
export async function claimTicket(
  db: Db,
  ticket: string,
  now: Date,
  refused: () => Promise<string | null>,
): Promise<Import> {
  const mine = { ticketHash: ticketHash(ticket), state: 'awaiting_upload' as const, ticketExpiresAt: { $gt: now } }
  // Refused from elsewhere, a link stays good for where it may be used.
  const why = (await db.em.count(Import, mine)) > 0 ? await refused() : null
  if (why) throw new Refusal('FORBIDDEN', why, { policy: true })
  const claimed = await db.transaction(() => db.em.nativeUpdate(Import, mine, { ticketExpiresAt: new Date(0) }))
  const row = claimed
    ? await db.em.findOne(Import, { ticketHash: mine.ticketHash }, { populate: ['workspace'], refresh: true })
    : null
  if (!row) throw unknownTicket()
  return row
}

export const unknownTicket = () =>
  new Refusal('NOT_FOUND', 'This upload link is unknown, used, or expired. Start a new import.')

/** Takes the body of an upload and plans it. An upload that breaks off leaves no file and no import. */
export async function receiveUpload(
  db: Db,
  desk: ImportSpool,
  row: Import,
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): Promise<PlannedUpload> {
  desk.say(row.id, { state: 'uploading', done: 0, total: 0 })
  try {
    await desk.receive(row.id, body, signal, async (ids) =>
      (await db.em.find(Import, { id: { $in: [...ids] } }, { fields: ['id'], disableIdentityMap: true })).map(
        ({ id }) => id,
      ),
    )
    return await planImport(db, desk, row, signal)
  } catch (error) {
    desk.drop(row.id)
    desk.forget(row.id)
    await db.transaction(() => db.em.nativeDelete(Import, { id: row.id }))
    throw brokenOff(error) ?? error
  }
}

const nameOfFile = (file: string) =>
  file
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.[a-z0-9]+$/i, '')
    .trim() || 'Backlog'
