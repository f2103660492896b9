/**
 * Time-table reasoning (Schutt, Feydy, Stuckey & Wallace 2011): between its last start and its first end an activity holds
 * its people whatever happens. Where these sure parts leave too little, another activity cannot work.
 */
import { AT_LEAST, AT_MOST, FULL, type Trail } from './trail.ts'
import type { Relaxation } from './relaxation.ts'

/** Takes literals of an explanation. */
export type Need = (key: number, value: number) => void

export class TimeTable {
  /** Steps of reasoning so far: the measure of effort. */
  steps = 0
  /** Of the last contradiction. */
  resource = 0
  period = 0
  private readonly relaxation: Relaxation
  private readonly trail: Trail
  /** By resource and period: what the sure parts leave. */
  private readonly free: readonly Int32Array[]
  private readonly from: Int32Array
  private readonly to: Int32Array
  private readonly changed: number[] = []
  private readonly isChanged: Uint8Array
  private readonly waiting: number[] = []
  private readonly isWaiting: Uint8Array

  constructor(relaxation: Relaxation, trail: Trail) {
    this.relaxation = relaxation
    this.trail = trail
    this.free = relaxation.capacity.map((periods) => periods.slice())
    this.from = new Int32Array(relaxation.count)
    this.to = new Int32Array(relaxation.count)
    this.isChanged = new Uint8Array(relaxation.count + 1)
    this.isWaiting = new Uint8Array(relaxation.count + 1)
  }

  /** Notes that an activity's bounds changed. */
  touch(activity: number): void {
    if (this.isChanged[activity] === 1 || activity === this.relaxation.count) return
    this.isChanged[activity] = 1
    this.changed.push(activity)
  }

  /** After a step back: takes out what is no longer sure, before anything new comes in. */
  settle(): void {
    for (const j of this.changed) {
      const from = Math.max(this.from[j]!, this.trail.bound[2 * j + 1]!)
      const to = Math.min(this.to[j]!, this.relaxation.endOf(j, this.trail.bound[2 * j]!))
      if (to <= from) {
        this.add(j, this.from[j]!, this.to[j]!, -1)
        this.to[j] = this.from[j]!
        continue
      }
      this.add(j, this.from[j]!, from, -1)
      this.add(j, to, this.to[j]!, -1)
      this.from[j] = from
      this.to[j] = to
    }
  }

  /** Enters changed sure parts and moves what they push. @returns the key that could not move, −1 when a period is overfull, null when all is well. */
  propagate(): { key: number; value: number } | 'OVERFULL' | null {
    while (this.changed.length > 0) {
      const j = this.changed.pop()!
      this.isChanged[j] = 0
      if (!this.enter(j)) return 'OVERFULL'
      this.wait(j)
    }
    while (this.waiting.length > 0) {
      const j = this.waiting.pop()!
      this.isWaiting[j] = 0
      const stuck = this.pushLater(j) ?? this.pushEarlier(j)
      if (stuck !== null) return stuck
    }
    return null
  }

  private wait(j: number): void {
    if (this.isWaiting[j] === 1) return
    this.isWaiting[j] = 1
    this.waiting.push(j)
  }

  /** @returns false when some period holds more than there is. */
  private enter(j: number): boolean {
    const { uses, endOf } = this.relaxation
    if (uses[j]!.length === 0) return true
    const from = this.trail.bound[2 * j + 1]!
    const to = Math.max(from, endOf(j, this.trail.bound[2 * j]!))
    const oldFrom = this.from[j]!
    const oldTo = this.to[j]!
    this.from[j] = from
    this.to[j] = to
    if (oldTo <= oldFrom || to <= oldFrom || from >= oldTo) {
      this.add(j, oldFrom, oldTo, -1)
      return this.add(j, from, to, 1)
    }
    this.add(j, oldFrom, Math.min(from, oldTo), -1)
    this.add(j, Math.max(to, oldFrom), oldTo, -1)
    const before = this.add(j, from, oldFrom, 1)
    return this.add(j, oldTo, to, 1) && before
  }

