/** What a timetable costs. */
import type { Timetable } from './decode.ts'
import { NONE, type Instance } from '../problem/instance.ts'
import type { Objective } from '../problem/solution.ts'

/** Makespan, Σ weight × finish, or Σ weight × tardiness, without penalties. */
export function objectiveValue(objective: Objective, instance: Instance, timetable: Timetable): number {
  const { count, weight, due } = instance
  const { finish } = timetable
  let value = 0
  for (let j = 0; j < count; j++) {
    const end = finish[j]!
    if (objective === 'makespan') value = end > value ? end : value
    else if (objective === 'costOfDelay') value += weight[j]! * end
    else if (due[j] !== NONE && end > due[j]!) value += weight[j]! * (end - due[j]!)
  }
  return value
}

/** Σ periods by which deadlines are missed. */
function deadlineExcess(instance: Instance, timetable: Timetable): number {
  const { count, deadline } = instance
  let excess = 0
  for (let j = 0; j < count; j++) if (timetable.finish[j]! > deadline[j]!) excess += timetable.finish[j]! - deadline[j]!
  return excess
}

/** The cost that a search lowers: the objective, with missed deadlines outweighing everything it could gain. */
export function costFunction(objective: Objective, instance: Instance): (timetable: Timetable) => number {
  if (instance.activities.every((a) => a.deadline === null))
    return (timetable) => objectiveValue(objective, instance, timetable)
  const heaviest = objective === 'makespan' ? 1 : instance.weight.reduce((sum, w) => sum + w, 1)
  const penalty = 1e3 * heaviest
  return (timetable) => objectiveValue(objective, instance, timetable) + penalty * deadlineExcess(instance, timetable)
}
