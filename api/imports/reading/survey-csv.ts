/** First reading of a CSV file. */
import { cut } from '../../../text.ts'
import { csvItems, type ReadRow } from './csv-item.ts'
import { CSV_SOURCES } from '../formats/index.ts'
import type { Encoding } from '../../files/encoding.ts'
import { mapHeaders } from '../formats/headers.ts'
import { mapColumns } from './map-columns.ts'
import { saidColumns } from './mapping.ts'
import { ownRow } from '../formats/own/own-format.ts'
import type { Field } from '../record/fields.ts'
import type { Limits, Source } from '../record/plan.ts'
import type { Mapping } from '../record/mapping.ts'
import { mend, type Profile, profileOf } from '../../files/ragged.ts'
import type { CsvSource } from '../formats/source.ts'
import type { ShapedColumns } from '../record/columns.ts'
import { shapeColumns } from './shapes.ts'
import { fieldOfGroup, type Layout, type TableRow } from './groups.ts'
import { askAboutColumns, hasOnlyKeys, saysLittle } from './ask-columns.ts'
import { isSprintList } from './sprint-list.ts'
import { openTable, tableRows } from './table.ts'
import { count, newTally, repair, seeRow, type Tally } from './tally.ts'
import { boundedValue } from '../record/values.ts'

/** Rows kept to learn what each column holds, before any row is judged. */
const SAMPLE_ROWS = 500
const SAMPLE_CHARACTERS = 8_000_000

const ONE_VALUED = ['key', 'title', 'status', 'type', 'priority', 'storyPoints', 'assignee', 'team', 'project'] as const

export interface CsvSurvey {
  readonly source: CsvSource
  readonly table: Awaited<ReturnType<typeof openTable>>
  readonly columns: ShapedColumns
  /** Fields of the columns that were in fact read. */
  readonly fields: readonly (Field | null)[]
  readonly profile: Profile
  readonly tally: Tally
  /** Rows with a value in each column. */
  readonly populated: readonly number[]
  readonly notes: readonly string[]
}

export function csvSource(format: string): CsvSource {
  return CSV_SOURCES.find((source) => source.format === format)!
}

/** How a format lays out its rows. */
export function layoutOf(source: CsvSource, mapping: Mapping): Layout {
  const said = saidColumns(mapping)
  return {
    grouped: source.grouped === true,
    fieldsOf: (header) => mapHeaders(header, source.names, said).fields,
    unread: new Map(),
    groups: new Set(),
  }
}

/** The columns of a file by name, and by what its first rows hold. */
function columnsOf(
  header: readonly string[],
  source: CsvSource,
  mapping: Mapping,
  rows: readonly (readonly string[])[],
): ShapedColumns {
  const said = saidColumns(mapping)
  return shapeColumns(header, mapColumns(header, source, said), rows, source, new Set(said.keys()))
}

/** Turns the mended rows of a source into items. */
export function itemsOf(header: readonly string[], columns: ShapedColumns, source: CsvSource): ReadRow {
  return source.format === 'pm33-csv'
    ? (row, { cells }) => ownRow(header, cells, row)
    : csvItems(header, columns, source)
}

