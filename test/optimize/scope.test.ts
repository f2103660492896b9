import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestScope } from '../../api/optimize/scope/scope.ts'
import type { ScopeItem } from '../../api/optimize/scope/scope.ts'
import { teamScope } from '../../api/optimize/scope/team-scope.ts'
import { canForecast, forecasterOf, probabilityBy } from '../../api/velocity/forecast/forecast.ts'
import { flowHistory } from '../../api/velocity/flow/history.ts'

const part = (id: string, value: number, amount: number, blockedBy: string[] = []): ScopeItem => ({
  id,
  key: id,
  value,
  amount,
  blockedBy,
})
/** A forecast in which `sure` points are certain and every further point costs 1 % of confidence. */
const falling = (sure: number) => (amount: number) => Math.max(0, Math.min(1, 1 - (amount - sure) / 100))

describe('the best set that ships by the date', () => {
  it('is worth more than the first items of the list that fit', () => {
    const scope = bestScope({
      items: [part('a', 10, 6), part('b', 8, 5), part('c', 7, 5)],
      confidence: 1,
      probabilityByDate: falling(10),
    })
    expect(scope).toMatchObject({ status: 'optimal', value: 15, amount: 10, capacity: 10, probability: 1 })
    expect(scope.itemIds.toSorted()).toEqual(['b', 'c'])
  })

  it('holds the confidence, and shows the next item with its price', () => {
    const scope = bestScope({
      items: [part('a', 10, 10), part('b', 5, 10), part('c', 1, 10)],
      confidence: 0.85,
      probabilityByDate: falling(10),
    })
    expect(scope).toMatchObject({
      itemIds: ['a', 'b'],
      probability: 0.9,
      capacity: 25,
      next: { itemIds: ['c'], amount: 10, value: 1, probability: 0.8 },
    })
  })

  it('brings the blockers along, or leaves both out', () => {
    const items = [part('vault', 1, 5), part('gifts', 9, 5, ['vault']), part('guide', 5, 5)]
    expect(bestScope({ items, confidence: 1, probabilityByDate: falling(10) }).itemIds).toEqual(['vault', 'gifts'])
    expect(bestScope({ items, confidence: 1, probabilityByDate: falling(5) }).itemIds).toEqual(['guide'])
  })

  it('equals the exhaustive optimum, dependencies or not', () => {
    const arbitrary = fc.array(
      fc.record({
        value: fc.nat(30),
        amount: fc.integer({ min: 0, max: 13 }),
        blockers: fc.array(fc.nat(11), { maxLength: 2 }),
      }),
      { maxLength: 12 },
    )
    fc.assert(
      fc.property(arbitrary, fc.nat(60), (rows, sure) => {
        const items = rows.map(({ value, amount, blockers }, i) =>
          part(
            `i${i}`,
            value,
            amount,
            blockers.filter((blocker) => blocker < i).map((blocker) => `i${blocker}`),
          ),
        )
        const scope = bestScope({ items, confidence: 0.85, probabilityByDate: falling(sure) })
        const chosen = new Set(scope.itemIds)
        expect(
          items.every(({ id, blockedBy }) => !chosen.has(id) || blockedBy.every((blocker) => chosen.has(blocker))),
        ).toBe(true)
        expect(scope.probability).toBeGreaterThanOrEqual(0.85)
        expect(scope.value).toBe(exhaustive(items, (amount) => falling(sure)(amount) >= 0.85))
        expect(scope.upperBound).toBeGreaterThanOrEqual(scope.value)
      }),
      { numRuns: 150 },
    )
  })

  it('comes within 1 % of its bound on 200 items with dependencies', () => {
    const items = Array.from({ length: 200 }, (_, i) =>
      part(`i${i}`, 1 + ((i * 7_919) % 60), 1 + ((i * 104_729) % 13), i % 3 === 2 ? [`i${i - 1}`] : []),
    )
    const scope = bestScope({ items, confidence: 0.85, probabilityByDate: falling(400), maxNodes: 20_000 })
    expect(scope.gap).toBeLessThan(0.01)
  })

  it('says when nothing fits, and answers an empty list', () => {
    expect(bestScope({ items: [part('a', 1, 50)], confidence: 0.85, probabilityByDate: falling(0) })).toMatchObject({
      status: 'nothing_fits',
      itemIds: [],
      next: { itemIds: ['a'], probability: 0.5 },
    })
    expect(bestScope({ items: [], confidence: 0.85, probabilityByDate: () => 1 })).toMatchObject({
      status: 'optimal',
      itemIds: [],
      next: null,
    })
    expect(bestScope({ items: [part('a', 1, 1)], confidence: 0.85, probabilityByDate: () => 0 })).toMatchObject({
      status: 'nothing_fits',
      capacity: -1,
    })
  })

  it('names a cycle instead of choosing through it', () => {
    expect(() =>
      bestScope({
        items: [part('a', 1, 1, ['b']), part('b', 1, 1, ['a'])],
        confidence: 0.85,
        probabilityByDate: () => 1,
      }),
    ).toThrow('a waits for b waits for a')
  })
})

