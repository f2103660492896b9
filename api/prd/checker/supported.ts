/** Whether the words that a sentence cites carry a quantity in it. */
import { DAY_MS } from '../../math/calendar.ts'
import { isDerived } from './derived.ts'
import type { Quantity } from './quantities.ts'

export interface Grounds {
  /** Quantities of the quotes and of the fields of cited records. */
  readonly quantities: readonly Quantity[]
  /** Points of each cited item; null for one without. */
  readonly points: readonly (number | null)[]
  /** Number of cited items. */
  readonly items: number
  /** Dates of the whole sentences around the quotes, for the days between two of them. */
  readonly dates: readonly string[]
  /** Whether a cited source says this word. */
  readonly mentions: (word: string) => boolean
  /** The sentence denies, so that 9% can be what 91% leaves. */
  readonly denies: boolean
  /** The sentence shares a word with the passages: figures of a passage about something else say nothing about it. */
  readonly related: boolean
}

/** What is derived from figures of the same unit is of the same thing. */
const UNITED: ReadonlySet<Quantity['kind']> = new Set(['money', 'seconds'])

/** `about` allows this much to either side, `over` and `under` this much beyond. */
const ABOUT = 0.06
const BEYOND = 0.3

function near(said: number, shown: number, hedge: Quantity['hedge']): boolean {
  // Everything is near to what has no end.
  if (!Number.isFinite(shown)) return false
  if (said === shown || Math.abs(said - shown) < 1e-9 * Math.max(1, Math.abs(shown))) return true
  if (hedge === 'about') return Math.abs(said - shown) <= ABOUT * Math.abs(shown)
  if (hedge === 'over') return shown > said && shown <= said * (1 + BEYOND)
  if (hedge === 'under') return shown < said && shown >= said * (1 - BEYOND)
  return false
}

const quarterOf = (iso: string) => `${iso.slice(0, 4)}-Q${Math.ceil(Number(iso.slice(5, 7)) / 3)}`
const shareOf = (text: string) => {
  const [part, whole] = text.split('/').map(Number)
  return { part: part!, whole: whole! }
}
/** Things that can be counted by counting what is cited. */
const RECORDS = /^(?:item|stor|story|task|bug|ticket|epic|idea|record|of|are|is|have|)$/

export const isSupported = (said: Quantity, grounds: Grounds): boolean =>
  !grounds.quantities.some((one) => one.kind === said.kind && one.value === said.value && turned(said, one)) &&
  (isShown(said, grounds) || ((grounds.related || UNITED.has(said.kind)) && isDerived(said, grounds.quantities)))

