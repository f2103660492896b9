/** The plan that scenarios change: the lanes of a forecast, and the teams beside them that could take work over. */
import { laneFor, costRateOf, membersOf, type Lane } from '../velocity/work/lanes.ts'
import type { FlowData } from '../planning/flow-data.ts'
import type { CoupledItem } from '../velocity/simulation/coupling.ts'
import type { ScopeGrowth } from '../velocity/forecast/scope-growth.ts'
import type { Unit } from '../planning/work.ts'
import type { Plan, PlannedTeam } from './change.ts'
import { staffed } from './staffing.ts'

export interface PlannedWork {
  readonly inputs: FlowData
  readonly unit: Unit
  readonly items: readonly CoupledItem[]
  readonly lanes: readonly Lane[]
  readonly growth: ScopeGrowth | null
}

/** The lanes of the plan: those of the forecast, and where each team has its own, every other team that could take work over. */
export function lanesOfPlan({ inputs, unit, lanes, growth }: PlannedWork): Lane[] {
  const covered = new Set(lanes.flatMap(({ teams }) => teams.map(({ name }) => name)))
  if (lanes.some(({ teams }) => teams.length > 1)) return [...lanes]
  const idle = inputs.teams
    .filter(({ name }) => !covered.has(name))
    .flatMap((team) => laneFor(inputs, { unit, growth }, team) ?? [])
  return [...lanes, ...idle]
}

export function planOf({ inputs, items }: PlannedWork, lanes: readonly Lane[], targetDay: number | null): Plan {
  const teams = lanes.map((lane): PlannedTeam => ({
    key: lane.key,
    name: lane.name,
    forecaster: lane.forecaster,
    staffing: staffed(membersOf(lane)),
    costRateCents: costRateOf(lane),
  }))
  return { today: inputs.today, teams, items, targetDay }
}

/** Of the lane's members; an even share where they are unknown. */
export const shareOf = ({ members }: { readonly members: number }, lane: Lane) =>
  lane.teams.length === 1 ? 1 : membersOf(lane) > 0 ? members / membersOf(lane) : 1 / lane.teams.length
