import { expect, it } from 'vitest'
import { inherited, topmost } from '../../api/competitive/closing.ts'
import { closingItems } from '../../api/competitive/analysis/gaps.ts'

const above = (key: string) => ({ S: 'E', T: 'S', R: 'Q', Q: 'R' })[key] ?? null
const closes = (itemId: string, certainty: number, capabilityId = 'gift') => ({ itemId, capabilityId, certainty })

it('a reader is shown the epic instead of everything in it', () => {
  expect(
    topmost([closes('E', 1), closes('S', 1), closes('T', 0.4), closes('X', 0.5)], above).map(({ itemId }) => itemId),
  ).toEqual(['E', 'X'])
  expect(topmost([closes('E', 0.4), closes('S', 1)], above).map(({ itemId }) => itemId)).toEqual(['E', 'S'])
})

it('for the ranking what is in an epic closes what the epic closes, a little less surely, unless it is linked itself', () => {
  expect(inherited(['S', 'T', 'X'], [closes('E', 1), closes('T', 1, 'size')], above)).toEqual([
    closes('S', 0.8),
    closes('T', 1, 'size'),
  ])
  expect(inherited(['S'], [closes('S', 0.4)], above)).toEqual([closes('S', 0.4)])
  expect(inherited(['Q'], [closes('X', 1)], above)).toEqual([])
})

it('words close a capability only when nobody said what does, and when they have more than half of its own', () => {
  const items = [
    { id: 'i1', title: 'Sell gift cards', description: null },
    { id: 'i2', title: 'Card payments', description: null },
    { id: 'i3', title: 'Anything', description: null },
  ]
  expect(closingItems(items, [{ id: 'gift', name: 'Gift cards' }], []).map(({ itemId }) => itemId)).toEqual(['i1'])
  expect(
    closingItems(items, [{ id: 'gift', name: 'Gift cards' }], [{ itemId: 'i3', capabilityId: 'gift' }]).map(
      ({ itemId, certainty }) => [itemId, certainty],
    ),
  ).toEqual([['i3', 1]])
})
