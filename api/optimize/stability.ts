/** How firm a ranking is: it is made again with every figure a step up, a step down or as it is, and the ranks are counted. */
import type { Random } from '../math/random.ts'
import { compareKeys } from './candidate.ts'
import { activeFactors, factorMultiplier } from './factor.ts'
import { arrange } from './rank.ts'
import type { RankingProblem } from './rank.ts'
import { scoreAll } from './score.ts'
import { sequence } from './sequence.ts'
import { guardedRanks, holdUp } from './tier.ts'
import { rangesOf, rescored } from './uncertainty.ts'

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

/** Samples that a list of this size can be given in about a second. */
export function affordableSamples(items: number): number {
  return Math.max(20, Math.min(1_000, Math.round(60_000 / Math.max(1, items))))
}

/** Items in the order of the ranking. @param random seeded, so that the answer repeats */
export function rankStability(problem: RankingProblem, topK: number, samples: number, random: Random): RankStability {
  const factors = activeFactors(problem.factors)
  const ascending = problem.candidates.toSorted((a, b) => compareKeys(a.key, b.key) || (a.id < b.id ? -1 : 1))
  const plan = arrange(ascending, scoreAll(ascending, problem.method).scores, factors, problem.limits)
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
    const limits = guardedRanks(plan.precedence, weight, duration, free, blockRatio, (i) => plan.ranked[i]!.candidate.priority === 'critical')
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
    return { id: plan.ranked[position]!.candidate.id, probabilityTopK: samples > 0 ? inTop[position]! / samples : 0, rankLow: at(0.05), rankHigh: at(0.95) }
  })
  return { samples, topK: k, topKHolds: samples > 0 ? holds / samples : 0, standardError: samples > 0 ? Math.sqrt(0.25 / samples) : 0.5, items }
}
