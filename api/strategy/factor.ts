/** Alignment as a factor of the ranking. */
import type { Factor } from '../optimize/score/factor.ts'
import { SUPPORT } from './support.ts'
import type { Alignment } from './alignment.ts'
import type { AlignmentObjective } from './support.ts'
import { excerpt } from './quote.ts'

/**
 * Items without any objective to serve stay unknown (null), so that an empty strategy changes no ranking; so do those that
 * only resemble one, because a guess must not move an item.
 */
export function alignmentFactor(
  alignment: Alignment,
  objectives: readonly Pick<AlignmentObjective, 'id' | 'title'>[],
  weight: number,
): Factor {
  const titles = new Map(objectives.map(({ id, title }) => [id, title]))
  const value = new Map(
    alignment.items.map(({ itemId, score }) => [itemId, score !== null && score > 0 && score < SUPPORT ? null : score]),
  )
  const reason = new Map<string, string>()
  for (const { itemId, byObjective } of alignment.items) {
    const best = byObjective[0]
    if (best && best.score >= SUPPORT)
      reason.set(
        itemId,
        `serves “${excerpt(titles.get(best.objectiveId) ?? '', 0)}”${best.basis === 'lexical' ? ' (by matching words)' : ''}`,
      )
  }
  return { name: 'alignment', weight, value, reason }
}
