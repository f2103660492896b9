/**
 * Lower bounds on the forecast's clock. Each lane is looked at by itself: whatever the order, the bars that are finished
 * by a day are together no more work than the lane does by then. For few bars the best order is found exactly (Held & Karp
 * 1962); for many the work of each bar is spread over the day of every piece of it, which no finish undercuts.
 */
import type { Objective } from '../problem/solution.ts'
import { afterLag, todayOf } from '../../velocity/simulation/lag.ts'
import { barCost, ripeOn, type Bar, type ClockProblem } from './bars.ts'
import type { Decoder } from './decode.ts'
import { laterWork } from './later-work.ts'

const EXACT_UP_TO = 13

export interface ClockBound {
  readonly value: number
  /** The best order of each lane that was solved exactly, by the number of the bar. */
  readonly orders: readonly (readonly number[])[]
}

export function clockBound(problem: ClockProblem, objective: Objective, decoder: Decoder): ClockBound {
  const { bars } = problem
  const { byLane, workOf, later } = lanesIn(problem, decoder)
  const { start, finish: heads } = headsOf(problem, decoder, later)
  if (objective === 'makespan') {
    const work = byLane.flatMap((inside, k) => [
      decoder.dayOf(k, workOf(inside)),
      ...latestStarts(inside, start).map(({ from, rest }) => later[k]!(from, workOf(rest))),
    ])
    return { value: Math.max(0, ...work, ...heads), orders: [] }
  }
  const parts = byLane.map((inside, k) => {
    const dayOf = (work: number) => decoder.dayOf(k, work)
    const cost = (j: number, finish: number) => barCost(objective, bars[j]!, Math.max(finish, heads[j]!))
    return inside.length <= EXACT_UP_TO
      ? exact(inside, bars, dayOf, cost)
      : { value: relaxed(objective, inside, bars, dayOf, heads), order: [] }
  })
  return { value: parts.reduce((sum, { value }) => sum + value, 0), orders: parts.map(({ order }) => order) }
}

/** First day on which each bar could be done if it had its lane to itself. */
export const earliestFinishes = (problem: ClockProblem, decoder: Decoder): Float64Array =>
  headsOf(problem, decoder, lanesIn(problem, decoder).later).finish

function lanesIn({ lanes, bars }: ClockProblem, decoder: Decoder) {
  const byLane = lanes.map((_, k) => bars.flatMap((_, j) => (decoder.laneOf[j] === k ? [j] : [])))
  const workOf = (some: readonly number[]) => some.reduce((sum, j) => sum + bars[j]!.size, 0)
  const later = lanes.map(({ forecaster: { ahead } }, k) =>
    laterWork(ahead, (work) => decoder.effortOf(k, work), workOf(byLane[k]!)),
  )
  return { byLane, workOf, later }
}

/** For each day on which a bar of the lane may start at the earliest: the bars that may not start before it. */
function latestStarts(inside: readonly number[], start: Float64Array): { from: number; rest: number[] }[] {
  return [...new Set(inside.map((j) => start[j]!))]
    .filter((from) => from > 0)
    .map((from) => ({ from, rest: inside.filter((j) => start[j]! >= from) }))
}

