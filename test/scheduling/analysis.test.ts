import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { criticalPath, lateness, slack, startReasons, utilization } from '../../api/scheduling/plan/analysis.ts'
import { check } from './checker.ts'
import { createProblem } from '../../api/scheduling/problem/problem.ts'
import { solve } from '../../api/scheduling/solver/solve.ts'
import { problem as anyProblem } from './arbitraries.ts'

const on = (resource: string, duration: number, units = 1) => [{ duration, demands: [{ resource, units }] }]
const problem = createProblem({
  resources: [
    { id: 'app', capacity: 1 },
    {
      id: 'web',
      capacity: [
        { from: 0, units: 1 },
        { from: 2, units: 0 },
        { from: 3, units: 1 },
      ],
    },
  ],
  activities: [
    { id: 'api', modes: on('app', 4), weight: 9 },
    { id: 'cart', modes: on('web', 3), weight: 5, due: 12 },
    { id: 'hero', modes: on('web', 2), weight: 9, start: 0 },
    { id: 'late', modes: on('app', 1), weight: 1, release: 9, due: 8 },
    { id: 'mail', modes: on('app', 2), weight: 1 },
    { id: 'news', modes: on('web', 1), weight: 1, release: 2 },
  ],
  precedence: [{ predecessor: 'api', successor: 'cart', lag: 1 }],
})
const solution = solve(problem, { objective: 'costOfDelay', seed: 1, schedules: 500 })

test('every start has its reason', () => {
  expect(check(problem, solution)).toEqual([])
  expect(Object.fromEntries(startReasons(problem, solution))).toEqual({
    api: { cause: 'PLAN_START', activities: [], resource: null },
    cart: { cause: 'PREDECESSOR', activities: ['api'], resource: null },
    hero: { cause: 'IN_PROGRESS', activities: [], resource: null },
    late: { cause: 'RELEASE', activities: [], resource: null },
    mail: { cause: 'RESOURCE', activities: ['api'], resource: 'app' },
    news: { cause: 'RELEASE', activities: [], resource: null },
  })
})

test('the critical path ends with the last finish and is a chain of waits', () => {
  const path = criticalPath(problem, createdFor(problem))
  expect(path).toEqual(['late'])
  const chain = createProblem({
    resources: [{ id: 'web', capacity: 1 }],
    activities: [
      { id: 'a', modes: on('web', 2), weight: 3 },
      { id: 'b', modes: on('web', 2), weight: 2 },
      { id: 'c', modes: on('web', 2), weight: 1 },
      { id: 'm', modes: [{ duration: 1, demands: [] }] },
    ],
    precedence: [{ predecessor: 'b', successor: 'c' }],
  })
  expect(criticalPath(chain, createdFor(chain))).toEqual(['a', 'b', 'c'])
})

const createdFor = (p: typeof problem) => solve(p, { objective: 'costOfDelay', seed: 1, schedules: 500 })

test('lateness counts from the due date, negative when early', () => {
  expect(Object.fromEntries(lateness(problem, solution))).toEqual({ cart: -4, late: 2 })
})

test('utilization adds up to the work, week by week', () => {
  expect(utilization(problem, solution, [0, 5, 10])).toEqual([
    { resource: 'app', from: 0, to: 5, used: 5, offered: 5 },
    { resource: 'app', from: 5, to: 10, used: 2, offered: 5 },
    { resource: 'web', from: 0, to: 5, used: 3, offered: 4 },
    { resource: 'web', from: 5, to: 10, used: 3, offered: 5 },
  ])
})

describe('slack', () => {
  test('is what an item can slip without moving the end', () => {
    expect(Object.fromEntries(slack(problem, solution))).toEqual({
      api: 2,
      cart: 2,
      hero: 0,
      late: 0,
      mail: 3,
      news: 3,
    })
  })

  test('is never negative, and something is always critical', () => {
    fc.assert(
      fc.property(anyProblem, (p) => {
        const slacks = [...slack(p, solve(p, { objective: 'makespan', seed: 1, schedules: 100 })).values()]
        expect(Math.min(...slacks)).toBe(0)
      }),
      { numRuns: 100 },
    )
  })
})

test('on any plan the critical path is one of waits, each ending before the next begins', () => {
  fc.assert(
    fc.property(anyProblem, (p) => {
      const s = solve(p, { objective: 'costOfDelay', seed: 1, schedules: 100 })
      const at = new Map(s.allocations.map((a) => [a.activity, a]))
      const path = criticalPath(p, s).map((id) => at.get(id)!)
      expect(path.at(-1)!.finish).toBe(Math.max(...s.allocations.map((a) => a.finish)))
      for (let i = 1; i < path.length; i++) expect(path[i - 1]!.finish).toBeLessThanOrEqual(path[i]!.start)
    }),
    { numRuns: 150 },
  )
})
