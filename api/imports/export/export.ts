/** The backlog as a file: CSV for a sheet, JSON for a program; both come back without loss. */
import { storable } from '../../../text.ts'
import { exported, OWN_COLUMNS, OWN_JSON, ownCell } from '../formats/own/own-format.ts'
import type { ImportRecord } from '../record/record.ts'

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

/** What stands beside the items: an object under its key, or a list. */
interface Beside {
  readonly part: string
  readonly one: boolean
  readonly entries: AsyncIterable<object>
}

/**
 * One entry a line, so that a change of one item is a change of one line.
 * @param before what items refer to @param after what refers to items
 */
export async function* exportJson(
  records: Records,
  before: readonly Beside[] = [],
  after: readonly Beside[] = [],
): AsyncGenerator<string> {
  yield JSON.stringify(OWN_JSON).slice(0, -1)
  for (const beside of before) yield* listText(beside)
  yield ',\n"items":['
  let first = true
  for await (const record of records) {
    yield `${first ? '' : ','}\n${text(exported(record))}`
    first = false
  }
  yield `${first ? '' : '\n'}]`
  for (const beside of after) yield* listText(beside)
  yield '}\n'
}

async function* listText({ part, one, entries }: Beside): AsyncGenerator<string> {
  let first = true
  for await (const entry of entries) {
    yield `${first ? `,\n"${part}":${one ? '' : '[\n'}` : ',\n'}${text(entry)}`
    first = false
  }
  if (!first && !one) yield '\n]'
}

/** Nearly every line holds nothing that hides, which one look at the whole of it tells; else each text is cleaned by itself. */
function text(value: object): string {
  const line = JSON.stringify(value)
  return !line.includes('\\u') && storable(line) === line
    ? line
    : JSON.stringify(value, (_name, member: unknown) => (typeof member === 'string' ? storable(member) : member))
}
