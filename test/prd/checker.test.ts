/** The checker on sentences in a free style: what it lets stand, what it catches, by kind of error. */
import { describe, expect, test } from 'vitest'
import { check } from '../../api/prd/checker/check.ts'
import { isDerived } from '../../api/prd/checker/derived.ts'
import { namesIn } from '../../api/prd/checker/names.ts'
import type { Problem } from '../../api/prd/checker/paraphrase.ts'
import { periodsIn } from '../../api/prd/checker/periods.ts'
import { quantitiesIn } from '../../api/prd/checker/quantities.ts'
import { poolOf } from '../../api/prd/compose/sources.ts'
import type { ItemRecord } from '../../api/prd/material.ts'
import { TRUE, WRONG, type Case } from './sentences.ts'

const problemsOf = ({ pool, text, source, quote }: Case): Problem[] =>
  check({ text, basis: 'summarized', evidence: [{ source, quote }] }, pool)
const said = (one: Case) =>
  `${one.text} | ${one.quote} | ${problemsOf(one)
    .map(({ rule, what }) => `${rule}: ${what}`)
    .join('; ')}`

/** Bars in percent. */
const BARS = { falseAlarms: 5, mutations: 95, eachKind: 85, freehand: 75 }

type Mutation = (one: Case, at: number) => string | null

const swap = (text: string, from: string, to: string) => (text.includes(from) ? text.replace(from, to) : null)
const people = ['Maya Lindqvist', 'Tom Becker', 'Priya Nair', 'Jonas Weber', 'Elif Kaya']

const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'a changed number': ({ text }, at) => {
    const some = quantitiesIn(text).filter(
      ({ kind, raw }) => !/date|day|month|quarter|year|season/.test(kind) && /\d/.test(raw),
    )
    const one = some[at % Math.max(1, some.length)]
    if (!one) return null
    const changed = one.raw.replace(/\d[\d,.]*/, (digits) => String(Number(digits.replaceAll(',', '')) * 2 + 3))
    return text.slice(0, one.at) + text.slice(one.at).replace(one.raw, changed)
  },
  'a changed date': ({ text }) => {
    const one = quantitiesIn(text).find(({ kind }) => kind === 'date' || kind === 'day')
    if (!one) return null
    const changed = one.raw.replace(/\b(\d{1,2})\b(?!\d)/, (day) => String((Number(day) % 27) + 1))
    return changed === one.raw ? null : text.replace(one.raw, changed)
  },
  'a wrong month or quarter': ({ text }) => {
    const one = quantitiesIn(text).find(({ kind }) => kind === 'date' || kind === 'month' || kind === 'quarter')
    if (!one) return null
    const value = String(one.value)
    const quarter =
      one.kind === 'quarter' ? Number(value.at(-1)) : Math.ceil(Number(value.replace(/^-/, '0000-').slice(5, 7)) / 3)
    return value.startsWith('-') ? null : text.replace(one.raw, `Q${(quarter % 4) + 1} ${value.slice(0, 4)}`)
  },
  'a wrong unit': ({ text }) => {
    for (const [from, to] of [
      ['minutes', 'hours'],
      ['hours', 'days'],
      [' days', ' weeks'],
      ['weeks', 'months'],
      ['€', '$'],
      [' EUR', ' USD'],
      ['points', 'days'],
      ['seconds', 'minutes'],
      ['years', 'months'],
    ] as const) {
      const changed = swap(text, from, to)
      if (changed) return changed
    }
    return null
  },
  'another owner': ({ text }, at) => {
    const owner = people.find((name) => text.includes(name))
    return owner ? text.replace(owner, people[(people.indexOf(owner) + 1 + (at % 3)) % people.length]!) : null
  },
  'another key': ({ text }) =>
    /(CLN|RNT)-\d+/.test(text)
      ? text.replace(/(CLN|RNT)-(\d+)/, (_all, room, n) => `${room}-${(Number(n) % 5) + (room === 'RNT' ? 11 : 2)}`)
      : null,
  'a denial': ({ text }) => {
    if (/\b(?:not|no|never|nobody|without|cannot|rarely|until)\b/i.test(text)) return null
    const match = / (is|are|was|were|has|have|takes?|answers|argue|hold|finishes|took|cost|ends) /.exec(text)
    if (!match) return null
    const denied: Record<string, string> = {
      is: 'is not',
      are: 'are not',
      was: 'was not',
      were: 'were not',
      has: 'has not',
      have: 'have not',
    }
    return text.replace(match[0], ` ${denied[match[1]!] ?? `never ${match[1]!}`} `)
  },
  'a dropped denial': ({ text }) => {
    if (!/\b(?:must not|cannot|not|No one|Nobody|no)\b/.test(text) || /without|until/.test(text)) return null
    return text
      .replace(/must not/, 'must')
      .replace(/\bnot /, '')
      .replace(/^No one|^Nobody/, 'Somebody')
      .replace(/\bno (?=owner|late)/, 'an ')
  },
  'an invented wish': ({ text }, at) =>
    at % 3 === 0 && !/\b(?:want|ask|need)/i.test(text)
      ? `Customers want this: ${text.charAt(0).toLowerCase()}${text.slice(1)}`
      : null,
  'a universal': ({ text }, at) =>
    at % 3 === 1 && !/\b(?:every|all|only|just|each|any)\b/i.test(text)
      ? `In every case, ${text.charAt(0).toLowerCase()}${text.slice(1)}`
      : null,
}

