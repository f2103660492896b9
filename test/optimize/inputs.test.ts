import { expect, it } from 'vitest'
import { rank } from '../../api/optimize/rank/rank.ts'
import { stepBy } from '../../api/optimize/score/inputs.ts'
import { bare, item, wsjf } from './items.ts'

it('takes story points for a missing size and says so', () => {
  expect(wsjf([bare('A-1', { storyPoints: 8 })]).assumptions.at(-1)).toMatchObject({
    field: 'jobSize',
    value: 8,
    source: 'storyPoints',
  })
})

it('takes the median of the type, with its sample and range, when the item says nothing', () => {
  const stories = [2, 3, 13].map((size, i) => item(`A-${i}`, [5, 5, 5, size]))
  const bugs = [1, 1, 2].map((size, i) => item(`B-${i}`, [5, 5, 5, size], { type: 'bug' }))
  const { assumptions } = wsjf([...stories, ...bugs, item('B-9', [5, 5, 5, 0], { type: 'bug', jobSize: null })])
  expect(assumptions).toEqual([
    { itemId: 'B-9', field: 'jobSize', value: 1, source: 'medianOfType', of: 'bug', sampleSize: 3, low: 1, high: 2 },
  ])
})

it('asks the whole list where a type has fewer than three stated figures', () => {
  const { assumptions } = wsjf([
    item('A-1', [5, 5, 5, 2]),
    item('A-2', [5, 5, 5, 8]),
    bare('A-3', { type: 'epic', businessValue: 1, timeCriticality: 1, riskReduction: 1 }),
  ])
  expect(assumptions).toMatchObject([{ itemId: 'A-3', value: 2, source: 'medianOfList', sampleSize: 2 }])
})

it('takes the median business value of the same priority before that of the type', () => {
  const high = [13, 13, 20].map((value, i) => item(`A-${i}`, [value, 1, 1, 1], { priority: 'high' }))
  const low = [1, 2, 2, 3].map((value, i) => item(`B-${i}`, [value, 1, 1, 1], { priority: 'low' }))
  const { assumptions } = wsjf([...high, ...low, item('C-1', [0, 1, 1, 1], { businessValue: null, priority: 'high' })])
  expect(assumptions).toMatchObject([
    { itemId: 'C-1', field: 'businessValue', value: 13, source: 'medianOfPriority', of: 'high', sampleSize: 3 },
  ])
})

it('prefers money per week where most items state it, and converts the rest by the median rate', () => {
  const ranking = wsjf([
    item('A-1', [5, 3, 2, 5], { costOfDelayPerWeek: 20_000 }),
    item('A-2', [8, 8, 4, 4], { costOfDelayPerWeek: 10_000 }),
    item('A-3', [5, 5, 5, 5]),
  ])
  expect(ranking.unit).toBe('perWeek')
  expect(ranking.items.map(({ key, costOfDelay, score }) => [key, costOfDelay, score])).toEqual([
    ['A-1', 20_000, 4_000],
    ['A-2', 10_000, 2_500],
    ['A-3', 7_500, 1_500],
  ])
  expect(ranking.assumptions).toMatchObject([
    { itemId: 'A-3', field: 'costOfDelayPerWeek', value: 7_500, source: 'relativeScores' },
  ])
})

it('stays on the relative scale where only a few state money', () => {
  const ranking = wsjf([
    item('A-1', [5, 3, 2, 5], { costOfDelayPerWeek: 20_000 }),
    item('A-2', [8, 8, 4, 4]),
    item('A-3', [5, 5, 5, 5]),
  ])
  expect(ranking.unit).toBe('relative')
  expect(ranking.items.find(({ key }) => key === 'A-1')!.costOfDelay).toBe(10)
})

it('RICE is reach × impact × confidence ÷ effort, and missing parts are on record', () => {
  const ranking = rank({
    candidates: [
      bare('A-1', { reach: 2_000, impact: 2, confidence: 0.8, effort: 4 }),
      bare('A-2', { reach: 500, impact: 3, confidence: 1, effort: 1 }),
      bare('A-3', { businessValue: 13, storyPoints: 5 }),
    ],
    method: 'rice',
    factors: [],
  })
  expect(ranking.items.map(({ key, score }) => [key, score])).toEqual([
    ['A-2', 1_500],
    ['A-1', 800],
    ['A-3', (500 * 2 * 0.8) / 5],
  ])
  expect(ranking.assumptions.map(({ field, source }) => [field, source])).toEqual([
    ['reach', 'medianOfList'],
    ['impact', 'businessValue'],
    ['confidence', 'medianOfList'],
    ['effort', 'storyPoints'],
  ])
})

it('ICE is impact × confidence × ease, with ease taken from the size where it is missing', () => {
  const ranking = rank({
    candidates: [
      bare('A-1', { impact: 8, confidence: 0.5, ease: 5 }),
      bare('A-2', { impact: 8, confidence: 0.5, jobSize: 1 }),
    ],
    method: 'ice',
    factors: [],
  })
  expect(ranking.items.map(({ key, score }) => [key, score])).toEqual([
    ['A-2', 40],
    ['A-1', 20],
  ])
})

it.each([
  [5, 1, 8],
  [5, -1, 3],
  [1, -1, 0.5],
  [20, 1, 32],
  [4, 1, 6.4],
  [0, 1, 0],
])('a step from %d by %d is %d', (value, steps, expected) => {
  expect(stepBy(value, steps)).toBeCloseTo(expected, 12)
})
