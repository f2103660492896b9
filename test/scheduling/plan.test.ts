import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { check } from './checker.ts'
import { planPortfolio } from '../../api/scheduling/plan/plan.ts'
import {
  type Portfolio,
  type PortfolioItem,
  portfolioProblem,
  type PortfolioTeam,
} from '../../api/scheduling/problem/portfolio.ts'
import { solve } from '../../api/scheduling/solver/solve.ts'

const options = { objective: 'costOfDelay', seed: 1, schedules: 500, horizonWeeks: null } as const
const team = (id: string, more: Partial<PortfolioTeam> = {}): PortfolioTeam => ({
  id,
  people: 2,
  pointsPerPersonDay: 1,
  weekdays: [0, 1, 2, 3, 4],
  closed: [],
  absences: [],
  skills: new Map(),
  ...more,
})
const item = (id: string, more: Partial<PortfolioItem> = {}): PortfolioItem => ({
  id,
  points: 5,
  teamIds: ['web'],
  people: 1,
  skills: [],
  supportingTeams: [],
  costOfDelay: 1,
  releaseDate: null,
  dueDate: null,
  deadline: null,
  inProgress: false,
  ...more,
})
// a Monday
const portfolio = (items: PortfolioItem[], more: Partial<Portfolio> = {}): Portfolio => ({
  startDate: '2026-01-05',
  teams: [team('web')],
  items,
  dependencies: [],
  ...more,
})
const dates = (p: Portfolio, o: object = options) =>
  planPortfolio(p, { ...options, ...o }).items.map((i) => [i.id, i.start, i.finish])

test('an item of five points takes one person five working days, two people three', () => {
  expect(dates(portfolio([item('A')]))).toEqual([['A', '2026-01-05', '2026-01-09']])
  expect(dates(portfolio([item('A', { people: 2 })]))).toEqual([['A', '2026-01-05', '2026-01-07']])
})

test('holidays and absences push the finish', () => {
  const teams = [
    team('web', { people: 1, closed: ['2026-01-06'], absences: [{ from: '2026-01-08', to: '2026-01-09', people: 1 }] }),
  ]
  expect(dates(portfolio([item('A')], { teams }))).toEqual([['A', '2026-01-05', '2026-01-14']])
})

test('a plan says when, who, why, how late and how good', () => {
  const plan = planPortfolio(
    portfolio([item('A', { costOfDelay: 5, dueDate: '2026-01-08' }), item('B', { costOfDelay: 4 }), item('C')], {
      dependencies: [{ predecessor: 'A', successor: 'C', lag: 1 }],
    }),
    options,
  )
  expect(plan).toEqual({
    status: 'OPTIMAL',
    objective: 'costOfDelay',
    value: 56,
    lowerBound: 56,
    gap: 0,
    items: [
      {
        id: 'A',
        teamId: 'web',
        people: 1,
        start: '2026-01-05',
        finish: '2026-01-09',
        startPeriod: 0,
        finishPeriod: 5,
        slack: 0,
        critical: true,
        late: 1,
        cause: 'PLAN_START',
        waitedFor: [],
        waitedForTeam: null,
      },
      {
        id: 'B',
        teamId: 'web',
        people: 1,
        start: '2026-01-05',
        finish: '2026-01-09',
        startPeriod: 0,
        finishPeriod: 5,
        slack: 6,
        critical: false,
        late: null,
        cause: 'PLAN_START',
        waitedFor: [],
        waitedForTeam: null,
      },
      {
        id: 'C',
        teamId: 'web',
        people: 1,
        start: '2026-01-13',
        finish: '2026-01-19',
        startPeriod: 6,
        finishPeriod: 11,
        slack: 0,
        critical: true,
        late: null,
        cause: 'PREDECESSOR',
        waitedFor: ['A'],
        waitedForTeam: null,
      },
    ],
    unplaced: [],
    criticalPath: ['A', 'C'],
    utilization: [
      { teamId: 'web', week: '2026-01-05', used: 10, offered: 10 },
      { teamId: 'web', week: '2026-01-12', used: 4, offered: 10 },
      { teamId: 'web', week: '2026-01-19', used: 1, offered: 10 },
    ],
    start: '2026-01-05',
    finish: '2026-01-19',
    warnings: [],
    schedules: 3,
    seed: 1,
  })
})

describe('skills', () => {
  const teams = [team('web', { people: 3, skills: new Map([['ios', 1]]) }), team('app', { people: 3 })]
  const ios = (id: string) => item(id, { teamIds: ['web', 'app'], skills: ['ios'] })

  test('one person with the skill does one item after the other, in the team that has it', () => {
    expect(
      planPortfolio(portfolio([ios('A'), ios('B')], { teams }), options).items.map((i) => [i.teamId, i.startPeriod]),
    ).toEqual([
      ['web', 0],
      ['web', 5],
    ])
  })

  test('an item that nobody has the skill for is left out and says so', () => {
    expect(planPortfolio(portfolio([item('A', { skills: ['cobol'] })], { teams }), options).unplaced).toEqual([
      { id: 'A', reason: 'NO_SKILL', proven: true, earliestFinish: null },
    ])
  })
})

