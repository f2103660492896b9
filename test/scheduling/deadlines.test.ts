import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Bar, ClockProblem } from '../../api/scheduling/clock/bars.ts'
import { planOnClock, type ClockPlan } from '../../api/scheduling/clock/plan.ts'
import { unplacedWords } from '../../api/scheduling/plan/notices.ts'
import { canForecast, daysUntil, forecasterOf, type Forecaster } from '../../api/velocity/forecast/forecast.ts'
import { flowHistory } from '../../api/velocity/flow/history.ts'
import { faultsOf } from './clock-checker.ts'

const TODAY = 20_000
/** Five stories a week for sixty weeks. */
const FIVE: Forecaster = (() => {
  const done = Array.from({ length: 300 }, (_, i) => ({
    day: TODAY - 7 * Math.floor(i / 5) - (i % 5) - 1,
    size: 1,
  }))
  const made = forecasterOf(flowHistory(done, TODAY))
  if (!canForecast(made)) throw new Error('too little history')
  return made
})()

const bar = (id: string, more: Partial<Bar> = {}): Bar => ({
  id,
  lane: 'Web',
  size: 10,
  weight: 1,
  earliest: 0,
  due: null,
  deadline: null,
  started: false,
  rank: 0,
  blockedBy: [],
  ...more,
})
const problemOf = (bars: readonly Bar[]): ClockProblem => ({ lanes: [{ key: 'Web', forecaster: FIVE }], bars })
const planOf = (bars: readonly Bar[], objective: 'costOfDelay' | 'makespan' | 'tardiness' = 'costOfDelay'): ClockPlan =>
  planOnClock(problemOf(bars), {
    objective,
    seed: 1,
    schedules: 500,
    trials: 10,
    today: TODAY,
    start: TODAY,
    horizon: null,
    luck: 'delivery',
    members: {},
  })
const ends = (plan: ClockPlan) => plan.items.map(({ id, finishPeriod }) => [id, finishPeriod - 1])
const left = (plan: ClockPlan) => plan.unplaced.map((one) => [one.id, unplacedWords(one)])
const until = (size: number) => daysUntil(FIVE, size, 0.5)

test('a deadline that has passed takes only its own bar out of the plan', () => {
  const plan = planOf([bar('A', { deadline: -30 }), bar('B', { deadline: 20, rank: 1 })])
  expect(ends(plan)).toEqual([['B', until(10)]])
  expect(until(10)).toBeLessThanOrEqual(20)
  expect(left(plan)).toEqual([['A', 'it cannot finish by its deadline']])
  expect(plan.unplaced[0]).toMatchObject({ proven: true, earliestFinish: '2024-10-18' })
})

test('where each of four is one day too early in the one order, one goes and three are in time', () => {
  const bars = [10, 20, 30, 40].map((work, at) => bar('ABCD'[at]!, { deadline: until(work) - (at ? 1 : 0), rank: at }))
  const plan = planOf(bars)
  expect(plan.items).toHaveLength(3)
  expect(left(plan).map(([, why]) => why)).toEqual(['it does not fit before its deadline beside the rest of this plan'])
})

test('of what cannot all be in time, one that costs more by the day stays, and two that cost more together', () => {
  const day = until(20)
  const rich = planOf([
    bar('A', { size: 20, weight: 9, deadline: day }),
    bar('B', { weight: 5, deadline: day, rank: 1 }),
    bar('C', { weight: 3, deadline: day, rank: 2 }),
  ])
  expect(ends(rich).map(([id]) => id)).toEqual(['A'])
  const poor = planOf([
    bar('A', { size: 20, weight: 7, deadline: day }),
    bar('B', { weight: 5, deadline: day, rank: 1 }),
    bar('C', { weight: 3, deadline: day, rank: 2 }),
  ])
  expect(ends(poor).map(([id]) => id)).toEqual(['B', 'C'])
})

test('what waits for a bar without a place says so', () => {
  const plan = planOf([bar('A', { deadline: 1 }), bar('B', { blockedBy: [{ id: 'A', lagDays: 0 }], deadline: 400 })])
  expect(left(plan)).toEqual([
    ['A', 'it cannot finish by its deadline'],
    ['B', 'an item it waits for could not be placed'],
  ])
})

const lanes = fc
  .array(
    fc.record({
      size: fc.integer({ min: 1, max: 20 }),
      weight: fc.integer({ min: 0, max: 20 }),
      deadline: fc.option(fc.integer({ min: 1, max: 70 }), { freq: 6 }),
      started: fc.integer({ min: 0, max: 9 }),
      blocker: fc.option(fc.nat({ max: 20 }), { freq: 1 }),
    }),
    { minLength: 2, maxLength: 6 },
  )
  .map((rows) =>
    rows.map(({ size, weight, deadline, started, blocker }, rank) =>
      bar(`B${rank}`, {
        size,
        weight,
        rank,
        started: started === 0,
        deadline: started === 0 ? null : deadline,
        blockedBy: blocker !== null && rank > 0 && started > 0 ? [{ id: `B${blocker % rank}`, lagDays: 0 }] : [],
      }),
    ),
  )

test('in 200 lanes what is placed is worth as much as the best that fits, by every order of every choice', () => {
  const all = fc.sample(lanes, { seed: 5, numRuns: 200 })
  const worth = all.map((bars) => {
    const plan = planOf(bars)
    const placed = new Set(plan.items.map(({ id }) => id))
    const places = plan.items.map(({ id, teamId, startPeriod, finishPeriod }) => ({
      id,
      lane: teamId,
      start: startPeriod,
      finish: finishPeriod - 1,
    }))
    expect(
      faultsOf(
        problemOf(bars),
        places,
        plan.unplaced.map(({ id }) => id),
      ),
    ).toEqual([])
    return { found: weightOf(bars.filter(({ id }) => placed.has(id))), best: bestOf(bars), whole: weightOf(bars) }
  })
  expect(worth.filter(({ best, whole }) => best < whole).length).toBeGreaterThan(80)
  expect(worth.filter(({ found, best }) => found !== best)).toEqual([])
})

const weightOf = (bars: readonly Bar[]) => bars.reduce((sum, { weight }) => sum + weight, 0)

/** The most cost of delay that can be in time, from all choices in all orders. */
function bestOf(bars: readonly Bar[]): number {
  let best = 0
  for (let choice = 0; choice < 1 << bars.length; choice++) {
    const some = bars.filter((_, j) => choice & (1 << j))
    const inside = new Set(some.map(({ id }) => id))
    // What has started stays.
    const allowed =
      bars.every(({ id, started }) => !started || inside.has(id)) &&
      some.every(({ blockedBy }) => blockedBy.every(({ id }) => inside.has(id)))
    if (allowed && weightOf(some) > best && fits(some, 0, new Set(), bars.filter(({ started }) => started).length))
      best = weightOf(some)
  }
  return best
}

/** Whether an order of them meets every deadline: what has started first, what is waited for before what waits. */
function fits(rest: readonly Bar[], work: number, done: ReadonlySet<string>, started: number): boolean {
  if (rest.length === 0) return true
  return rest.some((next) => {
    if (done.size < started ? !next.started : !next.blockedBy.every(({ id }) => done.has(id))) return false
    const finish = until(work + next.size)
    if (next.deadline !== null && finish > next.deadline) return false
    return fits(
      rest.filter((other) => other !== next),
      work + next.size,
      new Set([...done, next.id]),
      started,
    )
  })
}
