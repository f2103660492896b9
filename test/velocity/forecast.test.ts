import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { dayOf, MONDAY_TO_FRIDAY } from '../../api/math/calendar.ts'
import { effortAhead } from '../../api/velocity/forecast/capacity.ts'
import {
  canForecast,
  daysUntil,
  daysUntilAll,
  forecasterOf,
  LEVELS,
  probabilityAllBy,
  probabilityBy,
  sizeBy,
  withChanges,
} from '../../api/velocity/forecast/forecast.ts'
import { flowHistory, historyWords } from '../../api/velocity/flow/history.ts'
import { deliveryDates } from '../../api/velocity/simulation/delivery.ts'
import { UNCORRECTED } from '../../api/velocity/forecast/learned-scores.ts'
import { anyTeam, forecasterFor, historyOf, MONDAY, steadyTeam, teamOf } from './histories.ts'

const size = fc.integer({ min: 1, max: 400 })
const level = fc.double({ min: 0.02, max: 0.98, noNaN: true })

describe('a forecast of "until N more are done"', () => {
  it('reads the same on every call', () => {
    const dates = () => LEVELS.map((p) => daysUntil(forecasterFor(teamOf(8, 60)), 100, p))
    expect(dates()).toEqual(dates())
  })

  it('puts the median of a steady team near size ÷ pace, and P90 well after it', () => {
    const forecaster = forecasterFor(steadyTeam(10, 60))
    const [p50, , p90] = LEVELS.map((p) => daysUntil(forecaster, 100, p))
    expect(p50).toBeGreaterThanOrEqual(65)
    expect(p50).toBeLessThanOrEqual(77)
    expect(p90).toBeGreaterThan(p50!)
  })

  it('is never earlier at a higher percentile', () => {
    fc.assert(
      fc.property(anyTeam, size, level, level, (team, n, a, b) => {
        const forecaster = forecasterFor(team)
        expect(daysUntil(forecaster, n, Math.min(a, b))).toBeLessThanOrEqual(daysUntil(forecaster, n, Math.max(a, b)))
      }),
      { numRuns: 60 },
    )
  })

  it('is never earlier for more scope', () => {
    fc.assert(
      fc.property(anyTeam, size, fc.integer({ min: 0, max: 50 }), level, (team, n, more, p) => {
        const forecaster = forecasterFor(team)
        expect(daysUntil(forecaster, n, p)).toBeLessThanOrEqual(daysUntil(forecaster, n + more, p))
      }),
      { numRuns: 100 },
    )
  })

  it('is never later with more capacity', () => {
    fc.assert(
      fc.property(
        anyTeam,
        size,
        level,
        fc.double({ min: 1, max: 4, noNaN: true }),
        fc.integer({ min: 1, max: 60 }),
        (team, n, p, factor, from) => {
          const forecaster = forecasterFor(team)
          expect(daysUntil(withChanges(forecaster, [{ from: MONDAY + from, factor }]), n, p)).toBeLessThanOrEqual(
            daysUntil(forecaster, n, p),
          )
        },
      ),
      { numRuns: 60 },
    )
  })

  it('does not depend on the order of the items in the input', () => {
    fc.assert(
      fc.property(anyTeam, size, fc.integer(), (team, n, turn) => {
        const sized = team.map((completion, i) => ({ ...completion, size: 0.1 + (i % 7) / 3 }))
        const cut = Math.abs(turn) % sized.length
        const shuffled = [...sized.slice(cut).reverse(), ...sized.slice(0, cut)]
        expect(daysUntil(forecasterFor(shuffled), n, 0.9)).toBe(daysUntil(forecasterFor(sized), n, 0.9))
      }),
      { numRuns: 40 },
    )
  })

  it('answers "by when", "how likely" and "how many" with one voice', () => {
    fc.assert(
      fc.property(anyTeam, size, level, (team, n, p) => {
        const forecaster = forecasterFor(team)
        const days = daysUntil(forecaster, n, p)
        if (!Number.isFinite(days)) return
        expect(probabilityBy(forecaster, n, days)).toBeGreaterThanOrEqual(p - 1e-9)
        if (days > 1) expect(probabilityBy(forecaster, n, days - 1)).toBeLessThan(p + 1e-9)
        expect(sizeBy(forecaster, days, p)).toBeGreaterThanOrEqual(n * (1 - 1e-9))
        if (days > 1) expect(sizeBy(forecaster, days - 1, p)).toBeLessThan(n * (1 + 1e-9))
      }),
      { numRuns: 100 },
    )
  })

  it('spreads a histogram whose bars add up to one and meet', () => {
    fc.assert(
      fc.property(anyTeam, size, (team, n) => {
        const { histogram: bars } = deliveryDates(MONDAY, [{ forecaster: forecasterFor(team), size: n }], null)
        expect(bars.reduce((sum, bar) => sum + bar.probability, 0)).toBeCloseTo(1, 9)
        expect(dayOf(bars[0]!.from)).toBe(MONDAY + 1)
        expect(bars.at(-1)!.until).toBeNull()
        bars.slice(1).forEach((bar, i) => expect(dayOf(bar.from)).toBe(dayOf(bars[i]!.until!) + 1))
        expect(bars.every((bar) => bar.probability >= -1e-12)).toBe(true)
      }),
      { numRuns: 40 },
    )
  })

  it('is done already when nothing is left, and out of sight when a team has stopped', () => {
    const forecaster = forecasterFor(teamOf(8, 60))
    expect(daysUntil(forecaster, 0, 0.9)).toBe(0)
    expect(probabilityBy(forecaster, 0, 0)).toBe(1)
    expect(daysUntil(withChanges(forecaster, [{ from: MONDAY, factor: 0 }]), 10, 0.5)).toBe(Infinity)
    expect(daysUntil(forecaster, 1e6, 0.5)).toBe(Infinity)
  })

  it('forecasts points as it forecasts items', () => {
    const items = teamOf(8, 60)
    const points = items.map((completion) => ({ ...completion, size: 3 }))
    const ratio = daysUntil(forecasterFor(points), 300, 0.5) / daysUntil(forecasterFor(items), 100, 0.5)
    expect(ratio).toBeGreaterThan(0.95)
    expect(ratio).toBeLessThan(1.05)
  })

  it('is the product of the teams when they do not wait for each other', () => {
    const parts = [
      { forecaster: forecasterFor(teamOf(8, 60, 'a')), size: 40 },
      { forecaster: forecasterFor(teamOf(5, 60, 'b')), size: 30 },
    ]
    const days = daysUntilAll(parts, 0.9)
    expect(days).toBeGreaterThanOrEqual(Math.max(...parts.map((part) => daysUntil(part.forecaster, part.size, 0.9))))
    expect(probabilityAllBy(parts, days)).toBeGreaterThanOrEqual(0.9)
    expect(probabilityAllBy(parts, days - 1)).toBeLessThan(0.9)
  })
})

