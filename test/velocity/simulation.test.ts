import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MONDAY_TO_FRIDAY, workingDaysBetween } from '../../api/math/calendar.ts'
import { seeded } from '../../api/math/random.ts'
import type { CoupledItem } from '../../api/velocity/simulation/coupling.ts'
import { coarse } from '../../api/velocity/simulation/coarse.ts'
import { firstPassage, firstPassageQuantile } from '../bench/forecast/first-passage.ts'
import { daysUntil, daysUntilAll, probabilityBy, withChanges } from '../../api/velocity/forecast/forecast.ts'
import {
  simulateDelivery,
  simulateInOrderOf,
  simulatedProbability,
  simulatedQuantile,
} from '../../api/velocity/simulation/simulation.ts'
import { NEVER } from '../../api/velocity/simulation/trial.ts'
import { forecasterFor, teamOf } from './histories.ts'

const shop = { key: 'shop', forecaster: forecasterFor(teamOf(8, 60, 'shop')) }
const pay = { key: 'pay', forecaster: forecasterFor(teamOf(5, 60, 'pay')) }
const terms = { trials: 4_000, stream: (key: string) => seeded(`7 ${key}`) }
const PERCENTILES = Array.from({ length: 99 }, (_, i) => (i + 1) / 100)

function item(key: string, team: string, ...blockedBy: string[]): CoupledItem {
  return {
    key,
    team,
    size: 1,
    rank: Number(key.slice(1)),
    blockedBy: blockedBy.map((blocker) => ({ key: blocker, lagDays: 0 })),
  }
}

const waitsFor = (at: number, lagDays = 0) => ({ blockedBy: [{ key: `i${at}`, lagDays }] })

/** Forty items; the second team's wait for the first's. */
const chain = Array.from({ length: 40 }, (_, i) =>
  i % 2 === 0 ? item(`i${i}`, 'shop') : item(`i${i}`, 'pay', `i${i - 1}`),
)

