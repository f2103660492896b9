/**
 * No forecast looks further than ten years. Inside the models a day beyond that is Infinity, which compares and sorts as
 * it should; in an answer it is null, and a sentence beside it says that it is not within ten years. Every day, date and
 * shift passes through here on its way out.
 */
import { isoOf } from '../../math/calendar.ts'

export const HORIZON_DAYS = 3_652

/** Days from today as an answer has them; null is not within ten years. */
export const daysWithin = (days: number): number | null => (Number.isFinite(days) && days <= HORIZON_DAYS ? days : null)

/** Days from today as a date; null is not within ten years. */
export const dateWithin = (today: number, days: number): string | null =>
  daysWithin(days) === null ? null : isoOf(today + days)

/** How much later `a` is than `b`; null when either is not within ten years. */
export const shiftWithin = (a: number | null, b: number | null): number | null =>
  a === null || b === null || !Number.isFinite(a) || !Number.isFinite(b) ? null : a - b

/** A day number (from the models, where one beyond the horizon is Infinity) as a date; null is not within ten years. */
export const dateOf = (day: number): string | null => (Number.isFinite(day) ? isoOf(day) : null)

/** The day after the horizon for one beyond it, where differences must stay finite. */
export const capped = (day: number, today: number): number => Math.min(day, today + HORIZON_DAYS + 1)
