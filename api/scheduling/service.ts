import type { PlanningTeam } from '../planning/planning-service.ts'
import type { Context } from '../data/context.ts'
import { badInput, notFound, Refusal } from '../graphql/errors.ts'
import type { Workspace } from '../identity/entity.ts'
import { uuidOf } from '../identity/service.ts'
import { dayOf, isoOf } from '../math/calendar.ts'
import { rounded } from '../math/rounded.ts'
import { stampOf, type Stamp } from '../graphql/stamp.ts'
import { keysOf, loadFlow, teamsOf, type FlowInputs } from '../planning/load-service.ts'
import { openWorkOf, sizesOf, sizeWords, type Unit as WorkUnit } from '../planning/work.ts'
import { computed } from '../workers/service.ts'
import { baselineVariance, type BaselineItem, type BaselineVariance } from './plan/baseline.ts'
import { Schedule } from './entity.ts'
import type { PlannedItem, PortfolioPlan, TeamWeek } from './plan/plan.ts'
import type { Portfolio } from './problem/portfolio.ts'
import { ProblemError } from './problem/problem.ts'
import type { Objective } from './problem/solution.ts'
import { schedulesFor, type Effort } from './solver/solve.ts'
import { packing, sprintsKnown, type PackedStory } from './packing-service.ts'
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
import { planSentence, unplacedWords } from './plan/words.ts'

const ENGINE = 'schedule/1'
const MOST_UNITS = 400
/** Milliseconds after which a search answers with what it has. */
const DEADLINE_MS = 25_000

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

export interface ScheduledItem extends Omit<PlannedItem, 'teamId' | 'id'> {
  /** Of the bar: an epic in two lanes has two. */
  id: string
  key: string
  title: string
  type: string
  team: string
  points: number
}

export interface PortfolioSchedule {
  sentence: string
  unit: WorkUnit
  openWork: number
  status: PortfolioPlan['status']
  objective: Objective
  value: number
  lowerBound: number
  gap: number | null
  start: string
  finish: string | null
  items: ScheduledItem[]
  unplaced: { key: string; title: string; reason: string; why: string; earliestFinish: string | null }[]
  criticalPath: string[]
  utilization: (Omit<TeamWeek, 'teamId'> & { team: string })[]
  stories: PackedStory[]
  variance: (BaselineVariance & { baseline: string }) | null
  assumptions: string[]
  warnings: string[]
  stamp: Stamp
  plan: BaselineItem[]
}

interface Prepared {
  portfolio: Portfolio
  units: Unit[]
  teams: PlanningTeam[]
  measure: Measure
  assumptions: string[]
  warnings: string[]
}

/**
 * Who does what when, and how far from the best possible it can be at most.
 * @throws DEPENDENCY_CYCLE naming the items; NOT_FOUND; BAD_USER_INPUT; RATE_LIMITED when too much of the tenant's work waits
 */
export async function schedulePortfolio(
  context: Context,
  workspace: Workspace,
  args: ScheduleArguments,
): Promise<PortfolioSchedule> {
  const inputs = await loadFlow(context, workspace, args.asOf ?? null)
  const prepared = await preparePlan(context, workspace, args, inputs)
  const baseline = args.baselineId ? await baselineFor(context, workspace, args.baselineId) : null
  const sprints = args.includeStoryPacking ? await sprintsKnown(context, workspace, inputs.today) : []
  const objective = args.objective ?? 'costOfDelay'
  const effort = args.effort ?? 'standard'
  const stamp = stampOf(
    ENGINE,
    { asOf: isoOf(inputs.today), dataVersion: workspace.dataVersion, seed: 'schedule' },
    { workspace: workspace.key, ...args, asOf: undefined },
  )
  const options = {
    objective,
    seed: 'schedule',
    horizonWeeks: args.horizonWeeks ?? null,
    schedules: schedulesFor(effort, prepared.units.length),
  }
  const plan = await computed(context, 'schedule.plan', { portfolio: prepared.portfolio, options }, DEADLINE_MS).catch(
    (error: unknown) => {
      throw refusalOf(error, prepared.units)
    },
  )
  const unitOf = new Map(prepared.units.map((unit) => [unit.id, unit]))
  const items = plan.items.map(({ teamId, ...planned }): ScheduledItem => {
    const { item, points } = unitOf.get(planned.id)!
    return { ...planned, key: item.key, title: item.title, type: item.type, team: teamId, points }
  })
  const keyOf = (id: string) => unitOf.get(id)?.item.key ?? id
  const kept = plan.items.map(({ id, teamId, start, finish }) => ({ id, teamId, start, finish }))
  const late = items.filter((item) => item.late !== null && item.late > 0)
  const packed = args.includeStoryPacking ? packing(prepared, plan, inputs, sprints) : { stories: [], warnings: [] }
  return rounded({
    sentence: planSentence(plan, items.length, late.length, effort),
    unit: prepared.measure.unit,
    openWork: openWorkOf(inputs),
    status: plan.status,
    objective,
    value: plan.value,
    lowerBound: plan.lowerBound,
    gap: plan.gap,
    start: plan.start,
    finish: plan.finish,
    items: items.map((item) => ({
      ...item,
      waitedFor: item.waitedFor.map(keyOf),
      waitedForTeam: item.waitedForTeam === null ? null : teamBehind(item.waitedForTeam, prepared.teams),
    })),
    unplaced: plan.unplaced.map(({ id, reason, earliestFinish }) => ({
      key: keyOf(id),
      title: unitOf.get(id)?.item.title ?? '',
      reason,
      why: unplacedWords(reason),
      earliestFinish,
    })),
    criticalPath: plan.criticalPath.map(keyOf),
    utilization: plan.utilization.map(({ teamId, ...week }) => ({ ...week, team: teamId })),
    stories: packed.stories,
    variance: baseline ? { ...baselineVariance(baseline.items, kept), baseline: baseline.name } : null,
    assumptions: prepared.assumptions,
    warnings: [
      ...inputs.warnings,
      ...prepared.warnings,
      ...plan.warnings.map(({ itemId, message }) => `${keyOf(itemId)} ${message}.`),
      ...packed.warnings,
    ],
    stamp,
    plan: kept,
  })
}

