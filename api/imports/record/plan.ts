/** The agreement between the two readings of a file: pass one writes the plan, pass two follows it. */
import type { DateOrder } from '../../files/dates.ts'
import type { Delimiter, Encoding } from '../../files/encoding.ts'
import type { Field } from './fields.ts'
import type { Mapping } from './mapping.ts'
import type { Profile } from '../../files/ragged.ts'
import type { ImportReport } from './report.ts'
import type { ShapedColumns } from './columns.ts'
import type { ItemType, StatusCategory } from '../../backlog/vocabulary.ts'

/** The file, to be opened as often as needed: `() => createReadStream(path)`. */
export type Source = () => AsyncIterable<Uint8Array>

export interface Limits {
  readonly rows: number
  readonly columns: number
  /** Characters. A longer cell sets its row aside. */
  readonly cell: number
  /** Characters of a value that is neither a text nor a list. A longer one is read no further, and cannot be read. */
  readonly value: number
  /** Characters. A longer row ends the reading: most often a quote that never closes. */
  readonly row: number
  /** Bytes of blank lines in a row. */
  readonly blank: number
}

export const LIMITS: Limits = {
  rows: 1_000_000,
  columns: 4_096,
  cell: 2_000_000,
  value: 1_000,
  row: 12_000_000,
  blank: 8_000_000,
}

export interface ImportOptions {
  readonly mapping?: Mapping
  readonly limits?: Partial<Limits>
}

/** Which records the file holds, by every name that another row may call them. */
export interface ItemIndex {
  /** key → row that owns it. */
  readonly rowOf: Map<string, number>
  /** the source's internal id → key. */
  readonly keyOfId: Map<string, string>
  /** title or epic name → key; null when two items share it. */
  readonly keyOfName: Map<string, string | null>
}

export interface Plan {
  readonly format: string
  /** Prefix of the source keys, `jira`; our own export keeps those of its items. */
  readonly family: string
  /** Type of an item that names none. */
  readonly defaultType: ItemType
  readonly encoding: Encoding
  readonly delimiter: Delimiter | null
  readonly mapping: Mapping
  readonly limits: Limits
  /** CSV: one entry a column; JSON: the keys seen, in order of appearance. */
  readonly header: readonly string[]
  readonly fields: readonly (Field | null)[]
  readonly dateOrders: ReadonlyMap<Field, DateOrder>
  readonly statuses: ReadonlyMap<string, StatusCategory>
  /** Types that a person mapped, by lower-case word. */
  readonly types: ReadonlyMap<string, ItemType>
  readonly profile: Profile
  /** Of a CSV file. */
  readonly columns: ShapedColumns | null
  readonly index: ItemIndex
  /** key → key of the parent, also of one outside of the file; without the circles. */
  readonly parents: ReadonlyMap<string, string>
  /** keys of the epics. */
  readonly epics: ReadonlySet<string>
  /** Titles of items that rows only name as the one above them → the first such row. */
  readonly implied: ReadonlyMap<string, number>
  /** key → parent, where only the parent names its children. */
  readonly adopted: ReadonlyMap<string, string>
  /** keys whose parent would close a circle. */
  readonly cutParents: ReadonlySet<string>
  /** `from>to` pairs of sourceKeys that would close a circle of dependencies. */
  readonly cutDependencies: ReadonlySet<string>
  /** What a JSON export says once for all its items. */
  readonly shared: Shared
  readonly report: ImportReport
}

/** JSON exports keep some facts outside the items: custom field names (Jira), lists and moves (Trello). */
export interface Shared {
  readonly names: Map<string, string>
  readonly lists: Map<string, { name: string; closed: boolean; position: number }>
  readonly moves: Map<string, { at: string; from: string | null; to: string }[]>
  /** Path of the list that the items stand in, where it is deeper than the first level, as in answers of GraphQL. */
  deep?: string
}
