import { expect, test } from 'vitest'
import { baselineVariance } from '../../api/scheduling/plan/baseline.ts'

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
      { id: 'A', change: 'MOVED', startDays: 0, finishDays: 4, fromTeam: 'web', toTeam: 'web' },
      { id: 'B', change: 'MOVED', startDays: 0, finishDays: 0, fromTeam: 'web', toTeam: 'app' },
      { id: 'C', change: 'REMOVED', startDays: null, finishDays: null, fromTeam: 'web', toTeam: null },
      { id: 'D', change: 'ADDED', startDays: null, finishDays: null, fromTeam: null, toTeam: 'web' },
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
