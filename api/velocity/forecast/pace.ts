import { mean, variance } from '../../math/percentile.ts'
import { effortPerDay } from './capacity.ts'
import type { Capacity } from './capacity.ts'
import { runningTotal } from '../flow/history.ts'
import type { FlowHistory } from '../flow/history.ts'

/** Half-lives, in days, of the three recency-weighted rates; the fourth rate is the plain mean of the last 365 days. */
const HALF_LIVES = [20, 45, 90] as const
const YEAR = 365
/** Rates below this many per effort-day are not distinguished: it keeps logarithms finite for a team that stopped. */
export const SLOWEST = 0.005

/** Horizons in effort-days at which a project's own past forecasts are scored; between them the figures are interpolated. */
export const HORIZONS = [3.5, 7, 14, 28, 56, 112, 224] as const

/** What past forecasts of this very project would have got wrong at one horizon: log(actual ÷ expected effort-days). */
export interface OwnError {
  readonly mean: number
  readonly deviation: number
  /** Number of forecasts that do not overlap, 0 when the history is too short. */
  readonly independent: number
  /** Mean squared error of each of the four rates used alone. */
  readonly squared: readonly number[]
}

/** Everything the closed form needs to know about a history. */
export interface Pace {
  /** ln of the four rates (size per effort-day). */
  readonly logRates: readonly number[]
  /** Variance ÷ mean of weekly counts over a year, at least 1 (Poisson). In points it is in points. */
  readonly dispersion: number
  /** Standard deviation of the log ratio of successive four-week totals over a year; 0.5 when unknown. */
  readonly volatility: number
  readonly own: readonly OwnError[]
}

/** Measures a history in effort-days. Linear in its length. */
export function paceOf(history: FlowHistory, capacity: Capacity): Pace {
  const effort = runningTotal(effortPerDay(capacity, history.from, history.done.length))
  const done = runningTotal(history.done)
  const rates = [...HALF_LIVES.map((halfLife) => recentRates(done, effort, halfLife)), yearRates(done, effort)]
  const weeks = sums(history.done, 7, 52)
  const months = sums(history.done, 28, 13)
  const changes = months.slice(1).map((total, i) => Math.log(total + 1) - Math.log(months[i]! + 1))
  const centre = changes.length === 0 ? 0 : mean(changes)
  return {
    logRates: rates.map((rate) => Math.log(rate[history.done.length - 1]!)),
    dispersion: Math.max(1, variance(weeks) / Math.max(mean(weeks), 0.2)) || 1,
    volatility: changes.length < 3 ? 0.5 : Math.sqrt(mean(changes.map((change) => (change - centre) ** 2))),
    own: HORIZONS.map((horizon) => ownError(done, effort, rates, horizon)),
  }
}

/** Exponentially weighted rate at the end of each day: Σ gᵃ done ÷ Σ gᵃ effort with a = age in days. */
function recentRates(done: Float64Array, effort: Float64Array, halfLife: number): Float64Array {
  const keep = 0.5 ** (1 / halfLife)
  const rates = new Float64Array(done.length - 1)
  let above = 0
  let below = 0
  for (let i = 0; i < rates.length; i++) {
    above = above * keep + (done[i + 1]! - done[i]!)
    below = below * keep + (effort[i + 1]! - effort[i]!)
    rates[i] = below > 0 ? Math.max(SLOWEST, above / below) : SLOWEST
  }
  return rates
}

function yearRates(done: Float64Array, effort: Float64Array): Float64Array {
  const rates = new Float64Array(done.length - 1)
  for (let i = 0; i < rates.length; i++) {
    const start = Math.max(0, i + 1 - YEAR)
    const spent = effort[i + 1]! - effort[start]!
    rates[i] = spent > 0 ? Math.max(SLOWEST, (done[i + 1]! - done[start]!) / spent) : SLOWEST
  }
  return rates
}

const FIRST_ORIGIN = 84
const ORIGINS = 130

/** Weekly pseudo-origins, the last 130: "in `horizon` effort-days this much should be done" against when it really was. */
function ownError(done: Float64Array, effort: Float64Array, rates: readonly Float64Array[], horizon: number): OwnError {
  const days = done.length - 1
  const count = Math.max(0, Math.ceil((days - 2 - Math.floor(horizon) - FIRST_ORIGIN) / 7))
  if (count < 4) return { mean: 0, deviation: 0, independent: 0, squared: rates.map(() => 0) }
  const used = Math.min(count, ORIGINS)
  const [, middle, , year] = rates
  let sum = 0
  let sumOfSquares = 0
  const squared = rates.map(() => 0)
  for (let k = count - used; k < count; k++) {
    const origin = FIRST_ORIGIN + 7 * k
    const expected = middle![origin]! ** 0.85 * year![origin]! ** 0.15
    const target = Math.max(1, expected * horizon)
    const spent = Math.max(
      0.3,
      effort[firstReaching(done, origin + 1, done[origin + 1]! + target)]! - effort[origin + 1]!,
    )
    const error = Math.log(spent / (target / expected))
    sum += error
    sumOfSquares += error * error
    for (let j = 0; j < rates.length; j++) squared[j]! += Math.log(spent / (target / rates[j]![origin]!)) ** 2 / used
  }
  const average = sum / used
  const deviation = Math.sqrt(Math.max(0, sumOfSquares / used - average * average))
  return { mean: average, deviation, independent: Math.max(0.5, (used * 7) / Math.max(horizon, 7)), squared }
}

/** First index after `from` whose running total reaches `target`, the last index when none does (the outcome is still open). */
function firstReaching(total: Float64Array, from: number, target: number): number {
  let low = from
  let high = total.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (total[middle]! < target - 1e-9) low = middle + 1
    else high = middle
  }
  return low
}

/** Totals of whole periods of `length` days, ending today, at most `count` of them, oldest first. */
function sums(values: Float64Array, length: number, count: number): number[] {
  const totals: number[] = []
  for (let end = values.length; end >= length && totals.length < count; end -= length) {
    let total = 0
    for (let i = end - length; i < end; i++) total += values[i]!
    totals.push(total)
  }
  return totals.reverse()
}
