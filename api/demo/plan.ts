/** What the tables of the demo say. Days are counted from the day on which the demo is made. */
import type { Priority } from '../backlog/vocabulary.ts'

export const TEAMS = ['Checkout', 'Discovery', 'Mobile'] as const
export type TeamName = (typeof TEAMS)[number]

export interface FinishedEpic {
  readonly title: string
  readonly why: string
  /** Objective that it is linked to, by name. */
  readonly objective?: string
  /** A table of its items, see `table.ts`. */
  readonly items: string
}

export interface OpenEpic extends FinishedEpic {
  readonly team: TeamName
  readonly priority: Priority
  /** Business value, time criticality, risk reduction. */
  readonly scores: readonly [number, number, number]
  /** Days ago on which it was created. */
  readonly opened: number
  /** Days from now on which it is due. */
  readonly dueIn?: number
  /** Capability that it gives us, by name. */
  readonly capability?: string
  /** Titles of the items that must be finished before an item. */
  readonly needs: Readonly<Record<string, readonly string[]>>
}
