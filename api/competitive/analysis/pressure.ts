/** Competitive pressure as a factor of the ranking: an item counts for the worst gap that it closes. */
import type { Factor } from '../../optimize/score/factor.ts'
import { excerpt } from '../../strategy/quote.ts'
import type { ClosesGap, CompetitiveGap } from './gaps.ts'

/** Items that close no gap stay unknown (null), so that an empty landscape changes no ranking. */
export function pressureFactor(gaps: readonly CompetitiveGap[], closes: readonly ClosesGap[], weight: number): Factor {
  const byCapability = new Map(gaps.map((gap) => [gap.capabilityId, gap]))
  const value = new Map<string, number>()
  const reason = new Map<string, string>()
  for (const { itemId, capabilityId, certainty } of closes.toSorted((a, b) =>
    a.capabilityId < b.capabilityId ? -1 : 1,
  )) {
    const gap = byCapability.get(capabilityId)
    if (!gap || gap.severity === 0 || gap.severity * certainty <= (value.get(itemId) ?? 0)) continue
    value.set(itemId, gap.severity * certainty)
    const count = gap.competitorsAhead
    reason.set(
      itemId,
      `${count} ${count === 1 ? 'competitor has' : 'competitors have'} “${excerpt(gap.name, 0)}”${certainty < 1 ? ' (by matching words)' : ''}`,
    )
  }
  return { name: 'competitive pressure', weight, value, reason }
}
