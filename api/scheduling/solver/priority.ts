/** Precedence-feasible activity lists: the seeds of the searches, and the rules they are compared with. */
import type { Random } from '../../math/random.ts'
import { NONE, type Instance } from '../problem/instance.ts'

/** Shortest duration over the modes of each activity. */
export function shortestDurations(instance: Instance): Int32Array {
  return Int32Array.from({ length: instance.count }, (_, j) => {
    let least = instance.duration[instance.modeFrom[j]!]!
    for (let m = instance.modeFrom[j]! + 1; m < instance.modeFrom[j + 1]!; m++)
      least = Math.min(least, instance.duration[m]!)
    return least
  })
}

/** Least total of people × periods over the modes; the job size of WSJF. At least the duration. */
export function jobSizes(instance: Instance): Float64Array {
  return Float64Array.from(instance.activities, (activity) =>
    Math.min(...activity.modes.map((mode) => mode.duration * Math.max(1, ...mode.demands.map((d) => d.units)))),
  )
}

/** Longest path of durations and lags from the start of j to the end, j included. */
export function tails(instance: Instance): Int32Array {
  const duration = shortestDurations(instance)
  const tail = new Int32Array(instance.count)
  for (let j = instance.count - 1; j >= 0; j--) {
    let after = 0
    for (let k = instance.succFrom[j]!; k < instance.succFrom[j + 1]!; k++)
      after = Math.max(after, instance.succLag[k]! + tail[instance.succ[k]!]!)
    tail[j] = after + duration[j]!
  }
  return tail
}

/** Latest finish times relative to the end of the project (≤ 0): the LFT rule's keys. */
export function latestFinishTimes(instance: Instance): Float64Array {
  const duration = shortestDurations(instance)
  return Float64Array.from(tails(instance), (tail, j) => duration[j]! - tail)
}

/**
 * Due dates or deadlines, whichever is earlier, as predecessors must respect them: the successor's, less its duration and lag.
 * @param strict deadlines alone
 */
export function inheritedDueDates(instance: Instance, strict = false): Float64Array {
  const key = Float64Array.from(instance.due, (due, j) => Math.min(strict ? NONE : due, instance.deadline[j]!))
  for (let j = instance.count - 1; j >= 0; j--) {
    for (let k = instance.succFrom[j]!; k < instance.succFrom[j + 1]!; k++) {
      const to = instance.succ[k]!
      key[j] = Math.min(key[j]!, key[to]! - instance.duration[instance.modeFrom[to]!]! - instance.succLag[k]!)
    }
  }
  return key
}

/** The list that takes, among activities whose predecessors are listed, the smallest key first; ties by number. */
export function listByKey(instance: Instance, key: ArrayLike<number>): Int32Array {
  const { count, predFrom, succFrom, succ } = instance
  const open = Int32Array.from({ length: count }, (_, j) => predFrom[j + 1]! - predFrom[j]!)
  const before = (a: number, b: number) => key[a]! < key[b]! || (key[a] === key[b] && a < b)
  const heap: number[] = []
  const push = (j: number) => {
    let at = heap.push(j) - 1
    while (at > 0 && before(j, heap[(at - 1) >> 1]!)) {
      heap[at] = heap[(at - 1) >> 1]!
      at = (at - 1) >> 1
    }
    heap[at] = j
  }
  const pop = (): number => {
    const top = heap[0]!
    const last = heap.pop()!
    if (heap.length === 0) return top
    let at = 0
    for (;;) {
      let child = 2 * at + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1]!, heap[child]!)) child++
      if (!before(heap[child]!, last)) break
      heap[at] = heap[child]!
      at = child
    }
    heap[at] = last
    return top
  }
  for (let j = 0; j < count; j++) if (open[j] === 0) push(j)
  const list = new Int32Array(count)
  for (let i = 0; i < count; i++) {
    const j = pop()
    list[i] = j
    for (let k = succFrom[j]!; k < succFrom[j + 1]!; k++) if (--open[succ[k]!]! === 0) push(succ[k]!)
  }
  return list
}

/** Work in progress first, then weighted shortest job first (cost of delay ÷ size; Smith 1956) among the unblocked. */
export function wsjfList(instance: Instance, weight: ArrayLike<number> = instance.weight): Int32Array {
  const size = jobSizes(instance)
  return listByKey(
    instance,
    Float64Array.from(size, (s, j) => (instance.fixedStart[j]! >= 0 ? -Infinity : -weight[j]! / Math.max(s, 1e-9))),
  )
}

/**
 * Best-ratio bundles: repeatedly the item whose bundle (itself and its unlisted predecessors, all levels) has the
 * highest Σ weight ÷ Σ size, bundle and all. Without precedence this is WSJF.
 */
export function bundleList(instance: Instance, weight: ArrayLike<number> = instance.weight): Int32Array {
  const { count, predFrom, pred, succFrom, succ } = instance
  const size = jobSizes(instance)
  const listed = new Uint8Array(count)
  const seen = new Int32Array(count).fill(-1)
  let stamp = 0
  const reach = (root: number, from: Int32Array, to: Int32Array): number[] => {
    const found = [root]
    seen[root] = ++stamp
    for (const j of found) {
      for (let k = from[j]!; k < from[j + 1]!; k++) {
        const next = to[k]!
        if (listed[next] === 1 || seen[next] === stamp) continue
        seen[next] = stamp
        found.push(next)
      }
    }
    return found
  }
  const ratio = new Float64Array(count)
  const rate = (j: number) => {
    let value = 0
    let effort = 0
    for (const member of reach(j, predFrom, pred)) {
      value += weight[member]!
      effort += size[member]!
    }
    ratio[j] = value / Math.max(effort, 1e-9)
  }
  for (let j = 0; j < count; j++) rate(j)
  const order: number[] = []
  while (order.length < count) {
    let best = -1
    for (let j = 0; j < count; j++) if (listed[j] === 0 && (best < 0 || ratio[j]! > ratio[best]!)) best = j
    const bundle = reach(best, predFrom, pred).sort((a, b) => a - b)
    const touched = new Set(bundle.flatMap((j) => reach(j, succFrom, succ)))
    for (const j of bundle) {
      listed[j] = 1
      order.push(j)
    }
    for (const j of touched) if (listed[j] === 0) rate(j)
  }
  const rank = new Int32Array(count)
  order.forEach((j, i) => {
    rank[j] = instance.fixedStart[j]! >= 0 ? -1 : i
  })
  return listByKey(instance, rank)
}

/** A list by noisy keys: key + noise × spread × U(0, 1). Sampling around a priority rule. */
export function sampledList(instance: Instance, key: ArrayLike<number>, spread: number, random: Random): Int32Array {
  return listByKey(
    instance,
    Float64Array.from(key, (k) => k + spread * random()),
  )
}