  private add(j: number, from: number, to: number, sign: 1 | -1): boolean {
    if (to <= from) return true
    const { uses, users, works, endOf } = this.relaxation
    const { bound } = this.trail
    let fits = true
    for (const { resource, units } of uses[j]!) {
      const free = this.free[resource]!
      let least = 0x7fff_ffff
      for (let t = from; t < to; t++) {
        if (!works(j, t)) continue
        const left = (free[t]! -= sign * units)
        if (left >= least) continue
        least = left
        if (left >= 0 || sign < 0) continue
        fits = false
        this.resource = resource
        this.period = t
      }
      this.steps += to - from
      if (sign < 0) continue
      const { activity, units: wanted } = users[resource]!
      for (let at = 0; at < activity.length && wanted[at]! > least; at++, this.steps++) {
        const k = activity[at]!
        const low = bound[2 * k]!
        const high = bound[2 * k + 1]!
        if (low < high && ((low < to && endOf(k, low) > from) || (high < to && endOf(k, high) > from))) this.wait(k)
      }
    }
    return fits
  }

  private pushLater(j: number): { key: number; value: number } | null {
    const { endOf } = this.relaxation
    const { bound } = this.trail
    const key = 2 * j
    for (;;) {
      const start = bound[key]!
      let t = Math.min(endOf(j, start), bound[key + 1]!) - 1
      for (; t >= start; t--) if (this.isFull(j, t)) break
      if (t < start) return null
      if (!this.trail.set(key + AT_LEAST, t + 1, FULL, this.resource, t)) return { key: key + AT_LEAST, value: t + 1 }
    }
  }

  private pushEarlier(j: number): { key: number; value: number } | null {
    const { endOf, startPast } = this.relaxation
    const { bound } = this.trail
    const key = 2 * j
    for (;;) {
      const start = bound[key + 1]!
      const end = endOf(j, start)
      let t = Math.max(start, endOf(j, bound[key]!))
      for (; t < end; t++) if (this.isFull(j, t)) break
      if (t >= end) return null
      const value = startPast(j, t) - 1
      if (!this.trail.set(key + AT_MOST, value, FULL, this.resource, t)) return { key: key + AT_MOST, value }
    }
  }

  /** Whether the others leave too little for an activity in a period outside its own sure part. */
  private isFull(j: number, t: number): boolean {
    this.steps++
    const { uses, works } = this.relaxation
    const held = uses[j]!
    for (let k = 0; k < held.length; k++) {
      const { resource, units } = held[k]!
      if (this.free[resource]![t]! >= units || !works(j, t)) continue
      this.resource = resource
      this.period = t
      return true
    }
    return false
  }

  /**
   * Why a resource is full in a period, by what was known before an entry of the trail.
   * @param pushed the activity that finds no place there; −1 when the period is overfull by itself.
   */
  explain(resource: number, period: number, pushed: number, before: number, need: Need): void {
    const { trail, relaxation } = this
    const { users, capacity, startPast, works } = relaxation
    const { activity, units } = users[resource]!
    const sure: { j: number; units: number; latest: number }[] = []
    let excess = -capacity[resource]![period]! - 1 + (pushed < 0 ? 0 : units[activity.indexOf(pushed)]!)
    for (let at = 0; at < activity.length; at++) {
      const j = activity[at]!
      const past = startPast(j, period)
      if (j === pushed || !trail.holds(2 * j, past) || !trail.holds(2 * j + 1, period) || !works(j, period)) continue
      const latest = Math.max(trail.since(2 * j, past), trail.since(2 * j + 1, period))
      if (latest >= before) continue
      sure.push({ j, units: units[at]!, latest })
      excess += units[at]!
    }
    this.steps += activity.length
    sure.sort((a, b) => b.latest - a.latest)
    for (const { j, units } of sure) {
      if (units <= excess) {
        excess -= units
        continue
      }
      need(2 * j, startPast(j, period))
      need(2 * j + 1, period)
    }
  }
}
