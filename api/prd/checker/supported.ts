/** Whether the words that a sentence cites carry a quantity in it. */
import { DAY_MS } from '../../math/calendar.ts'
import { dated, edgesOf, HALF_A_YEAR, quarterOf, shifted, type Shift } from './calendar.ts'
import { isDerived, isRateOf, lengthOf, lengthOfPeriod } from './derived.ts'
import { quantitiesIn, type Quantity } from './quantities.ts'

export interface Grounds {
  /** Quantities of the quotes and of the fields of cited records. */
  readonly quantities: readonly Quantity[]
  /** Those of words about the same, of which others may be worked out: what stands nearby is only repeated. */
  readonly combined: readonly Quantity[]
  /** All figures of the sentence. */
  readonly beside: readonly Quantity[]
  /** Points of each cited item; null for one without. */
  readonly points: readonly (number | null)[]
  /** Number of cited items. */
  readonly items: number
  /** Dates of the whole sentences around the quotes, for the days between two of them. */
  readonly dates: readonly string[]
  /** Durations that lead from a cited date to another. */
  readonly shifts: readonly Shift[]
  /** The sentence says when something begins, so that Q2 can be its April. */
  readonly starts: boolean
  /** It says until when, so that Q2 can be its June. */
  readonly ends: boolean
  /** "The first six months of 2026" is what half a year is called, not how long something takes. */
  readonly halves: boolean
  /** Periods that the cited words name: "once an hour" is every 60 minutes. */
  readonly periods: readonly string[]
  /** How many things each list of the cited words has. */
  readonly lists: readonly number[]
  /** Whether a cited record says this noun. */
  readonly mentions: (noun: string) => boolean
  /** The sentence denies, so that 9% can be what 91% leaves. */
  readonly denies: boolean
  /** The sentence shares a word with the passages: figures of a passage about something else say nothing about it. */
  readonly related: boolean
}

/** What is derived from figures of the same unit is of the same thing. */
const UNITED: ReadonlySet<Quantity['kind']> = new Set(['money', 'seconds'])

/** `about` allows this much to either side, `over` and `under` this much beyond. */
const ABOUT = 0.06
/** "Almost a fifth" is coarser than "about 20%". */
const FRACTION = 0.12
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

const shareOf = (text: string) => {
  const [part, whole] = text.split('/').map(Number)
  return { part: part!, whole: whole! }
}
/** Things that can be counted by counting what is cited. */
const RECORDS = /^(?:item|stor|story|task|bug|ticket|epic|idea|record|of|are|is|have|)$/

export const isSupported = (said: Quantity, grounds: Grounds): boolean =>
  !grounds.quantities.some((one) => one.kind === said.kind && one.value === said.value && turned(said, one)) &&
  (isShown(said, grounds) ||
    isRateOf(said, grounds.combined) ||
    ((grounds.related || UNITED.has(said.kind)) && isDerived(said, grounds.combined, grounds.beside)) ||
    isTime(said, grounds))

/** "A fault of a week costs €1,680": the time for which another figure is worked out. */
const isTime = (said: Quantity, { combined, beside }: Grounds) =>
  TIMED.has(said.kind) &&
  /^an? /i.test(said.raw) &&
  beside.some((one) => one !== said && !isDerived(one, combined) && isDerived(one, combined, [said]))

const COUNTED: ReadonlySet<Quantity['kind']> = new Set(['number', 'percent', 'money', 'points', 'date', 'day', 'month'])
const TIMED: ReadonlySet<Quantity['kind']> = new Set(['days', 'seconds'])

/**
 * A figure from elsewhere in a record that takes the place of the one in the quote: "costs 7 days" of what is cited as
 * "costs 2 days" and says 7 of something else.
 * @param cited the figures of the quotes and of the fields
 */
