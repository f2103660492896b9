import { createHash, randomBytes } from 'node:crypto'
import { cut } from '../../text.ts'
import { principalOf, type Context } from '../data/context.ts'
import type { Db } from '../data/database.ts'
import { badInput, notFound, Refusal } from '../graphql/errors.ts'
import { Setting, Workspace } from '../identity/entity.ts'
import { uuidOf, workspaceFor } from '../identity/service.ts'
import { createWorkspace } from '../identity/workspaces/workspace-service.ts'
import { tenantOf } from '../data/tenant.ts'
import type { ImportDesk, Reading } from './desk-service.ts'
import { Import } from './entity.ts'
import { readMapping } from './reading/mapping.ts'
import type { Mapping } from './record/mapping.ts'
import { ImportRefusal } from '../files/refusal.ts'
import { sessionOf } from './writing/session-service.ts'

const TICKET_MS = 10 * 60_000

export type ImportContext = Pick<Context, 'db' | 'now' | 'principal'>

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
      : await namedWorkspace(db, name)
    const ticket = `${tenantOf(db.em)}.${randomBytes(32).toString('base64url')}`
    const row = db.em.create(Import, {
      subject: principalOf(context).subject,
      fileName: cut(input.fileName, 300),
      workspace: workspace
        ? db.em.getReference(Workspace, [workspace.tenantId, workspace.id] as never, { wrapped: true })
        : null,
      workspaceName: cut(workspace?.name ?? name, 200),
      ticketHash: ticketHash(ticket),
      ticketExpiresAt: new Date(now().getTime() + TICKET_MS),
      mapping,
    })
    await db.em.flush()
    return { row, ticket }
  })
}

/**
 * The import behind an upload ticket, which is used up by this.
 * @throws NOT_FOUND when it is unknown, used or expired
 */
export async function claimTicket(db: Db, ticket: string, now: Date): Promise<Import> {
  const mine = { ticketHash: ticketHash(ticket), state: 'awaiting_upload' as const, ticketExpiresAt: { $gt: now } }
  const claimed = await db.transaction(() => db.em.nativeUpdate(Import, mine, { ticketExpiresAt: new Date(0) }))
  const row = claimed
    ? await db.em.findOne(Import, { ticketHash: mine.ticketHash }, { populate: ['workspace'], refresh: true })
    : null
  if (!row) throw unknownTicket()
  return row
}

export const unknownTicket = () =>
  new Refusal('NOT_FOUND', 'This upload link is unknown, used or expired. Open a new import.')

/** Takes the body of an upload and plans it. An upload that breaks off leaves no file and no import. */
export async function receiveUpload(
  db: Db,
  desk: ImportDesk,
  row: Import,
  body: ReadableStream<Uint8Array>,
  signal: AbortSignal,
): Promise<Import> {
  desk.say(row.id, { state: 'uploading', done: 0, total: 0 })
  try {
    await desk.receive(row.id, body, signal)
    return await planImport(db, desk, row)
  } catch (error) {
    desk.drop(row.id)
    desk.forget(row.id)
    await db.transaction(() => db.em.nativeDelete(Import, { id: row.id }))
    throw error
  }
}

/** Reads the spooled file once and keeps what was found: the dry run. */
async function planImport(db: Db, desk: ImportDesk, row: Import): Promise<Import> {
  desk.say(row.id, { state: 'reading', done: 0, total: 0 })
  try {
    const reading = await desk.turn(row.tenantId, () => planWith(db, desk, row))
    desk.keep(row.id, reading)
    desk.say(row.id, { state: 'planned', done: 0, total: reading.report.rows.imported })
    Object.assign(row, { state: 'planned', report: reading.report })
  } catch (error) {
    if (!(error instanceof ImportRefusal)) throw error
    desk.drop(row.id)
    desk.say(row.id, { state: 'refused', done: 0, total: 0 })
    Object.assign(row, { state: 'refused', refusal: { code: error.code, message: error.message, next: error.next } })
  }
  await db.transaction(() =>
    db.em.nativeUpdate(
      Import,
      { id: row.id },
      { state: row.state, report: row.report ?? null, refusal: row.refusal ?? null, mapping: row.mapping ?? null },
    ),
  )
  return row
}

/** Plans an uploaded file once more, as the person now says it is to be read. Writes no item. */
export async function replanImport(context: Context, id: string, mapping: unknown): Promise<Import> {
  const row = await readyImport(context, id)
  row.mapping = mappingOf(mapping)
  const { db, imports: desk } = context
  const reading = await desk.turn(row.tenantId, () => planWith(db, desk, row)).catch(told)
  desk.keep(row.id, reading)
  await db.transaction(() =>
    db.em.nativeUpdate(Import, { id: row.id }, { report: reading.report, mapping: row.mapping ?? null }),
  )
  return importFor(context, id)
}

/** With the person's mapping; without one, with what was decided the last time such a file came into this workspace. */
async function planWith(db: Db, desk: ImportDesk, row: Import): Promise<Reading> {
  const reader = desk.open(row.id)
  const asked = row.mapping ?? null
  try {
    const report = await reader.plan(asked ?? {})
    const remembered =
      asked || !row.workspace
        ? null
        : await db.em.findOne(Setting, { name: settingName(row.workspace.id, report.format) })
    if (!remembered) return { reader, report, asked }
    const again = await reader.plan(remembered.value as Mapping)
    return {
      reader,
      asked,
      report: {
        ...again,
        notes: [
          ...again.notes,
          'Read with the mapping of the last import of this kind into this workspace; give another one to change it.',
        ],
      },
    }
  } catch (error) {
    await reader.close()
    throw error
  }
}

const settingName = (workspaceId: string, format: string) => `import mapping ${workspaceId} ${format}`

