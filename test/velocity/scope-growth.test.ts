import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayOf } from '../../api/math/calendar.ts'
import { daysUntil, probabilityBy, sizeBy } from '../../api/velocity/forecast/forecast.ts'
import {
  countedWords,
  growthApplies,
  growthFactor,
  growthNotes,
  growthWarnings,
  growthWords,
  scopeEvidence,
  scopeGrowth,
} from '../../api/velocity/forecast/scope-growth.ts'
import type { ScopedItem } from '../../api/velocity/forecast/scope-growth.ts'
import { growthQuestions, loadGroups, scoreGrowth } from '../bench/growth/growth-protocol.ts'
import { anyTeam, forecasterFor, teamOf } from './histories.ts'

const item = (dates: Partial<Record<keyof ScopedItem, string>>): ScopedItem => {
  const day = (key: keyof ScopedItem) => (dates[key] ? dayOf(dates[key]) : null)
  return {
    created: day('created'),
    started: day('started'),
    finished: day('finished'),
    joined: day('joined'),
    cancelled: day('cancelled'),
  }
}
const TODAY = dayOf('2026-06-30')

describe('how an epic has grown', () => {
  // Work begins on Monday 4 May; its breakdown may go on for five working days, to Monday 11 May.
  const epic = [
    item({ created: '2026-04-01', started: '2026-05-04', finished: '2026-05-20' }),
    item({ created: '2026-04-20', finished: '2026-06-01' }),
    item({ created: '2026-05-11' }),
    item({ created: '2026-05-12' }),
    item({ created: '2026-06-10', finished: '2026-06-20' }),
    item({ created: '2026-06-11', cancelled: '2026-06-12' }),
    item({ created: '2026-06-13', started: '2026-06-14', cancelled: '2026-06-20' }),
  ]

  it('counts what came five working days after work began, unless it was cancelled before anybody began it', () => {
    expect(scopeEvidence(epic, TODAY)).toMatchObject({ start: dayOf('2026-05-04'), added: 3, finished: 3, open: 2 })
  })

  it('does not see the future', () => {
    expect(scopeEvidence(epic, dayOf('2026-05-03'))).toMatchObject({ start: null, added: 0, finished: 0, open: 2 })
    expect(scopeEvidence(epic, dayOf('2026-06-11'))).toMatchObject({ added: 3, finished: 2, open: 4 })
  })

  it('uses known dates in place of unknown ones, leaves out what has neither, and says so', () => {
    const items = [
      item({ created: '2026-04-01', joined: '2026-06-01', started: '2026-05-04', finished: '2026-06-20' }),
      item({ joined: '2026-06-02' }),
      item({ created: '2026-04-01' }),
      item({ finished: '2026-06-03' }),
    ]
    const evidence = scopeEvidence(items, TODAY)
    expect(evidence).toMatchObject({ start: dayOf('2026-05-04'), added: 2, finished: 1, open: 2 })
    expect(evidence.assumed).toEqual({ createdForJoined: 1, joinedForCreated: 1, leftOut: 1, finishedForStarted: 1 })
    expect(growthNotes(evidence)).toEqual([
      'It is unknown when 1 item joined this epic; the creation date is used instead.',
      '1 item without a creation date is counted from the date of joining the epic.',
      '1 item with neither a creation date nor a joining date is excluded from the growth rate.',
    ])
  })

  it.each([
    [
      { added: 0, finished: 3, open: 5 },
      'Since work on it began, 3 items were finished and none was added.',
      'The dates allow for 0.09 new items per finished item: the rate so far, drawn toward the usual 0.15. Often nothing is added and sometimes a lot; they allow for both.',
      [],
    ],
    [
      { added: 3, finished: 2, open: 5 },
      'Since work on it began, 2 items were finished and 3 were added.',
      'The dates allow for 0.5 new items per finished item, the most that they can. Often nothing is added and sometimes a lot; they allow for both.',
      [
        'Work arrives as fast as it is finished, so there is no end in sight. Treat these dates as the earliest possible.',
      ],
    ],
    [
      { added: 1, finished: 0, open: 2 },
      'Since work on it began, no item was finished and 1 was added.',
      'The dates allow for 0.4 new items per finished item: the rate so far, drawn toward the usual 0.15. Often nothing is added and sometimes a lot; they allow for both.',
      [],
    ],
    [
      { added: 9, finished: 12, open: 5 },
      'Since work on it began, 12 items were finished and 9 were added.',
      'The dates allow for 0.5 new items per finished item, the most that they can. Often nothing is added and sometimes a lot; they allow for both.',
      [
        'More work arrives than these dates allow for (0.5 new items per finished one). Treat them as the earliest possible.',
      ],
    ],
  ])('%j is told as it was counted, apart from what is expected', (counted, said, expected, warnings) => {
    const growth = scopeGrowth(counted)
    expect(countedWords(counted, 'Since work on it began')).toBe(said)
    expect(growthWords(growth)).toBe(expected)
    expect(growthWarnings(counted, growth)).toEqual(warnings)
  })

  it('is part of an answer for an epic that has begun, and elsewhere only when it is asked for', () => {
    expect(growthApplies(null, { epic: true, start: null })).toBe(false)
    expect(growthApplies(null, { epic: true, start: 100 })).toBe(true)
    expect(growthApplies(false, { epic: true, start: 100 })).toBe(false)
    expect(growthApplies(null, { epic: false, start: 100 })).toBe(false)
    expect(growthApplies(true, { epic: false, start: 100 })).toBe(true)
  })
})

