/** How firm a ranking is: it is made again with every figure a step up, a step down or as it is, and the ranks are counted. */
import type { Random } from '../../math/random.ts'
import { compareKeys } from '../score/candidate.ts'
import { activeFactors, factorMultiplier } from '../score/factor.ts'
import { arrange } from './arrange.ts'
import type { Plan, RankingProblem } from './arrange.ts'
import { scoreAll } from '../score/methods.ts'
import { sequence } from '../sequence/sequence.ts'
import { guardedRanks, holdUp } from './tier.ts'
import { rangesOf, rescored } from '../score/uncertainty.ts'

export interface RankStability {
  readonly samples: number
  readonly topK: number
  /** Share of the samples in which the same items are the top k, in any order. */
  readonly topKHolds: number
  /** Largest standard error of the probabilities below: √(p(1−p)/samples) at p = ½. */
  readonly standardError: number
  readonly items: readonly ItemStability[]
}

export interface ItemStability {
  readonly id: string
  readonly probabilityTopK: number
  /** 5th and 95th percentile of the rank. */
  readonly rankLow: number
  readonly rankHigh: number
}

/** The first ranks are looked at; what stands behind them is taken not to come so far forward. */
export const CONSIDERED = 500

/** Samples that a list of this size can be given in about half a second. */
export function affordableSamples(items: number): number {
  return Math.max(80, Math.min(500, Math.round(40_000 / Math.max(1, items))))
}

/** The first CONSIDERED items in the order of the ranking. @param random seeded, so that the answer repeats */
export function rankStability(problem: RankingProblem, topK: number, samples: number, random: Random): RankStability {
  const factors = activeFactors(problem.factors)
  const ascending = problem.candidates.toSorted((a, b) => compareKeys(a.key, b.key) || (a.id < b.id ? -1 : 1))
  const plan = beginningOf(arrange(ascending, scoreAll(ascending, problem.method).scores, factors, problem.limits))
  const size = plan.order.length
  const k = Math.min(topK, size)
  const ranges = plan.ranked.map(({ score }) => rangesOf(score))
  const multiplier = plan.ranked.map(({ candidate }) => factorMultiplier(factors, candidate.id))
  const isTop = new Uint8Array(size)
  plan.order.slice(0, k).forEach((position) => (isTop[position] = 1))
  const inTop = new Float64Array(size)
  const counts = Array.from({ length: size }, () => new Uint16Array(samples))
  const weight = new Float64Array(size)
  const duration = new Float64Array(size)
  let holds = 0
  for (let sample = 0; sample < samples; sample++) {
    plan.ranked.forEach(({ score }, i) => {
      const drawn = ranges[i]!.map(({ levels }) => levels[Math.floor(random() * 3)]!)
      const figures = rescored(problem.method, score, drawn)
      weight[i] = figures.weight * multiplier[i]!
      duration[i] = figures.duration
    })
    const { order: free, blockRatio } = sequence(plan.precedence, weight, duration, { exactUpTo: 6, insertionWork: 0 })
    const limits = guardedRanks(
      plan.precedence,
      weight,
      duration,
      free,
      blockRatio,
      (i) => plan.ranked[i]!.candidate.priority === 'critical',
      ascending.length,
    )
    const order = holdUp(plan.precedence, free, limits)
    let same = 0
    order.forEach((position, at) => {
      counts[position]![sample] = at + 1
      if (at >= k) return
      inTop[position]!++
      same += isTop[position]!
    })
    if (same === k) holds++
  }
  const items = plan.order.map((position): ItemStability => {
    const ranks = counts[position]!.sort()
    const at = (share: number) => ranks[Math.round(share * (samples - 1))] ?? 0
    return {
      id: plan.ranked[position]!.candidate.id,
      probabilityTopK: samples > 0 ? inTop[position]! / samples : 0,
      rankLow: at(0.05),
      rankHigh: at(0.95),
    }
  })
  return {
    samples,
    topK: k,
    topKHolds: samples > 0 ? holds / samples : 0,
    standardError: samples > 0 ? Math.sqrt(0.25 / samples) : 0.5,
    items,
  }
}

/** The first items of a plan as a plan of their own. A legal order begins with sets that contain their own blockers, so nothing is cut off. */
function beginningOf(plan: Plan): Pick<Plan, 'ranked' | 'precedence' | 'order'> {
  if (plan.order.length <= CONSIDERED) return plan
  const kept = plan.order.slice(0, CONSIDERED).sort((a, b) => a - b)
  const renumbered = new Map(kept.map((position, i) => [position, i]))
  const inside = (along: readonly (readonly number[])[]) =>
    kept.map((position) => along[position]!.flatMap((other) => renumbered.get(other) ?? []))
  return {
    ranked: kept.map((position) => plan.ranked[position]!),
    precedence: { size: kept.length, before: inside(plan.precedence.before), after: inside(plan.precedence.after) },
    order: plan.order.slice(0, CONSIDERED).map((position) => renumbered.get(position)!),
  }
}
