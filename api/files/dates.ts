/** Dates as work trackers write them. Order of day and month is voted per column, never per cell. */

export type DateOrder = 'dmy' | 'mdy'

const MS_PER_MINUTE = 60_000

// First three letters, without accents; a few languages write the same month differently.
const MONTHS: readonly string[] = [
  'jan ene gen sty янв січ oca led',
  'feb fev lut фев лют sub uno',
  'mar mrt maa мар бер bre',
  'apr avr abr kwi апр кві nis dub',
  'may mai mei maj mag маи мая тра kve',
  'jun giu cze июн чер haz cvn',
  'jul lug lip июл лип tem cvc',
  'aug aou ago sie авг сер agu srp',
  'sep set wrz сен вер eyl zar',
  'oct okt out ott paz окт жов eki rij',
  'nov lis ноя kas лис',
  'dec dez dic gru дек гру ara pro',
]
const HAN_MONTHS = ['一', '二', '三', '四', '五', '六', '七', '八', '九', '十', '十一', '十二']
const MONTH_OF = new Map(
  MONTHS.flatMap((names, month) =>
    names.split(' ').map((name) => [name.normalize('NFD').replace(/\p{M}/gu, ''), month + 1] as const),
  ),
)

function monthOf(word: string): number | null {
  const name = word.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
  if (name.startsWith('juin')) return 6
  if (name.startsWith('juil')) return 7
  // Czech: červen, červenec; listopad is November there as in Polish.
  if (name.startsWith('cervenec')) return 7
  if (name.startsWith('cerven')) return 6
  return MONTH_OF.get(name.slice(0, 3)) ?? null
}

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?\s*(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?$/i
const JS = /^[a-z]{3} ([a-z]{3}) (\d\d) (\d{4}) (\d\d):(\d\d):(\d\d) GMT([+-]\d{4})(?: \(.*\))?$/i
const JIRA = /^(\d{1,2})[/ -]([a-z]{3})[/ -](\d\d|\d{4})(?: (\d{1,2}):(\d\d)(?: ([ap])m)?)?$/i
/** `Mon 02/02/26`: the day of the week before a date of numbers says nothing new. */
const WEEKDAY = /^\p{L}{2,4}[.,]? (?=\d{1,4}[./-]\d)/u
/** `20260105` */
const COMPACT = /^((?:19|20)\d\d)(\d\d)(\d\d)$/
/** `5. 1. 2026` and `2026. 1. 5.` are dates of numbers, too. */
const SPACED = /(\d\.) (?=\d{1,4}(?:[.\s]|$))/g
const bare = (text: string) =>
  text
    .replace(WEEKDAY, '')
    .replace(SPACED, '$1')
    .replace(/^([\d.]+)\.(?=\s|$)/, '$1')
const NUMERIC = /^(\d{1,4})([./-])(\d{1,2})\2(\d{1,4})(?:[\s,T]+(\S.*))?$/
const TIME = /(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:[.,]\d+)?)?/
const AFTERNOON = /(?:^|[\s\d])(?:p\.?\s?m\b\.?|午後|下午|오후|nachm)/i
const MORNING = /(?:^|[\s\d])(?:a\.?\s?m\b\.?|午前|上午|오전|vorm)/i
const ZONE = /(?:^|\s)(Z|UTC|GMT)?([+-]\d{1,2}(?::\d\d)?|[+-]\d{4})?$/

export interface CellDate {
  /** Milliseconds since 1970-01-01 UTC. */
  readonly ms: number
  /** The day that the cell shows, in its own zone: `2026-03-19`. */
  readonly day: string
}

/** What one cell says about the order of its column: decided, undecided, or nothing to decide. */
export type Evidence = 'plain' | 'dmy' | 'mdy' | 'either'

/** The two first numbers of `03/04/2026`, or null when the cell is not of that kind. */
function numericParts(text: string): RegExpExecArray | null {
  const match = NUMERIC.exec(bare(text))
  return match !== null && match[1]!.length <= 2 ? match : null
}

/** How a cell votes; null when it is no date at all. */
export function evidenceOf(cell: string): Evidence | null {
  const text = cell.trim()
  const parts = numericParts(text)
  if (parts === null) return readDate(text, 'dmy', 0) === null ? null : 'plain'
  const dmy = readDate(text, 'dmy', 0) !== null
  const mdy = readDate(text, 'mdy', 0) !== null
  // Nobody who writes dots puts the month first.
  return dmy && mdy
    ? parts[1] === parts[3]
      ? 'plain'
      : parts[2] === '.'
        ? 'dmy'
        : 'either'
    : dmy
      ? 'dmy'
      : mdy
        ? 'mdy'
        : null
}

