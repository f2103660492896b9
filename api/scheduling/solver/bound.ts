/** Lower bounds that no schedule can undercut. Each relaxes the problem, so each is valid by itself; the best is taken. */
import { Decoder, emptyTimetable } from './decode.ts'
import { NONE, type Instance } from '../problem/instance.ts'
import { shortestDurations, tails } from './priority.ts'
import type { CapacityStep, Mode } from '../problem/problem.ts'
import { weightedCompletionBound } from './weighted-completion.ts'
import type { Objective } from '../problem/solution.ts'

/** Earliest starts and finishes by predecessors, release dates and the calendar, as if each activity had the teams to itself. */
export interface Heads {
  readonly start: Int32Array
  readonly finish: Int32Array
}

export function headsOf(instance: Instance): Heads {
  const timetable = emptyTimetable(instance)
  new Decoder(instance).unconstrained(timetable)
  // The mode that finishes first may start later than another.
  for (let j = 0; j < instance.count; j++) {
    const modes = instance.modeFrom[j + 1]! - instance.modeFrom[j]!
    if (instance.fixedStart[j]! >= 0 || modes < 2) continue
    timetable.start[j] = instance.release[j]!
    for (let k = instance.predFrom[j]!; k < instance.predFrom[j + 1]!; k++)
      timetable.start[j] = Math.max(timetable.start[j]!, timetable.finish[instance.pred[k]!]! + instance.predLag[k]!)
  }
  return { start: timetable.start, finish: timetable.finish }
}

/** @param value of a known schedule; it only steers the search for a better bound. */
export function lowerBound(objective: Objective, instance: Instance, value: number): number {
  if (instance.count === 0) return 0
  const heads = headsOf(instance)
  if (objective === 'makespan') return Math.max(criticalPathBound(instance, heads), workBound(instance, heads))
  if (objective === 'costOfDelay') return weightedCompletionBound(instance, heads, instance.weight, value).value
  return tardinessBound(instance, heads, value)
}

/** Longest chain of durations, lags, release dates and calendar breaks. */
export function criticalPathBound(instance: Instance, heads: Heads): number {
  const tail = tails(instance)
  const duration = shortestDurations(instance)
  let longest = 0
  for (let j = 0; j < instance.count; j++) longest = Math.max(longest, heads.finish[j]! + tail[j]! - duration[j]!)
  return longest
}

/**
 * Work ÷ capacity: what cannot start before h and is followed by at least q more periods needs Σ units × duration of
 * its resource after h, and q periods after that. The best over all h and q (cumulative one-machine relaxation), with
 * people counted in each of the ways of `countings`.
 */
export function workBound(instance: Instance, heads: Heads): number {
  const tail = tails(instance)
  const duration = shortestDurations(instance)
  let best = 0
  for (const resource of instance.problem.resources) {
    const unitsOf = (mode: Mode) => mode.demands.find((d) => d.resource === resource.id)?.units ?? 0
    const demands = instance.activities.flatMap(({ modes }) => modes.map(unitsOf)).filter((units) => units > 0)
    for (const counted of countings(Math.max(...resource.capacity.map(({ units }) => units)), demands)) {
      const capacity = resource.capacity.map(({ from, units }) => ({ from, units: counted(units) }))
      const jobs = instance.activities.flatMap(({ modes }, j) => {
        const work = Math.min(...modes.map((mode) => mode.duration * counted(unitsOf(mode))))
        return work > 0 ? [{ head: heads.start[j]!, after: tail[j]! - duration[j]!, work }] : []
      })
      jobs.sort((a, b) => b.after - a.after)
      for (const head of thinned([...new Set(jobs.map((job) => job.head))], 200)) {
        let work = 0
        const finish = workClock(capacity, head)
        for (const job of jobs) {
          if (job.head < head) continue
          work += job.work
          best = Math.max(best, finish(work) + job.after)
        }
      }
    }
  }
  return best
}

/**
 * Ways to count people: as they are; in groups of q, the rest of a group wasted; or as they are, but with all of them
 * taken by whoever leaves fewer than q, and none by fewer than q. In each a + b people count no less than a and b
 * apart, so what fits beside each other still fits in the capacity counted that way (dual feasible functions, Fekete &
 * Schepers 2001): three people of five are no company for three more.
 */
function countings(most: number, demands: readonly number[]): ((people: number) => number)[] {
  const sizes = thinned([...new Set(demands)], 12)
  return [
    (people) => people,
    ...sizes.filter((q) => q > 1).map((q) => (people: number) => Math.floor(people / q)),
    ...sizes
      .filter((q) => 2 * q <= most)
      .map((q) => (people: number) => (people < q ? 0 : people > most - q ? most : people)),
  ]
}

/** At most so many values, evenly taken; leaving some out only weakens the bound. */
function thinned(values: number[], most: number): number[] {
  const step = Math.max(1, Math.ceil(values.length / most))
  return values.sort((a, b) => a - b).filter((_, i) => i % step === 0)
}

/** First period at which `work` units can be done when all capacity from `from` on is used. Asked with rising work. */
function workClock(steps: readonly CapacityStep[], from: number): (work: number) => number {
  let at = Math.max(
    0,
    steps.findLastIndex((step) => step.from <= from),
  )
  let begin = from
  let done = 0
  return (work) => {
    for (;;) {
      const { units } = steps[at]!
      const end = steps[at + 1]?.from ?? Infinity
      if (units > 0 && done + units * (end - begin) >= work) return begin + Math.ceil((work - done) / units)
      if (end === Infinity) return begin // capacity runs out: nothing to claim
      done += units * (end - begin)
      begin = end
      at++
    }
  }
}

/**
 * Σ weight × tardiness: at least what heads alone make late; at least Σ weight × (finish − due) over any set of
 * activities, bounded by their weighted completion. The set shrinks to what is late in the relaxation.
 */
function tardinessBound(instance: Instance, heads: Heads, value: number): number {
  let best = 0
  for (let j = 0; j < instance.count; j++) {
    if (instance.due[j] !== NONE) best += instance.weight[j]! * Math.max(0, heads.finish[j]! - instance.due[j]!)
  }
  const weight = Float64Array.from(instance.weight, (w, j) => (instance.due[j] === NONE ? 0 : w))
  for (let round = 0; round < 4; round++) {
    const owed = weight.reduce((sum, w, j) => (w > 0 ? sum + w * instance.due[j]! : sum), 0)
    const relaxed = weightedCompletionBound(instance, heads, weight, value + owed)
    best = Math.max(best, relaxed.value - owed)
    let shrunk = false
    for (let j = 0; j < instance.count; j++) {
      if (weight[j] === 0 || relaxed.completion[j]! > instance.due[j]!) continue
      weight[j] = 0
      shrunk = true
    }
    if (!shrunk) break
  }
  return best
}
