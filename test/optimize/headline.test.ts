import { expect, it } from 'vitest'
import { headline, shareOfFirst } from '../../api/optimize/rank/headline.ts'
import { rank } from '../../api/optimize/rank/rank.ts'
import { assumptionWords } from '../../api/optimize/sentences.ts'
import { bare, item, wsjf } from './items.ts'

it.each([
  ['nothing', [], 'There is no open work to rank.'],
  ['one item', [item('A-1', [1, 1, 1, 1])], 'Only A-1 is open, so it goes first.'],
  [
    'a blocker',
    [
      item('PLT-41', [1, 1, 1, 8]),
      item('SHOP-131', [20, 20, 20, 5], { blockedBy: ['PLT-41'] }),
      item('SHOP-7', [5, 5, 5, 7]),
    ],
    'Start with PLT-41 (SHOP-131 waits for it), then SHOP-131: the first 2 of 3 items deliver 81% of the value for 65% of the effort.',
  ],
  [
    'a value and a size that nobody stated',
    [
      item('A-1', [8, 1, 1, 5]),
      item('A-2', [8, 1, 1, 3], { riskReduction: null }),
      item('A-3', [5, 1, 1, 1], { jobSize: null }),
    ],
    'Start with A-2, then A-3: the first 2 of 3 items deliver 63% of the value for 55% of the effort; 1 of 3 values and 1 of 3 sizes are assumed in whole or in part.',
  ],
  [
    'a first one that is P0 alone',
    [item('A-1', [20, 20, 20, 1]), item('A-2', [1, 1, 1, 1])],
    'Start with A-1, then A-2: the first of 2 items delivers 95% of the value for 50% of the effort.',
  ],
])('%s reads as one sentence', (_, items, sentence) => {
  expect(headline(wsjf(items), items.length)).toBe(sentence)
})

it('a list that is a part of the open work does not speak for all of it', () => {
  expect(headline(wsjf([item('A-1', [1, 1, 1, 1])]), 300)).toBe('A-1 is the only item in this list.')
  expect(headline(wsjf([]), 300)).toBe('No open item matches.')
})

it('with ICE, whose score holds the effort, only shares of the score are stated', () => {
  const ice = (key: string, impact: number) => bare(key, { impact, confidence: 0.5, ease: 4 })
  const ranking = rank({ candidates: [ice('A-1', 9), ice('A-2', 1)], method: 'ice', factors: [] })
  expect(headline(ranking, 2)).toBe('Start with A-1, then A-2: the first of 2 items has 90% of the score.')
  expect(shareOfFirst(ranking, 1)).toEqual({ value: 0.9, effort: null })
})

it('a figure that no item has is “any”, with whatever letter it begins', () => {
  const method = 'rice'
  const ranking = rank({ candidates: ['A-1', 'A-2', 'A-3'].map((key) => bare(key)), method, factors: [] })
  const words = assumptionWords(ranking, [], 0).join(' ')
  for (const figure of ['reach', 'impact', 'effort']) expect(words).toContain(`None of the 3 items has any ${figure}:`)
})
