/** A CSV file as a header and its rows, opened the same way in both readings. */
import { cut } from '../../../text.ts'
import { csvRows, firstRows } from '../../files/csv.ts'
import { evidenceOf } from '../../files/dates.ts'
import { csvCandidates } from '../formats/detect.ts'
import { decodeHead, type Delimiter, type Encoding, headOf, textOf } from '../../files/encoding.ts'
import { groupedRows, type Layout, type TableRow } from './groups.ts'
import type { Limits, Source } from '../record/plan.ts'
import type { Mapping } from '../record/mapping.ts'
import { ImportRefusal } from '../../files/refusal.ts'
import type { Candidate } from '../record/report.ts'

export interface Table {
  readonly header: readonly string[]
  readonly delimiter: Delimiter
  readonly candidates: readonly Candidate[]
  readonly notes: readonly string[]
}

const HEAD = 1_000_000
/** Rows in which the column names are looked for: a title of the list may stand above them. */
export const ABOVE = 20
/** Characters of a column's name below the first row. */
const LONGEST_NAME = 300
/** How much a row below the first must look like column names: more than a title of anything. */
const SURE = 0.2
/** Excel's own first line: it names the delimiter and is no row. */
const SEPARATOR = /^\ufeff?"?sep=(.)"?\r?\n/i

/** Finds delimiter, header and format. @throws ImportRefusal when the first row is no header that anything is known about. */
export async function openTable(source: Source, encoding: Encoding, mapping: Mapping, limits: Limits): Promise<Table> {
  const head = decodeHead(await headOf(source(), HEAD), encoding)
  if (head.trim() === '')
    throw new ImportRefusal(
      'EMPTY',
      'The file contains only blank lines.',
      'Check that the export contains items, and export again.',
    )
  const stated = SEPARATOR.exec(head)?.[1]
  const readings = firstRows(stated === undefined ? head : head.replace(SEPARATOR, ''), ABOVE)
    .filter(({ delimiter }) => stated === undefined || delimiter === stated)
    .map(({ delimiter, rows }) => ({ delimiter, ...headerAmong(rows, mapping, limits) }))
    .sort((a, b) => (b.candidates[0]?.score ?? 0) - (a.candidates[0]?.score ?? 0) || b.header.length - a.header.length)
  const best = readings[0]
  if (best === undefined)
    throw new ImportRefusal('NO_HEADER', 'The first line names an unknown separator.', 'Use one of , ; tab or |.')
  refuseHeader(best.header, mapping, best.candidates, limits)
  return best
}

const filled = (cells: readonly string[]) => cells.filter((cell) => cell.trim() !== '').length

/** The first row, unless it names no columns and one below it surely does. */
function headerAmong(rows: readonly (readonly string[])[], mapping: Mapping, limits: Limits): Omit<Table, 'delimiter'> {
  // A row of too many columns is refused, whatever it names: comparing each with every format takes seconds.
  // So is one with a text that is nobody's name for a column.
  const readings = rows.map((cells, row) => ({
    cells,
    candidates:
      cells.length > limits.columns || (row > 0 && cells.some((cell) => cell.length > LONGEST_NAME))
        ? []
        : csvCandidates(cells, mapping),
  }))
  const first = readings[0]!
  const at =
    filled(first.cells) > 1 && first.candidates.length > 0
      ? 0
      : readings.findIndex(
          ({ cells, candidates }, row) =>
            (candidates[0]?.score ?? 0) > SURE &&
            readings.slice(0, row).every((above) => filled(above.cells) < filled(cells)),
        )
  const { cells, candidates } = readings[at] ?? first
  // The rows above may be empty: then nothing was ignored.
  const above = readings
    .slice(0, Math.max(0, at))
    .flatMap((reading) => reading.cells)
    .find((cell) => cell.trim() !== '')
  return {
    header: cells.map((cell) => cell.trim()),
    candidates,
    notes:
      above === undefined
        ? []
        : [`The column names are below "${cut(above.trim(), 60)}"; the rows above them were ignored.`],
  }
}

function refuseHeader(
  header: readonly string[],
  mapping: Mapping,
  candidates: readonly Candidate[],
  limits: Limits,
): void {
  if (header.length > limits.columns)
    throw new ImportRefusal(
      'TOO_MANY_COLUMNS',
      `The file has ${header.length.toLocaleString('en')} columns; ${limits.columns.toLocaleString('en')} are the most that are read.`,
      'Export fewer fields.',
    )
  if (header.filter((name) => name !== '').length < 2)
    throw new ImportRefusal(
      'ONE_COLUMN',
      'The file has only one column.',
      'Export at least a key and a title, separated by comma, semicolon, tab, or |.',
    )
  if (candidates.length > 0 || mapping.format !== undefined) return
  if (
    header.some(
      (name) =>
        evidenceOf(name) !== null ||
        /^-?\d+([.,]\d+)?$/.test(name) ||
        /^[A-Z][A-Z0-9]*-\d+$/.test(name) ||
        name.length > 200,
    )
  )
    throw new ImportRefusal(
      'NO_HEADER',
      'The first row contains values instead of column names.',
      'Add a first row with column names, or export with headers.',
    )
}

/** The rows below the header. @throws ImportRefusal CHANGED when no row is `header`. */
export async function* tableRows(
  source: Source,
  encoding: Encoding,
  table: Pick<Table, 'header' | 'delimiter'>,
  layout: Layout,
  limits: Limits,
): AsyncGenerator<TableRow> {
  let above = 0
  const parsed = csvRows(textOf(source(), encoding, limits.blank), { delimiter: table.delimiter, maxRow: limits.row })
  const groups = groupedRows(table.header, layout)
  for await (const row of parsed) {
    if (above < 0) yield* groups.take(row)
    else if (groups.isHeader(row.cells)) above = -1
    else if (!/^sep=/i.test(row.cells[0] ?? '')) {
      groups.above(row.cells)
      if (++above >= ABOVE) break
    }
  }
  if (above >= 0)
    throw new ImportRefusal('CHANGED', 'The file is not the one that was checked.', 'Import it again from the start.')
  yield* groups.rest()
}
