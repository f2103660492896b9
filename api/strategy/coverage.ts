/** What each objective gets: items, points and their share of the list; a share of the items where none has points. */
import { SUPPORT } from './support.ts'
import type { AlignmentItem, AlignmentObjective, ObjectiveScore } from './support.ts'

export interface ObjectiveCoverage {
  readonly objectiveId: string
  /** Items that support it. */
  readonly itemCount: number
  /** Their points; an item without points counts as the median of the others. 0 where no item has any. */
  readonly points: number
  /** Points as a share of all items' points, or items of all items where none has points. An item may support several objectives, so shares may sum to more than 1. */
  readonly share: number
  /** Less than a quarter of an even share. */
  readonly starved: boolean
}

/** How many items have no points, and the median of the others that each counts as; null where none has points. */
export interface Unsized {
  readonly count: number
  readonly countsAs: number | null
}

export function unsizedOf(items: readonly Pick<AlignmentItem, 'points'>[]): Unsized {
  const stated = items.flatMap(({ points }) => points ?? []).sort((a, b) => a - b)
  return { count: items.length - stated.length, countsAs: stated[(stated.length - 1) >> 1] ?? null }
}

/** In the order of the objectives. @param scores per item, all objectives that it serves */
export function coverageOf(
  items: readonly AlignmentItem[],
  objectives: readonly AlignmentObjective[],
  scores: readonly (readonly Pick<ObjectiveScore, 'objectiveId' | 'score'>[])[],
): readonly ObjectiveCoverage[] {
  const { countsAs } = unsizedOf(items)
  const assumed = countsAs ?? 1
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
      points: countsAs === null ? 0 : points,
      share,
      starved: count === 0 || share < 0.25 / objectives.length,
    }
  })
}
