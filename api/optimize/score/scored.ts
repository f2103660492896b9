/** Whether enough items have scores to rank a list by value at all. */
import { COST_OF_DELAY } from '../../backlog/item-fields.ts'
import type { Candidate, InputField } from './candidate.ts'
import type { Method } from './score.ts'

/** Below this share of scored items a list is not ranked by value: most of the order would be assumed. */
export const ENOUGH_SCORED = 0.3

/** Figures that say what an item is worth. Size, ease, and confidence alone say nothing about it. */
const VALUE_FIELDS: Record<Method, readonly InputField[]> = {
  wsjf: [...COST_OF_DELAY, 'costOfDelayPerWeek'],
  rice: ['reach', 'impact', 'businessValue'],
  ice: ['impact', 'businessValue'],
}

export interface Scored {
  /** Items with at least one score. */
  readonly count: number
  /** Scored items that a ranking by value takes. */
  readonly needed: number
  readonly enough: boolean
}

export const isScored = (candidate: Candidate, method: Method) =>
  VALUE_FIELDS[method].some((field) => candidate[field] !== null)

export const valueFields = (method: Method) => VALUE_FIELDS[method]

export function scoredOf(candidates: readonly Candidate[], method: Method): Scored {
  const count = candidates.filter((candidate) => isScored(candidate, method)).length
  const needed = Math.ceil(ENOUGH_SCORED * candidates.length - 1e-9)
  return { count, needed, enough: count >= needed }
}
