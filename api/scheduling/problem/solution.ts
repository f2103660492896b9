/** What a schedule answers. Periods count from 0; a finish is exclusive: the first period in which the work is over. */

export type Objective = 'costOfDelay' | 'makespan' | 'tardiness'

/**
 * OPTIMAL: value equals the lower bound. FEASIBLE: everything is placed, gap known. INFEASIBLE: some activity has no
 * place (see `unplaced`); the rest is scheduled. TIME_LIMIT: stopped from outside before the budget was used up.
 */
export type Status = 'OPTIMAL' | 'FEASIBLE' | 'INFEASIBLE' | 'TIME_LIMIT'

export interface Allocation {
  readonly activity: string
  /** Index into the activity's modes. */
  readonly mode: number
  readonly start: number
  readonly finish: number
}

/** NO_CAPACITY: the calendar never offers the people. DEADLINE: cannot finish in time. PREDECESSOR: waits for one that has no place. */
export type UnplacedReason = 'NO_CAPACITY' | 'DEADLINE' | 'PREDECESSOR'

export interface Unplaced {
  readonly activity: string
  readonly reason: UnplacedReason
  /** No schedule at all could place it, as opposed to: the search found none. */
  readonly proven: boolean
  /** Earliest finish by predecessors and calendar alone, where there is one. */
  readonly earliestFinish: number | null
}

export interface Solution {
  readonly status: Status
  readonly objective: Objective
  /** Makespan in periods, or Σ weight × finish, or Σ weight × max(0, finish − due), over what is placed. */
  readonly value: number
  /** No schedule of the placed activities has a lower value. */
  readonly lowerBound: number
  /** value ÷ lowerBound − 1: at most this far above the optimum. Null when the bound is 0 and the value is not. */
  readonly gap: number | null
  /** By start, then id. */
  readonly allocations: readonly Allocation[]
  readonly unplaced: readonly Unplaced[]
  /** Schedules generated. */
  readonly schedules: number
  readonly seed: number | string
}

export function gapOf(value: number, lowerBound: number): number | null {
  if (value <= lowerBound) return 0
  return lowerBound > 0 ? value / lowerBound - 1 : null
}
