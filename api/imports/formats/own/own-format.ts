/** Our own export: every field of a record, one column each, read back to the character. */
import {
  DAYS,
  eachOf,
  emptyValue,
  fieldOf,
  importedAs,
  LISTS,
  MEMBERS,
  NUMBERS,
  type Member,
} from '../../../backlog/item-fields.ts'
import { ownText, withFormulaMark } from '../../../files/formula.ts'
import type { Field } from '../../record/fields.ts'
import type { RawLink } from '../../record/links.ts'
import { type ImportedLink, type ImportRecord } from '../../record/record.ts'
import { CHANGE_FIELDS, STATUS_CATEGORIES } from '../../../backlog/vocabulary.ts'
import {
  type CsvSource,
  type Habits,
  isObject,
  type JsonItem,
  type JsonSource,
  NO_WORDS,
  type RawItem,
} from '../source.ts'

/** What an export holds of a record: all but its place in a file and what follows from the other rows. */
export type ExportedLink = Omit<ImportedLink, 'external'>
export type ExportedRecord = Omit<ImportRecord, 'row' | 'parentExternal' | 'links'> & {
  readonly links: readonly ExportedLink[]
}

type Kind = 'text' | 'number' | 'json'
type OwnColumn = readonly [header: string, name: keyof ExportedRecord, kind: Kind, field: Field]

const own = (members: readonly Member[]) =>
  members.map((member): OwnColumn => {
    const { header, kind } = fieldOf(member)
    return [header, member, kind === 'number' ? 'number' : kind === 'list' ? 'json' : 'text', importedAs(member)]
  })
const url: Member = 'url'
const assignee: Member = 'assignee'
const LATE: readonly Member[] = [...DAYS, ...LISTS, assignee, url]

/** Columns in the order of the export: header, name in the record, how the cell is written, field it is reported as. */
export const OWN_COLUMNS: readonly OwnColumn[] = [
  ['PM33 source key', 'sourceKey', 'text', 'key'],
  ['Key', 'key', 'text', 'id'],
  ...own(MEMBERS.filter((member) => !LATE.includes(member))),
  ['Estimate hours', 'estimateHours', 'number', 'estimate'],
  ['Remaining hours', 'remainingHours', 'number', 'remaining'],
  ['Spent hours', 'spentHours', 'number', 'spent'],
  ['Created', 'createdAt', 'text', 'createdAt'],
  ['Updated', 'updatedAt', 'text', 'updatedAt'],
  ['Started', 'startedAt', 'text', 'startedAt'],
  ['Resolved', 'resolvedAt', 'text', 'resolvedAt'],
  ['Start date', 'startDate', 'text', 'startDate'],
  ...own(DAYS),
  ...own(LISTS),
  ['Team', 'teamName', 'text', 'team'],
  ...own([assignee]),
  ...own([url]),
  ['Rank', 'rank', 'number', 'rank'],
  ['Sprints', 'sprints', 'json', 'sprint'],
  ['Parent', 'parentRef', 'text', 'parentKey'],
  ['Links', 'links', 'json', 'link'],
  ['Status history', 'statusChanges', 'json', 'history'],
  ['Field history', 'fieldChanges', 'json', 'fieldHistory'],
]

const HABITS: Omit<Habits, 'format'> = {
  family: 'pm33',
  list: null,
  hours: 'hours',
  defaultType: 'task',
  byName: false,
  completionDecides: false,
  words: NO_WORDS,
}
/** Marks a JSON export as ours; the number is the version of the record's shape. */
export const OWN_JSON = { product: 'pm33', export: 2 } as const

export const ownCsv: CsvSource = {
  ...HABITS,
  format: 'pm33-csv',
  requires: [['pm33 source key']],
  typical: [],
  names: Object.fromEntries(OWN_COLUMNS.map(([header, , , field]) => [field, [header.toLowerCase()]])),
}

const field = (column: string): Field | null => OWN_COLUMNS.find(([, name]) => name === column)?.[3] ?? null

