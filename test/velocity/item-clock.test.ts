import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  clockDays,
  clockProbability,
  cycleCurve,
  cycleDays,
  daysLeftAtAge,
} from '../../api/velocity/forecast/item-clock.ts'
import type { ClockedItem } from '../../api/velocity/forecast/item-clock.ts'

const TODAY = 1_000
/** One item a day of the last quarter, which took 1, 2, … 10 days in turn. */
const tens: ClockedItem[] = Array.from({ length: 80 }, (_, i) => ({
  started: TODAY - 1 - i - (i % 10),
  finished: TODAY - 1 - i,
}))

describe('the clock of a single item', () => {
  it('gives an item that has not begun the cycle time of the level', () => {
    const curve = cycleCurve(tens, TODAY)!
    expect([0.1, 0.5, 0.8].map((p) => cycleDays(curve, p))).toEqual([1, 5, 8])
  })

  it('gives one in progress what items of its age still took', () => {
    const curve = cycleCurve(tens, TODAY)!
    // Half of those that take longer than six days take eight.
    expect(daysLeftAtAge(curve, 6, 0.5)).toBe(2)
    expect(daysLeftAtAge(curve, 0, 0.5)).toBe(cycleDays(curve, 0.5))
  })

  it('counts open items as longer than their age', () => {
    const stuck = Array.from({ length: 40 }, () => ({ started: TODAY - 60, finished: null }))
    expect(cycleDays(cycleCurve([...tens, ...stuck], TODAY)!, 0.8)).toBeGreaterThan(60)
  })

  it('does not see the future, and says nothing from fewer than twenty finished items', () => {
    const later = Array.from({ length: 50 }, () => ({ started: TODAY - 5, finished: TODAY + 1 }))
    expect(cycleCurve([...tens.slice(0, 19), ...later], TODAY)).toBeNull()
    expect(cycleCurve(tens.slice(0, 20), TODAY)).not.toBeNull()
  })

  it('goes on past the oldest item it has seen: the older, the longer it still takes', () => {
    const curve = cycleCurve(tens, TODAY)!
    expect(daysLeftAtAge(curve, 200, 0.5)).toBeGreaterThan(daysLeftAtAge(curve, 100, 0.5))
    expect(daysLeftAtAge(curve, 100, 0.9)).toBeGreaterThan(daysLeftAtAge(curve, 100, 0.5))
  })

  it('is never earlier at a higher level, for any history', () => {
    const item = fc.record({
      back: fc.integer({ min: 0, max: 300 }),
      took: fc.integer({ min: 0, max: 120 }),
      open: fc.boolean(),
    })
    const level = fc.double({ min: 0.02, max: 0.98, noNaN: true })
    fc.assert(
      fc.property(
        fc.array(item, { minLength: 20, maxLength: 150 }),
        fc.integer({ min: 0, max: 400 }),
        level,
        level,
        (drawn, age, a, b) => {
          const curve = cycleCurve(
            drawn.map(({ back, took, open }) => ({
              started: TODAY - back - took,
              finished: open ? null : TODAY - back,
            })),
            TODAY,
          )
          if (!curve) return
          const [low, high] = [Math.min(a, b), Math.max(a, b)]
          expect(cycleDays(curve, low)).toBeLessThanOrEqual(cycleDays(curve, high))
          expect(daysLeftAtAge(curve, age, low)).toBeLessThanOrEqual(daysLeftAtAge(curve, age, high))
          expect(daysLeftAtAge(curve, age, low)).toBeGreaterThanOrEqual(1)
          // "By when" and "how likely" are one answer: the first day by which it is that likely.
          for (const clock of [
            { curve, age: null },
            { curve, age },
          ]) {
            const days = clockDays(clock, a)
            expect(clockProbability(clock, days)).toBeGreaterThanOrEqual(a - 1e-9)
            expect(clockProbability(clock, days - 1)).toBeLessThan(a + 1e-9)
          }
        },
      ),
    )
  })
})
