/** Local search for 1|prec|Σ w·C: one item, or a short run of neighbors, moves to the place where it saves most. */
import type { Precedence } from './precedence.ts'

/** Longest run of neighbors that moves as one: a bundle of blockers has to travel together. */
const MAX_RUN = 4

/**
 * Improves `order` in place until no move saves anything, or until `maxWork` places were looked at.
 * @returns the places looked at.
 */
export function insertionSearch(
  { size, before, after }: Precedence,
  weight: ArrayLike<number>,
  duration: ArrayLike<number>,
  order: number[],
  maxWork: number,
): number {
  let work = 0
  const place = new Int32Array(size).fill(-1) // −1 = outside, and no bound
  order.forEach((member, at) => (place[member] = at))
  for (let improved = true; improved && work < maxWork;) {
    improved = false
    for (let run = 1; run <= Math.min(MAX_RUN, order.length - 1); run++) {
      for (let at = 0; at + run <= order.length && work < maxWork; at++) {
        const end = at + run
        let [w, p, first, last] = [0, 0, 0, order.length]
        for (let i = at; i < end; i++) {
          const member = order[i]!
          w += weight[member]!
          p += duration[member]!
          for (const blocker of before[member]!) if (place[blocker]! < at) first = Math.max(first, place[blocker]! + 1)
          for (const later of after[member]!) if (place[later]! >= end) last = Math.min(last, place[later]!)
        }
        let best = at
        let bestSaving = 1e-9 * w * p
        // A run that trades places with an item costs Δ = ±(w·p_item − w_item·p).
        for (let to = at - 1, saving = 0; to >= first; to--, work++) {
          saving += w * duration[order[to]!]! - weight[order[to]!]! * p
          if (saving > bestSaving) [best, bestSaving] = [to, saving]
        }
        for (let to = end, saving = 0; to < last; to++, work++) {
          saving += weight[order[to]!]! * p - w * duration[order[to]!]!
          if (saving > bestSaving) [best, bestSaving] = [to - run + 1, saving]
        }
        if (best === at) continue
        const moved = order.splice(at, run)
        order.splice(best, 0, ...moved)
        for (let i = Math.min(at, best); i < Math.max(at, best) + run; i++) place[order[i]!] = i
        improved = true
      }
    }
  }
  return work
}
