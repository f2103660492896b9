/** A promise, and what became of it. */
import type { WorkCalendar } from '../../math/calendar.ts'
import type { CapacityChange } from '../forecast/capacity.ts'
import type { CoupledItem } from '../simulation/coupling.ts'
import type { Confidence } from '../flow/history.ts'
import { weeklyPace, type Lane } from '../work/lanes.ts'
import type { ScopeGrowth } from '../forecast/scope-growth.ts'
import type { Unit } from '../work/scope-of-work.ts'

/** What an issued forecast was computed from, as JSON: enough to compute it again and to say later why it moved. */
export interface IssuedInputs {
  /** The items by key; empty when a plain size was asked for. */
  readonly keys: readonly string[]
  readonly unit: Unit
  readonly size: number
  readonly confidence: Confidence
  readonly growth: ScopeGrowth | null
  readonly items: readonly CoupledItem[]
  readonly teams: readonly {
    readonly key: string
    /** Names of the teams whose work it is; empty is everybody's. */
    readonly names: readonly string[]
    /** Size per week of the last twelve weeks: the pace that was seen. */
    readonly weeklyPace: number
    /** Before scope growth. */
    readonly model: {
      readonly confidence: Confidence
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
  return {
    keys,
    unit,
    size: total,
    confidence,
    growth,
    items,
    teams: lanes.map((lane) => {
      const { model, capacity } = lane.plain
      return {
        key: lane.key,
        names: lane.teams.map(({ name }) => name),
        weeklyPace: Math.round(100 * weeklyPace(lane)) / 100,
        model: {
          confidence: model.confidence,
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

const closedDays = (calendar: WorkCalendar | null) => [...(calendar?.closed ?? [])].sort((a, b) => a - b)

export interface Promise90 {
  readonly asOf: number
  readonly p50: number | null
  readonly p90: number | null
  /** Days on which its items were finished; null for one that is open still. Items that are gone or cancelled are left out. */
  readonly finished: readonly (number | null)[]
}

export interface Outcome {
  /** The day its last item was done; null while one is open. */
  readonly day: number | null
  /** null while it cannot be said: open, and the date has not come. */
  readonly heldP50: boolean | null
  readonly heldP90: boolean | null
}

/** Scores a promise as of a day. A date that has passed with work still open was missed. */
export function outcomeOf({ p50, p90, finished }: Promise90, asOf: number): Outcome {
  const done = finished.filter((day): day is number => day !== null && day <= asOf)
  const day = finished.length > 0 && done.length === finished.length ? Math.max(...done) : null
  const held = (date: number | null) =>
    date === null || finished.length === 0 ? null : day !== null ? day <= date : asOf > date ? false : null
  return { day, heldP50: held(p50), heldP90: held(p90) }
}

/** The day on which `size` more was finished after `asOf`, as a single finished "item"; null while it is not. */
export function reachedAfter(
  completions: readonly { readonly day: number; readonly size: number }[],
  asOf: number,
  size: number,
): number | null {
  let done = 0
  for (const { day, size: each } of [...completions].sort((a, b) => a.day - b.day)) {
    if (day <= asOf) continue
    done += each
    if (done >= size - 1e-9) return day
  }
  return null
}
