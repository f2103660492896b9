import type { WorkCalendar } from '../../math/calendar.ts'
import { capacityOf, daysForEffort, effortAhead } from './capacity.ts'
import type { Capacity, CapacityChange } from './capacity.ts'
import { borrowedModel, deliveryModel, effortQuantile, probabilityWithin, sizeWithin } from './delivery-model.ts'
import type { DeliveryModel } from './delivery-model.ts'
import { confidenceIn, regimeOf } from '../flow/history.ts'
import type { Confidence, FlowHistory, NotEnoughHistory } from '../flow/history.ts'
import { HORIZON_DAYS } from './horizon.ts'
import { clockDays, clockProbability, type ItemClock } from './item-clock.ts'
import { learnedFrom } from './learning.ts'
import { paceHistory } from './pace.ts'
import { withScopeGrowth } from './delivery-model.ts'
import type { ScopeGrowth } from './scope-growth.ts'

/** The percentiles that every answer names. */
export const LEVELS = [0.5, 0.75, 0.9, 0.95] as const

/** One team's calibrated forecast, ready to be asked. Days are counted from `today`: 1 is tomorrow. */
export interface Forecaster {
  readonly today: number
  readonly confidence: Confidence
  readonly model: DeliveryModel
  readonly capacity: Capacity
  /** Running effort of the days ahead, see {@link effortAhead}. */
  readonly ahead: Float64Array
}

export interface ForecastTerms {
  readonly calendar?: WorkCalendar | null
  /** Planned changes of capacity; the present capacity is 1. They touch the days ahead only. @throws RangeError for a negative factor */
  readonly changes?: readonly CapacityChange[]
  readonly growth?: ScopeGrowth | null
  /** The history is that of other teams. */
  readonly borrowed?: boolean
}

/** Calibrates a forecaster from a team's history, or says what is missing. Same history, same answers: nothing is sampled. */
export function forecasterOf(history: FlowHistory, terms: ForecastTerms = {}): Forecaster | NotEnoughHistory {
  const own = regimeOf(history)
  if (typeof own !== 'string') return own
  const regime = terms.borrowed ? 'borrowed' : own
  const usual = capacityOf(history, terms.calendar ?? null)
  const pace = paceHistory(history, usual)
  const learned = deliveryModel(pace.at(history.done.length - 1), own, learnedFrom(history, pace).scores)
  const model = terms.borrowed ? borrowedModel(learned) : learned
  const capacity = { ...usual, changes: ordered(terms.changes ?? []) }
  return {
    today: history.today,
    confidence: confidenceIn(regime),
    model: terms.growth ? withScopeGrowth(model, terms.growth) : model,
    capacity,
    ahead: effortAhead(capacity, history.today),
  }
}

export function canForecast(answer: Forecaster | NotEnoughHistory): answer is Forecaster {
  return 'model' in answer
}

/** The same forecaster under other terms for the time ahead: what it learned from the past stays as it is. */
export function withChanges(forecaster: Forecaster, changes: readonly CapacityChange[]): Forecaster {
  const capacity = { ...forecaster.capacity, changes: ordered(changes) }
  return { ...forecaster, capacity, ahead: effortAhead(capacity, forecaster.today) }
}

function ordered(changes: readonly CapacityChange[]): CapacityChange[] {
  const wrong = changes.find((change) => !(change.factor >= 0 && Number.isFinite(change.factor)))
  if (wrong) throw new RangeError(`a capacity factor is a number from 0, not ${wrong.factor}`)
  return [...changes].sort((a, b) => a.from - b.from)
}

/** Whole days until `size` more is done, with probability `p`; 0 when nothing is left, Infinity when it is not within ten years. */
export function daysUntil(forecaster: Forecaster, size: number, p: number): number {
  return size <= 0 ? 0 : daysForEffort(forecaster.ahead, effortQuantile(forecaster.model, size, p))
}

/** Probability that `size` more is done by the end of the `days`-th day after today. */
export function probabilityBy(forecaster: Forecaster, size: number, days: number): number {
  if (size <= 0) return 1
  const day = Math.min(HORIZON_DAYS, Math.floor(days))
  return day < 1 ? 0 : probabilityWithin(forecaster.model, size, forecaster.ahead[day]!)
}

/** How much is done by the end of the `days`-th day after today with probability `p`; whole items are its floor. */
export function sizeBy(forecaster: Forecaster, days: number, p: number): number {
  const day = Math.min(HORIZON_DAYS, Math.floor(days))
  return day < 1 ? 0 : sizeWithin(forecaster.model, forecaster.ahead[day]!, p)
}

/** What teams deliver together when no item waits for another team's: all parts are done when the last one is. */
export interface Part {
  readonly forecaster: Forecaster
  readonly size: number
  /** Of an item that was asked for by itself, if it may start today. */
  readonly clocks?: readonly ItemClock[]
}

/**
 * Whole days until a part is done with probability `p`: when its team has room for it, and no earlier than what is in it takes
 * from its own start at that level.
 */
export function daysUntilPart({ forecaster, size, clocks = [] }: Part, p: number): number {
  if (size <= 0) return 0
  const days = clocks.reduce((latest, clock) => Math.max(latest, clockDays(clock, p)), daysUntil(forecaster, size, p))
  return days <= HORIZON_DAYS ? days : Infinity
}

/** Probability that a part is done by the end of the `days`-th day after today. */
export function probabilityPartBy({ forecaster, size, clocks = [] }: Part, days: number): number {
  if (size <= 0) return 1
  return clocks.reduce(
    (least, clock) => Math.min(least, clockProbability(clock, Math.floor(days))),
    probabilityBy(forecaster, size, days),
  )
}

/** Probability that every part is done by a day, teams independent: the product of theirs. */
export function probabilityAllBy(parts: readonly Part[], days: number): number {
  return parts.reduce((product, part) => product * probabilityPartBy(part, days), 1)
}

/** Whole days until every part is done with probability `p`: exact, by bisection of {@link probabilityAllBy}. */
export function daysUntilAll(parts: readonly Part[], p: number): number {
  const left = parts.filter((part) => part.size > 0)
  if (left.length === 0) return 0
  if (left.length === 1) return daysUntilPart(left[0]!, p)
  if (probabilityAllBy(left, HORIZON_DAYS) < p) return Infinity
  let low = 1
  let high = HORIZON_DAYS
  while (low < high) {
    const middle = (low + high) >> 1
    if (probabilityAllBy(left, middle) < p) low = middle + 1
    else high = middle
  }
  return low
}
