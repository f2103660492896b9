import { describe, expect, test } from 'vitest'
import { createProblem, ProblemError, type ProblemInput } from '../../api/scheduling/problem/problem.ts'
import { compile } from '../../api/scheduling/problem/instance.ts'

const web = { id: 'web', capacity: 2 }
const item = (id: string, more: object = {}) => ({
  id,
  modes: [{ duration: 3, demands: [{ resource: 'web', units: 1 }] }],
  ...more,
})

function refusal(input: ProblemInput): ProblemError {
  try {
    createProblem(input)
  } catch (error) {
    if (error instanceof ProblemError) return error
  }
  throw new Error('not refused')
}

describe('nonsense is refused with the field that holds it', () => {
  test.each<[string, ProblemInput, string, string]>([
    [
      'a negative duration',
      { resources: [web], activities: [{ id: 'a', modes: [{ duration: -1, demands: [] }] }] },
      'INVALID',
      'activities[0].modes[0].duration',
    ],
    [
      'a fractional duration',
      { resources: [web], activities: [{ id: 'a', modes: [{ duration: 1.5, demands: [] }] }] },
      'INVALID',
      'activities[0].modes[0].duration',
    ],
    [
      'a million days',
      { resources: [web], activities: [{ id: 'a', modes: [{ duration: 1_000_000, demands: [] }] }] },
      'TOO_LARGE',
      'activities[0].modes[0].duration',
    ],
    [
      'an unknown resource',
      {
        resources: [web],
        activities: [{ id: 'a', modes: [{ duration: 1, demands: [{ resource: 'app', units: 1 }] }] }],
      },
      'UNKNOWN_REFERENCE',
      'activities[0].modes[0].demands[0].resource',
    ],
    ['two items of one id', { resources: [web], activities: [item('a'), item('a')] }, 'DUPLICATE', 'activities[1].id'],
    [
      'no way to do an item',
      { resources: [web], activities: [{ id: 'a', modes: [] }] },
      'INVALID',
      'activities[0].modes',
    ],
    [
      'a weight that is not a number',
      { resources: [web], activities: [item('a', { weight: NaN })] },
      'INVALID',
      'activities[0].weight',
    ],
    [
      'a dependency on nothing',
      { resources: [web], activities: [item('a')], precedence: [{ predecessor: 'x', successor: 'a' }] },
      'UNKNOWN_REFERENCE',
      'precedence[0].predecessor',
    ],
    [
      'a negative lag',
      {
        resources: [web],
        activities: [item('a'), item('b')],
        precedence: [{ predecessor: 'a', successor: 'b', lag: -1 }],
      },
      'INVALID',
      'precedence[0].lag',
    ],
    [
      'a blocker of work in progress',
      {
        resources: [web],
        activities: [item('a'), item('b', { start: 0 })],
        precedence: [{ predecessor: 'a', successor: 'b' }],
      },
      'INVALID',
      'precedence[0].successor',
    ],
    [
      'more in progress than people',
      { resources: [web], activities: [item('a', { start: 0 }), item('b', { start: 1 }), item('c', { start: 2 })] },
      'OVERLOADED',
      'activities[2].start',
    ],
    [
      'a calendar that begins late',
      { resources: [{ id: 'web', capacity: [{ from: 3, units: 1 }] }], activities: [] },
      'INVALID',
      'resources[0].capacity',
    ],
    [
      'negative people',
      { resources: [{ id: 'web', capacity: -1 }], activities: [] },
      'INVALID',
      'resources[0].capacity[0].units',
    ],
  ])('%s', (_, input, code, field) => {
    expect(refusal(input)).toMatchObject({ code, field })
  })

  test('a circle of dependencies is named from its smallest id, however it was entered', () => {
    const ring = [
      ['c', 'a'],
      ['b', 'c'],
      ['a', 'b'],
      ['a', 'd'],
    ].map(([predecessor, successor]) => ({ predecessor: predecessor!, successor: successor! }))
    for (const precedence of [ring, ring.toReversed()]) {
      const error = refusal({ resources: [web], activities: ['d', 'c', 'b', 'a'].map((id) => item(id)), precedence })
      expect(error).toMatchObject({ code: 'CYCLE', field: 'precedence', cycle: ['a', 'b', 'c', 'a'] })
      expect(error.message).toContain('a → b → c → a')
    }
  })

  test('an item that waits for itself is a circle of one', () => {
    expect(
      refusal({ resources: [web], activities: [item('a')], precedence: [{ predecessor: 'a', successor: 'a' }] }).cycle,
    ).toEqual(['a', 'a'])
  })

  test('a plan of more days than can be computed is too large', () => {
    const rows = Array.from({ length: 100 }, (_, i) => ({ id: `i${i}`, modes: [{ duration: 30_000, demands: [] }] }))
    expect(() => compile(createProblem({ resources: [web], activities: rows }))).toThrow(
      expect.objectContaining({ code: 'TOO_LARGE' }),
    )
  })
})

test('a release date in the past is no restriction, a due date in the past stays', () => {
  const { activities } = createProblem({ resources: [web], activities: [item('a', { release: -5, due: -5 })] })
  expect(activities[0]).toMatchObject({ release: 0, due: -5 })
})
