import { expect, it } from 'vitest'
import { headline } from '../../api/optimize/rank/headline.ts'
import { item, wsjf } from './items.ts'

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
])('%s reads as one sentence', (_, items, sentence) => {
  expect(headline(wsjf(items))).toBe(sentence)
})
