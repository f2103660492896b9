import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { criticalPathBound, headsOf, lowerBound, workBound } from '../../api/scheduling/solver/bound.ts'
import { branchAndBound } from '../../api/scheduling/solver/branch-and-bound.ts'
import { Decoder, emptyTimetable } from '../../api/scheduling/solver/decode.ts'
import { compile, type Instance } from '../../api/scheduling/problem/instance.ts'
import { Incumbent } from '../../api/scheduling/solver/incumbent.ts'
import { objectiveValue } from '../../api/scheduling/solver/objective.ts'
import { proveMakespan } from '../../api/scheduling/solver/proof/makespan.ts'
import { createProblem, type Problem } from '../../api/scheduling/problem/problem.ts'
import type { Objective } from '../../api/scheduling/problem/solution.ts'
import { solve } from '../../api/scheduling/solver/solve.ts'
import { objective, problem, problemInput } from './arbitraries.ts'

/** Best value over every precedence-feasible list. */
function everyOrder(instance: Instance, goal: Objective): number {
  const decoder = new Decoder(instance)
  const timetable = emptyTimetable(instance)
  let best = Infinity
  const extend = (list: number[]): void => {
    if (list.length === instance.count) {
      decoder.forward(Int32Array.from(list), timetable)
      best = Math.min(best, objectiveValue(goal, instance, timetable))
      return
    }
    for (let j = 0; j < instance.count; j++) {
      const ready = instance.pred
        .subarray(instance.predFrom[j], instance.predFrom[j + 1])
        .every((p) => list.includes(p))
      if (!list.includes(j) && ready) extend([...list, j])
    }
  }
  extend([])
  return best
}

/** What a proof without a limit says when some schedule of this makespan is known: at first the one in given order. */
function proven(instance: Instance, makespan = inGivenOrder(instance)): number {
  const proof = proveMakespan(instance, headsOf(instance), 0, makespan)
  for (let said = proof.next(0); ; said = proof.next(10_000)) if (said.done === true) return said.value.bound
}

function inGivenOrder(instance: Instance): number {
  const list = Int32Array.from({ length: instance.count }, (_, j) => j)
  return new Decoder(instance).forward(list, emptyTimetable(instance))
}

/** The least makespan by trying every active schedule; null when there are too many. */
function shortest(instance: Instance): number | null {
  const decoder = new Decoder(instance)
  const incumbent = new Incumbent(instance, decoder, { schedules: Infinity })
  const timetable = emptyTimetable(instance)
  incumbent.offer(
    timetable,
    decoder.forward(
      Int32Array.from({ length: instance.count }, (_, j) => j),
      timetable,
    ),
  )
  branchAndBound('makespan', instance, incumbent)
  return incumbent.lowerBound === incumbent.cost ? incumbent.cost : null
}

const small = problem.filter((p) => p.activities.length <= 6)

describe('the lower bound', () => {
  test('never exceeds the best of all orders', () => {
    fc.assert(
      fc.property(small, objective, (p, goal) => {
        const instance = compile(p)
        const best = everyOrder(instance, goal)
        expect(lowerBound(goal, instance, best)).toBeLessThanOrEqual(best + 1e-6)
      }),
      { numRuns: 300 },
    )
  })

  test('is at least the critical path and at least work ÷ capacity', () => {
    fc.assert(
      fc.property(problem, (p) => {
        const instance = compile(p)
        const heads = headsOf(instance)
        const bound = lowerBound('makespan', instance, 1)
        expect(bound).toBeGreaterThanOrEqual(criticalPathBound(instance, heads))
        expect(bound).toBeGreaterThanOrEqual(workBound(instance, heads))
      }),
      { numRuns: 100 },
    )
  })

  test('is no higher than the value of any answer, and the gap is what lies between', () => {
    fc.assert(
      fc.property(problem, objective, (p, goal) => {
        const { value, lowerBound: bound, gap, status } = solve(p, { objective: goal, seed: 3, schedules: 100 })
        expect(bound).toBeLessThanOrEqual(value)
        expect(gap).toBe(value === bound ? 0 : bound > 0 ? value / bound - 1 : null)
        expect(status === 'OPTIMAL').toBe(value === bound)
      }),
      { numRuns: 100 },
    )
  })
})

