/** What columns hold decides where their names do not: keys, links, flags, levels of work. Everything assumed is said. */
import { cut } from '../../../text.ts'
import type { ItemType } from '../../backlog/vocabulary.ts'
import { evidenceOf } from '../../files/dates.ts'
import {
  bracketed,
  columnMap,
  type ColumnMap,
  customPrefixes,
  foldHeader,
  isInDays,
  plainHeader,
} from '../formats/headers.ts'
import { customId, lookLikePoints, usualField } from '../formats/jira/jira-custom.ts'
import { INWARD_PREFIXES, OUTWARD_PREFIXES } from '../formats/jira/jira-names.ts'
import { LEVELS } from '../formats/sheet.ts'
import type { CsvSource } from '../formats/source.ts'
import { DATE_FIELDS, type Field } from '../record/fields.ts'
import type { LinkColumn, ShapedColumns } from '../record/columns.ts'
import { linkColumn } from '../record/links.ts'
import { placeColumns, plannedDates, progressColumn, statedColumn } from './plan-columns.ts'
import { FLAG } from '../record/words.ts'

/** Share of the rows that a column fills when it is there for every item. */
const ALMOST_ALL = 0.9
const KEY = /^[A-Z][A-Z0-9_]+-\d+$/
const INWARD = new Set(INWARD_PREFIXES.map(foldHeader))
const OUTWARD = new Set(OUTWARD_PREFIXES.map(foldHeader))

type Rows = readonly (readonly string[])[]

/** `said`: plain headers that a person decided; no shape overrules them. */
export function shapeColumns(
  header: readonly string[],
  named: ColumnMap,
  rows: Rows,
  source: CsvSource,
  said: ReadonlySet<string>,
): ShapedColumns {
  const notes: string[] = []
  const fields = [...named.fields]
  const rank = new Map<number, number>()
  for (const columns of named.columnsOf.values()) columns.forEach((column, at) => rank.set(column, at))
  const cellsOf = (column: number) =>
    rows.map((row) => row[column]?.trim() ?? '').filter((cell) => cell !== '' && cell !== source.blank)
  const free = (column: number) => !said.has(plainHeader(header[column]!))

  const links = linkColumns(header, fields, cellsOf, rows, notes)
  for (const column of links.keys()) fields[column] = 'link'
  const leveled = source.format === 'csv' ? levelColumns(header, fields, cellsOf, free) : null
  flagColumns(header, fields, cellsOf, free, notes)
  if (source.ownColumns) timelessDates(header, fields, cellsOf, free, notes)
  customColumns(header, fields, cellsOf, free, notes)
  keyColumn(header, fields, cellsOf, free, source, notes)
  const keyWithin = source.format === 'csv' ? numberedWithin(header, fields, rows, notes) : null
  if (source.ownColumns) placeColumns(header, fields, cellsOf, free, notes)
  statedColumn(header, fields, cellsOf, free, notes)
  const complete = progressColumn(header, fields, cellsOf, notes)
  if (source.ownColumns) plannedDates(header, fields, rows, complete, free, notes)
  fields.forEach((field, column) => {
    if (field === 'storyPoints' && isInDays(header[column]!))
      notes.push(`"${cut(header[column]!, 60)}" is in days of work, so each day counts as one story point.`)
  })
  const described = fields.indexOf('description')
  const titleFromDescription =
    !fields.includes('title') && described >= 0 && cellsOf(described).length >= rows.length * ALMOST_ALL
  if (titleFromDescription) notes.push('No title column: the first line of the description is the title.')
  const map = columnMap(fields, (column) => rank.get(column) ?? 99)
  return { ...map, links, keyWithin, titleFromDescription, leveled, complete, notes }
}

