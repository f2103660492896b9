/** What each figure of a score could well be: the range of an estimate, or one step up and down of what was stated. */
import { stepBy } from './inputs.ts'
import type { Assumption } from './inputs.ts'
import type { Method, Score } from './score.ts'

/** Low, middle and high of one figure. */
export type Levels = readonly [number, number, number]

export interface FigureRange {
  /** A part of the numerator, or `size` for the denominator. */
  readonly field: string
  readonly levels: Levels
  readonly estimated: boolean
}

export function rangesOf(score: Score): readonly FigureRange[] {
  const assumed = new Map(score.assumptions.map((assumption) => [assumption.field as string, assumption]))
  const ranges = score.parts.map(({ name, value }) => rangeOf(name, value, assumed.get(name)))
  if (score.duration === 1 && score.parts.some(({ name }) => name === 'ease')) return ranges // ICE has no denominator
  return [...ranges, { ...rangeOf('size', score.duration, assumed.get('jobSize') ?? assumed.get('effort')) }]
}

function rangeOf(field: string, value: number, assumption: Assumption | undefined): FigureRange {
  if (assumption && assumption.high > assumption.low) {
    return {
      field,
      levels: [Math.min(assumption.low, value), value, Math.max(assumption.high, value)],
      estimated: true,
    }
  }
  const estimated = assumption !== undefined && assumption.source !== 'storyPoints' && assumption.source !== 'jobSize'
  if (field === 'confidence')
    return { field, levels: [Math.max(0.1, value - 0.2), value, Math.min(1, Math.max(value, value + 0.2))], estimated }
  return { field, levels: [stepBy(value, -1), value, stepBy(value, 1)], estimated }
}

/** The score's weight and duration with other figures in place of its own, in the order of `rangesOf`. */
export function rescored(
  method: Method,
  score: Score,
  figures: readonly number[],
): { readonly weight: number; readonly duration: number } {
  const values = score.parts.map(({ value }) => value)
  const own = combine(method, values)
  const now = combine(method, figures.slice(0, values.length))
  // The ratio carries the conversion to another unit along; without a weight there is nothing to convert.
  return { weight: own > 0 ? (score.weight * now) / own : now, duration: figures[values.length] ?? score.duration }
}

function combine(method: Method, values: readonly number[]): number {
  return method === 'wsjf'
    ? values.reduce((sum, value) => sum + value, 0)
    : values.reduce((product, value) => product * value, 1)
}
