import { counted, figureText } from '../../../text.ts'
import { earlyWork, type EarlyWork } from './early-work.ts'
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
  /** What was finished long before all else and left out. */
  readonly early: EarlyWork | null
}

/**
 * Daily history from finished items in any order. Items done after `today` are not seen; mass closes and early work are left out unless kept on purpose.
 * An empty history starts today.
 */
export function flowHistory(completions: readonly Completion[], today: number, keepAll = false): FlowHistory {
  const seen = completions.filter((completion) => completion.day <= today)
  const excluded = keepAll ? [] : massCloses(seen.map((completion) => completion.day))
  const out = new Set(excluded.map((close) => close.day))
  const counted = seen.filter((completion) => !out.has(completion.day))
  const early = keepAll ? null : earlyWork(counted.map(({ day }) => day))
  const kept = early ? counted.filter(({ day }) => day > early.last) : counted
  const from = kept.reduce((first, completion) => Math.min(first, completion.day), today)
  const done = new Float64Array(today - from + 1)
  const items = new Float64Array(today - from + 1)
  // Sizes are added in ascending order: floating-point sums then do not depend on the order of the input.
  for (const { day, size } of [...kept].sort((a, b) => a.size - b.size)) {
    done[day - from]! += size
    items[day - from]! += 1
  }
  return { from, today, done, items, excluded, early }
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

/** "a forecast needs 12 finished items in at least 4 weeks, and there are 5, in 2 weeks": a clause. */
export function historyWords({ have, need }: NotEnoughHistory): string {
  const there =
    have.completions === 0 ? 'none' : `${figureText(have.completions)}, in ${counted(have.activeWeeks, 'week')}`
  return `a forecast needs ${counted(need.completions, 'finished item')} in at least ${counted(need.activeWeeks, 'week')}, and there ${have.completions === 1 ? 'is' : 'are'} ${there}`
}

export const ROUGH_NEEDS = { completions: 12, activeWeeks: 4 } as const
const CALIBRATED_NEEDS = { completions: 60, inNinetyDays: 15 } as const

/**
 * Why a forecast is what it is. `steady`: enough history and enough of it recent. `slow`: a long history, fewer than 15 finished in the last 90 days; it
 * knows its own errors all the same. `young`: fewer than 60 finished in all; its own errors are not known yet. `borrowed`: too little history of its own;
 * it has the other teams' pace per member.
 */
export type Regime = 'steady' | 'slow' | 'young' | 'borrowed'

/** What a team's own history can say of it. */
export type OwnRegime = Exclude<Regime, 'borrowed'>

/** The regime from 12 completions in 4 active weeks on, otherwise what is there and what is needed. */
export function regimeOf(history: FlowHistory): OwnRegime | NotEnoughHistory {
  const total = runningTotal(history.items)
  const days = history.items.length
  const completions = total[days]!
  const regime = regimeAt(total, days)
  if (regime === 'steady') return regime
  let activeWeeks = 0
  for (let end = days; end > 0; end -= 7) if (total[end]! > total[Math.max(0, end - 7)]!) activeWeeks++
  if (completions >= ROUGH_NEEDS.completions && activeWeeks >= ROUGH_NEEDS.activeWeeks) return regime
  return { have: { completions, activeWeeks }, need: ROUGH_NEEDS }
}

/** The regime after the first `days` days of a history that is long enough. @param items running total of items */
export function regimeAt(items: Float64Array, days: number): OwnRegime {
  if (items[days]! < CALIBRATED_NEEDS.completions) return 'young'
  return items[days]! - items[Math.max(0, days - 90)]! >= CALIBRATED_NEEDS.inNinetyDays ? 'steady' : 'slow'
}

export const REGIMES = ['steady', 'slow', 'young'] as const satisfies readonly OwnRegime[]

/** How often the P50 date of a regime held in the backtest over public histories. */
export interface MedianBacktest {
  readonly questions: number
  readonly held: number
}

/** `npm run bench -- forecast` measures these again and fails where they no longer decide the same. */
export const MEDIAN_BACKTEST: Readonly<Record<Regime, MedianBacktest>> = {
  steady: { questions: 4000, held: 0.5 },
  slow: { questions: 354, held: 0.55 },
  young: { questions: 826, held: 0.48 },
  borrowed: { questions: 0, held: 0 },
}

/** "Even odds" is a promise of its own: it is used only where P50 held in 40% to 60% of at least 300 questions. */
export function saysEvenOdds({ questions, held }: MedianBacktest): boolean {
  return questions >= 300 && held >= 0.4 && held <= 0.6
}

/** Why a forecast is rough, as a clause; null where it is not. */
export function roughBecause(regime: Regime): string | null {
  return {
    steady: null,
    slow: 'little was finished in the last 90 days',
    young: 'the history is short',
    borrowed: "work without enough history uses the other teams' pace",
  }[regime]
}

/** `calibrated` for a steady team, `rough` for every other. */
export function confidenceIn(regime: Regime): Confidence {
  return regime === 'steady' ? 'calibrated' : 'rough'
}
