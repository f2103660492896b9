import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { criticalPathBound, headsOf, lowerBound, workBound } from '../../api/scheduling/solver/bound.ts'
import { Decoder, emptyTimetable } from '../../api/scheduling/solver/decode.ts'
import { compile, type Instance } from '../../api/scheduling/problem/instance.ts'
import { objectiveValue } from '../../api/scheduling/solver/objective.ts'
import { createProblem } from '../../api/scheduling/problem/problem.ts'
import type { Objective } from '../../api/scheduling/problem/solution.ts'
import { solve } from '../../api/scheduling/solver/solve.ts'
import { objective, problem } from './arbitraries.ts'

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

  test('work: 3 × 4 days × 2 people with 3 people are 8 days at least', () => {
    const p = createProblem({
      resources: [{ id: 'web', capacity: 3 }],
      activities: ['a', 'b', 'c'].map((id) => ({ id, modes: work(4, 2) })),
    })
    expect(lowerBound('makespan', compile(p), 99)).toBe(8)
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
