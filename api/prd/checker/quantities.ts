/** Dates, amounts, shares, and counts in a sentence, as values that can be compared. */
import {
  DAYS,
  FRACTIONS,
  MONTH,
  monthOf,
  MULTIPLES,
  NUMBER,
  numberOf,
  SECONDS,
  secondsIn,
  stem,
  two,
} from './number-words.ts'
import { periodsIn } from './periods.ts'

export type Kind =
  | 'date'
  | 'day'
  | 'month'
  | 'quarter'
  | 'half'
  | 'season'
  | 'year'
  | 'percent'
  | 'percentile'
  | 'money'
  | 'days'
  | 'seconds'
  | 'points'
  | 'number'
  | 'share'
  | 'multiple'
  | 'time'

export interface Quantity {
  readonly kind: Kind
  /** Dates as text; durations in days or seconds. */
  readonly value: number | string
  /** Currency of money. */
  readonly unit: string | null
  /** What a number counts, as a stem; empty where nothing follows. */
  readonly noun: string
  /** `about 40`: near it. `over 40`: somewhat more. `under 40`: somewhat less. */
  readonly hedge: 'about' | 'over' | 'under' | null
  /** The period of a rate: "40 riders a month". */
  readonly per: string | null
  /** "of the 53": the whole that a part is taken from. */
  readonly whole: boolean
  readonly at: number
  readonly raw: string
}

const ABOUT = /\b(?:about|around|roughly|nearly|almost|some|approximately|close to)\s*[€$£]?$/i
const OVER =
  /(?<!\bno(?:t|thing)? )\b(?:over|(?:more|larger|longer|later|older|higher) than|above|at least|(?:no|not) (?:less|fewer) than|a minimum of|exceed\w*|north of)\s*[€$£]?$/i
const UNDER =
  /(?<!\b(?:no|not) )\b(?:under|(?:less|fewer|shorter|lower) than|below|up to|at most|(?:no|not) (?:more|larger|longer|later|older|higher) than|not exceed\w*|a maximum of|within)\s*[€$£]?$/i
