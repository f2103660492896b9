/** Sheets of an Excel workbook as rows of texts, streamed within bounds. */
import { DAY_MS } from '../math/calendar.ts'
import { type Archive, tooLarge } from './zip.ts'
import { xmlReader } from './xml.ts'

const MOST = {
  cell: 1 << 20,
  strings: 64 << 20,
  texts: 1_000_000,
  rows: 1_000_000,
  columns: 4_096,
  cells: 5_000_000,
  padded: 20_000_000,
}

export interface Workbook {
  /** Names of the visible sheets, in their order. */
  readonly sheets: readonly string[]
  /** Rows of a sheet. Dates are ISO, numbers have fifteen digits, errors are empty, formulas their last value. */
  readonly rows: (sheet: string) => AsyncGenerator<string[]>
}

type Attributes = Readonly<Record<string, string>>

export const isWorkbook = (archive: Archive): boolean => archive.names.includes('xl/workbook.xml')

/** @throws ImportRefusal TOO_LARGE, BROKEN_XML. */
export async function openWorkbook(archive: Archive): Promise<Workbook> {
  const parts = new Map<string, string>()
  await walk(archive, 'xl/_rels/workbook.xml.rels', (tag, at) => {
    const target = at['Target'] ?? ''
    if (tag === 'Relationship') parts.set(at['Id'] ?? '', target.startsWith('/') ? target.slice(1) : `xl/${target}`)
  })
  const sheets = new Map<string, string>()
  let from1904 = false
  await walk(archive, 'xl/workbook.xml', (tag, at) => {
    if (tag === 'workbookPr') from1904 = at['date1904'] === '1' || at['date1904'] === 'true'
    const part = parts.get(at['r:id'] ?? '')
    if (tag === 'sheet' && part !== undefined && (at['state'] ?? 'visible') === 'visible')
      sheets.set(at['name'] ?? '', part)
  })
  const dated = await datedStyles(archive)
  let strings: readonly string[] | null = null
  return {
    sheets: [...sheets.keys()],
    rows: async function* (sheet) {
      strings ??= await sharedStrings(archive)
      yield* sheetRows(archive, sheets.get(sheet) ?? '', strings, dated, from1904)
    },
  }
}

async function walk(
  archive: Archive,
  name: string,
  open: (tag: string, attributes: Attributes) => void,
  close: (tag: string) => void = () => {},
  text: (text: string) => void = () => {},
): Promise<void> {
  const reader = xmlReader({ open, close, text })
  const decoder = new TextDecoder()
  let some = false
  for await (const piece of archive.read(name)) {
    some = true
    reader.write(decoder.decode(piece, { stream: true }))
  }
  if (some) reader.close()
}

/** Whether each cell style shows a date: by the built-in formats, or by letters of days and hours in a custom one. */
async function datedStyles(archive: Archive): Promise<boolean[]> {
  const custom = new Map<number, string>()
  const formats: number[] = []
  let inCells = false
  await walk(
    archive,
    'xl/styles.xml',
    (tag, at) => {
      if (tag === 'numFmt') custom.set(Number(at['numFmtId']), at['formatCode'] ?? '')
      if (tag === 'cellXfs') inCells = true
      if (tag === 'xf' && inCells) formats.push(Number(at['numFmtId'] ?? 0))
    },
    (tag) => {
      if (tag === 'cellXfs') inCells = false
    },
  )
  const letters = (code: string) => code.replace(/\[[^\]]*\]|"[^"]*"|\\./g, '')
  return formats.map(
    (id) =>
      (id >= 14 && id <= 22) ||
      (id >= 27 && id <= 36) ||
      (id >= 45 && id <= 47) ||
      (id >= 50 && id <= 58) ||
      /[dmyhs]/i.test(letters(custom.get(id) ?? '')),
  )
}

