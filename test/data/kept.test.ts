import { expect, test } from 'vitest'
import { Kept } from '../../api/data/kept.ts'

const at = (id: string, dataVersion: number, changedAt = dataVersion) => ({
  tenantId: 'acme',
  id,
  dataVersion,
  dataChangedAt: new Date(changedAt),
})

test('a newer version takes the place of all that was made from the one before', () => {
  const kept = new Kept<number>(10_000)
  for (let weight = 0; weight < 15; weight++) kept.keep(at('shop', 1), `order ${weight}`, weight, 500)
  kept.keep(at('lab', 1), 'order 0', 7, 500)
  expect([kept.count, kept.size, kept.at(at('shop', 1), 'order 14')]).toEqual([16, 8_000, 14])
  expect(kept.last(at('shop', 2), 'order 14')).toBe(14)
  kept.keep(at('shop', 2), 'order 99', 99, 500)
  expect([kept.count, kept.size]).toEqual([2, 1_000])
  expect([kept.at(at('shop', 1), 'order 14'), kept.last(at('shop', 2), 'order 14')]).toEqual([undefined, undefined])
  expect([kept.at(at('shop', 2), 'order 99'), kept.at(at('lab', 1), 'order 0')]).toEqual([99, 7])
})

test('a slow answer from an older version takes nothing away, and a number that is given again is another version', () => {
  const kept = new Kept<number>(10_000)
  kept.keep(at('shop', 2), 'history', 2, 1)
  kept.keep(at('shop', 1), 'history', 1, 1)
  expect(kept.at(at('shop', 2), 'history')).toBe(2)
  expect([kept.at(at('shop', 2, 9), 'history'), kept.last(at('shop', 1), 'history')]).toEqual([undefined, undefined])
  kept.keep(at('shop', 2, 9), 'history', 3, 1)
  expect([kept.count, kept.at(at('shop', 2, 9), 'history')]).toEqual([1, 3])
})

test('a version of a server whose clock is behind is newer all the same', () => {
  const kept = new Kept<number>(10_000)
  kept.keep(at('shop', 10, 2_000), 'history', 10, 1)
  kept.keep(at('shop', 11, 500), 'history', 11, 1)
  expect([kept.count, kept.at(at('shop', 11, 500), 'history')]).toEqual([1, 11])
  expect(kept.last(at('shop', 10, 2_000), 'history')).toBeUndefined()
})

test('a workspace keeps what was used last, and all of them a size together', () => {
  const kept = new Kept<number>(10_000, 20)
  kept.keep(at('shop', 1), 'history', 1, 1)
  for (let weight = 0; weight < 50; weight++) {
    kept.keep(at('shop', 1), `order ${weight}`, weight, 10)
    expect(kept.at(at('shop', 1), 'history')).toBe(1)
  }
  expect(kept.count).toBe(20)
  expect([kept.at(at('shop', 1), 'order 30'), kept.at(at('shop', 1), 'order 31')]).toEqual([undefined, 31])
  kept.keep(at('lab', 1), 'order', 5, 99_999)
  expect([kept.count, kept.at(at('shop', 1), 'order 49')]).toEqual([1, undefined])
  kept.keep(at('shop', 1), 'history', 2, 1)
  expect([kept.count, kept.at(at('shop', 1), 'history')]).toEqual([1, 2])
})
