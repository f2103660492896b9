import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Context } from '../context.ts'
import type { Db } from '../database.ts'
import { badInput, notFound, Refusal } from '../errors.ts'
import { Setting, Workspace } from '../identity/entity.ts'
import { uuidOf, workspaceFor } from '../identity/service.ts'
import { tenantOf } from '../tenant.ts'
import { Import } from './entity.ts'
import type { Mapping, Plan, Source } from './plan.ts'
import { ImportRefusal } from './refusal.ts'
import { survey } from './survey.ts'
import { writeImport } from './write-service.ts'

const TICKET_MS = 10 * 60_000
/** Bytes that one upload may have. */
export const MAX_UPLOAD = 1_073_741_824
/** Plans kept ready between dry run and apply; the file can always be read again. */
const PLANS = 8

export interface Progress {
  state: 'uploading' | 'reading' | 'planned' | 'writing' | 'done' | 'refused'
  done: number
  total: number
}

/** Spooled files, ready plans and progress of this process: what an import needs between its steps. */
export class ImportDesk {
  readonly folder: string
  readonly plans = new Map<string, Plan>()
  readonly progress = new Map<string, Progress>()
  readonly writing = new Set<string>()

  constructor(folder: string) {
    this.folder = folder
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  }

  file = (id: string) => join(this.folder, `${id}.import`)
  source = (id: string): Source => () => createReadStream(this.file(id))

  keep(id: string, plan: Plan): void {
    this.plans.set(id, plan)
    if (this.plans.size > PLANS) this.plans.delete(this.plans.keys().next().value!)
  }

  drop(id: string): void {
    this.plans.delete(id)
    rmSync(this.file(id), { force: true })
  }
}

const ticketHash = (ticket: string) => createHash('sha256').update(ticket).digest('base64url')

export interface CreateImport {
  fileName: string
  workspaceId?: string | null | undefined
  workspaceName?: string | null | undefined
  mapping?: unknown
}

/** Opens an import: a row, and a ticket for one upload. The ticket names the tenant; it is checked against the row. */
export async function createImport(context: Context, subject: string, input: CreateImport): Promise<{ row: Import; ticket: string }> {
  const { db, now } = context
  return db.transaction(async () => {
    const name = input.workspaceName?.trim() || nameOfFile(input.fileName)
    if (!name) throw badInput({ path: ['workspaceName'], message: 'is needed: the file name says nothing' })
    const workspace = input.workspaceId ? await workspaceFor(context, input.workspaceId) : await db.em.findOne(Workspace, { key: slug(name) })
    const ticket = `${tenantOf(db.em)}.${randomBytes(32).toString('base64url')}`
    const row = db.em.create(Import, {
      subject,
      fileName: input.fileName.slice(0, 300),
      workspace: workspace ? db.em.getReference(Workspace, [workspace.tenantId, workspace.id] as never, { wrapped: true }) : null,
      workspaceName: (workspace?.name ?? name).slice(0, 200),
      ticketHash: ticketHash(ticket),
      ticketExpiresAt: new Date(now().getTime() + TICKET_MS),
      mapping: (input.mapping as Mapping | undefined) ?? null,
    })
    await db.em.flush()
    return { row, ticket }
  })
}

/** The import behind an upload ticket. @throws NOT_FOUND when it is unknown, used or expired */
export async function importByTicket(db: Db, ticket: string, now: Date): Promise<Import> {
  const row = await db.em.findOne(Import, { ticketHash: ticketHash(ticket) }, { populate: ['workspace'] })
  if (!row || row.ticketExpiresAt <= now || row.state !== 'awaiting_upload') throw new Refusal('NOT_FOUND', 'This upload link is unknown, used or expired. Open a new import.')
  return row
}

/** Takes the body of an upload to a file only we can read, then plans it. Nothing is left of an upload that breaks off. */
export async function receiveUpload(db: Db, desk: ImportDesk, row: Import, body: ReadableStream<Uint8Array>, signal: AbortSignal): Promise<Import> {
  const progress: Progress = { state: 'uploading', done: 0, total: 0 }
  desk.progress.set(row.id, progress)
  try {
    await pipeline(Readable.fromWeb(body as never), limited(MAX_UPLOAD), createWriteStream(desk.file(row.id), { mode: 0o600, flags: 'wx' }), { signal })
  } catch (error) {
    desk.drop(row.id)
    desk.progress.delete(row.id)
    throw error
  }
  return planImport(db, desk, row)
}

