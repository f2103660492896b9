/** What a plan places and what it rests on. */
import { blockersOf } from '../planning/blockers.ts'
import { keysOf, teamsOf, type FlowInputs } from '../planning/load-service.ts'
import type { PlanningTeam } from '../planning/planning.ts'
import { assigned } from '../velocity/work/unassigned.ts'
import { stalledAmong, stalledOf, stalledWords } from '../planning/stalled.ts'
import { sizesOf, sizeWords, zeroWords } from '../planning/work.ts'
import type { AnalysisContext } from '../data/context.ts'
import { badInput, Refusal } from '../graphql/errors.ts'
import type { Workspace } from '../identity/entity.ts'
import { dayOf, isoOf } from '../math/calendar.ts'
import { cycleAmong } from '../math/graph.ts'
import { clockOf, type Clock } from './clock/build.ts'
import type { Portfolio } from './problem/portfolio.ts'
import { ProblemError } from './problem/problem.ts'
import type { Objective } from './problem/solution.ts'
import type { Effort } from './solver/solve.ts'
import {
  costsOfDelay,
  measureOf,
  pacePerPersonDay,
  portfolioOf,
  unitDependencies,
  unitsOf,
  type Measure,
  type Unit,
} from './problem/units.ts'

const MOST_UNITS = 400

export interface ScheduleArguments {
  itemIds?: readonly string[] | null | undefined
  teamIds?: readonly string[] | null | undefined
  startDate?: string | null | undefined
  horizonWeeks?: number | null | undefined
  objective?: Objective | null | undefined
  includeStoryPacking?: boolean | null | undefined
  baselineId?: string | null | undefined
  effort?: Effort | null | undefined
  asOf?: string | null | undefined
}

export interface Prepared {
  /** The forecast's clock; null where the history does not carry a forecast. */
  clock: Clock | null
  /** What is planned by people and days instead; null on the forecast's clock. */
  portfolio: Portfolio | null
  /** Day number of the first day. */
  start: number
  units: Unit[]
  teams: PlanningTeam[]
  measure: Measure
  assumptions: string[]
  warnings: string[]
}

