/** CSV text to rows, through csv-parse: quotes, embedded line ends and ragged rows as real files have them. */
import { pipeline, Readable } from 'node:stream'
import { CsvError, type InfoRecord, parse } from 'csv-parse'
import type { Delimiter } from './encoding.ts'
import { ImportRefusal } from './refusal.ts'

export interface CsvRow {
  /** Row of the sheet: the first line is 1, a cell with line ends counts as one row, blank lines count. */
  readonly row: number
  readonly cells: readonly string[]
}

export interface CsvOptions {
  readonly delimiter: Delimiter
  /** Characters of one row, before it is taken for a quote that never closes. */
  readonly maxRow: number
}

/** @throws ImportRefusal UNCLOSED_QUOTE, ROW_TOO_LARGE. */
export async function* csvRows(texts: AsyncIterable<string>, options: CsvOptions): AsyncGenerator<CsvRow> {
  const parser = parse({
    delimiter: options.delimiter,
    record_delimiter: ['\r\n', '\n', '\r'],
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    max_record_size: options.maxRow,
    info: true,
  })
  // Errors of the source travel through the parser to the loop below.
  pipeline(Readable.from(bounded(texts, options.delimiter)), parser, () => {})
  try {
    for await (const { info, record } of parser as AsyncIterable<{ info: InfoRecord; record: string[] }>) {
      yield { row: info.records + info.empty_lines, cells: record }
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    const last = Number(error['records']) + Number(error['empty_lines'])
    if (error.code === 'CSV_QUOTE_NOT_CLOSED')
      throw new ImportRefusal(
        'UNCLOSED_QUOTE',
        `A quote opened after row ${last} is never closed.`,
        `Check row ${last + 1}, close the quote, or export again.`,
      )
    if (error.code === 'CSV_MAX_RECORD_SIZE')
      throw new ImportRefusal(
        'ROW_TOO_LARGE',
        `The row after row ${last} is larger than ${Math.round(options.maxRow / 1_000_000)} MB.`,
        `Check row ${last + 1}. The usual cause is a quote that is never closed.`,
      )
    throw error
  }
}

/** Cells on one line beyond which it is no row of a backlog; the parser itself counts characters, not cells. */
const MAX_CELLS = 200_000

async function* bounded(texts: AsyncIterable<string>, delimiter: Delimiter): AsyncGenerator<string> {
  let run = 0
  for await (const text of texts) {
    run = /[\n\r]/.test(text) ? 0 : run + text.split(delimiter).length - 1
    if (run > MAX_CELLS)
      throw new ImportRefusal(
        'ROW_TOO_LARGE',
        `A line has more than ${MAX_CELLS.toLocaleString('en')} cells.`,
        'Check for a missing line break, or export again.',
      )
    yield text
  }
}

const DELIMITERS: readonly Delimiter[] = [',', ';', '\t', '|']

/** The first rows of a text that are not blank, for every delimiter; most cells in the first row first. */
export function firstRows(text: string, most = 1): { delimiter: Delimiter; rows: string[][] }[] {
  return DELIMITERS.map((delimiter) => ({ delimiter, rows: rowsOf(text, delimiter, most) })).sort(
    (a, b) => b.rows[0]!.length - a.rows[0]!.length,
  )
}

function rowsOf(text: string, delimiter: Delimiter, most: number): string[][] {
  const rows: string[][] = []
  let cells: string[] = []
  let cell = ''
  let quoted = false
  const end = () => {
    if (cells.length > 0 || cell !== '') rows.push([...cells, cell])
    cells = []
    cell = ''
  }
  for (let at = 0; at < text.length && rows.length < most; at++) {
    const char = text[at]!
    if (quoted) {
      if (char !== '"') cell += char
      else if (text[at + 1] === '"') cell += text[at++]
      else quoted = false
    } else if (char === '"' && cell === '') quoted = true
    else if (char === delimiter) {
      cells.push(cell)
      cell = ''
    } else if (char === '\n' || char === '\r') end()
    else cell += char
  }
  if (rows.length < most) end()
  return rows.length === 0 ? [['']] : rows
}