test('small plans are no worse than the best of all orders, and proven optimal', () => {
  fc.assert(
    fc.property(small, objective, (p, goal) => {
      const { value, status } = solve(p, { objective: goal, seed: 1, schedules: 3_000 })
      expect(value).toBeLessThanOrEqual(everyOrder(compile(p), goal)) // every order, but one choice of mode in each
      expect(status).toBe('OPTIMAL')
    }),
    { numRuns: 60 },
  )
})

describe('a proof of the makespan', () => {
  const optimum = (p: Problem) => {
    const instance = compile(p)
    const least = shortest(instance)
    fc.pre(least !== null)
    return { instance, least }
  }

  test('reaches the best of all schedules when each activity has one way to be done', () => {
    fc.assert(
      fc.property(
        problemInput.map((input) =>
          createProblem({ ...input, activities: input.activities.map((a) => ({ ...a, modes: a.modes.slice(0, 1) })) }),
        ),
        fc.nat(4),
        (p, more) => {
          const { instance, least } = optimum(p)
          expect(proven(instance, Math.min(least + more, inGivenOrder(instance)))).toBe(least)
        },
      ),
      { numRuns: 400 },
    )
  })

  test('never exceeds it when there is a choice', () => {
    fc.assert(
      fc.property(problem, fc.nat(4), (p, more) => {
        const { instance, least } = optimum(p)
        expect(proven(instance, Math.min(least + more, inGivenOrder(instance)))).toBeLessThanOrEqual(least)
      }),
      { numRuns: 200 },
    )
  })

  test('reaches it when many activities compete for two teams', () => {
    const crowded = fc
      .array(
        fc.record({
          duration: fc.integer({ min: 1, max: 6 }),
          ant: fc.integer({ min: 0, max: 4 }),
          bee: fc.integer({ min: 0, max: 4 }),
        }),
        { minLength: 9, maxLength: 9 },
      )
      .map((rows) =>
        createProblem({
          resources: ['ant', 'bee'].map((id) => ({ id, capacity: 5 })),
          activities: rows.map(({ duration, ...units }, i) => ({
            id: `A${i}`,
            modes: [
              {
                duration,
                demands: (['ant', 'bee'] as const).flatMap((resource) =>
                  units[resource] > 0 ? [{ resource, units: units[resource] }] : [],
                ),
              },
            ],
          })),
          precedence: [3, 4, 5].map((to) => ({ predecessor: `A${to - 3}`, successor: `A${to}` })),
        }),
      )
    fc.assert(
      fc.property(crowded, (p) => {
        const { instance, least } = optimum(p)
        expect(lowerBound('makespan', instance, least)).toBeLessThanOrEqual(least)
        expect(proven(instance)).toBe(least)
      }),
      { numRuns: 100 },
    )
  })

  test('a plan too long to look at keeps the simple bound, at once', () => {
    const p = createProblem({
      resources: [{ id: 'web', capacity: 5 }],
      activities: Array.from({ length: 20 }, (_, i) => ({
        id: `A${i}`,
        modes: [{ duration: 30_000, demands: [{ resource: 'web', units: 3 }] }],
      })),
    })
    const proof = proveMakespan(compile(p), headsOf(compile(p)), 360_000, 600_000)
    proof.next(0)
    expect(proof.next(1)).toEqual({ value: { bound: 360_000, starts: null }, done: true })
  })
})