/** The portfolio that is planned, from what is open. */
export async function preparePlan(
  context: AnalysisContext,
  workspace: Workspace,
  args: ScheduleArguments,
  inputs: FlowInputs,
): Promise<Prepared> {
  const teams = teamsOf(inputs, args.teamIds)
  const chosen = args.itemIds ? new Set(await keysOf(context, workspace, inputs, args.itemIds)) : null
  const open = new Set(inputs.items.map(({ key }) => key))
  const gone = [...(chosen ?? [])].filter((key) => !open.has(key))
  const startDate = args.startDate ?? isoOf(inputs.today)
  if (dayOf(startDate) < inputs.today - 366) throw badInput({ path: ['startDate'], message: 'is more than a year ago' })
  const measure = measureOf(inputs)
  const limits = {
    chosen,
    teams: args.teamIds?.length ? new Set(teams.map(({ id }) => id)) : null,
    most: MOST_UNITS,
  }
  const given = assigned(
    inputs,
    measure.unit,
    unitsOf(inputs.items, measure, limits).units.flatMap(({ leaves }) => leaves),
    measure.sizeOf,
    teams,
  )
  const leaves = new Map(given.leaves.map((leaf) => [leaf.id, leaf]))
  const { units, left } = unitsOf(
    inputs.items.map((item) => leaves.get(item.id) ?? item),
    measure,
    limits,
  )
  const { costs, assumed, inMoney } = costsOfDelay(units)
  const expanded = blockersOf(inputs.items, inputs.dependencies)
  const { arcs, dropped } = unitDependencies(units, [...inputs.dependencies, ...expanded.dependencies])
  const cycle = cycleAmong(
    units.map(({ id }) => id),
    arcs.map(({ predecessor, successor }) => ({ from: predecessor, to: successor })),
  )
  if (cycle) throw refusalOf(new ProblemError('CYCLE', 'precedence', 'the dependencies form a cycle', cycle), units)
  const stalled = stalledOf(inputs)
  const start = Math.max(dayOf(startDate), inputs.today)
  const clock = clockOf({ data: inputs, units, teams, measure, costs, dependencies: arcs, stalled, start })
  const common = { teams, units, measure, clock, start }
  const assumptions = [
    `Cost of delay is ${inMoney ? `money per week as stated${workspace.currency ? `, in ${workspace.currency}` : ''}` : 'business value + time criticality + risk reduction'}.`,
    ...sizeWords(
      sizesOf(
        units.flatMap(({ leaves }) => leaves),
        inputs,
        measure.unit,
      ),
    ),
    ...given.assumptions,
    ...(assumed
      ? [
          `${assumed} of ${units.length} ${assumed === 1 ? 'has' : 'have'} no scores, so the median cost of delay is used.`,
        ]
      : []),
  ]
  const warnings = [
    ...(gone.length
      ? [`${gone.length === 1 ? `${gone[0]} is` : `${gone.length} of the items asked for are`} finished already.`]
      : []),
    ...(left
      ? [
          `Only the first ${MOST_UNITS} in manual order are planned; ${left} more ${left === 1 ? 'is' : 'are'} not included.`,
        ]
      : []),
    ...(dropped
      ? [
          `${dropped === 1 ? 'A dependency' : `${dropped} dependencies`} between stories of two epics ${dropped === 1 ? 'runs against another' : 'run in both directions'}, so those epics overlap. The plan ignores ${dropped === 1 ? 'it' : 'these dependencies'}.`,
        ]
      : []),
    ...stalledWords(stalledAmong(inputs, new Set(units.flatMap(({ leaves: inside }) => inside.map(({ key }) => key))))),
  ]
  if (clock)
    return {
      ...common,
      portfolio: null,
      assumptions: [
        `Each team works at the median pace of its forecast, in ${measure.unit}, on the first item in the order until it is done. Scope stays the same as today.`,
        ...clock.assumptions,
        ...assumptions,
      ],
      warnings: [...warnings, ...clock.warnings],
    }
  const weightless = units.length > 0 && units.every(({ points }) => points <= 0)
  const empty = !units.length && (teams.length > 0 || inputs.history.items.length > 0)
  if (empty || (weightless && !teams.length)) {
    const nothing = {
      units: [],
      teams,
      paces: new Map(teams.map(({ id }) => [id, 1])),
      costs,
      startDate,
    }
    return {
      ...common,
      units: [],
      portfolio: portfolioOf({ ...nothing, dependencies: [] }),
      assumptions: [],
      warnings: [...warnings, ...(weightless ? zeroWords(units.flatMap(({ leaves }) => leaves).length) : [])],
    }
  }
  if (!teams.length)
    throw badInput({
      path: ['teamIds'],
      message:
        'there is no team in this workspace and too little history to plan as one team; add a team with its members',
    })
  const measured = teams.map((team) => pacePerPersonDay(team, inputs.history.items, measure, inputs.end))
  const known = measured.filter((pace): pace is number => pace !== null)
  const usual = known.length ? known.reduce((sum, pace) => sum + pace, 0) / known.length : 1
  const strangers = teams.filter((_team, at) => measured[at] === null)
  return {
    ...common,
    portfolio: portfolioOf({
      units,
      teams,
      paces: new Map(teams.map(({ id }, at) => [id, measured[at] ?? usual])),
      costs,
      dependencies: arcs,
      startDate,
    }),
    assumptions: [
      `There is too little history for a forecast, so the plan uses each team’s recent pace per person and day, in ${measure.unit}. It assumes that a team of four or more works on two things at once.`,
      ...assumptions,
    ],
    warnings: [
      ...warnings,
      ...(strangers.length
        ? [
            `${strangers.map(({ name }) => name).join(', ')} ${strangers.length === 1 ? 'has' : 'have'} finished nothing in twelve weeks, so the plan assumes ${known.length ? 'the other teams’ pace' : `one ${measure.unit.slice(0, -1)} per person and day`}.`,
          ]
        : []),
    ],
  }
}

/** A problem that makes no sense, in the words of the items. */
export function refusalOf(error: unknown, units: readonly Unit[]): unknown {
  if (!(error instanceof ProblemError)) return error
  const keyOf = (id: string) => units.find((unit) => unit.id === id)?.item.key ?? id
  if (error.code === 'CYCLE') {
    const cycle = error.cycle.map(keyOf)
    return new Refusal(
      'DEPENDENCY_CYCLE',
      `These wait for each other, so none can start: ${cycle.join(' → ')}. Remove one of these dependencies.`,
      { cycle },
    )
  }
  return new Refusal('BAD_USER_INPUT', `The plan cannot be made: ${error.message}`, {
    issues: [{ path: [error.field], message: error.message }],
  })
}

/** A resource is a team, or a skill in it: `Checkout/payments`. */
export function teamBehind(resource: string, teams: readonly PlanningTeam[]): string | null {
  return (
    teams
      .map(({ name }) => name)
      .filter((name) => resource === name || resource.startsWith(`${name}/`))
      .sort((a, b) => b.length - a.length)[0] ?? null
  )
}
