import { describe, expect, test } from 'vitest'
import { planPortfolio } from '../../api/scheduling/plan/plan.ts'
import { packPlan } from '../../api/scheduling/plan/sprint-plan.ts'
import { sprintsAhead } from '../../api/scheduling/plan/sprint-rhythm.ts'
import { packStories, type Story } from '../../api/scheduling/plan/story-packing.ts'

const sprints = [0, 1, 2].map((i) => ({ id: `s${i + 1}`, teamId: 'web', from: i * 10, to: (i + 1) * 10, points: 20 }))
const epic = { id: 'E', teamId: 'web', start: 0, finish: 20 }
const story = (id: string, points: number, more: Partial<Story> = {}): Story => ({
  id,
  epicId: 'E',
  points,
  value: points,
  ...more,
})
const packed = (...args: Parameters<typeof packStories>) => packStories(...args).stories.map((s) => [s.id, s.sprintId])

test('stories fill sprints whole, best value per point first', () => {
  expect(
    packed(
      [epic],
      [story('a', 8), story('b', 13, { value: 40 }), story('c', 5), story('d', 7, { value: 1 })],
      sprints,
      [],
    ),
  ).toEqual([
    ['b', 's1'],
    ['c', 's1'],
    ['a', 's2'],
    ['d', 's2'],
  ])
})

test('a story comes in the same sprint as its blocker or later', () => {
  const rows = [story('a', 13, { value: 1 }), story('b', 8, { value: 99 })]
  expect(packed([epic], rows, sprints, [{ predecessor: 'a', successor: 'b' }])).toEqual([
    ['a', 's1'],
    ['b', 's2'],
  ])
})

test('across teams the blocker’s sprint has to be over', () => {
  const both = [...sprints, ...sprints.map((s) => ({ ...s, id: `x${s.id}`, teamId: 'app' }))]
  const epics = [epic, { id: 'F', teamId: 'app', start: 0, finish: 20 }]
  expect(
    packed(epics, [story('a', 2), story('b', 2, { epicId: 'F' })], both, [{ predecessor: 'a', successor: 'b' }]),
  ).toEqual([
    ['a', 's1'],
    ['b', 'xs2'],
  ])
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
  expect(
    packStories([epic], [story('a', 15), story('b', 15), story('c', 15)], sprints, []).stories.map((s) => s.spills),
  ).toEqual([false, false, true])
})

describe('what is not packed has its reason', () => {
  test.each<[string, Story[], string]>([
    ['a story larger than any sprint', [story('a', 21)], 'LARGER_THAN_SPRINT'],
    ['a story of an epic that has no place', [story('a', 1, { epicId: 'X' })], 'EPIC_NOT_PLANNED'],
    [
      'a story after the last sprint',
      [story('x', 20), story('y', 20), story('z', 20), story('a', 1, { value: 0 })],
      'NO_SPRINT_LEFT',
    ],
  ])('%s', (_, stories, reason) => {
    expect(packStories([epic], stories, sprints, []).notPacked).toEqual([{ id: 'a', reason }])
  })

  test('a story whose blocker is not packed', () => {
    expect(
      packStories([epic], [story('a', 21), story('b', 1)], sprints, [{ predecessor: 'a', successor: 'b' }]).notPacked,
    ).toEqual([
      { id: 'a', reason: 'LARGER_THAN_SPRINT' },
      { id: 'b', reason: 'PREDECESSOR' },
    ])
  })
})

test('the plan’s own sprints carry dates and the capacity of the calendar', () => {
  const portfolio = {
    startDate: '2026-01-05',
    teams: [
      {
        id: 'web',
        people: 2,
        pointsPerPersonDay: 0.5,
        weekdays: [0, 1, 2, 3, 4],
        closed: ['2026-01-06'],
        absences: [],
        skills: new Map(),
      },
    ],
    items: [
      {
        id: 'E',
        points: 12,
        teamIds: ['web'],
        people: 2,
        skills: [],
        supportingTeams: [],
        costOfDelay: 1,
        releaseDate: null,
        dueDate: null,
        deadline: null,
        inProgress: false,
      },
    ],
    dependencies: [],
  }
  const plan = planPortfolio(portfolio, { objective: 'costOfDelay', seed: 1, schedules: 50, horizonWeeks: null })
  expect(sprintsAhead(portfolio, plan)[0]).toEqual({
    id: 'web/web sprint 1',
    name: 'web sprint 1',
    teamId: 'web',
    start: '2026-01-05',
    end: '2026-01-18',
  })
  const result = packPlan(portfolio, plan, [story('a', 8), story('b', 4)], [])
  expect(result.stories.map((s) => [s.id, s.sprintId])).toEqual([
    ['a', 'web/web sprint 1'],
    ['b', 'web/web sprint 2'],
  ])
  expect(result.sprints[0]).toEqual({ sprintId: 'web/web sprint 1', packed: 8, offered: 9 })
})

