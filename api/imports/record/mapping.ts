/** What a person says about a file before it is read. */
import type { DateOrder } from '../../files/dates.ts'
import type { LegacyEncoding } from '../../files/legacy-encoding.ts'
import type { Field } from './fields.ts'
import type { ItemType, StatusCategory } from '../../backlog/vocabulary.ts'

/** A person's decisions about a file, remembered as plain JSON and given again with the next export of the same kind. */
export interface Mapping {
  readonly format?: string
  /** Where the file is not Unicode and its encoding is in doubt. */
  readonly encoding?: LegacyEncoding
  /** Header (any case) → field, or `ignore`. */
  readonly columns?: Readonly<Record<string, Field | 'ignore'>>
  readonly statuses?: Readonly<Record<string, StatusCategory>>
  readonly types?: Readonly<Record<string, ItemType>>
  /** How `03/04/2026` is read; decides only where the file itself does not. */
  readonly dateOrder?: DateOrder
  /** Zone of dates that carry none, in minutes east of UTC (0). */
  readonly utcOffsetMinutes?: number
}
