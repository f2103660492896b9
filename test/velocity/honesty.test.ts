import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { MEDIAN_BACKTEST, roughBecause, saysEvenOdds } from '../../api/velocity/flow/history.ts'
import { dataQuality } from '../../api/velocity/flow/data-quality.ts'
import { daysUntil } from '../../api/velocity/forecast/forecast.ts'
import { predictability } from '../../api/velocity/forecast/predictability.ts'
import { scopeGrowth } from '../../api/velocity/forecast/scope-growth.ts'
import { sensitivity } from '../../api/velocity/forecast/sensitivity.ts'
import { trackRecord } from '../../api/velocity/forecast/track-record.ts'
import { calibratedForecasts, plainBootstrap } from '../bench/forecast/forecast-methods.ts'
import { loadSeries, questionsOf, scoreOf, TAUS } from '../bench/forecast/forecast-protocol.ts'
import { slowQuestions, youngQuestions } from '../bench/forecast/forecast-rough.ts'
import { forecasterFor, historyOf, MONDAY, steadyTeam, teamOf } from './histories.ts'

describe('P90 means 90 %', () => {
  it('on public histories, where the usual bootstrap holds two dates of three', () => {
    const questions = loadSeries(join(import.meta.dirname, '../bench/series')).flatMap(questionsOf)
    const plain = questions.map(plainBootstrap)
    const usual = scoreOf(questions, plain, plain)
    const ours = scoreOf(questions, questions.map(calibratedForecasts()), plain)
    expect(usual.coverage[2]).toBeLessThan(70)
    ours.coverage.forEach((share, i) => expect(Math.abs(share - [50, 75, 90, 95][i]!)).toBeLessThanOrEqual(3))
    expect(ours.perSeries).toBeLessThanOrEqual(7)
    expect(ours.pinball).toBeLessThanOrEqual(0.875)
  })
})

describe('a rough forecast', () => {
  it('says "even odds" only for teams whose P50 held as often as not on public histories', () => {
    const series = loadSeries(join(import.meta.dirname, '../bench/series'))
    const asked = { young: series.flatMap(youngQuestions), slow: series.flatMap(slowQuestions) }
    for (const regime of ['young', 'slow'] as const) {
      const given = asked[regime].map(calibratedForecasts())
      const held =
        asked[regime].filter(({ actual }, i) => actual <= given[i]![TAUS.indexOf(0.5)]!).length / asked[regime].length
      expect(saysEvenOdds({ questions: asked[regime].length, held })).toBe(saysEvenOdds(MEDIAN_BACKTEST[regime]))
    }
  })

  it.each([
    [300, 0.4, true],
    [300, 0.6, true],
    [299, 0.5, false],
    [4_000, 0.39, false],
    [4_000, 0.61, false],
  ])('may say it of %d questions of which %d held: %s', (questions, held, said) =>
    expect(saysEvenOdds({ questions, held })).toBe(said),
  )

  it('never calls a long history short', () => {
    expect(roughBecause('slow')).toBe('little was finished in the last 90 days')
    expect(roughBecause('young')).toBe('the history is short')
    expect(roughBecause('steady')).toBeNull()
  })
})

describe('the track record', () => {
  it('counts what the method would have promised on the team’s own past', () => {
    const record = trackRecord(historyOf(teamOf(8, 120)), 40)
    expect(record.map((entry) => entry.level)).toEqual([0.5, 0.75, 0.9, 0.95])
    expect(record.every((entry) => entry.of === 26 && entry.held <= entry.of)).toBe(true)
    const held = record.map((entry) => entry.held)
    expect([...held].sort((a, b) => a - b)).toEqual(held)
    expect(held[2]).toBeGreaterThanOrEqual(20)
  })

  it('sees a promise break when a team falls to a third of its pace', () => {
    const slow = [...steadyTeam(12, 80).filter((completion) => completion.day < MONDAY - 140), ...steadyTeam(4, 20)]
    const [before, after] = [steadyTeam(12, 80), slow].map((team) => trackRecord(historyOf(team), 40)[0]!)
    expect(after!.of).toBe(before!.of)
    expect(after!.held).toBeLessThan(before!.held - 4)
  })

  it('is empty for a young team', () => {
    expect(trackRecord(historyOf(steadyTeam(3, 5)), 20)).toEqual([])
  })
})

