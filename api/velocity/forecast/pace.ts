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
  /** ln of the pace of the last weeks alone: what a young team is judged by. */
  readonly latestLogRate: number
  /** Variance ÷ mean of weekly counts over a year, at least 1 (Poisson). In points it is in points. */
  readonly dispersion: number
  /** Standard deviation of the log ratio of successive four-week totals over a year; 0.5 when unknown. */
  readonly volatility: number
  readonly own: readonly OwnError[]
}

/** A history as it can be measured at the end of any of its days, each time from the days before it alone. */
export interface PaceHistory {
  /** Running totals of size and of effort: entry i is what the first i days hold. */
  readonly done: Float64Array
  readonly effort: Float64Array
  /** Everything the closed form needs at the end of day `index`. */
  readonly at: (index: number) => Pace
  /** The same without the past errors. */
  readonly ratesAt: (index: number) => Omit<Pace, 'own'>
  /** Past errors at one of {@link HORIZONS}, counting only what was known at the end of day `index`. */
  readonly errorAt: (index: number, horizon: number) => OwnError
}

/** Measures a history in effort-days. Linear in the length of the history; each `at` costs the same whatever the length. */
export function paceHistory(history: FlowHistory, capacity: Capacity): PaceHistory {
  const effort = runningTotal(effortPerDay(capacity, history.from, history.done.length))
  const done = runningTotal(history.done)
  const items = runningTotal(history.items)
  const rates = [...HALF_LIVES.map((halfLife) => recentRates(done, effort, halfLife)), yearRates(done, effort)]
  const errors = HORIZONS.map((horizon) => ownErrors(done, effort, rates, horizon))
  const errorAt = (index: number, horizon: number) =>
    errors[HORIZONS.indexOf(horizon as (typeof HORIZONS)[number])]!(index)
  const ratesAt = (index: number) => {
    const weeks = sums(done, index + 1, 7, 52)
    const months = sums(done, index + 1, 28, 13)
    const changes = months.slice(1).map((total, i) => Math.log(total + 1) - Math.log(months[i]! + 1))
    const centre = changes.length === 0 ? 0 : mean(changes)
    return {
      logRates: rates.map((rate) => Math.log(rate[index]!)),
      latestLogRate: latestLogRate(done, items, effort, index + 1),
      dispersion: Math.max(1, variance(weeks) / Math.max(mean(weeks), 0.2)) || 1,
      volatility: changes.length < 3 ? 0.5 : Math.sqrt(mean(changes.map((change) => (change - centre) ** 2))),
    }
  }
  return {
    done,
    effort,
    ratesAt,
    errorAt,
    at: (index) => ({ ...ratesAt(index), own: HORIZONS.map((horizon) => errorAt(index, horizon)) }),
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

/** ln of the pace of the last two weeks (seven parts) and four weeks (three). Half an item is added to each: a quiet fortnight is not the end. */
function latestLogRate(done: Float64Array, items: Float64Array, effort: Float64Array, days: number): number {
  const halfAnItem = items[days]! > 0 ? (0.5 * done[days]!) / items[days]! : 0
  const logRate = (length: number) => {
    const start = Math.max(0, days - length)
    return Math.log(
      Math.max(SLOWEST, (done[days]! - done[start]! + halfAnItem) / Math.max(1, effort[days]! - effort[start]!)),
    )
  }
  return 0.7 * logRate(14) + 0.3 * logRate(28)
}

const FIRST_ORIGIN = 84
const ORIGINS = 130
/** Figures of one pseudo-origin: the error of the blended rate, its square, then the squared error of each of the four rates alone. */
const FIGURES = 6
/** Figures are rounded to this part of one, so that sums of a few hundred are exact and do not depend on where they begin. */
const GRAIN = 2 ** 36

/** Weekly pseudo-origins, the last 130: "in `horizon` effort-days this much should be done" against when it really was. */
function ownErrors(
  done: Float64Array,
  effort: Float64Array,
  rates: readonly Float64Array[],
  horizon: number,
): (index: number) => OwnError {
  const countAt = (days: number) => Math.max(0, Math.ceil((days - 2 - Math.floor(horizon) - FIRST_ORIGIN) / 7))
  const all = countAt(done.length - 1)
  const reached = new Int32Array(all)
  /** Running totals of the figures of origins from `base` up to `summed`, as they are once the outcome is known. */
  const totals = new Float64Array((all + 1) * FIGURES)
  const figures = new Float64Array(FIGURES)
  let base = 0
  let summed = 0
  /** ln of the target, of the blended rate and of the four rates alone, for each pseudo-origin once it was asked about. */
  const logs = new Float64Array(all * FIGURES)
  const ask = (k: number) => {
    const origin = FIRST_ORIGIN + 7 * k
    for (let j = 0; j < rates.length; j++) logs[k * FIGURES + 2 + j] = Math.log(rates[j]![origin]!)
    const logExpected = 0.85 * logs[k * FIGURES + 3]! + 0.15 * logs[k * FIGURES + 5]!
    const target = Math.max(1, Math.exp(logExpected) * horizon)
    reached[k] = firstReaching(done, origin + 1, done[origin + 1]! + target)
    logs[k * FIGURES] = Math.log(target)
    logs[k * FIGURES + 1] = logExpected
  }
  const measure = (k: number, days: number) => {
    const logPace =
      Math.log(Math.max(0.3, effort[Math.min(days, reached[k]!)]! - effort[FIRST_ORIGIN + 7 * k + 1]!)) -
      logs[k * FIGURES]!
    const error = logPace + logs[k * FIGURES + 1]!
    figures[0] = Math.round(error * GRAIN) / GRAIN
    figures[1] = Math.round(error * error * GRAIN) / GRAIN
    for (let j = 2; j < FIGURES; j++) figures[j] = Math.round((logPace + logs[k * FIGURES + j]!) ** 2 * GRAIN) / GRAIN
  }
  const sumUp = (from: number, until: number) => {
    if (from < base || summed === 0) {
      base = summed = from
      totals.fill(0, from * FIGURES, (from + 1) * FIGURES)
    }
    for (; summed < until; summed++) {
      ask(summed)
      measure(summed, done.length - 1)
      for (let i = 0; i < FIGURES; i++) totals[(summed + 1) * FIGURES + i] = totals[summed * FIGURES + i]! + figures[i]!
    }
  }
  return (index) => {
    const days = index + 1
    const count = countAt(days)
    if (count < 4) return { mean: 0, deviation: 0, independent: 0, squared: rates.map(() => 0) }
    const used = Math.min(count, ORIGINS)
    sumUp(count - used, count)
    const sums = Array.from(
      { length: FIGURES },
      (_, i) => totals[count * FIGURES + i]! - totals[(count - used) * FIGURES + i]!,
    )
    for (let k = count - used; k < count; k++) {
      if (reached[k]! <= days) continue
      // What was finished after that day was open on it: it had taken at least so long.
      for (let i = 0; i < FIGURES; i++) sums[i]! -= totals[(k + 1) * FIGURES + i]! - totals[k * FIGURES + i]!
      measure(k, days)
      for (let i = 0; i < FIGURES; i++) sums[i]! += figures[i]!
    }
    const average = sums[0]! / used
    const deviation = Math.sqrt(Math.max(0, sums[1]! / used - average * average))
    return {
      mean: average,
      deviation,
      independent: Math.max(0.5, (used * 7) / Math.max(horizon, 7)),
      squared: sums.slice(2).map((sum) => sum / used),
    }
  }
}

/** First index after `from` whose running total reaches `target`, the last index when none does (the outcome is still open). */
export function firstReaching(total: Float64Array, from: number, target: number): number {
  let low = from
  let high = total.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (total[middle]! < target - 1e-9) low = middle + 1
    else high = middle
  }
  return low
}

/** Totals of whole periods of `length` days that end with the first `days`, at most `count` of them, oldest first. */
function sums(total: Float64Array, days: number, length: number, count: number): number[] {
  const totals: number[] = []
  for (let end = days; end >= length && totals.length < count; end -= length)
    totals.push(total[end]! - total[end - length]!)
  return totals.reverse()
}
