/**
 * Lower bound on Σ weight × finish. Each team becomes one fast machine that may split work: preemptive WSPT then
 * minimizes Σ weight × mean busy time (Goemans 1997), and a finish lies at least half a duration after its mean busy
 * time. Precedence is priced by Lagrange multipliers (van de Velde 1995): a multiplier moves weight from a successor to
 * its predecessor and earns lag + duration; any non-negative multipliers give a valid bound, a subgradient search good ones.
 */
import type { Instance } from '../problem/instance.ts'
import { shortestDurations } from './priority.ts'
import type { CapacityStep } from '../problem/problem.ts'

const ROUNDS = 150

interface Pool {
  /** Joint capacity; several teams where an activity may choose between them. */
  readonly steps: readonly CapacityStep[]
  readonly jobs: readonly number[]
}

export interface WeightedCompletionBound {
  readonly value: number
  /** Finish of each activity in the relaxation. */
  readonly completion: Float64Array
}

/** @param value of a known schedule, for the step length only. */
export function weightedCompletionBound(
  instance: Instance,
  heads: { readonly start: Int32Array; readonly finish: Int32Array },
  weight: Float64Array,
  value: number,
): WeightedCompletionBound {
  const { count, succFrom, succ, succLag } = instance
  const duration = shortestDurations(instance)
  const work = Float64Array.from({ length: count })
  const pools = poolsOf(instance, work)
  const pooled = new Uint8Array(count)
  for (const pool of pools) for (const j of pool.jobs) pooled[j] = 1
  const price = new Float64Array(succ.length)
  const shifted = new Float64Array(count)
  const completion = new Float64Array(count)
  const best: { value: number; completion: Float64Array } = { value: -Infinity, completion: new Float64Array(count) }
  let pace = 1
  let stale = 0

  for (let round = 0; round < (succ.length === 0 ? 1 : ROUNDS); round++) {
    let total = reweigh()
    for (let j = 0; j < count; j++) {
      if (pooled[j] === 1) continue
      completion[j] = heads.finish[j]!
      total += shifted[j]! * heads.finish[j]!
    }
    for (const pool of pools) total += relax(pool)
    if (total > best.value) {
      best.value = total
      best.completion.set(completion)
      stale = 0
    } else if (++stale === 8) {
      pace /= 2
      stale = 0
    }
    let norm = 0
    const slope = (j: number, k: number) => completion[j]! + succLag[k]! + duration[succ[k]!]! - completion[succ[k]!]!
    for (let j = 0; j < count; j++) for (let k = succFrom[j]!; k < succFrom[j + 1]!; k++) norm += slope(j, k) ** 2
    if (norm === 0) break
    const step = (pace * Math.max(value - total, 1e-3 * Math.abs(value))) / norm
    for (let j = 0; j < count; j++)
      for (let k = succFrom[j]!; k < succFrom[j + 1]!; k++) price[k] = Math.max(0, price[k]! + step * slope(j, k))
  }
  const whole = weight.every((w) => Number.isInteger(w))
  const rounded = best.value - 1e-7 * Math.max(1, Math.abs(best.value)) // never above the truth by floating point
  return { value: whole ? Math.ceil(rounded) : rounded, completion: best.completion }

  /** Weights under the present prices, prices cut where a weight would turn negative. @returns Σ price × (lag + duration). */
  function reweigh(): number {
    const { predFrom } = instance
    const received = new Float64Array(count)
    for (let j = 0; j < count; j++)
      for (let k = succFrom[j]!; k < succFrom[j + 1]!; k++) received[succ[k]!]! += price[k]!
    const scale = new Float64Array(count).fill(1)
    let earned = 0
    for (let j = count - 1; j >= 0; j--) {
      let own = weight[j]!
      for (let k = succFrom[j]!; k < succFrom[j + 1]!; k++) {
        const to = succ[k]!
        price[k] = price[k]! * scale[to]!
        own += price[k]!
        earned += price[k]! * (succLag[k]! + duration[to]!)
      }
      if (predFrom[j] === predFrom[j + 1]) scale[j] = 0
      else if (received[j]! > own) scale[j] = own / received[j]!
      shifted[j] = Math.max(0, own - received[j]! * scale[j]!)
    }
    return earned
  }

  /** The better of WSPT on the pool and heads alone, for the shifted weights. */
  function relax(pool: Pool): number {
    const { jobs, steps } = pool
    let byHeads = 0
    for (const j of jobs) byHeads += shifted[j]! * heads.finish[j]!
    let byWork = 0
    const middle = meanBusyTimes(jobs, steps, heads.start, work, shifted)
    jobs.forEach((j, i) => {
      byWork += shifted[j]! * (middle[i]! + duration[j]! / 2)
    })
    jobs.forEach((j, i) => {
      completion[j] = byWork >= byHeads ? middle[i]! + duration[j]! / 2 : heads.finish[j]!
    })
    return Math.max(byWork, byHeads)
  }
}

