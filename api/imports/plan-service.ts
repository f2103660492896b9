import { storableJson } from '../../text.ts'
import type { Context } from '../data/context.ts'
import type { Db } from '../data/database.ts'
import { ImportRefusal } from '../files/refusal.ts'
import type { ImportSpool, Reading } from './spool-service.ts'
import { Import } from './entity.ts'
import { answersTo, rememberedMapping } from './memory-service.ts'
import type { Mapping } from './record/mapping.ts'
import { Unanswered } from './record/question.ts'
import type { ImportReport, Question } from './record/report.ts'
import { importFor, mappingOf, readyImport, asRefusal } from './service.ts'

/** What came of an upload; `question`: what a person has to say before the file can be read. */
export interface PlannedUpload {
  readonly row: Import
  readonly question: Question | null
}

/** Reads the spooled file once and keeps what was found: the dry run. */
export async function planImport(db: Db, desk: ImportSpool, row: Import, signal: AbortSignal): Promise<PlannedUpload> {
  let question: Question | null = null
  desk.say(row.id, { state: 'reading', done: 0, total: 0 })
  try {
    const reading = await desk.turn(row.tenantId, () => planWith(db, desk, row, signal))
    desk.keep(row.id, reading)
    desk.say(row.id, { state: 'planned', done: 0, total: reading.report.rows.imported })
    Object.assign(row, { state: 'planned', report: reading.report })
  } catch (error) {
    if (!(error instanceof ImportRefusal)) throw error
    desk.drop(row.id)
    desk.say(row.id, { state: 'refused', done: 0, total: 0 })
    if (error instanceof Unanswered) question = error.question
    Object.assign(row, { state: 'refused', refusal: { code: error.code, message: error.message, next: error.next } })
  }
  await db.transaction(() =>
    db.em.nativeUpdate(
      Import,
      { id: row.id },
      { state: row.state, report: row.report ?? null, refusal: row.refusal ?? null, mapping: row.mapping ?? null },
    ),
  )
  return { row, question }
}

/** Plans an uploaded file once more, as the person now says it is to be read. Writes no item. */
export async function replanImport(context: Context, id: string, mapping: unknown): Promise<Import> {
  const row = await readyImport(context, id)
  row.mapping = mappingOf(mapping)
  const { db, imports: desk, signal } = context
  const reading = await desk
    .turn(row.tenantId, () => planWith(db, desk, row, signal))
    .catch(async (error: unknown) => {
      await readyImport(context, id)
      return asRefusal(error)
    })
  let waits = 0
  try {
    waits = await db.transaction(() =>
      db.em.nativeUpdate(
        Import,
        { id: row.id, state: 'planned' },
        { report: reading.report, mapping: row.mapping ?? null },
      ),
    )
  } finally {
    if (waits) desk.keep(row.id, reading)
    else await desk.release(reading.reader, reading.report.rows.imported)
  }
  // It was applied while it was read: that says so.
  if (!waits) await readyImport(context, id)
  return importFor(context, id)
}

/** A report names statuses and columns as the file has them, and is kept as JSON. */
const kept = (report: ImportReport): ImportReport => storableJson(report) as ImportReport

/** With the person's mapping; without one, with what was decided the last time such a file came into this workspace. */
export async function planWith(db: Db, desk: ImportSpool, row: Import, signal?: AbortSignal): Promise<Reading> {
  const reader = desk.open(row.id)
  const asked = row.mapping ?? null
  const known = asked === null ? (row.workspace?.id ?? null) : null
  const plan = async (mapping: Mapping) => kept(await reader.plan(mapping, signal))
  try {
    const report = await plan(asked ?? {}).catch((error: unknown) => answered(db, known, plan, error))
    const remembered = known && !report.mapping.columns ? await rememberedMapping(db, known, report) : null
    return { reader, asked, report: remembered ? fromMemory(await plan(remembered)) : report }
  } catch (error) {
    await reader.close()
    throw error
  }
}

/** A question that this workspace has answered before is not asked again. */
async function answered(
  db: Db,
  workspaceId: string | null,
  plan: (mapping: Mapping) => Promise<ImportReport>,
  error: unknown,
): Promise<ImportReport> {
  if (!(error instanceof Unanswered) || workspaceId === null) throw error
  for (const mapping of await answersTo(db, workspaceId, error.question))
    try {
      return fromMemory(await plan(mapping))
    } catch (again) {
      if (!(again instanceof ImportRefusal)) throw again
    }
  throw error
}

const fromMemory = (report: ImportReport): ImportReport => ({
  ...report,
  notes: [
    ...report.notes,
    'The mapping of the last import of this kind into this workspace was used. Pass another mapping to change it.',
  ],
})
