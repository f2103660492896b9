import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { costOf, type Bar, type ClockProblem } from '../../api/scheduling/clock/bars.ts'
import { clockBound } from '../../api/scheduling/clock/bound.ts'
import { decoderOf, emptyTimetable, ordering } from '../../api/scheduling/clock/decode.ts'
import { planOnClock, type ClockTerms } from '../../api/scheduling/clock/plan.ts'
import {
  canForecast,
  daysUntil,
  forecasterOf,
  probabilityBy,
  type Forecaster,
} from '../../api/velocity/forecast/forecast.ts'
import { flowHistory } from '../../api/velocity/flow/history.ts'
import { faultsOf } from './clock-checker.ts'

const TODAY = 20_000
function team(perWeek: number): Forecaster {
  const completions = Array.from({ length: perWeek * 40 }, (_, i) => ({
    day: TODAY - 7 * Math.floor(i / perWeek) - ((i * 3) % 5) - 1,
    size: 1 + (i % 3),
  }))
  const made = forecasterOf(flowHistory(completions, TODAY))
  if (!canForecast(made)) throw new Error('too little history')
  return made
}
const FAST = team(6)
const SLOW = team(2)
const bar = (id: string, more: Partial<Bar> = {}): Bar => ({
  id,
  lane: 'fast',
  size: 5,
  weight: 1,
  earliest: 0,
  due: null,
  deadline: null,
  started: false,
  rank: 0,
  blockedBy: [],
  ...more,
})
const problemOf = (bars: Bar[]): ClockProblem => ({
  lanes: [
    { key: 'fast', forecaster: FAST },
    { key: 'slow', forecaster: SLOW },
  ],
  bars,
})
const terms = (more: Partial<ClockTerms> = {}): ClockTerms => ({
  objective: 'costOfDelay',
  seed: 1,
  schedules: 500,
  trials: 2_000,
  today: TODAY,
  start: TODAY,
  horizon: null,
  luck: 'delivery',
  members: {},
  ...more,
})
const dayOfItem = (plan: ReturnType<typeof planOnClock>, id: string) =>
  plan.items.find((item) => item.id === id)!.finishPeriod - 1

/** @param later the last day on which a bar may start at the earliest. */
const arbitraryBars = (most: number, later: number) =>
  fc
    .array(
      fc.record({
        slow: fc.boolean(),
        size: fc.integer({ min: 0, max: 30 }),
        weight: fc.integer({ min: 0, max: 20 }),
        due: fc.option(fc.integer({ min: 1, max: 200 })),
        started: fc.boolean(),
        blocker: fc.option(fc.nat({ max: 20 })),
        earliest: fc.oneof(fc.constant(0), fc.nat(later)),
        lagDays: fc.nat(Math.min(later, 9)),
      }),
      { minLength: 1, maxLength: most },
    )
    .map((rows) =>
      rows.map(({ slow, blocker, lagDays, earliest, ...row }, at) =>
        bar(`B${at}`, {
          ...row,
          lane: slow ? 'slow' : 'fast',
          rank: at,
          earliest: row.started ? 0 : earliest,
          blockedBy: blocker !== null && at > 0 && !row.started ? [{ id: `B${blocker % at}`, lagDays }] : [],
        }),
      ),
    )

describe('a plan on the forecast’s clock', () => {
  test('one team ends all its work on the day of even odds, whatever the order', () => {
    const bars = [3, 8, 5, 2.5].map((size, at) => bar(`B${at}`, { size, rank: at, weight: at }))
    const plan = planOnClock(problemOf(bars), terms())
    expect(plan.finish).not.toBeNull()
    expect(Math.max(...bars.map(({ id }) => dayOfItem(plan, id)))).toBe(daysUntil(FAST, 18.5, 0.5))
    const day = daysUntil(FAST, 18.5, 0.5)
    expect(plan.whole!.probability).toBeCloseTo(probabilityBy(FAST, 18.5, day), 2)
  })

  test('two teams that each end at even odds end jointly less often, and the plan says so', () => {
    const plan = planOnClock(problemOf([bar('A', { size: 40 }), bar('B', { size: 12, lane: 'slow' })]), terms())
    const days = ['A', 'B'].map((id) => dayOfItem(plan, id))
    expect(plan.chances['A']!.probability).toBeGreaterThan(0.45)
    const joint = probabilityBy(FAST, 40, Math.max(...days)) * probabilityBy(SLOW, 12, Math.max(...days))
    expect(plan.whole!.probability).toBeCloseTo(joint, 1)
    expect(plan.whole!.date85! > plan.finish!).toBe(true)
  })

  test('what is started keeps its place and counts in full', () => {
    const plan = planOnClock(
      problemOf([bar('new', { weight: 100, size: 1 }), bar('old', { weight: 0, size: 20, started: true })]),
      terms(),
    )
    expect(dayOfItem(plan, 'old')).toBe(daysUntil(FAST, 20, 0.5))
    expect(dayOfItem(plan, 'new')).toBe(daysUntil(FAST, 21, 0.5))
  })

  test('what waits for another team leaves its own to the next in the order', () => {
    const plan = planOnClock(
      problemOf([
        bar('A', { lane: 'slow', size: 10 }),
        bar('B', { weight: 50, blockedBy: [{ id: 'A', lagDays: 0 }] }),
        bar('C', { weight: 1, size: 4 }),
      ]),
      terms(),
    )
    expect(dayOfItem(plan, 'C')).toBe(daysUntil(FAST, 4, 0.5))
    expect(dayOfItem(plan, 'B')).toBeGreaterThan(dayOfItem(plan, 'A'))
    expect(plan.criticalPath).toEqual(['A', 'B'])
  })

  test('with a horizon, what ends beyond it has no place and its date is said', () => {
    const plan = planOnClock(problemOf([bar('A', { weight: 9 }), bar('B', { size: 60 })]), terms({ horizon: 20 }))
    expect(plan.unplaced).toMatchObject([{ id: 'B', reason: 'HORIZON' }])
    expect(plan.unplaced[0]!.earliestFinish! > plan.finish!).toBe(true)
  })

  test('no order is below the bound, and small plans without cross-team waits are proven best', () => {
    fc.assert(
      fc.property(
        arbitraryBars(6, 0),
        fc.constantFrom('costOfDelay' as const, 'makespan' as const, 'tardiness' as const),
        (bars, objective) => {
          const problem = problemOf(bars)
          const decoder = decoderOf(problem)
          const bound = clockBound(problem, objective, decoder).value
          const timetable = emptyTimetable(bars.length)
          let least = Infinity
          for (const order of permutations(bars.map((_, j) => j))) {
            decoder.decode(ordering(bars)(order), timetable)
            least = Math.min(least, costOf(objective, bars, timetable.finish))
          }
          expect(bound).toBeLessThanOrEqual(least + 1e-6)
          const plan = planOnClock(problem, terms({ objective, trials: 10 }))
          expect(faultsOf(problem, placesOf(plan))).toEqual([])
          expect(plan.lowerBound).toBeLessThanOrEqual(least + 1e-6)
          expect(plan.value).toBeGreaterThanOrEqual(least - 1e-6)
          if (bars.every(({ blockedBy }) => blockedBy.length === 0)) expect(plan.status).toBe('OPTIMAL')
        },
      ),
      { numRuns: 60 },
    )
  })
})

