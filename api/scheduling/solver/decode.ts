/**
 * Serial schedule generation (Kelley 1963; Kolisch 1996): activities in list order, each at its earliest feasible
 * start (forward) or its latest feasible finish (backward). A forward pass over any precedence-feasible list gives an
 * active schedule, and every regular objective has an optimal active schedule.
 */
import { NONE, type Instance } from '../problem/instance.ts'
import { Profile } from './profile.ts'

/** Starts, finishes (exclusive) and modes by activity number. */
export interface Timetable {
  readonly start: Int32Array
  readonly finish: Int32Array
  readonly mode: Int32Array
}

export function emptyTimetable(instance: Instance): Timetable {
  const { count } = instance
  return { start: new Int32Array(count), finish: new Int32Array(count), mode: instance.modeFrom.slice(0, count) }
}

export function copyTimetable(from: Timetable, to: Timetable): void {
  to.start.set(from.start)
  to.finish.set(from.finish)
  to.mode.set(from.mode)
}

/** Decodes lists on one reusable profile. Each pass counts as one schedule. */
export class Decoder {
  schedules = 0
  readonly instance: Instance
  private readonly profile: Profile

  constructor(instance: Instance) {
    this.instance = instance
    this.profile = new Profile(instance)
  }

  /** Schedules `list` from period 0; chooses the mode that finishes first. @returns the makespan. */
  forward(list: Int32Array, into: Timetable): number {
    const { start, finish, mode } = into
    const { predFrom, pred, predLag, release, fixedStart, fixedFinish, modeFrom } = this.instance
    this.schedules++
    this.profile.clear()
    let makespan = 0
    for (let i = 0; i < list.length; i++) {
      const j = list[i]!
      let end: number
      if (fixedStart[j]! >= 0) {
        start[j] = fixedStart[j]!
        mode[j] = modeFrom[j]!
        end = finish[j] = fixedFinish[j]!
      } else {
        let earliest = release[j]!
        for (let k = predFrom[j]!, to = predFrom[j + 1]!; k < to; k++) {
          const after = finish[pred[k]!]! + predLag[k]!
          if (after > earliest) earliest = after
        }
        end = this.placeEarliest(j, earliest, into)
      }
      if (end > makespan) makespan = end
    }
    return makespan
  }

  /**
   * Schedules `list` (successors first) against `end`, each in the mode it already has, as late as possible.
   * Release dates and period 0 may be undercut. @returns the earliest start.
   */
  backward(list: Int32Array, end: number, into: Timetable): number {
    const { start, finish, mode } = into
    const { succFrom, succ, succLag, deadline, fixedStart, fixedFinish } = this.instance
    this.schedules++
    this.profile.clear()
    let first = end
    for (let i = 0; i < list.length; i++) {
      const j = list[i]!
      if (fixedStart[j]! >= 0) {
        start[j] = fixedStart[j]!
        finish[j] = fixedFinish[j]!
        continue
      }
      let latest = deadline[j]! < end ? deadline[j]! : end
      for (let k = succFrom[j]!, to = succFrom[j + 1]!; k < to; k++) {
        const before = start[succ[k]!]! - succLag[k]!
        if (before < latest) latest = before
      }
      const m = mode[j]!
      const begin = this.profile.latest(m, latest)
      start[j] = begin
      finish[j] = this.profile.finish
      this.profile.occupy(m, begin, finish[j]!)
      if (begin < first) first = begin
    }
    return first
  }

  /** Earliest times as if each activity had every team to itself, beside work in progress. Not counted as a schedule. */
  unconstrained(into: Timetable): void {
    const list = Int32Array.from({ length: this.instance.count }, (_, j) => j)
    this.occupying = false
    this.forward(list, into)
    this.occupying = true
    this.schedules--
  }

  private occupying = true

  private placeEarliest(j: number, earliest: number, into: Timetable): number {
    const { modeFrom } = this.instance
    const from = modeFrom[j]!
    const to = modeFrom[j + 1]!
    let bestStart = 0
    let bestFinish = NONE
    let bestMode = from
    for (let m = from; m < to; m++) {
      const begin = this.profile.earliest(m, earliest)
      const end = this.profile.finish
      if (end >= bestFinish) continue
      bestStart = begin
      bestFinish = end
      bestMode = m
    }
    into.start[j] = bestStart
    into.finish[j] = bestFinish
    into.mode[j] = bestMode
    if (this.occupying) this.profile.occupy(bestMode, bestStart, bestFinish)
    return bestFinish
  }
}
