/** What the picture of a ranking is made of: the tool's rows, and the inputs to rank them again with. */
import { toCsv } from '../../../api/files/export-csv.ts'
import { NO_INPUTS, PRIORITIES, type Candidate, type InputField } from '../../../api/optimize/score/candidate.ts'
import { rank, type RankedItem } from '../../../api/optimize/rank/rank.ts'
import { labelOf } from './labels.ts'

export type Method = 'wsjf' | 'rice' | 'ice' | 'withoutScores'

export interface Row {
  readonly rank: number
  readonly key: string
  readonly title: string
  readonly tier: string | null
  readonly score: number | null
  readonly size: number | null
  /** What the score is made of, by the names of the method. */
  readonly parts: readonly (readonly [name: string, value: number])[]
  readonly factors: readonly { readonly name: string; readonly value: number | null }[]
  readonly reason: string
  /** The range of ranks if every estimate could be one step off. */
  readonly low: number | null
  readonly high: number | null
  /** The size was assumed. */
  readonly guessed: boolean
}

export interface PrioritiesPicture {
  readonly sentence: string
  readonly method: Method
  readonly total: number
  /** Without an effort, the value is a share of the score. */
  readonly upper: { readonly count: number; readonly value: number; readonly effort?: number | null } | null
  readonly stability: { readonly topK: number; readonly stay: number; readonly samples: number } | null
  /** The rows that the answer lists. */
  readonly rows: readonly Row[]
  readonly inputs: Inputs | null
  readonly stamp: { readonly asOf: string; readonly dataVersion: number }
}

export interface Inputs {
  readonly candidates: readonly Candidate[]
  readonly factors: readonly SentFactor[]
  readonly titles: ReadonlyMap<string, string>
}

interface SentFactor {
  readonly name: string
  readonly weight: number
  readonly values: readonly (number | null)[]
  readonly reasons?: readonly (string | null)[]
}

interface Bulk {
  readonly parts?: readonly { readonly size: number | null; readonly parts: Row['parts'] }[]
  readonly keys?: readonly string[]
  readonly kinds?: readonly string[]
  readonly types?: readonly number[]
  readonly priorities?: readonly string[]
  readonly blockedBy?: readonly string[]
  readonly figures?: Readonly<Record<string, readonly (number | null)[]>>
  readonly factors?: readonly SentFactor[]
  readonly titles?: readonly string[]
}

interface Answer {
  readonly sentence: string
  readonly method: Method
  readonly totalCount: number
  readonly upper?: PrioritiesPicture['upper']
  readonly stability?: PrioritiesPicture['stability']
  readonly items?: readonly {
    readonly rank: number
    readonly key: string
    readonly title: string
    readonly tier?: string
    readonly score?: number
    readonly reason?: string
    readonly rankLow?: number
    readonly rankHigh?: number
    readonly estimated?: readonly string[]
    readonly factors?: Row['factors']
  }[]
  readonly stamp: PrioritiesPicture['stamp']
}

const SIZES = ['job size', 'story points', 'effort']

export function fromTool(result: {
  readonly structuredContent?: object
  readonly _meta?: Readonly<Record<string, unknown>>
}): PrioritiesPicture | null {
  const answer = result.structuredContent as Answer | undefined
  const bulk = result._meta?.['pm33/view'] as Bulk | undefined
  if (!answer || !bulk) return null
  return {
    sentence: answer.sentence,
    method: answer.method,
    total: answer.totalCount,
    upper: answer.upper ?? null,
    stability: answer.stability ?? null,
    rows: (answer.items ?? []).map((item, at) => ({
      rank: item.rank,
      key: item.key,
      title: item.title,
      tier: item.tier ?? null,
      score: item.score ?? null,
      size: bulk.parts?.[at]?.size ?? null,
      parts: bulk.parts?.[at]?.parts ?? [],
      factors: item.factors ?? [],
      reason: item.reason ?? '',
      low: item.rankLow ?? null,
      high: item.rankHigh ?? null,
      guessed: item.estimated?.some((field) => SIZES.includes(field)) ?? false,
    })),
    inputs: inputsOf(bulk),
    stamp: answer.stamp,
  }
}

type GraphRanking = Omit<Answer, 'items'> & {
  readonly edges: readonly {
    readonly node: {
      readonly rank: number
      readonly key: string
      readonly title: string
      readonly tier?: string | null
      readonly score?: number | null
      readonly size?: number | null
      readonly reason?: string | null
      readonly rankLow?: number | null
      readonly rankHigh?: number | null
      readonly estimated: readonly string[]
      readonly factors: readonly { readonly name: string; readonly value?: number | null }[]
      readonly parts: readonly { readonly name: string; readonly value: number }[]
    }
  }[]
  readonly inputs?: {
    readonly keys: readonly string[]
    readonly titles: readonly string[]
    readonly types: readonly string[]
    readonly priorities: readonly string[]
    readonly blockedBy: readonly string[]
    readonly figures: readonly { readonly field: string; readonly values: readonly (number | null)[] }[]
    readonly factors: readonly SentFactor[]
  } | null
}

