import { normalCdf } from '../../math/normal.ts'
import { mean, median } from '../../math/percentile.ts'

/** What a series did. A description, never a projection: after a significant trend, real teams went on the same way in only 30 % of cases. */
export interface Trend {
  /** Theil–Sen slope per period. */
  readonly slope: number
  /** Two-sided p-value of the Mann–Kendall test, its variance corrected for autocorrelation. */
  readonly pValue: number
  readonly direction: 'rising' | 'falling' | 'none'
}

/** Fewer periods than this say nothing about a trend. */
const TREND_NEEDS = 8

/** Trend of equally spaced values, oldest first; null for fewer than eight. `direction` is set at p < 0.05. */
export function trendOf(values: readonly number[]): Trend | null {
  if (values.length < TREND_NEEDS) return null
  const slope = theilSenSlope(values)
  const { s, variance } = mannKendall(values)
  const z = zOf(s, variance * autocorrelationFactor(values, slope))
  const pValue = 2 * (1 - normalCdf(Math.abs(z)))
  return { slope, pValue, direction: pValue >= 0.05 || slope === 0 ? 'none' : slope > 0 ? 'rising' : 'falling' }
}

/** Median of the slopes between all pairs (Theil 1950, Sen, JASA 63, 1968). */
export function theilSenSlope(values: readonly number[]): number {
  return median(values.flatMap((late, j) => values.slice(0, j).map((early, i) => (late - early) / (j - i))))
}

/** Mann–Kendall S and its variance under no trend, corrected for ties (Kendall 1975; Mann, Econometrica 13, 1945). */
export function mannKendall(values: readonly number[]): {
  readonly s: number
  readonly variance: number
  readonly z: number
} {
  const n = values.length
  let s = 0
  for (let j = 1; j < n; j++) for (let i = 0; i < j; i++) s += Math.sign(values[j]! - values[i]!)
  const ties = [...Map.groupBy(values, (value) => value).values()].map((group) => group.length)
  const whole = n * (n - 1) * (2 * n + 5)
  const variance = (whole - ties.reduce((sum, t) => sum + t * (t - 1) * (2 * t + 5), 0)) / 18
  return { s, variance, z: zOf(s, variance) }
}

/** Continuity-corrected normal score of S. */
function zOf(s: number, variance: number): number {
  return variance > 0 ? (s - Math.sign(s)) / Math.sqrt(variance) : 0
}

/**
 * Factor by which positive autocorrelation inflates the variance of S: 1 + 2 Σ (1 − k/n) ρᵏ (Bayley & Hammersley 1946, as used by Yue & Wang 2004).
 * ρ is the lag-1 autocorrelation of the ranks after removing the Theil–Sen line, with its small-sample bias of about (2 + 4ρ) ÷ n undone
 * and a further 1 ÷ n for the noise of ρ itself: without it 26 autocorrelated weeks raise an alarm in 6.1 % of cases instead of 5.3 %.
 */
function autocorrelationFactor(values: readonly number[], slope: number): number {
  const n = values.length
  const ranks = ranksOf(values.map((value, i) => value - slope * i))
  const centre = mean(ranks)
  let together = 0
  let alone = 0
  for (let i = 0; i < n; i++) {
    alone += (ranks[i]! - centre) ** 2
    if (i > 0) together += (ranks[i]! - centre) * (ranks[i - 1]! - centre)
  }
  if (alone === 0) return 1
  const rho = Math.min(0.8, Math.max(0, (n * (together / alone) + 3) / (n - 4)))
  let factor = 1
  for (let k = 1; k < n; k++) factor += 2 * (1 - k / n) * rho ** k
  return factor
}

/** Ranks from 1, ties share their mean rank. */
function ranksOf(values: readonly number[]): number[] {
  return values.map((value) =>
    values.reduce((rank, other) => rank + (other < value ? 1 : other === value ? 0.5 : 0), 0.5),
  )
}
