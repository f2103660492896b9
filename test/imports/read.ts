import { readFileSync } from 'node:fs'
import type { ImportRecord } from '../../api/imports/record/record.ts'
import type { ImportReport } from '../../api/imports/record/report.ts'
import { type Limits, type Plan, type Source } from '../../api/imports/record/plan.ts'
import { type Mapping } from '../../api/imports/record/mapping.ts'
import { ImportRefusal } from '../../api/files/refusal.ts'
import { rows } from '../../api/imports/reading/rows.ts'
import { survey } from '../../api/imports/reading/survey.ts'

export function fixture(name: string): Uint8Array<ArrayBuffer> {
  return readFileSync(new URL(`./fixtures/${name}`, import.meta.url))
}

/** A file that arrives in pieces of an odd size, so that nothing depends on where a read ends. */
export function file(content: string | Uint8Array, piece = 997): Source {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content
  return async function* () {
    for (let at = 0; at < bytes.length; at += piece) yield bytes.subarray(at, at + piece)
  }
}

export interface Read {
  readonly plan: Plan
  readonly report: ImportReport
  readonly records: ImportRecord[]
}

export async function read(
  content: string | Uint8Array,
  mapping: Mapping = {},
  limits: Partial<Limits> = {},
): Promise<Read> {
  const source = file(content)
  const plan = await survey(source, { mapping, limits })
  const records: ImportRecord[] = []
  for await (const record of rows(source, plan)) records.push(record)
  return { plan, report: plan.report, records }
}

export async function refusal(
  content: string | Uint8Array | Source,
  mapping: Mapping = {},
  limits: Partial<Limits> = {},
): Promise<ImportRefusal> {
  try {
    await survey(typeof content === 'function' ? content : file(content), { mapping, limits })
  } catch (error) {
    if (error instanceof ImportRefusal) return error
    throw error
  }
  throw new Error('the file was read')
}

/** The parts of a record that say something: nulls, empty lists and defaults left out. */
export function said(record: ImportRecord): Partial<ImportRecord> {
  return Object.fromEntries(
    Object.entries(record).filter(
      ([, value]) => value !== null && value !== false && !(Array.isArray(value) && value.length === 0),
    ),
  )
}

export const FIXTURES = [
  'jira-server.csv',
  'jira-cloud.csv',
  'jira-links.csv',
  'jira-german.csv',
  'jira-spanish.csv',
  'jira-search.json',
  'jira-pages.json',
  'linear-30.csv',
  'linear-34.csv',
  'github-gh.json',
  'github-rest.json',
  'azure-flat.csv',
  'azure-tree.csv',
  'trello-board.json',
  'trello-small.json',
  'linear-api.json',
  'asana.csv',
  'asana-minimal.csv',
  'shortcut.csv',
  'shortcut-iso.csv',
  'clickup.csv',
  'clickup-text.csv',
  'sheet.csv',
] as const

const JIRA = 'Summary,Issue key,Issue id,Issue Type,Status,Created,Resolved'

/** A Jira file: the usual columns, those of `extra`, and the rows. */
export const jira = (extra: string, ...rows: string[]) => `${JIRA}${extra}\n${rows.join('\n')}\n`