/** "No group can be larger than six" */
const DENIED = /\b(?:no|not|never|cannot|none|nobody)\b[^.,;]*$/i
const WHOLE = /\b(?:of|in|out of)(?: (?:the|all|our|these|those|its|their|(?:[a-z]+ )?[a-z]+['’]s))*\s*$/i

/** "14 or fewer" */
const OR_LESS = /^[^.,;]{0,28}?\bor (?:fewer|less|lower|under|below|earlier)\b/i
const OR_MORE = /^[^.,;]{0,28}?\bor (?:more|higher|above|over|later|longer)\b/i
/** Characters after a figure in which its period stands. */
const PERIOD_WITHIN = 20

/** "5 working days", "300 technician hours" */
const OF_WORK = '(?:working|business|calendar|person|staff|[a-z]{3,}(?:er|or|ian))'

const SIGNS: Readonly<Record<string, string>> = { '€': 'EUR', $: 'USD', '£': 'GBP' }

type Made = Pick<Quantity, 'kind' | 'value'> & Partial<Pick<Quantity, 'unit' | 'noun'>>

const COMPILED = new Map<string, RegExp>()
/** Each of the patterns below is compiled once. */
function compiled(pattern: string): RegExp {
  const known = COMPILED.get(pattern) ?? new RegExp(pattern, 'gi')
  COMPILED.set(pattern, known)
  return known
}

/** One pass, the longest pattern first. What a pattern took is blanked, so that "12 March 2027" leaves no 12 behind. */
export function quantitiesIn(input: string): Quantity[] {
  let text = input
    .replace(/\b[A-Z][A-Z0-9]{0,9}-\d+\b/g, (key) => ' '.repeat(key.length))
    .replace(/\b(?:v|(?:WCAG|version|ISO|HTTP|TLS|Node|RFC)\s?)\d+(?:\.\d+)*\b(?!\s?%)/gi, (name) =>
      ' '.repeat(name.length),
    )
  const found: Quantity[] = []
  const take = (pattern: string, make: (parts: (string | undefined)[], after: string) => Made | null) => {
    for (const match of text.matchAll(compiled(pattern))) {
      const [raw] = match
      const end = match.index + raw.length
      const made = make([...match], input.slice(end, end + 24))
      if (!made) continue
      const before = input.slice(Math.max(0, match.index - 24), match.index)
      const hedge = ABOUT.test(before)
        ? 'about'
        : UNDER.test(before)
          ? 'under'
          : OVER.test(before)
            ? DENIED.test(input.slice(Math.max(0, match.index - 48), match.index))
              ? 'under'
              : 'over'
            : OR_LESS.test(input.slice(match.index))
              ? 'under'
              : OR_MORE.test(input.slice(match.index))
                ? 'over'
                : null
      found.push({
        unit: null,
        noun: '',
        ...made,
        hedge,
        per: periodsIn(input.slice(match.index, end + PERIOD_WITHIN))[0] ?? null,
        whole: WHOLE.test(before),
        at: match.index,
        raw: raw.trim(),
      })
      text = text.slice(0, match.index) + ' '.repeat(raw.length) + text.slice(end)
    }
  }
  const scale = (word: string | undefined) =>
    /^(?:k|th)/i.test(word ?? '') ? 1e3 : /^m/i.test(word ?? '') ? 1e6 : /^b/i.test(word ?? '') ? 1e9 : 1
  const day = (year: string | undefined, month: string, of: string): Made =>
    year
      ? { kind: 'date', value: `${year}-${monthOf(month)}-${two(of)}` }
      : { kind: 'day', value: `${monthOf(month)}-${two(of)}` }

  // "between 1 and 15 November 2026", "November 1 to 15, 2026"
  take(`\\b(\\d{1,2})(?= (?:and|to|through|[-–]) \\d{1,2} (${MONTH}) (\\d{4}))`, ([, of, month, year]) =>
    day(year, month!, of!),
  )
  take(`(?<=\\b(${MONTH}) \\d{1,2} (?:and|to|through|[-–]) )(\\d{1,2}),? (\\d{4})\\b`, ([, month, of, year]) =>
    day(year, month!, of!),
  )
  take(String.raw`\b(\d{4})-(\d\d)-(\d\d)\b`, ([raw]) => ({ kind: 'date', value: raw! }))
  take(`\\b(\\d{1,2})(?:st|nd|rd|th)? (?:of )?(${MONTH})(?:,? (\\d{4}))?\\b`, ([, of, month, year]) =>
    day(year, month!, of!),
  )
  take(`\\b(${MONTH})\\.? (\\d{1,2})(?:st|nd|rd|th)?(?:,? (\\d{4}))?\\b(?!\\d)`, ([, month, of, year]) =>
    day(year, month!, of!),
  )
  take(`\\b(${MONTH}) (?:of )?(\\d{4})\\b`, ([, month, year]) => ({
    kind: 'month',
    value: `${year}-${monthOf(month!)}`,
  }))
  take(String.raw`\bQ([1-4])[ /-]?(?:of )?(\d{4})\b`, ([, of, year]) => ({ kind: 'quarter', value: `${year}-Q${of}` }))
  take(String.raw`\b(?:the )?(first|second|third|fourth) quarter of (\d{4})\b`, ([, of, year]) => ({
    kind: 'quarter',
    value: `${year}-Q${['first', 'second', 'third', 'fourth'].indexOf(of!.toLowerCase()) + 1}`,
  }))
  take(String.raw`\b(first|second) half of (?:the )?(\d{4})\b`, ([, of, year]) => ({
    kind: 'half',
    value: `${year}-H${/^f/i.test(of!) ? 1 : 2}`,
  }))
  take(String.raw`\bP(\d\d)\b`, ([, level]) => ({ kind: 'percentile', value: Number(level) }))
  take(`\\b(${NUMBER})\\s?(?:%|percent\\b|per cent\\b|percentage points?\\b)`, ([, of]) => ({
    kind: 'percent',
    value: numberOf(of!),
  }))
  take(`[€$£]\\s?(${NUMBER})\\s?(k|m|million|thousand)?\\b`, ([raw, of, by]) => ({
    kind: 'money',
    unit: SIGNS[raw![0]!] ?? null,
    value: numberOf(of!) * scale(by),
  }))
  take(`\\b(${NUMBER})\\s?(k|m|million|thousand)?\\s?(EUR|USD|GBP|euros?|dollars?|pounds?)\\b`, ([, of, by, unit]) => ({
    kind: 'money',
    unit: /^e/i.test(unit!) ? 'EUR' : /^[ud]/i.test(unit!) ? 'USD' : 'GBP',
    value: numberOf(of!) * scale(by),
  }))
  take(`\\b(${NUMBER})\\s?(k|m|million|thousand)?\\s?([€$£])`, ([, of, by, unit]) => ({
    kind: 'money',
    unit: SIGNS[unit!]!,
    value: numberOf(of!) * scale(by),
  }))
  take(
    String.raw`\b(\d{1,2})(?::(\d\d))?\s?([ap])\.?m\b\.?|\b([01]?\d|2[0-3]):(\d\d)\b`,
    ([, of, past, half, hour, minute]) => ({
      kind: 'time',
      value: hour
        ? Number(hour) * 60 + Number(minute)
        : ((Number(of) % 12) + (/p/i.test(half!) ? 12 : 0)) * 60 + Number(past ?? 0),
    }),
  )
  take(`\\bhalf past (${NUMBER})\\b`, ([, hour]) => ({ kind: 'time', value: numberOf(hour!) * 60 + 30 }))
  // "Every one of the 74" is all of them.
  take(
    `(?<!\\b(?:every|each|not|any|no) )\\b(${NUMBER})(?: (?!out\\b)[a-z]+)? (?:in|of|out of)(?: the| every| our| all| their)? (${NUMBER})\\b`,
    ([raw, part, of]) =>
      / (?!out\b)[a-z]+ (?:in|of|out of) /i.test(raw!) && !/^one /i.test(raw!)
        ? null
        : { kind: 'share', value: `${numberOf(part!)}/${numberOf(of!)}` },
  )
  take(`\\b(${NUMBER}|twice|once)(?: times)? (?:a|an|per|each|every) (minute|hour|day|week)\\b`, ([raw, of, unit]) => {
    const times = /^twice/i.test(raw!) ? 2 : / times /i.test(raw!) ? numberOf(of!) : null
    return times ? { kind: 'seconds', value: secondsIn(unit!) / times } : null
  })
  take(String.raw`\b(three quarters|(?:a|one) quarter) of an? (hour|year)\b`, ([, part, unit]) => {
    const share = (/^t/i.test(part!) ? 3 : 1) / 4
    return /^h/i.test(unit!)
      ? { kind: 'seconds', value: SECONDS.hour! * share }
      : { kind: 'days', value: DAYS.year! * share }
  })
  take(
    String.raw`\bhalf an? (minute|hour|day|week|month|quarter|year)\b|\b(?<=\b(?:within|in|under|over|after|than|every|about|another|to|or|take|takes|took|lasts?|lasted|for|least|most) )an? (minute|hour|day|week|month|year|quarter(?! of))\b(?! (?:earlier|ago|before|later))`,
    ([, half, whole]) => {
      const unit = (half ?? whole)!.toLowerCase()
      const count = half ? 0.5 : 1
      return unit in SECONDS
        ? { kind: 'seconds', value: SECONDS[unit]! * count }
        : { kind: 'days', value: DAYS[unit]! * count }
    },
  )
  take(String.raw`\b(half )?an? dozen\b(?: ([a-z]+))?`, ([, half, noun]) => ({
    kind: 'number',
    value: half ? 6 : 12,
    noun: stem(noun ?? ''),
  }))
  take(String.raw`\bhalf an? (thousand|million|billion)\b(?: ([a-z]+))?`, ([, by, noun]) => ({
    kind: 'number',
    value: scale(by) / 2,
    noun: stem(noun ?? ''),
  }))
  take(
    String.raw`\b(three quarters (?=of)|two thirds|half|(?:a|one) third|(?:a|one) quarter (?=of)|(?:a|one) (?:fifth|sixth|eighth|tenth))\b`,
    ([raw]) => {
      const name = raw!
        .toLowerCase()
        .replace(/^(?:a|one) /, '')
        .trim()
      return { kind: 'percent', value: FRACTIONS[name] ?? 50, noun: 'fraction' }
    },
  )
  // "9 to 12 months"
  take(
    `\\b(${NUMBER})(?= (?:to|or|and|[-–]) (?:${NUMBER}|an?) (day|week|fortnight|month|quarter|year|sprint|minute|hour|second)s?\\b)`,
    ([, of, unit]) =>
      (unit ?? '') in SECONDS
        ? { kind: 'seconds', value: numberOf(of!) * SECONDS[unit!]! }
        : { kind: 'days', value: numberOf(of!) * DAYS[unit!]! },
  )
  take(String.raw`\b(midnight|noon)\b`, ([raw]) => ({ kind: 'time', value: /^m/i.test(raw!) ? 0 : 720 }))
  take(`\\b(${NUMBER})[ -](?:${OF_WORK} )?(day|week|fortnight|month|quarter|year|sprint)s?\\b`, ([, of, unit]) => ({
    kind: 'days',
    value: numberOf(of!) * DAYS[unit!.toLowerCase()]!,
  }))
  take(
    `\\b(${NUMBER})(?: ${OF_WORK} |[ -])?(seconds?|secs?|minutes?|mins?|hours?|ms|milliseconds?)\\b|\\b(\\d[\\d.,]*) ?s\\b`,
    ([, of, unit, short]) => ({
      kind: 'seconds',
      value: short ? numberOf(short) : numberOf(of!) * (SECONDS[unit!.toLowerCase().replace(/(?<=..)s$/, '')] ?? 1),
    }),
  )
  take(`\\b(${NUMBER}) (?:story )?points?\\b`, ([, of]) => ({ kind: 'points', value: numberOf(of!) }))
  take(
    `\\b(${NUMBER}) times(?= (?:as|the|more|less|higher|lower|larger|smaller|longer|faster|slower|its|that|what|over)\\b)`,
    ([, of]) => ({ kind: 'multiple', value: numberOf(of!) }),
  )
  take(String.raw`\b(doubl|tripl|halv)(?:e|es|ed|ing)\b|\b(twice|twofold|threefold)\b`, ([raw]) => {
    const name = Object.keys(MULTIPLES).find((one) => raw!.toLowerCase().startsWith(one.slice(0, 4)))!
    return { kind: 'multiple', value: MULTIPLES[name]! }
  })
  take(String.raw`\b(19|20)\d\d\b`, ([raw]) => ({ kind: 'year', value: Number(raw) }))
  take(String.raw`\b(spring|summer|autumn|winter)\b`, ([raw]) => ({ kind: 'season', value: raw!.toLowerCase() }))
  take(`\\b(${MONTH})\\b`, ([raw], after) =>
    // "may" and "march" are also verbs.
    /^(?:may|march)$/i.test(raw!) && !/^[A-Z]/.test(raw!)
      ? null
      : { kind: 'month', value: `-${monthOf(raw!)}`, noun: after.slice(0, 1) },
  )
  take(`\\b(${NUMBER}) (thousand|million|billion)\\b(?: ([a-z]+))?`, ([, of, by, noun]) => ({
    kind: 'number',
    value: numberOf(of!) * scale(by),
    noun: stem(noun ?? ''),
  }))
  take(`\\b(${NUMBER})\\b(?:[ -]([a-z]+))?`, ([raw, of, noun]) => {
    if (/^one\b/i.test(raw!) || /^(?:a )?dozen/i.test(raw!))
      return /dozen/i.test(raw!) ? { kind: 'number', value: 12, noun: stem(noun ?? '') } : null
    return { kind: 'number', value: numberOf(of!), noun: stem(noun ?? '') }
  })
  return found.sort((a, b) => a.at - b.at)
}
