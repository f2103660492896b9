import { describe, expect, test } from 'vitest'
import { blockersOf, blockerWords } from '../../api/planning/blockers.ts'
import { piecesOf } from '../../api/planning/pieces.ts'
import type { FlowItem, History } from '../../api/planning/planning.ts'
import { stalledOf } from '../../api/planning/stalled.ts'
import {
  completionsOf,
  leavesOf,
  openWorkOf,
  piecesInside,
  sizesOf,
  sizeWords,
  usualUnit,
} from '../../api/planning/work.ts'

const open = (id: string, more: object = {}) => ({
  id,
  key: id,
  type: 'story' as 'story' | 'epic' | 'feature',
  parentId: null as string | null,
  epicId: null as string | null,
  storyPoints: null as number | null,
  step: false,
  hasParts: false,
  ...more,
})
const row = (id: string, more: Partial<FlowItem & { parentId: string | null }> = {}) => ({
  id,
  key: id,
  type: 'story' as const,
  statusCategory: 'done' as const,
  parentId: null,
  teamId: null,
  epicId: null,
  points: null,
  createdDay: 0,
  startedDay: 5,
  resolvedDay: 10,
  ...more,
})
const byId = <Row extends { id: string }>(rows: readonly Row[]) => new Map(rows.map((one) => [one.id, one]))

const history = (rows: ReturnType<typeof row>[] = []): History => ({ ...piecesOf(byId(rows)), newestDay: 10 })
const workOf = (items: ReturnType<typeof open>[], past = history()) =>
  openWorkOf({ items: items as never, history: past })

describe('what counts as work', () => {
  const feature = open('F', { type: 'feature', hasParts: true })
  const stories = ['A', 'B', 'C', 'D', 'E'].map((id) => open(id, { parentId: 'F' }))

  test('a feature with five stories is five pieces of work', () => {
    expect(workOf([feature, ...stories])).toBe(5)
  })

  test('the steps of a story go with it, open and finished', () => {
    expect(workOf([feature, ...stories, open('A1', { type: 'task', parentId: 'A', step: true })])).toBe(5)
    const { items } = piecesOf(
      byId([row('A'), row('A1', { type: 'task', parentId: 'A' }), row('A2', { parentId: 'A1' })]),
    )
    expect(items.map(({ key }) => key)).toEqual(['A'])
  })

  test('an epic whose parts are all finished is no work; one that never had any is the median of finished ones', () => {
    expect(workOf([open('E-1', { type: 'epic', hasParts: true })])).toBe(0)
    const finished = [4, 6, 11].flatMap((size, at) => [
      row(`E${at}`, { type: 'epic' }),
      ...Array.from({ length: size }, (_, i) => row(`E${at}-${i}`, { parentId: `E${at}`, epicId: `E${at}` })),
    ])
    expect(workOf([open('E-1', { type: 'epic' })], history(finished))).toBe(6)
    expect(piecesInside([], history(finished)).get('epic')).toBe(6)
    const sizes = sizesOf([open('E-1', { type: 'epic' })] as never, { items: [], history: history(finished) }, 'items')
    expect([...sizes.sizes]).toEqual([['E-1', 6]])
  })

  test('where features are the pieces of work themselves, an open one is one', () => {
    const rows = ['A', 'B', 'C', 'D'].map((id) => row(id, { type: 'feature' }))
    expect(workOf([open('F-1', { type: 'feature' })], history(rows))).toBe(1)
  })

  test('cancelled parts are not what a finished epic was made of', () => {
    const rows = [
      row('E', { type: 'epic' }),
      row('A', { parentId: 'E' }),
      row('B', { parentId: 'E', statusCategory: 'cancelled' }),
    ]
    expect(piecesOf(byId(rows) as never).containers).toEqual([{ type: 'epic', leaves: 1, resolvedDay: 10 }])
  })
})

