import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { betaCdf, betaQuantile, jeffreysInterval } from '../../api/math/beta.ts'
import { normalQuantile } from '../../api/math/normal.ts'
import { capacityOf } from '../../api/velocity/forecast/capacity.ts'
import {
  LEARNED_LEVELS,
  learnedScore,
  meantScore,
  ScoreLearner,
  UNCORRECTED,
} from '../../api/velocity/forecast/learned-scores.ts'
import { paceHistory } from '../../api/velocity/forecast/pace.ts'
import { combinedRecord, recordOf, trackRecord } from '../../api/velocity/forecast/track-record.ts'
import type { ReplayedOrigin } from '../../api/velocity/forecast/track-record.ts'
import { flowHistory } from '../../api/velocity/flow/history.ts'
import { recordAssumptions, recordWarnings } from '../../api/velocity/work/forecast-sentences.ts'
import { anyTeam, forecasterFor, historyOf, MONDAY, steadyTeam, teamOf } from './histories.ts'

const TODAY = 1_000
/** Weekly origins, newest first; the newest is the last one whose P95 date, 70 days ahead, is due. */
const origins = (count: number, taken: (at: number) => number | null, promised = [35, 50, 60, 70]): ReplayedOrigin[] =>
  Array.from({ length: count }, (_, at) => ({ day: TODAY - promised[3]! - 7 * at, promised, taken: taken(at) }))

describe('a record', () => {
  it('counts the newest 26 origins, the same ones for every level', () => {
    const record = recordOf(
      origins(40, (at) => (at < 10 ? 55 : 30)),
      TODAY,
    )
    expect(record.map(({ held, of }) => [held, of])).toEqual([
      [16, 26],
      [16, 26],
      [26, 26],
      [26, 26],
    ])
  })

  it('leaves out an origin whose P95 date is not due, at every level and however early it was done', () => {
    const early = { day: TODAY - 69, promised: [35, 50, 60, 70], taken: 1 }
    const missed = { ...early, taken: null }
    for (const newest of [early, missed])
      expect(recordOf([newest, ...origins(3, () => 30)], TODAY)[0]).toMatchObject({ held: 3, of: 3 })
  })

  it('counts work that is open on its date as missed', () => {
    expect(
      recordOf(
        origins(5, () => null),
        TODAY,
      ).map(({ held, of }) => [held, of]),
    ).toEqual([
      [0, 5],
      [0, 5],
      [0, 5],
      [0, 5],
    ])
  })

  it('is worth the days it covers ÷ the median length of its P50 dates', () => {
    expect(
      recordOf(
        origins(30, () => 30),
        TODAY,
      )[0]!.independent,
    ).toBeCloseTo(182 / 35, 10)
    expect(
      recordOf(
        origins(30, () => 3, [3, 5, 7, 9]),
        TODAY,
      )[0]!.independent,
    ).toBe(26)
  })

  it('calls a level off, and which way, only where chance does not explain it at that many independent dates', () => {
    const offs = (held: number, promised?: number[]) =>
      recordOf(
        origins(26, (at) => (at < held ? 1 : 1_000), promised),
        TODAY,
      ).map(({ off }) => off)
    expect(offs(26)).toEqual(['late', 'late', null, null])
    expect(offs(20)).toEqual([null, null, null, 'early'])
    expect(offs(23)).toEqual(['late', null, null, null])
    expect(offs(5)).toEqual(['early', 'early', 'early', 'early'])
    // The same share of many independent dates says more.
    expect(offs(20, [3, 5, 7, 9])).toEqual(['late', null, 'early', 'early'])
  })

  it('is that of four weeks of work where the work in question is too long for one of its own', () => {
    const team = historyOf(teamOf(8, 200))
    expect(trackRecord(team, 20)[0]).toMatchObject({ of: 26, fourWeeks: false })
    expect(trackRecord(team, 400)[0]).toMatchObject({ of: 26, fourWeeks: true })
  })

  it('adds up over teams', () => {
    const [one, two] = [
      recordOf(
        origins(26, () => 30),
        TODAY,
      ),
      recordOf(
        origins(10, () => 65),
        TODAY,
      ),
    ]
    expect(combinedRecord([one, [], two]).map(({ held, of }) => [held, of])).toEqual([
      [26, 36],
      [26, 36],
      [26, 36],
      [36, 36],
    ])
    expect(combinedRecord([[], []])).toEqual([])
  })

  it('says what it is worth, and warns of levels that are off', () => {
    const record = recordOf(
      origins(26, (at) => (at < 5 ? 1 : 1_000)),
      TODAY,
    )
    expect(recordAssumptions(record)).toEqual([
      '5 of the last 26 weekly P90 dates like this one were met; they overlap, so they count as about 5 independent dates.',
    ])
    expect(recordWarnings(record)).toEqual([
      'Past dates like this were too early: P50 (5 of 26 met), P75 (5 of 26 met), P90 (5 of 26 met), P95 (5 of 26 met). Plan with a later date.',
    ])
    expect(
      recordWarnings(
        recordOf(
          origins(26, () => 1),
          TODAY,
        ),
      ),
    ).toEqual(['Past dates like this were later than needed: P50 (26 of 26 met), P75 (26 of 26 met).'])
    expect(recordAssumptions([])).toEqual([])
    // Two teams have had 26 such dates each, for their own parts: there were no 52 weeks.
    expect(recordAssumptions(combinedRecord([record, record]))).toEqual([
      '10 of the last 52 weekly P90 dates of 2 teams (each for its own part of this work) were met; they overlap, so they count as about 10 independent dates.',
    ])
    const short = recordOf(
      origins(26, () => 1, [7, 14, 20, 28]),
      TODAY,
    )
    expect(recordAssumptions(short)).toEqual(['26 of the last 26 weekly P90 dates like this one were met.'])
    const single = recordOf(
      origins(1, () => 1, [7, 14, 20, 28]),
      TODAY,
    )
    expect(recordAssumptions(single)).toEqual(['The last weekly P90 date like this one was met.'])
  })

  it('holds its P50 no more often than its P90, for any team', () => {
    fc.assert(
      fc.property(anyTeam, fc.integer({ min: 1, max: 100 }), (team, size) => {
        const record = trackRecord(historyOf(team), size)
        const held = record.map((level) => level.held)
        expect(held).toEqual([...held].sort((a, b) => a - b))
        expect(new Set(record.map(({ of }) => of)).size).toBeLessThanOrEqual(1)
      }),
      { numRuns: 30 },
    )
  })
})

