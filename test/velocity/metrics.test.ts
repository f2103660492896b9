import { describe, expect, it } from 'vitest'
import { cycleTime, leadTime, stability, survivalQuantile, workInProgress } from '../../api/velocity/flow/flow-time.ts'
import { massCloses } from '../../api/velocity/flow/mass-close.ts'
import { naturalLimits, processBehavior } from '../../api/velocity/flow/process-behavior.ts'
import { sayDo, sprintVelocity } from '../../api/velocity/flow/sprint-velocity.ts'
import { sprintForecast, sprintQuantile } from '../../api/velocity/forecast/sprint-forecast.ts'
import { summaryOf, weeklyThroughput } from '../../api/velocity/flow/throughput.ts'
import { MONDAY, steadyTeam } from './histories.ts'

const flow = (key: string, created: number | null, started: number | null, done: number | null) => ({
  key,
  created,
  started,
  done,
})

describe('throughput', () => {
  it('counts finished weeks only, with the quiet ones as zeros', () => {
    const done = [MONDAY - 21, MONDAY - 20, MONDAY - 7, MONDAY, MONDAY + 1].map((day) => ({ day, size: 2 }))
    expect(weeklyThroughput(done, MONDAY + 3, 26).weeks).toEqual([
      { start: MONDAY - 21, items: 2, size: 4 },
      { start: MONDAY - 14, items: 0, size: 0 },
      { start: MONDAY - 7, items: 1, size: 2 },
    ])
    expect(weeklyThroughput(done, MONDAY + 6, 1).weeks).toEqual([{ start: MONDAY, items: 2, size: 4 }])
  })

  it('leaves mass closes out and lists them', () => {
    const done = [...steadyTeam(5, 8), ...Array.from({ length: 40 }, () => ({ day: MONDAY - 3, size: 1 }))]
    const { weeks, excluded } = weeklyThroughput(done, MONDAY - 1, 26)
    expect(excluded).toEqual([{ day: MONDAY - 3, items: 41 }])
    expect(weeks.map((week) => week.items)).toEqual([5, 5, 5, 5, 5, 5, 5, 4])
  })

  it('is empty without a completion', () => {
    expect(weeklyThroughput([], MONDAY, 26)).toEqual({ weeks: [], excluded: [] })
    expect(summaryOf([])).toBeNull()
  })

  it('summarizes by median and MAD, and gives variation and dispersion side by side', () => {
    expect(summaryOf([2, 4, 4, 6, 9])).toEqual({
      periods: 5,
      median: 4,
      mad: 2,
      mean: 5,
      coefficientOfVariation: expect.closeTo(0.5292, 4),
      dispersion: expect.closeTo(1.4, 10),
    })
    expect(summaryOf([0, 0, 0])).toMatchObject({ mean: 0, coefficientOfVariation: null, dispersion: null })
  })
})

describe('a mass close', () => {
  const usual = Array.from({ length: 60 }, (_, i) => [100 + i, 100 + i, 100 + i]).flat()
  it('is a day with at least eight times the usual completions, and at least twenty', () => {
    expect(massCloses([...usual, ...Array.from({ length: 21 }, () => 120)])).toEqual([{ day: 120, items: 24 }])
    expect(massCloses([...usual, ...Array.from({ length: 20 }, () => 120)])).toEqual([])
  })
  it('is judged against the days around it, not against another year', () => {
    expect(massCloses([...usual, ...Array.from({ length: 19 }, () => 900)])).toEqual([])
    expect(massCloses([...usual, ...Array.from({ length: 20 }, () => 900)])).toEqual([{ day: 900, items: 20 }])
  })
})

describe('velocity and say/do', () => {
  const sprint = (
    committed: number,
    added: number,
    removed: number,
    completed: number,
    kept: number | null = null,
  ) => ({ key: `s${committed}`, committed, added, removed, completed, completedOfCommitted: kept })

  it('takes the median of the last six sprints', () => {
    const sprints = [90, 20, 22, 30, 24, 26, 28].map((points) => sprint(30, 0, 0, points))
    expect(sprintVelocity(sprints)).toEqual({
      sprints: 7,
      median: 25,
      mad: 3,
      standardError: expect.closeTo(1.5275, 4),
    })
    expect(sprintVelocity([])).toBeNull()
  })

  it('keeps added scope apart from what was promised', () => {
    expect(sayDo([sprint(20, 10, 0, 26, 18), sprint(30, 0, 5, 24, 24)])).toEqual({
      kept: 0.84,
      delivered: 1,
      addedShare: 0.2,
      removedShare: 0.1,
    })
  })

  it('does not claim to know what the source does not tell', () => {
    expect(sayDo([sprint(20, 0, 0, 26)]).kept).toBeNull()
    expect(sayDo([sprint(0, 8, 0, 8)])).toEqual({ kept: null, delivered: null, addedShare: null, removedShare: null })
  })
})

