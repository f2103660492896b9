/**
 * Exact distribution of the plain bootstrap: days until `size` items are done when every day repeats a day of `daily` drawn at random.
 * Dynamic programming over the items done so far; `cdf[d]` is the probability of being done within d days, entry 0 is day 0.
 * It ends when less than 1e-9 is left or at `horizon`. This is what common tools sample; it ignores slow drift, so its late percentiles are too early.
 * @param daily whole items per day
 * @throws RangeError when `size` is not a positive whole number
 */
export function firstPassage(daily: ArrayLike<number>, size: number, horizon: number): Float64Array {
  if (!Number.isInteger(size) || size < 1) throw new RangeError('first passage counts whole items, at least 1')
  const counts = new Map<number, number>()
  for (let i = 0; i < daily.length; i++) counts.set(daily[i]!, (counts.get(daily[i]!) ?? 0) + 1)
  const values = [...counts.keys()].sort((a, b) => a - b)
  const share = Float64Array.from(values, (value) => counts.get(value)! / daily.length)
  const cdf = [0]
  let state = new Float64Array(size)
  let next = new Float64Array(size)
  state[0] = 1
  for (let day = 1, lowest = 0; day <= horizon; day++) {
    next.fill(0)
    for (let v = 0; v < values.length; v++) {
      const value = values[v]!
      const p = share[v]!
      for (let k = lowest + value; k < size; k++) next[k]! += p * state[k - value]!
    }
    ;[state, next] = [next, state]
    while (lowest < size && state[lowest]! < 1e-15) lowest++
    let left = 0
    for (let k = lowest; k < size; k++) left += state[k]!
    cdf.push(1 - left)
    if (left < 1e-9) break
  }
  return Float64Array.from(cdf)
}

/** First day whose probability reaches `p`; the last day of the table when none does. */
export function firstPassageQuantile(cdf: Float64Array, p: number): number {
  const day = cdf.findIndex((probability) => probability >= p - 1e-12)
  return day < 0 ? cdf.length - 1 : Math.max(1, day)
}
