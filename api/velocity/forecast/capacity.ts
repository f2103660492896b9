import { DAY_MS, weekdayOf } from '../../math/calendar.ts'
import type { WorkCalendar } from '../../math/calendar.ts'
import type { FlowHistory } from '../flow/history.ts'
import { HORIZON_DAYS } from './horizon.ts'

/** From day `from` on, the team works at `factor` × its present capacity (1 = unchanged), until the next change. */
export interface CapacityChange {
  readonly from: number
  readonly factor: number
}

/**
 * How much of an average day's work each calendar day holds. One unit, an effort-day, is the team's own average day, so an effort-day is a
 * calendar day in a normal week. Rates are measured and forecasts made in effort-days, and turned into dates by the calendar ahead.
 */
export interface Capacity {
  /** Work of each weekday, 0 = Monday, mean 1, learned from the team's own finished items. */
  readonly weekday: readonly number[]
  /** Factor for 23 December to 2 January. */
  readonly yearEnd: number
  /** Days on which the team does not work; its closed days hold no effort, in the past as well as ahead. */
  readonly calendar: WorkCalendar | null
  /** In order of their days; for the days ahead, the past is what it was. */
  readonly changes: readonly CapacityChange[]
}

/** Completions per day between 23 December and 2 January are about a quarter of normal (43 public issue histories, median 0.26); 0.3 leaves room for teams that work through. */
export const YEAR_END_FACTOR = 0.3

const PROFILE_DAYS = 364
const PROFILE_PRIOR = 10

/** Capacity learned from a history. @throws RangeError when the calendar is never open. A calendar that closes a day of the year-end break knows better: the general factor is then dropped. */
export function capacityOf(history: FlowHistory, calendar: WorkCalendar | null = null): Capacity {
  const weekday = Array.from({ length: 7 }, () => PROFILE_PRIOR / 7)
  const start = Math.max(0, history.items.length - PROFILE_DAYS)
  for (let i = start; i < history.items.length; i++) weekday[weekdayOf(history.from + i)]! += history.items[i]!
  const open = (k: number) => calendar === null || calendar.weekdays.includes(k)
  const total = weekday.reduce((sum, share, k) => sum + (open(k) ? share : 0), 0)
  if (total === 0) throw new RangeError('the calendar has no working days')
  const knowsYearEnd = calendar !== null && [...calendar.closed].some(isYearEnd)
  return {
    weekday: weekday.map((share, k) => (open(k) ? (share / total) * 7 : 0)),
    yearEnd: knowsYearEnd ? 1 : YEAR_END_FACTOR,
    calendar,
    changes: [],
  }
}

/** Effort-days that each of `length` days from `from` holds. */
export function effortPerDay(capacity: Capacity, from: number, length: number): Float64Array {
  const effort = new Float64Array(length)
  for (let i = 0; i < length; i++) effort[i] = capacity.weekday[weekdayOf(from + i)]!
  markYearEnds(effort, from, capacity.yearEnd)
  if (capacity.calendar)
    for (const day of capacity.calendar.closed) if (day >= from && day < from + length) effort[day - from] = 0
  for (let k = 0; k < capacity.changes.length; k++) {
    const { from: start, factor } = capacity.changes[k]!
    const end = capacity.changes[k + 1]?.from ?? from + length
    for (let day = Math.max(start, from); day < Math.min(end, from + length); day++) effort[day - from]! *= factor
  }
  return effort
}

/** Running effort ahead: entry d is the effort that the `d` days after `today` hold. */
export function effortAhead(capacity: Capacity, today: number): Float64Array {
  const effort = effortPerDay(capacity, today + 1, HORIZON_DAYS)
  const ahead = new Float64Array(HORIZON_DAYS + 1)
  for (let d = 0; d < HORIZON_DAYS; d++) ahead[d + 1] = ahead[d]! + effort[d]!
  return ahead
}

/** Whole days after today, at least 1, until `effort` effort-days are behind; Infinity when that is past the horizon. */
export function daysForEffort(ahead: Float64Array, effort: number): number {
  const wanted = effort - 1e-9
  if (ahead[ahead.length - 1]! < wanted) return Infinity
  let low = 1
  let high = ahead.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if (ahead[middle]! < wanted) low = middle + 1
    else high = middle
  }
  return low
}

function markYearEnds(effort: Float64Array, from: number, factor: number): void {
  const firstYear = new Date(from * DAY_MS).getUTCFullYear() - 1
  const lastYear = new Date((from + effort.length) * DAY_MS).getUTCFullYear()
  for (let year = firstYear; year <= lastYear; year++) {
    const start = Date.UTC(year, 11, 23) / DAY_MS
    for (let day = Math.max(start, from); day < Math.min(start + 11, from + effort.length); day++)
      effort[day - from]! *= factor
  }
}

/** Whether a stretch of days, both ends included, holds one of the year-end break. */
export function holdsYearEnd(from: number, until: number): boolean {
  const last = Math.min(until, from + 366)
  for (let day = from; day <= last; day++) if (isYearEnd(day)) return true
  return false
}

function isYearEnd(day: number): boolean {
  const date = new Date(day * DAY_MS)
  return (date.getUTCMonth() === 11 && date.getUTCDate() >= 23) || (date.getUTCMonth() === 0 && date.getUTCDate() <= 2)
}