describe('what would move the date most', () => {
  it('is listed largest first, with signs that make sense', () => {
    const team = teamOf(8, 60)
    const influences = sensitivity(
      forecasterFor(team, { growth: scopeGrowth({ added: 20, finished: 40, open: 60 }) }),
      60,
      0.9,
      forecasterFor(team),
    )
    const days = Object.fromEntries(influences.map((influence) => [influence.lever, influence.days!]))
    expect(days.capacity_up).toBeLessThan(0)
    expect(days.capacity_down).toBeGreaterThan(0)
    expect(days.scope_down).toBeLessThan(0)
    expect(days.scope_up).toBeGreaterThan(0)
    expect(days.no_growth).toBeLessThan(days.scope_down!)
    expect(days.steadier_flow).toBeLessThan(0)
    const sizes = influences.map((influence) => Math.abs(influence.days!))
    expect([...sizes].sort((a, b) => b - a)).toEqual(sizes)
  })

  it('is nothing when nothing is left', () => {
    expect(sensitivity(forecasterFor(teamOf(8, 60)), 0, 0.9)).toEqual([])
  })
})

describe('predictability', () => {
  it('shows variation, dispersion, the spread of the forecast and the hit rate together', () => {
    const history = historyOf(teamOf(8, 120))
    const forecaster = forecasterFor(teamOf(8, 120))
    const shown = predictability([8, 6, 9, 7, 10, 8, 7, 9, 8, 6, 9, 8], forecaster, trackRecord(history, 40))
    expect(shown.dispersion).toBeCloseTo(0.197, 2)
    expect(shown.p90OverP50).toBeCloseTo(daysUntil(forecaster, 95 / 3, 0.9) / daysUntil(forecaster, 95 / 3, 0.5), 10)
    expect(shown.hitRate).toBeGreaterThan(0.7)
    expect(predictability([], null, [])).toEqual({
      coefficientOfVariation: null,
      dispersion: null,
      p90OverP50: null,
      hitRate: null,
    })
  })
})

describe('data quality', () => {
  const done = (
    key: string,
    started: number | null,
    day: number,
    size: number | null = 1,
    created: number | null = 0,
  ) => ({ key, created, started, done: day, size })

  it('says "38% of done items have no start date"', () => {
    const items = Array.from({ length: 8 }, (_, i) => done(`A-${i}`, i < 3 ? null : 90, 100))
    expect(dataQuality(items, 101, 1)).toEqual([
      {
        code: 'no_start',
        items: 3,
        of: 8,
        keys: ['A-0', 'A-1', 'A-2'],
        sentence: '38% of done items have no start date, so their cycle time is unknown.',
      },
    ])
  })

  it('says what work without points counts as, which is not the same everywhere', () => {
    const items = Array.from({ length: 10 }, (_, i) => done(`A-${i}`, 90, 100, i < 2 ? null : 3))
    expect(dataQuality(items, 101, 3).map(({ sentence }) => sentence)).toEqual([
      '20% of done items have no points. In points, each counts as 3 in the weekly pace and as 0 in sprint velocity.',
    ])
  })

  it('says "200 of 212 done items have no end date", and not of one in twelve', () => {
    const dated = (count: number) => Array.from({ length: count }, (_, i) => done(`A-${i}`, 80, 100 - i))
    const undated = (count: number) =>
      Array.from({ length: count }, (_, i) => ({ ...done(`Z-${i}`, null, 0), done: null, undated: true }))
    expect(dataQuality([...dated(12), ...undated(200)], 101, 1)).toMatchObject([
      {
        code: 'no_end',
        items: 200,
        of: 212,
        sentence: '200 of 212 done items have no end date and count neither in the pace nor in cycle times.',
      },
    ])
    expect(dataQuality([...dated(11), ...undated(1)], 101, 1)).toEqual([])
    expect(dataQuality(undated(1), 101, 1)[0]!.sentence).toBe(
      '1 of 1 done items has no end date and counts neither in the pace nor in cycle times.',
    )
  })

  it('names impossible dates one by one', () => {
    const findings = dataQuality(
      [done('A-1', 90, 80), done('A-2', 90, 100, 1, 95), done('A-3', 90, 200), done('A-4', 90, 101)],
      105,
      1,
    )
    expect(findings.map((finding) => [finding.code, finding.keys])).toEqual([
      ['done_before_start', ['A-1']],
      ['started_before_created', ['A-2']],
      ['done_in_future', ['A-3']],
    ])
  })

  it('points at mass closes, at statuses set afterwards and at a history that stops', () => {
    const closed = Array.from({ length: 30 }, (_, i) => done(`B-${i}`, 100, 100))
    const codes = dataQuality(closed, 150, 1).map((finding) => finding.code)
    expect(codes).toEqual(['done_on_start_day', 'mass_close', 'quiet_end'])
    expect(dataQuality(closed, 150, 1)[2]!.sentence).toBe(
      'No work was finished in the last 50 days. Is the import up to date?',
    )
  })

  it('has nothing to say about an empty workspace', () => {
    expect(dataQuality([], 100, 1)).toEqual([])
  })
})
