/** Calendar arithmetic over whole days. A day is a number: days since 1970-01-01, without a time zone. */

/** A date without a time: `2026-03-19`. */
export type IsoDate = string

/** Milliseconds. */
export const DAY_MS = 86_400_000

/** Day number of an ISO date or date-time (its first ten characters). @throws RangeError when it is not a date. */
export function dayOf(iso: IsoDate): number {
  const ms = Date.parse(`${iso.slice(0, 10)}T00:00:00Z`)
  if (Number.isNaN(ms)) throw new RangeError(`not a date: ${iso.slice(0, 40)}`)
  return ms / DAY_MS
}

/** 0001-01-01 and 9999-12-31: beyond them a date has no four digits for its year, and neither ISO 8601 nor a database reads it. */
const FIRST_DAY = -719_162
export const LAST_DAY = 2_932_896

/** ISO date of a day number; of one outside of the years 1 to 9999, the nearest that has one. @throws RangeError when it is not finite */
export function isoOf(day: number): IsoDate {
  if (!Number.isFinite(day)) throw new RangeError(`not a day: ${day}`)
  return new Date(Math.min(LAST_DAY, Math.max(FIRST_DAY, day)) * DAY_MS).toISOString().slice(0, 10)
}

/** Weekday of a day number, 0 = Monday … 6 = Sunday (ISO 8601 order). */
export function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7
}

/** When a team works: weekdays (0 = Monday) and the single days that are closed. */
export interface WorkCalendar {
  readonly weekdays: readonly number[]
  readonly closed: ReadonlySet<number>
}

export const MONDAY_TO_FRIDAY: WorkCalendar = { weekdays: [0, 1, 2, 3, 4], closed: new Set() }

export function isWorkingDay(calendar: WorkCalendar, day: number): boolean {
  return calendar.weekdays.includes(weekdayOf(day)) && !calendar.closed.has(day)
}

/** The `count`-th day from Monday to Friday after a day; the day itself for 0. It rises with the day. */
export function afterWorkdays(day: number, count: number): number {
  if (count <= 0) return day
  const at = Math.min(weekdayOf(day), 4)
  const steps = at + count
  return day - weekdayOf(day) + 7 * Math.floor(steps / 5) + (steps % 5)
}

/** The last day from which {@link afterWorkdays} does not lead past `day`. */
export function beforeWorkdays(day: number, count: number): number {
  if (count <= 0) return day
  const steps = Math.min(weekdayOf(day), 4) - (count - 1)
  return day - weekdayOf(day) + 7 * Math.floor(steps / 5) + (((steps % 5) + 5) % 5) - 1
}

/** Working days in [from, to), negative ranges count as 0. */
export function workingDaysBetween(calendar: WorkCalendar, from: number, to: number): number {
  let count = 0
  for (let day = from; day < to; day++) if (isWorkingDay(calendar, day)) count++
  return count
}