describe('sentences', () => {
  test('that are true stand', () => {
    const alarms = TRUE.filter((one) => problemsOf(one).length > 0)
    console.log(`false alarms: ${alarms.length} of ${TRUE.length}\n${alarms.map(said).join('\n')}`)
    expect((100 * alarms.length) / TRUE.length).toBeLessThanOrEqual(BARS.falseAlarms)
  })

  test('with a mechanical error are caught, each kind of it', () => {
    let [caught, planted] = [0, 0]
    const kinds: string[] = []
    const low: string[] = []
    for (const [kind, mutate] of Object.entries(MUTATIONS)) {
      const made = TRUE.flatMap((one, at) => {
        const text = mutate(one, at)
        return text === null || text === one.text ? [] : [{ ...one, text }]
      })
      const missed = made.filter((one) => problemsOf(one).length === 0)
      planted += made.length
      caught += made.length - missed.length
      const share = (100 * (made.length - missed.length)) / made.length
      kinds.push(
        `${kind}: ${made.length - missed.length} of ${made.length}${missed.map((one) => `\n    missed: ${one.text}`).join('')}`,
      )
      if (share < BARS.eachKind) low.push(kind)
    }
    console.log(`${kinds.join('\n')}\nall: ${caught} of ${planted}`)
    expect(low).toEqual([])
    expect((100 * caught) / planted).toBeGreaterThanOrEqual(BARS.mutations)
  })

  test('with an error made by hand are caught', () => {
    const missed = WRONG.filter((one) => problemsOf(one).length === 0)
    console.log(`by hand: ${WRONG.length - missed.length} of ${WRONG.length}\n${missed.map(said).join('\n')}`)
    expect((100 * (WRONG.length - missed.length)) / WRONG.length).toBeGreaterThanOrEqual(BARS.freehand)
  })

  test('that cite what is not there never stand', () => {
    const [one] = TRUE
    const { pool, text, source, quote } = one!
    const rules = (
      evidence: { source: string; quote: string }[],
      basis: 'summarized' | 'quoted' | 'computed' = 'summarized',
    ) => check({ text, basis, evidence }, pool).map(({ rule }) => rule)
    expect(rules([])).toEqual(['source'])
    expect(rules([{ source: 'R61', quote }])).toEqual(['source'])
    expect(rules([{ source, quote: 'Reception answers 341 calls' }])).toEqual(['quote'])
    expect(rules([{ source, quote }], 'quoted')).toEqual(['quote'])
    expect(rules([{ source, quote }], 'computed')).toEqual(['computed'])
    expect(check({ text: 'See [here](https://x.test).', basis: 'assumption', evidence: [] }, pool)).toMatchObject([
      { rule: 'markup' },
    ])
    expect(check({ text: 'It waits for CLN-99.', basis: 'assumption', evidence: [] }, pool)).toMatchObject([
      { rule: 'key' },
    ])
  })
})

