/** Which open literal to decide next: the one met most in recent contradictions (VSIDS, Moskewicz et al. 2001). */
import type { Trail } from './trail.ts'

const DECAY = 0.95

export class Choices {
  private readonly trail: Trail
  private readonly activity: Float64Array
  private readonly place: Int32Array
  private readonly heap: number[] = []
  private step = 1
  /** Last start of each activity, to decide the same way again. */
  private readonly last: Int32Array

  constructor(trail: Trail, count: number) {
    this.trail = trail
    this.activity = new Float64Array(trail.ofLiteral.length)
    this.place = new Int32Array(trail.ofLiteral.length).fill(-1)
    this.last = Int32Array.from({ length: count }, (_, j) => trail.bound[2 * j]!)
  }

  readonly bump = (literal: number): void => {
    const at = literal >> 1
    this.activity[at]! += this.step
    if (this.activity[at]! > 1e100) {
      for (let k = 0; k < this.activity.length; k++) this.activity[k]! *= 1e-100
      this.step *= 1e-100
    }
    if (this.place[at]! < 0) {
      this.place[at] = this.heap.push(at) - 1
    }
    this.up(this.place[at]!)
  }

  decay(): void {
    this.step /= DECAY
  }

  /** A step back makes an activity's literals open again. */
  reopen(activity: number): void {
    this.last[activity] = this.trail.bound[2 * activity]!
  }

  restore(dropped: number[], length: number): void {
    while (dropped.length > length) {
      const at = dropped.pop()!
      if (this.place[at]! >= 0) continue
      this.place[at] = this.heap.push(at) - 1
      this.up(this.place[at]!)
    }
  }

  /** @returns the literal to make true, or −1 when none was met yet that is open. `dropped` takes those passed over. */
  next(dropped: number[]): number {
    while (this.heap.length > 0) {
      const at = this.heap[0]!
      if (this.trail.state(2 * at) === 0)
        return this.last[this.trail.ofLiteral[at]!]! <= this.trail.periodOf[at]! ? 2 * at : 2 * at + 1
      this.pop()
      dropped.push(at)
    }
    return -1
  }

  private pop(): void {
    const { heap, place } = this
    place[heap[0]!] = -1
    const moved = heap.pop()!
    if (heap.length === 0) return
    heap[0] = moved
    place[moved] = 0
    this.down(0)
  }

  private up(from: number): void {
    const { heap, place, activity } = this
    const moved = heap[from]!
    let at = from
    while (at > 0) {
      const parent = heap[(at - 1) >> 1]!
      if (activity[parent]! >= activity[moved]!) break
      heap[at] = parent
      place[parent] = at
      at = (at - 1) >> 1
    }
    heap[at] = moved
    place[moved] = at
  }

  private down(from: number): void {
    const { heap, place, activity } = this
    const moved = heap[from]!
    let at = from
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && activity[heap[child + 1]!]! > activity[heap[child]!]!) child++
      if (activity[heap[child]!]! <= activity[moved]!) break
      heap[at] = heap[child]!
      place[heap[at]!] = at
      at = child
    }
    heap[at] = moved
    place[moved] = at
  }
}
