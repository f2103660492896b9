/** What a document says of strategy is what is known, and how. */
import { expect, test } from 'vitest'
import { alignmentLines } from '../../api/prd/engines/market-lines.ts'

test('each way in which items serve an objective is counted by itself', () => {
  const { goal } = alignmentLines({
    of: 6,
    served: [
      {
        objective: 'Activation',
        items: 5,
        by: [
          { basis: 'explicit_link', items: 1 },
          { basis: 'lexical', items: 4 },
        ],
      },
      { objective: 'Trust', items: 1, by: [{ basis: 'inherited_link', items: 1 }] },
    ],
    noObjectives: false,
  })
  expect(goal).toEqual([
    '5 of 6 items serve “Activation”: 1 by a link, 4 by matching words only.',
    '1 of 6 items serve “Trust”, by the link of their epic.',
  ])
})

test('items that serve no objective are named in the right number', () => {
  const goal = (of: number) => alignmentLines({ of, served: [], noObjectives: false }).goal
  expect(goal(1)).toEqual(['The item serves no objective.'])
  expect(goal(3)).toEqual(['None of the 3 items serves an objective.'])
})
