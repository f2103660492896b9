import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rank } from '../../api/optimize/rank/rank.ts'
import { DependencyCycle } from '../../api/optimize/sequence/precedence.ts'
import { backlogs, bare, item, keysOf, wsjf } from './items.ts'
import { delayCost, leastDelayCost, violations } from './oracle.ts'
import { backlog, SHAPES } from '../bench/ranking-instances.ts'

describe('the order', () => {
  it('is exactly WSJF when nothing waits for anything', () => {
    const ranking = wsjf([
      item('SHOP-1', [8, 5, 2, 5]),
      item('SHOP-2', [13, 3, 1, 3]),
      item('SHOP-3', [20, 20, 20, 20]),
      item('SHOP-4', [1, 1, 1, 1]),
    ])
    expect(ranking.items.map(({ key, score }) => [key, Math.round(score * 1000) / 1000])).toEqual([
      ['SHOP-2', 5.667],
      ['SHOP-4', 3], // of equal scores the smaller job goes first
      ['SHOP-1', 3],
      ['SHOP-3', 3],
    ])
  })

  it('pulls a cheap blocker up to the valuable item that waits for it, and says so', () => {
    const ranking = wsjf([
      item('PLT-41', [1, 1, 1, 8]),
      item('SHOP-131', [20, 20, 20, 5], { blockedBy: ['PLT-41'] }),
      item('SHOP-7', [5, 5, 5, 5]),
    ])
    expect(ranking.items.map(({ key, reason }) => [key, reason.text])).toEqual([
      ['PLT-41', 'Moved up for SHOP-131, which cannot start before this'],
      ['SHOP-131', 'Waits for PLT-41 and cannot start before it'],
      ['SHOP-7', 'Neither large nor urgent: business value 5, size 5'],
    ])
    expect(ranking.items[0]).toMatchObject({ rank: 1, scoreRank: 3, pulledUpBy: 'SHOP-131' })
  })

  it('never puts an item before what it waits for, whatever is missing', () => {
    fc.assert(
      fc.property(backlogs(25), fc.constantFrom('wsjf', 'rice', 'ice'), (candidates, method) => {
        const order = rank({ candidates, method, factors: [] }).items.map(({ id }) => id)
        expect(order.toSorted()).toEqual(candidates.map(({ id }) => id).toSorted())
        expect(violations(candidates, order)).toBe(0)
      }),
      { numRuns: 150 },
    )
  })

  it('does not depend on the order in which the items come', () => {
    fc.assert(
      fc.property(
        backlogs(20).chain((items) =>
          fc.tuple(fc.constant(items), fc.shuffledSubarray(items, { minLength: items.length })),
        ),
        ([items, shuffled]) => {
          expect(JSON.stringify(wsjf(shuffled))).toBe(JSON.stringify(wsjf(items)))
        },
      ),
      { numRuns: 100 },
    )
  })

  it.each(SHAPES)('costs what the exhaustive optimum costs on small backlogs (%s)', (shape) => {
    for (let seed = 0; seed < 40; seed++) {
      const items = backlog(shape, 6 + (seed % 6), seed)
      const ranking = wsjf(items)
      const least = leastDelayCost(items)
      expect(
        delayCost(
          items,
          ranking.items.map(({ id }) => id),
        ),
      ).toBeCloseTo(least, 6)
      expect(ranking.quality.lowerBound).toBeLessThanOrEqual(least * (1 + 1e-9))
    }
  })

  it('stays within 2 % of the optimum by search alone, without the exact small blocks', () => {
    for (let seed = 0; seed < 60; seed++) {
      const items = backlog(SHAPES[seed % 3]!, 9, seed)
      const ranking = rank({ candidates: items, method: 'wsjf', factors: [], limits: { exactUpTo: 0 } })
      expect(
        delayCost(
          items,
          ranking.items.map(({ id }) => id),
        ) / leastDelayCost(items),
      ).toBeLessThanOrEqual(1.02)
    }
  })

  it('says how far from the best order it can be at most, and the best order is never below that', () => {
    const items = backlog('arcs25', 40, 3)
    const { quality } = wsjf(items)
    expect(quality.lowerBound).toBeLessThanOrEqual(quality.cost)
    expect(quality.gap).toBeCloseTo(quality.cost / quality.lowerBound - 1, 12)
    expect(quality.gap).toBeLessThan(0.1)
  })

  it('orders a chain of two thousand blockers', () => {
    const chain = Array.from({ length: 2_000 }, (_, i) =>
      item(`SHOP-${i}`, [1 + (i % 20), 1, 1, 1 + (i % 7)], { blockedBy: i === 0 ? [] : [`SHOP-${i - 1}`] }),
    )
    expect(keysOf(wsjf(chain))).toEqual(chain.map(({ key }) => key))
  })
})