async function sharedStrings(archive: Archive): Promise<string[]> {
  const strings: string[] = []
  let [item, size, inText, phonetic] = ['', 0, false, 0]
  await walk(
    archive,
    'xl/sharedStrings.xml',
    (tag) => {
      if (tag === 'si') item = ''
      if (tag === 't') inText = true
      if (tag === 'rPh') phonetic++
    },
    (tag) => {
      if (tag === 't') inText = false
      if (tag === 'rPh') phonetic--
      if (tag !== 'si') return
      size += item.length + 16
      if (strings.length >= MOST.texts) throw tooLarge(`it has more than ${MOST.texts.toLocaleString('en')} texts`)
      if (size > MOST.strings) throw tooLarge('its texts take more than 64 MB')
      strings.push(item)
    },
    (text) => {
      if (!inText || phonetic > 0) return
      item += text
      if (item.length > MOST.cell) throw tooLarge('a cell has more than 1,048,576 characters')
    },
  )
  return strings
}

async function* sheetRows(
  archive: Archive,
  part: string,
  strings: readonly string[],
  dated: readonly boolean[],
  from1904: boolean,
): AsyncGenerator<string[]> {
  const ready: string[][] = []
  let row: string[] = []
  let [type, style, at, value, taking] = ['', 0, -1, '', false]
  let [rows, cells, width] = [0, 0, 0]
  const reader = xmlReader({
    open: (tag, attributes) => {
      if (tag === 'row') {
        row = []
        at = -1
        if (++rows > MOST.rows) throw tooLarge(`a sheet has more than ${MOST.rows.toLocaleString('en')} rows`)
      }
      if (tag === 'c') {
        at = attributes['r'] === undefined ? at + 1 : columnOf(attributes['r'])
        if (at < 0 || at >= MOST.columns)
          throw tooLarge(`a sheet has more than ${MOST.columns.toLocaleString('en')} columns`)
        if (++cells > MOST.cells) throw tooLarge(`a sheet has more than ${MOST.cells.toLocaleString('en')} cells`)
        type = attributes['t'] ?? 'n'
        style = Number(attributes['s'] ?? 0)
        value = ''
      }
      taking = tag === 'v' || tag === 't'
    },
    text: (text) => {
      if (!taking) return
      value += text
      if (value.length > MOST.cell) throw tooLarge('a cell has more than 1,048,576 characters')
    },
    close: (tag) => {
      taking = false
      if (tag === 'c') {
        width += Math.max(0, at - row.length)
        if (width > MOST.padded)
          throw tooLarge(`a sheet has more than ${MOST.padded.toLocaleString('en')} empty cells between others`)
        while (row.length < at) row.push('')
        row[at] = cellText(type, value, strings, dated[style] === true, from1904)
      }
      if (tag === 'row') ready.push(row)
    },
  })
  const decoder = new TextDecoder()
  for await (const piece of archive.read(part)) {
    reader.write(decoder.decode(piece, { stream: true }))
    yield* ready.splice(0)
  }
  reader.close()
  yield* ready
}

function cellText(type: string, value: string, strings: readonly string[], dated: boolean, from1904: boolean): string {
  if (type === 's') return unescaped(strings[Number(value)] ?? '')
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE'
  if (type === 'e') return ''
  if (type !== 'n' || value === '') return unescaped(value)
  const number = Number(value)
  if (!Number.isFinite(number)) return value
  return dated ? fromSerial(number, from1904) : String(Number(number.toPrecision(15)))
}

/** Days since 1899-12-30, or since 1904-01-01. A number that is no day stays a number. */
function fromSerial(serial: number, from1904: boolean): string {
  const ms = Math.round((serial + (from1904 ? 1_462 : 0) - 25_569) * DAY_MS)
  if (serial < 1 || Math.abs(ms) > 8e14) return String(serial)
  return new Date(ms).toISOString().slice(0, Number.isInteger(serial) ? 10 : 19)
}

/** `_x000D_` stands for a character that XML cannot hold. */
const unescaped = (text: string) =>
  text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))

function columnOf(reference: string): number {
  let column = 0
  for (const letter of reference) {
    const value = letter.charCodeAt(0) - 64
    if (value < 1 || value > 26) break
    column = column * 26 + value
  }
  return column - 1
}
