import { expect, test } from 'vitest'
import { backlogLines } from '../../api/prd/engines/backlog-lines.ts'

const one = (key: string, epic: string | null = null) => ({ key, title: `Title of ${key}`, epic })
const lines = (facts: object) =>
  backlogLines({ head: null, items: [], waitsFor: [], holdsUp: [], stalled: [], personal: true, ...facts }).constraints

test('items that wait for the same work are one sentence', () => {
  const waitsFor = ['A-1', 'A-2', 'A-3'].map((key) => ({ item: one(key), other: one('B-1', 'Rates') }))
  expect(lines({ waitsFor: [...waitsFor, { item: one('A-4'), other: one('B-2') }] })).toEqual([
    'A-1 “Title of A-1”, A-2 “Title of A-2”, and A-3 “Title of A-3” wait for B-1 “Title of B-1” (in “Rates”), which is open.',
    'A-4 “Title of A-4” waits for B-2 “Title of B-2”, which is open.',
  ])
})

test('what one item holds up is one sentence, of which five are named', () => {
  const holdsUp = Array.from({ length: 7 }, (_, at) => ({ item: one('A-1'), other: one(`B-${at + 1}`) }))
  expect(lines({ holdsUp })).toEqual([
    'A-1 “Title of A-1” holds up 7 items elsewhere: B-1 “Title of B-1”, B-2 “Title of B-2”, B-3 “Title of B-3”, B-4 “Title of B-4”, B-5 “Title of B-5”, and 2 more.',
  ])
  expect(lines({ holdsUp: holdsUp.slice(0, 1) })).toEqual(['A-1 “Title of A-1” holds up B-1 “Title of B-1”.'])
})

test('after five blockers, the rest is counted', () => {
  const waitsFor = Array.from({ length: 6 }, (_, at) => ({ item: one('A-1'), other: one(`B-${at}`) }))
  expect(lines({ waitsFor })!.at(-1)).toBe('There is 1 more blocker outside.')
})
