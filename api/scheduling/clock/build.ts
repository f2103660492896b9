/** From bars and the forecast's lanes to a plan on the forecast's clock. */
import type { FlowData } from '../../planning/flow-data.ts'
import { NO_TEAM } from '../../planning/work.ts'
import type { PlanningTeam } from '../../planning/planning.ts'
import { dayOf } from '../../math/calendar.ts'
import { lanesOf, membersOf, type Lane } from '../../velocity/work/lanes.ts'
import { soleItem } from '../../velocity/work/sole-item.ts'
import type { CoupledItem } from '../../velocity/simulation/coupling.ts'
import type { PortfolioDependency, PortfolioWarning } from '../problem/portfolio.ts'
import type { Measure, Startable } from '../problem/units.ts'
import type { Bar, ClockProblem } from './bars.ts'

export interface ClockInputs {
  readonly data: FlowData
  readonly units: readonly Startable[]
  readonly teams: readonly PlanningTeam[]
  readonly measure: Measure
  readonly costs: ReadonlyMap<string, number>
  readonly dependencies: readonly PortfolioDependency[]
  /** Day number of the plan's first day. */
  readonly start: number
}

export interface Clock {
  readonly problem: ClockProblem
  readonly members: Readonly<Record<string, number>>
  readonly lanes: readonly Lane[]
  readonly assumptions: readonly string[]
  readonly warnings: readonly string[]
  readonly itemWarnings: readonly PortfolioWarning[]
}

/** null where the history does not carry a forecast. */
export function clockOf(inputs: ClockInputs): Clock | null {
  const { data, units, teams, measure } = inputs
  const total = units.reduce((sum, { points }) => sum + points, 0)
  if (units.length === 0) return null
  const items = units.map((unit): CoupledItem => ({
    key: unit.id,
    team: unit.teamId ?? NO_TEAM,
    size: unit.points,
    rank: unit.item.rank,
    blockedBy: [],
  }))
  const found = lanesOf(data, { unit: measure.unit, items, total, teams, growth: null })
  if (!('lanes' in found)) return null
  const { lanes } = found
  const only = lanes.length === 1 ? lanes[0]!.key : null
  const earliest = Math.max(0, inputs.start - data.today - 1)
  const day = (date: string) => dayOf(date) - data.today
  const blockers = Map.groupBy(inputs.dependencies, ({ successor }) => successor)
  const own = soleItem(
    data,
    units.flatMap(({ leaves }) => leaves.filter((leaf) => measure.sizeOf(leaf) > 0)),
  )
  const bars = units.map((unit, rank): Bar => {
    const { id, item, started, releaseDate, deadline } = unit
    const clock = unit.leaves.flatMap(({ key }) => own.clocks.get(key) ?? [])[0]
    return {
      id,
      lane: only ?? unit.teamId ?? NO_TEAM,
      size: unit.points,
      weight: inputs.costs.get(id) ?? 0,
      earliest: releaseDate ? Math.max(earliest, day(releaseDate) - 1) : earliest,
      due: item.dueDate ? day(item.dueDate) : null,
      deadline: deadline ? day(deadline) : null,
      started,
      rank,
      blockedBy: (blockers.get(id) ?? []).map(({ predecessor, lag }) => ({ id: predecessor, lagDays: lag })),
      ...(clock && { clock }),
    }
  })
  const pooled = only !== null && new Set(items.map(({ team }) => team)).size > 1
  return {
    lanes,
    problem: { lanes: lanes.map(({ key, forecaster }) => ({ key, forecaster })), bars },
    members: Object.fromEntries(lanes.map((lane) => [lane.key, membersOf(lane)])),
    assumptions: [
      ...own.assumptions,
      ...(pooled ? [`Planned as one team: ${lanes[0]!.name}.`] : []),
      ...lanes.flatMap((lane) =>
        membersOf(lane) === 0
          ? [`${lane.name}: the number of members is not set, so the plan uses the team's pace alone.`]
          : [],
      ),
    ],
    warnings: found.warnings,
    itemWarnings: units
      .filter(({ item }) => item.dueDate && dayOf(item.dueDate) < inputs.start)
      .map(({ id, item }) => ({
        code: 'DUE_IN_PAST' as const,
        itemId: id,
        message: `was due on ${item.dueDate}, before the plan starts`,
      })),
  }
}