describe('the coupled simulation', () => {
  it('stays within four standard errors of the exact answer at every percentile', () => {
    const items = Array.from({ length: 50 }, (_, i) => item(`i${i}`, 'shop'))
    const simulated = simulateDelivery([shop, pay], items, terms)
    for (const p of PERCENTILES) {
      const day = simulatedQuantile(simulated, p)
      const error = Math.sqrt((p * (1 - p)) / terms.trials)
      expect(probabilityBy(shop.forecaster, 50, day)).toBeGreaterThanOrEqual(p - 4 * error)
      expect(probabilityBy(shop.forecaster, 50, day - 1)).toBeLessThanOrEqual(p + 4 * error)
    }
  })

  it('agrees with the product of the teams when nothing waits', () => {
    const items = chain.map((entry) => ({ ...entry, blockedBy: [] }))
    const simulated = simulateDelivery([shop, pay], items, terms)
    const parts = [
      { forecaster: shop.forecaster, size: 20 },
      { forecaster: pay.forecaster, size: 20 },
    ]
    for (const p of [0.5, 0.75, 0.9, 0.95])
      expect(Math.abs(simulatedQuantile(simulated, p) - daysUntilAll(parts, p))).toBeLessThanOrEqual(1)
  })

  it('is never earlier than without the dependencies, trial by trial', () => {
    const coupled = simulateDelivery([shop, pay], chain, terms).finish
    const free = simulateDelivery(
      [shop, pay],
      chain.map((entry) => ({ ...entry, blockedBy: [] })),
      terms,
    ).finish
    expect(coupled.every((day, trial) => day >= free[trial]!)).toBe(true)
  })

  it('finishes every item after what blocks it, and so many working days later when a lag is set', () => {
    const items = [
      item('i0', 'shop'),
      { ...item('i1', 'pay'), blockedBy: [{ key: 'i0', lagDays: 10 }] },
      item('i2', 'pay', 'i1'),
    ]
    const { itemFinish, keys } = simulateDelivery([shop, pay], items, terms, true)
    const day = (key: string, trial: number) => itemFinish[trial * keys.length + keys.indexOf(key)]!
    for (let trial = 0; trial < terms.trials; trial++) {
      const { today } = shop.forecaster
      const between = workingDaysBetween(MONDAY_TO_FRIDAY, today + day('i0', trial) + 1, today + day('i1', trial) + 1)
      expect(between).toBeGreaterThanOrEqual(10)
      expect(day('i2', trial)).toBeGreaterThanOrEqual(day('i1', trial))
    }
  })

  it('has no end for what waits for something without one, and keeps the order in which nothing precedes its blocker', () => {
    const items = [0, 1, 2].map((at) => ({
      ...item(`i${at}`, at === 1 ? 'pay' : 'shop', ...(at > 0 ? [`i${at - 1}`] : [])),
      size: at === 0 ? 3_600 : 400,
    }))
    const { itemFinish, sequence, keys } = simulateDelivery([shop, pay], items, { ...terms, by: 3_000 }, true)
    let endless = 0
    for (let trial = 0; trial < terms.trials; trial++) {
      const [first, second, third] = ['i0', 'i1', 'i2'].map((key) => itemFinish[trial * 3 + keys.indexOf(key)]!)
      expect([first! <= second!, second! <= third!]).toEqual([true, true])
      expect([...sequence.subarray(trial * 3, trial * 3 + 3)].map((at) => keys[at])).toEqual(['i0', 'i1', 'i2'])
      if (third! >= NEVER) endless++
    }
    expect(endless).toBeGreaterThan(0)
    expect(endless).toBeLessThan(terms.trials)
  })

  it('adds up what is done by a day as the items end', () => {
    const { doneBy, itemFinish, trials } = simulateDelivery([shop, pay], chain, { ...terms, by: 20 }, true)
    const count = chain.length
    for (let trial = 0; trial < trials; trial++)
      expect(doneBy[trial]).toBe(
        itemFinish.subarray(trial * count, (trial + 1) * count).filter((day) => day <= 20).length,
      )
  })

  it('adds up nothing that has no end within ten years, by whatever day', () => {
    const items = [item('i0', 'shop'), { ...item('i1', 'shop'), earliest: 3_700 }]
    const { doneBy } = simulateDelivery([shop], items, { ...terms, by: 5_000 })
    expect(new Set(doneBy)).toEqual(new Set([1]))
  })

  it('takes other work while an item is blocked', () => {
    const items = [item('i0', 'shop', 'i9'), item('i1', 'shop'), item('i9', 'pay')]
    const { itemFinish, keys } = simulateDelivery([shop, pay], items, terms, true)
    const first = Array.from(
      { length: terms.trials },
      (_, trial) =>
        itemFinish[trial * keys.length + keys.indexOf('i1')]! <= itemFinish[trial * keys.length + keys.indexOf('i0')]!,
    )
    expect(first.filter(Boolean).length / terms.trials).toBeGreaterThan(0.7)
  })

  it('gives the same trials for the same seed, whatever the order of teams and items', () => {
    const one = simulateDelivery([shop, pay], chain, terms).finish
    const other = simulateDelivery([pay, shop], [...chain].reverse(), terms).finish
    expect(other).toEqual(one)
  })

  it('gives a team the same luck in a scenario with more teams and items', () => {
    const alone = simulateDelivery(
      [shop],
      chain.filter((entry) => entry.team === 'shop'),
      terms,
      true,
    )
    const together = simulateDelivery([shop, pay], chain, terms, true)
    const last = (result: typeof alone, trial: number) =>
      result.itemFinish[trial * result.keys.length + result.keys.indexOf('i38')]
    expect(Array.from({ length: 100 }, (_, trial) => last(together, trial))).toEqual(
      Array.from({ length: 100 }, (_, trial) => last(alone, trial)),
    )
  })

  it('ends for any acyclic dependencies and sizes', () => {
    const any = fc.array(
      fc.record({
        team: fc.constantFrom('shop', 'pay'),
        size: fc.integer({ min: 0, max: 5 }),
        on: fc.option(fc.nat(30), { nil: -1 }),
        lagDays: fc.nat(5),
      }),
      { minLength: 1, maxLength: 25 },
    )
    fc.assert(
      fc.property(any, (drawn) => {
        const items = drawn.map((entry, i) => ({
          key: `i${i}`,
          team: entry.team,
          size: entry.size,
          rank: -i,
          blockedBy: entry.on >= 0 && i > 0 ? [{ key: `i${entry.on % i}`, lagDays: entry.lagDays }] : [],
        }))
        const { finish } = simulateDelivery([shop, pay], items, { ...terms, trials: 50 })
        expect(finish.every((day) => day >= 0 && Number.isFinite(day))).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('reports the share of trials done by a day', () => {
    const simulated = simulateDelivery([shop, pay], chain, terms)
    expect(simulatedProbability(simulated, simulatedQuantile(simulated, 0.9))).toBeGreaterThanOrEqual(0.9)
    expect(simulated.method).toBe('simulation')
  })

  it('names a dependency cycle, an unknown blocker and a repeated key', () => {
    const run =
      (...items: CoupledItem[]) =>
      () =>
        simulateDelivery([shop, pay], items, terms)
    expect(run(item('i1', 'shop', 'i2'), item('i2', 'shop', 'i3'), item('i3', 'pay', 'i1'))).toThrow(
      'these items block each other: i1 → i3 → i2 → i1',
    )
    expect(run(item('i1', 'shop', 'i9'))).toThrow('a blocker of i1 is not part of the simulation: i9')
    expect(run(item('i1', 'sales'))).toThrow('the team of i1')
    expect(run(item('i1', 'shop'), item('i1', 'pay'))).toThrow('same key')
    expect(run({ ...item('i1', 'shop'), size: Number.NaN })).toThrow('the size of i1')
  })

  it('calls a million-point item out of sight, and finds a far date of a team with four times the capacity', () => {
    const one = (points: number) => [{ ...item('i0', 'shop'), size: points }]
    expect(simulatedQuantile(simulateDelivery([shop, pay], one(1e6), terms), 0.5)).toBe(Infinity)
    const grown = { key: 'shop', forecaster: withChanges(shop.forecaster, [{ from: 0, factor: 4 }]) }
    expect(simulatedQuantile(simulateDelivery([grown], one(9_000), terms), 0.5)).toBe(
      daysUntil(grown.forecaster, 9_000, 0.5),
    )
  })

  it('is done at once when there is nothing to do', () => {
    expect(simulatedQuantile(simulateDelivery([shop, pay], [], terms), 0.95)).toBe(0)
  })
})

describe('the exact first passage of the plain bootstrap', () => {
  it('is the negative binomial distribution for a coin that shows one item in three days of ten', () => {
    const cdf = firstPassage([1, 1, 1, 0, 0, 0, 0, 0, 0, 0], 10, 200)
    // SciPy 1.17: nbinom.cdf(0..4, 10, 0.3)
    const expected = [5.9049e-6, 4.72392e-5, 2.06376255e-4, 6.51960009e-4, 1.66566305e-3]
    expected.forEach((p, k) => expect(cdf[10 + k]).toBeCloseTo(p, 10))
  })

  it('is what sampling days converges to, within four standard errors at every percentile', () => {
    const recent = Array.from({ length: 90 }, (_, i) => (i % 7 > 4 ? 0 : (i * i) % 5))
    const random = seeded('sampler')
    const days = Array.from({ length: 4_000 }, () => {
      let day = 0
      for (let done = 0; done < 60; day++) done += recent[Math.floor(random() * 90)]!
      return day
    }).sort((a, b) => a - b)
    const cdf = firstPassage(recent, 60, 400)
    for (const p of PERCENTILES) {
      const day = days[Math.ceil(p * days.length) - 1]!
      const error = Math.sqrt((p * (1 - p)) / days.length)
      expect(cdf[day]).toBeGreaterThanOrEqual(p - 4 * error)
      expect(cdf[day - 1]).toBeLessThanOrEqual(p + 4 * error)
    }
  })

  it('shows how much earlier an uncalibrated P90 would be', () => {
    const recent = teamOf(8, 60, 'shop').filter((completion) => completion.day >= 20_424)
    const daily = Array.from(
      { length: 90 },
      (_, i) => recent.filter((completion) => completion.day === 20_424 + i).length,
    )
    expect(firstPassageQuantile(firstPassage(daily, 50, 1_000), 0.9)).toBeLessThan(daysUntil(shop.forecaster, 50, 0.9))
  })

  it('refuses half an item', () => {
    expect(() => firstPassage([1], 0.5, 10)).toThrow('whole items')
  })

  it('played again in its own order is never later and hardly ever earlier, and each team’s end is the last of its items', () => {
    const played = simulateDelivery([shop, pay], chain, terms, true)
    const again = simulateInOrderOf(played, [shop, pay], chain, terms)
    // What a team that waits does with part of a day differs by a day at most here and there.
    expect(again.finish.every((day, trial) => day <= played.finish[trial]!)).toBe(true)
    expect(again.finish.filter((day, trial) => day === played.finish[trial]).length).toBeGreaterThan(0.95 * 4_000)
    const teamOf = new Map(chain.map(({ key, team }) => [key, team]))
    for (const trial of [0, 1_234, 3_999]) {
      const last = { pay: 0, shop: 0 } as Record<string, number>
      played.keys.forEach((key, at) => {
        const team = teamOf.get(key)!
        last[team] = Math.max(last[team]!, played.itemFinish[trial * played.keys.length + at]!)
      })
      expect(played.teams.map((key, k) => [key, played.teamFinish[trial * 2 + k]])).toEqual(Object.entries(last))
    }
  })

  it('in the order of before, less to wait for never ends later; in an order of its own it can', () => {
    const arbitrary = fc.array(
      fc.record({ size: fc.integer({ min: 1, max: 8 }), pay: fc.boolean(), blocker: fc.option(fc.nat(11)) }),
      { minLength: 2, maxLength: 12 },
    )
    fc.assert(
      fc.property(arbitrary, fc.nat(11), (rows, lifted) => {
        const items = rows.map(({ size, pay: second, blocker }, i) => ({
          ...item(`i${i}`, second ? 'pay' : 'shop', ...(blocker !== null && blocker < i ? [`i${blocker}`] : [])),
          size,
        }))
        const fewer = items.map((one, i) => (i === lifted % items.length ? { ...one, blockedBy: [] } : one))
        const few = { ...terms, trials: 60 }
        const before = simulateDelivery([shop, pay], items, few, true)
        const after = simulateInOrderOf(before, [shop, pay], fewer, few)
        expect(after.finish.every((day, trial) => day <= before.finish[trial]!)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it.each<[string, (i: number, random: () => number) => Partial<CoupledItem>]>([
    ['some wait for one before them', (i) => (i % 11 === 10 ? waitsFor(i - 7) : {})],
    ['some wait for any before them', (i, random) => (i % 9 === 8 ? waitsFor(Math.floor(random() * i), 12) : {})],
    ['one long line waits', (i) => (i % 50 === 49 && i > 50 ? waitsFor(i - 50, 1) : {})],
    ['some have a release date', (i, random) => (i % 10 === 0 ? { earliest: Math.floor(random() * 400) } : {})],
    ['some wait for one behind them', (i, random) => (i % 7 === 0 ? waitsFor(i + 1 + Math.floor(random() * 90)) : {})],
  ])('plays a large plan in pieces, with the dates of every item by itself: %s', (name, more) => {
    const random = seeded(name)
    const items = Array.from({ length: 6_000 }, (_, i) => ({
      ...item(`i${i}`, i % 3 === 0 ? 'pay' : 'shop'),
      size: 0.1,
      ...(i < 5_900 && more(i, random)),
    }))
    const few = { ...terms, trials: 40 }
    const pieces = simulateDelivery([shop, pay], items, few)
    const each = simulateDelivery([shop, pay], items, few, true)
    expect(pieces.keys.length).toBeLessThan(2_000)
    expect(each.keys).toHaveLength(6_000)
    each.finish.forEach((day, trial) => expect(Math.abs(pieces.finish[trial]! / day - 1)).toBeLessThan(0.01))
  })

  it('keeps each team’s total in its pieces, and whatever something waits for', () => {
    const rows = fc.array(
      fc.record({ size: fc.nat(8), pay: fc.boolean(), blocker: fc.option(fc.nat(30)), earliest: fc.nat(1) }),
      { minLength: 1, maxLength: 60 },
    )
    const total = (items: readonly CoupledItem[], team: string) =>
      items.reduce((sum, one) => (one.team === team ? sum + one.size : sum), 0)
    fc.assert(
      fc.property(rows, fc.nat(3), (rows, pace) => {
        const items = rows.map(({ size, pay: second, blocker, earliest }, i) => ({
          ...item(`i${i}`, second ? 'pay' : 'shop', ...(blocker !== null && blocker < i ? [`i${blocker}`] : [])),
          size,
          earliest,
        }))
        const pieces = coarse(items, (_, size) => size * pace, 0)
        for (const team of ['shop', 'pay']) expect(total(pieces, team)).toBe(total(items, team))
        const keys = new Set(pieces.map(({ key }) => key))
        for (const { blockedBy } of pieces) for (const { key } of blockedBy) expect(keys.has(key)).toBe(true)
        // Where nothing is known to end before what waits, all that waits and is waited for is by itself.
        const all = new Set(coarse(items, (_team, _size, p) => (p < 0.5 ? 0 : Infinity), 0).map(({ key }) => key))
        for (const { key, blockedBy, earliest } of items)
          if (blockedBy.length > 0 || earliest > 0)
            expect([key, ...blockedBy.map((one) => one.key)].every((one) => all.has(one))).toBe(true)
      }),
    )
  })
})
