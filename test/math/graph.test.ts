import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ancestors, circleAbove, components, reach, ringIn, shortestPath } from '../../api/math/graph.ts'

const up = (parents: Record<string, string>) => (node: string) => parents[node]

describe('up a line of parents', () => {
  test('the nearest comes first, and a circle is walked once', () => {
    expect([...ancestors(up({ task: 'story', story: 'epic' }), 'task')]).toEqual(['story', 'epic'])
    expect([...ancestors(up({ a: 'b', b: 'c', c: 'b' }), 'a')]).toEqual(['b', 'c'])
    expect([...ancestors(up({ a: 'a' }), 'a')]).toEqual([])
  })

  test('a circle is named by its own members only', () => {
    const parentOf = up({ a: 'b', b: 'c', c: 'b', self: 'self' })
    expect(circleAbove(parentOf, 'b')).toEqual(['b', 'c'])
    expect(circleAbove(parentOf, 'a')).toBeNull()
    expect(circleAbove(parentOf, 'self')).toEqual(['self'])
    expect(circleAbove(parentOf, 'alone')).toBeNull()
  })

  test('a line of 100,000 is no deeper than a line of two', () => {
    const parentOf = (node: string) => (node === '100000' ? null : String(Number(node) + 1))
    expect([...ancestors(parentOf, '0')]).toHaveLength(100_000)
  })
})

const graph = fc
  .integer({ min: 1, max: 8 })
  .chain((size) =>
    fc.array(fc.uniqueArray(fc.nat({ max: size - 1 }), { maxLength: size }), { minLength: size, maxLength: size }),
  )
const reversed = (along: readonly (readonly number[])[]) =>
  along.map((_, to) => along.flatMap((ends, from) => (ends.includes(to) ? [from] : [])))

describe('along edges', () => {
  test('literals', () => {
    expect(ringIn([[1], [2], [0], [0]])).toEqual([0, 1, 2])
    expect(ringIn([[1], [2], []])).toBeNull()
    expect(reach([[1], [2], [], [0]], 0)).toEqual([1, 2])
    expect(components({ size: 4, before: [[], [0], [], []], after: [[1], [], [], []] })).toEqual([[0, 1], [2], [3]])
    expect(shortestPath((node) => ({ a: ['b', 'c'], b: ['d'], c: ['d'] })[node] ?? [], 'a', 'd')).toEqual([
      'a',
      'b',
      'd',
    ])
  })

  test('a ring is one, and there is one exactly when something leads back to itself', () => {
    fc.assert(
      fc.property(graph, (along) => {
        const ring = ringIn(along)
        ring?.forEach((node, i) => expect(along[node]).toContain(ring[(i + 1) % ring.length]))
        const returns = along.some((ends, node) => ends.some((end) => end === node || reach(along, end).includes(node)))
        expect(ring !== null).toBe(returns)
      }),
    )
  })

  test('a shortest path leads along edges to whatever is reached, and nowhere else', () => {
    fc.assert(
      fc.property(graph, (along) => {
        for (let to = 1; to < along.length; to++) {
          const path = shortestPath((node) => along[Number(node)]!.map(String), '0', String(to))?.map(Number)
          expect(path !== undefined).toBe(reach(along, 0).includes(to))
          path?.slice(1).forEach((node, i) => expect(along[path[i]!]).toContain(node))
        }
      }),
    )
  })

  test('components part the whole, and no edge leads from one to another', () => {
    fc.assert(
      fc.property(graph, (after) => {
        const groups = components({ size: after.length, before: reversed(after), after })
        expect(groups.flat().sort((a, b) => a - b)).toEqual(after.map((_, node) => node))
        for (const group of groups)
          for (const node of group) for (const end of after[node]!) expect(group).toContain(end)
      }),
    )
  })
})