describe('calendars', () => {
  it('moves dates by the days a team is away', () => {
    const team = steadyTeam(10, 60)
    const away = new Set(Array.from({ length: 14 }, (_, i) => MONDAY + 7 + i))
    const usual = daysUntil(forecasterFor(team, { calendar: MONDAY_TO_FRIDAY }), 60, 0.75)
    expect(daysUntil(forecasterFor(team, { calendar: { ...MONDAY_TO_FRIDAY, closed: away } }), 60, 0.75)).toBe(
      usual + 14,
    )
  })

  it('does not count a past holiday as slowness', () => {
    const closed = new Set(Array.from({ length: 14 }, (_, i) => MONDAY - 14 + i))
    const rested = steadyTeam(10, 60).filter((completion) => completion.day < MONDAY - 14)
    const unaware = daysUntil(forecasterFor(rested, { calendar: MONDAY_TO_FRIDAY }), 100, 0.5)
    const aware = daysUntil(forecasterFor(rested, { calendar: { ...MONDAY_TO_FRIDAY, closed } }), 100, 0.5)
    expect(aware).toBeLessThan(unaware)
  })

  it('expects about three tenths of the usual pace between 23 December and 2 January', () => {
    const forecaster = forecasterFor(steadyTeam(10, 60))
    const ahead = effortAhead(forecaster.capacity, dayOf('2026-12-20'))
    expect((ahead[16]! - ahead[2]!) / 14).toBeLessThan(0.6)
    expect((ahead[37]! - ahead[16]!) / 21).toBeCloseTo(1, 1)
  })

  it('leaves the break to a calendar that knows it', () => {
    const closed = new Set([dayOf('2026-12-24'), dayOf('2026-12-25')])
    const forecaster = forecasterFor(steadyTeam(10, 60), { calendar: { ...MONDAY_TO_FRIDAY, closed } })
    expect(forecaster.capacity.yearEnd).toBe(1)
  })

  it('refuses a calendar without a working day and a negative capacity', () => {
    expect(() => forecasterFor(steadyTeam(10, 60), { calendar: { weekdays: [], closed: new Set() } })).toThrow(
      'no working days',
    )
    expect(() => withChanges(forecasterFor(steadyTeam(10, 60)), [{ from: MONDAY, factor: -1 }])).toThrow(
      'a number from 0',
    )
  })
})