export async function surveyCsv(
  source: Source,
  encoding: Encoding,
  mapping: Mapping,
  limits: Limits,
): Promise<CsvSurvey> {
  const table = await openTable(source, encoding, mapping, limits)
  const format = csvSource(mapping.format ?? table.candidates[0]?.format ?? 'csv') ?? csvSource('csv')
  const tally = newTally(mapping)
  const populated = Array<number>(table.header.length).fill(0)
  let reading: Reading | null = null

  const used = new Set<number>()

  const take = ({ row, cells, aside, ...place }: TableRow, { profile: known, item, byName, alternatives }: Reading) => {
    const why = aside ?? setAside(cells, limits)
    if (why !== null) {
      seeRow(tally, limits)
      return (why === BLANK || why === aside ? tally.drops : tally.quarantine).add(row, why)
    }
    const mended = mend(cells, known, table.delimiter)
    if (mended === null) {
      seeRow(tally, limits)
      return tally.quarantine.add(
        row,
        `${cells.length > table.header.length ? 'more' : 'fewer'} cells than the header has columns, and could not be repaired`,
      )
    }
    mended.cells.forEach((cell, column) => {
      if (cell !== '' && cell.trim() !== '') populated[column]!++
    })
    for (const columns of alternatives) {
      const first = columns.find((column) => (mended.cells[column] ?? '').trim() !== '')
      if (first !== undefined) used.add(first)
    }
    const before = tally.index.rowOf.size
    count(tally, item(row, mended, place), format, limits, byName)
    if (tally.index.rowOf.size === before) return
    if (mended.repair !== null) repair(tally, row, mended.repair)
    if (encoding === 'utf-8-damaged' && cells.some((cell) => cell.includes('\ufffd')))
      repair(tally, row, 'a broken character, shown as \ufffd')
  }

  const sample: TableRow[] = []
  let characters = 0
  const learn = () => {
    const items = sample.filter(({ aside }) => aside === null)
    const whole = items.filter(({ cells }) => cells.length === table.header.length)
    const full = (whole.length > 0 ? whole : items).map(({ cells }) => cells)
    // What a column holds shows in the beginnings of its cells.
    const rows = full.map((cells) => cells.map((cell) => boundedValue(cell)))
    const columns = columnsOf(table.header, format, mapping, rows)
    const titled = columns.columnsOf.has('title') || columns.titleFromDescription
    const asked =
      format.format === 'csv' &&
      mapping.columns === undefined &&
      (saysLittle(columns.fields, rows) || isSprintList(table.header, columns.fields, rows))
    if (asked || !(titled || hasOnlyKeys(columns.fields, rows)))
      throw askAboutColumns(table.header, columns.fields, rows)
    const prose = (['title', 'description'] as const).flatMap((field) => columns.columnsOf.get(field) ?? [])
    reading = {
      columns,
      item: itemsOf(table.header, columns, format),
      profile: profileOf(table.header, full, prose),
      alternatives: ONE_VALUED.flatMap((field) => {
        const several = columns.columnsOf.get(field) ?? []
        return several.length > 1 ? [several] : []
      }),
      // Titles cost memory: kept only where no column names parents by key.
      byName: format.byName && !columns.columnsOf.has('parentKey'),
    }
    for (const row of sample.splice(0)) take(row, reading)
    return reading
  }
  const layout = layoutOf(format, mapping)
  for await (const row of tableRows(source, encoding, table, layout, limits)) {
    if (reading !== null) {
      take(row, reading)
      continue
    }
    sample.push(row)
    for (const cell of row.cells) characters += cell.length
    if (sample.length >= SAMPLE_ROWS || characters >= SAMPLE_CHARACTERS) learn()
  }
  const { columns, profile, alternatives } = reading ?? learn()
  // A column that another one of the same field always outranks was not read, whatever its name.
  const idle = new Set(alternatives.flat().filter((column) => !used.has(column) && populated[column]! > 0))
  const fields = columns.fields.map((field, column) => (idle.has(column) ? null : field))
  return {
    source: format,
    table,
    columns,
    fields,
    tally,
    populated,
    profile,
    notes: [...table.notes, ...groupNote(layout), ...subitemNote(layout)],
  }
}

const groupNote = ({ groups }: Layout): string[] => {
  if (groups.size === 0) return []
  const read = [...groups]
    .slice(0, 10)
    .map((name) => `"${cut(name, 60)}" as ${fieldOfGroup(name) === 'labels' ? 'label' : fieldOfGroup(name)}`)
  return [`Groups of the board are read where no column says it: ${read.join(', ')}.`]
}

const subitemNote = ({ unread }: Layout): string[] =>
  unread.size === 0
    ? []
    : [
        `Columns that only subitems have were ignored: ${[...unread]
          .slice(0, 10)
          .map(
            ([name, values]) =>
              `"${cut(name, 60)}" (${values.toLocaleString('en')} ${values === 1 ? 'value' : 'values'})`,
          )
          .join(', ')}.`,
      ]

/** How the rows are read, once the first of them are known. */
interface Reading {
  readonly columns: ShapedColumns
  readonly profile: Profile
  readonly item: ReadRow
  /** Columns of one field of which a row uses the first that is filled. */
  readonly alternatives: readonly (readonly number[])[]
  /** Whether other rows may call an item by its title. */
  readonly byName: boolean
}

const BLANK = 'blank row'

/** Why a row is not looked into, or null. */
export function setAside(cells: readonly string[], limits: Limits): string | null {
  if (cells.every((cell) => cell === '' || cell.trim() === '')) return BLANK
  if (cells.some((cell) => cell.length > limits.cell))
    return `a cell is longer than ${limits.cell.toLocaleString('en')} characters`
  return null
}