/** The day that an ISO date or moment begins with; null when there is no such day. */
export function isoDayOf(text: string | null): string | null {
  const day = /^(?!0000)\d{4}-\d\d-\d\d(?!\d)/.exec(text ?? '')?.[0]
  return day !== undefined && !Number.isNaN(Date.parse(day)) && new Date(day).toISOString().startsWith(day) ? day : null
}

/** Reads a cell; `offset` in minutes east of UTC applies to dates that carry no zone. Null when it is not a date. */
export function readDate(cell: string, order: DateOrder, offset: number): CellDate | null {
  // Newer exports put a narrow no-break space before AM.
  const text = cell.replace(/[\u00a0\u202f]/g, ' ').trim()
  if (text.length > 80) return null
  const iso = ISO.exec(text)
  if (iso !== null) {
    const [, year, month, day, hour, minute, second, fraction, zone] = iso
    const ms = fraction === undefined ? 0 : Math.floor(Number(`0.${fraction}`) * 1000 + 1e-6)
    return at(
      +year!,
      +month!,
      +day!,
      hour === undefined ? null : [+hour, +minute!, +(second ?? 0), ms],
      zoneMinutes(zone) ?? offset,
    )
  }
  const jira = JIRA.exec(text)
  if (jira !== null) {
    const [, day, name, year, hour, minute, half] = jira
    const month = MONTH_OF.get(name!.toLowerCase())
    if (month !== undefined)
      return at(
        fullYear(year!),
        month,
        +day!,
        hour === undefined ? null : [hourOf(+hour, half), +minute!, 0, 0],
        offset,
      )
  }
  const js = JS.exec(text)
  if (js !== null) {
    const month = monthOf(js[1]!)
    return month === null
      ? null
      : at(+js[3]!, month, +js[2]!, [+js[4]!, +js[5]!, +js[6]!, 0], zoneMinutes(js[7]) ?? offset)
  }
  if (/^(\d{13}|\d{10})$/.test(text)) {
    const ms = Number(text) * (text.length === 10 ? 1000 : 1)
    return { ms, day: new Date(ms).toISOString().slice(0, 10) }
  }
  const compact = COMPACT.exec(text)
  if (compact !== null) return at(+compact[1]!, +compact[2]!, +compact[3]!, null, offset)
  const numeric = NUMERIC.exec(bare(text))
  if (numeric !== null) {
    const [, first, , second, third, rest] = numeric
    const time = timeOf(rest)
    if (time === undefined) return null
    const zone =
      rest === undefined
        ? undefined
        : zoneMinutes(
            ZONE.exec(rest)
              ?.slice(1)
              .findLast((part) => part !== undefined),
          )
    if (first!.length > 2) return third!.length > 2 ? null : at(+first!, +second!, +third!, time, zone ?? offset)
    const [day, month] = order === 'dmy' ? [+first!, +second!] : [+second!, +first!]
    return at(fullYear(third!), month, day, time, zone ?? offset)
  }
  return named(text, offset)
}

/** `27/Dec/25 10:48 AM`, `Dec 27, 2025, 10:48`, `27. Dezember 2025`, `27/12月/25`. */
function named(text: string, offset: number): CellDate | null {
  const clock = /\d{1,2}[:.]\d\d(?![./-]?\d{4})/.exec(text)
  const date = clock === null ? text : text.slice(0, clock.index)
  const rest =
    clock === null
      ? undefined
      : text.slice(clock.index) + (AFTERNOON.test(date) ? ' pm' : MORNING.test(date) ? ' am' : '')
  let month: number | null = null
  const numbers: string[] = []
  for (const [word] of date.matchAll(/\d{1,2}[月월]|\d+(?=[年년日일])|\d+|[一二三四五六七八九十]+月|[\p{L}\p{M}]+/gu)) {
    if (/^\d+$/.test(word)) numbers.push(word)
    else if (/^[一二三四五六七八九十]+月$/u.test(word)) month = HAN_MONTHS.indexOf(word.slice(0, -1)) + 1 || null
    else if (/^\d+[月월]$/u.test(word)) month = Number.parseInt(word, 10)
    else if (word.length >= 3 && month === null) month = monthOf(word)
  }
  const [first, second] = numbers
  if (month === null || first === undefined || second === undefined || numbers.length !== 2) return null
  const time = timeOf(rest)
  if (time === undefined) return null
  const zone = rest === undefined ? null : zoneMinutes(/([+-]\d{1,2}:?\d\d)$/.exec(rest)?.[1])
  return first.length > 2
    ? at(+first, month, +second, time, zone ?? offset)
    : at(fullYear(second), month, +first, time, zone ?? offset)
}

type Time = readonly [hour: number, minute: number, second: number, ms: number]

