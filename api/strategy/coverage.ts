/** What each objective gets: items, points and their share of the list. */
import { SUPPORT } from './support.ts'
import type { AlignmentItem, AlignmentObjective, ObjectiveScore } from './support.ts'

export interface ObjectiveCoverage {
  readonly objectiveId: string
  /** Items that support it. */
  readonly itemCount: number
  /** Their points; an item without points counts as the median of the others, or 1. */
  readonly points: number
  /** Points as a share of all items' points. An item may support several objectives, so shares may sum to more than 1. */
  readonly share: number
  /** Less than a quarter of an even share. */
  readonly starved: boolean
}

/** In the order of the objectives. @param scores per item, all objectives that it serves */
export function coverageOf(
  items: readonly AlignmentItem[],
  objectives: readonly AlignmentObjective[],
  scores: readonly (readonly Pick<ObjectiveScore, 'objectiveId' | 'score'>[])[],
): readonly ObjectiveCoverage[] {
  const stated = items.flatMap(({ points }) => points ?? []).sort((a, b) => a - b)
  const assumed = stated[(stated.length - 1) >> 1] ?? 1
  const total = items.reduce((sum, { points }) => sum + (points ?? assumed), 0)
  const support = new Map(objectives.map(({ id }) => [id, { count: 0, points: 0 }]))
  scores.forEach((byObjective, i) => {
    for (const { objectiveId, score } of byObjective) {
      if (score < SUPPORT) continue
      const gets = support.get(objectiveId)!
      gets.count++
      gets.points += items[i]!.points ?? assumed
    }
  })
  return objectives.map(({ id }) => {
    const { count, points } = support.get(id)!
    const share = total > 0 ? points / total : 0
    return {
      objectiveId: id,
      itemCount: count,
      points,
      share,
      starved: count === 0 || share < 0.25 / objectives.length,
    }
  })
}
