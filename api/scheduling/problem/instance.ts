/**
 * A problem compiled to typed arrays for the decoder. Activities are numbered in a topological order that depends on
 * ids only, so the order of the input changes nothing. Capacities of several resources share a 32-bit word, each in a
 * lane with one guard bit on top: `((free | guard) - demand) & guard` equals `guard` exactly when every lane suffices.
 */
import { MAX_AXIS, ProblemError, type Activity, type Mode, type Problem, workedPeriods } from './problem.ts'

export interface Instance {
  readonly problem: Problem
  readonly count: number
  /** By topological number. */
  readonly activities: readonly Activity[]
  /** Activities for which no mode ever finds capacity, and what waits for them. */
  readonly impossible: ReadonlyMap<string, 'NO_CAPACITY' | 'PREDECESSOR'>
  readonly release: Int32Array
  readonly weight: Float64Array
  /** NONE where there is none. */
  readonly due: Int32Array
  readonly deadline: Int32Array
  /** Fixed start, −1 where free. */
  readonly fixedStart: Int32Array
  readonly fixedFinish: Int32Array
  /** Predecessors of j: entries predFrom[j] … predFrom[j + 1] − 1 of pred and predLag; successors alike. */
  readonly predFrom: Int32Array
  readonly pred: Int32Array
  readonly predLag: Int32Array
  readonly succFrom: Int32Array
  readonly succ: Int32Array
  readonly succLag: Int32Array
  /** Modes of j: modeFrom[j] … modeFrom[j + 1] − 1; sourceMode is the index in the problem. */
  readonly modeFrom: Int32Array
  readonly sourceMode: Int32Array
  readonly duration: Int32Array
  /** Whether some period offers less than the mode needs, so that it may have to pause. */
  readonly pausing: Uint8Array
  /** Packed demands of mode m: needFrom[m] … needFrom[m + 1] − 1 of needWord and need. */
  readonly needFrom: Int32Array
  readonly needWord: Int32Array
  readonly need: Int32Array
  readonly guard: Int32Array
  /** Calendar capacity, and what work in progress leaves of it; index = period + origin. */
  readonly capacity: readonly Int32Array[]
  readonly base: readonly Int32Array[]
  readonly origin: number
  readonly axisEnd: number
  /** What starts from here on found no capacity on the real calendar. */
  readonly overflow: number
}

export const NONE = 0x7fff_ffff