/** null: no time of day; undefined: something is there that is not a time. */
function timeOf(text: string | undefined): Time | null | undefined {
  if (text === undefined || text.trim() === '') return null
  const match = TIME.exec(text)
  if (match === null) return undefined
  const half = AFTERNOON.test(text) ? 'p' : MORNING.test(text) ? 'a' : undefined
  return [hourOf(+match[1]!, half), +match[2]!, +(match[3] ?? 0), 0]
}

/** The hour of a twelve-hour clock: 12 AM is midnight, 12 PM noon. */
function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined) return hour
  return half.toLowerCase() === 'p' ? (hour < 12 ? hour + 12 : hour) : hour === 12 ? 0 : hour
}

/** Two digits: 70…99 are the last century (POSIX strptime %y). */
function fullYear(text: string): number {
  return text.length > 2 ? +text : +text + (+text < 70 ? 2000 : 1900)
}

function zoneMinutes(text: string | undefined): number | null {
  if (text === undefined || text === '') return null
  if (/^(z|utc|gmt)$/i.test(text)) return 0
  // `GMT+5:30` has an hour of one digit.
  const digits = text.replace(':', '').replace(/^([+-])(\d(?:\d\d)?)$/, '$10$2')
  return (digits.startsWith('-') ? -1 : 1) * (+digits.slice(1, 3) * 60 + +(digits.slice(3, 5) || 0))
}

function at(year: number, month: number, day: number, time: Time | null, offset: number): CellDate | null {
  const [hour, minute, second, ms] = time ?? [0, 0, 0, 0]
  if (month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 60 || year < 1900 || year > 2200)
    return null
  if (
    day > (month === 2 ? (isLeap(year) ? 29 : 28) : month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31)
  )
    return null
  const local = Date.UTC(year, month - 1, day, hour, minute, second, ms)
  // A day without a time stays that day in every zone.
  return { ms: time === null ? local : local - offset * MS_PER_MINUTE, day: `${year}-${two(month)}-${two(day)}` }
}

const isLeap = (year: number) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
const two = (value: number) => (value < 10 ? `0${value}` : String(value))

/** Votes of one column. */
export interface DateVotes {
  plain: number
  dmy: number
  mdy: number
  either: number
  none: number
  /** Rows whose cell is a date only in the one order, or in none. */
  readonly rows: { readonly dmy: number[]; readonly mdy: number[]; readonly none: number[] }
  /** An AM or PM stood beside a slashed date. */
  american: number
}

export function noVotes(): DateVotes {
  return { plain: 0, dmy: 0, mdy: 0, either: 0, none: 0, rows: { dmy: [], mdy: [], none: [] }, american: 0 }
}

export function vote(votes: DateVotes, cell: string, row: number): void {
  const evidence = evidenceOf(cell) ?? 'none'
  votes[evidence]++
  if (evidence === 'dmy' || evidence === 'mdy' || evidence === 'none') votes.rows[evidence].push(row)
  if (cell.includes('/') && (AFTERNOON.test(cell) || MORNING.test(cell))) votes.american++
}

export interface OrderDecision {
  readonly order: DateOrder | null
  readonly because: 'unambiguous' | 'cells' | 'file' | 'mapping' | 'convention'
}

/**
 * Order of each column: its own cells first, then the file's other columns, then what the person said, then convention
 * (a slashed date with AM or PM, or the source's own habit, is month first; everything else day first).
 */
export function decideOrders<Key>(
  columns: ReadonlyMap<Key, DateVotes>,
  given: DateOrder | undefined,
  habit: DateOrder | undefined,
): Map<Key, OrderDecision> {
  let balance = 0
  for (const votes of columns.values()) balance += Math.sign(votes.dmy - votes.mdy)
  const decisions = new Map<Key, OrderDecision>()
  for (const [key, votes] of columns) {
    const own = votes.dmy - votes.mdy
    const conventional = habit ?? (votes.american > 0 ? 'mdy' : 'dmy')
    if (votes.dmy + votes.mdy + votes.either === 0) decisions.set(key, { order: null, because: 'unambiguous' })
    else if (own !== 0) decisions.set(key, { order: own > 0 ? 'dmy' : 'mdy', because: 'cells' })
    else if (balance !== 0) decisions.set(key, { order: balance > 0 ? 'dmy' : 'mdy', because: 'file' })
    else if (given !== undefined) decisions.set(key, { order: given, because: 'mapping' })
    else decisions.set(key, { order: conventional, because: 'convention' })
  }
  return decisions
}

/** Rows whose cell the order of its column cannot read, ascending. */
export function unreadable(votes: DateVotes, order: DateOrder | null): number[] {
  const other = order === 'dmy' ? 'mdy' : 'dmy'
  return [...votes.rows.none, ...(order === null ? [] : votes.rows[other])].sort((a, b) => a - b)
}