export function isShown(
  said: Quantity,
  { quantities, points, items, dates: around, mentions, denies }: Grounds,
): boolean {
  const of = (kind: Quantity['kind']) => quantities.filter((one) => one.kind === kind)
  const numbers = (kind: Quantity['kind']) => of(kind).map(({ value }) => Number(value))
  const dates = of('date').map(({ value }) => String(value))
  const months = of('month').map(({ value }) => String(value))
  const text = String(said.value)
  const plain = (kind: Quantity['kind']) =>
    of(kind).some(
      (one) => near(Number(said.value), Number(one.value), said.hedge) && one.unit === said.unit && !turned(said, one),
    )
  switch (said.kind) {
    case 'date':
      return dates.includes(text)
    case 'day':
      return dates.some((date) => date.endsWith(text)) || of('day').some(({ value }) => value === text)
    case 'month':
      return (
        dates.some((date) => (text.startsWith('-') ? date.slice(4, 7) === text : date.startsWith(text))) ||
        months.some((month) => month === text || month.endsWith(text)) ||
        // "By the end of Q2" is by the end of June.
        of('quarter').some(
          ({ value }) =>
            text === `${String(value).slice(0, 4)}-${String(Number(String(value).at(-1)) * 3).padStart(2, '0')}`,
        )
      )
    case 'quarter':
      return (
        dates.some((date) => quarterOf(date) === text) ||
        of('quarter').some(({ value }) => value === text) ||
        months.some((month) => !month.startsWith('-') && quarterOf(month) === text)
      )
    case 'year':
      return quantities.some(
        (one) => /^(?:date|month|quarter|year)$/.test(one.kind) && String(one.value).startsWith(text),
      )
    case 'season':
      return of('season').some(({ value }) => value === text)
    case 'percentile':
      return numbers('percentile').includes(Number(said.value)) || numbers('percent').includes(Number(said.value))
    case 'share':
      return (
        of('share').some(({ value }) => value === text || (denies && complement(String(value)) === text)) ||
        (of('number').some(({ value }) => Number(value) === shareOf(text).part) &&
          of('number').some(({ value }) => Number(value) === shareOf(text).whole))
      )
    case 'percent':
      return (
        plain('percent') ||
        (denies && numbers('percent').some((shown) => near(Number(said.value), 100 - shown, said.hedge))) ||
        (said.noun !== 'fraction' && numbers('percentile').includes(Number(said.value))) ||
        of('share').some(({ value }) => {
          const { part, whole } = shareOf(String(value))
          return near(Number(said.value), Math.round((100 * part) / whole), said.hedge ?? 'about')
        }) ||
        (said.noun === 'fraction' &&
          numbers('percent').some(
            (shown) =>
              near(Number(said.value), shown, said.hedge ?? 'about') ||
              (said.hedge === 'about' && Math.abs(Number(said.value) - shown) <= 0.12 * shown),
          )) ||
        (/points?$/i.test(said.raw) && differs(numbers('percent'), Number(said.value)))
      )
    case 'multiple': {
      const shown = [...numbers('percent'), ...numbers('number')]
      const [from, to] = shown
      if ([...of('multiple'), ...of('number')].some(({ value }) => value === said.value)) return true
      return shown.length >= 2 && near(Number(said.value), to! / from!, said.hedge ?? 'about')
    }
    case 'days':
      return (
        numbers('seconds').some((shown) => Math.abs(shown / 86_400 - Number(said.value)) < 1e-9) ||
        // Months and years are not of one length.
        differs(
          [...dates, ...around].map((date) => Date.parse(date) / DAY_MS),
          Number(said.value),
          /month|quarter|year/i.test(said.raw) ? 3 : 0.5,
        ) ||
        of('days').some(
          ({ value }) =>
            // Weeks, months, and years are rounded to days; days are what they are.
            (!/\bdays?\b/i.test(said.raw) && Math.round(Number(value)) === Math.round(Number(said.value))) ||
            near(Number(said.value), Number(value), said.hedge),
        )
      )
    case 'points': {
      const known = points.flatMap((one) => one ?? [])
      const sum = known.reduce((total, one) => total + one, 0)
      return plain('points') || (known.length > 1 && near(Number(said.value), sum, said.hedge))
    }
    case 'number':
      return (
        of('number').some(
          (one) =>
            near(Number(said.value), Number(one.value), said.hedge) &&
            !turned(said, one) &&
            (sameThing(said, one) || (mentions(said.noun) && !of('number').some((other) => countsIt(said, other)))),
        ) ||
        of('share').some(({ value }) => shareOf(String(value)).part === Number(said.value)) ||
        (said.noun.startsWith('tim') && numbers('multiple').includes(Number(said.value))) ||
        (said.whole && of('share').some(({ value }) => shareOf(String(value)).whole === Number(said.value))) ||
        // The unit is left out: "40 minutes rather than 20".
        (GLUE.test(said.noun || 'the') &&
          quantities.some(
            ({ kind, raw }) => /^(?:seconds|days|points|money)$/.test(kind) && numberIn(raw) === Number(said.value),
          )) ||
        (items > 1 && Number(said.value) === items && RECORDS.test(said.noun))
      )
    default:
      return plain(said.kind)
  }
}

/** A number counts the same thing, as far as both say what. */
function sameThing(said: Quantity, shown: Quantity): boolean {
  if (!said.noun || !shown.noun || GLUE.test(said.noun) || GLUE.test(shown.noun)) return true
  return said.noun.slice(0, 5) === shown.noun.slice(0, 5)
}
/** Another cited number counts what this one says it counts. */
const countsIt = (said: Quantity, shown: Quantity) =>
  said.noun !== '' && !GLUE.test(said.noun) && shown.noun.slice(0, 5) === said.noun.slice(0, 5)

const GLUE =
  /^(?:of|in|on|at|a|an|the|to|and|or|is|are|was|were|per|by|for|from|with|have|ha|had|want|ask|need|find|found|time|different|separate|open|more|new|wrong|known|but|while|who|which|that|a|if|when|not|doe|e|total|yet)$/

/** "At least 30%" of what says "up to 30%". */
const turned = (said: Quantity, shown: Quantity) =>
  (said.hedge === 'over' && shown.hedge === 'under') || (said.hedge === 'under' && shown.hedge === 'over')

const numberIn = (raw: string) => Number(/\d[\d,.]*/.exec(raw)?.[0].replaceAll(',', '') ?? NaN)

const complement = (share: string) => {
  const { part, whole } = shareOf(share)
  return `${whole - part}/${whole}`
}

const differs = (values: readonly number[], said: number, within = 0.5) =>
  values.some((a) => values.some((b) => a !== b && Math.abs(Math.abs(a - b) - said) < within))
