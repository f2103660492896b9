/** What a schedule means: why each start is where it is, the critical path, slack, lateness and utilization. */
import { Decoder, emptyTimetable } from '../solver/decode.ts'
import { compile } from '../problem/instance.ts'
import { type Activity, type CapacityStep, type Problem, unitsAt, workedPeriods } from '../problem/problem.ts'
import type { Allocation, Solution } from '../problem/solution.ts'

/** What an activity waited for before it could start. */
export type StartCause = 'PLAN_START' | 'IN_PROGRESS' | 'RELEASE' | 'PREDECESSOR' | 'RESOURCE' | 'CALENDAR'

export interface StartReason {
  readonly cause: StartCause
  /** The predecessors it waited for, or the activities that held the resource; ascending, else empty. */
  readonly activities: readonly string[]
  /** The resource that was full, for RESOURCE; else null. */
  readonly resource: string | null
}

interface Placed {
  readonly activity: Activity
  readonly allocation: Allocation
  readonly worked: readonly number[]
}

function placedOf(problem: Problem, solution: Solution): Map<string, Placed> {
  const activities = new Map(problem.activities.map((a) => [a.id, a]))
  const capacity = calendarOf(problem)
  return new Map(
    solution.allocations.map((allocation) => {
      const activity = activities.get(allocation.activity)!
      return [
        activity.id,
        {
          activity,
          allocation,
          worked: workedPeriods(activity.modes[allocation.mode]!, allocation.start, capacity) ?? [],
        },
      ]
    }),
  )
}

const calendarOf = (problem: Problem): Map<string, readonly CapacityStep[]> =>
  new Map(problem.resources.map((r) => [r.id, r.capacity]))

/** For each placed activity, what set its start. */
export function startReasons(problem: Problem, solution: Solution): Map<string, StartReason> {
  const placed = placedOf(problem, solution)
  const capacity = calendarOf(problem)
  const predecessors = Map.groupBy(problem.precedence, (p) => p.successor)
  const holders = Map.groupBy(
    [...placed.values()].flatMap(({ activity, allocation, worked }) =>
      activity.modes[allocation.mode]!.demands.flatMap((d) =>
        worked.map((period) => ({ key: `${period} ${d.resource}`, id: activity.id, units: d.units })),
      ),
    ),
    (row) => row.key,
  )
  const reasons = new Map<string, StartReason>()
  for (const [id, { activity, allocation }] of placed) {
    const { start } = allocation
    const mode = activity.modes[allocation.mode]!
    const arcs = (predecessors.get(id) ?? [])
      .filter((p) => placed.has(p.predecessor))
      .map((p) => ({ id: p.predecessor, ready: placed.get(p.predecessor)!.allocation.finish + p.lag }))
    const ready = Math.max(activity.release, 0, ...arcs.map((a) => a.ready))
    const open = (period: number) => mode.demands.every((d) => unitsAt(capacity.get(d.resource)!, period) >= d.units)
    let before = start - 1
    while (before >= ready && !open(before)) before--
    const full =
      before < ready
        ? undefined
        : mode.demands.find((d) => {
            const held = (holders.get(`${before} ${d.resource}`) ?? []).reduce((sum, row) => sum + row.units, 0)
            return held + d.units > unitsAt(capacity.get(d.resource)!, before)
          })
    const waited = arcs
      .filter((a) => a.ready === ready)
      .map((a) => a.id)
      .sort()
    const reason = (
      cause: StartCause,
      activities: readonly string[] = [],
      resource: string | null = null,
    ): StartReason => ({ cause, activities, resource })
    if (activity.start !== null) reasons.set(id, reason('IN_PROGRESS'))
    else if (full !== undefined)
      reasons.set(
        id,
        reason(
          'RESOURCE',
          holders
            .get(`${before} ${full.resource}`)!
            .map((row) => row.id)
            .sort(),
          full.resource,
        ),
      )
    else if (waited.length > 0 && ready > activity.release) reasons.set(id, reason('PREDECESSOR', waited))
    else if (ready > 0) reasons.set(id, reason('RELEASE'))
    else if (start > 0) reasons.set(id, reason('CALENDAR'))
    else reasons.set(id, reason('PLAN_START'))
  }
  return reasons
}

