/** Dates and figures as people read them, in the reader's locale. Days are plain dates: no time zone moves them. */
const DAY = 86_400_000

/** Days since 1 January 1970. */
export const dayOf = (iso: string) => Math.round(Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) / DAY)
export const isoOf = (day: number) => new Date(day * DAY).toISOString().slice(0, 10)

const formats = new Map<string, Intl.DateTimeFormat>()
function format(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`
  const known = formats.get(key)
  if (known) return known
  const made = new Intl.DateTimeFormat(locale, { ...options, timeZone: 'UTC' })
  formats.set(key, made)
  return made
}

export const shortDay = (day: number, locale: string) =>
  format(locale, { day: 'numeric', month: 'short' }).format(day * DAY)
export const fullDay = (day: number, locale: string) =>
  format(locale, { day: 'numeric', month: 'short', year: 'numeric' }).format(day * DAY)
const ISO_DATE = /(?<![\w-])\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?![\w-])/g
/** A sentence of the API, its dates as its reader writes them. What stands in quotes is somebody's own, and stays. */
export const withDates = (sentence: string, locale: string) =>
  sentence
    .split(/(“[^”]*”)/)
    .map((part, at) => (at % 2 ? part : part.replace(ISO_DATE, (iso) => fullDay(dayOf(iso), locale))))
    .join('')
export const monthOf = (day: number, locale: string) => format(locale, { month: 'short' }).format(day * DAY)
export const percent = (share: number) => `${Math.round(share * 100)}%`

const numbers = new Map<string, Intl.NumberFormat>()
function numberFormat(locale: string, least: number, most: number): Intl.NumberFormat {
  const key = `${locale} ${least} ${most}`
  const known = numbers.get(key)
  if (known) return known
  const made = new Intl.NumberFormat(locale, { minimumFractionDigits: least, maximumFractionDigits: most })
  numbers.set(key, made)
  return made
}

/** 12,400; one decimal at most, unless more are asked for. */
export const figure = (value: number, locale: string, digits = 1) => numberFormat(locale, 0, digits).format(value)
/** 1,234.0: a score, always with its decimal. */
export const tenths = (value: number, locale: string) => numberFormat(locale, 1, 1).format(value)
/** With its sign: −19, +7. */
export const signed = (value: number, locale: string) => `${value < 0 ? '−' : '+'}${figure(Math.abs(value), locale)}`
/** "1 item", "5,000 items". */
export const counted = (count: number, locale: string, one: string, many = `${one}s`) =>
  `${figure(count, locale)} ${count === 1 ? one : many}`

/** "3 days later", "1 day earlier". */
export const movedWords = (days: number, locale: string) =>
  `${counted(Math.abs(days), locale, 'day')} ${days > 0 ? 'later' : 'earlier'}`

/** The first day of each month between two days. */
export function monthsBetween(from: number, to: number): number[] {
  const months: number[] = []
  const at = new Date(from * DAY)
  for (let year = at.getUTCFullYear(), month = at.getUTCMonth(); ; month++) {
    const first = Math.round(Date.UTC(year, month, 1) / DAY)
    // Also where either end is no day.
    if (!(first <= to)) return months
    if (first >= from) months.push(first)
  }
}
