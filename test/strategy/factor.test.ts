import { expect, it } from 'vitest'
import { scoreAlignment } from '../../api/strategy/alignment.ts'
import { alignmentFactor } from '../../api/strategy/factor.ts'

const items = [{ id: 'i1', key: 'S-1', title: 'Anything', description: null, labels: [], parentId: null, points: null }]
const objectives = [{ id: 'o1', title: 'Find it in one try', description: null, measure: null, theme: null }]

it('alignment enters the ranking with its score and the objective that it serves', () => {
  const alignment = scoreAlignment({
    items,
    ancestors: [],
    objectives,
    links: [{ itemId: 'i1', objectiveId: 'o1' }],
    method: 'hybrid',
  })
  const factor = alignmentFactor(alignment, objectives, 0.5)
  expect([factor.name, factor.weight, [...factor.value], [...factor.reason]]).toEqual([
    'alignment',
    0.5,
    [['i1', 1]],
    [['i1', 'serves “Find it in one try”']],
  ])
})

it('an empty strategy leaves every item unknown', () => {
  const alignment = scoreAlignment({ items, ancestors: [], objectives: [], links: [], method: 'hybrid' })
  expect([...alignmentFactor(alignment, [], 1).value]).toEqual([['i1', null]])
})

it('words move an item only when they are clear, and then it is said; a resemblance moves nothing', () => {
  const two = [
    { ...items[0]!, title: 'Find it in one try' },
    { ...items[0]!, id: 'i2', title: 'One basket for all' },
  ]
  const factor = alignmentFactor(
    scoreAlignment({
      items: two,
      ancestors: [],
      objectives: [
        ...objectives,
        {
          id: 'o2',
          title: 'A basket of fruit for every visitor of the farm',
          description: null,
          measure: null,
          theme: null,
        },
      ],
      links: [],
      method: 'hybrid',
    }),
    objectives,
    0.5,
  )
  expect(factor.reason.get('i1')).toBe('serves “Find it in one try” (by matching words)')
  for (const value of factor.value.values()) expect(value === null || value === 0 || value >= 0.3).toBe(true)
})
