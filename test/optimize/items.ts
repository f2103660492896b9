/** Short ways to write down candidates, and arbitrary ones for properties. */
import fc from 'fast-check'
import { NO_INPUTS, PRIORITIES, RELATIVE_STEPS } from '../../api/optimize/score/candidate.ts'
import type { Candidate } from '../../api/optimize/score/candidate.ts'
import { rank } from '../../api/optimize/rank/rank.ts'
import type { Ranking } from '../../api/optimize/rank/rank.ts'

/** An item called `key` with business value, time criticality, risk reduction and size. */
export function item(
  key: string,
  [value, time, risk, size]: readonly [number, number, number, number],
  more: Partial<Candidate> = {},
): Candidate {
  return {
    ...NO_INPUTS,
    id: key,
    key,
    type: 'story',
    priority: 'none',
    businessValue: value,
    timeCriticality: time,
    riskReduction: risk,
    jobSize: size,
    blockedBy: [],
    ...more,
  }
}

/** An item of which nothing is known. */
export function bare(key: string, more: Partial<Candidate> = {}): Candidate {
  return { ...NO_INPUTS, id: key, key, type: 'story', priority: 'none', blockedBy: [], ...more }
}

export function wsjf(candidates: readonly Candidate[]): Ranking {
  return rank({ candidates, method: 'wsjf', factors: [] })
}

export const keysOf = (ranking: Ranking) => ranking.items.map(({ key }) => key)

/** Backlogs of up to `maxLength` items; figures may be missing, and an item is blocked by earlier ones only. */
export function backlogs(maxLength: number, density = 0.2): fc.Arbitrary<Candidate[]> {
  const step = fc.constantFrom(...RELATIVE_STEPS)
  const maybe = fc.option(step, { nil: null, freq: 6 })
  const one = fc.record({
    priority: fc.constantFrom(...PRIORITIES),
    type: fc.constantFrom('story', 'bug', 'epic'),
    businessValue: maybe,
    timeCriticality: maybe,
    riskReduction: maybe,
    jobSize: maybe,
  })
  return fc.array(one, { maxLength }).chain((records) =>
    fc
      .array(fc.double({ min: 0, max: 1, noNaN: true }), {
        minLength: (records.length * (records.length - 1)) / 2,
        maxLength: (records.length * (records.length - 1)) / 2,
      })
      .map((chances) => {
        let at = 0
        return records.map((record, i) => {
          const blockedBy = records.slice(0, i).flatMap((_, j) => (chances[at++]! < density ? [`SHOP-${j + 1}`] : []))
          return { ...NO_INPUTS, id: `SHOP-${i + 1}`, key: `SHOP-${i + 1}`, ...record, blockedBy }
        })
      }),
  )
}
