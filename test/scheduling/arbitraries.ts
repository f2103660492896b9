/** Random scheduling problems for properties: calendars with gaps, skills, choices of team, releases, lags. */
import fc from 'fast-check'
import { createProblem, type Problem, type ProblemInput } from '../../api/scheduling/problem/problem.ts'

const TEAMS = ['ant', 'bee', 'cat']

const calendar = fc
  .array(fc.record({ length: fc.integer({ min: 1, max: 6 }), units: fc.integer({ min: 0, max: 4 }) }), { maxLength: 4 })
  .map((steps) => {
    let from = 0
    const capacity = steps.map(({ length, units }) => {
      const step = { from, units }
      from += length
      return step
    })
    return [...capacity, { from, units: 3 }]
  })

const mode = fc.record({
  duration: fc.integer({ min: 0, max: 7 }),
  demands: fc.uniqueArray(fc.record({ resource: fc.constantFrom(...TEAMS), units: fc.integer({ min: 1, max: 3 }) }), {
    maxLength: 2,
    selector: (d) => d.resource,
  }),
})

const activity = fc.record({
  modes: fc.array(mode, { minLength: 1, maxLength: 2 }),
  weight: fc.integer({ min: 0, max: 20 }),
  release: fc.integer({ min: 0, max: 8 }),
  due: fc.option(fc.integer({ min: -3, max: 30 })),
  deadline: fc.constant(null),
})

/** Problems in which everything can be placed: each team ends with three people for ever. */
export const problemInput: fc.Arbitrary<ProblemInput> = fc
  .record({
    capacities: fc.tuple(calendar, calendar, calendar),
    activities: fc.array(activity, { minLength: 1, maxLength: 12 }),
    arcs: fc.array(fc.tuple(fc.nat(11), fc.nat(11), fc.integer({ min: 0, max: 3 })), { maxLength: 12 }),
  })
  .map(({ capacities, activities, arcs }) => ({
    resources: TEAMS.map((id, t) => ({ id, capacity: capacities[t]! })),
    activities: activities.map((a, i) => ({ ...a, id: `A${String(i).padStart(2, '0')}` })),
    precedence: arcs
      .filter(([from, to]) => from < to && to < activities.length)
      .map(([from, to, lag]) => ({
        predecessor: `A${String(from).padStart(2, '0')}`,
        successor: `A${String(to).padStart(2, '0')}`,
        lag,
      })),
  }))

export const problem: fc.Arbitrary<Problem> = problemInput.map(createProblem)

export const objective = fc.constantFrom('costOfDelay' as const, 'makespan' as const, 'tardiness' as const)
