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

/** Σ periods by which deadlines are missed, or the end of all capacity. */
function excessOf({ count, deadline, overflow }: Instance, { finish }: Timetable): number {
  let excess = 0
  for (let j = 0; j < count; j++) {
    const last = deadline[j]! < overflow ? deadline[j]! : overflow
    if (finish[j]! > last) excess += finish[j]! - last
  }
  return excess
}

/**
 * The cost that a search lowers: the objective, with missed deadlines outweighing everything it could gain.
 * @param strict the end of capacity is a deadline, too, where there is no other
 */
export function costFunction(
  objective: Objective,
  instance: Instance,
  strict = false,
): (timetable: Timetable) => number {
  if (!strict && instance.activities.every((a) => a.deadline === null))
    return (timetable) => objectiveValue(objective, instance, timetable)
  const heaviest = objective === 'makespan' ? 1 : instance.weight.reduce((sum, w) => sum + w, 1)
  // Above every value of the objective: a timetable that misses nothing costs less than any that does.
  const penalty = heaviest * instance.axisEnd
  return (timetable) => objectiveValue(objective, instance, timetable) + penalty * excessOf(instance, timetable)
}
