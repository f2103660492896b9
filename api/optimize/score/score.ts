/** One score per item and method, as a ratio weight ÷ duration, so that one order fits them all. */
import type { Assumption } from './inputs.ts'

export type Method = 'wsjf' | 'rice' | 'ice'

/** `perWeek`: cost of delay in money or points per week (CD3); `relative`: SAFe's relative scale; `score`: the method's own. */
export type ScoreUnit = 'perWeek' | 'relative' | 'score'

export interface ScorePart {
  readonly name: string
  readonly value: number
}

export interface Score {
  /** What waiting costs per unit of time: the numerator. ≥ 0 */
  readonly weight: number
  /** What it takes: the denominator. > 0 */
  readonly duration: number
  /** The figures that make up the numerator. */
  readonly parts: readonly ScorePart[]
  readonly assumptions: readonly Assumption[]
}

export interface Scoring {
  readonly unit: ScoreUnit
  /** In the order of the candidates. */
  readonly scores: readonly Score[]
}
