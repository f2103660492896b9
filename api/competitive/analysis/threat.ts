/** How much each competitor threatens, from parts that can be checked one by one. */
import { LEVEL_SHARE } from '../claim.ts'
import type { Competitor, CompetitorCategory, WeighedClaim } from '../claim.ts'
import { reliance } from './matrix.ts'
import type { MatrixRow } from './matrix.ts'

/** How directly a category competes for the same buyer. */
export const CATEGORY_WEIGHT: Record<CompetitorCategory, number> = {
  direct: 1,
  disruptor: 0.85,
  indirect: 0.6,
  substitute: 0.5,
}

/** Shares of the parts in the score. */
const PARTS = { ahead: 0.5, parity: 0.2, momentum: 0.3 } as const

/** New supported claims in a window from which momentum counts as full. */
const FULL_MOMENTUM = 5

export type ThreatTrend = 'rising' | 'steady' | 'falling' | 'unknown'

export interface Threat {
  readonly competitorId: string
  /** 0..1: category × (0.5 ahead + 0.2 parity + 0.3 momentum). */
  readonly score: number
  readonly components: {
    readonly category: number
    /** Importance-weighted share of the capabilities in which it is ahead of us. */
    readonly ahead: number
    /** Share in which it has what we have. */
    readonly parity: number
    /** Supported claims captured in the window, 1 from five on. */
    readonly momentum: number
  }
  /** Supported claims in the window against the window before it. */
  readonly trend: ThreatTrend
  readonly recentClaims: number
  readonly earlierClaims: number
}

/** Threats by falling score; ties by competitor id. @param windowDays length of the window for momentum and trend */
export function threatsOf(
  competitors: readonly Competitor[],
  matrix: readonly MatrixRow[],
  claims: readonly WeighedClaim[],
  windowDays: number,
): readonly Threat[] {
  const assessed = matrix.filter(({ own }) => own !== null)
  const importance = assessed.reduce((sum, row) => sum + row.importance, 0)
  const ahead = new Map<string, number>()
  const parity = new Map<string, number>()
  for (const row of assessed) {
    const own = LEVEL_SHARE[row.own!]
    for (const cell of row.them) {
      const theirs = LEVEL_SHARE[cell.level]
      const counts = (row.importance * reliance(cell)) / importance
      if (theirs > own) raise(ahead, cell.competitorId, (theirs - own) * counts)
      else if (theirs === own && own > 0) raise(parity, cell.competitorId, counts)
    }
  }
  const recent = new Map<string, number>()
  const earlier = new Map<string, number>()
  for (const { claim, standing, ageDays } of claims) {
    if (standing === 'unsupported' || ageDays === null || ageDays >= 2 * windowDays) continue
    raise(ageDays < windowDays ? recent : earlier, claim.competitorId, 1)
  }
  return competitors
    .map(({ id, category }): Threat => {
      const [recentClaims, earlierClaims] = [recent.get(id) ?? 0, earlier.get(id) ?? 0]
      const components = {
        category: CATEGORY_WEIGHT[category],
        ahead: round(ahead.get(id) ?? 0),
        parity: round(parity.get(id) ?? 0),
        momentum: round(Math.min(1, recentClaims / FULL_MOMENTUM)),
      }
      const score =
        components.category *
        (PARTS.ahead * components.ahead + PARTS.parity * components.parity + PARTS.momentum * components.momentum)
      return {
        competitorId: id,
        score: round(score),
        components,
        trend: trendOf(recentClaims, earlierClaims),
        recentClaims,
        earlierClaims,
      }
    })
    .sort((a, b) => b.score - a.score || (a.competitorId < b.competitorId ? -1 : 1))
}

/** A difference of less than two claims, or of less than half as many again, is chance. */
function trendOf(recent: number, earlier: number): ThreatTrend {
  if (recent + earlier === 0) return 'unknown'
  if (recent - earlier >= 2 && recent >= 1.5 * earlier) return 'rising'
  return earlier - recent >= 2 && earlier >= 1.5 * recent ? 'falling' : 'steady'
}

function raise(totals: Map<string, number>, id: string, by: number): void {
  totals.set(id, (totals.get(id) ?? 0) + by)
}

/** Thousandths: finer differences mean nothing here. */
export function round(value: number): number {
  return Math.round(value * 1_000) / 1_000
}
