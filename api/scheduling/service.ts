import type { AnalysisContext } from '../data/context.ts'
import type { Workspace } from '../identity/entity.ts'
import { dayOf, isoOf } from '../math/calendar.ts'
import { rounded, toTenth } from '../math/rounded.ts'
import { stampOf, type Stamp } from '../graphql/stamp.ts'
import { loadFlow } from '../planning/load-service.ts'
import { openWorkOf, type Unit as WorkUnit } from '../planning/work.ts'
import { SEED } from '../velocity/simulation/delivery.ts'
import { membersShown, UNKNOWN } from '../teams/members.ts'
import { analysis, released } from '../workers/analysis.ts'
import { computed } from '../workers/service.ts'
import { baselineFor } from './baseline-service.ts'
import { baselineVariance, type BaselineItem, type BaselineVariance } from './plan/baseline.ts'
import type { Clock } from './clock/build.ts'
import type { ClockPlan, DateChance, TeamMonth } from './clock/plan.ts'
import { packing, type StoryInSprint } from './plan/packing.ts'
import type { PlannedItem, PortfolioPlan, TeamWeek } from './plan/plan.ts'
import { lateBeside } from './plan/late.ts'
import { planSentence } from './plan/sentence.ts'
import { preparePlan, refusalOf, teamBehind, type Prepared, type ScheduleArguments } from './prepare-service.ts'
import type { Objective } from './problem/solution.ts'
import { schedulesFor } from './solver/solve.ts'
import { sprintsKnown } from './sprint-service.ts'
import { shortOfPeople, unplacedWords } from './plan/notices.ts'

const ENGINE = 'schedule/4'
/** Milliseconds after which a search answers with what it has. */
const DEADLINE_MS = 25_000
/** Trials from which the chance of each date is read. */
const CHANCE_TRIALS = 2_000

export interface ScheduledItem extends Omit<PlannedItem, 'teamId' | 'id' | 'late' | 'people'> {
  /** Of the bar: an epic in two lanes has two. */
  id: string
  key: string
  title: string
  type: string
  team: string
  /** null where the members of the team are unknown. */
  people: number | null
  points: number
  dueDate: string | null
  /** Calendar days after the due date; negative is early, null without one. */
  daysLate: number | null
  /** Chance of the finish in the forecast; null where there is no forecast. */
  chance: DateChance | null
}

export interface UnplacedAnswer {
  key: string
  title: string
  reason: string
  why: string
  earliestFinish: string | null
  dueDate: string | null
  /** It misses its due date or deadline, as far as the plan looks. */
  late: boolean
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
  /** Chance that everything is done by the finish; null where there is no forecast or something is left out. */
  finishChance: DateChance | null
  lateItems: number
  items: ScheduledItem[]
  unplaced: UnplacedAnswer[]
  criticalPath: string[]
  teams: { team: string; share: number; finish: string | null }[]
  /** Empty where there is no forecast. */
  months: (Omit<TeamMonth, 'teamId'> & { team: string })[]
  utilization: (Omit<TeamWeek, 'teamId'> & { team: string })[]
  stories: StoryInSprint[]
  variance: (BaselineVariance & { baseline: string }) | null
  assumptions: string[]
  warnings: string[]
  stamp: Stamp
  plan: BaselineItem[]
}

/**
 * Who does what when, and how far from the best possible it can be at most.
 * @throws DEPENDENCY_CYCLE naming the items; NOT_FOUND; BAD_USER_INPUT; RATE_LIMITED when too much of the tenant's work waits
 */
export const schedulePortfolio = analysis('scheduling.portfolio', portfolioScheduled)

