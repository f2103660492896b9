import { expect, test } from 'vitest'
import { baselineVariance as varianceOf, type BaselineItem } from '../../api/scheduling/plan/baseline.ts'

const OPEN = new Set(['A', 'B', 'C', 'D', 'SHOP-4'])
const baselineVariance = (then: BaselineItem[], now: BaselineItem[]) => varianceOf(then, now, OPEN)
const row = (id: string, start: string, finish: string, teamId = 'web') => ({ id, teamId, start, finish })

test('variance counts calendar days, later positive, and names what came and went', () => {
  const then = [
    row('A', '2026-01-05', '2026-01-09'),
    row('B', '2026-01-12', '2026-01-16'),
    row('C', '2026-01-05', '2026-01-06'),
  ]
  const now = [
    row('A', '2026-01-05', '2026-01-13'),
    row('B', '2026-01-12', '2026-01-16', 'app'),
    row('D', '2026-01-19', '2026-01-20'),
  ]
  expect(baselineVariance(then, now)).toEqual({
    items: [
      { key: 'A', change: 'MOVED', startDays: 0, finishDays: 4, fromTeam: 'web', toTeam: 'web' },
      { key: 'B', change: 'MOVED', startDays: 0, finishDays: 0, fromTeam: 'web', toTeam: 'app' },
      { key: 'C', change: 'REMOVED', startDays: null, finishDays: null, fromTeam: 'web', toTeam: null },
      { key: 'D', change: 'ADDED', startDays: null, finishDays: null, fromTeam: null, toTeam: 'web' },
    ],
    later: 1,
    earlier: 0,
    unchanged: 0,
    added: 1,
    removed: 1,
    finishDays: 4,
    meanAbsoluteDays: 2,
  })
})

test('a plan against itself has no variance', () => {
  const plan = [row('A', '2026-01-05', '2026-01-09')]
  expect(baselineVariance(plan, plan)).toMatchObject({
    unchanged: 1,
    later: 0,
    earlier: 0,
    finishDays: 0,
    meanAbsoluteDays: 0,
  })
})

test('an empty plan has no finish to compare', () => {
  expect(baselineVariance([], [row('A', '2026-01-05', '2026-01-09')])).toMatchObject({ added: 1, finishDays: null })
})

test('an epic of which a story goes to another team is still there, and ends when its last part does', () => {
  const one = [row('SHOP-4', '2026-01-05', '2026-01-16', 'Checkout')]
  const two = [
    row('SHOP-4@Checkout', '2026-01-05', '2026-01-14', 'Checkout'),
    row('SHOP-4@Mobile', '2026-01-12', '2026-01-23', 'Mobile'),
  ]
  const move = { key: 'SHOP-4', change: 'MOVED', startDays: 0, finishDays: 7 }
  expect(baselineVariance(one, two)).toMatchObject({
    items: [{ ...move, fromTeam: 'Checkout', toTeam: 'Checkout, Mobile' }],
    later: 1,
    added: 0,
    removed: 0,
    finishDays: 7,
    meanAbsoluteDays: 7,
  })
  expect(baselineVariance(two, one).items).toEqual([
    { ...move, finishDays: -7, fromTeam: 'Checkout, Mobile', toTeam: 'Checkout' },
  ])
})

test('an @ in a key or in the name of a team is part of it', () => {
  const open = new Set(['me@home', 'SHOP-4'])
  const plan = [row('me@home', '2026-01-05', '2026-01-09'), row('SHOP-4@q@a', '2026-01-05', '2026-01-09', 'q@a')]
  expect(varianceOf(plan, plan, open).items.map(({ key }) => key)).toEqual(['SHOP-4', 'me@home'])
})