describe('one unit and one stand-in', () => {
  test('points where half of what was finished in 26 weeks has them', () => {
    const half = [row('A', { points: 3 }), row('B')]
    expect(usualUnit(history(half), 10)).toBe('points')
    expect(usualUnit(history([...half, row('C')]), 10)).toBe('items')
    expect(usualUnit(history([row('A', { points: 3, resolvedDay: 10 })]), 400)).toBe('items')
  })

  test('work without points counts the same finished and open', () => {
    const past = history([row('A', { points: 2 }), row('B', { points: 5 }), row('C', { points: 8 }), row('D')])
    const done = completionsOf(past.items, 'points', () => true).map(({ size }) => size)
    expect(done).toEqual([2, 5, 8, 5])
    const { sizes, assumed } = sizesOf([open('X')] as never, { items: [], history: past }, 'points')
    expect([sizes.get('X'), assumed]).toEqual([5, 1])
    const words = (finished: History) =>
      sizeWords(sizesOf([open('X')] as never, { items: [], history: finished }, 'points'))
    expect(words(past)).toEqual(['1 item has no points; it counts as 5, the median of finished items.'])
    expect(words(history([row('A'), row('B')]))).toEqual([
      '1 item has no points; it counts as 1, because no finished item has points either.',
    ])
  })
})

describe('blockers', () => {
  const epic = (id: string) => open(id, { type: 'epic', hasParts: true })
  const inEpic = (id: string, epicId: string) => open(id, { parentId: epicId, epicId })
  const items = [epic('E'), inEpic('A', 'E'), inEpic('B', 'E'), epic('F'), inEpic('C', 'F'), inEpic('D', 'F')]
  const arcs = (stated: { item: string; blocker: string; lagDays: number }[]) =>
    blockersOf(items, stated)
      .dependencies.map(({ item, blocker }) => `${blocker}>${item}`)
      .sort()

  test('what blocks an epic holds back what is in it', () => {
    expect(arcs([{ item: 'F', blocker: 'E', lagDays: 0 }])).toEqual(['A>C', 'A>D', 'B>C', 'B>D'])
    expect(leavesOf(items).map(({ id }) => id)).toEqual(['A', 'B', 'C', 'D'])
  })

  test('an item and the epic it is in do not wait for each other', () => {
    expect(arcs([{ item: 'A', blocker: 'E', lagDays: 0 }])).toEqual([])
    expect(arcs([{ item: 'E', blocker: 'A', lagDays: 0 }])).toEqual([])
  })

  test('only the ends of an ordered epic are tied', () => {
    const stated = [
      { item: 'B', blocker: 'A', lagDays: 0 },
      { item: 'D', blocker: 'C', lagDays: 0 },
      { item: 'F', blocker: 'E', lagDays: 3 },
    ]
    expect(arcs(stated)).toEqual(['A>B', 'B>C', 'C>D'])
  })

  test('an epic’s dependency that runs against the work inside is left out and counted', () => {
    const { dependencies, leftOut } = blockersOf(items, [
      { item: 'A', blocker: 'C', lagDays: 0 },
      { item: 'F', blocker: 'E', lagDays: 0 },
    ])
    expect(dependencies[0]).toMatchObject({ item: 'A', blocker: 'C' })
    expect(blockerWords(leftOut)).toEqual([
      "1 dependency between epics contradicts those between their items; the items' own dependencies are used.",
    ])
  })

  test('one dependency that runs against several is one all the same', () => {
    const { leftOut } = blockersOf(items, [
      { item: 'A', blocker: 'C', lagDays: 0 },
      { item: 'B', blocker: 'D', lagDays: 0 },
      { item: 'F', blocker: 'E', lagDays: 0 },
    ])
    expect(leftOut).toEqual({ against: 1, shortened: 0 })
  })
})

test('an item is untouched since its last change or its start, whichever is later', () => {
  const finished = Array.from({ length: 20 }, (_, at) => row(`D${at}`, { startedDay: 5, resolvedDay: 8 }))
  const on = (day: number) => new Date(day * 86_400_000)
  const active = (id: string, started: number | null) =>
    open(id, { statusCategory: 'active', updatedAt: on(100), startedAt: started === null ? null : on(started) })
  const items = [active('NEW', 397), active('OLD', 110), active('BLANK', null)]
  expect(stalledOf({ items: items as never, history: history(finished), today: 400 })).toEqual(
    new Set(['OLD', 'BLANK']),
  )
})