export const ownJson: JsonSource = {
  ...HABITS,
  format: 'pm33-json',
  lists: ['items'],
  score: (item) =>
    typeof item['sourceKey'] === 'string' && 'statusCategory' in item && 'statusChanges' in item ? 1 : 0,
  learn: () => {},
  columns: (item) => item,
  reads: field,
  read: (item, row) => ownItem(item, row),
}

/** Texts that a record always has, if only an empty one. */
const FILLED: readonly (keyof ExportedRecord)[] = ['key', 'title', 'status']

/** One cell of our CSV. */
export function ownCell(value: unknown, kind: Kind): string {
  if (value === null || value === undefined) return ''
  if (kind === 'number') return String(value)
  if (kind === 'json') return Array.isArray(value) && value.length === 0 ? '' : JSON.stringify(value)
  return withFormulaMark(String(value))
}

/** The item in a row of our CSV; a cell that cannot be read leaves the item without a key, which sets the row aside. */
export function ownRow(header: readonly string[], cells: readonly string[], row: number): RawItem {
  const item: Record<string, unknown> = {}
  for (const [title, name, kind] of OWN_COLUMNS) {
    const column = header.indexOf(title)
    const cell = cells[column] ?? ''
    try {
      item[name] =
        kind === 'json'
          ? cell === ''
            ? []
            : (JSON.parse(cell) as unknown)
          : cell === ''
            ? FILLED.includes(name)
              ? ''
              : null
            : kind === 'number'
              ? Number(cell)
              : ownText(cell)
    } catch {
      return ownItem({}, row)
    }
  }
  return ownItem(item, row)
}

const INSTANT = /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const DAY = /^(?!0000)\d{4}-\d\d-\d\d$/
// 2026-02-30 has the form of a day and is none.
export const isInstant = (value: unknown) =>
  typeof value === 'string' &&
  INSTANT.test(value) &&
  !Number.isNaN(Date.parse(value)) &&
  new Date(value).toISOString() === value
export const isDay = (value: unknown) =>
  typeof value === 'string' && DAY.test(value) && isInstant(`${value}T00:00:00.000Z`)
export const nullOr = (test: (value: unknown) => boolean) => (value: unknown) => value === null || test(value)
export const among = (words: readonly string[]) => (value: unknown) =>
  typeof value === 'string' && words.includes(value)
export const isText = (value: unknown): value is string => typeof value === 'string'
export const listed = (test: (value: JsonItem) => boolean) => (value: unknown) =>
  Array.isArray(value) && value.every((entry) => isObject(entry) && test(entry))

export const texts = (value: unknown) => Array.isArray(value) && value.every(isText)
const isStays = listed(
  ({ from, to, points }) => isInstant(from) && nullOr(isInstant)(to) && nullOr(Number.isFinite)(points),
)
export const maybe = (test: (value: unknown) => boolean) => (value: unknown) => value === undefined || test(value)

/** Whether a value is one of a field; its bounds are held when it is read. */
function fits(member: Member): (value: unknown) => boolean {
  const field = fieldOf(member)
  if (field.kind === 'number') return nullOr(Number.isFinite)
  if (field.kind === 'day') return nullOr(isDay)
  if (field.kind === 'word') return among(field.words)
  if (field.kind === 'list') return texts
  return field.empty === undefined ? isText : nullOr(isText)
}

