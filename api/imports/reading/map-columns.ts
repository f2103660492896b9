/** The columns of a file by their names: those of its format, and for what that leaves open, those of any list. */
import {
  bracketed,
  columnMap,
  type ColumnMap,
  foldHeader,
  knownNames,
  mapHeaders,
  plainHeader,
} from '../formats/headers.ts'
import { SHEET_NAMES } from '../formats/sheet.ts'
import type { CsvSource } from '../formats/source.ts'
import type { Field } from '../record/fields.ts'

/** What a column that people add to a tool surely means. Dates of what happened stay the tool's own. */
const ADDED: ReadonlySet<Field> = new Set([
  'status',
  'type',
  'priority',
  'storyPoints',
  'estimate',
  'dueDate',
  'startDate',
  'labels',
  'assignee',
  'sprint',
  'parent',
  'blockedBy',
  'blocks',
])
/** Names that tools give to things of their own. */
const NOT_ADDED: ReadonlySet<string> = new Set(
  ['class', 'category', 'component', 'components', 'owner', 'stage'].map(foldHeader),
)

export function mapColumns(
  header: readonly string[],
  source: CsvSource,
  said: ReadonlyMap<string, Field | 'ignore'>,
): ColumnMap {
  const own = mapHeaders(header, source.names, said)
  if (source.ownColumns || source.family === 'pm33') return own
  const any = knownNames(SHEET_NAMES)
  const added = header.map((name, column) => {
    // Brackets hold custom fields and links, which are named by the tool.
    if (own.fields[column] !== null || said.has(plainHeader(name)) || bracketed(name) !== null) return null
    const field = any.get(foldHeader(name))?.field
    if (field === undefined || !ADDED.has(field) || own.columnsOf.has(field)) return null
    // A format that names no column for a field knows why.
    return source.names[field]?.length === 0 || NOT_ADDED.has(foldHeader(name)) ? null : field
  })
  if (added.every((field) => field === null)) return own
  const rank = new Map<number, number>()
  for (const columns of own.columnsOf.values()) columns.forEach((column, at) => rank.set(column, at))
  return columnMap(
    own.fields.map((field, column) => field ?? added[column]!),
    (column) => rank.get(column) ?? header.length + column,
  )
}