/** Writes a planned import in one transaction. @throws CONFLICT when it is not ready to be applied */
export async function applyImport(
  context: Context,
  id: string,
  { endMissing, mapping }: { endMissing: boolean; mapping?: unknown },
): Promise<Import> {
  const { db, imports: desk } = context
  const row = await readyImport(context, id)
  desk.writing.add(row.id)
  const progress = desk.say(row.id, { state: 'writing', done: 0, total: row.report?.rows.imported ?? 0 })
  try {
    const ready = mapping == null ? desk.take(row.id, row.mapping ?? null) : null
    if (mapping != null) row.mapping = mappingOf(mapping)
    await desk.turn(row.tenantId, async () => {
      const reading = ready ?? (await planWith(db, desk, row).catch(told))
      progress.total = reading.report.rows.imported
      try {
        await write(context, row, reading, endMissing, (done) => (progress.done = done))
      } finally {
        await reading.reader.close()
      }
    })
    progress.state = 'done'
    desk.drop(row.id)
  } catch (error) {
    progress.state = 'failed'
    throw error
  } finally {
    desk.writing.delete(row.id)
  }
  db.em.clear()
  return importFor(context, id)
}

/** All of it, or nothing. */
async function write(
  context: Context,
  row: Import,
  { reader, report }: Reading,
  endMissing: boolean,
  onProgress: (done: number) => void,
): Promise<void> {
  const { db, now } = context
  const madeWorkspace = await db.transaction(async () => {
    // Another node may be applying it: the row is locked until one of us is done.
    if (!(await db.em.nativeUpdate(Import, { id: row.id, state: 'planned' }, { state: 'applied' })))
      throw new Refusal('CONFLICT', 'This import has been applied.')
    const there = row.workspace
      ? await workspaceFor(context, row.workspace.id)
      : await namedWorkspace(db, row.workspaceName)
    const workspace = there ?? (await newWorkspace(context, row.workspaceName))
    const session = sessionOf(db.em)
    const order = { workspaceId: workspace.id, importId: row.id, now: now(), endMissing }
    const { written, made, changed } = await reader.write(order, session, onProgress).catch(told)
    if (changed) db.changed(workspace.id)
    await db.em.nativeUpdate(
      Import,
      { id: row.id },
      {
        written,
        made,
        appliedAt: now(),
        dataVersion: workspace.dataVersion + Number(changed),
        madeWorkspace: !there,
        report,
        mapping: row.mapping ?? null,
        workspace: [workspace.tenantId, workspace.id] as never,
      },
    )
    const name = settingName(workspace.id, report.format)
    const setting = await db.em.findOne(Setting, { name })
    if (setting) setting.value = report.mapping
    else db.em.create(Setting, { name, value: report.mapping })
    return !there
  })
  if (madeWorkspace) context.credentials.forget()
}

async function readyImport(context: Context, id: string): Promise<Import> {
  const row = await importFor(context, id)
  if (row.state !== 'planned')
    throw new Refusal(
      'CONFLICT',
      row.state === 'applied'
        ? 'This import has been applied.'
        : `This import is ${row.state.replace('_', ' ')}: upload the file first.`,
    )
  if (context.imports.writing.has(row.id)) throw new Refusal('CONFLICT', 'This import is being applied.')
  return row
}

/** What a reading or a file that is gone says, in the API's words. */
function told(error: unknown): never {
  if (error instanceof ImportRefusal)
    throw new Refusal('BAD_USER_INPUT', `${error.message} ${error.next}`, { reason: error.code })
  if ((error as NodeJS.ErrnoException).code === 'ENOENT')
    throw new Refusal(
      'CONFLICT',
      'The uploaded file is no longer here (nodes share it only when they share PM33_DATA). Upload it again.',
    )
  throw error
}

function mappingOf(value: unknown): Mapping {
  try {
    return readMapping(value)
  } catch (error) {
    if (error instanceof ImportRefusal) throw badInput({ path: ['mapping'], message: `${error.message} ${error.next}` })
    throw error
  }
}

async function newWorkspace(context: Context, name: string): Promise<Workspace> {
  if (principalOf(context).workspaceIds)
    throw new Refusal(
      'FORBIDDEN',
      'This credential opens only some workspaces: say into which one of them the file goes with workspaceId.',
    )
  const id = await createWorkspace(context, { name })
  await context.db.em.flush()
  return context.db.em.findOneOrFail(Workspace, { id })
}

/** The workspace that people call so, by name or key; null when the name is free. */
async function namedWorkspace(db: Db, name: string): Promise<Workspace | null> {
  return db.em.findOne(Workspace, { $or: [{ name }, { key: name }] }, { orderBy: { createdAt: 'asc', id: 'asc' } })
}

/** The imports that a credential sees: those into its workspaces. */
export async function importsOf({ db, principal }: ImportContext): Promise<Import[]> {
  return db.em.find(Import, visible(principal), {
    populate: ['workspace'],
    orderBy: { createdAt: 'desc', id: 'asc' },
    limit: 100,
  })
}

/** @throws NOT_FOUND */
export async function importFor({ db, principal }: ImportContext, id: string): Promise<Import> {
  const uuid = uuidOf('Import', id)
  const row = uuid
    ? await db.em.findOne(
        Import,
        { $and: [{ id: uuid }, visible(principal)] },
        { populate: ['workspace'], refresh: true },
      )
    : null
  if (!row) throw notFound('Import', id)
  return row
}

function visible(principal: Context['principal']): object {
  return principal?.workspaceIds ? { workspace: { id: { $in: [...principal.workspaceIds] } } } : {}
}

const nameOfFile = (file: string) =>
  file
    .split(/[\\/]/)
    .at(-1)!
    .replace(/\.[a-z0-9]+$/i, '')
    .trim() || 'Backlog'
