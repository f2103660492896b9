import { canForecast, daysUntil, forecasterOf, LEVELS } from './forecast.ts'
import type { ForecastTerms } from './forecast.ts'
import type { FlowHistory } from '../flow/history.ts'
import { runningTotal } from '../flow/history.ts'

/** "Of the last 26 P90 dates, 23 held." */
export interface LevelRecord {
  readonly level: number
  readonly held: number
  readonly of: number
}

/**
 * What this very method would have promised in the past, and whether it held: weekly origins, newest first, each forecast made from the days before it alone.
 * Origins lie far enough back that their P95 is due (capped at half the history); a date still ahead of today counts for nothing.
 * Empty when the history is too short for a single one.
 */
export function trackRecord(
  history: FlowHistory,
  size: number,
  terms: ForecastTerms = {},
  origins = 26,
): LevelRecord[] {
  const now = forecasterOf(history, terms)
  if (!canForecast(now) || size <= 0) return []
  const last = history.done.length - 1
  const lag = Math.min(daysUntil(now, size, 0.95), Math.floor(last / 2))
  const done = runningTotal(history.done)
  const records = LEVELS.map((level) => ({ level, held: 0, of: 0 }))
  for (let origin = last - lag; origin > 0 && records.some((record) => record.of < origins); origin -= 7) {
    // Plans for the time ahead (changes of capacity, growth) were not part of what was then known.
    const then = forecasterOf(until(history, origin), { calendar: terms.calendar ?? null })
    if (!canForecast(then)) break
    const finished = finishedAfter(done, origin, size)
    for (const record of records) {
      if (record.of >= origins) continue
      const promised = daysUntil(then, size, record.level)
      if (finished === null && origin + promised > last) continue
      record.of += 1
      if (finished !== null && finished <= promised) record.held += 1
    }
  }
  return records[0]!.of === 0 ? [] : records
}

/** The history as it stood on an earlier day. Mass closes are those known today. */
export function until(history: FlowHistory, index: number): FlowHistory {
  return {
    ...history,
    today: history.from + index,
    done: history.done.subarray(0, index + 1),
    items: history.items.subarray(0, index + 1),
  }
}

function finishedAfter(done: Float64Array, origin: number, size: number): number | null {
  for (let day = origin + 1; day < done.length - 1; day++)
    if (done[day + 1]! - done[origin + 1]! >= size - 1e-9) return day - origin
  return null
}
