import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { check } from './checker.ts'
import { createProblem } from '../../api/scheduling/problem/problem.ts'
import { solve } from '../../api/scheduling/solver/solve.ts'
import { objective, problem, problemInput } from './arbitraries.ts'

const options = { objective: 'costOfDelay', seed: 1, schedules: 300 } as const

describe('every schedule', () => {
  test('passes the independent checker, whatever the calendars, teams and objective', () => {
    fc.assert(
      fc.property(problem, objective, (p, o) => {
        const solution = solve(p, { ...options, objective: o })
        expect(check(p, solution)).toEqual([])
        expect(solution.unplaced).toEqual([])
      }),
      { numRuns: 300 },
    )
  })

  test('is the same for items in any order', () => {
    fc.assert(
      fc.property(problemInput, objective, fc.infiniteStream(fc.nat()), (input, o, dice) => {
        const shuffle = <T>(rows: readonly T[]) =>
          rows
            .map((row) => ({ row, at: dice.next().value as number }))
            .sort((a, b) => a.at - b.at)
            .map(({ row }) => row)
        const other = createProblem({
          resources: shuffle(input.resources),
          activities: shuffle(input.activities),
          precedence: shuffle(input.precedence ?? []),
        })
        expect(solve(other, { ...options, objective: o })).toEqual(
          solve(createProblem(input), { ...options, objective: o }),
        )
      }),
      { numRuns: 100 },
    )
  })

  test('is the same on every call with the same seed and number of schedules', () => {
    fc.assert(
      fc.property(problem, objective, fc.nat(), (p, o, seed) => {
        expect(solve(p, { objective: o, seed, schedules: 200 })).toEqual(
          solve(p, { objective: o, seed, schedules: 200 }),
        )
      }),
      { numRuns: 50 },
    )
  })
})

describe('deadlines', () => {
  const team = [{ id: 'web', capacity: 1 }]
  const work = (duration: number) => [{ duration, demands: [{ resource: 'web', units: 1 }] }]

  test('an item is moved forward to keep its deadline although others are worth more', () => {
    const p = createProblem({
      resources: team,
      activities: [
        { id: 'cheap', modes: work(3), weight: 1, deadline: 4 },
        { id: 'rich', modes: work(3), weight: 50 },
      ],
    })
    const solution = solve(p, options)
    expect(solution.allocations.map((a) => [a.activity, a.start, a.finish])).toEqual([
      ['cheap', 0, 3],
      ['rich', 3, 6],
    ])
  })

  test('what cannot meet its deadline is left out with the reason, its earliest finish, and what waits for it', () => {
    const p = createProblem({
      resources: team,
      activities: [
        { id: 'a', modes: work(3), weight: 1 },
        { id: 'b', modes: work(3), weight: 1, deadline: 5 },
        { id: 'c', modes: work(1), weight: 1 },
      ],
      precedence: [
        { predecessor: 'a', successor: 'b' },
        { predecessor: 'b', successor: 'c' },
      ],
    })
    const solution = solve(p, options)
    expect(solution.status).toBe('INFEASIBLE')
    expect(solution.unplaced).toEqual([
      { activity: 'b', reason: 'DEADLINE', proven: true, earliestFinish: 6 },
      { activity: 'c', reason: 'PREDECESSOR', proven: true, earliestFinish: 7 },
    ])
    expect(check(p, solution)).toEqual([])
  })

  test('of two items that cannot both be in time the one worth more stays', () => {
    const p = createProblem({
      resources: team,
      activities: [
        { id: 'cheap', modes: work(3), weight: 1, deadline: 4 },
        { id: 'rich', modes: work(3), weight: 50, deadline: 4 },
      ],
    })
    const solution = solve(p, options)
    expect(solution.allocations.map((a) => a.activity)).toEqual(['rich'])
    expect(solution.unplaced).toEqual([{ activity: 'cheap', reason: 'DEADLINE', proven: false, earliestFinish: 3 }])
  })

  test('where each of three is one day too early in the one order, one goes and the others are in time', () => {
    const rows = [10, 20, 30, 40].map((end, at) => ({
      id: 'ABCD'[at]!,
      modes: work(10),
      weight: 1,
      deadline: end - (at ? 1 : 0),
    }))
    const solution = solve(createProblem({ resources: team, activities: rows }), options)
    expect(solution.unplaced.map((u) => [u.activity, u.proven])).toEqual([['B', false]])
    expect(solution.allocations.map((a) => [a.activity, a.finish])).toEqual([
      ['A', 10],
      ['C', 20],
      ['D', 30],
    ])
  })

  test('in 200 plans what is placed is worth as much as the best set that can be in time', () => {
    const job = fc.record({
      duration: fc.integer({ min: 1, max: 6 }),
      weight: fc.integer({ min: 1, max: 9 }),
      deadline: fc.integer({ min: 2, max: 20 }),
    })
    fc.assert(
      fc.property(fc.array(job, { minLength: 1, maxLength: 7 }), (jobs) => {
        const solution = solve(
          createProblem({
            resources: team,
            activities: jobs.map(({ duration, ...job }, at) => ({ id: `j${at}`, modes: work(duration), ...job })),
          }),
          options,
        )
        // On one machine a set is in time in some order exactly where it is in that of the deadlines (Jackson 1955).
        let most = 0
        for (let set = 0; set < 1 << jobs.length; set++) {
          const kept = jobs.filter((_, at) => set & (1 << at)).sort((a, b) => a.deadline - b.deadline)
          let end = 0
          if (kept.every(({ duration, deadline }) => (end += duration) <= deadline))
            most = Math.max(
              most,
              kept.reduce((sum, { weight }) => sum + weight, 0),
            )
        }
        const kept = solution.allocations.map(({ activity }) => jobs[Number(activity.slice(1))]!.weight)
        expect(kept.reduce((sum, weight) => sum + weight, 0)).toBe(most)
      }),
      { numRuns: 200, seed: 1 },
    )
  })
})