/** The chain of waits that ends with the last finish, first to last: shorten one of these to finish earlier. */
export function criticalPath(
  problem: Problem,
  solution: Solution,
  reasons = startReasons(problem, solution),
): string[] {
  const byId = new Map(solution.allocations.map((a) => [a.activity, a]))
  const later = (a: Allocation, b: Allocation) =>
    b.finish > a.finish || (b.finish === a.finish && b.activity < a.activity) ? b : a
  const path: string[] = []
  let at = solution.allocations.length === 0 ? undefined : solution.allocations.reduce(later)
  while (at !== undefined) {
    path.unshift(at.activity)
    const { start } = at
    const ahead: Allocation[] = reasons
      .get(at.activity)!
      .activities.map((id) => byId.get(id)!)
      .filter((a) => a.finish <= start && !path.includes(a.activity))
    at = ahead.length === 0 ? undefined : ahead.reduce(later)
  }
  return path
}

/**
 * Periods by which each placed activity can slip with the makespan kept and every capacity respected, when what follows
 * slips with it: right justification (Wiest 1964). Activities without slack are critical.
 */
export function slack(problem: Problem, solution: Solution): Map<string, number> {
  const ids = new Set(solution.allocations.map((a) => a.activity))
  const instance = compile({
    resources: problem.resources,
    activities: problem.activities.filter((a) => ids.has(a.id)),
    precedence: problem.precedence.filter((p) => ids.has(p.predecessor) && ids.has(p.successor)),
  })
  const byId = new Map(solution.allocations.map((a) => [a.activity, a]))
  const timetable = emptyTimetable(instance)
  const finish = instance.activities.map((a) => byId.get(a.id)!.finish)
  instance.activities.forEach((activity, j) => {
    const { mode } = byId.get(activity.id)!
    for (let m = instance.modeFrom[j]!; m < instance.modeFrom[j + 1]!; m++)
      if (instance.sourceMode[m] === mode) timetable.mode[j] = m
  })
  const list = Int32Array.from(finish, (_, j) => j).sort((a, b) => finish[b]! - finish[a]! || b - a)
  new Decoder(instance).backward(list, Math.max(0, ...finish), timetable)
  return new Map(instance.activities.map((a, j) => [a.id, Math.max(0, timetable.start[j]! - byId.get(a.id)!.start)]))
}

/** Finish − due in periods for every placed activity that has a due date; positive is late. */
export function lateness(problem: Problem, solution: Solution): Map<string, number> {
  const due = new Map(problem.activities.map((a) => [a.id, a.due]))
  return new Map(
    solution.allocations.flatMap((a) => {
      const date = due.get(a.activity) ?? null
      return date === null ? [] : [[a.activity, a.finish - date] as const]
    }),
  )
}

export interface Utilization {
  readonly resource: string
  /** Periods from … to − 1. */
  readonly from: number
  readonly to: number
  /** Units × periods held, and offered by the calendar. */
  readonly used: number
  readonly offered: number
}

/** Use of each resource in consecutive windows that begin at `edges` (ascending; the last edge only ends the last window). */
export function utilization(problem: Problem, solution: Solution, edges: readonly number[]): Utilization[] {
  const rows = new Map(problem.resources.map((r) => [r.id, new Float64Array(Math.max(0, edges.length - 1))]))
  for (const { activity, allocation, worked } of placedOf(problem, solution).values()) {
    let window = 0
    for (const period of worked) {
      while (window + 1 < edges.length && period >= edges[window + 1]!) window++
      if (window + 1 >= edges.length) break
      if (period < edges[window]!) continue
      for (const d of activity.modes[allocation.mode]!.demands) rows.get(d.resource)![window]! += d.units
    }
  }
  return problem.resources.flatMap((resource) =>
    edges.slice(0, -1).map((from, window): Utilization => {
      const to = edges[window + 1]!
      let offered = 0
      for (let period = from; period < to; period++) offered += unitsAt(resource.capacity, period)
      return { resource: resource.id, from, to, used: rows.get(resource.id)![window]!, offered }
    }),
  )
}
