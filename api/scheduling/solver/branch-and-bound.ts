/**
 * Exact search for small plans. Activities are placed in the order of their starts, each at its earliest feasible start
 * in one of its modes: every active schedule is one such sequence, and one of them is optimal (Sprecher, Kolisch &
 * Drexl 1995). A branch ends when what is placed and the earliest finishes of the rest cost no less than the incumbent.
 */
import { emptyTimetable } from './decode.ts'
import type { Incumbent } from './incumbent.ts'
import { NONE, type Instance } from '../problem/instance.ts'
import { shortestDurations, tails } from './priority.ts'
import { Profile } from './profile.ts'
import type { Objective } from '../problem/solution.ts'

/** Plans of more activities are left to the heuristics. */
export const SMALL = 20
const PLACEMENTS = 200_000

/** Proves the incumbent optimal or improves it until it is; gives up after a fixed number of placements. */
export function branchAndBound(objective: Objective, instance: Instance, incumbent: Incumbent): void {
  const { count, weight, due, release, fixedStart, fixedFinish, predFrom, pred, predLag, modeFrom } = instance
  const profile = new Profile(instance)
  const timetable = emptyTimetable(instance)
  const { start, finish, mode } = timetable
  const shortest = shortestDurations(instance)
  const tail = tails(instance)
  const placed = new Uint8Array(count)
  const earliestFinish = new Int32Array(count)
  let placements = 0
  let open = 0
  for (let j = 0; j < count; j++) {
    if (fixedStart[j]! < 0) {
      open++
      continue
    }
    placed[j] = 1
    start[j] = fixedStart[j]!
    finish[j] = fixedFinish[j]!
  }
  if (extend(0, -1)) incumbent.lowerBound = incumbent.cost

  /** @returns false when the search was given up. */
  function extend(since: number, last: number): boolean {
    if (bound(since) >= incumbent.cost) return true
    if (open === 0) {
      incumbent.offer(timetable, bound(since))
      return true
    }
    for (let j = 0; j < count; j++) {
      if (placed[j] === 1 || !ready(j)) continue
      const from = readyAt(j)
      for (let m = modeFrom[j]!; m < modeFrom[j + 1]!; m++) {
        const begin = profile.earliest(m, from)
        const end = profile.finish
        if (begin < since || (begin === since && j < last)) continue // the same schedule comes in the order of its starts
        if (++placements > PLACEMENTS) return false
        profile.occupy(m, begin, end)
        placed[j] = 1
        open--
        start[j] = begin
        finish[j] = end
        mode[j] = m
        const complete = extend(begin, j)
        profile.vacate(m, begin, end)
        placed[j] = 0
        open++
        if (!complete) return false
      }
    }
    return true
  }

  function ready(j: number): boolean {
    for (let k = predFrom[j]!; k < predFrom[j + 1]!; k++) if (placed[pred[k]!] === 0) return false
    return true
  }

  function readyAt(j: number): number {
    let from = release[j]!
    for (let k = predFrom[j]!; k < predFrom[j + 1]!; k++) from = Math.max(from, finish[pred[k]!]! + predLag[k]!)
    return from
  }

  /** Cost of what is placed, and of the rest as if it had no rivals but started no earlier than `since`. */
  function bound(since: number): number {
    let cost = 0
    for (let j = 0; j < count; j++) {
      let end = finish[j]!
      if (placed[j] === 0) {
        let from = Math.max(since, release[j]!)
        for (let k = predFrom[j]!; k < predFrom[j + 1]!; k++)
          from = Math.max(from, earliestFinish[pred[k]!]! + predLag[k]!)
        end = from + shortest[j]!
      }
      earliestFinish[j] = end
      if (objective === 'makespan') cost = Math.max(cost, end + tail[j]! - shortest[j]!)
      else if (objective === 'costOfDelay') cost += weight[j]! * end
      else if (due[j] !== NONE && end > due[j]!) cost += weight[j]! * (end - due[j]!)
    }
    return cost
  }
}
