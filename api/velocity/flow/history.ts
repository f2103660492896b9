import { massCloses } from './mass-close.ts'
import type { MassClose } from './mass-close.ts'

/** One finished item: the day number on which it was done, and its size in the forecast's unit (1 when items are counted). */
export interface Completion {
  readonly day: number
  readonly size: number
}

/** What a team finished, one entry per calendar day from its first completion up to and including `today`. */
export interface FlowHistory {
  /** Day number of the first entry. */
  readonly from: number
  /** Day number of the last entry: forecasts count days after it. */
  readonly today: number
  /** Size finished per day, in items or points. */
  readonly done: Float64Array
  /** Items finished per day, whatever the unit: the rules about thin data count items. */
  readonly items: Float64Array
  /** Mass closes that were left out. */
  readonly excluded: readonly MassClose[]
}

/**
 * Daily history from finished items in any order. Items done after `today` are not seen; mass closes are left out unless kept on purpose.
 * An empty history starts today.
 */
export function flowHistory(completions: readonly Completion[], today: number, keepMassCloses = false): FlowHistory {
  const seen = completions.filter((completion) => completion.day <= today)
  const excluded = keepMassCloses ? [] : massCloses(seen.map((completion) => completion.day))
  const out = new Set(excluded.map((close) => close.day))
  const kept = seen.filter((completion) => !out.has(completion.day))
  const from = kept.reduce((first, completion) => Math.min(first, completion.day), today)
  const done = new Float64Array(today - from + 1)
  const items = new Float64Array(today - from + 1)
  // Sizes are added in ascending order: floating-point sums then do not depend on the order of the input.
  for (const { day, size } of [...kept].sort((a, b) => a.size - b.size)) {
    done[day - from]! += size
    items[day - from]! += 1
  }
  return { from, today, done, items, excluded }
}

/** Running totals: entry i is the sum of the first i values. */
export function runningTotal(values: ArrayLike<number>): Float64Array {
  const total = new Float64Array(values.length + 1)
  for (let i = 0; i < values.length; i++) total[i + 1] = total[i]! + values[i]!
  return total
}

/** How far a history carries a forecast. */
export type Confidence = 'calibrated' | 'rough'

/** What is missing before a forecast is possible at all. */
export interface NotEnoughHistory {
  readonly have: { readonly completions: number; readonly activeWeeks: number }
  readonly need: { readonly completions: number; readonly activeWeeks: number }
}

export const ROUGH_NEEDS = { completions: 12, activeWeeks: 4 } as const
export const CALIBRATED_NEEDS = { completions: 60, inNinetyDays: 15 } as const

/**
 * `calibrated` from 60 completions in all and 15 in the last 90 days, `rough` from 12 completions in 4 active weeks,
 * otherwise what is there and what is needed.
 */
export function confidenceOf(history: FlowHistory): Confidence | NotEnoughHistory {
  const total = runningTotal(history.items)
  const days = history.items.length
  const completions = total[days]!
  const recent = completions - total[Math.max(0, days - 90)]!
  if (completions >= CALIBRATED_NEEDS.completions && recent >= CALIBRATED_NEEDS.inNinetyDays) return 'calibrated'
  let activeWeeks = 0
  for (let end = days; end > 0; end -= 7) if (total[end]! > total[Math.max(0, end - 7)]!) activeWeeks++
  if (completions >= ROUGH_NEEDS.completions && activeWeeks >= ROUGH_NEEDS.activeWeeks) return 'rough'
  return { have: { completions, activeWeeks }, need: ROUGH_NEEDS }
}