test('an item that several teams may do goes to the one that finishes it first', () => {
  const teams = [team('web', { people: 1 }), team('app', { people: 1, pointsPerPersonDay: 2.5 })]
  const free = item('A', { teamIds: ['web', 'app'] })
  expect(planPortfolio(portfolio([free], { teams }), options).items).toMatchObject([
    { teamId: 'app', finish: '2026-01-06' },
  ])
  expect(
    planPortfolio(
      portfolio([free, item('B', { teamIds: ['app'], points: 25, inProgress: true })], { teams }),
      options,
    ).items.find((i) => i.id === 'A'),
  ).toMatchObject({ teamId: 'web' })
})

test('a supporting team must be there too', () => {
  const teams = [team('web'), team('ops', { people: 1 })]
  const supported = (id: string) => item(id, { supportingTeams: [{ teamId: 'ops', people: 1 }] })
  expect(
    planPortfolio(portfolio([supported('A'), supported('B')], { teams }), options).items.map((i) => i.startPeriod),
  ).toEqual([0, 5])
})

describe('work in progress', () => {
  test('goes on from the first day', () => {
    const p = portfolio([item('A', { inProgress: true, people: 2, points: 4 }), item('B', { costOfDelay: 99 })])
    expect(dates(p)).toEqual([
      ['A', '2026-01-05', '2026-01-06'],
      ['B', '2026-01-07', '2026-01-13'],
    ])
  })

  test('of more people than there are waits and is named', () => {
    const plan = planPortfolio(portfolio(['A', 'B', 'C'].map((id) => item(id, { inProgress: true }))), options)
    expect(plan.items.map((i) => i.startPeriod)).toEqual([0, 0, 5])
    expect(plan.warnings).toMatchObject([{ code: 'TEAM_OVERLOADED', itemId: 'C' }])
  })

  test('that overtook its blocker is planned, with a warning', () => {
    const p = portfolio([item('A'), item('B', { inProgress: true })], {
      dependencies: [{ predecessor: 'A', successor: 'B', lag: 0 }],
    })
    expect(planPortfolio(p, options)).toMatchObject({
      items: [{ id: 'A' }, { id: 'B', startPeriod: 0 }],
      warnings: [{ code: 'DEPENDENCY_OVERTAKEN', itemId: 'B' }],
    })
  })
})

describe('edges', () => {
  test('no items: an empty plan', () => {
    expect(planPortfolio(portfolio([]), options)).toMatchObject({
      status: 'OPTIMAL',
      items: [],
      unplaced: [],
      finish: null,
      utilization: [],
    })
  })

  test('no teams: every item is left out, and so is what waits for it', () => {
    const plan = planPortfolio(
      portfolio([item('A', { teamIds: [] }), item('B')], {
        teams: [],
        dependencies: [{ predecessor: 'A', successor: 'B', lag: 0 }],
      }),
      options,
    )
    expect(plan).toMatchObject({
      status: 'INFEASIBLE',
      items: [],
      unplaced: [
        { id: 'A', reason: 'NO_TEAM' },
        { id: 'B', reason: 'NO_TEAM' },
      ],
    })
  })

  test('a team without people or without velocity has no place for its items', () => {
    for (const nobody of [{ people: 0 }, { pointsPerPersonDay: 0 }, { weekdays: [] }]) {
      expect(planPortfolio(portfolio([item('A')], { teams: [team('web', nobody)] }), options).unplaced).toMatchObject([
        { id: 'A', reason: 'NO_TEAM' },
      ])
    }
  })

  test('a zero-size item is a milestone after what it waits for', () => {
    const p = portfolio([item('A'), item('M', { points: 0 })], {
      dependencies: [{ predecessor: 'A', successor: 'M', lag: 0 }],
    })
    expect(dates(p)).toEqual([
      ['A', '2026-01-05', '2026-01-09'],
      ['M', '2026-01-12', '2026-01-12'],
    ])
  })

  test('a million-point item is left out as too long, the rest is planned', () => {
    const plan = planPortfolio(
      portfolio([item('A', { points: 1_000_000 }), item('B'), item('C')], {
        dependencies: [{ predecessor: 'A', successor: 'C', lag: 0 }],
      }),
      options,
    )
    expect(plan.items.map((i) => i.id)).toEqual(['B'])
    expect(plan.unplaced).toMatchObject([
      { id: 'A', reason: 'TOO_LONG' },
      { id: 'C', reason: 'PREDECESSOR' },
    ])
  })

  test('dates in the past: release is no restriction, due is late and said, a deadline cannot be kept', () => {
    const past = '2025-12-01'
    const plan = planPortfolio(
      portfolio([item('A', { releaseDate: past }), item('B', { dueDate: past }), item('C', { deadline: past })]),
      options,
    )
    expect(plan.items.map((i) => [i.id, i.start, (i.late ?? 0) > 5])).toEqual([
      ['A', '2026-01-05', false],
      ['B', '2026-01-05', true],
    ])
    expect(plan.unplaced).toMatchObject([{ id: 'C', reason: 'DEADLINE', proven: true, earliestFinish: '2026-01-09' }])
    expect(plan.warnings).toMatchObject([{ code: 'DUE_IN_PAST', itemId: 'B' }])
  })

  test('a circle of dependencies is refused by name', () => {
    const dependencies = [
      { predecessor: 'A', successor: 'B', lag: 0 },
      { predecessor: 'B', successor: 'A', lag: 0 },
    ]
    expect(() => planPortfolio(portfolio([item('A'), item('B')], { dependencies }), options)).toThrow('A → B → A')
  })

  test('a dependency on an item outside the plan is refused by field', () => {
    expect(() =>
      planPortfolio(portfolio([item('A')], { dependencies: [{ predecessor: 'X', successor: 'A', lag: 0 }] }), options),
    ).toThrow(expect.objectContaining({ field: 'precedence[0].predecessor' }))
  })

  test.each([
    [{ points: -1 }, 'items[0].points'],
    [{ points: NaN }, 'items[0].points'],
    [{ people: 0 }, 'items[0].people'],
    [{ dueDate: 'soon' }, 'items[0].dueDate'],
    [{ costOfDelay: -2 }, 'items[0].costOfDelay'],
  ])('%j is refused', (more, field) => {
    expect(() => planPortfolio(portfolio([item('A', more)]), options)).toThrow(expect.objectContaining({ field }))
  })
})

