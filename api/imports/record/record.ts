/** What every source becomes: one record per work item, in the words of the backlog. Values only; JSON-serializable. */

import type { RecordedValues } from '../../backlog/item-fields.ts'
import type { ChangeField, StatusCategory } from '../../backlog/vocabulary.ts'

/** `2026-03-19T08:30:00.000Z`, always UTC with milliseconds. */
export type Instant = string
/** `2026-03-19`. */
export type Day = string

export interface ImportedSprint {
  readonly name: string
  readonly startDate: Day | null
  readonly endDate: Day | null
  readonly state: 'future' | 'active' | 'closed' | null
  /** Left out where the source does not say; null: it has none. */
  readonly goal?: string | null
  /** Only our own export knows when an item came and left; elsewhere the sprint's dates stand for that. */
  readonly stays?: readonly ImportedStay[]
  /** With `stays`: the item is in this sprint now. */
  readonly current?: true
  /** Several of this name are under way at once: it says nothing of one that is known. */
  readonly shared?: true
}

/** An item's time in a sprint, `to` null while it lasts. */
export interface ImportedStay {
  readonly from: Instant
  readonly to: Instant | null
  readonly points: number | null
}

/**
 * `blocks` + `outward`: this item must be finished before the target; `blocks` + `inward`: it waits for the target.
 * Sources that say "depends on" are turned round, so that the pair always reads this way; `name` keeps their own word.
 */
export interface ImportedLink {
  readonly type: 'blocks' | 'relates' | 'duplicates' | 'other'
  readonly name: string
  readonly direction: 'outward' | 'inward'
  /** `sourceKey` of the other item. */
  readonly targetRef: string
  /** The target is not among the items of this file. */
  readonly external: boolean
  /** Found in prose ("blocked by #12"), not stated as a link: offer it, do not plan by it. */
  readonly suggested: boolean
  /** Working days between the two, where our own export says so. */
  readonly lagDays?: number
}

export interface ImportedStatusChange {
  readonly at: Instant
  readonly from: string | null
  readonly to: string
  /** Category of `to`. */
  readonly category: StatusCategory
}

/** A value that changed: a day, a number, a title, the key of a parent, the name of a team. */
export interface ImportedFieldChange {
  readonly at: Instant
  readonly field: ChangeField
  readonly before: string | null
  readonly after: string | null
}

export interface ImportRecord extends RecordedValues {
  /** Where the record came from: row of the sheet (the header is row 1) or position in the JSON list (from 1). */
  readonly row: number
  /** Identity across imports: source and its own key, `jira:SHOP-12`, `github:acme/shop#34`. */
  readonly sourceKey: string
  /** What people call it: `SHOP-12`, `shop#34`, `1794`. */
  readonly key: string
  readonly estimateHours: number | null
  readonly remainingHours: number | null
  readonly spentHours: number | null
  readonly createdAt: Instant | null
  readonly updatedAt: Instant | null
  readonly startedAt: Instant | null
  /** When work ended: finished, or given up when `statusCategory` is `cancelled`. */
  readonly resolvedAt: Instant | null
  readonly startDate: Day | null
  readonly teamName: string | null
  /** Place in the manual order, ascending. */
  readonly rank: number | null
  readonly sprints: readonly ImportedSprint[]
  /** `sourceKey` of the parent. */
  readonly parentRef: string | null
  /** The parent is not among the items of this file. */
  readonly parentExternal: boolean
  readonly links: readonly ImportedLink[]
  /** The source's recorded history, oldest first; empty when the export carries none. */
  readonly statusChanges: readonly ImportedStatusChange[]
  /** The same of other fields. */
  readonly fieldChanges: readonly ImportedFieldChange[]
}
