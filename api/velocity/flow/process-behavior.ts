import { mean } from '../../math/percentile.ts'

/** A process behavior chart of individual values (XmR). */
export interface ProcessBehavior {
  readonly centre: number
  readonly lower: number
  readonly upper: number
  /** Positions of the values outside the limits. */
  readonly signals: readonly number[]
}

/**
 * Natural process limits: mean ± 2.66 × mean moving range (Wheeler 1993). Weekly counts are overdispersed, so the chart is drawn on their square roots
 * and squared back; otherwise a busy but ordinary week would look like a signal. Null for fewer than six values.
 */
export function processBehavior(counts: readonly number[]): ProcessBehavior | null {
  if (counts.length < 6) return null
  const roots = counts.map((count) => Math.sqrt(Math.max(0, count)))
  const { centre, reach } = naturalLimits(roots)
  const lower = Math.max(0, centre - reach)
  const upper = centre + reach
  return {
    centre: centre ** 2,
    lower: lower ** 2,
    upper: upper ** 2,
    signals: roots.flatMap((root, i) => (root < lower || root > upper ? [i] : [])),
  }
}

/** Mean of the values, and 2.66 × the mean of the differences between neighbors (3 ÷ d₂ with d₂ = 1.128 for pairs). */
export function naturalLimits(values: readonly number[]): { readonly centre: number; readonly reach: number } {
  return { centre: mean(values), reach: 2.66 * mean(values.slice(1).map((value, i) => Math.abs(value - values[i]!))) }
}
