/** The checker on prose by people who had not read it. */
import { expect, test } from 'vitest'
import { casesOf, SETS, shareOf } from './corpus.ts'

/** Percent. A false alarm marks a true sentence as an assumption and loses nothing. */
const BARS: Readonly<Record<(typeof SETS)[number], { falseAlarms: number; caught: number }>> = {
  'prose.json': { falseAlarms: 8, caught: 84 },
  'prose-2.json': { falseAlarms: 15, caught: 72 },
  'prose-3.json': { falseAlarms: 14, caught: 64 },
  // Not learned from: what to expect of prose that nobody has seen.
  'prose-4.json': { falseAlarms: 50, caught: 66 },
}

test.each(SETS)('of %s, true sentences stand, and wrong ones are caught', (set) => {
  const cases = casesOf(set)
  const refused = (isTrue: boolean) =>
    shareOf(
      cases.filter((one) => one.isTrue === isTrue),
      ({ passes }) => !passes,
    )
  expect(refused(true)).toBeLessThanOrEqual(BARS[set].falseAlarms)
  expect(refused(false)).toBeGreaterThanOrEqual(BARS[set].caught)
})
