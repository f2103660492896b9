/** What is found in a whole backlog is found in bounded time and room, whatever its items are. */
import { describe, expect, test } from 'vitest'
import { alikePairs, MOST_PAIRS } from '../../api/backlog/find/alike.ts'
import { holdUps, MOST_HELD_UP } from '../../api/backlog/find/hold-up.ts'
import { closestTo, corrected } from '../../api/backlog/search/spelling.ts'

const quick = (work: () => void) => {
  const started = performance.now()
  work()
  expect(performance.now() - started).toBeLessThan(20_000)
}

describe('what items hold up', () => {
  test('is counted through chains', () => {
    const edges = [
      { blocker: 'a', blocked: 'b' },
      { blocker: 'b', blocked: 'c' },
      { blocker: 'a', blocked: 'd' },
    ]
    expect(new Map(holdUps(edges))).toEqual(
      new Map([
        ['a', { all: 3, direct: 2 }],
        ['b', { all: 1, direct: 1 }],
      ]),
    )
  })

  test('of a chain of 50,000 is a thousand for each of its links', () => {
    const edges = Array.from({ length: 50_000 }, (_, at) => ({ blocker: `i${at}`, blocked: `i${at + 1}` }))
    quick(() => {
      const held = new Map(holdUps(edges))
      expect(held.get('i0')!.all).toBe(MOST_HELD_UP)
      expect(held.get('i49990')!.all).toBe(10)
    })
  })
})

describe('titles that say nearly the same', () => {
  test('are at most so many, in groups of sixty', () => {
    const items = Array.from({ length: 30_000 }, (_, at) => ({
      id: `i${String(at).padStart(5, '0')}`,
      title: `Export group${Math.floor(at / 60)} of invoice${Math.floor(at / 60)} to ledger${Math.floor(at / 60)}`,
    }))
    quick(() => {
      const pairs = alikePairs(items)
      expect(pairs).toHaveLength(MOST_PAIRS)
      expect(pairs[0]).toEqual({ a: 'i00000', b: 'i00001', alike: 1 })
    })
  })

  test('are looked at by their first words when they are long', () => {
    const word = (n: number) => `w${n.toString(36)}x`
    const items = Array.from({ length: 3_000 }, (_, at) => ({
      id: `i${at}`,
      title: Array.from({ length: 300 }, (_unused, n) => word((at * 7 + n * 13) % 15_000)).join(' '),
    }))
    quick(() => alikePairs(items))
  })
})

test('words that nobody wrote are compared with twenty thousand', () => {
  const letters = 'qabcdefghij'
  const word = (at: number) =>
    `q${Array.from({ length: 39 }, (_, n) => letters[(n * (1 + (at % 9)) + Math.floor(at / 9)) % 11]).join('')}`
  const known = Array.from({ length: 20_000 }, (_, at) => word(at))
  quick(() => {
    corrected(`${word(30_000)} ${word(30_001)}`, known)
    closestTo(`${word(30_000)} ${word(30_001)}`, known)
  })
})
