/** Who does work that nobody has been given: decided here for forecasts, plans, scenarios and rankings alike. */
import type { FlowData } from '../../planning/flow-data.ts'
import type { PlanItem, PlanningTeam } from '../../planning/planning.ts'
import { NO_TEAM, type Unit } from '../../planning/work.ts'
import { daysUntil } from '../forecast/forecast.ts'
import { hasOwnHistory, laneFor } from './lanes.ts'

type Leaf = Pick<PlanItem, 'id' | 'teamId' | 'epicId' | 'skills'>

export interface Assigned<Item> {
  readonly leaves: Item[]
  readonly assumptions: readonly string[]
}

/**
 * In their order, leaves without a team go to the team that has their skills and is free first; what is in one epic stays
 * together. They stay without a team where such work has a history of its own, or where no team's pace is known.
 */
export function assigned<Item extends Leaf>(
  data: FlowData,
  unit: Unit,
  leaves: readonly Item[],
  sizeOf: (leaf: Item) => number,
  teams: readonly PlanningTeam[],
): Assigned<Item> {
  const loose = Map.groupBy(
    leaves.filter(({ teamId }) => teamId === null),
    ({ id, epicId }) => epicId ?? id,
  )
  const question = { unit, growth: null }
  if (loose.size === 0 || hasOwnHistory(data, question, NO_TEAM)) return { leaves: [...leaves], assumptions: [] }
  const sum = (some: readonly Item[]) => some.reduce((total, leaf) => total + sizeOf(leaf), 0)
  const able = teams.flatMap((team) => {
    const lane = laneFor(data, question, team)
    if (!lane) return []
    const load = sum(leaves.filter(({ teamId }) => teamId === team.name))
    const free = (work: number) => daysUntil(lane.forecaster, work, 0.5)
    return [{ team, load, day: free(load), free }]
  })
  const epics = new Map(data.items.map(({ id, skills }) => [id, skills]))
  const given = new Map<string, string>()
  for (const [group, some] of loose) {
    const needed = new Set([...(epics.get(group) ?? []), ...some.flatMap(({ skills }) => skills)])
    const skilled = able.filter(({ team }) => [...needed].every((skill) => team.skills.includes(skill)))
    const soonest = Math.min(...skilled.map(({ day }) => day))
    const [first, ...rest] = skilled.filter(({ day }) => day === soonest)
    if (!first) continue
    const size = sum(some)
    const ends = ({ free, load }: typeof first) => free(load + size)
    const one = rest.reduce((best, other) => (ends(other) < ends(best) ? other : best), first)
    for (const { id } of some) given.set(id, one.team.name)
    one.load += size
    one.day = one.free(one.load)
  }
  return {
    leaves: leaves.map((leaf) => (given.has(leaf.id) ? { ...leaf, teamId: given.get(leaf.id)! } : leaf)),
    assumptions:
      given.size === 0
        ? []
        : [
            given.size === 1
              ? '1 item has no team: it is planned with the team that is free first.'
              : `${given.size} items have no team: they are planned with the team that is free first, each epic with one.`,
          ],
  }
}
