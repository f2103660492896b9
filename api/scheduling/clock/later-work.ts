/**
 * When work is done that a lane begins no earlier than some day. A lane's pace changes with the work behind it, so the
 * least effort counts that this much work takes anywhere in the lane's plan. That holds for whatever comes before it.
 */
import { daysForEffort } from '../../velocity/forecast/capacity.ts'

/** Pieces that a lane's work is cut into; more pieces make the bound tighter. */
const PIECES = 1_024

/**
 * @param effortOf effort by the median forecast until so much work is done; never falls.
 * @param total work of the lane.
 * @returns the first day on which `work` can be done if it may start after the end of day `from`.
 */
export function laterWork(
  ahead: Float64Array,
  effortOf: (work: number) => number,
  total: number,
): (from: number, work: number) => number {
  const piece = total / PIECES
  const effort = Float64Array.from({ length: PIECES + 1 }, (_, i) => effortOf(i * piece))
  const known = new Map<number, number>()
  const leastEffort = (work: number): number => {
    // Wherever the work lies, it covers so many whole pieces in a row.
    const whole = Math.floor(work / piece - 1e-6) - 1
    let least = known.get(whole)
    if (least !== undefined) return least
    least = 0
    if (whole > 0) {
      least = Infinity
      for (let i = 0; i + whole <= PIECES; i++) least = Math.min(least, effort[i + whole]! - effort[i]!)
    }
    known.set(whole, least)
    return least
  }
  return (from, work) => {
    if (work <= 0 || total <= 0 || from === Infinity) return from
    // A lane that is on a day may have done all but the last bit of it already.
    const begin = from > 0 ? ahead[Math.min(from, ahead.length) - 1]! : 0
    const end = begin + leastEffort(work)
    return Math.max(from, daysForEffort(ahead, end * (1 - 1e-9)))
  }
}
