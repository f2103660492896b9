import type { BacklogFind } from './find/find.ts'
import type { ItemRow } from './row.ts'
import type { ItemType, Priority, StatusCategory } from './vocabulary.ts'

export const BACKLOG_MODES = ['active', 'full'] as const
/** Items on a page. */
export const DEFAULT_PAGE = 25
export const LARGEST_PAGE = 200
export const SORT_DIRECTIONS = ['asc', 'desc'] as const
export type SortDirection = (typeof SORT_DIRECTIONS)[number]

/** What a backlog can be ordered by: the column, and the direction people expect of it. */
export const BACKLOG_SORTS = {
  rank: { column: 'rank', direction: 'asc' },
  score: { column: 'score', direction: 'desc' },
  priority: { column: 'priorityOrder', direction: 'asc' },
  updated: { column: 'updatedAt', direction: 'desc' },
  created: { column: 'createdAt', direction: 'desc' },
  due: { column: 'dueOrder', direction: 'asc' },
  key: { column: 'number', direction: 'asc' },
} as const satisfies Record<string, { column: string; direction: SortDirection }>
export type BacklogSort = keyof typeof BACKLOG_SORTS

/** What comes first when nobody names an order: what was looked for; what is found by more than columns is placed apart. */
export function usualOrder({ find, finishedFrom, finishedUntil, dueFrom, dueUntil }: BacklogFilter): Order {
  if (find === 'stale') return { column: 'updatedAt', direction: 'asc' }
  if (finishedFrom || finishedUntil) return { column: 'resolvedAt', direction: 'desc' }
  return find === 'overdue' || dueFrom || dueUntil ? BACKLOG_SORTS.due : BACKLOG_SORTS.rank
}

export interface Order {
  /** Of the items of the filter, no value is null. */
  column: (typeof BACKLOG_SORTS)[BacklogSort]['column'] | 'resolvedAt'
  direction: SortDirection
}

/** Which items; every part narrows. */
export interface BacklogFilter {
  mode?: (typeof BACKLOG_MODES)[number] | null | undefined
  types?: readonly ItemType[] | null | undefined
  status?: readonly StatusCategory[] | null | undefined
  statusNames?: readonly string[] | null | undefined
  priority?: readonly Priority[] | null | undefined
  epicId?: string | null | undefined
  teamId?: string | null | undefined
  sprint?: string | null | undefined
  labels?: readonly string[] | null | undefined
  /** Names or ids of objectives, or `none`. */
  objectiveIds?: readonly string[] | null | undefined
  search?: string | null | undefined
  updatedSince?: Date | null | undefined
  /** ISO days, both included. */
  finishedFrom?: string | null | undefined
  finishedUntil?: string | null | undefined
  dueFrom?: string | null | undefined
  dueUntil?: string | null | undefined
  /** A name, or `none`. */
  assignee?: string | null | undefined
  find?: BacklogFind | null | undefined
  itemIds?: readonly string[] | null | undefined
}

export interface Page {
  rows: ItemRow[]
  cursors: string[]
  hasNextPage: boolean
  hasPreviousPage: boolean
  dataVersion: number
  /** Set when the cursor was issued at another data version. */
  cursorDataVersion: number | null
  /** Counted only when asked for. */
  totalCount: () => Promise<number>
  /** The search with its spelling corrected, where nothing matches it as it was typed. */
  searchedFor: string | null
  /** Words of titles like those of a search that matches nothing. */
  closestWords: string[] | null
}
