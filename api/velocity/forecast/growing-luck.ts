import { normalCdf, normalQuantile } from '../../math/normal.ts'
import type { LearnedScores } from './learned-scores.ts'
import { luckAt, scoreOfLuck } from './luck-shape.ts'

/**
 * Luck of pace and of scope together: what is added to ln(effort-days of the median) at each normal score, tabulated for spreads of the pace. Growth makes the work
 * itself uncertain, often not at all and sometimes by a lot, so the sum has a shape of its own.
 */
export interface GrowingLuck {
  /** ln of the spreads of the pace, ascending. */
  readonly logSpreads: Float64Array
  /** One row per spread, {@link SCORES} values each. */
  readonly table: Float64Array
}

const LOWEST = -4
const GAP = 0.25
const SCORES = 33
const SPREADS = 6
const POINTS = 96

/** @param spreads of the model at its anchors @param learned what past dates taught @param multipliers of the work, ascending */
export function growingLuckOf(
  spreads: Float64Array,
  learned: LearnedScores,
  multipliers: readonly number[],
): GrowingLuck {
  // Half the least spread is also needed: "what if the pace were steadier?".
  const least = spreads.reduce((a, b) => Math.min(a, b)) / 2
  const most = spreads.reduce((a, b) => Math.max(a, b))
  const logSpreads = Float64Array.from(
    { length: SPREADS },
    (_, i) => Math.log(least) + (i / (SPREADS - 1)) * Math.log(most / least),
  )
  const table = new Float64Array(SPREADS * SCORES)
  logSpreads.forEach((logSpread, row) =>
    table.set(rowOf(learned, Math.exp(logSpread), multipliers.map(Math.log)), row * SCORES),
  )
  return { logSpreads, table }
}

/** ln(time) at each score for one spread: the distribution of spread × luck + ln(multiplier) on a fine grid, turned round. */
function rowOf(learned: LearnedScores, spread: number, logMultipliers: readonly number[]): Float64Array {
  const low = spread * luckAt(learned, LOWEST)
  const high = spread * luckAt(learned, -LOWEST) + logMultipliers[logMultipliers.length - 1]!
  const values = Float64Array.from({ length: POINTS }, (_, i) => low + (i / (POINTS - 1)) * (high - low))
  const scores = values.map((value) => {
    let within = 0
    for (const logMultiplier of logMultipliers)
      within += normalCdf(scoreOfLuck(learned, (value - logMultiplier) / spread))
    return normalQuantile(Math.min(1 - 1e-12, Math.max(1e-12, within / logMultipliers.length)))
  })
  const row = new Float64Array(SCORES)
  for (let j = 0, i = 0; j < SCORES; j++) {
    const score = LOWEST + GAP * j
    while (i < POINTS - 2 && scores[i + 1]! < score) i++
    const width = scores[i + 1]! - scores[i]!
    const part = width > 0 ? Math.min(1, Math.max(0, (score - scores[i]!) / width)) : 1
    row[j] = values[i]! + part * (values[i + 1]! - values[i]!)
    if (j > 0) row[j] = Math.max(row[j]!, row[j - 1]! + 1e-9)
  }
  return row
}

/** What is added to ln(effort-days of the median) at a normal score; rises with it. */
export function growingLuck({ logSpreads, table }: GrowingLuck, spread: number, z: number): number {
  const reach = Math.max(1e-12, logSpreads[SPREADS - 1]! - logSpreads[0]!)
  const at = Math.min(SPREADS - 1, Math.max(0, ((Math.log(spread) - logSpreads[0]!) / reach) * (SPREADS - 1)))
  const row = Math.min(SPREADS - 2, Math.floor(at))
  const part = at - row
  return (1 - part) * rowAt(table, row, z) + part * rowAt(table, row + 1, z)
}

/** Beyond the table, the last step goes on. */
function rowAt(table: Float64Array, row: number, z: number): number {
  const at = (z - LOWEST) / GAP
  const j = Math.min(SCORES - 2, Math.max(0, Math.floor(at)))
  const start = row * SCORES + j
  return table[start]! + (at - j) * (table[start + 1]! - table[start]!)
}
