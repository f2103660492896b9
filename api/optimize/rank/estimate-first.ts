/**
 * What to estimate first where almost nothing is scored: the figures that would most likely bring an item into the first fifth of
 * the list, or take it out. What an item could be worth is read from its priority, two steps either way; nothing of it is stated.
 */
import { RELATIVE_STEPS } from '../score/candidate.ts'
import type { InputField, Priority } from '../score/candidate.ts'
import { ICE_IMPACT, RICE_IMPACT } from '../score/rice.ts'
import type { Method } from '../score/score.ts'
import { isScored } from '../score/scored.ts'
import type { EstimateNext } from './estimate-next.ts'
import type { PlainItem, PlainOrder } from './plain.ts'
import { tierEnds } from './tier.ts'

/** Least, usual, and highest step of the relative scale by priority; without a priority it could be any. */
const STEPS_OF_PRIORITY: Record<Priority, readonly [number, number, number]> = {
  critical: [4, 6, 6],
  high: [3, 5, 6],
  medium: [2, 4, 6],
  low: [0, 2, 4],
  none: [0, 3, 6],
}

const SCALES: Record<Method, { readonly field: InputField; readonly scale: readonly number[] }> = {
  wsjf: { field: 'businessValue', scale: RELATIVE_STEPS },
  rice: { field: 'impact', scale: RICE_IMPACT },
  ice: { field: 'impact', scale: ICE_IMPACT },
}

/** Items that an estimate could bring to the top of the list, or take from it. */
export const topOf = (size: number) => tierEnds(size)[1]!

/** One figure for each item without a score, the one that could change most first. */
export function estimateFirst(order: PlainOrder, method: Method, limit: number): readonly EstimateNext[] {
  const { items } = order
  const { field, scale } = SCALES[method]
  const top = topOf(items.length)
  const worth = worthDown(items)
  return items
    .flatMap((item, at) => {
      if (isScored(item.candidate, method)) return []
      const [low, , high] = STEPS_OF_PRIORITY[item.candidate.priority]
      const fixed = item.dated || item.pulledUpBy !== null
      const [least, most] = [RELATIVE_STEPS[low]!, RELATIVE_STEPS[high]!]
      const gain = at < top ? (worth[top] ?? 0) - least : most - worth[top - 1]!
      return [{ item, at, low, high, fixed, gain: fixed ? 0 : Math.max(0, gain) }]
    })
    .sort(
      (a, b) =>
        b.gain - a.gain ||
        b.item.blocks - a.item.blocks ||
        Math.abs(a.at + 0.5 - top) - Math.abs(b.at + 0.5 - top) ||
        a.at - b.at,
    )
    .slice(0, limit)
    .map(({ item, at, low, high, fixed }): EstimateNext => {
      const [rankBest, rankWorst] = fixed ? [at + 1, at + 1] : ranksOf(order, worth, at, low, high)
      return {
        id: item.candidate.id,
        key: item.key,
        field,
        assumed: null,
        low: scale[low]!,
        high: scale[high]!,
        estimated: true,
        value: null,
        rankBest,
        rankWorst,
      }
    })
}

/** What each place of the order takes: what its priority suggests, and at least what stands below it. Dates come before any worth. */
function worthDown(items: readonly PlainItem[]): number[] {
  let most = 0
  return items
    .toReversed()
    .map(({ candidate, dated }) => {
      most = Math.max(most, dated ? Infinity : RELATIVE_STEPS[STEPS_OF_PRIORITY[candidate.priority][1]]!)
      return most
    })
    .reverse()
}

function ranksOf(
  { before, after }: PlainOrder,
  worth: readonly number[],
  at: number,
  low: number,
  high: number,
): [best: number, worst: number] {
  const first = before[at]!.reduce((latest, blocker) => Math.max(latest, blocker + 1), 0)
  const last = after[at]!.reduce((earliest, later) => Math.min(earliest, later - 1), worth.length - 1)
  let [best, worst] = [at, at]
  while (best > first && worth[best - 1]! < RELATIVE_STEPS[high]!) best--
  while (worst < last && worth[worst + 1]! > RELATIVE_STEPS[low]!) worst++
  return [best + 1, worst + 1]
}
