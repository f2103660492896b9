/**
 * What a proof of a makespan looks at: start times in windows, arcs, and the teams' capacity by period. It relaxes the
 * problem, so whatever is impossible here is impossible there: deadlines are left out, and an activity with a choice of
 * modes takes the shortest and holds nothing.
 */
import { type Heads } from '../bound.ts'
import type { Instance } from '../../problem/instance.ts'
import { type CapacityStep, type Mode, unitsAt } from '../../problem/problem.ts'

export interface Use {
  readonly resource: number
  readonly units: number
}

export interface Relaxation {
  /** Activities; the end of the project is one more, numbered `count`. */
  readonly count: number
  /** First and last possible start of each, the end of the project included. */
  readonly low: Int32Array
  readonly high: Int32Array
  /** `to` starts `lag` periods after the end of `from`, or later. */
  readonly arcs: readonly { readonly from: number; readonly to: number; readonly lag: number }[]
  /** What each activity holds in every period in which it works. */
  readonly uses: readonly (readonly Use[])[]
  /** By resource: the activities that hold something of it and how much, most first. */
  readonly users: readonly { readonly activity: Int32Array; readonly units: Int32Array }[]
  /** By resource and period. */
  readonly capacity: readonly Int32Array[]
  /** Earliest end of an activity that starts in a period. Rises with the start. */
  readonly endOf: (activity: number, start: number) => number
  /** Least start with which an activity ends after a period. */
  readonly startPast: (activity: number, period: number) => number
  /** Whether an activity that has started and not ended holds its people in a period, or pauses. */
  readonly works: (activity: number, period: number) => boolean
}

/** Windows for plans that end before `makespan` and no earlier than `least`; null when there is none. */
export function relax(instance: Instance, heads: Heads, least: number, makespan: number): Relaxation | null {
  const { count, problem, predFrom, pred, predLag, succFrom } = instance
  const number = new Map(problem.resources.map(({ id }, r) => [id, r]))
  const calendar = problem.resources.map(({ capacity }) =>
    Int32Array.from({ length: makespan + 1 }, (_, t) => unitsAt(capacity, t)),
  )
  const steps = new Map(problem.resources.map(({ id, capacity }) => [id, capacity]))
  const span = Int32Array.from({ length: count + 1 }, (_, j) =>
    j < count && instance.fixedStart[j]! >= 0
      ? instance.fixedFinish[j]! - instance.fixedStart[j]!
      : j < count
        ? instance.duration[instance.modeFrom[j]!]!
        : 0,
  )
  const ends = [...instance.activities, null].map((activity, j) =>
    activity !== null &&
    instance.fixedStart[j]! < 0 &&
    (activity.modes.length > 1 || instance.pausing[instance.modeFrom[j]!] === 1)
      ? endTable(activity.modes, steps, makespan)
      : null,
  )
  const past = ends.map((table) => (table === null ? null : pastTable(table)))
  const endOf = (j: number, start: number) => {
    const table = ends[j]!
    return table === null ? start + span[j]! : table[Math.min(start, makespan + 1)]!
  }
  const startPast = (j: number, period: number) => {
    const table = past[j]!
    return table === null ? period - span[j]! + 1 : period < 0 ? 0 : table[Math.min(period, makespan + 1)]!
  }
  const pausing = instance.activities.map((activity) => {
    const needs = activity.modes[0]!.demands.map((d) => ({ at: calendar[number.get(d.resource)!]!, units: d.units }))
    return needs.some(({ at, units }) => at.some((offered) => offered < units))
      ? Uint8Array.from({ length: makespan + 1 }, (_, t) => (needs.every(({ at, units }) => at[t]! >= units) ? 1 : 0))
      : null
  })
  const arcs = Array.from({ length: count }, (_, to) => to).flatMap((to) =>
    Array.from({ length: predFrom[to + 1]! - predFrom[to]! }, (_, k) => ({
      from: pred[predFrom[to]! + k]!,
      to,
      lag: predLag[predFrom[to]! + k]!,
    })),
  )
  for (let j = 0; j < count; j++) if (succFrom[j] === succFrom[j + 1]) arcs.push({ from: j, to: count, lag: 0 })

  const low = new Int32Array(count + 1)
  const high = new Int32Array(count + 1).fill(makespan - 1)
  low[count] = least
  for (let j = 0; j < count; j++) low[j] = heads.start[j]!
  for (const { from, to, lag } of arcs.toSorted((a, b) => b.from - a.from))
    high[from] = Math.min(high[from]!, startPast(from, high[to]! - lag) - 1)
  for (let j = 0; j <= count; j++) {
    if (high[j]! < low[j]!) return null
    if (j < count && instance.fixedStart[j]! >= 0) high[j] = low[j]!
  }
  const uses = instance.activities.map((activity, j) =>
    activity.modes.length > 1 || span[j] === 0
      ? []
      : activity.modes[0]!.demands.map(({ resource, units }) => ({ resource: number.get(resource)!, units })),
  )
  return {
    count,
    low,
    high,
    arcs,
    uses,
    users: problem.resources.map((_, r) => {
      const held = uses
        .flatMap((all, j) => all.flatMap(({ resource, units }) => (resource === r ? [{ j, units }] : [])))
        .sort((a, b) => b.units - a.units || a.j - b.j)
      return { activity: Int32Array.from(held, ({ j }) => j), units: Int32Array.from(held, ({ units }) => units) }
    }),
    capacity: calendar,
    endOf,
    startPast,
    works: (j, t) => pausing[j] === null || pausing[j]![t] === 1,
  }
}

/** Earliest end over the modes for each start, worked from the last period backwards. */
function endTable(
  modes: readonly Mode[],
  steps: ReadonlyMap<string, readonly CapacityStep[]>,
  makespan: number,
): Int32Array {
  const best = new Int32Array(makespan + 2).fill(makespan + 1)
  for (const { duration, demands } of modes) {
    const worked: number[] = []
    for (let t = 0; t <= makespan; t++)
      if (demands.every(({ resource, units }) => unitsAt(steps.get(resource)!, t) >= units)) worked.push(t)
    for (let start = 0, at = 0; start <= makespan; start++) {
      while (at < worked.length && worked[at]! < start) at++
      const end = duration === 0 ? start : (worked[at + duration - 1] ?? makespan) + 1
      if (end < best[start]!) best[start] = end
    }
  }
  return best
}

function pastTable(ends: Int32Array): Int32Array {
  let start = 0
  return Int32Array.from(ends, (_, period) => {
    while (start < ends.length && ends[start]! <= period) start++
    return start
  })
}
