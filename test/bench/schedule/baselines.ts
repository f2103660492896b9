/** What the solver is compared with: plain WSJF dispatch, and every order there is. */
import { Decoder, emptyTimetable } from '../../../api/scheduling/solver/decode.ts'
import { compile } from '../../../api/scheduling/problem/instance.ts'
import { objectiveValue } from '../../../api/scheduling/solver/objective.ts'
import { type Problem, unitsAt } from '../../../api/scheduling/problem/problem.ts'
import type { Objective } from '../../../api/scheduling/problem/solution.ts'

/**
 * Plain WSJF: day by day, each team starts the unblocked items in the order of cost of delay ÷ size while it has people.
 * No look ahead over dependencies. Single-mode problems without calendar gaps.
 * @returns Σ weight × finish.
 */
export function wsjfDispatch(problem: Problem): number {
  const size = (id: string) => {
    const mode = problem.activities.find((a) => a.id === id)!.modes[0]!
    return mode.duration * Math.max(1, ...mode.demands.map((d) => d.units))
  }
  const waiting = [...problem.activities].sort(
    (a, b) => b.weight / size(b.id) - a.weight / size(a.id) || (a.id < b.id ? -1 : 1),
  )
  const predecessors = Map.groupBy(problem.precedence, (p) => p.successor)
  const finish = new Map<string, number>()
  const running: { finish: number; demands: readonly { resource: string; units: number }[] }[] = []
  let value = 0
  for (let day = 0; waiting.length > 0; day++) {
    const free = new Map(problem.resources.map((r) => [r.id, unitsAt(r.capacity, day)]))
    for (const job of running)
      if (job.finish > day) for (const d of job.demands) free.set(d.resource, free.get(d.resource)! - d.units)
    for (let i = 0; i < waiting.length; i++) {
      const activity = waiting[i]!
      const mode = activity.modes[0]!
      const ready =
        activity.release <= day &&
        (predecessors.get(activity.id) ?? []).every((p) => (finish.get(p.predecessor) ?? Infinity) + p.lag <= day)
      if (!ready || mode.demands.some((d) => free.get(d.resource)! < d.units)) continue
      for (const d of mode.demands) free.set(d.resource, free.get(d.resource)! - d.units)
      running.push({ finish: day + mode.duration, demands: mode.demands })
      finish.set(activity.id, day + mode.duration)
      value += activity.weight * (day + mode.duration)
      waiting.splice(i--, 1)
    }
  }
  return value
}

/** The optimum over all precedence-feasible lists: every active schedule is one of theirs. For up to about ten activities. */
export function exhaustiveOptimum(problem: Problem, objective: Objective): number {
  const instance = compile(problem)
  const { count, predFrom, succFrom, succ } = instance
  const decoder = new Decoder(instance)
  const timetable = emptyTimetable(instance)
  const open = Int32Array.from({ length: count }, (_, j) => predFrom[j + 1]! - predFrom[j]!)
  const list = new Int32Array(count)
  const used = new Uint8Array(count)
  let best = Infinity
  const extend = (at: number): void => {
    if (at === count) {
      decoder.forward(list, timetable)
      best = Math.min(best, objectiveValue(objective, instance, timetable))
      return
    }
    for (let j = 0; j < count; j++) {
      if (used[j] === 1 || open[j]! > 0) continue
      used[j] = 1
      list[at] = j
      for (let k = succFrom[j]!; k < succFrom[j + 1]!; k++) open[succ[k]!]!--
      extend(at + 1)
      for (let k = succFrom[j]!; k < succFrom[j + 1]!; k++) open[succ[k]!]!++
      used[j] = 0
    }
  }
  extend(0)
  return best
}
