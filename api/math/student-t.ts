/** Student's t distribution with an even number of degrees of freedom, where it has a closed form. */

/** Probability that t is at most `t` (Abramowitz & Stegun 26.7.4). @throws RangeError unless `degrees` is even and at least 2 */
export function studentCdf(t: number, degrees: number): number {
  if (!Number.isInteger(degrees) || degrees < 2 || degrees % 2 !== 0)
    throw new RangeError('the closed form needs an even number of degrees of freedom')
  const square = degrees / (degrees + t * t)
  let sum = 1
  let term = 1
  for (let k = 1; k < degrees / 2; k++) {
    term *= ((2 * k - 1) / (2 * k)) * square
    sum += term
  }
  return 0.5 + (0.5 * sum * t) / Math.sqrt(degrees + t * t)
}

/** The value below which t falls with probability `p`, by bisection to 1e-12. @throws RangeError outside 0 < p < 1 */
export function studentQuantile(p: number, degrees: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError('a probability lies between 0 and 1')
  if (p < 0.5) return -studentQuantile(1 - p, degrees)
  let low = 0
  let high = 1
  while (studentCdf(high, degrees) < p) high *= 2
  while (high - low > 1e-12 * high) {
    const middle = (low + high) / 2
    if (studentCdf(middle, degrees) < p) low = middle
    else high = middle
  }
  return (low + high) / 2
}
