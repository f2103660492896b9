import fc from 'fast-check'
import { expect, test } from 'vitest'
import { holdUp } from '../../api/optimize/rank/tier.ts'
import type { Precedence } from '../../api/optimize/sequence/precedence.ts'

/** As it is defined: at each rank from the last, the item that stood last among those that may stand there. */
function defined(precedence: Precedence, order: readonly number[], limits: ReadonlyMap<number, number>): number[] {
  const limit = (position: number) => limits.get(position) ?? Infinity
  const left = [...order]
  const held: number[] = []
  for (let rank = order.length; rank > 0; rank--) {
    const free = left.filter((position) => precedence.after[position]!.every((later) => !left.includes(later)))
    const may = free.filter((position) => limit(position) >= rank)
    const most = Math.max(...free.map(limit))
    const position = (may.length > 0 ? may : free.filter((one) => limit(one) === most)).at(-1)!
    left.splice(left.indexOf(position), 1)
    held.unshift(position)
  }
  return held
}

test('the guard puts every item where its definition does, however items wait for each other', () => {
  const problem = fc.integer({ min: 1, max: 25 }).chain((size) =>
    fc.record({
      size: fc.constant(size),
      arcs: fc.array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1)), { maxLength: 2 * size }),
      limits: fc.array(fc.tuple(fc.nat(size - 1), fc.integer({ min: 1, max: size })), { maxLength: size }),
    }),
  )
  fc.assert(
    fc.property(problem, ({ size, arcs, limits }) => {
      const before: number[][] = Array.from({ length: size }, () => [])
      const after: number[][] = Array.from({ length: size }, () => [])
      for (const [a, b] of arcs)
        if (a !== b && !before[Math.max(a, b)]!.includes(Math.min(a, b))) {
          before[Math.max(a, b)]!.push(Math.min(a, b))
          after[Math.min(a, b)]!.push(Math.max(a, b))
        }
      const order = Array.from({ length: size }, (_, at) => at)
      const limited = new Map(limits)
      expect(holdUp({ size, before, after }, order, limited)).toEqual(
        limited.size === 0 ? order : defined({ size, before, after }, order, limited),
      )
    }),
  )
})
