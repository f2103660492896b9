/**
 * The planning axis: the days on which at least one team works, numbered 0, 1, 2 … from the first day of the plan.
 * Days on which every team rests do not exist on it; a team that rests alone has no capacity in that period.
 */
import { type IsoDate, isoOf, weekdayOf } from '../../math/calendar.ts'
import type { CapacityStep } from './problem.ts'

/** People who work on `weekdays` (0 = Monday), except on closed days and less who is away. */
export interface TeamCalendar {
  readonly people: number
  readonly weekdays: readonly number[]
  /** Day numbers. */
  readonly closed: readonly number[]
  /** First and last day number of each absence. */
  readonly absences: readonly { readonly from: number; readonly to: number; readonly people: number }[]
}

export interface PlanningAxis {
  /** Day number of each period, ascending. */
  readonly days: readonly number[]
}

/** The first `periods` days from `from` on which any of the calendars is open. Without any, every day from `from`. */
export function createAxis(calendars: readonly TeamCalendar[], from: number, periods: number): PlanningAxis {
  const working = calendars.filter((c) => c.weekdays.length > 0 && c.people > 0)
  const closed = working.map((c) => new Set(c.closed))
  const days: number[] = []
  for (let day = from; days.length < periods; day++) {
    if (working.length === 0 || working.some((c, i) => c.weekdays.includes(weekdayOf(day)) && !closed[i]!.has(day)))
      days.push(day)
  }
  return { days }
}

/** People of a team by period, `limit` (the people with a skill) at most. */
export function capacityOn(
  axis: PlanningAxis,
  calendar: TeamCalendar,
  limit: number = calendar.people,
): CapacityStep[] {
  const closed = new Set(calendar.closed)
  const steps: CapacityStep[] = []
  axis.days.forEach((day, from) => {
    const open = calendar.weekdays.includes(weekdayOf(day)) && !closed.has(day)
    const away = open
      ? calendar.absences.reduce((sum, a) => (a.from <= day && day <= a.to ? sum + a.people : sum), 0)
      : 0
    const units = open ? Math.max(0, Math.min(limit, calendar.people - away)) : 0
    if (steps.at(-1)?.units !== units) steps.push({ from, units })
  })
  const usual = Math.min(limit, calendar.people)
  if (steps.at(-1)?.units !== usual) steps.push({ from: axis.days.length, units: usual }) // beyond the axis nobody is away
  return steps
}

/** Periods before `day`: the first period on or after it. A day before the plan gives 0. */
export function periodOf(axis: PlanningAxis, day: number): number {
  let low = 0
  let high = axis.days.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (axis.days[middle]! < day) low = middle + 1
    else high = middle
  }
  return low
}

/** Exclusive finish that still ends on `day`; for a day before the plan, minus the days by which it is past. */
export function finishBy(axis: PlanningAxis, day: number): number {
  const first = axis.days[0] ?? day
  return day < first ? Math.min(0, -(first - day - 1)) : periodOf(axis, day + 1)
}

/** Date on which a period begins. Past the end of the axis days go on one by one. */
export function dateOf(axis: PlanningAxis, period: number): IsoDate {
  const { days } = axis
  return isoOf(period < days.length ? days[Math.max(0, period)]! : (days.at(-1) ?? 0) + period - days.length + 1)
}

/** Last day of work of an allocation; a milestone ends on the day it starts. */
export function finishDate(axis: PlanningAxis, start: number, finish: number): IsoDate {
  return dateOf(axis, Math.max(start, finish - 1))
}

/** Periods at which calendar weeks (from Monday) begin, from 0 to the first week edge at or after `until`. */
export function weekEdges(axis: PlanningAxis, until: number): number[] {
  const edges = [0]
  const week = (day: number) => Math.floor((day + 3) / 7)
  for (let period = 1; period < axis.days.length && edges.at(-1)! < until; period++) {
    if (week(axis.days[period]!) !== week(axis.days[period - 1]!)) edges.push(period)
  }
  return edges
}
