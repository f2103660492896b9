/** First reading of a CSV file. */
import type { CsvRow } from '../../files/csv.ts'
import { csvItems, withLinks } from './csv-item.ts'
import { CSV_SOURCES } from '../formats/index.ts'
import type { Encoding } from '../../files/encoding.ts'
import { type ColumnMap, mapHeaders } from '../formats/headers.ts'
import { saidColumns } from './mapping.ts'
import { ownRow } from '../formats/own-format.ts'
import type { Limits, Source } from '../record/plan.ts'
import type { Mapping } from '../record/mapping.ts'
import { mend, type MendedRow, type Profile, profileOf } from '../../files/ragged.ts'
import type { CsvSource, RawItem } from '../formats/source.ts'
import { needsMapping, openTable, tableRows } from './table.ts'
import { count, newTally, repair, seeRow, type Tally } from './tally.ts'

/** Rows kept to learn what each column holds, before any row is judged. */
const SAMPLE_ROWS = 500
const SAMPLE_CHARACTERS = 8_000_000

export interface CsvSurvey {
  readonly source: CsvSource
  readonly table: Awaited<ReturnType<typeof openTable>>
  readonly columns: ColumnMap
  readonly profile: Profile
  readonly tally: Tally
  /** Rows with a value in each column. */
  readonly populated: readonly number[]
}

export function csvSource(format: string): CsvSource {
  return CSV_SOURCES.find((source) => source.format === format)!
}

export function mapColumns(header: readonly string[], source: CsvSource, mapping: Mapping): ColumnMap {
  return withLinks(header, mapHeaders(header, source.names, saidColumns(mapping)))
}

/** Turns the mended rows of a source into items. */
export function itemsOf(
  header: readonly string[],
  columns: ColumnMap,
  source: CsvSource,
): (row: number, mended: MendedRow) => RawItem {
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
  const format = csvSource(mapping.format ?? table.candidates[0]!.format) ?? csvSource('csv')
  const columns = mapColumns(table.header, format, mapping)
  if (!columns.columnsOf.has('title')) throw needsMapping(table.header)
  const tally = newTally(mapping)
  // Titles cost memory: kept only where no column names parents by key.
  const byName = format.byName && !columns.columnsOf.has('parentKey')
  const populated = Array<number>(table.header.length).fill(0)
  const item = itemsOf(table.header, columns, format)
  let profile: Profile | null = null

  const take = ({ row, cells }: CsvRow, known: Profile) => {
    const why = setAside(cells, limits)
    if (why !== null) {
      seeRow(tally, limits)
      return (why === BLANK ? tally.drops : tally.quarantine).add(row, why)
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
    const before = tally.index.rowOf.size
    count(tally, item(row, mended), format, limits, byName)
    if (tally.index.rowOf.size === before) return
    if (mended.repair !== null) repair(tally, row, mended.repair)
    if (encoding === 'utf-8-damaged' && cells.some((cell) => cell.includes('\ufffd')))
      repair(tally, row, 'a broken character, shown as \ufffd')
  }

  const sample: CsvRow[] = []
  let characters = 0
  const learn = () => {
    const whole = sample.filter(({ cells }) => cells.length === table.header.length)
    const prose = ['title', 'description'].flatMap((field) => columns.columnsOf.get(field as 'title') ?? [])
    profile = profileOf(
      table.header,
      (whole.length > 0 ? whole : sample).map(({ cells }) => cells),
      prose,
    )
    for (const row of sample.splice(0)) take(row, profile)
    return profile
  }
  for await (const row of tableRows(source, encoding, table, limits)) {
    if (profile !== null) {
      take(row, profile)
      continue
    }
    sample.push(row)
    for (const cell of row.cells) characters += cell.length
    if (sample.length >= SAMPLE_ROWS || characters >= SAMPLE_CHARACTERS) learn()
  }
  return { source: format, table, columns, tally, populated, profile: profile ?? learn() }
}

const BLANK = 'blank row'

/** Why a row is not looked into, or null. */
export function setAside(cells: readonly string[], limits: Limits): string | null {
  if (cells.every((cell) => cell === '' || cell.trim() === '')) return BLANK
  if (cells.some((cell) => cell.length > limits.cell))
    return `a cell is longer than ${limits.cell.toLocaleString('en')} characters`
  return null
}
