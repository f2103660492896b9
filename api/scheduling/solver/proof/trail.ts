/**
 * Bounds of start times and why they hold. A literal says that an activity starts by a period, or after it; every bound
 * that is tightened is an entry that names its reason, so that a contradiction can be traced to the choices behind it.
 */
import type { Relaxation } from './relaxation.ts'

/** Where a bound comes from: a choice, a learned clause, an arc, or a resource that is full in a period. */
export const CHOICE = 0
export const CLAUSE = 1
export const ARC = 2
export const FULL = 3

/** Sides of a window. A key is 2 × activity + side. */
export const AT_LEAST = 0
export const AT_MOST = 1

export class Trail {
  /** By key: the bound, and the entry that set it (−1: the window itself). */
  readonly bound: Int32Array
  readonly head: Int32Array
  /** Literal `2 × (offset + period − low)` is "starts by the period"; one more is its opposite. */
  readonly offset: Int32Array
  readonly ofLiteral: Int32Array
  readonly periodOf: Int32Array
  readonly key: Int32Array
  readonly value: Int32Array
  readonly before: Int32Array
  readonly previous: Int32Array
  readonly level: Int32Array
  readonly kind: Int32Array
  readonly first: Int32Array
  readonly second: Int32Array
  length = 0
  /** Length of the trail at the start of each level above 0. */
  readonly starts: number[] = []
  private readonly low: Int32Array

  constructor({ low, high }: Relaxation) {
    const size = low.reduce((sum, from, j) => sum + high[j]! - from, 0)
    this.low = low
    this.bound = new Int32Array(2 * low.length)
    this.head = new Int32Array(2 * low.length).fill(-1)
    this.offset = new Int32Array(low.length)
    this.ofLiteral = new Int32Array(size)
    this.periodOf = new Int32Array(size)
    let at = 0
    low.forEach((from, j) => {
      this.bound[2 * j] = from
      this.bound[2 * j + 1] = high[j]!
      this.offset[j] = at
      for (let t = from; t < high[j]!; t++, at++) {
        this.ofLiteral[at] = j
        this.periodOf[at] = t
      }
    })
    const column = () => new Int32Array(size + 1)
    this.key = column()
    this.value = column()
    this.before = column()
    this.previous = column()
    this.level = column()
    this.kind = column()
    this.first = column()
    this.second = column()
  }

  /** Tightens a bound. @returns false, with nothing changed, when it would pass the other one. */
  set(key: number, value: number, kind: number, first: number, second: number): boolean {
    const { bound } = this
    const old = bound[key]!
    if ((key & 1) === AT_LEAST) {
      if (value <= old) return true
      if (value > bound[key + 1]!) return false
    } else {
      if (value >= old) return true
      if (value < bound[key - 1]!) return false
    }
    const at = this.length++
    this.key[at] = key
    this.value[at] = value
    this.before[at] = old
    this.previous[at] = this.head[key]!
    this.level[at] = this.starts.length
    this.kind[at] = kind
    this.first[at] = first
    this.second[at] = second
    this.head[key] = at
    bound[key] = value
    return true
  }

  /** The entry since which the bound is at least so tight; −1 when it always was. It must be by now. */
  since(key: number, value: number): number {
    const { before, previous } = this
    let at = this.head[key]!
    if ((key & 1) === AT_LEAST) while (at >= 0 && before[at]! >= value) at = previous[at]!
    else while (at >= 0 && before[at]! <= value) at = previous[at]!
    return at
  }

  holds(key: number, value: number): boolean {
    return (key & 1) === AT_LEAST ? this.bound[key]! >= value : this.bound[key]! <= value
  }

  /** 1 true, −1 false, 0 open. */
  state(literal: number): number {
    const at = literal >> 1
    const activity = this.ofLiteral[at]!
    const period = this.periodOf[at]!
    const by = this.bound[2 * activity + 1]! <= period ? 1 : this.bound[2 * activity]! > period ? -1 : 0
    return (literal & 1) === 0 ? by : -by
  }

  /** The literal that contradicts a bound. */
  against(key: number, value: number): number {
    const activity = key >> 1
    const from = this.offset[activity]! - this.low[activity]!
    return (key & 1) === AT_LEAST ? 2 * (from + value - 1) : 2 * (from + value) + 1
  }

  /** Makes a literal true. */
  assert(literal: number, kind: number, first: number): boolean {
    const at = literal >> 1
    const activity = this.ofLiteral[at]!
    const period = this.periodOf[at]!
    return (literal & 1) === 0
      ? this.set(2 * activity + AT_MOST, period, kind, first, 0)
      : this.set(2 * activity + AT_LEAST, period + 1, kind, first, 0)
  }

  /** Takes back every entry above a level; `undone` hears of each activity. */
  backTo(level: number, undone: (activity: number) => void): void {
    if (this.starts.length <= level) return
    const to = this.starts[level]!
    for (let at = this.length - 1; at >= to; at--) {
      const key = this.key[at]!
      this.bound[key] = this.before[at]!
      this.head[key] = this.previous[at]!
      undone(key >> 1)
    }
    this.length = to
    this.starts.length = level
  }
}
