/** Who works on a team when: members, joiners with ramp-up, leavers, and capacity factors. Days are day numbers. */
import { withChanges } from '../velocity/forecast/forecast.ts'
import type { Forecaster } from '../velocity/forecast/forecast.ts'
import type { CapacityChange } from '../velocity/forecast/capacity.ts'

export interface Staffing {
  /** Members today; the forecast's present capacity is theirs. */
  readonly members: number
  /** Members who come (or, negative, go). */
  readonly joins: readonly { readonly members: number; readonly fromDay: number; readonly rampUpDays: number }[]
  readonly factors: readonly { readonly factor: number; readonly fromDay: number; readonly untilDay: number | null }[]
}

export function staffed(members: number): Staffing {
  return { members, joins: [], factors: [] }
}

/** A ramp-up is walked in steps of this many days. */
const RAMP_STEP = 7

export function joining(staffing: Staffing, members: number, fromDay: number, rampUpDays: number): Staffing {
  return { ...staffing, joins: [...staffing.joins, { members, fromDay, rampUpDays }] }
}

export function slowed(staffing: Staffing, factor: number, fromDay: number, untilDay: number | null): Staffing {
  return { ...staffing, factors: [...staffing.factors, { factor, fromDay, untilDay }] }
}

/** The team's forecaster with this staffing on top of the changes that it already knows. */
export function forecasterWith(forecaster: Forecaster, staffing: Staffing): Forecaster {
  if (staffing.joins.length === 0 && staffing.factors.length === 0) return forecaster
  const known = forecaster.capacity.changes
  const days = new Set<number>([forecaster.today + 1, ...known.map(({ from }) => from)])
  for (const { fromDay, untilDay } of staffing.factors) {
    days.add(fromDay)
    if (untilDay !== null) days.add(untilDay)
  }
  for (const { fromDay, rampUpDays } of staffing.joins)
    for (let day = fromDay; day <= fromDay + rampUpDays + RAMP_STEP; day += RAMP_STEP) days.add(day)
  const changes = [...days]
    .sort((a, b) => a - b)
    .map((from): CapacityChange => ({ from, factor: factorOn(known, from) * productivity(staffing, from) }))
  return withChanges(forecaster, changes)
}

function factorOn(changes: readonly CapacityChange[], day: number): number {
  return changes.reduce((factor, change) => (change.from <= day ? change.factor : factor), 1)
}

/** Work on a day, 1 = what the members of today do. */
function productivity({ members, joins, factors }: Staffing, day: number): number {
  const added = joins.reduce((sum, join) => sum + join.members * rampedUp(join.rampUpDays, day - join.fromDay), 0)
  const heads = members > 0 ? Math.max(0, members + added) / members : 1
  return factors.reduce(
    (product, { factor, fromDay, untilDay }) =>
      day >= fromDay && (untilDay === null || day < untilDay) ? product * factor : product,
    heads,
  )
}

/** Share of full productivity in the step that begins `daysIn` days after joining: linear, taken at the middle of the step. */
function rampedUp(rampUpDays: number, daysIn: number): number {
  if (daysIn < 0) return 0
  return rampUpDays === 0 ? 1 : Math.min(1, (Math.floor(daysIn / RAMP_STEP) * RAMP_STEP + RAMP_STEP / 2) / rampUpDays)
}

/** Member-days from the day after `today` up to and including `lastDay`; joiners count in full from their first day. */
export function memberDays({ members, joins }: Staffing, today: number, lastDay: number): number {
  const days = Math.max(0, lastDay - today)
  return joins.reduce(
    (sum, join) => sum + join.members * Math.max(0, Math.min(days, lastDay - Math.max(join.fromDay - 1, today))),
    members * days,
  )
}
