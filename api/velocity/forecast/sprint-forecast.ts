import { studentQuantile } from '../../math/student-t.ts'

/** Points completed in the next `sprints` sprints, as a distribution. */
export interface SprintForecast {
  readonly sprints: number
  readonly expected: number
  /** Standard deviation of the sum, with what is not known about the mean. */
  readonly deviation: number
}

const SPRINTS_NEEDED = 3

const RECENT = 40
const HALF_LIFE = 12
const DEGREES = 6
/** The mean of a board drifts: its uncertainty counts in full, and a tenth of it per sprint wanders. */
const MEAN_UNCERTAINTY = 1
const DRIFT = 0.1

/**
 * Sum of the next k sprints from the last forty, recent ones counting more (half-life twelve): k·m with variance v·(k + k²/n) + drift·k³/6, where n is the effective
 * number of sprints. The spread grows faster than √k, because next sprints share the same wrong mean. Null for fewer than three sprints.
 * @param completed points per finished sprint, oldest first
 */
export function sprintForecast(completed: readonly number[], sprints: number): SprintForecast | null {
  const recent = completed.slice(-RECENT)
  if (recent.length < SPRINTS_NEEDED || sprints < 1) return null
  const raw = recent.map((_, i) => 0.5 ** ((recent.length - 1 - i) / HALF_LIFE))
  const total = raw.reduce((sum, weight) => sum + weight, 0)
  const weights = raw.map((weight) => weight / total)
  const concentration = weights.reduce((sum, weight) => sum + weight * weight, 0)
  const mean = weights.reduce((sum, weight, i) => sum + weight * recent[i]!, 0)
  const variance = weights.reduce((sum, weight, i) => sum + weight * (recent[i]! - mean) ** 2, 0) / (1 - concentration)
  const drift = (DRIFT * mean) ** 2 * (sprints ** 3 / 6)
  return {
    sprints,
    expected: sprints * mean,
    deviation: Math.sqrt(variance * (sprints + MEAN_UNCERTAINTY * sprints ** 2 * concentration) + drift),
  }
}

/** Points below which the sum falls with probability `p`, never below 0 (Student t with six degrees of freedom). "At least this much in 90 %" is p = 0.1. */
export function sprintQuantile(forecast: SprintForecast, p: number): number {
  return Math.max(0, forecast.expected + studentQuantile(p, DEGREES) * forecast.deviation)
}
