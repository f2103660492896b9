/** Seeded backlogs for the ranking: relative scores, sizes 1…20, and three kinds of dependencies. */
import { seeded } from '../../api/math/random.ts'
import type { Random } from '../../api/math/random.ts'
import { NO_INPUTS, RELATIVE_STEPS } from '../../api/optimize/score/candidate.ts'
import type { Candidate } from '../../api/optimize/score/candidate.ts'

/** `arcs10`, `arcs25`: each pair i < j is an arc with that probability. `enabler`: cheap-looking items gate the valuable ones. */
export type Shape = 'none' | 'arcs10' | 'arcs25' | 'enabler'

export const SHAPES: readonly Shape[] = ['arcs10', 'arcs25', 'enabler']

/** One backlog. The same shape, size and seed give the same items. Arc density for large lists is per item, not per pair. */
export function backlog(
  shape: Shape,
  size: number,
  seed: number,
  random: Random = seeded(`ranking ${shape} ${size} ${seed}`),
): Candidate[] {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
  const enablers = shape === 'enabler' ? Math.ceil(size / 2) : 0
  // A random permutation of the keys, so that no rule can profit from the order of creation.
  const numbers = Array.from({ length: size }, (_, i) => i + 1)
  for (let i = size - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    ;[numbers[i], numbers[j]] = [numbers[j]!, numbers[i]!]
  }
  const id = (i: number) => `item-${numbers[i]}`
  return Array.from({ length: size }, (_, i): Candidate => {
    const steps =
      shape !== 'enabler' ? RELATIVE_STEPS : i < enablers ? RELATIVE_STEPS.slice(0, 3) : RELATIVE_STEPS.slice(3)
    return {
      ...NO_INPUTS,
      id: id(i),
      key: `SHOP-${numbers[i]}`,
      type: 'story',
      priority: 'none',
      businessValue: pick(steps),
      timeCriticality: pick(steps),
      riskReduction: pick(steps),
      jobSize: 1 + Math.floor(random() * 20),
      blockedBy: blockersOf(shape, i, enablers, random).map(id),
    }
  })
}

function blockersOf(shape: Shape, item: number, enablers: number, random: Random): number[] {
  if (shape === 'enabler') {
    if (item < enablers) return []
    const count = 1 + Math.floor(random() * 2)
    return [...new Set(Array.from({ length: count }, () => Math.floor(random() * enablers)))]
  }
  const probability = shape === 'arcs10' ? 0.1 : shape === 'arcs25' ? 0.25 : 0
  return Array.from({ length: item }, (_, i) => i).filter(() => random() < probability)
}

/** A large backlog with about `perItem` blockers for each item, all among its 50 predecessors: the shape of a real one. */
export function largeBacklog(size: number, perItem: number, seed: number): Candidate[] {
  const random = seeded(`large ${size} ${perItem} ${seed}`)
  const items = backlog('none', size, seed, random)
  return items.map((item, i) => {
    const count = Math.min(i, Math.floor(perItem + random()))
    const blockedBy = Array.from({ length: count }, () => items[Math.max(0, i - 1 - Math.floor(random() * 50))]!.id)
    return { ...item, blockedBy: [...new Set(blockedBy)] }
  })
}
