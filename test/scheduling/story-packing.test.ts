import { describe, expect, test } from 'vitest'
import { planPortfolio } from '../../api/scheduling/plan.ts'
import { packPlan, usualSprints } from '../../api/scheduling/sprint-plan.ts'
import { packStories, type Story } from '../../api/scheduling/story-packing.ts'

const sprints = [0, 1, 2].map((i) => ({ id: `s${i + 1}`, teamId: 'web', from: i * 10, to: (i + 1) * 10, points: 20 }))
const epic = { id: 'E', teamId: 'web', start: 0, finish: 20 }
const story = (id: string, points: number, more: Partial<Story> = {}): Story => ({ id, epicId: 'E', points, value: points, ...more })
const packed = (...args: Parameters<typeof packStories>) => packStories(...args).stories.map((s) => [s.id, s.sprintId])

test('stories fill sprints whole, best value per point first', () => {
  expect(packed([epic], [story('a', 8), story('b', 13, { value: 40 }), story('c', 5), story('d', 7, { value: 1 })], sprints, [])).toEqual([['b', 's1'], ['c', 's1'], ['a', 's2'], ['d', 's2']])
})

test('a story comes in the same sprint as its blocker or later', () => {
  const rows = [story('a', 13, { value: 1 }), story('b', 8, { value: 99 })]
  expect(packed([epic], rows, sprints, [{ predecessor: 'a', successor: 'b' }])).toEqual([['a', 's1'], ['b', 's2']])
})

test('across teams the blocker’s sprint has to be over', () => {
  const both = [...sprints, ...sprints.map((s) => ({ ...s, id: `x${s.id}`, teamId: 'app' }))]
  const epics = [epic, { id: 'F', teamId: 'app', start: 0, finish: 20 }]
  expect(packed(epics, [story('a', 2), story('b', 2, { epicId: 'F' })], both, [{ predecessor: 'a', successor: 'b' }])).toEqual([['a', 's1'], ['b', 'xs2']])
})

test('stories wait for the start of their epic', () => {
  expect(packed([{ ...epic, start: 10 }], [story('a', 3)], sprints, [])).toEqual([['a', 's2']])
})

test('an epic without stories holds its share of the sprint', () => {
  const result = packStories([epic, { id: 'F', teamId: 'web', start: 0, finish: 5 }], [story('a', 11)], sprints, [])
  expect(result.stories).toMatchObject([{ id: 'a', sprintId: 's2' }])
  expect(result.sprints[0]).toEqual({ sprintId: 's1', packed: 0, offered: 10 })
})

test('what spills past the planned finish says so', () => {
  expect(packStories([epic], [story('a', 15), story('b', 15), story('c', 15)], sprints, []).stories.map((s) => s.spills)).toEqual([false, false, true])
})

describe('what is not packed has its reason', () => {
  test.each<[string, Story[], string]>([
    ['a story larger than any sprint', [story('a', 21)], 'LARGER_THAN_SPRINT'],
    ['a story of an epic that has no place', [story('a', 1, { epicId: 'X' })], 'EPIC_NOT_PLANNED'],
    ['a story after the last sprint', [story('x', 20), story('y', 20), story('z', 20), story('a', 1, { value: 0 })], 'NO_SPRINT_LEFT'],
  ])('%s', (_, stories, reason) => {
    expect(packStories([epic], stories, sprints, []).notPacked).toEqual([{ id: 'a', reason }])
  })

  test('a story whose blocker is not packed', () => {
    expect(packStories([epic], [story('a', 21), story('b', 1)], sprints, [{ predecessor: 'a', successor: 'b' }]).notPacked).toEqual([
      { id: 'a', reason: 'LARGER_THAN_SPRINT' }, { id: 'b', reason: 'PREDECESSOR' },
    ])
  })
})

test('the plan’s own sprints carry dates and the capacity of the calendar', () => {
  const portfolio = {
    startDate: '2026-01-05',
    teams: [{ id: 'web', people: 2, pointsPerPersonDay: 0.5, weekdays: [0, 1, 2, 3, 4], closed: ['2026-01-06'], absences: [], skills: {} }],
    items: [{ id: 'E', points: 12, teamIds: ['web'], people: 2, skills: [], supportingTeams: [], costOfDelay: 1, releaseDate: null, dueDate: null, deadline: null, inProgress: false }],
    dependencies: [],
  }
  const plan = planPortfolio(portfolio, { objective: 'costOfDelay', seed: 1, schedules: 50, horizonWeeks: null })
  expect(usualSprints(portfolio, plan)[0]).toEqual({ id: 'web sprint 1', teamId: 'web', start: '2026-01-05', end: '2026-01-18' })
  const result = packPlan(portfolio, plan, [story('a', 8), story('b', 4)], [])
  expect(result.stories.map((s) => [s.id, s.sprintId])).toEqual([['a', 'web sprint 1'], ['b', 'web sprint 2']])
  expect(result.sprints[0]).toEqual({ sprintId: 'web sprint 1', packed: 8, offered: 9 })
})
