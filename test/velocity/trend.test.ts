import { describe, expect, it } from 'vitest'
import { normalCdf, normalQuantile } from '../../api/math/normal.ts'
import { seeded } from '../../api/math/random.ts'
import { mannKendall, theilSenSlope, trendOf } from '../../api/velocity/flow/trend.ts'

describe('trend', () => {
  it('has the slope and the S of the reference programs', () => {
    // SciPy 1.17: stats.theilslopes and stats.kendalltau (S = tau × 66 = −42); variance n(n−1)(2n+5)/18 (Kendall 1975).
    const falling = [12, 9, 14, 8, 11, 7, 10, 6, 5, 9.5, 4, 3.5]
    expect(theilSenSlope(falling)).toBeCloseTo(-0.5916666666666667, 12)
    expect(mannKendall(falling)).toEqual({
      s: -42,
      variance: expect.closeTo(212.66667, 4),
      z: expect.closeTo(-2.81147, 4),
    })
  })

  it('corrects the variance for ties', () => {
    // SciPy 1.17: theilslopes 0.875; kendalltau 0.6138 = 27 ÷ √(43 · 45); two ties of two take 36 ÷ 18 from the variance.
    const tied = [3, 5, 5, 2, 8, 9, 9, 4, 10, 12]
    expect(theilSenSlope(tied)).toBe(0.875)
    expect(mannKendall(tied)).toMatchObject({ s: 27, variance: 123 })
  })

  it('agrees with the worked example of Gilbert (1987, §16.4.2)', () => {
    expect(mannKendall([10, 15, 14, 20]).s).toBe(4)
  })

  it('describes a clear rise and fall, and says nothing about a level series or a short one', () => {
    const rising = Array.from({ length: 20 }, (_, i) => 5 + i + (i % 3))
    expect(trendOf(rising)).toMatchObject({ direction: 'rising' })
    expect(trendOf([...rising].reverse())).toMatchObject({ direction: 'falling' })
    expect(trendOf(Array.from({ length: 20 }, () => 7))).toEqual({ slope: 0, pValue: 1, direction: 'none' })
    expect(trendOf([1, 2, 3, 4, 5])).toBeNull()
  })

  it.each([12, 26])(
    'cries wolf over %i weeks without a trend in at most six cases of a hundred, though counts are autocorrelated (0.3) and overdispersed',
    (weeks) => {
      const random = seeded(`trend ${weeks}`)
      const runs = 2_000
      let alarms = 0
      for (let run = 0; run < runs; run++) if (trendOf(trendless(weeks, random))!.direction !== 'none') alarms++
      expect(alarms / runs).toBeLessThanOrEqual(0.06)
      expect(alarms / runs).toBeGreaterThan(0.02)
    },
  )
})

/** AR(1) normal scores with ρ = 0.3, turned into negative binomial counts of mean 10 and variance 50. */
function trendless(weeks: number, random: () => number): number[] {
  let score = normalQuantile(Math.max(1e-12, random()))
  return Array.from({ length: weeks }, () => {
    const count = COUNT_CDF.findIndex((p) => p >= normalCdf(score))
    score = 0.3 * score + Math.sqrt(0.91) * normalQuantile(Math.max(1e-12, random()))
    return count < 0 ? COUNT_CDF.length : count
  })
}

/** Negative binomial with size 2.5 and success probability 0.2: P(k+1) = P(k) · (k + 2.5) ÷ (k + 1) · 0.8. */
const COUNT_CDF = (() => {
  const cdf: number[] = []
  let p = 0.2 ** 2.5
  let total = 0
  for (let k = 0; k < 200; k++) {
    total += p
    cdf.push(total)
    p *= ((k + 2.5) / (k + 1)) * 0.8
  }
  return cdf
})()
