/** What the picture of a forecast is made of, and the two answers that it is read from. */
import { toCsv } from '../../../api/files/export-csv.ts'
import { rowsOf, type Columns } from '../columns.ts'
import { dayOf } from '../words.ts'

export interface DateRecord {
  readonly held: number
  readonly of: number
  /** The dates were for four weeks of work: this work is too long for a record of its own. */
  readonly fourWeeks?: boolean
}

export interface ForecastPicture {
  readonly sentence: string
  readonly unit: string
  readonly remaining: number
  readonly dates: readonly { readonly percentile: number; readonly date?: string | null }[]
  readonly target: { readonly date: string; readonly probability: number } | null
  readonly bins: readonly Bin[]
  readonly influences: readonly { readonly change: string; readonly days?: number | null }[]
  /** How many of the last dates called P90 held. */
  readonly record: DateRecord | null
  readonly growth: { readonly factor: number } | null
  readonly assumptions: readonly string[]
  readonly warnings: readonly string[]
  readonly stamp: { readonly asOf: string; readonly dataVersion: number }
}

/** The chance of finishing within these days, both included. The last bin goes on without end. */
export interface Bin {
  readonly from: string
  readonly until: string | null
  readonly probability: number
}

interface Answer {
  readonly unit: string
  readonly remaining: number
  readonly dates?: ForecastPicture['dates']
  readonly target?: { readonly date: string; readonly probability: number } | null
  readonly influences?: ForecastPicture['influences']
  readonly trackRecord?: readonly (DateRecord & { readonly percentile: number })[]
  readonly growth?: { readonly factor: number } | null
  readonly assumptions?: readonly string[]
  readonly warnings?: readonly string[]
  readonly stamp: ForecastPicture['stamp']
}

const pictureOf = (answer: Answer, sentence: string, bins: readonly Bin[]): ForecastPicture => ({
  sentence,
  unit: answer.unit,
  remaining: answer.remaining,
  dates: answer.dates ?? [],
  target: answer.target ?? null,
  bins,
  influences: answer.influences ?? [],
  record: answer.trackRecord?.find(({ percentile }) => percentile === 90) ?? null,
  growth: answer.growth ?? null,
  assumptions: answer.assumptions ?? [],
  warnings: answer.warnings ?? [],
  stamp: answer.stamp,
})

/** A tool's result: figures in its structured content, the distribution in `_meta`, which a reload can lose. */
export function fromTool(result: {
  readonly structuredContent?: object
  readonly _meta?: Readonly<Record<string, unknown>>
}): ForecastPicture | null {
  const answer = result.structuredContent as (Answer & { summary: string }) | undefined
  const bulk = result._meta?.['pm33/view'] as { sentence: string; histogram: Columns<Bin> } | undefined
  return answer && bulk ? pictureOf(answer, bulk.sentence, rowsOf(bulk.histogram)) : null
}

/** The API's own answer, as a page asks it. */
export const fromGraph = (forecast: Answer & { sentence: string; histogram: readonly Bin[] }): ForecastPicture =>
  pictureOf(forecast, forecast.sentence, forecast.histogram)

/** A day and the chance of being done by then. */
export interface Point {
  readonly day: number
  readonly chance: number
}

/** The odds as a rising line through the edges of the bins and every date that the answer states. */
export function oddsOf({ bins, dates, target }: Pick<ForecastPicture, 'bins' | 'dates' | 'target'>): Point[] {
  let sum = 0
  const edges = bins.flatMap(({ until, probability }): Point[] => {
    sum += probability
    return until === null ? [] : [{ day: dayOf(until), chance: sum }]
  })
  const stated = [
    ...dates.flatMap(({ percentile, date }) => (date ? [{ day: dayOf(date), chance: percentile / 100 }] : [])),
    ...(target ? [{ day: dayOf(target.date), chance: target.probability }] : []),
  ]
  const start: Point[] = bins[0] ? [{ day: dayOf(bins[0].from) - 1, chance: 0 }] : []
  const said = new Set(stated.map(({ day }) => day))
  const points = [...start, ...edges.filter(({ day }) => !said.has(day)), ...stated].sort(
    (a, b) => a.day - b.day || a.chance - b.chance,
  )
  let least = 0
  return points.map(({ day, chance }) => ({ day, chance: (least = Math.max(least, chance)) }))
}

/** The chance of being done by a day, linear between two points that are known. */
export function sureBy(points: readonly Point[], day: number): number {
  const after = points.findIndex((point) => point.day >= day)
  if (after < 0) return points.at(-1)?.chance ?? 0
  const next = points[after]!
  if (next.day === day) return points.findLast((point) => point.day === day)!.chance
  const before = points[after - 1]
  if (!before) return 0
  return before.chance + ((next.chance - before.chance) * (day - before.day)) / (next.day - before.day)
}

export const forecastCsv = ({ bins }: ForecastPicture) =>
  toCsv(
    ['from', 'until', 'probability'],
    bins.map(({ from, until, probability }) => [from, until, probability]),
  )
