/** What a plan places and what it rests on. */
import { blockersOf, blockerWords } from '../planning/blockers.ts'
import { keysOf, teamsOf, type FlowInputs } from '../planning/load-service.ts'
import type { PlanItem, PlanningTeam } from '../planning/planning.ts'
import { outsideWords } from '../planning/outside.ts'
import { begun, overtakenWords, type Begun } from '../planning/under-way.ts'
import { undatedWarnings } from '../planning/undated.ts'
import { assigned } from '../velocity/work/unassigned.ts'
import { stalledAmong, stalledWords } from '../planning/stalled.ts'
import { sizesOf, sizeWords, zeroWords } from '../planning/work.ts'
import type { AnalysisContext } from '../data/context.ts'
import { badInput, Refusal } from '../graphql/errors.ts'
import type { Workspace } from '../identity/entity.ts'
import { dayOf, isoOf } from '../math/calendar.ts'
import { cycleAmong } from '../math/graph.ts'
import { UNKNOWN } from '../teams/members.ts'
import { clockOf, type Clock } from './clock/build.ts'
import type { Portfolio } from './problem/portfolio.ts'
import { costsOf, startable } from './problem/startable.ts'
import { paceOf, paceWords, usualPaces } from './problem/pace.ts'
import { overlapWords } from './plan/notices.ts'
import { ProblemError } from './problem/problem.ts'
import type { Objective } from './problem/solution.ts'
import type { Effort } from './solver/solve.ts'
import {
  costsOfDelay,
  measureOf,
  portfolioOf,
  unitDependencies,
  unitsOf,
  type Measure,
  type Startable,
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
  units: Startable[]
  teams: PlanningTeam[]
  measure: Measure
  /** What is in progress, and what the rest still waits for. */
  going: Begun<PlanItem>
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
  const asked = unitsOf(inputs.items, measure, limits).units.flatMap(({ leaves }) => leaves.map(({ id }) => id))
  const isAsked = new Set(asked)
  // In the order of the backlog, as a forecast takes them: who does work without a team depends on it.
  const given = assigned(
    inputs,
    measure.unit,
    inputs.items.filter(({ id }) => isAsked.has(id)),
    measure.sizeOf,
    teams,
  )
  const leaves = new Map(given.leaves.map((leaf) => [leaf.id, leaf]))
  const { units: whole, left } = unitsOf(
    inputs.items.map((item) => leaves.get(item.id) ?? item),
    measure,
    limits,
  )
  const heads = new Map(whole.map(({ item }) => [item.id, item.key]))
  const stated = inputs.dependencies.filter(({ item, blocker }) => heads.has(item) && heads.has(blocker))
  const cycle = cycleAmong(
    [...heads.keys()],
    stated.map(({ item, blocker }) => ({ from: blocker, to: item })),
  )
  if (cycle) throw circleOf(cycle.map((id) => heads.get(id)!))
  const expanded = blockersOf(inputs.items, inputs.dependencies)
  const going = begun(
    inputs,
    whole.flatMap((unit) => unit.leaves),
    expanded.dependencies,
  )
  const start = Math.max(dayOf(startDate), inputs.today)
  const units = startable(whole, going, measure.sizeOf, isoOf(start))
  // A story's score is its epic's where that has none, however the epic is cut.
  const { costs: ofWhole, assumed, inMoney } = costsOfDelay(whole)
  const costs = costsOf(units, ofWhole)
  const { arcs, overlaps } = unitDependencies(units, going.dependencies, stated)
  const inside = new Set(units.flatMap((unit) => unit.leaves.map(({ key }) => key)))
  const clock = clockOf({ data: inputs, units, teams, measure, costs, dependencies: arcs, start })
  const common = { teams, units, measure, clock, start, going }
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
          `${assumed} of ${whole.length} planned ${whole.length === 1 ? 'item' : 'items'} ${assumed === 1 ? 'has' : 'have'} no scores, so the median cost of delay is used.`,
        ]
      : []),
  ]
  const warnings = [
    ...(gone.length
      ? [`${gone.length === 1 ? `${gone[0]} is` : `${gone.length} of the items asked for are`} done or canceled.`]
      : []),
    ...(left
      ? [
          `Only the first ${MOST_UNITS} in manual order are planned; ${left} more ${left === 1 ? 'is' : 'are'} not included.`,
        ]
      : []),
    ...(limits.teams
      ? looseWords(unitsOf(inputs.items, measure, { chosen, teams: null, most: Infinity }).units, teams)
      : []),
    ...overlapWords(overlaps),
    ...blockerWords(expanded.leftOut),
    ...outsideWords(inside, going.dependencies, 'this plan'),
    ...overtakenWords(going.overtaken),
    ...undatedWarnings(inputs.history.items),
    ...stalledWords(stalledAmong(inputs, inside)),
  ]
  const weightless = units.filter(({ points }) => points <= 0).flatMap(({ leaves: inside }) => inside).length
  const nothingTakesTime = units.length > 0 && units.every(({ points }) => points <= 0)
  if (clock && !nothingTakesTime)
    return {
      ...common,
      portfolio: null,
      assumptions: [
        `Each team works at the median pace of its forecast, in ${measure.unit}, on the first item in the order until it is done. Scope stays the same as today.`,
        ...clock.assumptions,
        ...assumptions,
      ],
      warnings: [...warnings, ...(weightless ? zeroWords(weightless) : []), ...clock.warnings],
    }
  const empty = !units.length && (teams.length > 0 || inputs.history.items.length > 0)
  if (empty || nothingTakesTime) {
    const nothing = {
      units: [],
      teams,
      paces: new Map(teams.map(({ id }) => [id, 1])),
      costs,
      startDate: isoOf(start),
    }
    return {
      ...common,
      clock: null,
      units: [],
      portfolio: portfolioOf({ ...nothing, dependencies: [] }),
      assumptions: [],
      warnings: [...warnings, ...(nothingTakesTime ? zeroWords(weightless) : [])],
    }
  }
  if (!teams.length)
    throw badInput({
      path: ['teamIds'],
      message:
        'there is no team in this workspace and too little history to plan as one team; add a team with its members',
    })
  const measured = teams.map((team) => paceOf(team, inputs.history.items, measure.unit, inputs.end))
  const usual = usualPaces(teams, measured, measure.unit)
  const unstaffed = teams.filter(({ members }) => members === UNKNOWN)
  const strangers = Map.groupBy(
    teams.filter((_team, at) => measured[at] === null),
    (team) => usual(team).words,
  )
  return {
    ...common,
    portfolio: portfolioOf({
      units,
      teams,
      paces: new Map(teams.map(({ id }, at) => [id, measured[at]?.perPersonDay ?? usual(teams[at]!).pace])),
      costs,
      dependencies: arcs,
      startDate: isoOf(start),
    }),
    assumptions: [
      `There is too little history for a forecast, so the plan uses each team’s pace per person and day${paceWords(measured)}, in ${measure.unit}. It assumes that a team of four or more works on two things at once.`,
      ...(unstaffed.length
        ? [
            `${unstaffed.map(({ name }) => name).join(', ')}: members unknown, so the plan assumes that ${unstaffed.length === 1 ? 'the team' : 'each team'} works on one thing at a time.`,
          ]
        : []),
      ...assumptions,
    ],
    warnings: [
      ...warnings,
      ...[...strangers].map(
        ([words, some]) =>
          `${some.map(({ name }) => name).join(', ')} ${some.length === 1 ? 'has' : 'have'} finished nothing in twelve weeks, so the plan assumes ${words}.`,
      ),
    ],
  }
}

/** Work without a team, which a plan of some teams leaves out although one of them may be the one to do it. */
function looseWords(units: readonly Unit[], teams: readonly PlanningTeam[]): string[] {
  const loose = units.flatMap(({ teamId, leaves }) => (teamId === null ? leaves : [])).length
  if (loose === 0) return []
  const who = teams.length === 1 ? teams[0]!.name : 'these teams'
  return [
    `${loose === 1 ? '1 item has no team and is' : `${loose} items have no team and are`} not part of this plan; a plan of all teams may give ${loose === 1 ? 'it' : 'some'} to ${who}.`,
  ]
}

const circleOf = (cycle: readonly string[]) =>
  new Refusal(
    'DEPENDENCY_CYCLE',
    `These wait for each other, so none can start: ${cycle.join(' → ')}. Remove one of these dependencies.`,
    { cycle },
  )

/** A problem that makes no sense, in the words of the items. */
export function refusalOf(error: unknown, units: readonly Unit[]): unknown {
  if (!(error instanceof ProblemError)) return error
  const keyOf = (id: string) => units.find((unit) => unit.id === id)?.item.key ?? id
  if (error.code === 'CYCLE') return circleOf(error.cycle.map(keyOf))
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