async function portfolioScheduled(
  context: AnalysisContext,
  workspace: Workspace,
  args: ScheduleArguments,
): Promise<PortfolioSchedule> {
  const inputs = await loadFlow(context, workspace, args.asOf ?? null)
  await released(context)
  const prepared = await preparePlan(context, workspace, args, inputs)
  const baseline = args.baselineId ? await baselineFor(context, workspace, args.baselineId, ['items']) : null
  const sprints = args.includeStoryPacking ? await sprintsKnown(context, workspace, inputs.today) : []
  const plan = await planned(context, prepared, args, inputs.today)
  const unitOf = new Map(prepared.units.map((unit) => [unit.id, unit]))
  const keyOf = (id: string) => unitOf.get(id)?.item.key ?? id
  const chances = 'chances' in plan ? plan.chances : {}
  const unstaffed = new Set(prepared.teams.flatMap(({ id, members }) => (members === UNKNOWN ? [id] : [])))
  const items = plan.items.map(({ teamId, late: _periods, people, ...bar }): ScheduledItem => {
    const { item, points } = unitOf.get(bar.id)!
    return {
      ...bar,
      key: item.key,
      title: item.title,
      type: item.type,
      team: teamId,
      people: unstaffed.has(teamId) ? null : membersShown(people),
      points,
      dueDate: item.dueDate,
      daysLate: item.dueDate ? dayOf(bar.finish) - dayOf(item.dueDate) : null,
      chance: chances[bar.id] ?? null,
      waitedFor: [...new Set(bar.waitedFor.map(keyOf))],
      waitedForTeam:
        bar.waitedForTeam === null ? null : (teamBehind(bar.waitedForTeam, prepared.teams) ?? bar.waitedForTeam),
    }
  })
  const end = args.horizonWeeks ? isoOf(prepared.start + 7 * args.horizonWeeks - 1) : null
  const pastDeadline = new Set<string>()
  const unplaced = plan.unplaced.map(({ id, reason, proven, earliestFinish }): UnplacedAnswer => {
    const { title = '', dueDate = null } = unitOf.get(id)?.item ?? {}
    const reached = earliestFinish ?? (reason === 'HORIZON' ? end : null)
    const overdue = dueDate !== null && (reached !== null ? reached > dueDate : end === null || dueDate <= end)
    if (reason === 'DEADLINE' && !overdue) pastDeadline.add(keyOf(id))
    return {
      key: keyOf(id),
      title,
      reason,
      why: unplacedWords({ reason, proven }),
      earliestFinish,
      dueDate,
      late: overdue || reason === 'DEADLINE',
    }
  })
  const placed = new Map(plan.items.map((bar) => [bar.id, bar]))
  const beside = lateBeside(
    prepared.units.map((unit) => {
      const { start = null, finish = null } = placed.get(unit.id) ?? {}
      return { item: unit.item, leaves: unit.leaves, start, finish }
    }),
    end,
  )
  // An epic in two lanes has two bars and one due date.
  const lateItems = new Set([
    ...beside.late,
    ...items.flatMap(({ key, daysLate }) => (daysLate !== null && daysLate > 0 ? [key] : [])),
    ...unplaced.flatMap(({ key, late }) => (late ? [key] : [])),
  ]).size
  const months = 'months' in plan ? plan.months : []
  const finishChance = 'whole' in plan ? plan.whole : null
  const kept = plan.items.map(({ id, teamId, start, finish }) => ({ id, teamId, start, finish }))
  const packed = args.includeStoryPacking ? packing(prepared, plan, inputs, sprints) : { stories: [], warnings: [] }
  return rounded({
    sentence: planSentence({
      ...plan,
      bars: items.length,
      unplaced: new Set(unplaced.map(({ key }) => key)).size,
      late: lateItems,
      deadlines: beside.deadlines + pastDeadline.size,
      atRisk: beside.atRisk,
      openWork: openWorkOf(inputs),
      finishProbability: finishChance?.probability ?? null,
      finish85: finishChance?.date85 ?? null,
    }),
    unit: prepared.measure.unit,
    openWork: openWorkOf(inputs),
    status: plan.status,
    objective: plan.objective,
    value: plan.value,
    lowerBound: plan.lowerBound,
    gap: plan.gap,
    start: plan.start,
    finish: plan.finish,
    finishChance,
    lateItems,
    items,
    unplaced,
    criticalPath: [...new Set(plan.criticalPath.map(keyOf))],
    teams: 'lanes' in plan ? plan.lanes.map(({ lane, ...use }) => ({ team: lane, ...use })) : usedBy(plan),
    months: months.map(({ teamId, used, offered, usual, ...month }) => ({
      ...month,
      team: teamId,
      used: toTenth(used),
      offered: toTenth(offered),
      usual: toTenth(usual),
    })),
    utilization: plan.utilization.map(({ teamId, ...week }) => ({ ...week, team: teamId })),
    stories: packed.stories,
    variance: baseline
      ? {
          ...baselineVariance(baseline.items, kept, new Set(inputs.items.map(({ key }) => key))),
          baseline: baseline.name,
        }
      : null,
    assumptions: prepared.assumptions,
    warnings: [
      ...inputs.warnings,
      ...prepared.warnings,
      ...beside.warnings,
      ...shortOfPeople(months),
      ...new Set(
        [...plan.warnings, ...(prepared.clock?.itemWarnings ?? [])].map(
          ({ itemId, message }) => `${keyOf(itemId)} ${message}.`,
        ),
      ),
      ...packed.warnings,
    ],
    stamp: stampOf(
      ENGINE,
      { asOf: isoOf(inputs.today), dataVersion: workspace.dataVersion, seed: 'schedule' },
      { workspace: workspace.key, ...args, asOf: undefined },
    ),
    plan: kept,
  })
}

/** On the forecast's clock; by people and days where the history does not carry a forecast. */
async function planned(
  context: AnalysisContext,
  { clock, portfolio, units, start }: Prepared,
  args: ScheduleArguments,
  today: number,
): Promise<PortfolioPlan | ClockPlan> {
  const schedules = schedulesFor(args.effort ?? 'standard', units.length)
  const options = { objective: args.objective ?? ('costOfDelay' as const), seed: 'schedule', schedules }
  if (clock) {
    const terms = clockTerms(clock, { ...options, today, start, horizonWeeks: args.horizonWeeks ?? null })
    return computed(context, 'schedule.clock', { problem: clock.problem, terms }, { deadlineMs: DEADLINE_MS })
  }
  const horizonWeeks = args.horizonWeeks ?? null
  return computed(
    context,
    'schedule.plan',
    { portfolio: portfolio!, options: { ...options, horizonWeeks } },
    { deadlineMs: DEADLINE_MS },
  ).catch((error: unknown) => {
    throw refusalOf(error, units)
  })
}

export function clockTerms(
  { members }: Pick<Clock, 'members'>,
  asked: {
    objective: Objective
    seed: string
    schedules: number
    today: number
    start: number
    horizonWeeks: number | null
  },
) {
  const { horizonWeeks, ...terms } = asked
  const horizon = horizonWeeks === null ? null : asked.start - asked.today + 7 * horizonWeeks - 1
  return { ...terms, horizon, trials: CHANCE_TRIALS, luck: SEED, members }
}

function usedBy({ utilization, items }: PortfolioPlan): PortfolioSchedule['teams'] {
  return [...Map.groupBy(utilization, ({ teamId }) => teamId)].map(([team, weeks]) => {
    const sum = (of: 'used' | 'offered') => weeks.reduce((total, week) => total + week[of], 0)
    const ends = items.flatMap(({ teamId, finish }) => (teamId === team ? [finish] : [])).sort()
    return { team, share: sum('offered') > 0 ? sum('used') / sum('offered') : 0, finish: ends.at(-1) ?? null }
  })
}
