/** The columns of a CSV file, by their names and by what they hold. */
import type { ItemType } from '../../backlog/vocabulary.ts'
import type { ColumnMap } from '../formats/headers.ts'

export interface LinkColumn {
  readonly direction: 'outward' | 'inward'
  readonly name: string
}

/** The columns of a file, by their names and by what the first rows hold. */
export interface ShapedColumns extends ColumnMap {
  readonly links: ReadonlyMap<number, LinkColumn>
  /** Column within which the keys are numbered: `acme/app` and 12 are `acme/app#12`. */
  readonly keyWithin: number | null
  /** No column holds a title: the first line of the description is used. */
  readonly titleFromDescription: boolean
  /** Title and parent stand side by side as levels of work: what the parent is. */
  readonly leveled: ItemType | null
  /** No column holds a status: the number in the progress column that means complete. */
  readonly complete: number | null
  readonly notes: readonly string[]
}