/** @throws ProblemError TOO_LARGE when all work end to end exceeds MAX_AXIS periods. */
export function compile(problem: Problem): Instance {
  const highest = new Map(problem.resources.map((r) => [r.id, Math.max(...r.capacity.map((s) => s.units))]))
  const modesOf = (a: Activity) =>
    a.modes
      .map((mode, index) => ({ mode, index }))
      .filter(({ mode }) => mode.demands.every((d) => d.units <= highest.get(d.resource)!))
  const impossible = impossibleActivities(problem, (a) => modesOf(a).length > 0)
  const activities = topologicalOrder(problem, impossible)
  const count = activities.length
  const numberOf = new Map(activities.map((a, j) => [a.id, j]))
  const arcs = problem.precedence
    .map((p) => ({ from: numberOf.get(p.predecessor) ?? -1, to: numberOf.get(p.successor) ?? -1, lag: p.lag }))
    .filter((p) => p.from >= 0 && p.to >= 0)
    .sort((a, b) => a.from - b.from || a.to - b.to || b.lag - a.lag)
    .filter((p, i, all) => i === 0 || all[i - 1]!.from !== p.from || all[i - 1]!.to !== p.to)

  const modes = activities.flatMap((activity, j) =>
    modesOf(activity)
      .sort((a, b) => compareModes(a.mode, b.mode))
      .map(({ mode, index }) => ({ j, mode, index })),
  )
  const modeFrom = new Int32Array(count + 1)
  for (const { j } of modes) modeFrom[j + 1]!++
  for (let j = 0; j < count; j++) modeFrom[j + 1]! += modeFrom[j]!

  const lanes = packLanes(problem)
  const needs = modes.map(({ mode }) => packDemands(mode, lanes.laneOf))
  const needFrom = new Int32Array(modes.length + 1)
  needs.forEach((need, m) => {
    needFrom[m + 1] = needFrom[m]! + need.length
  })

  const lastStep = Math.max(0, ...problem.resources.map((r) => r.capacity.at(-1)!.from))
  const work = activities.reduce((sum, a) => sum + Math.max(...a.modes.map((m) => m.duration)), 0)
  const lags = activities.map(() => 0)
  for (const arc of arcs) lags[arc.to] = Math.max(lags[arc.to]!, arc.lag)
  const fixedEnds = activities.map((a) => (a.start === null ? 0 : a.start + a.modes[0]!.duration))
  const span = work + lags.reduce((sum, lag) => sum + lag, 0) + 1
  const overflow = lastStep + Math.max(0, ...activities.map((a) => a.release), ...fixedEnds) + span
  const axisEnd = overflow + span
  const origin = span
  if (axisEnd > MAX_AXIS)
    throw new ProblemError(
      'TOO_LARGE',
      'activities',
      `the work end to end takes ${axisEnd} periods, more than ${MAX_AXIS}`,
    )

  const capacity = lanes.guard.map(() => new Int32Array(origin + axisEnd))
  for (const resource of problem.resources) {
    const { word, shift } = lanes.laneOf.get(resource.id)!
    const most = highest.get(resource.id)!
    const steps = [{ from: -origin, units: most }, ...resource.capacity, { from: overflow, units: most }]
    steps.forEach((step, i) => {
      const to = steps[i + 1]?.from ?? axisEnd
      for (let t = step.from; t < to; t++) capacity[word]![t + origin]! |= step.units << shift
    })
  }
  const base = capacity.map((words) => words.slice())
  const calendar = new Map(problem.resources.map((r) => [r.id, r.capacity]))
  const fixedFinish = new Int32Array(count).fill(-1)
  activities.forEach((activity, j) => {
    if (activity.start === null) return
    const worked = workedPeriods(activity.modes[0]!, activity.start, calendar)!
    fixedFinish[j] = (worked.at(-1) ?? activity.start - 1) + 1
    for (const { word, bits } of packDemands(activity.modes[0]!, lanes.laneOf))
      for (const t of worked) base[word]![t + origin]! -= bits
  })
  const lowest = new Map(problem.resources.map((r) => [r.id, Math.min(...r.capacity.map((s) => s.units))]))

  return {
    problem,
    count,
    activities,
    impossible,
    origin,
    axisEnd,
    overflow,
    capacity,
    base,
    modeFrom,
    needFrom,
    fixedFinish,
    release: Int32Array.from(activities, (a) => a.release),
    weight: Float64Array.from(activities, (a) => a.weight),
    due: Int32Array.from(activities, (a) => a.due ?? NONE),
    deadline: Int32Array.from(activities, (a) => a.deadline ?? NONE),
    fixedStart: Int32Array.from(activities, (a) => a.start ?? -1),
    ...adjacency(count, arcs),
    sourceMode: Int32Array.from(modes, (m) => m.index),
    duration: Int32Array.from(modes, (m) => m.mode.duration),
    pausing: Uint8Array.from(modes, ({ mode }) =>
      mode.duration > 0 && mode.demands.some((d) => lowest.get(d.resource)! < d.units) ? 1 : 0,
    ),
    needWord: Int32Array.from(needs.flat(), (n) => n.word),
    need: Int32Array.from(needs.flat(), (n) => n.bits),
    guard: Int32Array.from(lanes.guard),
  }
}

function compareModes(a: Mode, b: Mode): number {
  const [x, y] = [JSON.stringify(a), JSON.stringify(b)]
  return x < y ? -1 : x > y ? 1 : 0
}