describe('sprints are the team’s own', () => {
  const team = (id: string) => ({
    id,
    people: 1,
    pointsPerPersonDay: 1,
    weekdays: [0, 1, 2, 3, 4],
    closed: [],
    absences: [],
    skills: new Map(),
  })
  const portfolio = { startDate: '2026-03-04', teams: [team('web')], items: [], dependencies: [] }
  const plan = { start: '2026-03-04', finish: '2026-03-20' }
  const sprint = (
    name: string,
    start: string,
    end: string,
    more: { teamId?: string | null; closed?: boolean } = {},
  ) => ({ name, teamId: 'web', closed: false, start, end, ...more })
  const ahead = (...known: ReturnType<typeof sprint>[]) =>
    sprintsAhead(portfolio, plan, known).map(({ name, start, end }) => `${name}: ${start} to ${end}`)

  test('the one under way, the one planned, then the same rhythm and the next numbers', () => {
    const past = [
      sprint('Sprint 8', '2026-02-03', '2026-02-09', { closed: true }),
      sprint('Sprint 9', '2026-02-17', '2026-02-23', { closed: true }),
    ]
    expect(
      ahead(
        ...past,
        sprint('Sprint 10', '2026-03-03', '2026-03-09'),
        sprint('Sprint 11', '2026-03-17', '2026-03-23'),
      ).slice(0, 4),
    ).toEqual([
      'Sprint 10: 2026-03-03 to 2026-03-09',
      'Sprint 11: 2026-03-17 to 2026-03-23',
      'Sprint 12: 2026-03-31 to 2026-04-06',
      'Sprint 13: 2026-04-14 to 2026-04-20',
    ])
  })

  test('after a pause the rhythm goes on, the numbers do not', () => {
    expect(
      ahead(
        sprint('S41', '2025-12-02', '2025-12-08', { closed: true }),
        sprint('S42', '2025-12-09', '2025-12-15', { closed: true }),
      ).slice(0, 2),
    ).toEqual(['web sprint 1: 2026-03-03 to 2026-03-09', 'web sprint 2: 2026-03-10 to 2026-03-16'])
  })

  test('a number that is taken already is not given twice', () => {
    expect(
      ahead(
        sprint('Sprint 12', '2026-02-17', '2026-03-02', { closed: true }),
        sprint('Sprint 11', '2026-03-03', '2026-03-16'),
      ).slice(0, 3),
    ).toEqual([
      'Sprint 11: 2026-03-03 to 2026-03-16',
      'web sprint 1: 2026-03-17 to 2026-03-30',
      'Sprint 13: 2026-03-31 to 2026-04-13',
    ])
  })

  test('those of nobody in particular are everybody’s; those of another team are not', () => {
    expect(
      ahead(
        sprint('Common 07', '2026-03-02', '2026-03-15', { teamId: null }),
        sprint('App 1', '2026-03-04', '2026-03-06', { teamId: 'app' }),
      ).slice(0, 2),
    ).toEqual(['Common 07: 2026-03-02 to 2026-03-15', 'Common 08: 2026-03-16 to 2026-03-29'])
  })

  test('without any, two weeks each until four after the end of the plan', () => {
    expect(ahead()).toEqual([
      'web sprint 1: 2026-03-04 to 2026-03-17',
      'web sprint 2: 2026-03-18 to 2026-03-31',
      'web sprint 3: 2026-04-01 to 2026-04-14',
      'web sprint 4: 2026-04-15 to 2026-04-28',
      'web sprint 5: 2026-04-29 to 2026-05-12',
      'web sprint 6: 2026-05-13 to 2026-05-26',
    ])
  })
})