describe('of one item', () => {
  const item: ItemRecord = {
    key: 'A-1',
    title: 'Gift card',
    type: 'story',
    status: 'Ready',
    statusCategory: 'todo',
    priority: 'medium',
    points: null,
    assignee: null,
    team: null,
    dueDate: null,
    labels: [],
    description: '',
    piece: true,
  }
  const done = { status: 'Done', statusCategory: 'done' } as const
  const rulesOf = (text: string, quote: string, more: Partial<ItemRecord> = {}) => {
    const brief = { subject: { kind: 'items', keys: [] }, title: 'x', template: 'standard', audience: 'team' } as const
    const items = [{ ...item, description: `${quote}.`, ...more }]
    const pool = poolOf({
      brief: { ...brief, sections: null },
      head: null,
      items,
      objectives: [],
      claims: [],
      engines: [],
      warnings: [],
    })
    return check({ text, basis: 'summarized', evidence: [{ source: 'R1', quote }] }, pool).map(({ rule }) => rule)
  }

  test.each<[text: string, quote: string, rules: string[], more?: Partial<ItemRecord>]>([
    // Nothing is divided by zero.
    ['A refund costs €9,999.', 'A refund costs €40 and had 0 complaints', ['quantity']],
    ['Complaints rose seven times.', '0 complaints and 40 riders', ['quantity']],
    ['The gift card page is live.', 'gift card page goes live on 1 December 2026', ['field']],
    ['The gift card page is already live.', 'gift card page goes live on 1 December 2026', ['field']],
    ['The gift card page has been live since 21 September.', 'gift card page went live on 21 September', []],
    ['The gift card without a login is shipped.', 'gift card without a login', ['field']],
    ['No hurdle is left and the gift card is shipped.', 'no hurdle is left for the gift card', ['field']],
    ['Payment by gift card without a login has been shipped.', 'Payment by gift card without a login', [], done],
    ['No development work has begun.', 'No development work', []],
    ['No later than 1 May 2026 the gift card was shipped.', 'gift card by 1 May 2026', [], done],
    // A figure of the whole record holds, unless the quote has another one in its place.
    ['A refund of 40 riders took 9 days.', 'A refund takes 9 days. It was paid to 40 riders', []],
    ['The refund costs 7 days.', 'The refund costs 2 days', ['quantity'], { title: 'The refund costs 7 hours' }],
    ['Refunds of 10% go to riders.', 'Refunds are 20% for riders and 10% for drivers', ['quantity']],
    ['38% of all riders complained.', '38% of them complained', ['quantity']],
    ['Riders get 4 refunds a year.', 'Riders get 4 refunds a month', ['period']],
    // Who does it, what is left out, which of two is more, and what is only planned.
    ['Ana Duarte signs the refund.', 'Here Tom Becker signs the refund, and Ana Duarte reads it', ['name']],
    ['Drivers can close the refund.', 'Riders can ask, but only the office can close the refund', ['name']],
    ['Drivers are included in the refund.', 'Drivers are excluded', ['opposite', 'negation']],
    [
      'Refunds are paid to both riders and drivers.',
      'Refunds are paid to riders, drivers get other cards',
      ['modality'],
    ],
    ['More riders than drivers asked.', 'The refund was asked for by 12 riders and 40 drivers', ['opposite']],
    ['Refunds have fallen to 6%.', 'We expect refunds to fall to 6%', ['modality']],
    ['Riders must wait for the refund.', 'Riders may wait for the refund', ['modality']],
    // What a month comes to in a year, and only that.
    ['Refunds failed for 480 riders.', 'Refunds failed for 40 riders', ['quantity']],
    ['Refunds failed for 480 riders a year.', 'Refunds failed for 40 riders a month', []],
    ['Refunds failed for 490 riders a year.', 'Refunds failed for 40 riders a month', ['quantity', 'period']],
    ['Refunds failed for 40 riders a year.', 'Refunds failed for 40 riders a month', ['period']],
    ['Refunds failed for 480 riders a year.', 'The monthly check found 40 riders', ['quantity', 'period']],
    ['Refunds took 42 days for riders.', 'Refunds took 3 days for 10 riders and 52 drivers', ['quantity']],
  ])('“%s” of “%s”: %j', (text, quote, rules, more) => {
    expect(rulesOf(text, quote, more)).toEqual(rules)
  })

  const launch = 'The launch is on 12 March 2027. The launch review takes 5 days.'
  const contract = 'The contract ends in May 2027. A refund takes two months.'
  const listed = 'Refunds go by card, bank, and voucher'
  test.each<[text: string, quote: string, rules: string[], record?: string]>([
    // A date that a duration leads to, and one that it does not.
    ['The launch is on 17 March 2027.', 'The launch is on 12 March 2027', ['quantity'], launch],
    ['The launch is on 7 March 2027.', 'The launch is on 12 March 2027', ['quantity'], launch],
    ['The contract ends in July 2027.', 'The contract ends in May 2027', ['quantity'], contract],
    ['The contract was signed on 3 May 2024.', 'The contract was signed on 3 May 2026 for two years', ['quantity']],
    ['Tell them by 31 March 2027.', 'Tell them two months before 31 May 2027', []],
    ['Tell them by 31 July 2027.', 'Tell them two months before 31 May 2027', ['quantity']],
    ['The remedy is due in May 2027.', 'In May 2026 they asked for a remedy within twelve months', []],
    ['The remedy was due in May 2025.', 'In May 2026 they asked for a remedy within twelve months', ['quantity']],
    // Months of a quarter and of a half.
    ['The launch is planned for April 2031.', 'The launch is planned for Q2 2027', ['quantity']],
    ['The launch is planned for April 2027.', 'The launch is planned for Q2 2027', ['quantity']],
    ['The launch starts in April 2027.', 'The launch starts in Q2 2027', []],
    ['The launch starts in June 2027.', 'The launch starts in Q2 2027', ['quantity']],
    ['The launch is planned by June 2027.', 'The launch is planned for Q2 2027', []],
    ['The refund starts in February 2027.', 'The refund starts in the first half of 2027', ['quantity']],
    ['The refund takes six months.', 'The refund starts in the first half of 2027', ['quantity']],
    ['40 refunds failed in the first six months of 2027.', '40 refunds failed in the first half of 2027', []],
    // How often is not how long.
    [
      'The refund takes 7 days.',
      'The refund takes 3 days',
      ['quantity'],
      'We pay out weekly. The refund takes 3 days.',
    ],
    [
      'The refund takes a month.',
      'The refund takes 3 days',
      ['quantity'],
      'The refund report goes out every month. The refund takes 3 days.',
    ],
    ['The refund takes 24 hours.', 'The refund is checked daily and takes 3 hours', ['quantity']],
    ['The refund is checked every 24 hours.', 'The refund is checked daily and takes 3 hours', []],
    // The number of another thing.
    ['Refunds failed for 40 drivers.', 'Refunds failed for 40 riders', ['quantity']],
    ['Refunds failed for 40 hospitals.', 'Refunds failed for 40 riders', ['quantity']],
    ['Refunds failed for 40 people.', 'Refunds failed for 40 riders', []],
    ['Two people complained about late refunds.', 'Riders and drivers complained about late refunds', ['quantity']],
    ['There are three ways to a refund.', listed, []],
    ['Three riders got refunds by card.', listed, ['quantity'], `${listed} to riders.`],
    // A period is turned only with its figure.
    ['Waiting takes 70 minutes a week.', 'Waiting takes 70 minutes a day', ['period']],
    ['Refunds reach 10 riders a minute.', 'Refunds reach 600 riders an hour', []],
    // Who is named elsewhere, and "us".
    [
      'Late refunds were reported by Ana Duarte.',
      'Refunds are late',
      ['name', 'name'],
      'Refunds are late. Ana Duarte signed the contract of the van.',
    ],
    ['Refunds in the American market are late.', 'Tell us why refunds are late', ['name']],
    ['Refunds in the American market are late.', 'Refunds in the US are late', []],
    // Wishes, duties, and days that nobody stated.
    ['Customers ask for a phone field on the refund page.', 'The refund page has a phone field', ['want']],
    ['Customers expect a phone field on the refund page.', 'The refund page has a phone field', ['want']],
    ['Riders must ask for a refund by mail.', 'Riders ask for a refund by mail', ['modality']],
    ['Riders are unable to ask for a refund by mail.', 'Riders ask for a refund by mail', ['modality']],
    ['Refunds are paid on Friday.', 'Refunds are paid on weekdays', ['quantity']],
    ['Refunds are paid Monday to Friday.', 'Refunds are paid on weekdays', []],
    ['Refunds are paid on Saturdays and Sundays.', 'Refunds are paid at weekends', []],
  ])('beside what else it says, “%s” of “%s”: %j', (text, quote, rules, description) => {
    expect(rulesOf(text, quote, description === undefined ? {} : { description })).toEqual(rules)
  })
})

