/** A portfolio on the forecast's clock: bars of work content in the order in which each team takes them. */
import { clockDays, type ItemClock } from '../../velocity/forecast/item-clock.ts'
import type { SimulatedTeam } from '../../velocity/simulation/simulation.ts'
import type { Objective } from '../problem/solution.ts'

/** One bar. Days are counted from the day of the question: 1 is tomorrow. */
export interface Bar {
  readonly id: string
  /** The lane that works on it. */
  readonly lane: string
  /** Work content in the unit of the plan. */
  readonly size: number
  /** Cost of delay per working day. */
  readonly weight: number
  /** Work begins after the end of this day at the earliest; 0 is now. */
  readonly earliest: number
  /** Last day on which finishing is in time: softly (due), strictly (deadline). */
  readonly due: number | null
  readonly deadline: number | null
  /** In progress: it stands first in its lane. */
  readonly started: boolean
  /** Place in the manual order. */
  readonly rank: number
  readonly blockedBy: readonly { readonly id: string; readonly lagDays: number }[]
  /** How long the item takes from its own start, where it was asked for by itself. */
  readonly clock?: ItemClock
}

/**
 * Day before which a bar does not end by its own clock, at even odds; 0 without one.
 * @param from the day from whose end on it may be worked on
 */
export function ripeOn({ clock }: Bar, from: number): number {
  return clock ? (clock.age === null ? from : 0) + clockDays(clock, 0.5) : 0
}

export interface ClockProblem {
  readonly lanes: readonly SimulatedTeam[]
  readonly bars: readonly Bar[]
}

export interface ClockOptions {
  readonly objective: Objective
  readonly seed: number | string
  /** Orders to try. */
  readonly schedules: number
  readonly stop?: () => boolean
  readonly trials: number
}

/** What an order costs in the objective's own unit; days count from today. */
export function costOf(objective: Objective, bars: readonly Bar[], finish: ArrayLike<number>): number {
  if (objective === 'makespan') return bars.reduce((last, _, j) => Math.max(last, finish[j]!), 0)
  return bars.reduce((sum, bar, j) => sum + barCost(objective, bar, finish[j]!), 0)
}

/** For tardiness a bar without cost of delay weighs 1, so that its due date still counts. */
export function barCost(objective: Exclude<Objective, 'makespan'>, { weight, due }: Bar, finish: number): number {
  if (objective === 'costOfDelay') return weight * finish
  return due === null ? 0 : (weight || 1) * Math.max(0, finish - due)
}
