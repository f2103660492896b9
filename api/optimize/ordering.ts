/** The two ways to order a list: by a method's scores, and without scores where too few items have any. */
import type { ItemRow } from '../backlog/row.ts'
import { rounded } from '../math/rounded.ts'
import type { PlanItem } from '../planning/planning.ts'
import { seeded } from '../math/random.ts'
import { arranged, type RankingProblem } from './rank/arrange.ts'
import { type Candidates } from './rank/candidates.ts'
import { estimateFirst } from './rank/estimate-first.ts'
import { estimateNext, type EstimateNext } from './rank/estimate-next.ts'
import { headline, shareOfFirst } from './rank/headline.ts'
import { plainOrder } from './rank/plain.ts'
import { rank, type RankedItem, type Ranking } from './rank/rank.ts'
import type { Reason } from './rank/reason.ts'
import { rankStability, type ItemStability, type RankStability } from './rank/stability.ts'
import { scoredOf } from './score/scored.ts'
import {
  assumptionWords,
  listWarnings,
  plainSentence,
  plainWords,
  qualityWarnings,
  unrankedWords,
} from './sentences.ts'

/** Figures that are named as worth estimating. */
const TO_ESTIMATE = { ranked: 5, withoutScores: 10 }

/** How an answer is ordered: by a method's scores, or without scores where too few items have any. */
export const ORDERS = ['wsjf', 'rice', 'ice', 'withoutScores'] as const
export type Order = (typeof ORDERS)[number]

export interface PriorityRow {
  rank: number
  key: string
  row: ItemRow
  reason: Reason
  pulledUpBy: string | null
  /** Scores, tier, and what follows from them; null in an order without scores. */
  ranked: RankedItem | null
}

export interface Firmness extends Omit<RankStability, 'items'> {
  /** How many of the top k are there on average. */
  stay: number
}

/** What an order says of itself. */
export interface OrderAnswer {
  sentence: string
  /** Why the list is not ranked by value, and what it is ordered by instead; null where it is ranked. Names no item. */
  unranked: string | null
  method: Order
  unit: Ranking['unit'] | null
  tiers: Ranking['tiers'] | null
  /** What the P0 and P1 items bring and take, as shares of the list. */
  upper: { count: number; value: number; effort: number | null } | null
  estimateNext: readonly EstimateNext[]
  quality: Ranking['quality'] | null
  /** Made when asked for: it ranks the list some hundred times. Null in an order without scores. */
  stability: (() => { list: Firmness; byKey: ReadonlyMap<string, ItemStability> }) | null
  assumptions: string[]
  warnings: string[]
}

/** What one way to order a list answers, before it is cut into pages. */
export interface Made {
  items: PriorityRow[]
  candidates: Candidates['candidates']
  /** What each item is worth to a set that ships by a date. */
  worth: readonly { readonly key: string; readonly costOfDelay: number }[]
  answer: OrderAnswer
}

type Rows = ReadonlyMap<string, ItemRow & Pick<PlanItem, 'createdKnown'>>

export function byScores(
  problem: RankingProblem,
  candidates: Candidates,
  rowOf: Rows,
  named: (key: string) => string,
  openWork: number,
  seed: string,
): Made {
  const made = arranged(problem)
  const ranking = rank(problem, made)
  const upper = ranking.tiers.P0 + ranking.tiers.P1
  return {
    items: ranking.items.map(({ ...item }) => ({
      rank: item.rank,
      key: item.key,
      row: rowOf.get(item.key)!,
      reason: item.reason,
      pulledUpBy: item.pulledUpBy,
      ranked: item,
    })),
    candidates: problem.candidates,
    worth: ranking.items,
    answer: {
      sentence: headline(ranking, openWork, named),
      unranked: null,
      method: ranking.method,
      unit: ranking.unit,
      tiers: ranking.tiers,
      upper: { count: upper, ...rounded(shareOfFirst(ranking, upper)) },
      estimateNext: rounded(estimateNext(problem, TO_ESTIMATE.ranked, undefined, made)),
      quality: rounded(ranking.quality),
      stability: once(() => {
        const { items, ...list } = rankStability(problem, Math.max(1, upper), null, seeded(seed), made)
        const stay = items.slice(0, list.topK).reduce((sum, { probabilityTopK }) => sum + probabilityTopK, 0)
        return { list: rounded({ ...list, stay }), byKey: new Map(items.map((item) => [item.id, rounded(item)])) }
      }),
      assumptions: assumptionWords(ranking, problem.factors, candidates.sizedByParts),
      warnings: [...listWarnings(ranking, candidates, ranking.crowdedOut), ...qualityWarnings(ranking.quality)],
    },
  }
}

export function withoutScores(
  problem: RankingProblem,
  candidates: Candidates,
  rowOf: Rows,
  named: (key: string) => string,
  openWork: number,
  asOf: string,
): Made {
  const factsOf = (key: string) => {
    const row = rowOf.get(key)!
    return row.createdKnown ? row : { ...row, createdAt: null }
  }
  const order = plainOrder(problem.candidates, ({ key }) => factsOf(key), asOf)
  const unranked = unrankedWords(order, scoredOf(problem.candidates, problem.method))
  const next = estimateFirst(order, problem.method, TO_ESTIMATE.withoutScores)
  return {
    items: order.items.map(({ rank: at, key, reason, pulledUpBy }) => ({
      rank: at,
      key,
      row: rowOf.get(key)!,
      reason,
      pulledUpBy,
      ranked: null,
    })),
    candidates: problem.candidates,
    worth: order.items.map(({ key }) => ({ key, costOfDelay: 1 })),
    answer: {
      sentence: plainSentence(order, unranked, next, openWork, named),
      unranked,
      method: 'withoutScores',
      unit: null,
      tiers: null,
      upper: null,
      estimateNext: next,
      quality: null,
      stability: null,
      assumptions: plainWords(order, problem.method, asOf, problem.factors),
      warnings: listWarnings(order, candidates),
    },
  }
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | null = null
  return () => (made ??= { value: make() }).value
}