describe('small things', () => {
  test.each([
    ['a quarter of an hour', 'seconds', 900],
    ['three quarters of an hour', 'seconds', 2_700],
    ['a quarter of a year', 'days', 91.25],
    ['a quarter of the callers', 'percent', 25],
  ])('%s is read as %s %d', (text, kind, value) => {
    expect(quantitiesIn(text)).toMatchObject([{ kind, value }])
    expect(periodsIn(text)).toEqual([])
  })

  test.each([
    ['120 hours instead of 72 hours', 'days', 2, true],
    ['120 hours instead of 72 hours', 'days', 3, false],
    ['34 days, while the contract allows 30', 'days', 4, true],
    ['34 rooms at €290', 'money', 9_860, true],
    ['34 rooms at €290', 'money', 9_870 + 100, false],
    ['£2,940 to 412 riders', 'money', 7.14, true],
    ['€40 and 0 complaints', 'money', 9_999, false],
    ['40 riders and 0 drivers', 'percent', 73, false],
    ['40 riders', 'number', 480, false],
    ['3 days for 10 riders and 52 drivers', 'days', 42, false],
    ['3 seconds for 10 riders and 52 drivers', 'seconds', 42, false],
  ] as const)('from %s, %s %d follows: %s', (text, kind, value, follows) => {
    const cited = quantitiesIn(text)
    const unit = cited.find((one) => one.kind === 'money')?.unit ?? null
    const said = { kind, value, unit, noun: '', hedge: null, per: null, whole: false, at: 0, raw: String(value) }
    expect(isDerived(said, cited)).toBe(follows)
  })

  test('a weekday in the plural and a title are no names', () => {
    expect(namesIn('The desk is closed on Saturdays, says Dr Kaya.')).toEqual(['Kaya'])
  })
})