describe('a history at the end of an earlier day', () => {
  it('is measured as if nothing had come after it', () => {
    fc.assert(
      fc.property(anyTeam, fc.integer({ min: 0, max: 300 }), (team, back) => {
        const history = flowHistory(team, MONDAY - 1, true)
        const index = Math.max(0, history.done.length - 1 - back)
        const then = flowHistory(team, history.from + index, true)
        const capacity = capacityOf(history)
        const reader = paceHistory(history, capacity)
        reader.at(history.done.length - 1)
        expect(reader.at(index)).toEqual(paceHistory(then, capacity).at(index))
      }),
      { numRuns: 40 },
    )
  })
})

describe('what past dates teach', () => {
  const outcomes = fc.array(fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }), { maxLength: 300 })
  const taught = (weeks: readonly (readonly boolean[])[]) => {
    const learner = new ScoreLearner()
    for (const held of weeks) learner.learn(held, 1)
    return learner.scores()
  }

  it('keeps dates in the order of their probabilities, whatever happened', () => {
    fc.assert(
      fc.property(
        outcomes,
        fc.double({ min: -4, max: 4, noNaN: true }),
        fc.double({ min: 0.001, max: 2, noNaN: true }),
        (weeks, z, more) => {
          const scores = taught(weeks)
          expect(learnedScore(scores, z + more)).toBeGreaterThan(learnedScore(scores, z))
          expect(meantScore(scores, learnedScore(scores, z))).toBeCloseTo(z, 9)
        },
      ),
    )
  })

  it('moves a level by its own misses and hits', () => {
    const at = LEARNED_LEVELS.indexOf(0.9)
    const density = 0.17549833
    expect(taught([])[at]).toBeCloseTo(normalQuantile(0.9) + 0.04, 6)
    expect(taught([[false, false, false, false, false, false]])[at]).toBeCloseTo(
      normalQuantile(0.9) + 0.04 + (0.008 * 0.9) / density,
      6,
    )
    expect(taught([[true, true, true, true, true, true]])[at]).toBeCloseTo(
      normalQuantile(0.9) + 0.04 - (0.008 * 0.1) / density,
      6,
    )
  })

  it('is nothing where every level means itself', () => {
    expect(learnedScore(UNCORRECTED, 1.3)).toBeCloseTo(1.3, 12)
  })

  it('makes the dates of a team that slows down later, and those of a punctual one earlier', () => {
    const slowing = Array.from({ length: 150 }, (_, week) =>
      Array.from({ length: Math.round(60 * 0.97 ** week) }, (_unused, i) => ({
        day: MONDAY - 7 * (150 - week) + (i % 5),
        size: 1,
      })),
    ).flat()
    const at = LEARNED_LEVELS.indexOf(0.75)
    expect(forecasterFor(slowing).model.scores[at]).toBeGreaterThan(UNCORRECTED[at]! + 0.04)
    expect(forecasterFor(steadyTeam(10, 150)).model.scores[at]).toBeLessThan(UNCORRECTED[at]!)
  })
})

test('the beta distribution, where it has a simple form', () => {
  expect(betaCdf(0.25, 1, 3)).toBeCloseTo(1 - 0.75 ** 3, 10)
  expect(betaCdf(0.3, 2, 1)).toBeCloseTo(0.09, 10)
  expect(betaCdf(0.5, 7.5, 7.5)).toBeCloseTo(0.5, 10)
  expect(betaQuantile(0.2, 1, 1)).toBeCloseTo(0.2, 10)
  expect(jeffreysInterval(5, 10, 0.95)).toEqual([expect.closeTo(0.224, 3), expect.closeTo(0.776, 3)])
  expect(jeffreysInterval(0, 10, 0.8)[0]).toBe(0)
  expect(jeffreysInterval(10, 10, 0.8)[1]).toBe(1)
  expect(() => betaQuantile(1, 2, 2)).toThrow(RangeError)
})