describe('growing scope', () => {
  it.each([
    [{ added: 0, finished: 0 }, 0.15, false, 1.176],
    [{ added: 0, finished: 20 }, 0.025, false, 1.026],
    [{ added: 4, finished: 16 }, 0.23, false, 1.299],
    [{ added: 10, finished: 16 }, 0.5, true, 2],
    [{ added: 50, finished: 40 }, 0.5, true, 2],
  ])('%j makes %d new items for each finished one', (seen, perFinished, capped, factor) => {
    const growth = scopeGrowth({ ...seen, open: 10 })
    expect(growth).toMatchObject({ perFinished: expect.closeTo(perFinished, 10), capped })
    expect(growthFactor(growth)).toBeCloseTo(factor, 3)
  })

  it('is often none and sometimes a lot', () => {
    const { multipliers } = scopeGrowth({ added: 1, finished: 10, open: 10 })
    expect(multipliers).toHaveLength(20)
    expect(multipliers.filter((multiplier) => multiplier === 1).length).toBeGreaterThanOrEqual(6)
    expect(multipliers[19]).toBeGreaterThan(2)
    expect(multipliers).toEqual([...multipliers].sort((a, b) => a - b))
  })

  it('never makes a date earlier, and more growth never makes it earlier', () => {
    const evidence = fc.record({ added: fc.integer({ min: 0, max: 40 }), finished: fc.integer({ min: 0, max: 40 }) })
    fc.assert(
      fc.property(
        anyTeam,
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 1, max: 20 }),
        evidence,
        fc.double({ min: 0.05, max: 0.95, noNaN: true }),
        (team, open, more, seen, p) => {
          const until = (added: number) =>
            daysUntil(forecasterFor(team, { growth: scopeGrowth({ ...seen, added, open }) }), open, p)
          expect(until(seen.added)).toBeGreaterThanOrEqual(daysUntil(forecasterFor(team), open, p))
          expect(until(seen.added + more)).toBeGreaterThanOrEqual(until(seen.added))
        },
      ),
      { numRuns: 40 },
    )
  })

  it('keeps dates in the order of their probabilities and of their sizes, and answers both ways with one voice', () => {
    const level = fc.double({ min: 0.02, max: 0.98, noNaN: true })
    fc.assert(
      fc.property(
        anyTeam,
        fc.integer({ min: 1, max: 200 }),
        fc.integer({ min: 0, max: 50 }),
        level,
        level,
        (team, n, more, a, b) => {
          const forecaster = forecasterFor(team, { growth: scopeGrowth({ added: 5, finished: 12, open: n }) })
          const [low, high] = [Math.min(a, b), Math.max(a, b)]
          const days = daysUntil(forecaster, n, high)
          expect(daysUntil(forecaster, n, low)).toBeLessThanOrEqual(days)
          expect(days).toBeLessThanOrEqual(daysUntil(forecaster, n + more, high))
          if (!Number.isFinite(days)) return
          expect(probabilityBy(forecaster, n, days)).toBeGreaterThanOrEqual(high - 1e-6)
          if (days > 1) expect(probabilityBy(forecaster, n, days - 1)).toBeLessThan(high + 1e-6)
          expect(sizeBy(forecaster, days, high)).toBeGreaterThanOrEqual(n * (1 - 1e-6))
        },
      ),
      { numRuns: 60 },
    )
  })

  it('leaves the median near today’s scope and moves P95 far, where growth is rare', () => {
    const team = teamOf(8, 60)
    const growth = scopeGrowth({ added: 0, finished: 10, open: 50 })
    const ratio = (p: number) =>
      daysUntil(forecasterFor(team, { growth }), 50, p) / daysUntil(forecasterFor(team), 50, p)
    expect(ratio(0.5)).toBeLessThan(1.1)
    expect(ratio(0.95)).toBeGreaterThan(1.05)
  })
})

describe('on public epics and releases', () => {
  it('growth is expected better than by nothing or by a constant 15 %, and its P50 and P90 hold', () => {
    const groups = loadGroups(join(import.meta.dirname, '../bench/epics')).filter(
      ({ kind }) => kind === 'epic' || kind === 'release',
    )
    const score = scoreGrowth(groups.flatMap(growthQuestions))
    expect(score.pinball).toBeLessThanOrEqual(0.75)
    expect(score.pinball).toBeLessThan(score.constant)
    expect(Math.abs(score.within50 - 50)).toBeLessThanOrEqual(8)
    expect(Math.abs(score.within90 - 90)).toBeLessThanOrEqual(8)
  })
})
