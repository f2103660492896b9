/** What a file is inside: workbooks, archives, and Jira's XML become the CSV or JSON that the readings know. */
import { headOf } from '../../files/encoding.ts'
import { csvLine } from '../../files/export-csv.ts'
import { ImportRefusal } from '../../files/refusal.ts'
import { isWorkbook, openWorkbook, type Workbook } from '../../files/xlsx.ts'
import { type Archive, openZip } from '../../files/zip.ts'
import { csvCandidates } from '../formats/detect.ts'
import { isJiraXml, jiraXmlAsJson } from '../formats/jira/jira-xml.ts'
import type { Mapping } from '../record/mapping.ts'
import type { Source } from '../record/plan.ts'
import { ABOVE } from './table.ts'

export interface Opened {
  readonly source: Source
  readonly notes: readonly string[]
}

const LONGEST_ITEM = 2_000_000
/** Cells kept to the right of the last column name: enough to see that the row has too many. */
const BEYOND = 20

/** @throws ImportRefusal when it is an archive, a workbook, or XML that cannot be read. */
export async function opened(source: Source, mapping: Mapping): Promise<Opened> {
  const head = await headOf(source(), 4_096)
  if (head[0] === 0x50 && head[1] === 0x4b && head[2] === 3 && head[3] === 4) {
    const archive = await openZip(source())
    return isWorkbook(archive) ? fromWorkbook(await openWorkbook(archive), mapping) : fromArchive(archive)
  }
  const start = new TextDecoder().decode(head)
  if (!isJiraXml(start)) return { source, notes: [] }
  return { source: () => jiraXmlAsJson(source(), LONGEST_ITEM), notes: [] }
}

async function fromWorkbook(book: Workbook, mapping: Mapping): Promise<Opened> {
  let best: { sheet: string; header: number; score: number } | null = null
  for (const sheet of book.sheets) {
    let at = 0
    for await (const row of book.rows(sheet)) {
      const filled = row.filter((cell) => cell.trim() !== '').length
      const score = filled < 2 ? 0 : 0.01 + (csvCandidates(row, mapping)[0]?.score ?? 0)
      // The first sheet with a title; a sheet without one only where there is no better.
      if (score > (best?.score ?? 0) && (best === null || best.sheet === sheet || best.score <= 0.01))
        best = { sheet, header: at, score }
      if (++at >= ABOVE) break
    }
    if ((best?.score ?? 0) > 0.01) break
  }
  if (best === null)
    throw new ImportRefusal('NO_ROWS', 'The workbook has no sheet with a table.', 'Check the file, and export again.')
  const { sheet, header } = best
  const others = book.sheets.filter((name) => name !== sheet)
  return {
    source: () => sheetAsCsv(book, sheet, header),
    notes: [
      `The sheet "${sheet}" was read${others.length > 0 ? `; ${others.map((name) => `"${name}"`).join(', ')} ${others.length === 1 ? 'was' : 'were'} not` : ''}.`,
      ...(header > 0 ? [`The column names are in row ${header + 1}; the rows above them are not read.`] : []),
    ],
  }
}

async function* sheetAsCsv(book: Workbook, sheet: string, header: number): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder()
  let at = 0
  let columns = 0
  let lines = ''
  for await (const row of book.rows(sheet)) {
    if (at++ < header) continue
    if (at === header + 1) columns = row.findLastIndex((cell) => cell.trim() !== '') + 1
    // Sheets leave out the empty cells at the end of a row, and keep formats far beyond the table.
    while (row.length < columns) row.push('')
    const end = Math.min(row.findLastIndex((cell) => cell !== '') + 1, columns + BEYOND)
    lines += csvLine(row.slice(0, Math.max(columns, end)))
    if (lines.length < 65_536) continue
    yield encoder.encode(lines)
    lines = ''
  }
  yield encoder.encode(lines)
}

/** An archive with one export in it, as Notion makes them: of two, the one with every row. */
function fromArchive(archive: Archive): Opened {
  const files = archive.names.filter((name) => /\.(csv|json)$/i.test(name) && !/(^|\/)(__MACOSX|\.)/.test(name))
  const whole = files.filter((name) => /_all\.csv$/i.test(name))
  const [name, ...others] = whole.length > 0 ? whole : files
  if (name === undefined || others.length > 0)
    throw new ImportRefusal(
      'ZIP',
      name === undefined
        ? 'The file is a ZIP archive without a CSV or JSON file in it.'
        : `The file is a ZIP archive with ${others.length + 1} exports in it.`,
      'Unpack it, or save it as CSV (UTF-8), and import that file.',
    )
  return { source: () => archive.read(name), notes: [`The file "${name}" in the archive was read.`] }
}
