/**
 * The rolling-origin protocol: at each origin only earlier days are seen, the question is "how many days until the next n items are done?".
 * Origins need 120 days and 60 items of history and 15 items in the last 90 days, and stop 365 days (or a quarter) before the end. At most 41 a series.
 */
import { readdirSync, readFileSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { dayOf } from '../../../api/math/calendar.ts'
import { massCloses } from '../../../api/velocity/flow/mass-close.ts'
import { parse } from 'csv-parse/sync'

export const TAUS = Array.from({ length: 19 }, (_, i) => (i + 1) / 20)
export const TARGETS = ['N10', 'N20', 'N50', '4w', '12w'] as const
export type Target = (typeof TARGETS)[number]

/** Items finished per calendar day, from the first one on, mass closes and bots left out. */
export interface Series {
  readonly name: string
  readonly from: number
  readonly daily: Float64Array
}

export interface Question {
  readonly series: Series
  /** Index of the last day seen. */
  readonly origin: number
  readonly target: Target
  readonly n: number
  readonly actual: number
  readonly censored: boolean
}

interface Row {
  readonly resolved: string
  readonly items?: string
  readonly bulk?: string
  readonly type?: string
}

/** Every series of a folder whose rows are at most 15 % bulk (tier A); `flow/<name>/items.csv` or `<name>.csv` with a count per day. */
export function loadSeries(folder: string): Series[] {
  const flow = join(folder, 'flow')
  const files = existsSync(flow)
    ? readdirSync(flow).map((name) => ({ name, path: join(flow, name, 'items.csv') }))
    : readdirSync(folder)
        .filter((file) => file.endsWith('.csv'))
        .map((file) => ({ name: file.slice(0, -4), path: join(folder, file) }))
  return files
    .filter((file) => existsSync(file.path))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(({ name, path }) => seriesOf(name, parse<Row>(readFileSync(path), { columns: true })))
}

function seriesOf(name: string, rows: readonly Row[]): Series[] {
  const entries = rows.map((row) => ({
    day: dayOf(row.resolved),
    items: Number(row.items ?? 1),
    bulk: row.bulk === '1',
    bot: row.type === 'bot',
    flagged: row.bulk !== undefined,
  }))
  if (entries.length === 0) return []
  const closes = new Set(
    entries[0]!.flagged
      ? []
      : massCloses(entries.flatMap((e) => Array.from({ length: e.items }, () => e.day))).map((close) => close.day),
  )
  const isBulk = (e: (typeof entries)[number]) => e.bulk || closes.has(e.day)
  const total = entries.reduce((sum, e) => sum + e.items, 0)
  const bulk = entries.reduce((sum, e) => sum + (isBulk(e) ? e.items : 0), 0)
  const kept = entries.filter((e) => !isBulk(e) && !e.bot)
  if (bulk > 0.15 * total || kept.length === 0) return []
  const from = kept.reduce((first, e) => Math.min(first, e.day), Infinity)
  const daily = new Float64Array(kept.reduce((last, e) => Math.max(last, e.day), from) - from + 1)
  for (const e of kept) daily[e.day - from]! += e.items
  return [{ name, from, daily }]
}

export function questionsOf(series: Series): Question[] {
  const questions = originsOf(series.daily).map((origin) => questionsAt(series, origin))
  return questions.filter((asked) => asked.length > 0).length >= 5 ? questions.flat() : []
}

function originsOf(daily: Float64Array): number[] {
  const last = daily.length - 1
  const stop = last - Math.trunc(Math.min(365, 0.25 * last))
  const done = totals(daily)
  const candidates: number[] = []
  for (let t = 120; t < stop; t++) if (done[t + 1]! >= 60 && done[t + 1]! - done[t - 89]! >= 15) candidates.push(t)
  if (candidates.length < 5) return []
  const step = Math.max(7, Math.floor(candidates.length / 40))
  return candidates.filter((_, i) => i % step === 0).slice(0, 41)
}

/** The five questions of one origin; the recent rate is the mean of the last 90 days, or of all when there are fewer. */
export function questionsAt(series: Series, origin: number): Question[] {
  const { daily } = series
  const done = totals(daily)
  const start = Math.max(0, origin - 89)
  const rate = (done[origin + 1]! - done[start]!) / (origin + 1 - start)
  const sizes: [Target, number][] = [10, 20, 50].filter((n) => n / rate >= 5).map((n) => [`N${n}` as Target, n])
  for (const weeks of [4, 12] as const) {
    const n = Math.round(7 * weeks * rate)
    if (n >= 5) sizes.push([`${weeks}w`, n])
  }
  return sizes.map(([target, n]) => {
    let day = origin + 1
    while (day < daily.length && done[day + 1]! - done[origin + 1]! < n) day++
    return { series, origin, target, n, actual: day - origin, censored: day >= daily.length }
  })
}

function totals(daily: Float64Array): Float64Array {
  const total = new Float64Array(daily.length + 1)
  for (let i = 0; i < daily.length; i++) total[i + 1] = total[i]! + daily[i]!
  return total
}

/** Days per quantile of {@link TAUS}. */
export type Answer = readonly number[]

export interface Score {
  readonly series: number
  readonly forecasts: number
  /** Share of outcomes at or before P50, P75, P90, P95, each series with equal weight, in percent. */
  readonly coverage: readonly number[]
  /** Mean over series of the mean distance of their own coverage from nominal, in points. */
  readonly perSeries: number
  /** Geometric mean of the pinball loss over that of the reference. */
  readonly pinball: number
  readonly shareBetter: number
}

const NAMED = [0.5, 0.75, 0.9, 0.95]
const NAMED_AT = NAMED.map((level) => TAUS.findIndex((tau) => Math.abs(tau - level) < 1e-9))

/** Scores answers against a reference, per series first, then all series alike. A series counts from five forecasts. */
export function scoreOf(
  questions: readonly Question[],
  answers: readonly Answer[],
  reference: readonly Answer[],
  target?: Target,
): Score {
  const bySeries = Map.groupBy(
    questions.map((_, i) => i).filter((i) => target === undefined || questions[i]!.target === target),
    (i) => questions[i]!.series.name,
  )
  const scored = [...bySeries.values()].filter((indices) => indices.length >= 5)
  const coverages = scored.map((indices) =>
    NAMED_AT.map((at) => average(indices.map((i) => (questions[i]!.actual <= answers[i]![at]! ? 1 : 0)))),
  )
  const ratios = scored.map((indices) => {
    const loss = (given: readonly Answer[]) => average(indices.map((i) => pinball(questions[i]!.actual, given[i]!)))
    return Math.log(loss(answers) / loss(reference))
  })
  return {
    series: scored.length,
    forecasts: scored.reduce((sum, indices) => sum + indices.length, 0),
    coverage: NAMED.map((_, j) => 100 * average(coverages.map((coverage) => coverage[j]!))),
    perSeries:
      100 * average(coverages.map((coverage) => average(coverage.map((share, j) => Math.abs(share - NAMED[j]!))))),
    pinball: Math.exp(average(ratios)),
    shareBetter: average(ratios.map((ratio) => (ratio < 0 ? 1 : 0))),
  }
}

/** Mean pinball loss over the nineteen quantiles, in days (about half the CRPS). */
function pinball(actual: number, days: Answer): number {
  return average(days.map((q, i) => (actual >= q ? TAUS[i]! * (actual - q) : (1 - TAUS[i]!) * (q - actual))))
}

export function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