describe('the bound on when everything is done', () => {
  const boundOf = (bars: Bar[]) => {
    const problem = problemOf(bars)
    return clockBound(problem, 'makespan', decoderOf(problem)).value
  }

  test('work that waits for another team adds up, all but a few percent', () => {
    const bars = [
      bar('A', { size: 40 }),
      bar('B', { lane: 'slow', size: 20, blockedBy: [{ id: 'A', lagDays: 7 }] }),
      bar('C', { lane: 'slow', size: 20, blockedBy: [{ id: 'A', lagDays: 7 }] }),
    ]
    const { value } = planOnClock(problemOf(bars), terms({ objective: 'makespan', trials: 10 }))
    const apart = Math.max(daysUntil(FAST, 40, 0.5) + 7, daysUntil(SLOW, 40, 0.5))
    expect(value).toBeGreaterThan(1.3 * apart)
    expect(boundOf(bars)).toBeGreaterThan(0.95 * value)
    expect(boundOf(bars)).toBeLessThanOrEqual(value)
  })

  test('work that may not start before day 100 is done after it, all of it', () => {
    const bars = [bar('A', { size: 2 }), bar('B', { size: 25, earliest: 100 }), bar('C', { size: 25, earliest: 100 })]
    const { value } = planOnClock(problemOf(bars), terms({ objective: 'makespan', trials: 10 }))
    expect(boundOf(bars)).toBeGreaterThan(0.95 * value)
    expect(boundOf(bars)).toBeLessThanOrEqual(value)
  })

  test('is not above any order of many bars', () => {
    fc.assert(
      fc.property(arbitraryBars(12, 150), fc.array(fc.nat(11), { minLength: 12, maxLength: 12 }), (bars, keys) => {
        const problem = problemOf(bars)
        const decoder = decoderOf(problem)
        const timetable = emptyTimetable(bars.length)
        const wanted = bars.map((_, j) => j).sort((a, b) => keys[a]! - keys[b]!)
        decoder.decode(ordering(bars)(wanted), timetable)
        for (const objective of ['makespan', 'costOfDelay', 'tardiness'] as const)
          expect(clockBound(problem, objective, decoder).value).toBeLessThanOrEqual(
            costOf(objective, bars, timetable.finish) + 1e-6,
          )
      }),
      { numRuns: 200 },
    )
  })
})

describe('the checker refuses', () => {
  const problem = problemOf([
    bar('A', { size: 10, started: true }),
    bar('B', { rank: 1, blockedBy: [{ id: 'A', lagDays: 0 }], deadline: 300 }),
    bar('C', { lane: 'slow', earliest: 30 }),
  ])
  const places = placesOf(planOnClock(problem, terms()))
  const moved = (id: string, days: Partial<(typeof places)[number]>) =>
    faultsOf(
      problem,
      places.map((one) => (one.id === id ? { ...one, ...days } : one)),
    )

  test('what the plan itself keeps to', () => {
    expect(faultsOf(problem, places)).toEqual([])
    expect(moved('A', { finish: 1 }).join()).toContain('fast has more done by A than it can')
    expect(moved('B', { start: 1 }).join()).toContain('B starts before A is done')
    expect(moved('B', { finish: 301 }).join()).toContain('B misses its deadline')
    expect(moved('B', { start: 1, finish: 2 }).join()).toContain('B overtakes A, which is in progress')
    expect(moved('C', { start: 30 }).join()).toContain('C starts before it may')
    expect(moved('C', { lane: 'fast' }).join()).toContain('C is in lane fast, not slow')
    expect(faultsOf(problem, places.slice(1)).join()).toContain('is placed and left out, or neither')
  })
})

function placesOf(plan: ReturnType<typeof planOnClock>) {
  return plan.items.map(({ id, teamId, startPeriod, finishPeriod }) => ({
    id,
    lane: teamId,
    start: startPeriod,
    finish: finishPeriod - 1,
  }))
}

function permutations(items: readonly number[]): number[][] {
  if (items.length <= 1) return [[...items]]
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]))
}