describe('a dependency cycle', () => {
  it('is named, and the same ring is named whatever the order of the items', () => {
    const items = [
      item('A-1', [1, 1, 1, 1], { blockedBy: ['A-3'] }),
      item('A-2', [1, 1, 1, 2], { blockedBy: ['A-1'] }),
      item('A-3', [1, 1, 1, 3], { blockedBy: ['A-2'] }),
      item('A-4', [1, 1, 1, 1]),
    ]
    const message =
      'A-1 waits for A-3 waits for A-2 waits for A-1: none of them can start. Remove one of these dependencies, then ask again.'
    expect(() => wsjf(items)).toThrow(message)
    expect(() => wsjf(items.toReversed())).toThrow(message)
  })

  it('of one item is named too', () => {
    expect(() => wsjf([item('A-1', [1, 1, 1, 1], { blockedBy: ['A-1'] })])).toThrow(DependencyCycle)
  })
})

describe('edges', () => {
  it('gives an empty ranking for an empty list', () => {
    expect(wsjf([])).toMatchObject({
      items: [],
      tiers: { P0: 0, P1: 0, P2: 0, P3: 0, P4: 0 },
      quality: { cost: 0, gap: 0, optimal: true },
    })
  })

  it('ranks one item without any figures first, and says what it assumed', () => {
    const ranking = wsjf([bare('SHOP-1', { priority: 'critical' })])
    expect(ranking.items[0]).toMatchObject({ rank: 1, tier: 'P0' })
    expect(ranking.assumptions.map(({ field, value, source }) => [field, value, source])).toEqual([
      ['businessValue', 20, 'priority'],
      ['timeCriticality', 1, 'constant'],
      ['riskReduction', 1, 'constant'],
      ['jobSize', 5, 'constant'],
    ])
  })

  it('takes a size of 0 for the smallest of the list, openly', () => {
    const ranking = wsjf([item('A-1', [5, 5, 5, 0]), item('A-2', [5, 5, 5, 3])])
    expect(ranking.items.every(({ score }) => Number.isFinite(score))).toBe(true)
    expect(ranking.assumptions).toMatchObject([{ itemId: 'A-1', field: 'jobSize', value: 3, source: 'smallestOfList' }])
  })

  it('puts a million-point item last without losing precision on the rest', () => {
    const ranking = wsjf([
      item('A-1', [20, 20, 20, 1_000_000]),
      item('A-2', [3, 2, 1, 2], { blockedBy: ['A-3'] }),
      item('A-3', [1, 1, 1, 1]),
    ])
    expect(keysOf(ranking)).toEqual(['A-3', 'A-2', 'A-1'])
  })

  it('reports a blocker outside the list instead of following it', () => {
    expect(wsjf([item('A-1', [1, 1, 1, 1], { blockedBy: ['gone'] })]).outside).toEqual([
      { itemId: 'A-1', blockerId: 'gone' },
    ])
  })

  it.each([
    ['a negative size', { jobSize: -1 }, 'A-1: jobSize must be a number of at least 0'],
    ['a size that is not a number', { jobSize: Number.NaN }, 'A-1: jobSize must be a number of at least 0'],
    ['a confidence above 1', { confidence: 80 }, 'A-1: confidence must be a share between 0 and 1'],
  ])('refuses %s and says what to do', (_, figures, message) => {
    expect(() => wsjf([bare('A-1', figures)])).toThrow(
      `${message}. Correct it on the item, or clear it to have it estimated.`,
    )
  })
})
