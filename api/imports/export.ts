/** The backlog as a file: CSV for a sheet, JSON for a program; both come back without loss. */
import { storable } from '../../text.ts'
import { exported, OWN_COLUMNS, OWN_JSON, ownCell } from './formats/own-format.ts'
import type { ImportRecord } from './record/record.ts'

type Records = AsyncIterable<ImportRecord> | Iterable<ImportRecord>

/** RFC 4180, UTF-8 without mark, `\r\n`; texts that a sheet would run as formulas carry a leading `'`. */
export async function* exportCsv(records: Records): AsyncGenerator<string> {
  yield `${OWN_COLUMNS.map(([header]) => header).join(',')}\r\n`
  for await (const record of records) {
    const values = exported(record)
    yield `${OWN_COLUMNS.map(([, name, kind]) => quoted(ownCell(values[name], kind))).join(',')}\r\n`
  }
}

function quoted(cell: string): string {
  const text = storable(cell)
  return /[",;\t\r\n|]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** One item a line, so that a change of one item is a change of one line. */
export async function* exportJson(records: Records): AsyncGenerator<string> {
  yield `${JSON.stringify(OWN_JSON).slice(0, -1)},"items":[`
  let first = true
  for await (const record of records) {
    yield `${first ? '' : ','}\n${JSON.stringify(exported(record), (_name, value: unknown) => (typeof value === 'string' ? storable(value) : value))}`
    first = false
  }
  yield `${first ? '' : '\n'}]}\n`
}
