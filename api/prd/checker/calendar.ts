/** Dates that follow from cited dates: quarters, halves of a year, and what a duration leads to. */
import { DAY_MS } from '../../math/calendar.ts'
import type { Quantity } from './quantities.ts'

export const quarterOf = (iso: string) => `${iso.slice(0, 4)}-Q${Math.ceil(Number(iso.slice(5, 7)) / 3)}`
export const HALF_A_YEAR = 182.5 * 86_400
/** "2026-H1": its months from first to last */
export const monthsOf = (half: string) =>
  Array.from(
    { length: 6 },
    (_, at) => `${half.slice(0, 4)}-${String(at + (half.endsWith('1') ? 1 : 7)).padStart(2, '0')}`,
  )

/** Days without a year, in the years that stand beside them. */
export const dated = (days: readonly Quantity[], dates: readonly string[]) =>
  dates.flatMap((date) => days.map(({ value }) => `${date.slice(0, 4)}-${value}`))

/** "Three months before 31 May", "within twelve months" of May: the dates that a cited duration leads to. */
export function shifted(dates: readonly string[], durations: readonly Quantity[]): string[] {
  return durations
    .flatMap(({ value, raw }) => {
      const months = /year/i.test(raw)
        ? Number(value) / (365 / 12)
        : /quarter/i.test(raw)
          ? Number(value) / (91.3 / 3)
          : /month/i.test(raw)
            ? Number(value) / 30.4
            : 0
      const count = Math.round(months)
      return dates.flatMap((date) =>
        [-1, 1].map((sign) => {
          const [year, month, day] = date.split('-').map(Number)
          if (!count) return new Date(Date.parse(date) + sign * Number(value) * DAY_MS)
          const last = new Date(Date.UTC(year!, month! + sign * count, 0)).getUTCDate()
          return new Date(Date.UTC(year!, month! - 1 + sign * count, Math.min(day ?? 1, last)))
        }),
      )
    })
    .flatMap((date) => (Number.isNaN(date.getTime()) ? [] : date.toISOString().slice(0, 10)))
}