/** Link columns: `text (Type)` with a known text, or with cells that are all keys. */
function linkColumns(
  header: readonly string[],
  fields: readonly (Field | null)[],
  cellsOf: (column: number) => string[],
  rows: Rows,
  notes: string[],
): Map<number, LinkColumn> {
  const links = new Map<number, LinkColumn>()
  const custom = customPrefixes([])
  const unknown: { column: number; prefix: string; name: string }[] = []
  header.forEach((name, column) => {
    if (fields[column] !== null) return
    const english = linkColumn(name)
    if (english !== null) {
      links.set(column, english)
      return
    }
    const parts = bracketed(name) ?? bracketed(name.replace(/ ?[(（](?:内向き|外向き)[)）]/u, ''))
    if (parts === null) return
    const mark = /内向き/u.test(name) ? 'inward' : /外向き/u.test(name) ? 'outward' : null
    const prefix = foldHeader(parts.prefix)
    const direction = mark ?? (INWARD.has(prefix) ? 'inward' : OUTWARD.has(prefix) ? 'outward' : null)
    if (direction !== null) {
      links.set(column, { direction, name: parts.inner })
      return
    }
    if (custom.has(prefix)) return
    const targets = cellsOf(column).flatMap((cell) => cell.split(/[,;\s]+/))
    if (targets.length > 0 && targets.every((cell) => KEY.test(cell)))
      unknown.push({ column, prefix, name: parts.inner })
  })
  const prefixes = [...new Set(unknown.map(({ prefix }) => prefix))]
  if (prefixes.length === 0) return links
  const known = new Set([...links.values()].map(({ direction }) => direction))
  // A tool writes what points at an item before what an item points at.
  const inward = known.has('outward') ? prefixes[0] : known.has('inward') ? null : firstOf(prefixes, unknown, rows)
  for (const { column, prefix, name } of unknown)
    links.set(column, { direction: prefix === inward ? 'inward' : 'outward', name })
  notes.push(
    `Link columns recognized by their cells: ${unknown
      .slice(0, 4)
      .map(({ column }) => `"${cut(header[column]!, 60)}" read as ${links.get(column)!.direction}`)
      .join(', ')}. If dependencies point the wrong way, set these columns to blocks or blockedBy in the mapping.`,
  )
  return links
}

/** Two prefixes are the two directions; one alone says "this item, then that one". */
function firstOf(
  prefixes: readonly string[],
  unknown: readonly { column: number; prefix: string }[],
  rows: Rows,
): string | null {
  if (prefixes.length < 2) return null
  const filled = unknown.find(({ column }) => rows.some((row) => (row[column] ?? '').trim() !== ''))
  return filled === undefined ? null : prefixes[0]!
}

/** `User Story` beside `Task`: the finer level is the title, the one above it the parent. */
function levelColumns(
  header: readonly string[],
  fields: (Field | null)[],
  cellsOf: (column: number) => string[],
  free: (column: number) => boolean,
): ItemType | null {
  const levels = header.flatMap((name, column) => {
    const folded = foldHeader(name)
    const level = LEVELS.findIndex((words) => words.some((word) => foldHeader(word) === folded))
    return level > 0 && fields[column] === 'title' && free(column) && cellsOf(column).length > 0
      ? [{ column, level }]
      : []
  })
  if (levels.length < 2 || levels.length < fields.filter((field) => field === 'title').length) return null
  levels.sort((a, b) => b.level - a.level)
  const [, above, ...coarser] = levels
  // A row that names only its story is that story, so the story's column stays a title, too.
  fields[above!.column] = 'parentName'
  for (const { column } of coarser) fields[column] = null
  return LEVEL_TYPES[above!.level]!
}

const LEVEL_TYPES: readonly ItemType[] = ['epic', 'feature', 'story', 'task', 'task']

const AS_FLAG: Partial<Record<Field, Field>> = {
  resolvedAt: 'completed',
  archivedAt: 'archived',
}

/** Booleans are no dates. */
function flagColumns(
  header: readonly string[],
  fields: (Field | null)[],
  cellsOf: (column: number) => string[],
  free: (column: number) => boolean,
  notes: string[],
): void {
  fields.forEach((field, column) => {
    if (field === null || !free(column) || !(DATE_FIELDS as readonly Field[]).includes(field)) return
    const cells = cellsOf(column)
    if (cells.length === 0 || !cells.every((cell) => FLAG.test(cell))) return
    fields[column] = AS_FLAG[field] ?? null
    notes.push(
      fields[column] === null
        ? `"${cut(header[column]!, 60)}" contains yes or no instead of dates, so it was ignored.`
        : `"${cut(header[column]!, 60)}" contains yes or no, so it was read as ${fields[column]}, without a date.`,
    )
  })
}

