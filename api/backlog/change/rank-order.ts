/** Distance between neighbors where there is room: as in LexoRank, an item moves by changing only its own rank. */
export const RANK_STEP = 1_024

/** A rank strictly between two neighbors; an end without a neighbor is null. null when no double lies between. */
export function rankBetween(low: number | null, high: number | null): number | null {
  if (low === null) return high === null ? RANK_STEP : high - RANK_STEP
  if (high === null) return low + RANK_STEP
  const middle = low + (high - low) / 2
  return middle > low && middle < high ? middle : null
}

/**
 * `count` ranks spread evenly in the open interval. null when they would stand so close (relative step below 2⁻³²) that
 * the next moves had no room again.
 */
export function spreadRanks(low: number, high: number | null, count: number): number[] | null {
  const step = high === null ? RANK_STEP : (high - low) / (count + 1)
  const scale = Math.max(Math.abs(low), Math.abs(high ?? low), 1)
  if (!(step > scale * 2 ** -32)) return null
  return Array.from({ length: count }, (_, at) => low + step * (at + 1))
}