describe('calendars', () => {
  test('work rests while the team is closed and goes on afterwards', () => {
    const p = createProblem({
      resources: [
        {
          id: 'web',
          capacity: [
            { from: 0, units: 2 },
            { from: 3, units: 0 },
            { from: 5, units: 2 },
          ],
        },
      ],
      activities: [{ id: 'a', modes: [{ duration: 5, demands: [{ resource: 'web', units: 1 }] }], weight: 1 }],
    })
    expect(solve(p, options).allocations).toEqual([{ activity: 'a', mode: 0, start: 0, finish: 7 }])
  })

  test('a team whose people leave for good keeps only what ends before', () => {
    const p = createProblem({
      resources: [
        {
          id: 'web',
          capacity: [
            { from: 0, units: 1 },
            { from: 4, units: 0 },
          ],
        },
      ],
      activities: ['a', 'b'].map((id) => ({
        id,
        modes: [{ duration: 3, demands: [{ resource: 'web', units: 1 }] }],
        weight: 1,
      })),
    })
    const solution = solve(p, options)
    expect(solution.allocations).toHaveLength(1)
    expect(solution.unplaced.map((u) => u.reason)).toEqual(['NO_CAPACITY'])
    expect(check(p, solution)).toEqual([])
  })
})

test('an empty plan is optimal and costs nothing', () => {
  const solution = solve(createProblem({ resources: [], activities: [] }), options)
  expect(solution).toMatchObject({ status: 'OPTIMAL', value: 0, lowerBound: 0, gap: 0, allocations: [], unplaced: [] })
})

test('a team with nobody leaves its items out and says so', () => {
  const p = createProblem({
    resources: [{ id: 'web', capacity: 0 }],
    activities: [{ id: 'a', modes: [{ duration: 1, demands: [{ resource: 'web', units: 1 }] }] }],
  })
  expect(solve(p, options)).toMatchObject({
    status: 'INFEASIBLE',
    unplaced: [{ activity: 'a', reason: 'NO_CAPACITY', proven: true, earliestFinish: null }],
  })
})

test('work in progress keeps its start', () => {
  const p = createProblem({
    resources: [{ id: 'web', capacity: 1 }],
    activities: [
      { id: 'now', modes: [{ duration: 4, demands: [{ resource: 'web', units: 1 }] }], weight: 1, start: 0 },
      { id: 'next', modes: [{ duration: 1, demands: [{ resource: 'web', units: 1 }] }], weight: 99 },
    ],
  })
  expect(solve(p, options).allocations.map((a) => [a.activity, a.start])).toEqual([
    ['now', 0],
    ['next', 4],
  ])
})

test('a search that is stopped answers with the best schedule so far', () => {
  const rows = Array.from({ length: 30 }, (_, i) => ({
    id: `i${i}`,
    weight: 1 + (i % 7),
    modes: [{ duration: 1 + (i % 5), demands: [{ resource: 'web', units: 1 + (i % 2) }] }],
  }))
  const p = createProblem({ resources: [{ id: 'web', capacity: 3 }], activities: rows })
  let asked = 0
  const solution = solve(p, { ...options, schedules: Infinity, stop: () => ++asked === 5 })
  expect(solution.status).toBe('TIME_LIMIT')
  expect(check(p, solution)).toEqual([])
})