/** A name such as `Start` or `End` can stand over anything: without a single date it is no date column. */
function timelessDates(
  header: readonly string[],
  fields: (Field | null)[],
  cellsOf: (column: number) => string[],
  free: (column: number) => boolean,
  notes: string[],
): void {
  fields.forEach((field, column) => {
    if (field === null || !free(column) || !(DATE_FIELDS as readonly Field[]).includes(field)) return
    const cells = cellsOf(column)
    if (cells.length < 3 || cells.some((cell) => evidenceOf(cell) !== null)) return
    fields[column] = null
    notes.push(`"${cut(header[column]!, 60)}" contains no dates that PM33 can read, so it was not read as ${field}.`)
  })
}

/** Custom fields by their ids: the usual one where the cells fit, and a word on what could be the points. */
function customColumns(
  header: readonly string[],
  fields: (Field | null)[],
  cellsOf: (column: number) => string[],
  free: (column: number) => boolean,
  notes: string[],
): void {
  const unread = header.flatMap((name, column) =>
    fields[column] === null && free(column) && customId(name) !== null && cellsOf(column).length > 0 ? [column] : [],
  )
  for (const column of unread) {
    const field = usualField(header[column]!, cellsOf(column))
    if (field !== null && !fields.includes(field)) fields[column] = field
  }
  if (fields.includes('storyPoints')) return
  const points = unread.filter((column) => fields[column] === null && lookLikePoints(cellsOf(column)))
  if (points.length === 0) return
  const names = points.slice(0, 4).map((column) => `"${cut(header[column]!, 60)}"`)
  notes.push(
    `${names.join(', ')} may contain the story points, but ${points.length === 1 ? 'was' : 'were'} ignored. If so, import again with this mapping: ${JSON.stringify({ columns: { [header[points[0]!]!]: 'storyPoints' } })}.`,
  )
}

/** The key column holds distinct keys, whatever its name. */
function keyColumn(
  header: readonly string[],
  fields: (Field | null)[],
  cellsOf: (column: number) => string[],
  free: (column: number) => boolean,
  source: CsvSource,
  notes: string[],
): void {
  if (fields.includes('key') || source.keyOf !== undefined || source.family === 'pm33') return
  const column = header.findIndex((_, at) => {
    const cells = cellsOf(at)
    return (
      fields[at] === null && free(at) && cells.length > 0 && cells.every((cell) => KEY.test(cell)) && distinct(cells)
    )
  })
  if (column < 0) return
  fields[column] = 'key'
  notes.push(`"${cut(header[column]!, 60)}" contains a different key in every row, so it was read as the key.`)
}

const distinct = (cells: readonly string[]) => new Set(cells).size === cells.length

/** Numbers that repeat between projects are keys within their project; ones that repeat anyhow are no keys. */
function numberedWithin(
  header: readonly string[],
  fields: (Field | null)[],
  rows: Rows,
  notes: string[],
): number | null {
  const key = fields.indexOf('key')
  if (key < 0) return null
  const keys = rows.map((row) => row[key]?.trim() ?? '').filter((cell) => cell !== '')
  if (keys.length < 2 || distinct(keys)) return null
  const within = fields.findIndex(
    (field, column) => field === 'project' && distinct(rows.map((row) => `${row[column]?.trim()}#${row[key]?.trim()}`)),
  )
  if (within >= 0) {
    notes.push(
      `"${cut(header[key]!, 60)}" repeats between values of "${cut(header[within]!, 60)}", so both together are the key.`,
    )
    return within
  }
  if (new Set(keys).size > keys.length * 0.8) return null
  fields[key] = null
  notes.push(`"${cut(header[key]!, 60)}" repeats across rows, so it cannot be the key and was ignored.`)
  return null
}
