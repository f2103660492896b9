/** Exact solution of 1|prec|Σ w·C for a few items: dynamic programming over the predecessor-closed subsets (Held & Karp 1962). */
import type { Precedence } from './precedence.ts'

/** More items than this need over 4,096 subsets each: the search takes over. */
export const EXACT_MAX = 12

/** The cheapest legal order of `members`, at most EXACT_MAX of them; what lies outside counts as done. */
export function exactOrder(
  { before }: Precedence,
  weight: ArrayLike<number>,
  duration: ArrayLike<number>,
  members: readonly number[],
): number[] {
  const local = new Map(members.map((member, i) => [member, i]))
  const needs = members.map((member) =>
    before[member]!.reduce((mask, blocker) => mask | (local.has(blocker) ? 1 << local.get(blocker)! : 0), 0),
  )
  const full = (1 << members.length) - 1
  const cost = new Float64Array(full + 1).fill(Infinity)
  const elapsed = new Float64Array(full + 1)
  const last = new Int8Array(full + 1)
  cost[0] = 0
  for (let set = 0; set < full; set++) {
    if (cost[set] === Infinity) continue
    for (let i = 0; i < members.length; i++) {
      if (set & (1 << i) || (needs[i]! & set) !== needs[i]!) continue
      const next = set | (1 << i)
      const end = elapsed[set]! + duration[members[i]!]!
      const total = cost[set]! + weight[members[i]!]! * end
      if (total >= cost[next]!) continue
      cost[next] = total
      elapsed[next] = end
      last[next] = i
    }
  }
  const order: number[] = []
  for (let set = full; set !== 0; set ^= 1 << last[set]!) order.push(members[last[set]!]!)
  return order.reverse()
}
