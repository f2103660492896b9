import fc from 'fast-check'
import { expect, it } from 'vitest'
import { rank } from '../../api/optimize/rank/rank.ts'
import type { Factor } from '../../api/optimize/score/factor.ts'
import { backlogs, item, keysOf } from './items.ts'

const alignment = (
  weight: number,
  values: Record<string, number | null>,
  reasons: Record<string, string> = {},
): Factor => ({
  name: 'alignment',
  weight,
  value: new Map(Object.entries(values)),
  reason: new Map(Object.entries(reasons)),
})

it('a weight of zero gives byte for byte the ranking without the factor', () => {
  fc.assert(
    fc.property(backlogs(15), fc.double({ min: 0, max: 1, noNaN: true }), (candidates, value) => {
      const factor = alignment(0, Object.fromEntries(candidates.map(({ id }) => [id, value])))
      expect(JSON.stringify(rank({ candidates, method: 'wsjf', factors: [factor] }))).toBe(
        JSON.stringify(rank({ candidates, method: 'wsjf', factors: [] })),
      )
    }),
    { numRuns: 60 },
  )
})

it('raising a weight moves up only what has the factor, and says why', () => {
  const items = [
    item('A-1', [8, 5, 2, 3]),
    item('A-2', [8, 5, 1, 3]),
    item('A-3', [5, 5, 2, 3]),
    item('A-4', [5, 5, 1, 3]),
  ]
  const ranking = rank({
    candidates: items,
    method: 'wsjf',
    factors: [alignment(1, { 'A-3': 0.5 }, { 'A-3': 'serves “Find in one try”' })],
  })
  expect(keysOf(ranking)).toEqual(['A-3', 'A-1', 'A-2', 'A-4'])
  expect(ranking.items[0]).toMatchObject({
    costOfDelay: 18,
    factors: [{ name: 'alignment', weight: 1, value: 0.5, rankWithout: 3, reason: 'serves “Find in one try”' }],
    reason: { code: 'FACTOR', text: 'Up 2 from alignment: serves “Find in one try”' },
  })
})

it('the items without a factor keep their order among themselves when nothing waits for anything', () => {
  fc.assert(
    fc.property(backlogs(15, 0), fc.double({ min: 0, max: 3, noNaN: true }), (all, weight) => {
      const candidates = all.map((candidate) => ({ ...candidate, priority: 'none' as const }))
      const having = new Set(candidates.filter((_, i) => i % 3 === 0).map(({ id }) => id))
      const factor = alignment(weight, Object.fromEntries([...having].map((id) => [id, 0.8])))
      const rest = (factors: Factor[]) =>
        keysOf(rank({ candidates, method: 'wsjf', factors })).filter((key) => !having.has(key))
      expect(rest([factor])).toEqual(rest([]))
    }),
    { numRuns: 60 },
  )
})

it('an unknown value changes nothing and stays null in the answer', () => {
  const items = [item('A-1', [8, 5, 2, 3]), item('A-2', [5, 5, 2, 3])]
  const ranking = rank({ candidates: items, method: 'wsjf', factors: [alignment(2, { 'A-2': null })] })
  expect(ranking.items.map(({ key, costOfDelay, factors }) => [key, costOfDelay, factors[0]!.value])).toEqual([
    ['A-1', 15, null],
    ['A-2', 12, null],
  ])
})

it('refuses a negative weight and a value above 1, naming the factor', () => {
  const candidates = [item('A-1', [1, 1, 1, 1])]
  expect(() => rank({ candidates, method: 'wsjf', factors: [alignment(-1, {})] })).toThrow(
    'The factor alignment needs a weight of at least 0.',
  )
  expect(() => rank({ candidates, method: 'wsjf', factors: [alignment(1, { 'A-1': 1.5 })] })).toThrow(
    'The factor alignment has a value outside 0..1.',
  )
})
