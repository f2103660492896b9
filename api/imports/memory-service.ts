/** The mappings that a workspace remembers: one a format, and one a list of columns where the format is any list. */
import { createHash } from 'node:crypto'
import type { Db } from '../data/database.ts'
import { Setting } from '../identity/entity.ts'
import { plainHeader } from './formats/headers.ts'
import { anyCsv } from './formats/sheet.ts'
import type { Mapping } from './record/mapping.ts'
import type { Question } from './record/report.ts'
import type { ImportReport } from './record/report.ts'

const prefix = (workspaceId: string) => `import mapping ${workspaceId} `

const headersOf = ({ columnsRead, columnsNotRead }: ImportReport) =>
  [...columnsRead, ...columnsNotRead].map(({ header }) => header)

function nameOf(workspaceId: string, format: string, headers: readonly string[]): string {
  const name = `${prefix(workspaceId)}${format}`
  if (format !== anyCsv.format) return name
  const columns = [...new Set(headers.map(plainHeader))].filter((header) => header !== '').sort()
  return `${name} ${createHash('sha256').update(columns.join('\n')).digest('hex').slice(0, 16)}`
}

/** Keeps what was decided about a file for the next one of its kind. */
export async function rememberMapping(db: Db, workspaceId: string, report: ImportReport): Promise<void> {
  const name = nameOf(workspaceId, report.format, headersOf(report))
  const setting = await db.em.findOne(Setting, { name })
  if (setting) setting.value = report.mapping
  else db.em.create(Setting, { name, value: report.mapping })
}

/** What was decided about the last file of this kind: with these columns, or with all columns that were mapped then. */
export async function rememberedMapping(db: Db, workspaceId: string, report: ImportReport): Promise<Mapping | null> {
  const headers = headersOf(report)
  const exact = await db.em.findOne(Setting, { name: nameOf(workspaceId, report.format, headers) })
  if (exact) return exact.value as Mapping
  return report.format === anyCsv.format
    ? ((await mappingsOf(db, workspaceId, anyCsv.format)).find(fits(headers)) ?? null)
    : null
}

/** Mappings of this workspace that may answer the question. */
export async function answersTo(db: Db, workspaceId: string, question: Question): Promise<Mapping[]> {
  if (question.about === 'encoding')
    return (await mappingsOf(db, workspaceId, '')).filter(({ encoding }) => encoding !== undefined)
  const headers = question.columns.map(({ header }) => header)
  const exact = await db.em.findOne(Setting, { name: nameOf(workspaceId, anyCsv.format, headers) })
  const others = (await mappingsOf(db, workspaceId, anyCsv.format)).filter(
    (mapping) => mapping.columns !== undefined && fits(headers)(mapping),
  )
  return exact ? [exact.value as Mapping, ...others] : others
}

async function mappingsOf(db: Db, workspaceId: string, format: string): Promise<Mapping[]> {
  const settings = await db.em.find(
    Setting,
    { name: { $like: `${prefix(workspaceId)}${format}%` } },
    { orderBy: { createdAt: 'desc', id: 'asc' }, limit: 50 },
  )
  return settings.map(({ value }) => value as Mapping)
}

/** Whether every column that was mapped is there. */
const fits =
  (headers: readonly string[]) =>
  ({ columns = {} }: Mapping): boolean => {
    const there = new Set(headers.map(plainHeader))
    return Object.keys(columns).every((header) => there.has(plainHeader(header)))
  }