const CHECKS: Readonly<Record<keyof ExportedRecord, (value: unknown) => boolean>> = {
  ...eachOf(MEMBERS, fits),
  sourceKey: (value) => isText(value) && value !== '',
  key: isText,
  rank: nullOr(Number.isFinite),
  estimateHours: nullOr(Number.isFinite),
  remainingHours: nullOr(Number.isFinite),
  spentHours: nullOr(Number.isFinite),
  createdAt: nullOr(isInstant),
  updatedAt: nullOr(isInstant),
  startedAt: nullOr(isInstant),
  resolvedAt: nullOr(isInstant),
  startDate: nullOr(isDay),
  teamName: nullOr(isText),
  parentRef: nullOr(isText),
  sprints: listed(
    ({ name, startDate, endDate, state, stays, current }) =>
      isText(name) &&
      nullOr(isDay)(startDate) &&
      nullOr(isDay)(endDate) &&
      nullOr(among(['future', 'active', 'closed']))(state) &&
      maybe(isStays)(stays) &&
      maybe((value) => value === true)(current),
  ),
  links: listed(
    ({ type, name, direction, targetRef, suggested, lagDays }) =>
      among(['blocks', 'relates', 'duplicates', 'other'])(type) &&
      isText(name) &&
      among(['outward', 'inward'])(direction) &&
      isText(targetRef) &&
      typeof suggested === 'boolean' &&
      maybe(Number.isInteger)(lagDays),
  ),
  statusChanges: listed(
    ({ at, from, to, category }) =>
      isInstant(at) && nullOr(isText)(from) && isText(to) && among(STATUS_CATEGORIES)(category),
  ),
  fieldChanges: listed(
    ({ at, field, before, after }) =>
      isInstant(at) && among(CHANGE_FIELDS)(field) && nullOr(isText)(before) && nullOr(isText)(after),
  ),
}

function isExported(item: JsonItem): item is JsonItem & ExportedRecord {
  return Object.entries(CHECKS).every(([name, check]) => check(item[name]))
}

// The order of an item's parts is the export's, whatever the order they were read in: bytes depend on it.
function ordered(item: ExportedRecord): ExportedRecord {
  const own: Partial<Record<keyof ExportedRecord, unknown>> = {}
  for (const [, name] of OWN_COLUMNS) own[name] = item[name]
  return Object.assign(own as ExportedRecord, {
    sprints: item.sprints.map(({ name, startDate, endDate, state, stays, current }) => ({
      name,
      startDate,
      endDate,
      state,
      ...(stays ? { stays: stays.map(({ from, to, points }) => ({ from, to, points })) } : {}),
      ...(current ? { current } : {}),
    })),
    links: item.links.map(({ type, name, direction, targetRef, suggested, lagDays }) => ({
      type,
      name,
      direction,
      targetRef,
      suggested,
      ...(lagDays ? { lagDays } : {}),
    })),
    statusChanges: item.statusChanges.map(({ at, from, to, category }) => ({ at, from, to, category })),
    fieldChanges: item.fieldChanges.map(({ at, field, before, after }) => ({ at, field, before, after })),
  })
}

/** The part of a record that an export holds. */
export function exported(record: ImportRecord): ExportedRecord {
  return ordered(record)
}

/** What exports of earlier versions do not hold, because the column is newer. */
const LATER = { ...eachOf([...NUMBERS, ...DAYS, 'skills', assignee, url], emptyValue), rank: null, fieldChanges: [] }

function ownItem(given: JsonItem, row: number): RawItem {
  const item = { ...LATER, ...given }
  const none: RawItem = { row, values: () => [], links: [], sprints: [], changes: [], shownKey: null, drop: null }
  if (!isExported(item)) return none
  const record: ImportRecord = {
    ...ordered(item),
    row,
    parentExternal: false,
    links: item.links.map((link) => ({ ...link, external: false })),
  }
  const links: RawLink[] = record.links.map((link) => ({
    name: link.type,
    direction: link.direction,
    target: link.targetRef,
    suggested: link.suggested,
  }))
  return {
    row,
    values: (name) => {
      const own = OWN_COLUMNS.find(([, , , known]) => known === name)?.[1]
      const value = own === undefined ? null : record[own]
      return value === null || value === '' || typeof value === 'object'
        ? name === 'labels'
          ? record.labels
          : []
        : [String(value)]
    },
    links,
    sprints: record.sprints,
    changes: record.statusChanges,
    shownKey: record.key,
    drop: null,
    record,
  }
}