test('due dates count for tardiness although nothing has a cost of delay', () => {
  const rows = [item('A', { costOfDelay: 0 }), item('B', { costOfDelay: 0, people: 2, dueDate: '2026-01-07' })]
  expect(planPortfolio(portfolio(rows), { ...options, objective: 'tardiness' })).toMatchObject({
    value: 0,
    items: [{ id: 'B', late: 0 }, { id: 'A' }],
  })
})

test('what ends after the horizon is left out with the date it would have', () => {
  const plan = planPortfolio(portfolio(['A', 'B', 'C', 'D', 'E'].map((id, i) => item(id, { costOfDelay: 9 - i }))), {
    ...options,
    horizonWeeks: 2,
  })
  expect(plan.items.map((i) => i.id)).toEqual(['A', 'B', 'C', 'D'])
  expect(plan.unplaced).toEqual([{ id: 'E', reason: 'HORIZON', proven: false, earliestFinish: '2026-01-23' }])
  expect(plan.value).toBe(9 * 5 + 8 * 5 + 7 * 10 + 6 * 10)
  expect(plan.lowerBound).toBeLessThanOrEqual(plan.value)
})

const anyPortfolio = fc
  .record({
    teams: fc.tuple(
      fc.integer({ min: 1, max: 3 }),
      fc.integer({ min: 1, max: 3 }),
      fc.uniqueArray(fc.nat(6), { minLength: 1 }),
    ),
    items: fc.array(
      fc.record({
        points: fc.integer({ min: 0, max: 9 }),
        people: fc.integer({ min: 1, max: 3 }),
        teamIds: fc.subarray(['app', 'web'], { minLength: 1 }),
        costOfDelay: fc.nat(9),
        releaseDate: fc.constantFrom(null, '2026-01-14', '2025-12-01'),
        dueDate: fc.constantFrom(null, '2026-01-16', '2025-12-12'),
        inProgress: fc.boolean(),
      }),
      { maxLength: 10 },
    ),
    arcs: fc.array(fc.tuple(fc.nat(9), fc.nat(9), fc.nat(3)), { maxLength: 8 }),
  })
  .map(({ teams: [web, app, weekdays], items, arcs }) =>
    portfolio(
      items.map((more, i) => item(`I${i}`, more)),
      {
        teams: [
          team('web', { people: web, closed: ['2026-01-07'] }),
          team('app', { people: app, weekdays, absences: [{ from: '2026-01-12', to: '2026-01-20', people: 1 }] }),
        ],
        dependencies: arcs
          .filter(([from, to]) => from < to && to < items.length)
          .map(([from, to, lag]) => ({ predecessor: `I${from}`, successor: `I${to}`, lag })),
      },
    ),
  )

test('any portfolio gives a schedule that the independent checker passes', () => {
  fc.assert(
    fc.property(anyPortfolio, (p) => {
      const { problem } = portfolioProblem(p)
      expect(check(problem, solve(problem, { ...options, schedules: 60 }))).toEqual([])
    }),
    { numRuns: 150 },
  )
})

test('the plan does not depend on the order of items, teams or dependencies', () => {
  fc.assert(
    fc.property(anyPortfolio, (p) => {
      const turned = {
        ...p,
        teams: p.teams.toReversed(),
        items: p.items.toReversed(),
        dependencies: p.dependencies.toReversed(),
      }
      expect(planPortfolio(turned, { ...options, schedules: 60 })).toEqual(
        planPortfolio(p, { ...options, schedules: 60 }),
      )
    }),
    { numRuns: 100 },
  )
})
