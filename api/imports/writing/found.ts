/** What the workspace holds of a file once it is written. */
import type { StatusCategory } from '../../backlog/vocabulary.ts'

export type DateName = 'createdAt' | 'startedAt' | 'resolvedAt' | 'dueDate'

export interface FoundDate {
  /** Items that have it. */
  items: number
  /** Days in UTC; null where no item has it. */
  first: string | null
  last: string | null
}

/** The items of a file, as they are after it was written. */
export interface Found {
  items: number
  /** Most items first. */
  statuses: { status: string; category: StatusCategory; items: number }[]
  dates: Record<DateName, FoundDate>
  withParent: number
  inSprint: number
  estimated: number
  /** Stated by the file: each once, though both ends may state it. */
  links: number
  /** Of these, links whose other end is not in the workspace. */
  linksOutside: number
}
