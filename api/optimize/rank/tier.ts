/**
 * Priority tiers P0…P4 are shares of the ranked list, and the job-size guard: a critical item never sinks more than one tier by
 * its size alone.
 */
import { components, reach, Seen } from '../../math/graph.ts'
import { popNumber, pushNumber } from '../../math/number-heap.ts'
import type { Precedence } from '../sequence/precedence.ts'
import { sidney } from '../sequence/sidney.ts'

export const TIERS = ['P0', 'P1', 'P2', 'P3', 'P4'] as const
export type Tier = (typeof TIERS)[number]

/** Share of the list that ends with each tier: 5 % now, 15 % next, 30 %, 30 %, the last 20 % later. */
const CUMULATIVE = [0.05, 0.2, 0.5, 0.8, 1]

/** The last rank (1-based) of each tier in a list of `size`; each tier gets one item before any gets two. */
export function tierEnds(size: number): readonly number[] {
  let end = 0
  return CUMULATIVE.map((share) => (end = Math.min(size, Math.max(end + 1, Math.ceil(share * size - 1e-9)))))
}

/** Index 0…4 of the tier that holds a 1-based rank. */
export function tierAt(ends: readonly number[], rank: number): number {
  return ends.findIndex((end) => rank <= end)
}

/** A group is searched again with the smaller size up to this many members; beyond it only the bundle is looked at. */
const EXACT_GROUP = 200

/**
 * The last rank that each critical item may take: one tier below the tier it would have if it were as small as the smallest
 * item. No limits at all when none has sunk below P1. @param listSize items of the whole list, when `order` is only its beginning
 */
export function guardedRanks(
  precedence: Precedence,
  weight: ArrayLike<number>,
  duration: ArrayLike<number>,
  order: readonly number[],
  blockRatio: ArrayLike<number>,
  critical: (position: number) => boolean,
  listSize = order.length,
): ReadonlyMap<number, number> {
  const ends = tierEnds(listSize)
  const limits = new Map<number, number>()
  if (!order.slice(ends[1]!).some(critical)) return limits
  const smallest = order.reduce((least, position) => Math.min(least, duration[position]!), 1)
  const ratios = Float64Array.from(blockRatio).sort()
  const groups = new Map(components(precedence).flatMap((group) => group.map((member) => [member, group] as const)))
  const trial = Float64Array.from(duration)
  const rankOf = new Int32Array(order.length)
  order.forEach((position, at) => (rankOf[position] = at + 1))
  const above = new Map<readonly number[], Float64Array>()
  const seen = new Seen(precedence.size)
  for (const item of order.filter(critical)) {
    if (rankOf[item]! <= ends[0]!) {
      limits.set(item, ends[1]!)
      continue
    }
    const group = groups.get(item)!
    trial[item] = smallest
    const small = placeInGroup(precedence, weight, trial, item, group, seen)
    trial[item] = duration[item]!
    const ratio = Math.max(small.ratio, blockRatio[item]!)
    // Once per group, however many critical items it has.
    let inGroup = above.get(group)
    if (!inGroup) above.set(group, (inGroup = Float64Array.from(group, (member) => blockRatio[member]!).sort()))
    const outside = ratios.length - upperBound(ratios, ratio) - (inGroup.length - upperBound(inGroup, ratio))
    const tier = tierAt(ends, outside + small.before + 1)
    limits.set(item, ends[Math.min(tier + 1, ends.length - 1)]!)
  }
  return limits
}

/** The ratio that an item goes with, and how many of its connected group come before it at least. */
function placeInGroup(
  precedence: Precedence,
  weight: ArrayLike<number>,
  duration: ArrayLike<number>,
  item: number,
  connected: readonly number[],
  seen: Seen,
): { readonly ratio: number; readonly before: number } {
  const blockers = new Set(reach(precedence.before, item, seen))
  if (connected.length > EXACT_GROUP || connected.length === 1) {
    return { ratio: ratioOf(weight, duration, [...blockers, item]), before: blockers.size }
  }
  const { blocks } = sidney(precedence, weight, duration, connected)
  const own = blocks.findIndex((block) => block.includes(item))
  const before =
    blocks.slice(0, own).reduce((count, block) => count + block.length, 0) +
    blocks[own]!.filter((member) => blockers.has(member)).length
  return { ratio: ratioOf(weight, duration, blocks[own]!), before }
}

function ratioOf(weight: ArrayLike<number>, duration: ArrayLike<number>, members: readonly number[]): number {
  let w = 0
  let p = 0
  for (const member of members) {
    w += weight[member]!
    p += duration[member]!
  }
  return w / p
}

/** Count of values ≤ `limit` in an ascending array. */
function upperBound(ascending: Float64Array, limit: number): number {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (ascending[middle]! <= limit) low = middle + 1
    else high = middle
  }
  return low
}

/**
 * The order with every limit kept: filled from the last rank to the first with the item that stood last among those that may
 * stand there. Without limits it is the order itself. When more items are limited than fit, those with the latest limits go past it.
 */
export function holdUp(
  precedence: Precedence,
  order: readonly number[],
  limits: ReadonlyMap<number, number>,
): readonly number[] {
  if (limits.size === 0) return order
  const size = order.length
  const waiting = Int32Array.from(precedence.after, (later) => later.length)
  // From the last in the order: what may stand at the rank that is filled, and what is limited to an earlier one, the latest
  // limit first. Ranks fall, so an item goes from the second to the first when its limit is reached, and stays there.
  const fromLast = new Int32Array(precedence.size)
  const limit = new Int32Array(precedence.size).fill(size)
  order.forEach((position, at) => (fromLast[position] = size - 1 - at))
  for (const [position, rank] of limits) limit[position] = Math.min(rank, size)
  const may = new Int32Array(size)
  const limited = new Float64Array(size)
  let [free, held] = [0, 0]
  const adds = (position: number) =>
    pushNumber(limited, 0, held++, (size - limit[position]!) * size + fromLast[position]!)
  const filled: number[] = []
  for (const position of order) if (waiting[position] === 0) adds(position)
  for (let rank = size; rank > 0; rank--) {
    const until = (size - rank + 1) * size
    while (held > 0 && limited[0]! < until) pushNumber(may, 0, free++, popNumber(limited, 0, held--) % size)
    const next = free > 0 ? popNumber(may, 0, free--) : popNumber(limited, 0, held--) % size
    const position = order[size - 1 - next]!
    filled.push(position)
    for (const blocker of precedence.before[position]!) if (--waiting[blocker]! === 0) adds(blocker)
  }
  return filled.reverse()
}