/** Reads the spooled file once and keeps what was found: the dry run. */
export async function planImport(db: Db, desk: ImportDesk, row: Import): Promise<Import> {
  desk.progress.set(row.id, { state: 'reading', done: 0, total: 0 })
  try {
    const plan = await planWith(db, desk, row)
    desk.keep(row.id, plan)
    desk.progress.set(row.id, { state: 'planned', done: 0, total: plan.report.rows.imported })
    row.state = 'planned'
    row.report = plan.report
  } catch (error) {
    if (!(error instanceof ImportRefusal)) throw error
    desk.drop(row.id)
    desk.progress.set(row.id, { state: 'refused', done: 0, total: 0 })
    row.state = 'refused'
    row.refusal = { code: error.code, message: error.message, next: error.next }
  }
  await db.transaction(async () => {
    await db.em.nativeUpdate(Import, { id: row.id }, { state: row.state, report: row.report ?? null, refusal: row.refusal ?? null })
  })
  return row
}

/** With the person's mapping; without one, with what was decided the last time such a file came into this workspace. */
async function planWith(db: Db, desk: ImportDesk, row: Import): Promise<Plan> {
  const plan = await survey(desk.source(row.id), row.mapping ? { mapping: row.mapping } : {})
  if (row.mapping || !row.workspace) return plan
  const remembered = await db.em.findOne(Setting, { name: `import mapping ${row.workspace.id} ${plan.format}` })
  return remembered ? survey(desk.source(row.id), { mapping: remembered.value as Mapping }) : plan
}

/** Writes a planned import in one transaction. @throws CONFLICT when it is not ready to be applied */
export async function applyImport(context: Context, desk: ImportDesk, id: string, { endMissing, mapping }: { endMissing: boolean; mapping?: unknown }): Promise<Import> {
  const { db, now } = context
  const row = await importFor(db, id)
  if (row.state !== 'planned') throw new Refusal('CONFLICT', row.state === 'applied' ? 'This import has been applied.' : `This import is ${row.state.replace('_', ' ')}: upload the file first.`)
  if (desk.writing.has(row.id)) throw new Refusal('CONFLICT', 'This import is being applied.')
  desk.writing.add(row.id)
  const progress: Progress = { state: 'writing', done: 0, total: row.report?.rows.imported ?? 0 }
  desk.progress.set(row.id, progress)
  try {
    if (mapping) row.mapping = mapping as Mapping
    const plan = (mapping ? undefined : desk.plans.get(row.id)) ?? (await planWith(db, desk, row).catch(gone))
    await db.transaction(async () => {
      const workspace = row.workspace ? await workspaceFor(context, row.workspace.id) : await newWorkspace(db, row.workspaceName)
      const written = await writeImport({ db, workspaceId: workspace.id, importId: row.id, plan, source: desk.source(row.id), now: now(), endMissing, onProgress: (done) => (progress.done = done) })
      await db.em.nativeUpdate(Import, { id: row.id }, {
        state: 'applied', written, appliedAt: now(), dataVersion: workspace.dataVersion + 1, madeWorkspace: !row.workspace, report: plan.report,
        workspace: [workspace.tenantId, workspace.id] as never,
      })
      const name = `import mapping ${workspace.id} ${plan.format}`
      const setting = await db.em.findOne(Setting, { name })
      if (setting) setting.value = plan.report.mapping
      else db.em.create(Setting, { name, value: plan.report.mapping })
    })
    progress.state = 'done'
    desk.drop(row.id)
  } finally {
    desk.writing.delete(row.id)
  }
  return importFor(db, id)
}

function gone(error: unknown): never {
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new Refusal('CONFLICT', 'The uploaded file is no longer here (nodes share it only when they share PM33_DATA). Upload it again.')
  throw error
}

async function newWorkspace(db: Db, name: string): Promise<Workspace> {
  const taken = new Set((await db.em.find(Workspace, {}, { fields: ['key'], filters: { workspace: false } })).map(({ key }) => key))
  let key = slug(name)
  for (let n = 2; taken.has(key); n++) key = `${slug(name)}-${n}`
  const workspace = db.em.create(Workspace, { key, name })
  await db.em.flush()
  return workspace
}

/** @throws NOT_FOUND */
export async function importFor(db: Db, id: string): Promise<Import> {
  const uuid = uuidOf('Import', id)
  const row = uuid ? await db.em.findOne(Import, { id: uuid }, { populate: ['workspace'], refresh: true }) : null
  if (!row) throw notFound('Import', id)
  return row
}

export const slug = (name: string) => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-').replaceAll(/^-|-$/g, '').slice(0, 50) || 'backlog'

const nameOfFile = (file: string) => file.split(/[\\/]/).at(-1)!.replace(/\.[a-z0-9]+$/i, '').trim()

function limited(most: number): Transform {
  let seen = 0
  return new Transform({
    transform(chunk: Uint8Array, _encoding, next) {
      seen += chunk.byteLength
      if (seen > most) next(new Refusal('BAD_USER_INPUT', `The file is larger than ${most / 1_048_576} MB. Export a part of it.`))
      else next(null, chunk)
    },
  })
}
