import fc from 'fast-check'
import { expect, it } from 'vitest'
import { estimateFirst } from '../../api/optimize/rank/estimate-first.ts'
import { plainOrder, type PlainFacts } from '../../api/optimize/rank/plain.ts'
import { PRIORITIES } from '../../api/optimize/score/candidate.ts'
import { plainWords, unrankedWords } from '../../api/optimize/sentences.ts'
import type { Candidate } from '../../api/optimize/score/candidate.ts'
import { scoredOf } from '../../api/optimize/score/scored.ts'
import { backlogs, bare } from './items.ts'
import { violations } from './oracle.ts'

const TODAY = '2026-03-01'

const facts = (more: Partial<PlainFacts> = {}): PlainFacts => ({
  dueDate: null,
  deadline: null,
  createdAt: new Date('2026-01-01T12:00:00Z'),
  rank: 1,
  ...more,
})

type Given = readonly [key: string, candidate?: Partial<Candidate>, facts?: Partial<PlainFacts>]

const ordered = (given: readonly Given[]) => {
  const of = new Map(given.map(([key, , more]) => [key, facts(more)]))
  return plainOrder(
    given.map(([key, candidate]) => bare(key, candidate)),
    ({ key }) => of.get(key)!,
    TODAY,
  )
}
const told = (given: readonly Given[]) => ordered(given).items.map(({ key, reason }) => [key, reason.code, reason.text])

it('goes by what is due, then priority, then age, then the manual order', () => {
  expect(
    told([
      ['A-1', {}, { rank: 2 }],
      ['A-2', {}, { rank: 1 }],
      ['A-3', {}, { createdAt: new Date('2025-08-01T12:00:00Z') }],
      ['A-4', { priority: 'low' }],
      ['A-5', { priority: 'critical' }, { dueDate: '2026-03-16' }],
      ['A-6', { priority: 'low' }, { dueDate: '2026-03-15' }],
      ['A-7', { priority: 'high' }, { dueDate: '2026-02-27', createdAt: new Date('2026-02-28T12:00:00Z') }],
      ['A-8', {}, { deadline: '2026-03-01', createdAt: new Date('2026-03-01T08:00:00Z') }],
      ['A-9', { priority: 'medium' }, { dueDate: '2026-01-05', deadline: '2026-02-01' }],
    ]),
  ).toEqual([
    ['A-7', 'OVERDUE', 'Overdue since 2026-02-27, high priority, open for 1 day'],
    ['A-8', 'DUE_SOON', 'Due today, 2026-03-01, new, no priority'],
    ['A-6', 'DUE_SOON', 'Due 2026-03-15, low priority, open for 59 days'],
    ['A-5', 'PRIORITY', 'Critical, due 2026-03-16, open for 59 days'],
    ['A-9', 'PRIORITY', 'Medium priority, its deadline 2026-02-01 has passed, open for 59 days'],
    ['A-4', 'PRIORITY', 'Low priority, open for 59 days'],
    ['A-3', 'AGE', 'Open for 212 days, no priority'],
    ['A-2', 'AGE', 'Open for 59 days, no priority'],
    ['A-1', 'AGE', 'Open for 59 days, no priority'],
  ])
})

it('brings a blocker forward with what waits for it, and counts what it blocks', () => {
  expect(
    told([
      ['A-1', { priority: 'low' }],
      ['A-2', { priority: 'low', blockedBy: ['A-1'] }],
      ['A-3', { priority: 'critical', blockedBy: ['A-2'] }],
      ['A-4', { priority: 'high' }],
      ['A-5', { priority: 'medium', blockedBy: ['A-4'] }],
      ['A-6', { priority: 'medium', blockedBy: ['A-4', 'gone'] }],
    ]),
  ).toEqual([
    ['A-1', 'PULLED_UP', 'Moved up for A-3, which cannot start before this'],
    ['A-2', 'PULLED_UP', 'Moved up for A-3, which cannot start before this'],
    ['A-3', 'PRIORITY', 'Critical, open for 59 days'],
    ['A-4', 'PRIORITY', 'High priority, blocks 2 items, open for 59 days'],
    ['A-5', 'PRIORITY', 'Medium priority, open for 59 days'],
    ['A-6', 'PRIORITY', 'Medium priority, open for 59 days'],
  ])
})

it('says nothing of an age that nobody knows, and goes by the manual order in its place', () => {
  const unknown = { createdAt: null }
  const list: Given[] = [
    ['A-1', { priority: 'medium' }, { ...unknown, rank: 3 }],
    ['A-2', { priority: 'medium' }, { ...unknown, rank: 2 }],
    ['A-3', {}, { ...unknown, rank: 1 }],
  ]
  expect(told(list)).toEqual([
    ['A-2', 'PRIORITY', 'Medium priority'],
    ['A-1', 'PRIORITY', 'Medium priority'],
    ['A-3', 'PRIORITY', 'No priority'],
  ])
  const said = (given: readonly Given[]) => plainWords(ordered(given), 'wsjf', TODAY, []).slice(0, 2).join(' ')
  expect(said(list)).toBe(
    'Ordered without scores: overdue items first, then items due by 2026-03-15 (within 14 days), then by priority, then in manual order. An item never comes before its blocker. When these items were created is unknown, so age is not part of the order.',
  )
  const mixed: Given[] = [...list, ['A-4', { priority: 'medium' }, { rank: 9 }]]
  expect(told(mixed)[0]).toEqual(['A-4', 'PRIORITY', 'Medium priority, open for 59 days'])
  expect(said(mixed)).toContain(
    'then the oldest first. An item never comes before its blocker. When 3 items were created is unknown: they come after items of the same priority, in manual order.',
  )
  const why = (given: readonly Given[], count: number) => unrankedWords(ordered(given), { count, needed: 2 })
  expect(why(list, 0)).toBe(
    'None of the 3 items has scores, too few to rank by value (2 needed), so the order follows blockers, due dates, priority, and the manual order.',
  )
  expect(why(mixed, 1)).toBe(
    '1 of 4 items has scores, too few to rank by value (2 needed), so the order follows blockers, due dates, priority, and age.',
  )
})

