import { expect, test } from 'vitest'
import { blockersOf } from '../../api/planning/blockers.ts'

const epic = (id: string) => ({ id, type: 'epic' as const, parentId: null, epicId: null, step: false, hasParts: true })
const story = (id: string, of: string) => ({
  id,
  type: 'story' as const,
  parentId: of,
  epicId: of,
  step: false,
  hasParts: false,
})
const waits = (item: string, blocker: string) => ({ item, blocker, lagDays: 0 })
const two = (size: number) => [
  epic('A'),
  epic('B'),
  ...['A', 'B'].flatMap((of) => Array.from({ length: size }, (_, at) => story(`${of}${at}`, of))),
]
const quick = <T>(work: () => T): T => {
  const started = performance.now()
  const done = work()
  expect(performance.now() - started).toBeLessThan(20_000)
  return done
}

test('two epics of a hundred stories hold each other back story by story', () => {
  const { dependencies, dropped } = blockersOf(two(100) as never, [waits('A', 'B')] as never)
  expect([dependencies.length, dropped]).toEqual([10_000, 0])
})

test('two of ten thousand would be a hundred million arcs: their dependency is left out, and said so', () => {
  const { dependencies, dropped } = quick(() => blockersOf(two(10_000) as never, [waits('A', 'B')] as never))
  expect([dependencies.length, dropped]).toEqual([0, 1])
})

test('a circle between two of four hundred is found in the time of one walk', () => {
  const { dependencies, dropped } = quick(() =>
    blockersOf(two(400) as never, [waits('A', 'B'), waits('B7', 'A7')] as never),
  )
  expect(dropped).toBeGreaterThan(0)
  expect(dependencies).toContainEqual(expect.objectContaining({ item: 'B7', blocker: 'A7' }))
})
