import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { ForecastInputs } from '../../api/scenarios/why-moved.ts'
import { whyMoved } from '../../api/scenarios/why-moved.ts'
import { wholeParts } from '../../api/scenarios/attribution.ts'
import { forecaster, items, SETTINGS, TODAY } from './plans.ts'

const eight = forecaster(8)
const six = forecaster(6)
const issued = (more: Partial<ForecastInputs> = {}, pace = eight): ForecastInputs => ({
  today: TODAY,
  teams: [{ key: 'shop', model: pace.model, growth: null, capacity: pace.capacity }],
  items: items('shop', 40),
  ...more,
})
const causes = (move: ReturnType<typeof whyMoved>) =>
  Object.fromEntries(move.parts.map(({ cause, days }) => [cause, days[2]]))

it('nothing changed, so nothing moved', () => {
  expect(whyMoved(issued(), issued(), new Set(), SETTINGS)).toMatchObject({ shiftDays: [0, 0, 0, 0], parts: [] })
})

it('added scope alone is the whole of the shift, with its items counted', () => {
  const move = whyMoved(issued(), issued({ items: items('shop', 55) }), new Set(), SETTINGS)
  expect(move.parts).toEqual([{ cause: 'scopeAdded', days: move.shiftDays, items: 15 }])
  expect(move.shiftDays[0]).toBeGreaterThan(0)
})

it('a week in which nothing was finished costs a week, a week of the usual work next to nothing', () => {
  const idle = whyMoved(issued(), issued({ today: TODAY + 7 }), new Set(), SETTINGS)
  expect(idle.shiftDays).toEqual([7, 7, 7, 7])
  expect(causes(idle)).toEqual({ progress: 7 })
  const done = new Set(items('shop', 8).map(({ key }) => key))
  const busy = whyMoved(issued(), issued({ today: TODAY + 7, items: items('shop', 40).slice(8) }), done, SETTINGS)
  expect(Math.abs(causes(busy)['progress']!)).toBeLessThanOrEqual(3)
})

it('tells removed from finished work, a slower pace from a planned closure', () => {
  const closed = {
    ...six.capacity,
    changes: [
      { from: TODAY + 10, factor: 0 },
      { from: TODAY + 20, factor: 1 },
    ],
  }
  const after = issued({
    today: TODAY + 7,
    items: items('shop', 40).slice(10),
    teams: [{ key: 'shop', model: six.model, growth: null, capacity: closed }],
  })
  const move = whyMoved(issued(), after, new Set(items('shop', 4).map(({ key }) => key)), SETTINGS)
  const days = causes(move)
  expect(Object.keys(days)).toEqual(['progress', 'scopeRemoved', 'pace', 'capacity'])
  expect(days['scopeRemoved']).toBeLessThan(0)
  expect(days['pace']).toBeGreaterThan(0)
  expect(days['capacity']).toBeGreaterThan(0)
  expect(move.parts.map(({ items: count }) => count)).toEqual([4, 6, 0, 0])
})

it('weekdays that were learned anew are pace, and those that a calendar names are capacity', () => {
  const { capacity, model } = eight
  const withCapacity = (more: Partial<typeof capacity>) =>
    issued({ teams: [{ key: 'shop', model, growth: null, capacity: { ...capacity, ...more } }] })
  const parts = (after: ForecastInputs) => whyMoved(issued(), after, new Set(), SETTINGS).parts
  const later = [0.6, 0.6, 0.6, 0.6, 2.6, 1, 1]
  expect(parts(withCapacity({ weekday: later })).map(({ cause }) => cause)).toEqual(['pace'])
  const fourDays = { weekdays: [0, 1, 2, 3], closed: new Set<number>() }
  const named = withCapacity({ weekday: [1.75, 1.75, 1.75, 1.75, 0, 0, 0], calendar: fourDays })
  expect(parts(named).map(({ cause }) => cause)).toEqual(['capacity'])
})

it('an absence that goes on as planned is no change of capacity', () => {
  const absent = (today: number, back: number) =>
    issued({
      today,
      teams: [
        {
          key: 'shop',
          model: eight.model,
          growth: null,
          capacity: {
            ...eight.capacity,
            changes: [
              { from: today + 1, factor: 0.5 },
              { from: back, factor: 1 },
            ],
          },
        },
      ],
    })
  const moved = (back: number) =>
    whyMoved(absent(TODAY, TODAY + 20), absent(TODAY + 3, back), new Set(), SETTINGS).parts.map(({ cause }) => cause)
  expect(moved(TODAY + 20)).toEqual(['progress'])
  expect(moved(TODAY + 25)).toEqual(['progress', 'capacity'])
  // Over by now: the days ahead are as they always were.
  expect(
    whyMoved(absent(TODAY, TODAY + 2), issued({ today: TODAY + 3 }), new Set(), SETTINGS).parts.map(
      ({ cause }) => cause,
    ),
  ).toEqual(['progress'])
})

it('what moved sums to the shift exactly, for any mix of causes', () => {
  const mix = fc.record({
    added: fc.nat(20),
    removed: fc.nat(10),
    finished: fc.nat(10),
    elapsed: fc.nat(30),
    slower: fc.boolean(),
    grows: fc.boolean(),
    waits: fc.boolean(),
  })
  fc.assert(
    fc.property(mix, ({ added, removed, finished, elapsed, slower, grows, waits }) => {
      const pace = slower ? six : eight
      const left = items('shop', 40 + added)
        .slice(removed + finished)
        .map((item, i) => (waits && i === 0 ? { ...item, earliest: 20 } : item))
      const after = issued({
        today: TODAY + elapsed,
        items: left,
        teams: [
          {
            key: 'shop',
            model: pace.model,
            growth: grows ? { perFinished: 0.2, capped: false, multipliers: [1, 1.25, 1.6] } : null,
            capacity: pace.capacity,
          },
        ],
      })
      const move = whyMoved(issued(), after, new Set(items('shop', finished).map(({ key }) => key)), {
        ...SETTINGS,
        trials: 200,
      })
      move.shiftDays.forEach((shift, level) =>
        expect(move.parts.reduce((sum, { days }) => sum + days[level]!, 0)).toBe(shift),
      )
    }),
    { numRuns: 15 },
  )
})

it.each([
  [[1.5, 1.5], 3, [2, 1]],
  [[-0.5, 2.5], 2, [0, 2]],
  [[0.34, 0.33, 0.33], 1, [1, 0, 0]],
  [[], 0, []],
])('%j in whole days that sum to %d is %j', (parts, total, whole) => {
  expect(wholeParts(parts, total)).toEqual(whole)
})
