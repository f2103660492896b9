/** What each team could take next, in rank order, while items become ready one after the other: O(log n) for each that ever waits. */
import { popNumber, pushNumber } from '../../math/number-heap.ts'
import type { Coupling } from './coupling.ts'

/** No day at all: nothing of a team has a day on which it becomes ready. */
const NO_DAY = Infinity

/**
 * Items are named by their position in rank order, so that the smallest number goes first. Those that nothing ever holds back
 * lie in a fixed row; the rest go from "ready on a day" to "ready" by two binary heaps per team.
 */
export class Lines {
  /** Items that are ready from the start; those of team k are `free[freeFrom[k] … freeFrom[k + 1]]`. */
  private readonly free: Int32Array
  private readonly freeFrom: Int32Array
  private readonly freeAt: Int32Array
  /** Where the heaps of a team begin, in both. */
  private readonly heapFrom: Int32Array
  private readonly ready: Int32Array
  private readonly readyCount: Int32Array
  /** Day and item as one number, day first. */
  private readonly timed: Float64Array
  private readonly timedCount: Int32Array
  /** How many lie in the two heaps of a team. */
  private readonly waiting: Int32Array
  private readonly items: number
  /** Items that only a day holds back, in the heap of days at the start of each trial. */
  private readonly dated: Int32Array
  private readonly coupling: Coupling

  constructor(coupling: Coupling, teams: number) {
    const { team, earliest, blockers } = coupling
    this.coupling = coupling
    this.items = team.length
    const held = (item: number) => blockers[item]! > 0 || earliest[item]! > 0
    const rows = (some: (item: number) => boolean) => {
      const start = new Int32Array(teams + 1)
      team.forEach((k, item) => {
        if (some(item)) start[k + 1]!++
      })
      for (let k = 0; k < teams; k++) start[k + 1]! += start[k]!
      return start
    }
    this.freeFrom = rows((item) => !held(item))
    this.heapFrom = rows(held)
    this.free = new Int32Array(this.freeFrom[teams]!)
    this.freeAt = new Int32Array(teams)
    const filled = this.freeFrom.slice()
    team.forEach((k, item) => {
      if (!held(item)) this.free[filled[k]!++] = item
    })
    this.ready = new Int32Array(this.heapFrom[teams]!)
    this.readyCount = new Int32Array(teams)
    this.timed = new Float64Array(this.heapFrom[teams]!)
    this.timedCount = new Int32Array(teams)
    this.waiting = new Int32Array(teams)
    this.dated = Int32Array.from([...team.keys()].filter((item) => blockers[item] === 0 && earliest[item]! > 0))
  }

  /** The state at the start of a trial. */
  restart(): void {
    this.freeAt.set(this.freeFrom.subarray(0, this.freeAt.length))
    this.readyCount.fill(0)
    this.timedCount.fill(0)
    this.waiting.fill(0)
    for (const item of this.dated) this.opens(this.coupling.team[item]!, item, this.coupling.earliest[item]!)
  }

  /** Nothing blocks an item any more; it may start from the end of a day on. */
  opens(k: number, item: number, day: number): void {
    this.waiting[k]!++
    pushNumber(this.timed, this.heapFrom[k]!, this.timedCount[k]!++, day * this.items + item)
  }

  /** Takes the first item in rank order that a team can start at the end of a day; −1 when there is none. */
  next(k: number, now: number): number {
    const at = this.freeAt[k]!
    const free = at < this.freeFrom[k + 1]! ? this.free[at]! : -1
    if (this.waiting[k]! > 0) {
      const held = this.heldBefore(k, now, free)
      if (held >= 0) return held
    }
    if (free >= 0) this.freeAt[k] = at + 1
    return free
  }

  /** First day on which something of a team becomes ready; Infinity when no day is known. */
  wake(k: number): number {
    return this.timedCount[k]! > 0 ? Math.floor(this.timed[this.heapFrom[k]!]! / this.items) : NO_DAY
  }

  private heldBefore(k: number, now: number, free: number): number {
    const { timed, timedCount, ready, readyCount } = this
    const until = (now + 1) * this.items
    const base = this.heapFrom[k]!
    while (timedCount[k]! > 0 && timed[base]! < until)
      pushNumber(ready, base, readyCount[k]!++, popNumber(timed, base, timedCount[k]!--) % this.items)
    if (readyCount[k] === 0 || (free >= 0 && ready[base]! > free)) return -1
    this.waiting[k]!--
    return popNumber(ready, base, readyCount[k]!--)
  }
}
