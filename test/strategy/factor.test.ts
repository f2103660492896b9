import { expect, it } from 'vitest'
import { scoreAlignment } from '../../api/strategy/alignment.ts'
import { alignmentFactor } from '../../api/strategy/factor.ts'

const items = [{ id: 'i1', key: 'S-1', title: 'Anything', description: null, labels: [], parentId: null, points: null }]
const objectives = [{ id: 'o1', title: 'Find it in one try', description: null, measure: null, theme: null }]

it('alignment enters the ranking with its score and the objective that it serves', () => {
  const alignment = scoreAlignment({ items, ancestors: [], objectives, links: [{ itemId: 'i1', objectiveId: 'o1' }], method: 'hybrid' })
  const factor = alignmentFactor(alignment, objectives, 0.5)
  expect([factor.name, factor.weight, [...factor.value], [...factor.reason]]).toEqual(['alignment', 0.5, [['i1', 1]], [['i1', 'serves “Find it in one try”']]])
})

it('an empty strategy leaves every item unknown', () => {
  const alignment = scoreAlignment({ items, ancestors: [], objectives: [], links: [], method: 'hybrid' })
  expect([...alignmentFactor(alignment, [], 1).value]).toEqual([['i1', null]])
})
