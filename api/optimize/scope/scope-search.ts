/** Branch and bound for the precedence-constrained knapsack: whole amounts, a capacity, sets that contain their own blockers. */
import { components, reach } from '../../math/graph.ts'
import type { Precedence } from '../sequence/precedence.ts'
import { sidney } from '../sequence/sidney.ts'

/** Beyond this many items the start is what fits along the order alone: bundles take time that grows with the square. */
const BUNDLES_UP_TO = 1_000

export class ScopeSearch {
  /** 1 for each position in the best set so far. */
  best: Uint8Array
  private bestValue = 0
  private readonly precedence: Precedence
  private readonly value: Float64Array
  private readonly amount: Float64Array
  private readonly order: readonly number[]
  private readonly capacity: number
  /** Positions by falling value per amount: the fractional knapsack of what is undecided. */
  private readonly byRatio: readonly number[]
  private readonly depthOf: Int32Array
  private nodes = 0

  /** @param order legal, best ratio first */
  constructor(
    precedence: Precedence,
    value: Float64Array,
    amount: Float64Array,
    order: readonly number[],
    capacity: number,
  ) {
    this.precedence = precedence
    this.value = value
    this.amount = amount
    this.order = order
    this.capacity = capacity
    this.best = new Uint8Array(order.length)
    this.depthOf = new Int32Array(order.length)
    order.forEach((position, depth) => (this.depthOf[position] = depth))
    const ratio = (position: number) => value[position]! / Math.max(amount[position]!, 1e-6)
    this.byRatio = order.toSorted((a, b) => ratio(b) - ratio(a) || this.depthOf[a]! - this.depthOf[b]!)
  }

  /** @returns true when nothing was left unsearched, so that `best` is the best. */
  run(maxNodes: number): boolean {
    if (this.capacity < 0) return true
    this.alongOrder()
    if (this.order.length <= BUNDLES_UP_TO) this.greedy()
    const bound = this.closureBound()
    if (bound <= this.bestValue * (1 + 1e-12)) return true
    // 1 = in, 2 = out; decided along `order`, so that every blocker is decided before what waits for it.
    const state = new Uint8Array(this.order.length)
    let [depth, used, value] = [0, 0, 0]
    for (;;) {
      if (++this.nodes > maxNodes) return false
      const dead =
        depth === this.order.length ||
        value + this.fractionalBound(state, this.capacity - used, depth) <= this.bestValue * (1 + 1e-12)
      if (depth === this.order.length) this.keep(state, value)
      if (!dead) {
        const position = this.order[depth++]!
        const fits =
          used + this.amount[position]! <= this.capacity &&
          this.precedence.before[position]!.every((blocker) => state[blocker] === 1)
        state[position] = fits ? 1 : 2
        if (fits) {
          used += this.amount[position]!
          value += this.value[position]!
        }
        continue
      }
      // Back to the last item that is in, and leave it out.
      while (depth > 0 && state[this.order[depth - 1]!] !== 1) state[this.order[--depth]!] = 0
      if (depth === 0) return true
      const position = this.order[depth - 1]!
      state[position] = 2
      used -= this.amount[position]!
      value -= this.value[position]!
    }
  }

  private keep(state: Uint8Array, value: number): void {
    if (value <= this.bestValue) return
    this.bestValue = value
    this.best = state.map((decision) => (decision === 1 ? 1 : 0))
  }

  /** What the undecided items can add at most when they may be cut: out items take everything that waits for them along. */
  private fractionalBound(state: Uint8Array, room: number, depth: number): number {
    let bound = 0
    for (const position of this.byRatio) {
      if (this.depthOf[position]! < depth || this.precedence.before[position]!.some((blocker) => state[blocker] === 2))
        continue
      const amount = this.amount[position]!
      if (amount > room) return bound + (this.value[position]! * room) / amount
      room -= amount
      bound += this.value[position]!
    }
    return bound
  }

  /** Everything that fits, along the order. */
  private alongOrder(): void {
    const chosen = new Uint8Array(this.order.length)
    let [used, value] = [0, 0]
    for (const position of this.order) {
      if (
        used + this.amount[position]! > this.capacity ||
        this.precedence.before[position]!.some((blocker) => !chosen[blocker])
      )
        continue
      chosen[position] = 1
      used += this.amount[position]!
      value += this.value[position]!
    }
    this.keep(chosen, value)
  }

  /** Best-ratio bundles as long as one fits. */
  private greedy(): void {
    const chosen = new Uint8Array(this.order.length)
    const blockers = this.order.map(() => [] as number[])
    for (const position of this.order) blockers[position] = reach(this.precedence.before, position)
    let [used, value] = [0, 0]
    for (;;) {
      let [best, bestRatio, bestAmount, bestValue] = [-1, -1, 0, 0]
      for (const position of this.order) {
        if (chosen[position]) continue
        let [amount, gain] = [this.amount[position]!, this.value[position]!]
        for (const blocker of blockers[position]!) {
          if (chosen[blocker]) continue
          amount += this.amount[blocker]!
          gain += this.value[blocker]!
        }
        const ratio = gain / Math.max(amount, 1e-6)
        if (used + amount <= this.capacity && ratio > bestRatio)
          [best, bestRatio, bestAmount, bestValue] = [position, ratio, amount, gain]
      }
      if (best < 0) break
      for (const position of [...blockers[best]!, best]) chosen[position] = 1
      used += bestAmount
      value += bestValue
    }
    this.keep(chosen, value)
  }

  /** No legal set within the capacity brings more: whole Sidney blocks in falling ratio, the last one in part. */
  closureBound(): number {
    const duration = this.amount.map((amount) => Math.max(amount, 1e-6))
    const blocks = components(this.precedence).flatMap(
      (group) => sidney(this.precedence, this.value, duration, group).blocks,
    )
    const measured = blocks.map((block) => ({
      value: block.reduce((total, position) => total + this.value[position]!, 0),
      amount: block.reduce((total, position) => total + this.amount[position]!, 0),
    }))
    measured.sort((a, b) => b.value * a.amount - a.value * b.amount)
    let [bound, room] = [0, this.capacity]
    for (const block of measured) {
      if (block.amount > room) return bound + (block.value * room) / block.amount
      bound += block.value
      room -= block.amount
    }
    return bound
  }
}