const day = fc.constantFrom(null, '2026-01-10', '2026-03-01', '2026-03-14', '2026-09-01')
const lists = backlogs(20).chain((items) =>
  fc.tuple(
    fc.constant(items),
    fc.shuffledSubarray(items, { minLength: items.length }),
    fc.array(fc.record({ dueDate: day, deadline: day, rank: fc.nat(3) }), {
      minLength: items.length,
      maxLength: items.length,
    }),
  ),
)

it('never puts an item before its blocker, and does not depend on the order in which the items come', () => {
  fc.assert(
    fc.property(lists, ([items, shuffled, given]) => {
      const of = new Map(items.map(({ key }, at) => [key, facts(given[at])]))
      const once = plainOrder(items, ({ key }) => of.get(key)!, TODAY)
      const keys = once.items.map(({ key }) => key)
      expect(keys.toSorted()).toEqual(items.map(({ key }) => key).toSorted())
      expect(violations(items, keys)).toBe(0)
      expect(plainOrder(shuffled, ({ key }) => of.get(key)!, TODAY).items.map(({ key }) => key)).toEqual(keys)
      // The only numbers are dates, days, counts, and keys: no figure of an item.
      for (const { reason } of once.items) expect(reason.text).not.toMatch(/value|size|points|criticality|risk/)
      for (const { key, rankBest, rankWorst, assumed } of estimateFirst(once, 'wsjf', 10)) {
        const at = keys.indexOf(key) + 1
        expect([rankBest <= at, at <= rankWorst, assumed]).toEqual([true, true, null])
      }
    }),
    { numRuns: 150 },
  )
})

it('asks for ten items that an estimate could move over the line, and never for a scored one or a dated one first', () => {
  const order = ordered(
    Array.from({ length: 40 }, (_, at): Given => {
      const priority = at < 4 ? 'critical' : at < 12 ? 'high' : at < 30 ? 'medium' : 'low'
      return [
        `A-${at + 1}`,
        { priority, ...(at === 13 && { riskReduction: 3 }) },
        at === 30 ? { dueDate: '2026-03-02', rank: at } : { rank: at },
      ]
    }),
  )
  const next = estimateFirst(order, 'wsjf', 10)
  // The first eight are one that is due, four critical ones, and three high ones, A-5 to A-7: those could fall furthest.
  expect(next.map(({ key }) => key)).toEqual([
    'A-7',
    'A-6',
    'A-5',
    'A-8',
    'A-9',
    'A-10',
    'A-11',
    'A-12',
    'A-13',
    'A-15',
  ])
  expect(next[0]).toMatchObject({
    field: 'businessValue',
    assumed: null,
    low: 5,
    high: 20,
    value: null,
    rankBest: 6,
    rankWorst: 31,
  })
  expect(estimateFirst(order, 'rice', 1)[0]).toMatchObject({ field: 'impact', low: 1, high: 3 })
})

it.each<[string, Partial<Candidate>, Record<'wsjf' | 'rice' | 'ice', number>]>([
  ['a business value', { businessValue: 0 }, { wsjf: 1, rice: 1, ice: 1 }],
  ['a time criticality', { timeCriticality: 3 }, { wsjf: 1, rice: 0, ice: 0 }],
  ['a risk reduction', { riskReduction: 3 }, { wsjf: 1, rice: 0, ice: 0 }],
  ['a cost of delay', { costOfDelayPerWeek: 3 }, { wsjf: 1, rice: 0, ice: 0 }],
  ['a reach', { reach: 3 }, { wsjf: 0, rice: 1, ice: 0 }],
  ['an impact', { impact: 3 }, { wsjf: 0, rice: 1, ice: 1 }],
  ['a size alone', { jobSize: 3, storyPoints: 3, effort: 3, ease: 3, confidence: 1 }, { wsjf: 0, rice: 0, ice: 0 }],
])('%s counts as a score where the method reads it', (_, figures, expected) => {
  for (const method of ['wsjf', 'rice', 'ice'] as const)
    expect(scoredOf([bare('A-1', figures)], method).count).toBe(expected[method])
})

it.each([
  [0, 0, true],
  [0, 1, false],
  [2, 10, false],
  [3, 10, true],
  [41, 137, false],
  [42, 137, true],
])('%i scored items of %i are enough: %s', (scored, all, enough) => {
  const items = Array.from({ length: all }, (_, at) =>
    bare(`A-${at}`, { priority: PRIORITIES[0]!, businessValue: at < scored ? 5 : null }),
  )
  expect(scoredOf(items, 'wsjf')).toMatchObject({ count: scored, enough })
})