function impossibleActivities(
  problem: Problem,
  hasMode: (a: Activity) => boolean,
): Map<string, 'NO_CAPACITY' | 'PREDECESSOR'> {
  const impossible = new Map<string, 'NO_CAPACITY' | 'PREDECESSOR'>()
  for (const a of problem.activities) if (!hasMode(a)) impossible.set(a.id, 'NO_CAPACITY')
  const successors = Map.groupBy(problem.precedence, (p) => p.predecessor)
  const queue = [...impossible.keys()]
  for (const id of queue) {
    for (const { successor } of successors.get(id) ?? []) {
      if (impossible.has(successor)) continue
      impossible.set(successor, 'PREDECESSOR')
      queue.push(successor)
    }
  }
  return impossible
}

/** Kahn's algorithm by layers, ids ascending within a layer. */
function topologicalOrder(problem: Problem, without: ReadonlyMap<string, unknown>): Activity[] {
  const activities = problem.activities.filter((a) => !without.has(a.id)).sort((a, b) => (a.id < b.id ? -1 : 1))
  const open = new Map(activities.map((a) => [a.id, 0]))
  const arcs = problem.precedence.filter((p) => open.has(p.predecessor) && open.has(p.successor))
  for (const p of arcs) open.set(p.successor, open.get(p.successor)! + 1)
  const successors = Map.groupBy(arcs, (p) => p.predecessor)
  const byId = new Map(activities.map((a) => [a.id, a]))
  const order: Activity[] = []
  let layer = activities.filter((a) => open.get(a.id) === 0)
  while (layer.length > 0) {
    order.push(...layer)
    const next: Activity[] = []
    for (const a of layer) {
      for (const { successor } of successors.get(a.id) ?? []) {
        const left = open.get(successor)! - 1
        open.set(successor, left)
        if (left === 0) next.push(byId.get(successor)!)
      }
    }
    layer = next.sort((a, b) => (a.id < b.id ? -1 : 1))
  }
  return order
}

interface Lane {
  readonly word: number
  readonly shift: number
}

/** First-fit by id: each resource takes the bits of its highest capacity plus a guard bit. */
function packLanes(problem: Problem): { laneOf: Map<string, Lane>; guard: number[] } {
  const laneOf = new Map<string, Lane>()
  const guard: number[] = []
  const used: number[] = []
  for (const resource of [...problem.resources].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const bits = 33 - Math.clz32(Math.max(...resource.capacity.map((s) => s.units)))
    let word = used.findIndex((taken) => taken + bits <= 32)
    if (word < 0) {
      word = used.push(0) - 1
      guard.push(0)
    }
    laneOf.set(resource.id, { word, shift: used[word]! })
    used[word]! += bits
    guard[word] = guard[word]! | (1 << (used[word]! - 1))
  }
  return { laneOf, guard }
}

function packDemands(mode: Mode, laneOf: ReadonlyMap<string, Lane>): { word: number; bits: number }[] {
  const words = new Map<number, number>()
  if (mode.duration > 0) {
    for (const { resource, units } of mode.demands) {
      const { word, shift } = laneOf.get(resource)!
      words.set(word, (words.get(word) ?? 0) | (units << shift))
    }
  }
  return [...words].sort((a, b) => a[0] - b[0]).map(([word, bits]) => ({ word, bits }))
}

function adjacency(count: number, arcs: readonly { from: number; to: number; lag: number }[]) {
  const fill = (key: 'from' | 'to', other: 'from' | 'to') => {
    const start = new Int32Array(count + 1)
    for (const arc of arcs) start[arc[key] + 1]!++
    for (let j = 0; j < count; j++) start[j + 1]! += start[j]!
    const at = start.slice()
    const node = new Int32Array(arcs.length)
    const lag = new Int32Array(arcs.length)
    for (const arc of arcs) {
      node[at[arc[key]]!] = arc[other]
      lag[at[arc[key]]!++] = arc.lag
    }
    return { start, node, lag }
  }
  const preds = fill('to', 'from')
  const succs = fill('from', 'to')
  return {
    predFrom: preds.start,
    pred: preds.node,
    predLag: preds.lag,
    succFrom: succs.start,
    succ: succs.node,
    succLag: succs.lag,
  }
}