/** The portfolio that is planned, from what is open. */
export async function preparePlan(
  context: Context,
  workspace: Workspace,
  args: ScheduleArguments,
  inputs: FlowInputs,
): Promise<Prepared> {
  const teams = teamsOf(inputs, args.teamIds)
  if (!teams.length)
    throw badInput({
      path: ['teamIds'],
      message: 'there is no team in this workspace yet: add one with its members, then plan again',
    })
  const chosen = args.itemIds ? new Set(await keysOf(context, workspace, inputs, args.itemIds)) : null
  const open = new Set(inputs.items.map(({ key }) => key))
  const gone = [...(chosen ?? [])].filter((key) => !open.has(key))
  const startDate = args.startDate ?? isoOf(inputs.today)
  if (dayOf(startDate) < inputs.today - 366)
    throw badInput({ path: ['startDate'], message: 'lies more than a year back' })
  const measure = measureOf(inputs)
  const { units, left } = unitsOf(inputs.items, measure, {
    chosen,
    teams: args.teamIds?.length ? new Set(teams.map(({ id }) => id)) : null,
    most: MOST_UNITS,
  })
  const { costs, assumed, inMoney } = costsOfDelay(units)
  const { arcs, dropped } = unitDependencies(units, inputs.dependencies)
  const measured = teams.map((team) => pacePerPersonDay(team, inputs.history.items, measure, inputs.end))
  const known = measured.filter((pace): pace is number => pace !== null)
  const usual = known.length ? known.reduce((sum, pace) => sum + pace, 0) / known.length : 1
  const planned = units.flatMap(({ leaves }) => leaves)
  const strangers = teams.filter((_team, at) => measured[at] === null)
  return {
    teams,
    units,
    measure,
    portfolio: portfolioOf({
      units,
      teams,
      paces: new Map(teams.map(({ id }, at) => [id, measured[at] ?? usual])),
      costs,
      dependencies: arcs,
      startDate,
    }),
    assumptions: [
      `Teams go on at the pace of their last twelve weeks, in ${measure.unit}; a team of four or more works on two things at once.`,
      `Cost of delay is ${inMoney ? 'money per week as stated' : 'business value + time criticality + risk reduction'}.`,
      ...sizeWords(sizesOf(planned, inputs, measure.unit)),
      ...(assumed ? [`${assumed} of ${units.length} have no scores: the median cost of delay stands in.`] : []),
    ],
    warnings: [
      ...(gone.length
        ? [`${gone.length === 1 ? `${gone[0]} is` : `${gone.length} of the items asked for are`} finished already.`]
        : []),
      ...(left ? [`Only the first ${MOST_UNITS} in manual order are planned; ${left} more are left out.`] : []),
      ...(strangers.length
        ? [
            `${strangers.map(({ name }) => name).join(', ')}: no finished work in twelve weeks, so ${known.length ? 'the other teams’ pace' : `one of the ${measure.unit} per person and day`} is assumed.`,
          ]
        : []),
      ...(dropped
        ? [
            `${dropped} dependencies between the stories of two epics run both ways; the epics overlap in truth, so they are not planned by.`,
          ]
        : []),
    ],
  }
}

/** A resource is a team, or a skill in it: `Checkout/payments`. */
function teamBehind(resource: string, teams: readonly PlanningTeam[]): string | null {
  return (
    teams
      .map(({ name }) => name)
      .filter((name) => resource === name || resource.startsWith(`${name}/`))
      .sort((a, b) => b.length - a.length)[0] ?? null
  )
}

function refusalOf(error: unknown, units: readonly Unit[]): unknown {
  if (!(error instanceof ProblemError)) return error
  const keyOf = (id: string) => units.find((unit) => unit.id === id)?.item.key ?? id
  if (error.code === 'CYCLE') {
    const cycle = error.cycle.map(keyOf)
    return new Refusal(
      'DEPENDENCY_CYCLE',
      `These wait for each other, so none can start: ${cycle.join(' → ')}. End one of the dependencies.`,
      { cycle },
    )
  }
  return new Refusal('BAD_USER_INPUT', `The plan cannot be made: ${error.message}`, {
    issues: [{ path: [error.field], message: error.message }],
  })
}

async function baselineFor({ db }: Context, workspace: Workspace, ref: string): Promise<Schedule> {
  const uuid = uuidOf('ScheduleBaseline', ref)
  const found = await db.em.findOne(Schedule, {
    workspace: { id: workspace.id },
    ...(uuid ? { id: uuid } : { name: ref }),
  })
  if (!found) throw notFound('Baseline', ref)
  return found
}

/** Keeps a plan under a name, to compare later ones with. */
export async function saveBaseline(
  context: Context,
  workspace: Workspace,
  name: string,
  args: ScheduleArguments,
): Promise<Schedule> {
  const { plan, stamp } = await schedulePortfolio(context, workspace, args)
  const { db } = context
  return db.transaction(async () => {
    const schedule = db.em.create(Schedule, {
      workspace: [workspace.tenantId, workspace.id] as never,
      name,
      asOf: stamp.asOf,
      dataVersion: stamp.dataVersion,
      inputHash: stamp.inputHash,
      items: plan,
    })
    await db.em.flush()
    return schedule
  })
}
