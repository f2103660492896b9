/** Local search for 1|prec|Σ w·C: one item, or a short run of neighbours, moves to the place where it saves most. */
import type { Precedence } from './precedence.ts'

/** Longest run of neighbours that moves as one: a bundle of blockers has to travel together. */
const MAX_RUN = 4

/**
 * Improves `order` in place until no move saves anything, or until `maxWork` places were looked at.
 * @returns the places looked at.
 */
export function insertionSearch(
  { before }: Precedence,
  weight: ArrayLike<number>,
  duration: ArrayLike<number>,
  order: number[],
  maxWork: number,
): number {
  let work = 0
  const blocks = new Map(order.map((member) => [member, new Set(before[member]!)]))
  const waitsFor = (later: number, earlier: number) => blocks.get(later)!.has(earlier)
  for (let improved = true; improved && work < maxWork; ) {
    improved = false
    for (let run = 1; run <= Math.min(MAX_RUN, order.length - 1); run++) {
      for (let at = 0; at + run <= order.length && work < maxWork; at++) {
        const moved = order.slice(at, at + run)
        let w = 0
        let p = 0
        for (const member of moved) {
          w += weight[member]!
          p += duration[member]!
        }
        let best = at
        let bestSaving = 1e-9 * w * p
        // A run that trades places with an item costs Δ = ±(w·p_item − w_item·p).
        for (let to = at - 1, saving = 0; to >= 0 && !moved.some((member) => waitsFor(member, order[to]!)); to--, work++) {
          saving += w * duration[order[to]!]! - weight[order[to]!]! * p
          if (saving > bestSaving) [best, bestSaving] = [to, saving]
        }
        for (let to = at + run, saving = 0; to < order.length && !moved.some((member) => waitsFor(order[to]!, member)); to++, work++) {
          saving += weight[order[to]!]! * p - w * duration[order[to]!]!
          if (saving > bestSaving) [best, bestSaving] = [to - run + 1, saving]
        }
        if (best === at) continue
        order.splice(at, run)
        order.splice(best, 0, ...moved)
        improved = true
      }
    }
  }
  return work
}