describe('thin histories', () => {
  it('refuses below twelve completions in four active weeks, and says what is there and what is needed', () => {
    expect(forecasterOf(historyOf(steadyTeam(2, 5)))).toEqual({
      have: { completions: 10, activeWeeks: 5 },
      need: { completions: 12, activeWeeks: 4 },
    })
    expect(forecasterOf(historyOf(steadyTeam(6, 3)))).toEqual({
      have: { completions: 18, activeWeeks: 3 },
      need: { completions: 12, activeWeeks: 4 },
    })
    expect(canForecast(forecasterOf(historyOf([])))).toBe(false)
    const need = { completions: 12, activeWeeks: 4 }
    expect(
      [
        [0, 0],
        [1, 1],
        [5, 2],
      ].map(([completions, activeWeeks]) =>
        historyWords({ have: { completions: completions!, activeWeeks: activeWeeks! }, need }),
      ),
    ).toEqual([
      'a forecast needs 12 finished items in at least 4 weeks, and there are none',
      'a forecast needs 12 finished items in at least 4 weeks, and there is 1, in 1 week',
      'a forecast needs 12 finished items in at least 4 weeks, and there are 5, in 2 weeks',
    ])
  })

  it('calls an answer rough until sixty are done, and fifteen of them in ninety days', () => {
    expect(forecasterFor(steadyTeam(3, 4)).confidence).toBe('rough')
    expect(forecasterFor(steadyTeam(10, 5)).confidence).toBe('rough')
    expect(forecasterFor(steadyTeam(10, 6)).confidence).toBe('calibrated')
    const asleep = flowHistory(steadyTeam(10, 20), MONDAY + 100)
    expect(forecasterOf(asleep)).toMatchObject({ confidence: 'rough' })
  })

  it('is wider while rough', () => {
    const ratio = (weeks: number) =>
      daysUntil(forecasterFor(steadyTeam(5, weeks)), 50, 0.9) / daysUntil(forecasterFor(steadyTeam(5, weeks)), 50, 0.5)
    expect(ratio(8)).toBeGreaterThan(1.3 * ratio(60))
  })
})

describe('a slow team with a long history', () => {
  // Four a week for a year and a half, then one every ten days.
  const slow = flowHistory(
    [...steadyTeam(4, 78), ...Array.from({ length: 20 }, (_, i) => ({ day: MONDAY + 10 * i, size: 1 }))],
    MONDAY + 200,
  )

  it('is judged by its own errors, not as if it were young', () => {
    const forecaster = forecasterOf(slow)
    if (!canForecast(forecaster)) throw new Error('too thin')
    expect(forecaster).toMatchObject({ confidence: 'rough', model: { regime: 'slow' } })
    expect(forecaster.model.spread).not.toEqual(
      Float64Array.from(forecaster.model.spread, () => forecaster.model.spread[0]!),
    )
    expect(forecaster.model.scores).not.toEqual(UNCORRECTED)
  })
})
