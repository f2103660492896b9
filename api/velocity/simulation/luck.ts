import { normalCdf, normalQuantile } from '../../math/normal.ts'
import type { Random } from '../../math/random.ts'
import { effortAt } from '../forecast/delivery-model.ts'
import type { DeliveryModel } from '../forecast/delivery-model.ts'

/** Rows of a table of paces: normal scores from −4 to 4. */
const LEVELS = 128
const Z_RANGE = 4

/** A team's paces: effort until k steps of size are done, one row per level of luck. */
export interface Lane {
  readonly table: Float64Array
  readonly steps: number
  readonly perSize: number
  readonly luck: Float64Array
}

const SIZE_STEPS = 128

/** @param load total size of the team's work, and the common size of its items (0 when they differ): the table then has a step for each item */
export function laneOf(
  model: DeliveryModel,
  { total, unit }: { readonly total: number; readonly unit: number },
  luck: Float64Array,
): Lane {
  const steps = unit > 0 && total / unit <= 4 * SIZE_STEPS ? Math.round(total / unit) : SIZE_STEPS
  const step = total / Math.max(1, steps)
  const table = new Float64Array((LEVELS + 1) * (steps + 1))
  for (let row = 0; row <= LEVELS; row++) {
    const z = -Z_RANGE + (2 * Z_RANGE * row) / LEVELS
    for (let k = 1; k <= steps; k++) table[row * (steps + 1) + k] = effortAt(model, k * step, z)
  }
  return { table, steps, perSize: step > 0 ? 1 / step : 0, luck }
}

/** The middle of each of `trials` equal strata of luck, as a position among the rows of a table. */
export function strataOf(trials: number): Float64Array {
  return Float64Array.from({ length: trials }, (_, i) => {
    const z = normalQuantile((i + 0.5) / trials)
    return Math.min(LEVELS - 1e-9, Math.max(0, ((z + Z_RANGE) / (2 * Z_RANGE)) * LEVELS))
  })
}

/** The probability at which a position among the rows of a table stands. */
export function levelAt(position: number): number {
  return normalCdf((position / LEVELS) * 2 * Z_RANGE - Z_RANGE)
}

/** A copy in random order (Fisher & Yates): each trial gets one stratum, each stratum one trial. */
export function shuffled(strata: Float64Array, random: Random): Float64Array {
  const levels = strata.slice()
  for (let i = levels.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const kept = levels[i]!
    levels[i] = levels[j]!
    levels[j] = kept
  }
  return levels
}

/** A team's effort per steps done at one level of luck, written from `start` on. */
export function drawPath({ table, steps }: Lane, level: number, path: Float64Array, start: number): void {
  const row = Math.floor(level)
  const part = level - row
  const low = row * (steps + 1)
  const high = low + steps + 1
  for (let k = 1; k <= steps; k++) {
    const from = table[low + k]!
    path[start + k] = from + part * (table[high + k]! - from)
  }
  path[start + steps + 1] = path[start + steps]!
}
