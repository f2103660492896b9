/** The order to build in: scores with their factors, dependencies, and the guard that holds large jobs back. */
import { keyOrder, PRIORITIES } from '../score/candidate.ts'
import type { Candidate } from '../score/candidate.ts'
import { activeFactors, factorMultiplier } from '../score/factor.ts'
import type { Factor } from '../score/factor.ts'
import { precedenceOf } from '../sequence/precedence.ts'
import type { OutsideBlocker, Precedence } from '../sequence/precedence.ts'
import { scoreAll } from '../score/methods.ts'
import type { Method, Score, Scoring } from '../score/score.ts'
import type { PartWeights } from '../score/wsjf.ts'
import { sequence, totalCost } from '../sequence/sequence.ts'
import type { SequenceLimits } from '../sequence/sequence.ts'
import { guardedRanks, holdUp } from './tier.ts'

export interface RankingProblem {
  readonly candidates: readonly Candidate[]
  readonly method: Method
  readonly factors: readonly Factor[]
  readonly partWeights?: PartWeights
  readonly limits?: SequenceLimits
}

/** The order as it is stated, guard included, against the best order without a guard: `gap` = (cost − lowerBound) ÷ lowerBound. */
export interface OrderQuality {
  /** Σ cost of delay × completion. */
  readonly cost: number
  /** No order costs less, guarded or not. */
  readonly lowerBound: number
  readonly gap: number
  readonly optimal: boolean
  /** The part of the cost that comes from keeping critical items up. */
  readonly guardCost: number
}

/** One item with its score and what the factors make of its weight. */
export interface Scored {
  readonly candidate: Candidate
  readonly score: Score
  readonly weight: number
}

/** An order over positions; a position is an item's place by score alone. */
export interface Plan {
  readonly ranked: readonly Scored[]
  readonly precedence: Precedence
  readonly outside: readonly OutsideBlocker[]
  readonly order: readonly number[]
  /** The order before the guard. */
  readonly freeOrder: readonly number[]
  /** The same as 1-based ranks by position. */
  readonly free: Int32Array
  readonly guarded: ReadonlyMap<number, number>
  readonly quality: OrderQuality
}

/** A problem with its scores and its order: made once, and read by the ranking, its stability, and what to estimate next. */
export interface Arranged {
  readonly factors: readonly Factor[]
  /** Candidates by key, and their scores. */
  readonly ascending: readonly Candidate[]
  readonly scoring: Scoring
  readonly plan: Plan
}

/** @throws InvalidInput, InvalidFactor, DependencyCycle */
export function arranged({ candidates, method, factors, partWeights, limits }: RankingProblem): Arranged {
  const active = activeFactors(factors)
  const ascending = byKey(candidates)
  const scoring = scoreAll(ascending, method, partWeights)
  return { factors: active, ascending, scoring, plan: arrange(ascending, scoring.scores, active, limits) }
}

/** @param candidates by key: between equals they keep that order */
export function arrange(
  candidates: readonly Candidate[],
  scores: readonly Score[],
  factors: readonly Factor[],
  limits?: SequenceLimits,
): Plan {
  const weights = Float64Array.from(candidates, ({ id }, i) => scores[i]!.weight * factorMultiplier(factors, id))
  const ranked = Array.from(byScore(candidates, scores, weights), (i): Scored => ({
    candidate: candidates[i]!,
    score: scores[i]!,
    weight: weights[i]!,
  }))
  const { precedence, outside } = precedenceOf(ranked.map(({ candidate }) => candidate))
  const weight = Float64Array.from(ranked, (item) => item.weight)
  const duration = Float64Array.from(ranked, (item) => item.score.duration)
  const free = sequence(precedence, weight, duration, limits)
  const guarded = guardedRanks(
    precedence,
    weight,
    duration,
    free.order,
    free.blockRatio,
    (position) => ranked[position]!.candidate.priority === 'critical',
  )
  const order = holdUp(precedence, free.order, guarded)
  const freeRank = new Int32Array(ranked.length)
  free.order.forEach((position, at) => (freeRank[position] = at + 1))
  const guardCost = order === free.order ? 0 : totalCost(weight, duration, order) - free.cost
  const optimal = free.optimal && guardCost <= free.cost * 1e-12
  const cost = free.cost + guardCost
  const lowerBound = free.optimal ? free.cost : free.lowerBound
  const gap = optimal || lowerBound <= 0 ? 0 : cost / lowerBound - 1
  return {
    ranked,
    precedence,
    outside,
    order,
    freeOrder: free.order,
    free: freeRank,
    guarded,
    quality: { cost, lowerBound, gap, optimal, guardCost },
  }
}

/** Falling score; ties by priority, then the smaller job, then the key, so that every list has one order. */
function byScore(candidates: readonly Candidate[], scores: readonly Score[], weights: Float64Array): Uint32Array {
  const ratio = weights.map((weight, i) => weight / scores[i]!.duration)
  const priority = Uint8Array.from(candidates, (candidate) => PRIORITIES.indexOf(candidate.priority))
  const duration = Float64Array.from(scores, (score) => score.duration)
  return Uint32Array.from(weights.keys()).sort(
    (a, b) => ratio[b]! - ratio[a]! || priority[a]! - priority[b]! || duration[a]! - duration[b]! || a - b,
  )
}

function byKey(candidates: readonly Candidate[]): Candidate[] {
  const compare = keyOrder(candidates.map(({ key }) => key))
  return candidates.toSorted((a, b) => compare(a.key, b.key) || (a.id < b.id ? -1 : 1))
}
