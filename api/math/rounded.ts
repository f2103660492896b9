/**
 * A report with its numbers cut to four decimals: nobody acts on the fifth, and 13.399999999999991 costs a reader more
 * than 13.4. Dates, texts and the shape stay as they are.
 */
export function rounded<T>(report: T): T {
  return cut(report) as T
}

/** For amounts that people plan with. */
export const toTenth = (value: number) => Math.round(value * 10) / 10

function cut(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? Math.round(value * 10_000) / 10_000 : value
  if (Array.isArray(value)) return value.map(cut)
  if (value && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)
    return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, cut(member)]))
  return value
}
