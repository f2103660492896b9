/** The beta distribution, and the interval for a share that follows from it. */

/** ln Γ(x) for x > 0, error below 2e-10 (Lanczos, SIAM J. Numer. Anal. 1, 1964). */
function logGamma(x: number): number {
  const terms = [
    76.18009172947146, -86.50532032941678, 24.01409824083091, -1.231739572450155, 1.208650973866179e-3,
    -5.395239384953e-6,
  ]
  const shifted = x + 5.5
  const series = terms.reduce((sum, term, i) => sum + term / (x + 1 + i), 1.000000000190015)
  return (x + 0.5) * Math.log(shifted) - shifted + Math.log((2.5066282746310007 * series) / x)
}

/** Probability that a beta(a, b) value is at most `x`: the continued fraction of DLMF 8.17.22, evaluated after Lentz. */
export function betaCdf(x: number, a: number, b: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  if (x > (a + 1) / (a + b + 2)) return 1 - betaCdf(1 - x, b, a)
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log(1 - x)) / a
  const tiny = 1e-300
  const nonZero = (value: number) => (Math.abs(value) < tiny ? tiny : value)
  let c = 1
  let d = 1 / nonZero(1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; m <= 300; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / nonZero(1 + even * d)
    c = nonZero(1 + even / c)
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / nonZero(1 + odd * d)
    c = nonZero(1 + odd / c)
    fraction *= d * c
    if (Math.abs(d * c - 1) < 1e-14) break
  }
  return front * fraction
}

/** The value below which a beta(a, b) value falls with probability `p`, by bisection. @throws RangeError outside 0 < p < 1 */
export function betaQuantile(p: number, a: number, b: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError('a probability lies between 0 and 1')
  let [low, high] = [0, 1]
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2
    if (betaCdf(middle, a, b) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/**
 * Jeffreys interval for a share: the middle `confidence` of beta(k + ½, n − k + ½), reaching to 0 where nothing succeeded and to 1 where everything did
 * (Brown, Cai & DasGupta, Statistical Science 16, 2001). Counts need not be whole.
 */
export function jeffreysInterval(
  successes: number,
  trials: number,
  confidence: number,
): readonly [low: number, high: number] {
  const outside = (1 - confidence) / 2
  const [a, b] = [successes + 0.5, trials - successes + 0.5]
  return [successes <= 0 ? 0 : betaQuantile(outside, a, b), successes >= trials ? 1 : betaQuantile(1 - outside, a, b)]
}
