import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { blockingPath } from '../../api/backlog/structure/blocking-path.ts'
import { nearestEpic, parentCircle, type Kin } from '../../api/backlog/structure/hierarchy.ts'
import { keyProblem, numberOfKey, prefixOfKey } from '../../api/backlog/change/item-key.ts'
import { RANK_STEP, rankBetween, spreadRanks } from '../../api/backlog/change/rank-order.ts'
import { changeStatus, type Progress } from '../../api/backlog/change/transition.ts'
import { STATUS_CATEGORIES, TERMINAL } from '../../api/backlog/vocabulary.ts'

describe('ranks', () => {
  test('a place is strictly between its neighbors, or there is none', () => {
    expect([
      rankBetween(null, null),
      rankBetween(null, 4),
      rankBetween(4, null),
      rankBetween(4, 8),
      rankBetween(4, 4),
    ]).toEqual([RANK_STEP, 4 - RANK_STEP, 4 + RANK_STEP, 6, null])
    const rank = fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e12, max: 1e12 })
    fc.assert(
      fc.property(rank, rank, (a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)]
        const between = rankBetween(low, high)
        expect(between === null || (between > low && between < high)).toBe(true)
      }),
    )
  })

  test('room that is made holds the next twenty moves into the same place', () => {
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: -1e6, max: 1e6 }),
        fc.double({ noNaN: true, min: 1e-9, max: 1e6 }),
        fc.integer({ min: 1, max: 600 }),
        (low, width, count) => {
          const ranks = spreadRanks(low, low + width, count)
          if (!ranks) return
          expect(ranks.every((rank, at) => rank > (ranks[at - 1] ?? low) && rank < low + width)).toBe(true)
          let high = ranks[0]!
          for (let move = 0; move < 20; move++) high = rankBetween(low, high)!
          expect(high > low).toBe(true)
        },
      ),
    )
  })

  test('any line of moves, spread only when there is no room, keeps the order that people see', () => {
    const move = fc.record({ item: fc.nat(9), anchor: fc.nat(9), before: fc.boolean() })
    fc.assert(
      fc.property(fc.array(move, { maxLength: 200 }), (moves) => {
        const order = Array.from({ length: 10 }, (_, at) => at)
        const ranks = order.map((at) => (at + 1) * RANK_STEP)
        for (const { item, anchor, before } of moves) {
          if (item === anchor) continue
          order.splice(order.indexOf(item), 1)
          const place = order.indexOf(anchor) + (before ? 0 : 1)
          const [low, high] = [order[place - 1], order[place]].map((at) => (at === undefined ? null : ranks[at]!)) as [
            number | null,
            number | null,
          ]
          const rank = rankBetween(low, high)
          const followers = order.slice(place)
          order.splice(place, 0, item)
          if (rank !== null) ranks[item] = rank
          else
            for (const [at, spread] of spreadRanks(low!, null, followers.length + 1)!.entries())
              ranks[[item, ...followers][at]!] = spread
          expect(order.toSorted((a, b) => ranks[a]! - ranks[b]!)).toEqual(order)
        }
      }),
    )
  })
})

describe('the tree', () => {
  const family = new Map<string, Kin>([
    ['epic', { key: 'E', parentId: null, isEpic: true }],
    ['feature', { key: 'F', parentId: 'epic', isEpic: false }],
    ['inner', { key: 'I', parentId: 'feature', isEpic: true }],
    ['story', { key: 'S', parentId: 'inner', isEpic: false }],
    ['a', { key: 'A', parentId: 'b', isEpic: false }],
    ['b', { key: 'B', parentId: 'c', isEpic: false }],
    ['c', { key: 'C', parentId: 'a', isEpic: false }],
    ['leads in', { key: 'L', parentId: 'a', isEpic: false }],
  ])

  test('the nearest epic above counts, never the item itself', () => {
    expect(['epic', 'feature', 'inner', 'story', 'a', 'leads in'].map((id) => nearestEpic(family, id))).toEqual([
      null,
      'epic',
      'epic',
      'inner',
      null,
      null,
    ])
  })

  test('a circle is told from one of its members, in order', () => {
    expect(['a', 'c', 'leads in', 'story'].map((id) => parentCircle(family, id))).toEqual([
      ['a', 'b', 'c'],
      ['c', 'a', 'b'],
      null,
      null,
    ])
  })
})

test('a blocking path is the shortest one, and is found exactly when there is one', () => {
  const edges = [
    ['a', 'b'],
    ['b', 'c'],
    ['c', 'd'],
    ['a', 'c'],
  ].map(([blocker, blocked]) => ({ blocker: blocker!, blocked: blocked! }))
  expect(blockingPath(edges, 'a', 'd')).toEqual(['a', 'c', 'd'])
  expect(blockingPath(edges, 'd', 'a')).toBeNull()
  expect(blockingPath(edges, 'a', 'a')).toEqual(['a'])
  const node = fc.nat(7).map(String)
  fc.assert(
    fc.property(
      fc.array(fc.record({ blocker: node, blocked: node }), { maxLength: 20 }),
      node,
      node,
      (some, from, to) => {
        const reached = new Set([from])
        for (let round = 0; round < 8; round++)
          for (const { blocker, blocked } of some) if (reached.has(blocker)) reached.add(blocked)
        const path = blockingPath(some, from, to)
        expect(path !== null).toBe(reached.has(to))
        for (const [at, step] of (path ?? []).entries())
          if (at) expect(some).toContainEqual({ blocker: path![at - 1], blocked: step })
      },
    ),
  )
})

test('along any line of statuses: started is the first entry into work, resolved the last entry into an end', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...STATUS_CATEGORIES), { minLength: 1, maxLength: 12 }), (line) => {
      let progress: Progress | null = null
      for (const [day, statusCategory] of line.entries())
        progress = changeStatus(progress, { status: statusCategory, statusCategory }, new Date(day))
      const started = line.findIndex((category) => category === 'active' || category === 'review')
      const last = line.at(-1)!
      const entered = line.length - 1 - line.toReversed().findIndex((category, at, all) => all[at + 1] !== last)
      expect(progress).toEqual({
        status: last,
        statusCategory: last,
        startedAt: started < 0 ? null : new Date(started),
        resolvedAt: TERMINAL.includes(last) ? new Date(entered) : null,
      })
    }),
  )
})

test('keys are read as people write them', () => {
  expect(
    ['SHOP-12', 'shop#34', '1794', 'Inbox', 'X-99999999999'].map((key) => [numberOfKey(key), prefixOfKey(key)]),
  ).toEqual([
    [12, 'SHOP-'],
    [34, 'shop#'],
    [1794, ''],
    [0, null],
    [0, 'X-'],
  ])
  expect(
    ['SHOP-12', 'shop#34', 'ÄÖ-1', '', 'a b', 'x'.repeat(61), '5f0c8f8e-0d6b-4d7e-9a53-0f6a3b0a8f11'].map(
      (key) => keyProblem(key) === null,
    ),
  ).toEqual([true, true, true, false, false, false, false])
})
