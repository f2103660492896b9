/** Peak crossover of two schedules (Valls, Ballestín & Quintanilla 2008): the father's order where his resources are busiest. */
import type { Random } from '../../math/random.ts'
import type { Timetable } from './decode.ts'
import type { Instance } from '../problem/instance.ts'

export interface Parent {
  readonly timetable: Timetable
  /** All activities, precedence-feasible, in the order of the timetable. */
  readonly order: Int32Array
}

/** Length of the peak as a share of the activities, and how many places are tried for it. */
const SHORTEST = 0.25
const LONGEST = 0.75
const TRIES = 3

/**
 * Writes a child's list: the father decides what comes before, in and after his peak and the order in it; the mother
 * decides the order before and after. Both orders respect precedence, so the child's does.
 */
export function createCrossover(
  instance: Instance,
  random: Random,
): (father: Parent, mother: Parent, list: Int32Array) => void {
  const { count } = instance
  const use = resourceUse(instance)
  const load = new Float64Array(count + 1)
  const part = new Uint8Array(count)
  return ({ timetable, order }, mother, list) => {
    for (let i = 0; i < count; i++) load[i + 1] = load[i]! + use[order[i]!]!
    const length = Math.max(1, ((SHORTEST + (LONGEST - SHORTEST) * random()) * count) | 0)
    let from = 0
    let peak = -1
    for (let k = 0; k < TRIES; k++) {
      const at = (random() * (count - length + 1)) | 0
      const span = timetable.finish[order[at + length - 1]!]! - timetable.start[order[at]!]!
      const density = (load[at + length]! - load[at]!) / Math.max(1, span)
      if (density <= peak) continue
      peak = density
      from = at
    }
    const to = from + length
    for (let i = 0; i < count; i++) part[order[i]!] = i < from ? 0 : i < to ? 1 : 2
    let before = 0
    let after = to
    for (let i = 0; i < count; i++) {
      const j = mother.order[i]!
      if (part[j] === 0) list[before++] = j
      else if (part[j] === 2) list[after++] = j
    }
    list.set(order.subarray(from, to), from)
  }
}

/** Duration × share of the capacity, summed over the resources of the first mode. */
function resourceUse(instance: Instance): Float64Array {
  const most = new Map(instance.problem.resources.map((r) => [r.id, Math.max(...r.capacity.map((s) => s.units))]))
  return Float64Array.from(
    instance.activities,
    ({ modes: [mode] }) =>
      mode!.duration * mode!.demands.reduce((sum, d) => sum + d.units / Math.max(1, most.get(d.resource)!), 0),
  )
}
