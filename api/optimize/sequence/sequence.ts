/**
 * The order that loses least: minimizes Σ cost of delay × completion for one queue under precedence (1|prec|Σ w·C).
 * Sidney blocks (exact), then inside each block the exact order when it is small, else best-ratio bundles and insertion search.
 * Without precedence this is Smith's rule: ratio w/p, which is WSJF.
 */
import { bundleOrder } from './bundle.ts'
import { EXACT_MAX, exactOrder } from './ideals.ts'
import { insertionSearch } from './insertion.ts'
import { components } from '../../math/graph.ts'
import type { Precedence } from './precedence.ts'
import { SIDNEY_WORK, sidney } from './sidney.ts'

export interface SequenceLimits {
  /** Blocks up to this size are solved exactly (at most EXACT_MAX). */
  readonly exactUpTo?: number
  /** Places that insertion search looks at in all. */
  readonly insertionWork?: number
}

export interface Sequence {
  /** Positions in the order to build them. */
  readonly order: readonly number[]
  /** Ratio Σw/Σp of the Sidney block that each position belongs to: what it earns per unit of size together with its bundle. */
  readonly blockRatio: Float64Array
  /** Σ w·C of the order. */
  readonly cost: number
  /** No order costs less than this. */
  readonly lowerBound: number
  /** True when cost and bound are known to meet. */
  readonly optimal: boolean
}

/**
 * @param weight cost of delay per unit of time, ≥ 0
 * @param duration job size, > 0
 * Positions must come in the order in which ties are to be broken.
 */
export function sequence(
  precedence: Precedence,
  weight: ArrayLike<number>,
  duration: ArrayLike<number>,
  limits: SequenceLimits = {},
): Sequence {
  const exactUpTo = Math.min(limits.exactUpTo ?? EXACT_MAX, EXACT_MAX)
  const blocks: {
    readonly members: readonly number[]
    readonly w: number
    readonly p: number
    readonly ratio: number
    readonly exact: boolean
  }[] = []
  let [sidneyWork, insertionLeft] = [SIDNEY_WORK, limits.insertionWork ?? 2_000_000]
  let decomposed = true
  for (const group of components(precedence)) {
    const { blocks: parts, complete, work } = sidney(precedence, weight, duration, group, sidneyWork)
    sidneyWork -= work
    decomposed &&= complete
    let ceiling = Infinity // ratios fall within a group; rounding must not lift a block over one that it waits for
    for (const part of parts) {
      const exact = part.length <= exactUpTo
      let members = part
      if (part.length > 1 && exact) members = exactOrder(precedence, weight, duration, part)
      else if (part.length > 1) {
        const order = bundleOrder(precedence, weight, duration, part)
        insertionLeft -= insertionSearch(precedence, weight, duration, order, insertionLeft)
        members = order
      }
      const [w, p] = [sum(weight, part), sum(duration, part)]
      ceiling = Math.min(ceiling, w / p)
      blocks.push({ members, w, p, ratio: ceiling, exact })
    }
  }
  const ranked = blocks.toSorted((a, b) => b.ratio - a.ratio) // stable, so every arc is kept

  const order: number[] = []
  const blockRatio = new Float64Array(precedence.size)
  let [elapsed, cost, lowerBound] = [0, 0, 0]
  for (const block of ranked) {
    const start = elapsed
    let inside = 0
    let diagonal = 0
    for (const member of block.members) {
      elapsed += duration[member]!
      inside += weight[member]! * (elapsed - start)
      diagonal += weight[member]! * duration[member]!
      order.push(member)
      blockRatio[member] = block.ratio
    }
    cost += block.w * start + inside
    // No closure of a block beats its mean ratio, so its curve stays above the diagonal (Goemans & Williamson 2000).
    lowerBound += block.w * start + (block.exact ? inside : Math.min(inside, (block.w * block.p + diagonal) / 2))
  }
  const optimal = decomposed && ranked.every((block) => block.exact)
  return {
    order,
    blockRatio,
    cost,
    lowerBound: decomposed ? lowerBound : Math.min(cost, relaxedBound(weight, duration, precedence.size)),
    optimal,
  }
}

/** Σ w·C of Smith's rule without any precedence: never above the cost of a legal order. */
function relaxedBound(weight: ArrayLike<number>, duration: ArrayLike<number>, size: number): number {
  const order = Array.from({ length: size }, (_, i) => i).sort(
    (a, b) => weight[b]! / duration[b]! - weight[a]! / duration[a]! || a - b,
  )
  return totalCost(weight, duration, order)
}

/** Σ w·C of an order. */
export function totalCost(weight: ArrayLike<number>, duration: ArrayLike<number>, order: readonly number[]): number {
  let elapsed = 0
  let cost = 0
  for (const member of order) {
    elapsed += duration[member]!
    cost += weight[member]! * elapsed
  }
  return cost
}

function sum(values: ArrayLike<number>, members: readonly number[]): number {
  let total = 0
  for (const member of members) total += values[member]!
  return total
}
