import { dayOf, isoOf, type IsoDate } from '../math/calendar.ts'
import { ascending, quantileOf } from '../math/percentile.ts'
import { flowHistory } from '../velocity/flow/history.ts'
import { canForecast, daysUntil, forecasterOf } from '../velocity/forecast/forecast.ts'
import type { Purpose } from './prices.ts'

/** One settlement: when, and how many credits it charged. */
export interface Charge {
  readonly at: Date
  readonly credits: number
  readonly purpose: Purpose | null
}

/**
 * The day until which the balance lasts with even odds, by the same forecast that says when work is done: charges are
 * what is finished, and the balance is what is left. null with too little history, or beyond ten years.
 */
export function lastsUntil(charges: readonly Charge[], available: number, now: Date): IsoDate | null {
  if (available <= 0) return null
  const today = dayOf(now.toISOString())
  const completions = charges.map(({ at, credits }) => ({ day: dayOf(at.toISOString()), size: credits }))
  const forecaster = forecasterOf(flowHistory(completions, today, true))
  if (!canForecast(forecaster)) return null
  const days = daysUntil(forecaster, available, 0.5)
  return Number.isFinite(days) ? isoOf(today + days) : null
}

/** What one piece of work has cost here. */
export interface TypicalCost {
  readonly purpose: Purpose
  readonly count: number
  readonly p50: number
  readonly p90: number
}

/** Median and 90th percentile of what each kind of work was charged, in whole credits. */
export function typicalCosts(charges: readonly Charge[]): TypicalCost[] {
  return [...Map.groupBy(charges, ({ purpose }) => purpose)].flatMap(([purpose, group]) => {
    if (!purpose) return []
    const sorted = ascending(group.map(({ credits }) => credits))
    return [
      {
        purpose,
        count: group.length,
        p50: Math.round(quantileOf(sorted, 0.5)),
        p90: Math.ceil(quantileOf(sorted, 0.9)),
      },
    ]
  })
}
