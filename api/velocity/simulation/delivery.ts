import { isoOf } from '../../math/calendar.ts'
import {
  daysUntilAll,
  daysUntilPart,
  LEVELS,
  probabilityAllBy,
  sizeBy,
  type Forecaster,
  type Part,
} from '../forecast/forecast.ts'
import { dateWithin, daysWithin, HORIZON_DAYS } from '../forecast/horizon.ts'
import type { Influence } from '../forecast/sensitivity.ts'
import { sensitivity } from '../forecast/sensitivity.ts'
import { FULL_ITEMS } from './coarse.ts'
import { simulatedProbability, simulatedQuantile, type SimulatedDelivery } from './simulation.ts'

/** Trials of a coupled simulation: the P95 of a hundred items moves by less than half a day between seeds. */
export const TRIALS = 10_000

/** Item-trials of larger plans: so many fewer trials that the work stays about the same, and never too few for a P95. */
const PLAYED = 15_000_000
const FEWEST = 500

/** Trials for so many items: dates of large plans move by less than 1% between seeds. */
export const trialsFor = (items: number): number =>
  items <= FULL_ITEMS ? TRIALS : Math.max(FEWEST, Math.round(PLAYED / items / 100) * 100)

/** Names the stream of random numbers of every simulation: forecasts and scenarios draw the same luck, so that they can be compared. */
export const SEED = 'delivery'

export interface DeliveryDates {
  readonly method: 'exact' | 'simulation'
  readonly dates: readonly { readonly percentile: number; readonly days: number | null; readonly date: string | null }[]
  readonly probabilityBy: (days: number) => number
  readonly histogram: readonly { readonly from: string; readonly until: string | null; readonly probability: number }[]
}

/**
 * Dates at the named percentiles; null where it is not within ten years.
 * @param simulated null where no part waits for another: then nothing needs to be drawn
 */
export function deliveryDates(
  today: number,
  parts: readonly Part[],
  simulated: SimulatedDelivery | null,
): DeliveryDates {
  const reached = (days: number) => (simulated ? simulatedProbability(simulated, days) : probabilityAllBy(parts, days))
  const quantile = (p: number) => (simulated ? simulatedQuantile(simulated, p) : daysUntilAll(parts, p))
  const dates = LEVELS.map((level) => {
    const days = quantile(level)
    return { percentile: level * 100, days: daysWithin(days), date: dateWithin(today, days) }
  })
  return {
    method: simulated ? 'simulation' : 'exact',
    dates,
    probabilityBy: reached,
    histogram: barsOf(today, quantile, reached),
  }
}

const BARS = 16

/** Sixteen bars from P1 to P99; the first reaches back to today, the last on without end. */
function barsOf(
  today: number,
  quantile: (p: number) => number,
  reached: (days: number) => number,
): DeliveryDates['histogram'] {
  const first = Math.min(HORIZON_DAYS, quantile(0.01)) - 1
  const last = Math.min(HORIZON_DAYS, quantile(0.99))
  const width = Math.max(1, Math.ceil((last - first) / BARS))
  const edges = [0]
  for (let edge = first + width; edge < last + width; edge += width) edges.push(edge)
  return edges.map((edge, at) => {
    const until = edges[at + 1]
    return {
      from: isoOf(today + edge + 1),
      until: until === undefined ? null : isoOf(today + until),
      probability: (until === undefined ? 1 : reached(until)) - reached(edge),
    }
  })
}

/** How much is done by a day, at each level: the teams' floors added up (cautious: they do not all have bad luck at once). */
export function howManyBy(
  parts: readonly Part[],
  days: number,
): { readonly percentile: number; readonly size: number }[] {
  return LEVELS.map((level) => ({
    percentile: level * 100,
    size: parts.reduce((sum, { forecaster }) => sum + Math.floor(sizeBy(forecaster, days, level) + 1e-9), 0),
  }))
}

/** What would move P90 of the whole most, among the changes of the part that ends last; its name is said where there are several. */
export function influencesOn(
  parts: readonly (Part & { readonly name: string; readonly plain: Forecaster })[],
): Influence[] {
  const last = parts.map((part) => ({ part, days: daysUntilPart(part, 0.9) })).sort((a, b) => b.days - a.days)[0]?.part
  if (!last) return []
  const others = parts.filter((part) => part !== last)
  const influences = sensitivity(
    last.forecaster,
    last.size,
    0.9,
    last.plain === last.forecaster ? null : last.plain,
    (forecaster, size) => daysUntilAll([...others, { ...last, forecaster, size }], 0.9),
  )
  return parts.length === 1
    ? influences
    : influences.map((influence) => ({ ...influence, change: `${last.name}: ${influence.change}` }))
}