/** Earliest starts and finishes by release dates and what is waited for, as if each bar had its lane to itself. */
function headsOf(
  { lanes, bars }: ClockProblem,
  decoder: Decoder,
  later: readonly ((from: number, work: number) => number)[],
): { start: Float64Array; finish: Float64Array } {
  const today = todayOf(lanes)
  const number = new Map(bars.map(({ id }, j) => [id, j]))
  const begin = new Float64Array(bars.length)
  const finish = new Float64Array(bars.length).fill(-1)
  const stack = bars.map((_, j) => j)
  while (stack.length > 0) {
    const j = stack.at(-1)!
    const bar = bars[j]!
    const waiting = bar.blockedBy.map(({ id }) => number.get(id)!).filter((b) => finish[b]! < 0)
    if (finish[j]! < 0 && waiting.length > 0) {
      stack.push(...waiting)
      continue
    }
    stack.pop()
    if (finish[j]! >= 0) continue
    const start = bar.blockedBy.reduce(
      (latest, { id, lagDays }) => Math.max(latest, afterLag(today, finish[number.get(id)!]!, lagDays)),
      bar.earliest,
    )
    begin[j] = start
    finish[j] = Math.max(
      decoder.dayOf(decoder.laneOf[j]!, bar.size),
      later[decoder.laneOf[j]!]!(start, bar.size),
      ripeOn(bar, start),
    )
  }
  return { start: begin, finish }
}

/** Over all sets of finished bars, the least cost at which they can be the first; what is started comes first. */
function exact(
  inside: readonly number[],
  bars: readonly Bar[],
  dayOf: (work: number) => number,
  cost: (j: number, finish: number) => number,
): { value: number; order: number[] } {
  const n = inside.length
  const started = inside.reduce((mask, j, at) => (bars[j]!.started ? mask | (1 << at) : mask), 0)
  const position = new Map(inside.map((j, at) => [bars[j]!.id, at]))
  const needs = inside.map((j) => {
    const stated = bars[j]!.blockedBy.reduce(
      (mask, { id }) => (position.has(id) ? mask | (1 << position.get(id)!) : mask),
      0,
    )
    if (!bars[j]!.started) return stated | started
    return inside.reduce(
      (mask, other, at) => (bars[other]!.started && bars[other]!.rank < bars[j]!.rank ? mask | (1 << at) : mask),
      stated,
    )
  })
  const size = 1 << n
  const best = new Float64Array(size).fill(Infinity)
  const last = new Int8Array(size)
  const work = new Float64Array(size)
  best[0] = 0
  for (let set = 1; set < size; set++) {
    const lowest = 31 - Math.clz32(set & -set)
    work[set] = work[set & (set - 1)]! + bars[inside[lowest]!]!.size
    const day = dayOf(work[set]!)
    for (let at = 0; at < n; at++) {
      const bit = 1 << at
      if ((set & bit) === 0) continue
      const rest = set ^ bit
      if (best[rest] === Infinity || (needs[at]! & rest) !== needs[at]) continue
      const value = best[rest]! + cost(inside[at]!, day)
      if (value < best[set]!) {
        best[set] = value
        last[set] = at
      }
    }
  }
  const order: number[] = []
  for (let set = size - 1; set > 0 && best[set]! < Infinity; set ^= 1 << last[set]!) order.unshift(inside[last[set]!]!)
  return { value: Number.isFinite(best[size - 1]!) ? best[size - 1]! : 0, order }
}

/** Pieces that each bar's work is cut into for its mean day. */
const PIECES = 8

/** Most valuable work first, and each bar no later than the mean day of its pieces. */
function relaxed(
  objective: Exclude<Objective, 'makespan'>,
  inside: readonly number[],
  bars: readonly Bar[],
  dayOf: (work: number) => number,
  heads: Float64Array,
): number {
  const alone = inside.reduce((sum, j) => sum + barCost(objective, bars[j]!, heads[j]!), 0)
  if (objective === 'tardiness') return alone
  let done = 0
  let value = 0
  const ratio = (j: number) => bars[j]!.weight / Math.max(bars[j]!.size, 1e-9)
  for (const j of inside.toSorted((a, b) => ratio(b) - ratio(a) || a - b)) {
    const { size, weight } = bars[j]!
    // The day at the start of a piece is never after any of its work.
    let sum = 0
    for (let piece = 0; piece < PIECES; piece++) sum += dayOf(done + (size * piece) / PIECES)
    value += (weight * sum) / PIECES
    done += size
  }
  return Math.max(alone, Number.isFinite(value) ? value : alone)
}
