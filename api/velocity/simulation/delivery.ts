import { isoOf } from '../../math/calendar.ts'
import { ascending } from '../../math/percentile.ts'
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
import type { CoupledItem } from './coupling.ts'
import {
  partOf,
  simulateDelivery,
  simulatedProbability,
  simulatedQuantile,
  type SimulatedDelivery,
  type SimulatedTeam,
  type SimulationTerms,
} from './simulation.ts'

/** Trials of a coupled simulation: the P95 of a hundred items moves by less than half a day between seeds. */
export const TRIALS = 10_000

/** Item-trials of larger plans: so many fewer trials that the work stays about the same, and never too few for a P95. */
const PLAYED = 15_000_000
const FEWEST = 500

/** Trials for so many items: dates of large plans move by less than 1% between seeds. */
export const trialsFor = (items: number): number =>
  items <= FULL_ITEMS ? TRIALS : Math.max(FEWEST, Math.round(PLAYED / items / 100) * 100)

/** Trials of each change that might move the date: with the same luck, their differences need fewer, and all take less than the dates. */
export const influenceTrialsFor = (items: number): number => Math.max(100, Math.round(trialsFor(items) / 10))

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
  simulated: Pick<SimulatedDelivery, 'finish' | 'trials'> | null,
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

type HowMany = { readonly percentile: number; readonly size: number }[]

const whole = (size: number) => Math.floor(size + 1e-9)

/**
 * How much is done by a day, at each level: the teams' floors added up (cautious: they do not all have bad luck at once).
 * @param within the parts are all there is to do; else as much as the teams can
 */
export function howManyBy(parts: readonly Part[], days: number, within: boolean): HowMany {
  const sizeOf = (part: Part, level: number) => {
    const done = whole(sizeBy(part.forecaster, days, level))
    if (!within) return done
    // An item by itself is done when its own clock says so, whatever its team could do.
    const isWaiting = (part.clocks ?? []).length > 0 && probabilityAllBy([part], days) < level
    return isWaiting ? 0 : Math.min(whole(part.size), done)
  }
  return LEVELS.map((level) => ({
    percentile: level * 100,
    size: parts.reduce((sum, part) => sum + sizeOf(part, level), 0),
  }))
}

/** The same from the trials in which the dates were found, where work waits. */
export function howManyPlayed({ doneBy }: Pick<SimulatedDelivery, 'doneBy'>): HowMany {
  const sizes = ascending(doneBy)
  // With probability p at least this much is done: the share 1 - p of the trials has less.
  return LEVELS.map((level) => ({ percentile: level * 100, size: whole(floorOf(sizes, level)) }))
}

/** The largest size that at least the share `p` of the trials reaches. */
const floorOf = (sizes: Float64Array, p: number): number =>
  sizes[Math.max(0, sizes.length - Math.ceil(p * sizes.length - 1e-9))] ?? 0

export interface InfluencedPart extends Part {
  readonly name: string
  /** Without scope growth. */
  readonly plain: Forecaster
}

/** What would move P90 of the whole most, among the changes of the part that ends last; its name is said where there are several. */
export function influencesOn(parts: readonly InfluencedPart[]): Influence[] {
  const last = latest(parts, (part) => daysUntilPart(part, 0.9))
  if (!last) return []
  const others = parts.filter((part) => part !== last)
  return influencesOf(last, parts.length, (forecaster, size) =>
    daysUntilAll([...others, { ...last, forecaster, size }], 0.9),
  )
}

/** The same where parts wait for each other: every change is played with the same luck. */
export function playedInfluences(
  parts: readonly (InfluencedPart & { readonly key: string })[],
  items: readonly CoupledItem[],
  terms: SimulationTerms,
): Influence[] {
  const play = (teams: readonly SimulatedTeam[], work: readonly CoupledItem[]) => simulateDelivery(teams, work, terms)
  const before = play(parts, items)
  const last = latest(parts, ({ key }) => simulatedQuantile(partOf(before, key), 0.9))
  if (!last) return []
  return influencesOf(last, parts.length, (forecaster, size) => {
    const share = size / last.size
    const teams = parts.map((part) => (part === last ? { ...last, forecaster } : part))
    const work = share === 1 ? items : items.map((item) => (item.team === last.key ? scaled(item, share) : item))
    return simulatedQuantile(play(teams, work), 0.9)
  })
}

const scaled = (item: CoupledItem, share: number): CoupledItem => ({ ...item, size: item.size * share })

const latest = <P extends InfluencedPart>(parts: readonly P[], end: (part: P) => number): P | undefined =>
  parts.map((part) => ({ part, days: end(part) })).sort((a, b) => b.days - a.days)[0]?.part

function influencesOf(
  last: InfluencedPart,
  parts: number,
  until: (forecaster: Forecaster, size: number) => number,
): Influence[] {
  const { forecaster, plain, size, name } = last
  const influences = sensitivity(forecaster, size, 0.9, plain === forecaster ? null : plain, until)
  return parts === 1
    ? influences
    : influences.map((influence) => ({ ...influence, change: `${name}: ${influence.change}` }))
}
