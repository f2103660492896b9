/** What a source must say about itself to be read. */
import type { ChangeField } from '../../backlog/vocabulary.ts'
import type { DateOrder } from '../../files/dates.ts'
import type { Field, FieldNames } from '../record/fields.ts'
import type { RawLink } from '../record/links.ts'
import type { Shared } from '../record/plan.ts'
import type { ImportedSprint, ImportRecord } from '../record/record.ts'
import type { ItemType, StatusCategory } from '../../backlog/vocabulary.ts'
import type { HourUnit } from '../record/words.ts'

/** Habits that the CSV and the JSON of one tool share. */
export interface Habits {
  readonly format: string
  /** Prefix of every sourceKey; exports of the same tool share it, whatever their format. */
  readonly family: string
  /** Divides a cell with several labels; null where each label stands alone. */
  readonly list: RegExp | null
  /** Unit of a bare number in an estimate. */
  readonly hours: HourUnit
  /** Type of an item that names none. */
  readonly defaultType: ItemType
  /** Order of slashed dates when nothing else decides. */
  readonly dateOrder?: DateOrder
  /** Parents and dependencies may be named by their titles. */
  readonly byName: boolean
  /** Points that mean "not estimated". */
  readonly unestimated?: number
  /** A completion date or flag outranks the column the item stands in. */
  readonly completionDecides: boolean
  /** Status words that mean something else here. */
  readonly words: ReadonlyMap<string, StatusCategory>
}

/** Of a source whose words mean what they usually do. */
export const NO_WORDS: ReadonlyMap<string, StatusCategory> = new Map()

/** Non-blank cells of a field in one row, best first. */
export type Own = (field: Field) => readonly string[]

export interface CsvSource extends Habits {
  /** Each group must be present, in any of its spellings (plain headers). */
  readonly requires: readonly (readonly string[])[]
  /** The more of these groups are present, the surer. */
  readonly typical: readonly (readonly string[])[]
  readonly names: FieldNames
  /** What stands for an empty cell. */
  readonly blank?: string
  /** Plain text of a description that the source writes in a notation of its own. */
  readonly prose?: (cell: string) => string
  /** Labels such as `type::bug`, `priority::high`, or `points: 3` stand in where no column says it. */
  readonly labelled?: true
  /** The identity of an item, where it is more than the cell of the key column. */
  readonly keyOf?: (own: Own) => string | null
  /** Why a row is no item, or null. */
  readonly dropOf?: (own: Own) => string | null
  /** The names of other items in a cell. */
  readonly related?: (cell: string) => readonly string[]
  /** Texts of a field that no column holds as they are; undefined: ask the columns. */
  readonly texts?: (field: Field, own: Own) => readonly string[] | undefined
  /** The links that a sentence in a cell states: `Blocks #12, Related to #13`. */
  readonly stated?: (cell: string) => readonly RawLink[]
  /** Divides a cell with several sprints. */
  readonly sprintList?: RegExp
  /** People name the columns themselves, so that a name says less than what is in it. */
  readonly ownColumns?: true
  /** Items stand in groups, each with its name, the header again, subitems, and a row of sums. */
  readonly grouped?: true
}

/** One item as a source has it: texts by field, still unread. */
export interface RawItem {
  readonly row: number
  /** Non-blank texts of a field, best first. */
  readonly values: (field: Field) => readonly string[]
  readonly links: readonly RawLink[]
  readonly sprints: readonly ImportedSprint[]
  readonly changes: readonly RawChange[]
  /** Of other fields than the status. */
  readonly fieldChanges?: readonly RawFieldChange[]
  /** What people call the item, where it differs from its key. */
  readonly shownKey: string | null
  /** The item above, where only a column of this row names it. */
  readonly implies?: { readonly title: string; readonly type: ItemType } | null
  /** Why the item is none of ours (a pull request), or null. */
  readonly drop: string | null
  /** The record itself, when the source is our own export. */
  readonly record?: ImportRecord
}

export interface RawChange {
  readonly at: string
  readonly from: string | null
  readonly to: string
}

export interface RawFieldChange {
  readonly at: string
  readonly field: ChangeField
  readonly before: string | null
  readonly after: string | null
}

export type JsonItem = Readonly<Record<string, unknown>>

export interface JsonSource extends Habits {
  /** Lists whose elements are items; '' is a bare list. */
  readonly lists: readonly string[]
  /** 0…1: how much a first element, or the keys around the lists, look like this source. */
  readonly score: (item: JsonItem, list: string) => number
  /** Facts that stand outside the items, gathered in the first reading. */
  readonly learn: (list: string | null, key: string, value: unknown, shared: Shared) => void
  /** The item's own columns: name → value. */
  readonly columns: (item: JsonItem) => JsonItem
  /** Columns that `read` uses, with the field they are reported as. */
  readonly reads: (column: string, value: unknown, shared: Shared) => Field | null
  readonly read: (item: JsonItem, row: number, shared: Shared) => RawItem
}

export const isObject = (value: unknown): value is JsonItem =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What objects call themselves, the best first. */
const NAMES = [
  'name',
  'value',
  'title',
  'displayName',
  'fullName',
  'display_name',
  'full_name',
  'username',
  'login',
  'presentation',
  'label',
] as const

/** A JSON value as the text of a cell: names of objects, numbers as they are, '' for nothing. */
export function textOf(value: unknown): string {
  // A database text holds no NUL.
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '') : value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  if (isObject(value))
    return textOf(NAMES.map((name) => value[name]).find((text) => text !== undefined && text !== null) ?? '')
  return ''
}

/** The elements of a list, or of a GraphQL connection around one. */
export function elementsOf(value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value
  if (!isObject(value)) return null
  if (Array.isArray(value['nodes'])) return value['nodes']
  return Array.isArray(value['edges'])
    ? listOf(value['edges']).map((edge) => (isObject(edge) ? edge['node'] : edge))
    : null
}

/** The texts of a JSON value that may be a list; blanks left out. */
export function textsOf(value: unknown): string[] {
  return (elementsOf(value) ?? [value]).map(textOf).filter((text) => text.trim() !== '')
}

export function listOf(value: unknown): readonly unknown[] {
  return elementsOf(value) ?? []
}

/** What most trackers have in common. */
export const PLAIN = {
  list: /,\s*/,
  hours: 'hours',
  defaultType: 'task',
  byName: false,
  completionDecides: false,
  words: NO_WORDS,
} as const

export const statusWords = (list: Readonly<Record<string, StatusCategory>>) => new Map(Object.entries(list))
