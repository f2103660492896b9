/** Order statistics over plain numbers. The input is never changed. */

export function ascending(values: ArrayLike<number>): Float64Array {
  return Float64Array.from(values).sort()
}

/** Quantile with linear interpolation (Hyndman & Fan 1996 type 7, the default of R and NumPy). `sorted` must ascend. */
export function quantileOf(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) throw new RangeError('no values to take a quantile of')
  const at = Math.min(1, Math.max(0, p)) * (sorted.length - 1)
  const below = Math.floor(at)
  const low = sorted[below]!
  return low + (at - below) * ((sorted[below + 1] ?? low) - low)
}

/** Smallest value that at least the share `p` of the values does not exceed (type 1, the inverse of the empirical distribution). */
export function stepQuantileOf(sorted: ArrayLike<number>, p: number): number {
  if (sorted.length === 0) throw new RangeError('no values to take a quantile of')
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(p * sorted.length - 1e-9) - 1))]!
}

export function median(values: ArrayLike<number>): number {
  return quantileOf(ascending(values), 0.5)
}

/** Median absolute deviation from the median, unscaled (× 1.4826 estimates a normal standard deviation). */
export function medianAbsoluteDeviation(values: ArrayLike<number>): number {
  const centre = median(values)
  return median(Array.from(values, (value) => Math.abs(value - centre)))
}

export function mean(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i]!
  return sum / values.length
}

/** Sample variance (n − 1 below the line); 0 for fewer than two values. */
export function variance(values: ArrayLike<number>): number {
  if (values.length < 2) return 0
  const centre = mean(values)
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += (values[i]! - centre) ** 2
  return sum / (values.length - 1)
}
