/** What a reading found, for the person: nothing disappears unsaid. JSON-serializable, no cell values but status words. */
import type { DateOrder } from '../../files/dates.ts'
import type { Delimiter, Encoding } from '../../files/encoding.ts'
import type { LegacyEncoding } from '../../files/legacy-encoding.ts'
import type { Field } from './fields.ts'
import type { Mapping } from './mapping.ts'
import type { ItemType, StatusCategory } from '../../backlog/vocabulary.ts'

export interface Candidate {
  readonly format: string
  /** 0…1, share of the format's signature that the file shows. */
  readonly score: number
}

export interface ColumnReport {
  readonly header: string
  /** How many columns carry this header. */
  readonly occurrences: number
  readonly field: Field | null
  /** Cells with a value: rows, for a header that stands once. */
  readonly populated: number
}

export interface StatusReport {
  readonly status: string
  readonly category: StatusCategory
  readonly rows: number
  /** `mapping`: you said so; `source`: the export's own category; `word`: a known word; `dates`, `place`: a guess. */
  readonly because: 'mapping' | 'source' | 'word' | 'dates' | 'place' | 'default'
  /** Where its rows are written, the most first: a row can say itself that it is done, given up, or archived. */
  readonly outcomes: readonly StatusOutcome[]
}

export interface StatusOutcome {
  readonly category: StatusCategory
  readonly rows: number
  /** `status`: as the status says; else what the row says beside it. */
  readonly because: 'status' | 'completed' | 'incomplete' | 'resolution' | 'archived'
}

export interface TypeReport {
  readonly type: string
  readonly as: ItemType
  readonly rows: number
  readonly because: 'mapping' | 'word' | 'default'
}

export interface DateReport {
  readonly field: Field
  readonly headers: readonly string[]
  readonly order: DateOrder | null
  /** `cells`: days above 12 decide; `file`: taken from the file's other columns; `mapping`: you said so; `convention`: a guess. */
  readonly because: 'unambiguous' | 'cells' | 'file' | 'mapping' | 'convention'
  readonly read: number
  readonly unreadable: number
}

/** Rows that share a reason; `rows` lists the first hundred. */
export interface RowGroup {
  readonly reason: string
  readonly count: number
  readonly rows: readonly number[]
}

/** Entries beside the items in our own export: teams, objectives, competitors. */
export interface PartReport {
  readonly part: string
  readonly read: number
  /** Entries that cannot be read, by their position from 1. */
  readonly skipped: readonly RowGroup[]
}

export interface ImportReport {
  readonly format: string
  /** Best first; more than one when the file resembles several. */
  readonly candidates: readonly Candidate[]
  readonly encoding: Encoding
  readonly delimiter: Delimiter | null
  readonly rows: {
    /** = imported + quarantined + dropped. */
    readonly read: number
    readonly imported: number
    /** Imported, with something put right; a row counts once. */
    readonly repaired: number
    readonly quarantined: number
    readonly dropped: number
    /** Items beside the imported rows, made because rows name them as the item above them. */
    readonly implied?: number
  }
  readonly repairs: readonly RowGroup[]
  readonly quarantine: readonly RowGroup[]
  readonly drops: readonly RowGroup[]
  /** Every column: = columnsRead + columnsNotRead, counted with repeats. */
  readonly columnsIn: number
  readonly columnsRead: readonly ColumnReport[]
  readonly columnsNotRead: readonly ColumnReport[]
  readonly statuses: readonly StatusReport[]
  readonly types: readonly TypeReport[]
  readonly dates: readonly DateReport[]
  readonly counts: {
    readonly withParent: number
    readonly externalParents: number
    readonly links: number
    readonly externalLinks: number
    readonly statusChanges: number
    readonly sprints: number
    readonly points: number
  }
  /** What this file cannot answer, one sentence each. */
  readonly gaps: readonly string[]
  /** Of our own JSON export only. */
  readonly parts?: readonly PartReport[]
  /** What was decided on the way and can be overridden. */
  readonly notes: readonly string[]
  /** Give this back with the next export to decide the same. */
  readonly mapping: Mapping
}

/** What helps a person to say what a column is. Goes to whoever asked, and is kept nowhere. */
export interface AskedColumn {
  readonly header: string
  /** Different values from the first rows, at most three, each cut to 60 characters. */
  readonly samples: readonly string[]
  /** The field it most likely is; null where nothing speaks for any. */
  readonly guess: Field | null
  /** `name`: the header says so; `values`: only what the cells look like. */
  readonly because: 'name' | 'values' | null
}

export type Question =
  | {
      readonly about: 'columns'
      readonly columns: readonly AskedColumn[]
      /** What a column can be, beside `ignore`. */
      readonly fields: readonly Field[]
      /** The rows look like sprints: it is the list, not its names, that is in doubt. */
      readonly sprints?: true
    }
  | {
      readonly about: 'encoding'
      readonly readings: readonly { readonly encoding: LegacyEncoding; readonly text: string }[]
    }
