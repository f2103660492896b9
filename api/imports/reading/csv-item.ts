/** A row of any CSV source as an item, with all repeats of its columns. */
import { cut } from '../../../text.ts'
import { withoutFormulaMark } from '../../files/formula.ts'
import type { Field } from '../record/fields.ts'
import { type ColumnMap, plainHeader } from '../formats/headers.ts'
import { linkColumn, type RawLink } from '../record/links.ts'
import type { MendedRow } from '../../files/ragged.ts'
import type { CsvSource, RawItem } from '../formats/source.ts'

const NONE: readonly string[] = []
const LINK_FIELDS: readonly (readonly [Field, string])[] = [
  ['blocks', 'blocks'],
  ['blockedBy', 'blocked by'],
  ['relatesTo', 'relates to'],
  ['duplicateOf', 'duplicate of'],
]

/** Labels and other lists in one cell: `a, b`, `a; b`, `[a,b]`, `["a","b"]`. */
export function splitList(cell: string, by: RegExp): string[] {
  const text = cell.trim()
  const bare = text.startsWith('[') && text.endsWith(']') ? text.slice(1, -1) : text
  return bare
    .split(by)
    .map((part) => (bare === text ? part : part.replace(/^\s*"|"\s*$/g, '')).trim())
    .filter((part) => part !== '')
}

/** Turns rows into items; keeps what a row means for the rows below it (a tree of titles, titles used as keys). */
export function csvItems(
  header: readonly string[],
  columns: ColumnMap,
  source: CsvSource,
): (row: number, mended: MendedRow) => RawItem {
  const links = header.flatMap((name, column) => {
    const link = columns.fields[column] === 'link' ? linkColumn(name) : null
    return link === null ? [] : [{ column, ...link }]
  })
  const titles = header.flatMap((name, column) => (/^title \d+$/.test(plainHeader(name)) ? [column] : []))
  const branch: string[] = []
  const used = new Map<string, number>()
  const keyed = columns.columnsOf.has('key')

  return (row, { cells, extra }) => {
    const read = (column: number): string[] => {
      const texts =
        extra !== null && extra.column === column ? [cells[column] ?? '', ...extra.values] : [cells[column] ?? '']
      return texts.map(withoutFormulaMark).filter((text) => text.trim() !== '' && text !== source.blank)
    }
    const own = (field: Field): readonly string[] => {
      const at = columns.columnsOf.get(field)
      return at === undefined ? NONE : at.length === 1 && extra === null ? read(at[0]!) : at.flatMap(read)
    }
    let key = own('key')
    let shownKey: string | null = null
    if (!keyed) {
      const title = cut((own('title')[0] ?? '').trim(), 150)
      const count = (used.get(title) ?? 0) + 1
      if (title !== '') used.set(title, count)
      key = title === '' ? NONE : [count === 1 ? title : `${title} (${count})`]
      shownKey = `ROW-${row}`
    }
    let above: readonly string[] = NONE
    const depth = titles.length < 2 ? -1 : titles.findIndex((column) => (cells[column] ?? '').trim() !== '')
    if (depth >= 0) {
      branch.length = depth
      above = depth > 0 && branch[depth - 1] !== undefined ? [branch[depth - 1]!] : NONE
      branch[depth] = key[0] ?? ''
    }
    return {
      row,
      values: (field) => {
        if (field === 'key') return key
        const values = field === 'description' && source.prose !== undefined ? own(field).map(source.prose) : own(field)
        return field === 'parentKey' && values.length === 0 ? above : values
      },
      links: rowLinks(own, links, read),
      sprints: [],
      changes: [],
      shownKey,
      drop: null,
    }
  }
}

function rowLinks(
  own: (field: Field) => readonly string[],
  columns: readonly { column: number; direction: 'outward' | 'inward'; name: string }[],
  read: (column: number) => string[],
): RawLink[] {
  const links: RawLink[] = []
  for (const { column, direction, name } of columns)
    for (const cell of read(column))
      for (const target of splitList(cell, /[,;\n]/)) links.push({ name, direction, target, suggested: false })
  for (const [field, name] of LINK_FIELDS)
    for (const cell of own(field))
      for (const target of splitList(cell, /[,;\n]/))
        links.push({ name, direction: 'outward', target, suggested: false })
  return links
}

/** Columns of a header with the links among them, which no list of names can hold. */
export function withLinks(header: readonly string[], columns: ColumnMap): ColumnMap {
  return {
    columnsOf: columns.columnsOf,
    fields: columns.fields.map((field, column) => field ?? (linkColumn(header[column] ?? '') === null ? null : 'link')),
  }
}
