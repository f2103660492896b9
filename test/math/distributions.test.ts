import { describe, expect, it } from 'vitest'
import { normalCdf, normalQuantile } from '../../api/math/normal.ts'
import { medianAbsoluteDeviation, quantileOf, stepQuantileOf, variance } from '../../api/math/percentile.ts'
import { studentCdf, studentQuantile } from '../../api/math/student-t.ts'

describe('distributions', () => {
  it('has the normal distribution of SciPy 1.17', () => {
    const cdf = [
      [-3, 0.0013498980316300933],
      [-1.5, 0.06680720126885807],
      [0.3, 0.6179114221889526],
      [2.5, 0.9937903346742238],
    ] as const
    const quantiles = [
      [0.001, -3.090232306167813],
      [0.1, -1.2815515655446004],
      [0.5, 0],
      [0.75, 0.6744897501960817],
      [0.95, 1.6448536269514722],
      [0.99999, 4.264890793923841],
    ] as const
    for (const [z, p] of cdf) expect(normalCdf(z)).toBeCloseTo(p, 14)
    for (const [p, z] of quantiles) expect(normalQuantile(p)).toBeCloseTo(z, 13)
  })

  it('has the Student distribution of SciPy 1.17 with six degrees of freedom', () => {
    expect(studentCdf(-2, 6)).toBeCloseTo(0.04621315576583756, 14)
    expect(studentCdf(0.5, 6)).toBeCloseTo(0.68256, 14)
    expect(studentQuantile(0.05, 6)).toBeCloseTo(-1.943180280515305, 10)
    expect(studentQuantile(0.975, 6)).toBeCloseTo(2.4469118511449786, 10)
    expect(studentQuantile(0.9, 2)).toBeCloseTo(1.8856180831641272, 10)
  })

  it('refuses probabilities outside 0 … 1 and odd degrees of freedom', () => {
    for (const p of [0, 1, -1, Number.NaN]) expect(() => normalQuantile(p)).toThrow(RangeError)
    expect(() => studentQuantile(1, 6)).toThrow(RangeError)
    expect(() => studentCdf(0, 5)).toThrow('even number')
  })
})

describe('order statistics', () => {
  it('interpolates quantiles as NumPy and R do', () => {
    const sorted = [1, 1, 2, 3, 4, 5, 6, 9]
    expect([0.5, 0.75, 0.85, 0.95].map((p) => quantileOf(sorted, p))).toEqual([
      3.5,
      5.25,
      expect.closeTo(5.95, 12),
      expect.closeTo(7.95, 12),
    ])
    expect(stepQuantileOf(sorted, 0.5)).toBe(3)
    expect(medianAbsoluteDeviation(sorted)).toBe(2)
    expect(variance(sorted)).toBeCloseTo(7.55357, 5)
    expect(() => quantileOf([], 0.5)).toThrow('no values')
  })
})
