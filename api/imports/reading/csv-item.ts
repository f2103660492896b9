/** A row of any CSV source as an item, with all repeats of its columns. */
import { cut } from '../../../text.ts'
import { withoutFormulaMark } from '../../files/formula.ts'
import { shortKey } from '../formats/addresses.ts'
import { statusOfProgress } from './plan-columns.ts'
import { isTreeTitle } from '../formats/trackers/azure-names.ts'
import { foldedWords, foldHeader } from '../formats/headers.ts'
import type { CsvSource, Own, RawItem } from '../formats/source.ts'
import { DATE_FIELDS, type Field } from '../record/fields.ts'
import { LINK_FIELDS, type RawLink } from '../record/links.ts'
import { boundedValue, boundedValues } from '../record/values.ts'
import { readNumber } from '../record/words.ts'
import { fromLabels } from '../formats/json-table.ts'
import type { MendedRow } from '../../files/ragged.ts'
import { fieldOfGroup, type TableRow } from './groups.ts'
import type { ShapedColumns } from '../record/columns.ts'

const NONE: readonly string[] = []

/** Labels and other lists in one cell: `a, b`, `a; b`, `[a,b]`, `["a","b"]`. */
export function splitList(cell: string, by: RegExp): string[] {
  const text = cell.trim()
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text
  return bare
    .split(by)
    .map((part) => boundedValue((bare === text ? part : part.replace(/^\s*["']|["']\s*$/g, '')).trim()))
    .filter((part) => part !== '')
}

/** The words of a row of sums, in the languages that lists come in. */
const TOTALS = foldedWords(
  'total|totals|grand total|sub total|subtotal|total general|total général|totale|totaal|totalt|totaler|sum|sums|summe|zwischensumme|gesamt|gesamtsumme|insgesamt|somme|sous total|suma|soma|suma total|subtotal geral|total geral|razem|łącznie|celkem|součet|toplam|genel toplam|summa|delsumma|yhteensä|összesen|итого|всего|сумма|разом|усього|всього|合计|总计|总和|小计|合計|総計|総合計|小計|總計|합계|총계|소계',
)
/** Longer than any of them. */
const TOTAL_LENGTH = 24

const isTotalWord = (cell: string) => cell.length <= TOTAL_LENGTH && TOTALS.has(foldHeader(cell))

/** A row that sums up the others: the word for it, and numbers. */
const isTotal = (cells: readonly string[]): boolean => {
  const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '')
  return filled.length < 2
    ? filled.some(isTotalWord)
    : isTotalWord(filled[0]!) && filled.slice(1).every((cell) => readNumber(cell.replace(/[%€$h]$/, '')) !== null)
}

/** A day, or the first and the last of a range as Notion writes it: `January 5, 2026 → January 9, 2026`. */
function dayOfRange(field: Field, cell: string): string {
  const at = cell.indexOf('→')
  const [first, last] = [cell.slice(0, Math.max(0, at)).trim(), cell.slice(at + 1).trim()]
  return first === '' || last === '' ? cell : ENDS.has(field) ? last : first
}
const DATES: ReadonlySet<Field> = new Set(DATE_FIELDS)
const ENDS: ReadonlySet<Field> = new Set(['dueDate', 'deadline', 'resolvedAt', 'sprintEnd'])

/** `=HYPERLINK("https://…","SHOP-1")` shows its second text. */
const shownText = (cell: string) =>
  cell.startsWith('=')
    ? (/^=HYPERLINK\("[^"]*"\s*[,;]\s*"([^"]*)"\)$/i.exec(cell)?.[1] ?? withoutFormulaMark(cell))
    : withoutFormulaMark(cell)

/** Where a row stands among the others. */
export type Place = Pick<TableRow, 'under' | 'group'>

export type ReadRow = (row: number, mended: MendedRow, place: Place) => RawItem

/** Turns rows into items; keeps what a row means for the rows below it (a tree of titles, titles used as keys). */
export function csvItems(header: readonly string[], columns: ShapedColumns, source: CsvSource): ReadRow {
  const titles = header.flatMap((name, column) => (isTreeTitle(name) ? [column] : []))
  const solved = new Set(header.flatMap((name, column) => (foldHeader(name) === 'blocker status' ? [column] : [])))
  const branch: string[] = []
  const used = new Map<string, number>()
  // People who draw plans name what comes before a row by its number.
  const numbered = !columns.columnsOf.has('key') && !columns.columnsOf.has('id') && columns.columnsOf.has('blockedBy')
  let first: number | null = null
  let owner: { readonly row: number; readonly key: string } | null = null
  const keyed = columns.columnsOf.has('key') || source.keyOf !== undefined

  return (row, { cells, extra }, { under, group }) => {
    const read = (column: number): string[] => {
      const texts =
        extra !== null && extra.column === column ? [cells[column] ?? '', ...extra.values] : [cells[column] ?? '']
      // A blocker of Pivotal is followed by whether it still blocks.
      if (solved.has(column + 1) && /^resolved$/i.test(cells[column + 1]?.trim() ?? '')) return []
      return texts.map(shownText).filter((text) => text.trim() !== '' && text !== source.blank)
    }
    const own: Own = (field) => {
      const at = columns.columnsOf.get(field)
      if (at === undefined) return NONE
      return boundedValues(field, at.length === 1 && extra === null ? read(at[0]!) : at.flatMap(read))
    }
    const title = columns.titleFromDescription
      ? [firstLine(own('description')[0] ?? '')].filter((text) => text !== '')
      : own('title')
    let key = own('key')
    let shownKey: string | null = null
    if (source.keyOf !== undefined) {
      const found = source.keyOf(own)?.trim() ?? ''
      key = found === '' ? NONE : [found]
      if (found.includes('#')) shownKey = shortKey(found)
    } else if (columns.keyWithin !== null && key[0] !== undefined) {
      const within = read(columns.keyWithin)[0]?.trim() ?? ''
      key = [`${within}#${key[0].trim()}`]
      shownKey = shortKey(key[0]!)
    }
    if (!keyed || (source.keyOf !== undefined && key.length === 0 && !columns.columnsOf.has('key'))) {
      const name = cut((title[0] ?? '').trim(), 150)
      const count = (used.get(name) ?? 0) + 1
      if (name !== '') used.set(name, count)
      key = name === '' ? NONE : [count === 1 ? name : `${name} (${count})`]
      shownKey = `ROW-${row}`
    }
    let above: readonly string[] = NONE
    const depth = titles.length < 2 ? -1 : titles.findIndex((column) => (cells[column] ?? '').trim() !== '')
    if (depth >= 0) {
      branch.length = depth
      above = depth > 0 && branch[depth - 1] !== undefined ? [branch[depth - 1]!] : NONE
      branch[depth] = key[0] ?? ''
    }
    if (under !== undefined) above = owner?.row === under ? [owner.key] : NONE
    else owner = key[0] === undefined ? null : { row, key: key[0].trim() }
    const values = (field: Field): readonly string[] => {
      if (field === 'key') return key
      if (group !== undefined && field === fieldOfGroup(group) && own(field).length === 0) return [group]
      if (field === 'title') return title
      const texts = source.texts?.(field, own) ?? own(field)
      if (field === 'status' && columns.complete !== null)
        return [statusOfProgress(own('progress')[0] ?? '', columns.complete)]
      if (field === 'id' && numbered) return [String(row - (first ??= row) + 1)]
      if (field === 'description' && source.prose !== undefined) return texts.map(source.prose)
      if (field === 'parentKey' && texts.length === 0) return above
      // A row that only names its story is that story.
      if (field === 'parentName' && columns.leveled !== null && texts[0]?.trim() === title[0]?.trim()) return NONE
      if (field === 'sprint' && source.sprintList !== undefined)
        return texts.flatMap((cell) => splitList(cell, source.sprintList!))
      if ((field === 'parent' || field === 'children') && source.related !== undefined)
        return texts.flatMap((cell) => source.related!(cell))
      if (field === 'children') return texts.flatMap((cell) => splitList(cell, /[,;\n]/))
      if (DATES.has(field) && texts.some((cell) => cell.includes('→')))
        return texts.map((cell) => dayOfRange(field, cell))
      return texts.length === 0 && source.labelled
        ? fromLabels(
            field,
            (source.texts?.('labels', own) ?? own('labels')).flatMap((cell) =>
              splitList(cell, source.list ?? /[,;]\s*/),
            ),
          )
        : texts
    }
    return {
      row,
      values,
      links: rowLinks(own, columns, read, source),
      sprints: [],
      changes: [],
      shownKey,
      implies: impliedBy(columns, values),
      drop: source.dropOf?.(own) ?? (source.ownColumns && isTotal(cells) ? 'a row of sums' : null),
    }
  }
}

function impliedBy(columns: ShapedColumns, values: Own): NonNullable<RawItem['implies']> | null {
  const title = columns.leveled === null ? undefined : values('parentName')[0]?.trim()
  return title === undefined || columns.leveled === null ? null : { title: cut(title, 150), type: columns.leveled }
}

/** The item that rows name as the one above them and that no row is. */
export function impliedItem(row: number, { title, type }: NonNullable<RawItem['implies']>): RawItem {
  const values: Partial<Record<Field, readonly string[]>> = { key: [title], title: [title], type: [type] }
  return {
    row,
    values: (field) => values[field] ?? NONE,
    links: [],
    sprints: [],
    changes: [],
    shownKey: `ROW-${row}-${type.toUpperCase()}`,
    drop: null,
  }
}

const firstLine = (text: string) =>
  cut(
    text
      .split(/\r?\n/)
      .map((line) => line.trim())
      .find((line) => line !== '') ?? '',
    200,
  )

function rowLinks(own: Own, columns: ShapedColumns, read: (column: number) => string[], source: CsvSource): RawLink[] {
  const links: RawLink[] = []
  for (const [column, { direction, name }] of columns.links)
    for (const cell of read(column))
      for (const target of splitList(cell, /[,;\n]/)) links.push({ name, direction, target, suggested: false })
  if (source.stated !== undefined) for (const cell of own('link')) links.push(...source.stated(cell))
  for (const [field, name] of LINK_FIELDS)
    for (const cell of own(field)) for (const target of targetsOf(cell, source)) links.push(scheduled(name, target))
  return links
}

/** `3FS+2d` is a task of a plan that ends before this one starts; `3SS` and the like are other links. */
function scheduled(name: string, target: string): RawLink {
  const match = /^(\d+)(?:\s*(FS|SS|FF|SF|EA|AA|EE|AE|FD|DD|DF))?\s*(?:[+-]\s*\d.*)?$/i.exec(target)
  const kind = match?.[2]?.toUpperCase() ?? 'FS'
  const before = kind === 'FS' || kind === 'EA' || kind === 'FD'
  return { name: before ? name : kind, direction: 'outward', target: match?.[1] ?? target, suggested: false }
}

/** Items that a cell names. A blocker of Pivotal is a sentence that may name a story, or no item at all. */
function targetsOf(cell: string, source: CsvSource): readonly string[] {
  if (source.family === 'pivotal') return [...cell.matchAll(/(?:#|\/show\/|^\s*)(\d+)\b/g)].map((match) => match[1]!)
  return source.related?.(cell) ?? splitList(cell, /[,;\n]/)
}
