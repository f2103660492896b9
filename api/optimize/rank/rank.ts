/** The ranking: scores, factors, an order that honors dependencies, tiers, and one reason for each rank. */
import { checkCandidates } from '../score/candidate.ts'
import type { InputField } from '../score/candidate.ts'
import type { Assumption } from '../score/inputs.ts'
import type { OutsideBlocker } from '../sequence/precedence.ts'
import { arrange, arranged } from './arrange.ts'
import type { Arranged, OrderQuality, Plan, RankingProblem } from './arrange.ts'
import { reasons } from './reason.ts'
import type { Reason } from './reason.ts'
import type { Method, ScorePart, ScoreUnit } from '../score/score.ts'
import { tierAt, tierEnds, TIERS } from './tier.ts'
import type { Tier } from './tier.ts'

/** What one factor does to one item. */
export interface FactorEffect {
  readonly name: string
  readonly weight: number
  /** 0..1, or null when nothing is known. */
  readonly value: number | null
  /** The rank that the item would have with this factor at 0. */
  readonly rankWithout: number
  readonly reason: string | null
}

export interface RankedPart extends ScorePart {
  /** Nobody stated it. */
  readonly assumed: boolean
}

export interface RankedItem {
  /** 1-based, in the order to build. */
  readonly rank: number
  readonly id: string
  readonly key: string
  readonly tier: Tier
  /** Cost of delay ÷ size, factors included. */
  readonly score: number
  /** The rank by score alone, as if nothing waited for anything and no guard held. */
  readonly scoreRank: number
  /** The numerator with its factors, in the unit of the ranking. */
  readonly costOfDelay: number
  /** The denominator. */
  readonly size: number
  readonly parts: readonly RankedPart[]
  readonly factors: readonly FactorEffect[]
  /** Figures of this item that are estimates. */
  readonly estimated: readonly InputField[]
  /** The item that pulls this one up, because it cannot start before it. */
  readonly pulledUpBy: string | null
  /** The item in the list that this one has to wait for. */
  readonly waitsFor: string | null
  /** Held up by the job-size guard, from the rank it would have taken. */
  readonly heldUp: HeldUp | null
  readonly reason: Reason
}

export interface HeldUp {
  readonly rankWithout: number
  readonly tierWithout: Tier
  /** Parts of about the list's median size that would let it stand on its own. */
  readonly splitInto: number
  readonly partSize: number
}

export interface Ranking {
  readonly method: Method
  readonly unit: ScoreUnit
  readonly items: readonly RankedItem[]
  readonly tiers: Readonly<Record<Tier, number>>
  readonly assumptions: readonly Assumption[]
  /** Blockers outside the list, which the order cannot honor. */
  readonly outside: readonly OutsideBlocker[]
  /** Critical items that stay below their limit because more are critical than the upper tiers hold. */
  readonly crowdedOut: readonly string[]
  readonly quality: OrderQuality
}

/**
 * Ranks open items by `method`. Deterministic, and independent of the order of the candidates.
 * @param made of the same problem, where it is known
 * @throws InvalidInput, InvalidFactor, DependencyCycle
 */
export function rank(problem: RankingProblem, made?: Arranged): Ranking {
  const { candidates, method, limits } = problem
  checkCandidates(candidates)
  const { factors: active, ascending, scoring, plan } = made ?? arranged(problem)
  const { unit, scores } = scoring
  const rankWithout = active.map((factor) => {
    const others = active.filter((other) => other !== factor)
    return ranksById(arrange(ascending, scores, others, limits))
  })
  const explained = reasons(plan, unit, active, rankWithout)
  const sizes = plan.ranked.map(({ score }) => score.duration).sort((a, b) => a - b)
  const medianSize = sizes[(sizes.length - 1) >> 1] ?? 1
  const ends = tierEnds(plan.order.length)
  const items = plan.order.map((position, at): RankedItem => {
    const { candidate, score, weight } = plan.ranked[position]!
    const { reason, pulledUpBy, waitsFor } = explained[at]!
    return {
      rank: at + 1,
      id: candidate.id,
      key: candidate.key,
      tier: TIERS[tierAt(ends, at + 1)]!,
      score: weight / score.duration,
      scoreRank: position + 1,
      costOfDelay: weight,
      size: score.duration,
      parts: score.parts.map((part) => ({
        ...part,
        assumed: score.assumptions.some(({ field }) => field === part.name),
      })),
      factors: active.map((factor, i) => ({
        name: factor.name,
        weight: factor.weight,
        value: factor.value.get(candidate.id) ?? null,
        rankWithout: rankWithout[i]!.get(candidate.id)!,
        reason: factor.reason.get(candidate.id) ?? null,
      })),
      estimated: score.assumptions.map(({ field }) => field),
      pulledUpBy,
      waitsFor,
      heldUp: heldUpOf(plan, position, at + 1, score.duration, medianSize),
      reason,
    }
  })
  return {
    method,
    unit,
    items,
    tiers: Object.fromEntries(TIERS.map((tier) => [tier, items.filter((item) => item.tier === tier).length])) as Record<
      Tier,
      number
    >,
    assumptions: scores.flatMap(({ assumptions }) => assumptions),
    outside: plan.outside,
    crowdedOut: items
      .filter((item, at) => at + 1 > (plan.guarded.get(plan.order[at]!) ?? Infinity))
      .map(({ id }) => id),
    quality: plan.quality,
  }
}

function ranksById(plan: Plan): ReadonlyMap<string, number> {
  return new Map(plan.order.map((position, at) => [plan.ranked[position]!.candidate.id, at + 1]))
}

function heldUpOf(plan: Plan, position: number, at: number, size: number, medianSize: number): HeldUp | null {
  const without = plan.free[position]!
  if (!plan.guarded.has(position) || without <= at) return null
  const splitInto = Math.max(2, Math.ceil(size / medianSize))
  return {
    rankWithout: without,
    tierWithout: TIERS[tierAt(tierEnds(plan.order.length), without)]!,
    splitInto,
    partSize: size / splitInto,
  }
}
