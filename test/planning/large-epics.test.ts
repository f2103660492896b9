import { expect, test } from 'vitest'
import { blockersOf, blockerWords } from '../../api/planning/blockers.ts'

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
  const { dependencies, leftOut } = blockersOf(two(100) as never, [waits('A', 'B')] as never)
  expect(dependencies).toHaveLength(10_000)
  expect(blockerWords(leftOut)).toEqual([])
})

test('two of ten thousand would be a hundred million arcs: the one waits for the last of the other, and it is said so', () => {
  const { dependencies, leftOut } = quick(() => blockersOf(two(10_000) as never, [waits('A', 'B')] as never))
  expect(dependencies).toHaveLength(10_000)
  expect(dependencies.every(({ item, blocker }) => item.startsWith('A') && blocker === 'B9999')).toBe(true)
  expect(blockerWords(leftOut)).toEqual([
    '1 dependency is between epics too large to follow item by item: what is in one waits for the last item of the other.',
  ])
})

test('a circle between two of four hundred is found in the time of one walk', () => {
  const { dependencies, leftOut } = quick(() =>
    blockersOf(two(400) as never, [waits('A', 'B'), waits('B7', 'A7')] as never),
  )
  expect(leftOut).toEqual({ against: 1, shortened: 0 })
  expect(dependencies).toContainEqual(expect.objectContaining({ item: 'B7', blocker: 'A7' }))
})
