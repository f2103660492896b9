/** Deadlines of a plan on the forecast's clock: what cannot meet its own, and what gives way so that the others can. */
import { HORIZON_DAYS } from '../../velocity/forecast/horizon.ts'
import { givingWay, type Missed } from '../giving-way.ts'
import type { Bar, ClockProblem } from './bars.ts'
import { earliestFinishes } from './bound.ts'
import { decoderOf, emptyTimetable, ordering } from './decode.ts'

/** Bars that miss their deadline even with their lane to themselves, with the first day on which each could be done. */
export function hopelessOf(problem: ClockProblem): Map<number, number> {
  const { bars } = problem
  if (bars.every(({ deadline }) => deadline === null)) return new Map()
  const finish = earliestFinishes(problem, decoderOf(problem))
  return new Map(
    bars.flatMap(({ deadline }, j) => (deadline !== null && finish[j]! > deadline ? [[j, finish[j]!] as const] : [])),
  )
}

/** Bars that may be put in order, of all orders together, for a better choice of what gives way. */
const STEPS = 2_000_000

/** @param order in which the bars were planned, tried beside that of the deadlines */
export function outOfTime(problem: ClockProblem, order: readonly number[], stop?: () => boolean): Set<number> {
  const { bars } = problem
  const { missed, tries } = judgeOf(problem, order)
  const number = new Map(bars.map(({ id }, j) => [id, j]))
  return givingWay(
    bars.map(({ weight, size, rank, deadline, blockedBy }) => ({
      weight,
      size,
      rank,
      strict: deadline !== null,
      blockers: blockedBy.map(({ id }) => number.get(id)!),
    })),
    missed,
    () => tries() * bars.length < STEPS && stop?.() !== true,
  )
}

/** Judges what is left by the better of two orders: by deadlines, and the one that was found. */
function judgeOf(problem: ClockProblem, found: readonly number[]) {
  const { bars } = problem
  const decoder = decoderOf(problem)
  const inOrder = ordering(bars)
  const timetable = emptyTimetable(bars.length)
  const orders = [byDeadline(bars), inOrder(found)]
  let tries = 0
  const missed = (out: ReadonlySet<number>): Missed => {
    let least: Missed | null = null
    for (const whole of orders) {
      tries++
      const order = whole.filter((j) => !out.has(j))
      decoder.decode(order, timetable)
      const late = order.filter((j) => bars[j]!.deadline !== null && timetable.finish[j]! > bars[j]!.deadline)
      const days = late.reduce(
        (sum, j) => sum + Math.min(timetable.finish[j]!, HORIZON_DAYS + 1) - bars[j]!.deadline!,
        0,
      )
      if (least === null || days < least.days) least = { days, late }
      if (days === 0) break
    }
    return least!
  }
  return { missed, tries: () => tries }
}

/** What has the earliest deadline first, after what it waits for. */
export const byDeadline = (bars: readonly Bar[]): number[] =>
  ordering(bars)(
    bars
      .map((_, j) => j)
      .sort((a, b) => (bars[a]!.deadline ?? 1e9) - (bars[b]!.deadline ?? 1e9) || bars[a]!.rank - bars[b]!.rank),
  )
