/** A promise, and what became of it. */
import type { WorkCalendar } from '../../math/calendar.ts'
import type { CapacityChange } from '../forecast/capacity.ts'
import type { CycleCurve } from '../forecast/item-clock.ts'
import type { CoupledItem } from '../simulation/coupling.ts'
import { confidenceIn, type Confidence, type Regime } from '../flow/history.ts'
import { weeklyPace, type Lane } from '../work/lanes.ts'
import type { ScopeGrowth } from '../forecast/scope-growth.ts'
import type { Unit } from '../../planning/work.ts'

/** Characters of what was asked, in words. */
export const LONGEST_SUBJECT = 300

/** Promises that a workspace keeps of one day. People ask some dozens of questions; whoever asks thousands is answered, too. */
export const MOST_A_DAY = 200
/** From here on, what programs ask is not kept that day, so that there is room for people. */
export const MOST_OF_PROGRAMS = 100

/** What an issued forecast was computed from, as JSON: enough to compute it again and to say later why it moved. */
export interface IssuedInputs {
  /** The items by key; empty when a plain size was asked for. */
  readonly keys: readonly string[]
  readonly unit: Unit
  readonly size: number
  readonly confidence: Confidence
  /** Forecasts of earlier versions have no multipliers. */
  readonly growth: (Omit<ScopeGrowth, 'multipliers'> & Partial<Pick<ScopeGrowth, 'multipliers'>>) | null
  readonly items: readonly IssuedItem[]
  /** How long items take from their own start, as many curves as differ. Forecasts of earlier versions have none. */
  readonly curves?: readonly CycleCurve[]
  readonly teams: readonly {
    readonly key: string
    /** Names of the teams whose work it is; empty is everybody's, also that of no team. Earlier versions name all teams then. */
    readonly names: readonly string[]
    /** Size per week of the last twelve weeks: the pace that was seen. */
    readonly weeklyPace: number
    /** Before scope growth. Forecasts of earlier versions have no regime and no learned scores. */
    readonly model: {
      readonly confidence: Confidence
      readonly regime?: Regime
      readonly scores?: readonly number[]
      readonly logSize: readonly number[]
      readonly centre: readonly number[]
      readonly spread: readonly number[]
    }
    readonly capacity: {
      readonly weekday: readonly number[]
      readonly yearEnd: number
      readonly weekdays: readonly number[] | null
      readonly closed: readonly number[]
      readonly changes: readonly CapacityChange[]
    }
  }[]
}

/** An item with its curve by number. */
export interface IssuedItem extends Omit<CoupledItem, 'clock'> {
  readonly clock?: { readonly curve: number; readonly age: number | null }
}

interface IssuedWork {
  readonly keys: readonly string[]
  readonly unit: Unit
  readonly total: number
  readonly confidence: Confidence
  readonly growth: ScopeGrowth | null
  readonly items: readonly CoupledItem[]
  readonly lanes: readonly Lane[]
}

export function issuedInputs({ keys, unit, total, confidence, growth, items, lanes }: IssuedWork): IssuedInputs {
  const curves = [...new Set(items.flatMap(({ clock }) => clock?.curve ?? []))]
  return {
    keys,
    unit,
    size: total,
    confidence,
    growth,
    items: items.map(({ clock, ...item }) =>
      clock ? { ...item, clock: { curve: curves.indexOf(clock.curve), age: clock.age } } : item,
    ),
    curves,
    teams: lanes.map((lane) => {
      const { model, capacity } = lane.plain
      return {
        key: lane.key,
        names: lane.everybody ? [] : lane.teams.map(({ name }) => name),
        weeklyPace: Math.round(100 * weeklyPace(lane)) / 100,
        model: {
          confidence: confidenceIn(model.regime),
          regime: model.regime,
          scores: [...model.scores],
          logSize: [...model.logSize],
          centre: [...model.centre],
          spread: [...model.spread],
        },
        capacity: {
          weekday: capacity.weekday,
          yearEnd: capacity.yearEnd,
          weekdays: capacity.calendar?.weekdays ?? null,
          closed: closedDays(capacity.calendar),
          changes: capacity.changes,
        },
      }
    }),
  }
}

/** The items as they were played. */
export function itemsThen({ items, curves = [] }: Pick<IssuedInputs, 'items' | 'curves'>): CoupledItem[] {
  return items.map(({ clock, ...item }) => {
    const curve = clock && curves[clock.curve]
    return curve ? { ...item, clock: { curve, age: clock.age } } : item
  })
}

const closedDays = (calendar: WorkCalendar | null) => [...(calendar?.closed ?? [])].sort((a, b) => a - b)

/** How one promised item was closed, if it is. */
export interface Closing {
  readonly day: number
  /** `delivered`: finished. `swept`: closed with many others on a day of mass closing. `cancelled`: given up. */
  readonly how: 'delivered' | 'swept' | 'cancelled'
}

export interface Promise90 {
  readonly asOf: number
  readonly p50: number | null
  readonly p90: number | null
  /** How each of its items was closed; null for one that is open still. Items that are gone are left out. */
  readonly items: readonly (Closing | null)[]
}

export interface Outcome {
  /** The day its last item was delivered; null while one is open. */
  readonly day: number | null
  /** null where it cannot be said: the date has not come, or what was closed by then was not delivered but swept or given up. */
  readonly heldP50: boolean | null
  readonly heldP90: boolean | null
}

/**
 * Scores a promise as of a day. What was open on its date was missed, however it was closed later. What was given up before the date was no longer promised; what was swept
 * away in a mass close before it says nothing about delivery.
 */
export function outcomeOf({ p50, p90, items }: Promise90, asOf: number): Outcome {
  const known = items.map((closing) => (closing !== null && closing.day <= asOf ? closing : null))
  const kept = known.filter((closing) => closing?.how !== 'cancelled')
  const done = kept.flatMap((closing) => closing?.day ?? [])
  const held = (date: number | null) => {
    if (date === null || items.length === 0) return null
    const open = known.some((closing) => closing === null || closing.day > date)
    if (open) return asOf > date ? false : null
    return kept.length === 0 || kept.some((closing) => closing?.how === 'swept') ? null : true
  }
  return {
    day: kept.length > 0 && done.length === kept.length ? Math.max(...done) : null,
    heldP50: held(p50),
    heldP90: held(p90),
  }
}

/** Finished work in order of its days, with the total up to each: many promises are scored against one. */
export interface Finished {
  readonly days: readonly number[]
  readonly totals: Float64Array
}

export function inOrder(completions: readonly { readonly day: number; readonly size: number }[]): Finished {
  const sorted = [...completions].sort((a, b) => a.day - b.day)
  const totals = new Float64Array(sorted.length + 1)
  for (const [at, { size }] of sorted.entries()) totals[at + 1] = totals[at]! + size
  return { days: sorted.map(({ day }) => day), totals }
}

/** The day on which `size` more was finished after `asOf`, as a single finished "item"; null while it is not. */
export function reachedAfter({ days, totals }: Finished, asOf: number, size: number): number | null {
  const first = firstWhere(days.length, (at) => days[at]! > asOf)
  const wanted = totals[first]! + size - 1e-6
  const last = Math.max(
    first,
    firstWhere(days.length, (at) => totals[at + 1]! >= wanted),
  )
  return days[last] ?? null
}

/** The first of `count` places from which on something holds; `count` where it never does. */
function firstWhere(count: number, holds: (place: number) => boolean): number {
  let [low, high] = [0, count]
  while (low < high) {
    const middle = (low + high) >> 1
    if (holds(middle)) high = middle
    else low = middle + 1
  }
  return low
}
