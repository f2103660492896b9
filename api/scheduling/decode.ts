/**
 * Serial schedule generation (Kelley 1963; Kolisch 1996): activities in list order, each at its earliest feasible
 * start (forward) or its latest feasible finish (backward). A forward pass over any precedence-feasible list gives an
 * active schedule, and every regular objective has an optimal active schedule.
 */
import { NONE, type Instance } from './instance.ts'

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

/** Places activities on one reusable profile. Each pass counts as one schedule. */
export class Decoder {
  schedules = 0
  readonly instance: Instance
  private readonly free: Int32Array[]
  private readonly only: Int32Array
  private readonly onlyGuard: number
  /** Touched part of the profile, as indices. */
  private low: number
  private high: number

  constructor(instance: Instance) {
    this.instance = instance
    this.free = instance.base.map((words) => words.slice())
    this.only = this.free[0] ?? new Int32Array(0)
    this.onlyGuard = instance.guard[0] ?? 0
    this.low = instance.axisEnd + instance.origin
    this.high = 0
  }

  /** Schedules `list` from period 0; chooses the mode that finishes first. @returns the makespan. */
  forward(list: Int32Array, into: Timetable): number {
    const { start, finish, mode } = into
    const { predFrom, pred, predLag, release, fixedStart, fixedFinish, modeFrom } = this.instance
    this.clear()
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
    this.clear()
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
      const begin = this.instance.pausing[m] === 1 ? this.latestPausing(m, latest, into, j) : this.latest(m, latest)
      start[j] = begin
      if (this.instance.pausing[m] === 0) finish[j] = begin + this.instance.duration[m]!
      this.occupy(m, begin, finish[j]!)
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
    const { modeFrom, pausing, duration } = this.instance
    const from = modeFrom[j]!
    const to = modeFrom[j + 1]!
    let bestStart = 0
    let bestFinish = NONE
    let bestMode = from
    for (let m = from; m < to; m++) {
      const begin = pausing[m] === 1 ? this.earliestPausing(m, earliest) : this.earliest(m, earliest)
      const end = pausing[m] === 1 ? this.pausedFinish : begin + duration[m]!
      if (end >= bestFinish) continue
      bestStart = begin
      bestFinish = end
      bestMode = m
    }
    into.start[j] = bestStart
    into.finish[j] = bestFinish
    into.mode[j] = bestMode
    if (this.occupying) this.occupy(bestMode, bestStart, bestFinish)
    return bestFinish
  }

  /**
   * First start from which the mode runs without a break. The window is searched from its end, so a conflict moves the
   * start past it at once; what was found free before is not looked at again.
   */
  private earliest(m: number, from: number): number {
    const { needFrom, needWord, need, guard, duration, origin } = this.instance
    const first = needFrom[m]!
    const last = needFrom[m + 1]!
    if (first === last) return from
    const length = duration[m]!
    let begin = from + origin
    let known = begin - 1
    if (last - first === 1) {
      const bits = need[first]!
      const word = needWord[first]!
      const free = word === 0 ? this.only : this.free[word]!
      const mask = word === 0 ? this.onlyGuard : guard[word]!
      for (;;) {
        const end = begin + length - 1
        let t = end
        while (t > known && (((free[t]! | mask) - bits) & mask) === mask) t--
        if (t <= known) return begin - origin
        begin = t + 1
        known = end
      }
    }
    for (;;) {
      const end = begin + length - 1
      let t = end
      while (t > known && this.fits(this.free, first, last, t)) t--
      if (t <= known) return begin - origin
      begin = t + 1
      known = end
    }
  }

  /** Latest start of an unbroken run that ends by `by`. */
  private latest(m: number, by: number): number {
    const { needFrom, needWord, need, guard, duration, origin } = this.instance
    const first = needFrom[m]!
    const last = needFrom[m + 1]!
    const length = duration[m]!
    if (first === last) return by - length
    let end = by + origin
    let known = end
    if (last - first === 1) {
      const bits = need[first]!
      const word = needWord[first]!
      const free = word === 0 ? this.only : this.free[word]!
      const mask = word === 0 ? this.onlyGuard : guard[word]!
      for (;;) {
        const begin = end - length
        let t = begin
        while (t < known && (((free[t]! | mask) - bits) & mask) === mask) t++
        if (t >= known) return begin - origin
        end = t
        known = begin
      }
    }
    for (;;) {
      const begin = end - length
      let t = begin
      while (t < known && this.fits(this.free, first, last, t)) t++
      if (t >= known) return begin - origin
      end = t
      known = begin
    }
  }

  /** Finish that belongs to the last answer of `earliestPausing`. */
  private pausedFinish = 0

  /** First start such that every period until the finish is either free or a pause of the calendar. */
  private earliestPausing(m: number, from: number): number {
    const { needFrom, duration, capacity, origin } = this.instance
    const first = needFrom[m]!
    const last = needFrom[m + 1]!
    let left = duration[m]!
    let begin = -1
    let t = from + origin
    for (; left > 0; t++) {
      if (this.fits(this.free, first, last, t)) {
        if (begin < 0) begin = t
        left--
      } else if (this.fits(capacity, first, last, t)) {
        begin = -1
        left = duration[m]!
      }
    }
    this.pausedFinish = t - origin
    return begin - origin
  }

  private latestPausing(m: number, by: number, into: Timetable, j: number): number {
    const { needFrom, duration, capacity, origin } = this.instance
    const first = needFrom[m]!
    const last = needFrom[m + 1]!
    let left = duration[m]!
    let end = -1
    let t = by + origin
    while (left > 0) {
      t--
      if (this.fits(this.free, first, last, t)) {
        if (end < 0) end = t + 1
        left--
      } else if (this.fits(capacity, first, last, t)) {
        end = -1
        left = duration[m]!
      }
    }
    into.finish[j] = end - origin
    return t - origin
  }

  private fits(words: readonly Int32Array[], first: number, last: number, t: number): boolean {
    const { needWord, need, guard } = this.instance
    for (let k = first; k < last; k++) {
      const word = needWord[k]!
      const mask = guard[word]!
      if ((((words[word]![t]! | mask) - need[k]!) & mask) !== mask) return false
    }
    return true
  }

  private occupy(m: number, begin: number, end: number): void {
    const { needFrom, needWord, need, pausing, capacity, origin } = this.instance
    const first = needFrom[m]!
    const last = needFrom[m + 1]!
    const from = begin + origin
    const to = end + origin
    if (from < this.low) this.low = from
    if (to > this.high) this.high = to
    if (pausing[m] === 1) {
      for (let t = from; t < to; t++) {
        if (!this.fits(capacity, first, last, t)) continue
        for (let k = first; k < last; k++) this.free[needWord[k]!]![t]! -= need[k]!
      }
      return
    }
    for (let k = first; k < last; k++) {
      const free = needWord[k] === 0 ? this.only : this.free[needWord[k]!]!
      const bits = need[k]!
      for (let t = from; t < to; t++) free[t] = free[t]! - bits
    }
  }

  private clear(): void {
    this.schedules++
    const { base } = this.instance
    if (this.high > this.low) for (let w = 0; w < base.length; w++) this.free[w]!.set(base[w]!.subarray(this.low, this.high), this.low)
    this.low = this.instance.axisEnd + this.instance.origin
    this.high = 0
  }
}
