/** Dates that follow from cited dates: quarters, halves of a year, and what a duration leads to. */
import { DAY_MS } from '../../math/calendar.ts'
import { quantitiesIn, type Quantity } from './quantities.ts'

export const quarterOf = (iso: string) => `${iso.slice(0, 4)}-Q${Math.ceil(Number(iso.slice(5, 7)) / 3)}`
export const HALF_A_YEAR = 182.5 * 86_400
/** @param span "2026-H1" or "2026-Q3". @returns its first and its last month, "2026-01" and "2026-06" */
export const edgesOf = (span: string): readonly [string, string] => {
  const [length, last] = [span.includes('H') ? 6 : 3, Number(span.at(-1)) * (span.includes('H') ? 6 : 3)]
  const month = (at: number) => `${span.slice(0, 4)}-${String(at).padStart(2, '0')}`
  return [month(last - length + 1), month(last)]
}

/** Days without a year, in the years that stand beside them. */
export const dated = (days: readonly Quantity[], dates: readonly string[]) =>
  dates.flatMap((date) => days.map(({ value }) => `${date.slice(0, 4)}-${value}`))

/** A duration that leads from a date to one before (-1) or after it (1). */
export interface Shift extends Quantity {
  readonly sign: -1 | 1
}

/** "Three months before 31 May", "within twelve months": a duration that only stands nearby leads nowhere. */
export const shiftsIn = (text: string): Shift[] =>
  quantitiesIn(text).flatMap((one) => {
    const [before, after] = [text.slice(0, one.at), text.slice(one.at + one.raw.length)]
    if (one.kind !== 'days') return []
    if (/^\s*(?:before|earlier|ahead of|prior to)\b/i.test(after)) return { ...one, sign: -1 }
    if (/^\s*(?:after|later|from)\b/i.test(after) || /\bwithin(?: the next)?\s*$/i.test(before))
      return { ...one, sign: 1 }
    return []
  })

/** @returns the dates that cited durations lead to */
export function shifted(dates: readonly string[], shifts: readonly Shift[]): string[] {
  return shifts
    .flatMap(({ value, raw, sign }) => {
      const months = /year/i.test(raw)
        ? Number(value) / (365 / 12)
        : /quarter/i.test(raw)
          ? Number(value) / (91.3 / 3)
          : /month/i.test(raw)
            ? Number(value) / 30.4
            : 0
      const count = Math.round(months)
      return dates.map((date) => {
        const [year, month, day] = date.split('-').map(Number)
        if (!count) return new Date(Date.parse(date) + sign * Number(value) * DAY_MS)
        const last = new Date(Date.UTC(year!, month! + sign * count, 0)).getUTCDate()
        return new Date(Date.UTC(year!, month! - 1 + sign * count, Math.min(day ?? 1, last)))
      })
    })
    .flatMap((date) => (Number.isNaN(date.getTime()) ? [] : date.toISOString().slice(0, 10)))
}
