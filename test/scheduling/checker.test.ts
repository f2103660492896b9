import { expect, test } from 'vitest'
import { check, type Rule } from './checker.ts'
import { createProblem } from '../../api/scheduling/problem/problem.ts'
import type { Allocation, Solution } from '../../api/scheduling/problem/solution.ts'
import { solve } from '../../api/scheduling/solver/solve.ts'

const one = (duration: number, units = 1) => [{ duration, demands: [{ resource: 'web', units }] }]
const problem = createProblem({
  resources: [
    {
      id: 'web',
      capacity: [
        { from: 0, units: 2 },
        { from: 4, units: 0 },
        { from: 6, units: 2 },
      ],
    },
  ],
  activities: [
    { id: 'a', modes: one(2), weight: 5, start: 0 },
    { id: 'b', modes: one(3), weight: 3, release: 1, deadline: 9 },
    { id: 'c', modes: one(2, 2), weight: 2 },
  ],
  precedence: [{ predecessor: 'a', successor: 'c', lag: 1 }],
})
const solution = solve(problem, { objective: 'costOfDelay', seed: 1, schedules: 100 })

const altered = (id: string, change: Partial<Allocation>): Solution => ({
  ...solution,
  allocations: solution.allocations.map((a) => (a.activity === id ? { ...a, ...change } : a)),
})
const rules = (s: Solution) => [...new Set(check(problem, s).map((v) => v.rule))]

test('a schedule of the solver breaks no rule', () => {
  expect(solution.allocations).toEqual([
    { activity: 'a', mode: 0, start: 0, finish: 2 },
    { activity: 'b', mode: 0, start: 1, finish: 4 },
    { activity: 'c', mode: 0, start: 6, finish: 8 },
  ])
  expect(check(problem, solution)).toEqual([])
})

test.each<[string, Rule, Solution]>([
  ['two activities on one person too many', 'CAPACITY', altered('c', { start: 2, finish: 4 })],
  ['a start inside the lag', 'PRECEDENCE', altered('c', { start: 2, finish: 4 })],
  ['a start before the release', 'RELEASE', altered('b', { start: 0, finish: 3 })],
  ['a missed deadline', 'DEADLINE', altered('b', { start: 7, finish: 10 })],
  ['work in progress that moved', 'FIXED_START', altered('a', { start: 1, finish: 3 })],
  ['too little work', 'DURATION', altered('b', { finish: 3 })],
  ['work on closed days', 'DURATION', altered('c', { start: 3, finish: 5 })],
  ['a mode that does not exist', 'MODE', altered('c', { mode: 1 })],
  ['an activity that is lost', 'PLACED_ONCE', { ...solution, allocations: solution.allocations.slice(1) }],
  [
    'an activity placed twice',
    'PLACED_ONCE',
    { ...solution, allocations: [...solution.allocations, solution.allocations[0]!] },
  ],
  ['a value that flatters', 'VALUE', { ...solution, value: solution.value - 1 }],
  ['a bound above the value', 'BOUND', { ...solution, lowerBound: solution.value + 1 }],
])('%s is found', (_, rule, wrong) => {
  expect(rules(wrong)).toContain(rule)
})
