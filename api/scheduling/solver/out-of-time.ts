/** Deadlines and capacity of a plan by people and days: what misses them, and what gives way so that the others do not. */
import { givingWay, type Missed } from '../giving-way.ts'
import { NONE, type Instance } from '../problem/instance.ts'
import type { UnplacedReason } from '../problem/solution.ts'
import { headsOf } from './bound.ts'
import { Decoder, emptyTimetable, type Timetable } from './decode.ts'
import { jobSizes, listByKey, inheritedDueDates } from './priority.ts'

/** Activities that would miss their deadline even with every team to themselves. */
export const hopeless = (instance: Instance): Map<number, UnplacedReason> => missedBy(instance, headsOf(instance))

export function missedBy(
  { count, overflow, deadline }: Instance,
  { finish }: Pick<Timetable, 'finish'>,
): Map<number, UnplacedReason> {
  const found = new Map<number, UnplacedReason>()
  for (let j = 0; j < count; j++) {
    if (finish[j]! > overflow) found.set(j, 'NO_CAPACITY')
    else if (finish[j]! > deadline[j]!) found.set(j, 'DEADLINE')
  }
  return found
}

/** Activities that may be placed, of all schedules together, for a better choice of what gives way. */
const STEPS = 2_000_000

export interface OutOfTime {
  readonly gone: Map<number, UnplacedReason>
  /** Ids of all activities in an order in which the others miss nothing. */
  readonly order: readonly string[]
  readonly schedules: number
}

/** @param best timetable so far: its order is tried beside that of the deadlines */
export function outOfTime(instance: Instance, best: Timetable, stop?: () => boolean): OutOfTime {
  const { count, deadline, overflow, weight, fixedStart, predFrom, pred } = instance
  const size = jobSizes(instance)
  const decoder = new Decoder(instance)
  const timetable = emptyTimetable(instance)
  const isEndless = best.finish.some((finish) => finish > overflow)
  const lists = [listByKey(instance, inheritedDueDates(instance, true)), listByKey(instance, best.start)]
  let order = lists[0]!
  const missed = (out: ReadonlySet<number>): Missed => {
    let least: Missed | null = null
    for (const whole of lists) {
      const list = whole.filter((j) => !out.has(j))
      decoder.forward(list, timetable)
      const past = (j: number) => Math.max(0, timetable.finish[j]! - Math.min(deadline[j]!, overflow))
      const late = [...list].filter((j) => past(j) > 0)
      const days = late.reduce((sum, j) => sum + past(j), 0)
      if (least === null || days < least.days) {
        least = { days, late }
        order = whole
      }
      if (days === 0) break
    }
    return least!
  }
  const claims = instance.activities.map((_, j) => ({
    weight: weight[j]!,
    size: size[j]!,
    rank: j,
    strict: fixedStart[j]! < 0 && (deadline[j] !== NONE || isEndless),
    blockers: [...pred.subarray(predFrom[j]!, predFrom[j + 1]!)],
  }))
  const out = givingWay(claims, missed, () => decoder.schedules * count < STEPS && stop?.() !== true)
  // Activities are numbered after what they wait for.
  const all = new Set(out)
  for (let j = 0; j < count; j++) if (claims[j]!.blockers.some((blocker) => all.has(blocker))) all.add(j)
  missed(all)
  return {
    gone: new Map([...out].map((j) => [j, deadline[j]! < overflow ? 'DEADLINE' : 'NO_CAPACITY'] as const)),
    order: [...order].map((j) => instance.activities[j]!.id),
    schedules: decoder.schedules,
  }
}