function exhaustive(items: readonly ScopeItem[], holds: (amount: number) => boolean): number {
  let best = 0
  for (let set = 0; set < 1 << items.length; set++) {
    const chosen = items.filter((_, i) => set & (1 << i))
    const ids = new Set(chosen.map(({ id }) => id))
    if (!chosen.every(({ blockedBy }) => blockedBy.every((blocker) => ids.has(blocker)))) continue
    if (holds(chosen.reduce((sum, { amount }) => sum + amount, 0)))
      best = Math.max(
        best,
        chosen.reduce((sum, { value }) => sum + value, 0),
      )
  }
  return best
}

describe('the best set of several teams', () => {
  const team = (key: string, perWeek: number) => {
    const done = Array.from({ length: perWeek * 40 }, (_, i) => ({
      day: 20_000 - 7 * Math.floor(i / perWeek) - (i % 5) - 1,
      size: 1 + (i % 3),
    }))
    const forecaster = forecasterOf(flowHistory(done, 20_000))
    if (!canForecast(forecaster)) throw new Error('too little history')
    return { key, forecaster }
  }
  const teams = [team('fast', 5), team('slow', 2)]

  it('holds the confidence, keeps blockers in, and is the best of all sets of a few', () => {
    const shares: number[] = []
    const arbitrary = fc.array(
      fc.record({
        value: fc.integer({ min: 1, max: 30 }),
        slow: fc.boolean(),
        amount: fc.integer({ min: 1, max: 8 }),
        blocker: fc.option(fc.nat(9)),
      }),
      { minLength: 1, maxLength: 9 },
    )
    fc.assert(
      fc.property(arbitrary, fc.integer({ min: 7, max: 60 }), (rows, days) => {
        const candidates = rows.map(({ value, slow, amount, blocker }, i) => ({
          key: `i${i}`,
          value,
          amounts: slow ? [0, amount] : [amount, 0],
          blockedBy: blocker !== null && blocker < i ? [`i${blocker}`] : [],
        }))
        const odds = (keys: readonly string[]) =>
          teams.reduce(
            (product, { forecaster }, k) =>
              product *
              probabilityBy(
                forecaster,
                candidates.reduce((sum, { key, amounts }) => (keys.includes(key) ? sum + amounts[k]! : sum), 0),
                days,
              ),
            1,
          )
        const worth = (keys: readonly string[]) =>
          candidates.reduce((sum, { key, value }) => (keys.includes(key) ? sum + value : sum), 0)
        const legal = (keys: readonly string[]) =>
          candidates.every(
            ({ key, blockedBy }) => !keys.includes(key) || blockedBy.every((blocker) => keys.includes(blocker)),
          )
        const { keys } = teamScope({ teams, candidates, days, confidence: 0.85 })
        expect(legal(keys)).toBe(true)
        expect(keys.length === 0 || odds(keys) >= 0.85).toBe(true)
        let best = 0
        for (let set = 0; set < 1 << candidates.length; set++) {
          const some = candidates.flatMap(({ key }, i) => (set & (1 << i) ? [key] : []))
          if (worth(some) > best && legal(some) && odds(some) >= 0.85) best = worth(some)
        }
        if (best > 0) shares.push(worth(keys) / best)
      }),
      { numRuns: 60 },
    )
    expect(Math.min(...shares)).toBeCloseTo(1, 9)
  })

  it('of many, is worth at least what the best per team at equal confidence is', () => {
    const candidates = Array.from({ length: 60 }, (_, i) => ({
      key: `i${i}`,
      value: 1 + ((i * 7) % 13),
      amounts: i % 3 === 0 ? [0, 1 + (i % 5)] : [1 + (i % 6), 0],
      blockedBy: i % 10 === 9 ? [`i${i - 1}`] : [],
    }))
    const worth = (keys: readonly string[]) =>
      candidates.reduce((sum, { key, value }) => (keys.includes(key) ? sum + value : sum), 0)
    for (const days of [14, 28, 56, 112]) {
      const apart = teams.flatMap(
        ({ forecaster }, k) =>
          bestScope({
            items: candidates
              .filter(({ amounts }) => amounts[k]! > 0)
              .map(({ key, value, amounts }) => ({ id: key, key, value, amount: amounts[k]!, blockedBy: [] })),
            confidence: Math.sqrt(0.85),
            probabilityByDate: (amount) => probabilityBy(forecaster, amount, days),
          }).itemIds,
      )
      const free = candidates.map((candidate) => ({ ...candidate, blockedBy: [] }))
      expect(worth(teamScope({ teams, candidates: free, days, confidence: 0.85 }).keys)).toBeGreaterThanOrEqual(
        0.97 * worth(apart),
      )
    }
  })
})