/** The API's own answer, as a page asks it. */
export function fromGraph(ranking: GraphRanking): PrioritiesPicture {
  const { inputs } = ranking
  const kinds = [...new Set(inputs?.types)]
  return {
    sentence: ranking.sentence,
    method: ranking.method,
    total: ranking.totalCount,
    upper: ranking.upper ?? null,
    stability: ranking.stability ?? null,
    rows: ranking.edges.map(({ node }) => ({
      rank: node.rank,
      key: node.key,
      title: node.title,
      tier: node.tier ?? null,
      score: node.score ?? null,
      size: node.size ?? null,
      parts: node.parts.map(({ name, value }) => [name, value] as const),
      factors: node.factors.map(({ name, value }) => ({ name, value: value ?? null })),
      reason: node.reason ?? '',
      low: node.rankLow ?? null,
      high: node.rankHigh ?? null,
      guessed: node.estimated.some((field) => SIZES.includes(field)),
    })),
    inputs: inputs
      ? inputsOf({
          ...inputs,
          kinds,
          types: inputs.types.map((type) => kinds.indexOf(type)),
          priorities: inputs.priorities.map((priority) => priority[0]!),
          figures: Object.fromEntries(inputs.figures.map(({ field, values }) => [field, values])),
        })
      : null,
    stamp: ranking.stamp,
  }
}

function inputsOf({ keys, kinds, types, priorities, blockedBy, figures, factors, titles }: Bulk): Inputs | null {
  if (!keys) return null
  const stated = Object.entries(figures ?? {}) as [InputField, readonly (number | null)[]][]
  return {
    candidates: keys.map((key, at) => ({
      ...NO_INPUTS,
      ...Object.fromEntries(stated.map(([field, values]) => [field, values[at] ?? null])),
      id: key,
      key,
      type: kinds?.[types?.[at] ?? 0] ?? '',
      priority: PRIORITIES.find((priority) => priority[0] === priorities?.[at]) ?? 'none',
      blockedBy: blockedBy?.[at] ? blockedBy[at].split(' ') : [],
    })),
    factors: factors ?? [],
    titles: new Map(titles?.map((title, at) => [keys[at]!, title])),
  }
}

/** The weights that a reader may move: parts of the cost of delay, and factors by their names. */
export interface Weights {
  readonly parts: Readonly<Record<string, number>>
  readonly factors: Readonly<Record<string, number>>
}

/** The list under some weights. */
export interface Order {
  readonly weights: Weights
  readonly rows: readonly Row[]
}

export const weightsOf = ({ inputs }: PrioritiesPicture): Weights => ({
  parts: { businessValue: 1, timeCriticality: 1, riskReduction: 1 },
  factors: Object.fromEntries(inputs?.factors.map(({ name, weight }) => [name, weight]) ?? []),
})

/** Ranks somewhere else. null: the weights were passed over, or it failed. */
export type Ranker = (weights: Weights) => Promise<readonly Row[] | null>

/** The whole list in the order of these weights, by the same arithmetic as the API's. */
export function rankAgain(picture: PrioritiesPicture, weights: Weights): readonly Row[] {
  const { inputs, method } = picture
  if (!inputs || method === 'withoutScores') return picture.rows
  const { candidates, factors, titles } = inputs
  const listed = new Map(picture.rows.map((row) => [row.key, row]))
  const ids = candidates.map(({ id }) => id)
  const ranking = rank({
    candidates,
    method,
    partWeights: weights.parts,
    factors: factors.map(({ name, values, reasons, weight }) => ({
      name,
      weight: weights.factors[name] ?? weight,
      value: new Map(ids.map((id, at) => [id, values[at] ?? null])),
      reason: new Map(ids.flatMap((id, at) => (reasons?.[at] ? [[id, reasons[at]] as const] : []))),
    })),
  })
  const usual = JSON.stringify(weights) === JSON.stringify(weightsOf(picture))
  const reweighed = Object.values(weights.parts).some((weight) => weight !== 1)
  return ranking.items.map((item): Row => {
    const row = rowOf(item, listed.get(item.key), titles.get(item.key))
    if (usual) return row
    return {
      ...row,
      // These are what the answer says about its own order.
      low: null,
      high: null,
      parts: row.parts.map(([name, value]) => [name, value * (weights.parts[name] ?? 1)] as const),
      reason: reweighed && !WHATEVER_THE_WEIGHTS.includes(item.reason.code) ? 'By your weights' : row.reason,
    }
  })
}

/** Reasons that do not name a figure, so that they hold under any weights. */
const WHATEVER_THE_WEIGHTS: readonly string[] = ['HELD_UP', 'PULLED_UP', 'WAITS', 'FACTOR']

const rowOf = (item: RankedItem, listed: Row | undefined, title: string | undefined): Row => ({
  rank: item.rank,
  key: item.key,
  title: listed?.title ?? title ?? '',
  tier: item.tier,
  score: item.score,
  size: item.size,
  parts: item.parts.map(({ name, value }) => [name, value] as const),
  factors: item.factors,
  reason: item.reason.text,
  low: listed?.low ?? null,
  high: listed?.high ?? null,
  guessed: item.estimated.some((field) => field === 'jobSize' || field === 'effort'),
})

/**
 * The whole list as it is on screen.
 * @param changed the order under the reader's own weights, which the file then names; null for the answer's
 */
export function prioritiesCsv(picture: PrioritiesPicture, changed: Order | null): string {
  const rows = changed?.rows ?? rankAgain(picture, weightsOf(picture))
  const { parts, factors } = changed?.weights ?? { parts: {}, factors: {} }
  const weights = Object.entries({ ...(picture.method === 'wsjf' && parts), ...factors })
  const head = ['rank', 'key', 'title', 'tier', 'score', 'size', 'rank, low', 'rank, high', 'why']
  return toCsv(
    head.concat(weights.map(([name]) => `weight of ${labelOf(name)}`)),
    rows.map(({ rank: at, key, title, tier, score, size, low, high, reason }) => {
      const row: (string | number | null)[] = [at, key, title, tier, score, size, low, high, reason]
      return row.concat(weights.map(([, weight]) => weight))
    }),
  )
}