export function replacesCited(
  said: Quantity,
  record: Grounds,
  cited: readonly Quantity[],
  quotes: readonly string[],
): boolean {
  const grounds = { ...record, quantities: cited, combined: cited }
  const same = (one: Quantity) =>
    TIMED.has(said.kind)
      ? TIMED.has(one.kind)
      : one.kind === said.kind && one.unit === said.unit && (said.kind !== 'number' || one.noun === said.noun)
  if ((!COUNTED.has(said.kind) && !TIMED.has(said.kind)) || isSupported(said, grounds)) return false
  if (!record.quantities.some((one) => same(one) && String(one.value) === String(said.value))) return false
  const rivals = quotes.flatMap(quantitiesIn).filter(same)
  return (
    rivals.length > 0 &&
    !rivals.some((one) => isSupported(one, { ...record, quantities: record.beside, combined: record.beside }))
  )
}

export function isShown(
  said: Quantity,
  { quantities, points, items, dates: around, shifts, starts, ends, halves, periods, lists, mentions, denies }: Grounds,
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
      return dates.includes(text) || shifted(dates, shifts).includes(text)
    case 'day':
      return dates.some((date) => date.endsWith(text)) || of('day').some(({ value }) => value === text)
    case 'month':
      return (
        shifted([...dates, ...months], shifts).some((date) => date.startsWith(text)) ||
        dates.some((date) => (text.startsWith('-') ? date.slice(4, 7) === text : date.startsWith(text))) ||
        months.some((month) => month === text || month.endsWith(text)) ||
        // By the end of Q2 is by the end of June, and what starts then starts in April at the earliest.
        [...of('half'), ...of('quarter')].some(({ value }) => {
          const [first, last] = edgesOf(String(value))
          return (starts && first.endsWith(text)) || (ends && last.endsWith(text))
        })
      )
    case 'quarter':
      return (
        dates.some((date) => quarterOf(date) === text) ||
        of('quarter').some(({ value }) => value === text) ||
        months.some((month) => !month.startsWith('-') && quarterOf(month) === text)
      )
    case 'year':
      return quantities.some(
        (one) => /^(?:date|month|quarter|half|year)$/.test(one.kind) && String(one.value).startsWith(text),
      )
    case 'season':
      return of('season').some(({ value }) => value === text)
    case 'percentile':
      return numbers('percentile').includes(Number(said.value)) || numbers('percent').includes(Number(said.value))
    case 'share':
      return (
        of('share').some(({ value }) => value === text || (denies && complement(String(value)) === text)) ||
        of('percent').some(({ value }) => {
          const { part, whole } = shareOf(text)
          return [Number(value), ...(denies ? [100 - Number(value)] : [])].some(
            (shown) =>
              near((100 * part) / whole, shown, said.hedge) ||
              (said.hedge === 'about' && Math.abs((100 * part) / whole - shown) <= FRACTION * shown),
          )
        }) ||
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
              (said.hedge === 'about' && Math.abs(Number(said.value) - shown) <= FRACTION * shown),
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
    case 'seconds': {
      const length = lengthOf(said)!
      return (
        isLasting(said, [...of('days'), ...of('seconds')]) ||
        periods.some((period) => Math.abs(length - lengthOfPeriod(period)) <= 0.01 * length) ||
        (halves && of('half').length > 0 && Math.abs(length - HALF_A_YEAR) <= 0.01 * length) ||
        (said.kind === 'days' &&
          // Months and years are not of one length.
          (differs(
            [...dates, ...around, ...dated(of('day'), dates)].map((date) => Date.parse(date) / DAY_MS),
            Number(said.value),
            /month|quarter|year/i.test(said.raw) ? 3 : 0.5,
          ) ||
            // Weeks, months, and years are rounded to days; days are what they are.
            (!/\bdays?\b/i.test(said.raw) &&
              of('days').some(({ value }) => Math.round(Number(value)) === Math.round(Number(said.value))))))
      )
    }
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
            (sameThing(said, one) ||
              ((mentions(said.noun) || arePeople(said, one)) && !of('number').some((other) => countsIt(said, other)))),
        ) ||
        of('share').some(({ value }) => shareOf(String(value)).part === Number(said.value)) ||
        (said.noun.startsWith('tim') && numbers('multiple').includes(Number(said.value))) ||
        (said.whole && of('share').some(({ value }) => shareOf(String(value)).whole === Number(said.value))) ||
        // The unit is left out: "40 minutes rather than 20".
        (GLUE.test(said.noun || 'the') &&
          quantities.some(
            ({ kind, raw }) => /^(?:seconds|days|points|money)$/.test(kind) && numberIn(raw) === Number(said.value),
          )) ||
        of('number').some((one) => sameMeasure(said, one)) ||
        (FEW.test(said.raw) &&
          lists.includes(Number(said.value)) &&
          // A list of ways is no count of the riders who take them.
          !(PEOPLE.test(said.noun) && mentions(said.noun))) ||
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

/** "40 people" of what counts 40 riders. */
const arePeople = (said: Quantity, shown: Quantity) => /^pe(?:opl|rson)/.test(said.noun) && PEOPLE.test(shown.noun)
const PEOPLE =
  /^(?:applicant|author|buyer|caller|child|client|colleague|customer|doctor|donor|driver|editor|employee|guest|manager|member|nurse|owner|parent|participant|passenger|patient|reader|reviewer|rider|seller|shopper|student|subscriber|teacher|tenant|user|visitor|volunteer|woman|women|worker)/

const GLUE =
  /^(?:of|in|on|at|a|an|the|to|and|or|is|are|was|were|per|by|for|from|with|have|ha|had|want|ask|need|find|found|time|different|separate?|open|more|new|wrong|known|but|while|who|which|that|a|if|when|not|doe|e|total|yet)$/

/** "At least 30%" of what says "up to 30%". */
const turned = (said: Quantity, shown: Quantity) =>
  (said.hedge === 'over' && shown.hedge === 'under') || (said.hedge === 'under' && shown.hedge === 'over')

/** Units of one measure, by how many of the smallest they are. */
const MEASURES: readonly Readonly<Record<string, number>>[] = [
  { mg: 1, g: 1e3, gram: 1e3, kg: 1e6, kilogram: 1e6, kilo: 1e6, t: 1e9, ton: 1e9, tonn: 1e9 },
  { mm: 1, cm: 10, m: 1e3, metr: 1e3, meter: 1e3, km: 1e6, kilometr: 1e6, kilometer: 1e6 },
  { ml: 1, l: 1e3, litr: 1e3, liter: 1e3 },
  { kb: 1, mb: 1e3, gb: 1e6, tb: 1e9 },
]
const sameMeasure = (said: Quantity, shown: Quantity) =>
  MEASURES.some((by) => {
    const [a, b] = [by[said.noun], by[shown.noun]]
    return a !== undefined && b !== undefined && near(Number(said.value) * a, Number(shown.value) * b, said.hedge)
  })

/** Things listed one by one are counted in words: "three languages". */
const FEW = /^(?:two|three|four|five|six)\b/i

/** Months and years are not of one length: three months are 90 days, or 91. */
const MONTH_LONG = /month|quarter|year/i
const isLasting = (said: Quantity, durations: readonly Quantity[]) =>
  durations.some((one) => {
    const [length, shown] = [lengthOf(said)!, lengthOf(one)!]
    const isRough = MONTH_LONG.test(said.raw) !== MONTH_LONG.test(one.raw)
    return near(length, shown, said.hedge) || (isRough && Math.abs(length - shown) <= 0.02 * shown)
  })

const numberIn = (raw: string) => Number(/\d[\d,.]*/.exec(raw)?.[0].replaceAll(',', '') ?? NaN)

const complement = (share: string) => {
  const { part, whole } = shareOf(share)
  return `${whole - part}/${whole}`
}

const differs = (values: readonly number[], said: number, within = 0.5) =>
  values.some((a) => values.some((b) => a !== b && Math.abs(Math.abs(a - b) - said) < within))
