/**
 * Weighted Shortest Job First: cost of delay ÷ job size. Higher goes first.
 * SAFe: cost of delay = user-business value + time criticality + risk reduction, each on a relative scale.
 * Where money or points per week are stated they are preferred (CD3, Reinertsen: cost of delay divided by duration).
 */
import { COST_OF_DELAY } from '../../backlog/item-fields.ts'
import type { Candidate } from './candidate.ts'
import { columnOf, estimate, sampleOf } from './inputs.ts'
import type { Assumption } from './inputs.ts'
import type { Score, Scoring } from './score.ts'

/** How much each part of the cost of delay counts; 1 where it is not named. */
export type PartWeights = Readonly<Record<string, number | undefined>>

/** @param weights apply to relative scores; an item with a stated cost of delay keeps it */
export function wsjf(candidates: readonly Candidate[], weights: PartWeights = {}): Scoring {
  const relative = relativeCostOfDelay(candidates)
  const sizes = jobSizes(candidates)
  const stated = candidates.filter((candidate) => candidate.costOfDelayPerWeek !== null).length
  const rate = stated > 0 ? perWeekRate(candidates, relative) : 1
  const perWeek = stated > 0 && stated * 2 >= candidates.length
  const scores = candidates.map((candidate, i): Score => {
    const size = sizes[i]!
    const money = candidate.costOfDelayPerWeek
    if (money !== null) {
      const parts = [{ name: 'costOfDelayPerWeek', value: money }]
      return { weight: perWeek ? money : money / rate, duration: size.value, parts, assumptions: size.assumptions }
    }
    const own = relative[i]!
    const assumptions = [...own.assumptions, ...size.assumptions]
    const total = own.parts.reduce((sum, { name, value }) => sum + value * (weights[name] ?? 1), 0)
    if (!perWeek) return { weight: total, duration: size.value, parts: own.parts, assumptions }
    const value = total * rate
    const converted: Assumption = {
      itemId: candidate.id,
      field: 'costOfDelayPerWeek',
      value,
      source: 'relativeScores',
      of: null,
      sampleSize: stated,
      low: value / 2,
      high: value * 2,
    }
    return { weight: value, duration: size.value, parts: own.parts, assumptions: [...assumptions, converted] }
  })
  return { unit: perWeek ? 'perWeek' : 'relative', scores }
}

interface Relative {
  readonly total: number
  readonly stated: boolean
  readonly parts: Score['parts']
  readonly assumptions: readonly Assumption[]
}

function relativeCostOfDelay(candidates: readonly Candidate[]): readonly Relative[] {
  const columns = COST_OF_DELAY.map((field) => columnOf(candidates, (candidate) => candidate[field]))
  return candidates.map((candidate) => {
    const assumptions: Assumption[] = []
    const parts = COST_OF_DELAY.map((field, i) => {
      const stated = candidate[field]
      if (stated !== null) return { name: field, value: stated }
      const assumed = estimate(candidate, field, columns[i]!, field === 'businessValue' ? 'priority' : 'type')
      assumptions.push(assumed)
      return { name: field, value: assumed.value }
    })
    return {
      total: parts.reduce((total, part) => total + part.value, 0),
      stated: assumptions.length < COST_OF_DELAY.length,
      parts,
      assumptions,
    }
  })
}

/** Money or points per week that one relative point stands for: the median over items that state both. */
function perWeekRate(candidates: readonly Candidate[], relative: readonly Relative[]): number {
  const rates: number[] = []
  const money: number[] = []
  candidates.forEach(({ costOfDelayPerWeek }, i) => {
    if (costOfDelayPerWeek === null) return
    money.push(costOfDelayPerWeek)
    if (relative[i]!.stated && relative[i]!.total > 0) rates.push(costOfDelayPerWeek / relative[i]!.total)
  })
  const rate =
    rates.length > 0
      ? sampleOf(rates).median
      : sampleOf(money).median / sampleOf(relative.map(({ total }) => total)).median
  return Number.isFinite(rate) && rate > 0 ? rate : 1
}

/** Job size, else story points, else an estimate; a size of 0 counts as the smallest of the list. Also RICE's effort. */
export function jobSizes(
  candidates: readonly Candidate[],
  field: 'jobSize' | 'effort' = 'jobSize',
): readonly { readonly value: number; readonly assumptions: readonly Assumption[] }[] {
  const stated = (
    candidate: Candidate,
  ): { readonly value: number; readonly source: 'jobSize' | 'storyPoints' | null } | null => {
    if (field === 'effort' && candidate.effort !== null) return { value: candidate.effort, source: null }
    if (candidate.jobSize !== null) return { value: candidate.jobSize, source: field === 'effort' ? 'jobSize' : null }
    return candidate.storyPoints === null ? null : { value: candidate.storyPoints, source: 'storyPoints' }
  }
  const positive = (candidate: Candidate) => {
    const value = stated(candidate)?.value ?? 0
    return value > 0 ? value : null
  }
  const column = columnOf(candidates, positive)
  const smallest = candidates.reduce((least, candidate) => Math.min(least, positive(candidate) ?? Infinity), Infinity)
  return candidates.map((candidate) => {
    const own = stated(candidate)
    if (own === null) {
      const assumed = estimate(candidate, field, column, 'type')
      return { value: assumed.value, assumptions: [assumed] }
    }
    if (own.value > 0 && own.source === null) return { value: own.value, assumptions: [] }
    const value = own.value > 0 ? own.value : smallest === Infinity ? 1 : smallest
    const source = own.value > 0 ? own.source! : 'smallestOfList'
    return {
      value,
      assumptions: [{ itemId: candidate.id, field, value, source, of: null, sampleSize: 0, low: value, high: value }],
    }
  })
}