describe('points in the next sprints', () => {
  const board = [20, 25, 30, 22, 28, 24, 26, 31, 19, 25]
  it('are centred on the recent mean, and wider than the square root of the number of sprints', () => {
    const one = sprintForecast(board, 1)!
    const six = sprintForecast(board, 6)!
    expect(six.expected).toBeCloseTo(6 * one.expected, 9)
    expect(six.deviation).toBeGreaterThan(Math.sqrt(6) * one.deviation)
    expect(sprintQuantile(six, 0.5)).toBeCloseTo(six.expected, 9)
    expect(sprintQuantile(six, 0.1)).toBeLessThan(sprintQuantile(six, 0.5))
  })
  it('are never negative, and not forecast from two sprints', () => {
    expect(sprintQuantile(sprintForecast([0, 50, 0, 40, 0], 6)!, 0.01)).toBe(0)
    expect(sprintForecast([20, 25], 1)).toBeNull()
  })
})

describe('cycle and lead time', () => {
  const items = [
    flow('a', 10, 12, 12),
    flow('b', 10, 12, 14),
    flow('c', 10, 12, 16),
    flow('d', 10, null, 20),
    flow('e', 10, 15, 14),
    flow('f', 10, 12, null),
  ]
  it('count the first and the last day, and leave out items without a start or with an impossible one', () => {
    expect(cycleTime(items)).toEqual({
      items: 3,
      p50: 3,
      p75: 4,
      p85: expect.closeTo(4.4, 9),
      p95: expect.closeTo(4.8, 9),
    })
    expect(leadTime(items)).toMatchObject({ items: 5, p50: 5 })
    expect(cycleTime([])).toBeNull()
  })

  it('treat open items as "longer than this" (Kaplan and Meier 1958)', () => {
    // Leukaemia remission, 6-MP arm, weeks (Freireich et al. 1963; median 23 in R survival::survfit and every textbook).
    const relapse = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    const censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    expect(survivalQuantile(relapse, censored, 0.5)).toBe(23)
    expect(survivalQuantile(relapse, censored, 0.25)).toBe(13)
    expect(survivalQuantile(relapse, censored, 0.9)).toBeNull()
  })

  it('show work in progress that is older than 85 % of the finished ever became', () => {
    const finished = Array.from({ length: 20 }, (_, i) => flow(`d${i}`, 0, 100, 100 + i))
    const items = [
      ...finished,
      ...['old', 'new'].map((key) => ({ ...flow(key, 0, key === 'old' ? 90 : 118, null), inProgress: true })),
      flow('later', 0, 121, null),
    ].map((item) => ({ inProgress: false, ...item }))
    const wip = workInProgress(items, 120)
    expect(wip).toEqual({
      items: 2,
      usualDays: 18,
      olderThanUsual: 1,
      ages: [
        { key: 'old', age: 31, olderThanUsual: true },
        { key: 'new', age: 3, olderThanUsual: false },
      ],
    })
  })

  it('count what its status says is in progress: not what went back to To do, nor what is done on an unknown day', () => {
    const started = flow('back in To do, or done without a date', 0, 10, null)
    const wip = workInProgress([{ ...started, inProgress: false }], 120)
    expect([wip.items, wip.ages]).toEqual([0, []])
    const unknown = workInProgress([{ ...flow('no start on record', 0, null, null), inProgress: true }], 120)
    expect([unknown.items, unknown.ages]).toEqual([1, []])
  })

  it('say whether arrivals and departures match before Little’s law is used', () => {
    const steady = Array.from({ length: 10 }, (_, i) => flow(`s${i}`, 0, 10 + i, 15 + i))
    expect(stability(steady, 15, 19)).toEqual({ arrivals: 5, departures: 5, stable: true })
    expect(stability([...steady, flow('x', 0, 16, null), flow('y', 0, 16, null)], 15, 19)).toMatchObject({
      arrivals: 7,
      stable: false,
    })
  })
})

describe('the process behavior chart', () => {
  it('puts its limits at the mean ± 2.66 × the mean moving range (Wheeler 1993)', () => {
    const { centre, reach } = naturalLimits([10, 12, 11, 15, 12, 10])
    expect(centre).toBeCloseTo(11.6667, 4)
    expect(reach).toBeCloseTo(2.66 * 2.4, 10)
  })
  it('signals a week out of the ordinary and stays quiet over ordinary ones', () => {
    const ordinary = [9, 14, 7, 12, 10, 16, 8, 11, 13, 9, 12, 10]
    expect(processBehavior(ordinary)!.signals).toEqual([])
    expect(processBehavior([...ordinary, 60])!.signals).toEqual([12])
    expect(processBehavior([1, 2, 3])).toBeNull()
  })
})
