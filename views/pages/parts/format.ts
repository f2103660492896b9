/** Dates and figures of pages: what pictures say in the reader's locale, and what only pages need. */
import * as words from '../../pictures/words.ts'

/** Of the person who looks at the page. */
export const LOCALE = navigator.language

export const figure = (value: number) => words.figure(value, LOCALE, 3)

/** "1 key", "600 keys". */
export const counted = (count: number, one: string, many = `${one}s`) => words.counted(count, LOCALE, one, many)

/** Jan 14, 2027: with its year, for what is read long after. */
export const fullDay = (iso: string) => words.fullDay(words.dayOf(iso), LOCALE)

/** "a, b, and c". */
export const listed = (words: readonly string[]) => new Intl.ListFormat('en-US', { type: 'conjunction' }).format(words)

const thisYear = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short' })
const otherYear = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'short', year: 'numeric' })
const time = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit' })
const relative = new Intl.RelativeTimeFormat('en-US')
const full = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'full', timeStyle: 'short' })

const DAY = 86_400_000

/** 3 Dec, with the year when it is another one. */
export const day = (iso: string, now = new Date()) => {
  // A day without a time is that day everywhere.
  const at = new Date(iso.length === 10 ? `${iso}T12:00:00` : iso)
  return (at.getFullYear() === now.getFullYear() ? thisYear : otherYear).format(at)
}

/** 1–14 Jul, both days included. */
export function days(from: string, to: string, now = new Date()): string {
  const [first, last] = [new Date(`${from}T12:00:00`), new Date(`${to}T12:00:00`)]
  return (last.getFullYear() === now.getFullYear() ? thisYear : otherYear).formatRange(first, last)
}

/** Under a day how long ago, then the day. */
export function ago(iso: string, now = new Date()): string {
  const at = new Date(iso)
  const minutes = Math.round((now.getTime() - at.getTime()) / 60_000)
  if (minutes < 1) return 'now'
  if (minutes < 60) return relative.format(-minutes, 'minute')
  if (minutes < 24 * 60)
    return at.getDate() === now.getDate() ? `today, ${time.format(at)}` : `yesterday, ${time.format(at)}`
  return day(iso, now)
}

export const moment = (iso: string) => full.format(new Date(iso))

/** Whole days from now; negative when it has passed. */
export const daysUntil = (iso: string, now = new Date()) => Math.ceil((new Date(iso).getTime() - now.getTime()) / DAY)

/** In how long something ends, in words. */
export const inDays = (days: number) => (days <= 0 ? 'Expires today' : days === 1 ? 'In 1 day' : `In ${days} days`)