describe('by hand', () => {
  const work = (duration: number, units: number) => [{ duration, demands: [{ resource: 'web', units }] }]

  test('critical path: 3 days, a lag of 2, 4 days', () => {
    const p = createProblem({
      resources: [{ id: 'web', capacity: 9 }],
      activities: [
        { id: 'a', modes: work(3, 1) },
        { id: 'b', modes: work(4, 1) },
      ],
      precedence: [{ predecessor: 'a', successor: 'b', lag: 2 }],
    })
    expect(lowerBound('makespan', compile(p), 99)).toBe(9)
  })

  test('work: 3 × 4 days × 2 people with 3 people are 12 days, as no two fit at a time', () => {
    const p = createProblem({
      resources: [{ id: 'web', capacity: 3 }],
      activities: ['a', 'b', 'c'].map((id) => ({ id, modes: work(4, 2) })),
    })
    expect(lowerBound('makespan', compile(p), 99)).toBe(12) // no two at a time
  })

  const alike = (count: number, duration: number, units: number) =>
    Array.from({ length: count }, (_, i) => ({ id: `A${String(i).padStart(2, '0')}`, modes: work(duration, units) }))

  test('no two of 3 × 4 days × 2 people fit beside each other with 3 people: 12 days', () => {
    const p = createProblem({ resources: [{ id: 'web', capacity: 3 }], activities: alike(3, 4, 2) })
    expect(proven(compile(p))).toBe(12)
  })

  test('3, 3, 2 and 2 of 4 people, 2 days each: the threes have no company, the twos have each other: 6 days', () => {
    const p = createProblem({
      resources: [{ id: 'web', capacity: 4 }],
      activities: [3, 3, 2, 2].map((units, i) => ({ id: `A${i}`, modes: work(2, units) })),
    })
    expect(lowerBound('makespan', compile(p), 99)).toBe(6)
    expect(proven(compile(p))).toBe(6)
  })

  test('one of 3 people is away on days 2 and 3: work for 3 pauses, work for 2 fills in', () => {
    // A needs all 3 for 4 days: 0–1, then 4–5. B needs 2 for 3 days: 2–3 are too few, so it starts at 6 and ends at 9,
    // or B goes first (0–2) and A starts at 4 and ends at 8.
    const p = createProblem({
      resources: [
        {
          id: 'web',
          capacity: [
            { from: 0, units: 3 },
            { from: 2, units: 2 },
            { from: 4, units: 3 },
          ],
        },
      ],
      activities: [
        { id: 'A', modes: work(4, 3) },
        { id: 'B', modes: work(3, 2) },
      ],
    })
    expect(proven(compile(p))).toBe(8)
  })

  test('work in progress holds 2 of 3 people for 4 days, so 2 × 3 days × 2 people end on day 10', () => {
    const p = createProblem({
      resources: [{ id: 'web', capacity: 3 }],
      activities: [{ id: 'now', start: 0, modes: work(4, 2) }, ...alike(2, 3, 2)],
    })
    expect(proven(compile(p))).toBe(10)
  })

  test('22 × 2 days × 3 of 5 people take 44 days, and the answer says that this is optimal', () => {
    const p = createProblem({ resources: [{ id: 'web', capacity: 5 }], activities: alike(22, 2, 3) })
    expect(solve(p, { objective: 'makespan', seed: 1, schedules: 500 })).toMatchObject({
      value: 44,
      lowerBound: 44,
      gap: 0,
      status: 'OPTIMAL',
    })
  })

  test('one person, no dependencies: WSPT is optimal and the bound knows it (Smith 1956)', () => {
    // 2/1, 6/4, 3/3 in this order: 2·1 + 6·5 + 3·8 = 56
    const p = createProblem({
      resources: [{ id: 'web', capacity: 1 }],
      activities: [
        { id: 'a', weight: 3, modes: work(3, 1) },
        { id: 'b', weight: 2, modes: work(1, 1) },
        { id: 'c', weight: 6, modes: work(4, 1) },
      ],
    })
    expect(solve(p, { objective: 'costOfDelay', seed: 1, schedules: 50 })).toMatchObject({
      value: 56,
      lowerBound: 56,
      gap: 0,
      status: 'OPTIMAL',
    })
  })
})
