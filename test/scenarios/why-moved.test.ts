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
