/** How firm a ranking is: it is made again with every figure a step up, a step down or as it is, and the ranks are counted. */
import type { Random } from '../../math/random.ts'
import { activeFactors, factorMultiplier } from '../score/factor.ts'
import { arranged } from './arrange.ts'
import type { Arranged, Plan, RankingProblem } from './arrange.ts'
import { components } from '../../math/graph.ts'
import { sequence } from '../sequence/sequence.ts'
import { guardedRanks, holdUp } from './tier.ts'
import { rangesOf, rescored } from '../score/uncertainty.ts'

export interface RankStability {
  readonly samples: number
  readonly topK: number
  /** The first items of the list, which were ranked again; what stands behind them kept its place. The whole list, unless that takes too long. */
  readonly considered: number
  /** Share of the samples in which the same items are the top k, in any order. */
  readonly topKHolds: number
  /** Largest standard error of the probabilities below: √(p(1−p)/samples) at p = ½. */
  readonly standardError: number
  /** The considered items, in the order of the ranking. */
  readonly items: readonly ItemStability[]
}

export interface ItemStability {
  readonly id: string
  readonly probabilityTopK: number
  /** 5th and 95th percentile of the rank. */
  readonly rankLow: number
  readonly rankHigh: number
}

/** The fewest samples a probability is stated from, and the most. */
const [FEWEST, MOST] = [40, 500]
/** Estimated milliseconds for all samples: what is aimed for, and what the fewest samples may take. */
const [BUDGET, LIMIT] = [500, 1_000]
/** Where the whole list takes too long: so many items, and as many behind the top k as are likely to come forward. */
const [BEGINNING, BEHIND] = [500, 250]

type Part = Pick<Plan, 'ranked' | 'precedence' | 'order'>

/** Milliseconds that one sample takes, roughly: items that hang together cost with their square. */
function effortOf({ precedence }: Part): number {
  return components(precedence).reduce(
    (sum, { length }) => sum + (length > 1 ? 5e-5 * length ** 2 : 0),
    0.003 * precedence.size,
  )
}

/** @param samples null: as many as the list can be given in about half a second. @param random seeded, so that the answer repeats */
export function rankStability(
  problem: RankingProblem,
  topK: number,
  samples: number | null,
  random: Random,
  { ascending, plan: whole }: Arranged = arranged(problem),
): RankStability {
  const affordable = effortOf(whole) * FEWEST <= LIMIT
  const plan = affordable ? whole : beginningOf(whole, Math.max(BEGINNING, topK + BEHIND))
  const count = samples ?? Math.max(FEWEST, Math.min(MOST, Math.round(BUDGET / Math.max(effortOf(plan), 1e-9))))
  return sampled(problem, plan, topK, count, ascending.length, random)
}

function sampled(
  problem: RankingProblem,
  plan: Part,
  topK: number,
  samples: number,
  listSize: number,
  random: Random,
): RankStability {
  const factors = activeFactors(problem.factors)
  const size = plan.order.length
  const k = Math.min(topK, size)
  const ranges = plan.ranked.map(({ score }) => rangesOf(score))
  const multiplier = plan.ranked.map(({ candidate }) => factorMultiplier(factors, candidate.id))
  const isTop = new Uint8Array(size)
  plan.order.slice(0, k).forEach((position) => (isTop[position] = 1))
  const inTop = new Float64Array(size)
  const counts = Array.from({ length: size }, () => new Uint32Array(samples))
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
      listSize,
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
    considered: size,
    topKHolds: samples > 0 ? holds / samples : 0,
    standardError: samples > 0 ? Math.sqrt(0.25 / samples) : 0.5,
    items,
  }
}

/** The first items of a plan as a plan of their own. A legal order begins with sets that contain their own blockers, so nothing is cut off. */
function beginningOf(plan: Plan, length: number): Part {
  if (plan.order.length <= length) return plan
  const kept = plan.order.slice(0, length).sort((a, b) => a - b)
  const renumbered = new Map(kept.map((position, i) => [position, i]))
  const inside = (along: readonly (readonly number[])[]) =>
    kept.map((position) => along[position]!.flatMap((other) => renumbered.get(other) ?? []))
  return {
    ranked: kept.map((position) => plan.ranked[position]!),
    precedence: { size: kept.length, before: inside(plan.precedence.before), after: inside(plan.precedence.after) },
    order: plan.order.slice(0, length).map((position) => renumbered.get(position)!),
  }
}
