/**
 * What the teams have left, period by period, while a schedule is built: finds the first or last place for a mode and
 * takes it. One profile is reused for every schedule; only what was touched is restored.
 */
import type { Instance } from '../problem/instance.ts'

export class Profile {
  /** The other end of the last place found: finish of `earliest`, finish of `latest`. */
  finish = 0
  private readonly instance: Instance
  private readonly free: Int32Array[]
  private readonly only: Int32Array
  private readonly onlyGuard: number
  /** Touched part, as indices. */
  private low: number
  private high = 0

  constructor(instance: Instance) {
    this.instance = instance
    this.free = instance.base.map((words) => words.slice())
    this.only = this.free[0] ?? new Int32Array(0)
    this.onlyGuard = instance.guard[0] ?? 0
    this.low = instance.axisEnd + instance.origin
  }

  clear(): void {
    const { base, axisEnd, origin } = this.instance
    if (this.high > this.low)
      for (let w = 0; w < base.length; w++) this.free[w]!.set(base[w]!.subarray(this.low, this.high), this.low)
    this.low = axisEnd + origin
    this.high = 0
  }

  /** First start from `from` on; `finish` tells where it ends. */
  earliest(m: number, from: number): number {
    if (this.instance.pausing[m] === 1) return this.earliestPausing(m, from)
    const begin = this.earliestRun(m, from)
    this.finish = begin + this.instance.duration[m]!
    return begin
  }

  /** Last start that ends by `by`; `finish` tells where it ends. */
  latest(m: number, by: number): number {
    if (this.instance.pausing[m] === 1) return this.latestPausing(m, by)
    const begin = this.latestRun(m, by)
    this.finish = begin + this.instance.duration[m]!
    return begin
  }

  /**
   * First start from which the mode runs without a break. The window is searched from its end, so a conflict moves the
   * start past it at once; what was found free before is not looked at again.
   */
  private earliestRun(m: number, from: number): number {
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
  private latestRun(m: number, by: number): number {
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
    this.finish = t - origin
    return begin - origin
  }

  private latestPausing(m: number, by: number): number {
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
    this.finish = end - origin
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

  /** Takes the units of a mode that works from `begin` to `end`, pauses left out. */
  occupy(m: number, begin: number, end: number): void {
    this.change(m, begin, end, 1)
  }

  /** Gives them back. */
  vacate(m: number, begin: number, end: number): void {
    this.change(m, begin, end, -1)
  }

  private change(m: number, begin: number, end: number, sign: 1 | -1): void {
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
        for (let k = first; k < last; k++) this.free[needWord[k]!]![t]! -= sign * need[k]!
      }
      return
    }
    for (let k = first; k < last; k++) {
      const free = needWord[k] === 0 ? this.only : this.free[needWord[k]!]!
      const bits = sign * need[k]!
      for (let t = from; t < to; t++) free[t] = free[t]! - bits
    }
  }
}
