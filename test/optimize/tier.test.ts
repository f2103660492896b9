import fc from 'fast-check'
import { expect, it } from 'vitest'
import { PRIORITIES } from '../../api/optimize/score/candidate.ts'
import { TIERS, tierAt, tierEnds } from '../../api/optimize/rank/tier.ts'
import { backlog, SHAPES } from '../bench/ranking-instances.ts'
import { item, wsjf } from './items.ts'
import { delayCost, leastDelayCost, violations } from './oracle.ts'

it.each([
  [0, [0, 0, 0, 0, 0]],
  [1, [1, 1, 1, 1, 1]],
  [3, [1, 2, 3, 3, 3]],
  [20, [1, 4, 10, 16, 20]],
  [367, [19, 74, 184, 294, 367]],
])('a list of %i ends its tiers at ranks %j', (size, ends) => {
  expect(tierEnds(size)).toEqual(ends)
})

it('a critical epic of 13 points stays at most one tier below where a small one would stand', () => {
  const others = Array.from({ length: 39 }, (_, i) => item(`SHOP-${i + 1}`, [8, 5, 3, 1 + (i % 3)]))
  const epic = (size: number) => item('SHOP-90', [8, 5, 3, size], { priority: 'critical', type: 'epic' })
  const small = wsjf([...others, epic(1)]).items.find(({ key }) => key === 'SHOP-90')!
  const large = wsjf([...others, epic(13)]).items.find(({ key }) => key === 'SHOP-90')!
  expect([small.tier, large.tier]).toEqual(['P0', 'P1'])
  expect(large.heldUp).toEqual({ rankWithout: 40, tierWithout: 'P4', splitInto: 7, partSize: 13 / 7 })
  expect(large.reason.text).toBe(
    'Kept in P1 instead of P4 because it is critical, despite its size (13); split it and it ranks there on its own',
  )
})

it('what keeping critical items up costs is part of the stated gap', () => {
  const others = Array.from({ length: 39 }, (_, i) => item(`SHOP-${i + 1}`, [8, 5, 3, 1 + (i % 3)]))
  const { quality } = wsjf([...others, item('SHOP-90', [8, 5, 3, 13], { priority: 'critical' })])
  expect(quality.optimal).toBe(false)
  expect(quality.guardCost).toBeGreaterThan(0)
  expect(quality.gap).toBeCloseTo(quality.guardCost / quality.lowerBound, 12)
  expect(wsjf([...others, item('SHOP-90', [8, 5, 3, 13])]).quality).toMatchObject({
    optimal: true,
    gap: 0,
    guardCost: 0,
  })
})

it('the stated gap is never below what the order really loses', () => {
  let held = 0
  for (let seed = 0; seed < 60; seed++) {
    const items = backlog(SHAPES[seed % 3]!, 9, seed).map((candidate, i) =>
      i % 4 === 0 ? { ...candidate, priority: PRIORITIES[0]!, jobSize: 60 } : candidate,
    )
    const { items: rows, quality } = wsjf(items)
    const cost = delayCost(
      items,
      rows.map(({ id }) => id),
    )
    const least = leastDelayCost(items)
    expect(quality.cost).toBeCloseTo(cost, 6)
    expect(quality.gap).toBeGreaterThanOrEqual(cost / least - 1 - 1e-9)
    if (quality.guardCost > 0) held++
  }
  expect(held).toBeGreaterThan(5)
})

it('an item that is not critical may sink as far as its size takes it', () => {
  const others = Array.from({ length: 39 }, (_, i) => item(`SHOP-${i + 1}`, [8, 5, 3, 1 + (i % 3)]))
  expect(wsjf([...others, item('SHOP-90', [8, 5, 3, 13])]).items.at(-1)).toMatchObject({
    key: 'SHOP-90',
    tier: 'P4',
    heldUp: null,
  })
})

it('no size lets the one critical item of a backlog sink more than one tier, dependencies or not', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('none' as const, ...SHAPES),
      fc.integer({ min: 5, max: 40 }),
      fc.nat(1_000),
      fc.nat(39),
      fc.integer({ min: 1, max: 200 }),
      (shape, size, seed, which, jobSize) => {
        const items = backlog(shape, size, seed)
        const tierOf = (critical: number) => {
          const list = items.map((candidate, i) =>
            i === which % size ? { ...candidate, priority: PRIORITIES[0]!, jobSize: critical } : candidate,
          )
          const ranking = wsjf(list)
          expect(
            violations(
              list,
              ranking.items.map(({ id }) => id),
            ),
          ).toBe(0)
          return TIERS.indexOf(ranking.items.find(({ id }) => id === items[which % size]!.id)!.tier)
        }
        expect(tierOf(jobSize)).toBeLessThanOrEqual(tierOf(1) + 1)
      },
    ),
    { numRuns: 300 },
  )
})

it('when everything is critical the guard steps back, says who was crowded out, and keeps the order legal', () => {
  const items = Array.from({ length: 30 }, (_, i) =>
    item(`SHOP-${i + 1}`, [8, 5, 3, i < 10 ? 1 : 20], { priority: 'critical', blockedBy: i === 29 ? ['SHOP-12'] : [] }),
  )
  const ranking = wsjf(items)
  expect(
    violations(
      items,
      ranking.items.map(({ id }) => id),
    ),
  ).toBe(0)
  expect(ranking.crowdedOut).toHaveLength(24) // P0 and P1 of 30 items hold six
  expect(ranking.items.map(({ rank }) => tierAt(tierEnds(30), rank))).toEqual(
    ranking.items.map(({ tier }) => TIERS.indexOf(tier)),
  )
})