/** Teams joined where an activity may choose; each activity counts in the most loaded resource that it needs. */
function poolsOf(instance: Instance, work: Float64Array): Pool[] {
  const { resources } = instance.problem
  const load = new Map(resources.map((r) => [r.id, 0]))
  for (const a of instance.activities)
    for (const d of a.modes[0]!.demands) load.set(d.resource, load.get(d.resource)! + d.units * a.modes[0]!.duration)
  const strain = (id: string) =>
    load.get(id)! / Math.max(1, ...resources.find((r) => r.id === id)!.capacity.map((s) => s.units))
  const strains = new Map(resources.map((r) => [r.id, strain(r.id)]))
  const root = new Map(resources.map((r) => [r.id, r.id]))
  const find = (id: string): string => (root.get(id) === id ? id : find(root.get(id)!))
  const members = new Map<number, string>()
  instance.activities.forEach((activity, j) => {
    if (instance.fixedStart[j]! >= 0) return
    const chosen = activity.modes.map(
      (mode) =>
        [...mode.demands].sort(
          (a, b) => strains.get(b.resource)! - strains.get(a.resource)! || (a.resource < b.resource ? -1 : 1),
        )[0],
    )
    if (chosen.some((d) => d === undefined) || activity.modes.some((mode) => mode.duration === 0)) return
    work[j] = Math.min(...chosen.map((d, m) => d!.units * activity.modes[m]!.duration))
    for (const d of chosen) root.set(find(d!.resource), find(chosen[0]!.resource))
    members.set(j, chosen[0]!.resource)
  })
  const byRoot = Map.groupBy(members.keys(), (j) => find(members.get(j)!))
  return [...byRoot].map(([id, jobs]) => ({
    jobs,
    steps: joined(resources.filter((r) => find(r.id) === id).map((r) => r.capacity)),
  }))
}

function joined(calendars: readonly (readonly CapacityStep[])[]): CapacityStep[] {
  const times = [...new Set(calendars.flatMap((steps) => steps.map((s) => s.from)))].sort((a, b) => a - b)
  return times.map((from) => ({
    from,
    units: calendars.reduce((sum, steps) => sum + (steps.findLast((s) => s.from <= from)?.units ?? 0), 0),
  }))
}

/** Preemptive weighted shortest processing time: all capacity always goes to the best weight ÷ work among the released. */
function meanBusyTimes(
  jobs: readonly number[],
  steps: readonly CapacityStep[],
  head: Int32Array,
  work: Float64Array,
  weight: Float64Array,
): Float64Array {
  const byHead = jobs.map((_, i) => i).sort((a, b) => head[jobs[a]!]! - head[jobs[b]!]!)
  const rank = new Int32Array(jobs.length)
  const ratio = Float64Array.from(jobs, (j) => weight[j]! / work[j]!)
  const byRank = jobs.map((_, i) => i).sort((a, b) => ratio[b]! - ratio[a]! || a - b)
  byRank.forEach((i, r) => {
    rank[i] = r
  })
  const heap: number[] = []
  const left = Float64Array.from(jobs, (j) => work[j]!)
  const moment = new Float64Array(jobs.length)
  let next = 0
  let at = 0
  let now = 0
  let open = jobs.length
  while (open > 0) {
    while (next < byHead.length && head[jobs[byHead[next]!]!]! <= now) pushRank(heap, rank[byHead[next++]!]!)
    while (at + 1 < steps.length && steps[at + 1]!.from <= now) at++
    const { units } = steps[at]!
    let until = Math.min(next < byHead.length ? head[jobs[byHead[next]!]!]! : Infinity, steps[at + 1]?.from ?? Infinity)
    if (heap.length === 0 || units === 0) {
      if (until !== Infinity) {
        now = until
        continue
      }
      for (const r of heap) moment[byRank[r]!]! += left[byRank[r]!]! * now // capacity ran out: claim no more than now
      break
    }
    const i = byRank[heap[0]!]!
    until = Math.min(until, now + left[i]! / units)
    const done = Math.min(left[i]!, units * (until - now))
    moment[i]! += (done * (now + until)) / 2
    left[i]! -= done
    now = until
    if (left[i]! <= 1e-9) {
      popRank(heap)
      open--
    }
  }
  return moment.map((m, i) => m / work[jobs[i]!]!)
}

function pushRank(heap: number[], rank: number): void {
  let at = heap.push(rank) - 1
  while (at > 0 && rank < heap[(at - 1) >> 1]!) {
    heap[at] = heap[(at - 1) >> 1]!
    at = (at - 1) >> 1
  }
  heap[at] = rank
}

function popRank(heap: number[]): void {
  const last = heap.pop()!
  if (heap.length === 0) return
  let at = 0
  for (;;) {
    let child = 2 * at + 1
    if (child >= heap.length) break
    if (child + 1 < heap.length && heap[child + 1]! < heap[child]!) child++
    if (heap[child]! > last) break
    heap[at] = heap[child]!
    at = child
  }
  heap[at] = last
}
