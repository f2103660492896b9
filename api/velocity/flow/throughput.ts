import { weekdayOf } from '../../math/calendar.ts'
import { mean, median, medianAbsoluteDeviation, variance } from '../../math/percentile.ts'
import { earlyWork } from './early-work.ts'
import type { Completion } from './history.ts'
import { massCloses } from './mass-close.ts'
import type { MassClose } from './mass-close.ts'

/** One finished week, Monday to Sunday. */
export interface ThroughputWeek {
  /** Day number of the Monday. */
  readonly start: number
  readonly items: number
  /** Size finished, in points (equal to `items` when sizes are 1). */
  readonly size: number
}

/**
 * Throughput of the last `weeks` finished weeks, oldest first, weeks without a completion as zeros. A week that `asOf` (its last known day) cuts short is
 * not finished. Mass closes are left out and returned beside. Weeks before the first completion are not part of the series;
 * {@link earlyWork} is no first one.
 */
export function weeklyThroughput(
  completions: readonly Completion[],
  asOf: number,
  weeks: number,
): { readonly weeks: ThroughputWeek[]; readonly excluded: MassClose[] } {
  const seen = completions.filter((completion) => completion.day <= asOf)
  const excluded = massCloses(seen.map((completion) => completion.day))
  const out = new Set(excluded.map((close) => close.day))
  const counted = seen.filter((completion) => !out.has(completion.day))
  const from = earlyWork(counted.map(({ day }) => day))?.last ?? -Infinity
  const kept = counted.filter(({ day }) => day > from).sort((a, b) => a.size - b.size)
  if (kept.length === 0) return { weeks: [], excluded }
  const end = asOf + 1 - weekdayOf(asOf + 1)
  const firstDay = kept.reduce((first, completion) => Math.min(first, completion.day), Infinity)
  const start = Math.max(end - 7 * weeks, firstDay - weekdayOf(firstDay))
  const series = Array.from({ length: Math.max(0, (end - start) / 7) }, (_, i) => ({
    start: start + 7 * i,
    items: 0,
    size: 0,
  }))
  for (const { day, size } of kept) {
    const week = series[Math.floor((day - start) / 7)]
    if (day < start || week === undefined) continue
    week.items += 1
    week.size += size
  }
  return { weeks: series, excluded }
}

/** Middle and spread of a series of counts or points per period. */
export interface SeriesSummary {
  readonly periods: number
  readonly median: number
  /** Median absolute deviation, unscaled. */
  readonly mad: number
  readonly mean: number
  /** Standard deviation ÷ mean. It falls with volume alone (Poisson: 1 ÷ √mean), so read it beside the dispersion. Null when the mean is 0 or one period. */
  readonly coefficientOfVariation: number | null
  /** Variance ÷ mean: 1 for a Poisson stream, around 5 in real weekly counts. Null when the mean is 0 or one period. */
  readonly dispersion: number | null
}

/** Null for an empty series. */
export function summaryOf(values: readonly number[]): SeriesSummary | null {
  if (values.length === 0) return null
  const centre = mean(values)
  const known = centre > 0 && values.length > 1
  return {
    periods: values.length,
    median: median(values),
    mad: medianAbsoluteDeviation(values),
    mean: centre,
    coefficientOfVariation: known ? Math.sqrt(variance(values)) / centre : null,
    dispersion: known ? variance(values) / centre : null,
  }
}
