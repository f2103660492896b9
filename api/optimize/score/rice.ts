/** RICE (Intercom, 2016): reach × impact × confidence ÷ effort. ICE (Ellis): impact × confidence × ease. Higher goes first. */
import { RELATIVE_STEPS } from './candidate.ts'
import type { Candidate, InputField } from './candidate.ts'
import { columnOf, estimate } from './inputs.ts'
import type { Assumption } from './inputs.ts'
import type { Score, Scoring } from './score.ts'
import { jobSizes } from './wsjf.ts'

/** RICE's impact words (minimal 0.25 … massive 3) for each step of the relative scale. */
export const RICE_IMPACT = [0.25, 0.25, 0.5, 1, 1, 2, 3]
/** ICE's 1..10 for each step of the relative scale. */
export const ICE_IMPACT = [1, 2, 3, 5, 7, 9, 10]

export function rice(candidates: readonly Candidate[]): Scoring {
  const efforts = jobSizes(candidates, 'effort')
  const read = reader(candidates, RICE_IMPACT)
  const scores = candidates.map((candidate, i): Score => {
    const figures = [read('reach', candidate), read('impact', candidate), read('confidence', candidate)]
    return {
      weight: figures.reduce((product, figure) => product * figure.value, 1),
      duration: efforts[i]!.value,
      parts: figures.map(({ name, value }) => ({ name, value })),
      assumptions: [...figures.flatMap((figure) => figure.assumption ?? []), ...efforts[i]!.assumptions],
    }
  })
  return { unit: 'score', scores }
}

export function ice(candidates: readonly Candidate[]): Scoring {
  const sizes = jobSizes(candidates)
  const read = reader(candidates, ICE_IMPACT)
  const scores = candidates.map((candidate, i): Score => {
    const figures = [
      read('impact', candidate),
      read('confidence', candidate),
      candidate.ease === null ? easeOf(candidate, sizes[i]!.value) : stated('ease', candidate.ease),
    ]
    return {
      weight: figures.reduce((product, figure) => product * figure.value, 1),
      duration: 1, // effort is inside the ease
      parts: figures.map(({ name, value }) => ({ name, value })),
      assumptions: figures.flatMap((figure) => figure.assumption ?? []),
    }
  })
  return { unit: 'score', scores }
}

interface Figure {
  readonly name: InputField
  readonly value: number
  readonly assumption: Assumption | null
}

const stated = (name: InputField, value: number): Figure => ({ name, value, assumption: null })
const assumed = (assumption: Assumption): Figure => ({ name: assumption.field, value: assumption.value, assumption })

function reader(candidates: readonly Candidate[], impactOfStep: readonly number[]) {
  const fields = ['reach', 'impact', 'confidence'] as const
  const columns = Object.fromEntries(
    fields.map((field) => [field, columnOf(candidates, (candidate) => candidate[field])]),
  )
  return (field: (typeof fields)[number], candidate: Candidate): Figure => {
    const own = candidate[field]
    if (own !== null) return stated(field, own)
    if (field === 'impact' && candidate.businessValue !== null) {
      const at = stepIndex(candidate.businessValue)
      const near = (step: number) => impactOfStep[Math.min(Math.max(step, 0), impactOfStep.length - 1)]!
      return assumed({
        itemId: candidate.id,
        field,
        value: near(at),
        source: 'businessValue',
        of: null,
        sampleSize: 0,
        low: near(at - 1),
        high: near(at + 1),
      })
    }
    return assumed(estimate(candidate, field, columns[field]!, field === 'impact' ? 'priority' : 'type'))
  }
}

/** Ease from size: the smallest step is 10, the largest 1. */
function easeOf(candidate: Candidate, size: number): Figure {
  const ease = (step: number) => Math.max(1, Math.min(10, 10 - 1.5 * step))
  const step = stepIndex(size)
  return assumed({
    itemId: candidate.id,
    field: 'ease',
    value: ease(step),
    source: 'jobSize',
    of: null,
    sampleSize: 0,
    low: ease(step + 1),
    high: ease(step - 1),
  })
}

/** The step of the relative scale that is nearest to a figure. */
function stepIndex(value: number): number {
  let best = 0
  RELATIVE_STEPS.forEach((step, i) => {
    if (Math.abs(step - value) < Math.abs(RELATIVE_STEPS[best]! - value)) best = i
  })
  return best
}
