/** Where the dates of a plan stand in the forecast: trials in the plan's own order. */
import { seeded } from '../../math/random.ts'
import { ascending, stepQuantileOf } from '../../math/percentile.ts'
import { simulateDelivery } from '../../velocity/simulation/simulation.ts'
import type { ClockProblem } from './bars.ts'

export interface Chance {
  /** Share of the trials in which it is done by its planned day. */
  readonly probability: number
  /** Day by which it is done with 85 % probability; Infinity is past ten years. */
  readonly day85: number
}

export interface Chances {
  readonly bars: readonly Chance[]
  readonly whole: Chance
}

const LATE = 0.85

/** @param finish planned day of each bar */
export function chancesOf(
  { lanes, bars }: ClockProblem,
  order: readonly number[],
  finish: ArrayLike<number>,
  { trials, seed }: { readonly trials: number; readonly seed: string },
): Chances {
  const place = new Map(order.map((j, at) => [bars[j]!.id, at]))
  const played = simulateDelivery(
    lanes,
    bars.map(({ id, lane, size, earliest, blockedBy, clock }) => ({
      key: id,
      team: lane,
      size,
      earliest,
      rank: place.get(id)!,
      ...(clock && { clock }),
      blockedBy: blockedBy.map((blocker) => ({ key: blocker.id, lagDays: blocker.lagDays })),
    })),
    { trials, stream: (team) => seeded(`${seed} ${team}`) },
    true,
  )
  const count = played.keys.length
  const column = new Map(played.keys.map((key, at) => [key, at]))
  const chance = (days: Float64Array, planned: number): Chance => ({
    probability: days.reduce((held, day) => held + (day <= planned ? 1 : 0), 0) / trials,
    day85: stepQuantileOf(ascending(days), LATE),
  })
  const last = bars.reduce((latest, _, j) => Math.max(latest, finish[j]!), 0)
  return {
    bars: bars.map(({ id }, j) => {
      const at = column.get(id)!
      return chance(
        Float64Array.from({ length: trials }, (_, trial) => played.itemFinish[trial * count + at]!),
        finish[j]!,
      )
    }),
    whole: chance(played.finish, last),
  }
}
