/** A portfolio's plan: who does what when, how good it is, why, and what has no place. The whole computation, dates in and dates out. */
import { dayOf, type IsoDate, isoOf, weekdayOf } from '../../math/calendar.ts'
import { criticalPath, lateness, slack, startReasons, type StartCause, utilization } from './analysis.ts'
import { dateOf, finishBy, finishDate, type PlanningAxis, weekEdges } from '../problem/axis.ts'
import { lowerBound } from '../solver/bound.ts'
import type { Limits } from '../solver/incumbent.ts'
import { compile } from '../problem/instance.ts'
import { type Portfolio, portfolioProblem, type PortfolioWarning, type RefusalReason } from '../problem/portfolio.ts'
import type { Problem } from '../problem/problem.ts'
import { gapOf, type Objective, type Solution, type Status, type UnplacedReason } from '../problem/solution.ts'
import { solve } from '../solver/solve.ts'

export interface PlanOptions extends Limits {
  readonly objective: Objective
  readonly seed: number | string
  /** What would finish later has no place in this plan. Null plans everything. */
  readonly horizonWeeks: number | null
}

export interface PlannedItem {
  readonly id: string
  readonly teamId: string
  readonly people: number
  /** First and last day of work. */
  readonly start: IsoDate
  readonly finish: IsoDate
  /** The same in working days of the axis; the finish is exclusive. */
  readonly startPeriod: number
  readonly finishPeriod: number
  /** Working days that it can slip without moving the end of the plan. */
  readonly slack: number
  readonly critical: boolean
  /** Working days after its due date; negative is early, null without due date. */
  readonly late: number | null
  readonly cause: StartCause
  /** Items it waited for: predecessors, or those that held the team. */
  readonly waitedFor: readonly string[]
  /** The team or skill (`team/skill`) that was full, for RESOURCE. */
  readonly waitedForTeam: string | null
}

export interface UnplacedItem {
  readonly id: string
  readonly reason: RefusalReason | UnplacedReason | 'HORIZON' | 'BUSY'
  readonly proven: boolean
  readonly earliestFinish: IsoDate | null
}

export interface TeamWeek {
  readonly teamId: string
  /** Monday of the week. */
  readonly week: IsoDate
  /** Person-days planned and offered. */
  readonly used: number
  readonly offered: number
}

export interface PortfolioPlan {
  readonly status: Status
  readonly objective: Objective
  /** Working days, or cost of delay in its own unit (see the objective), over the placed items. */
  readonly value: number
  readonly lowerBound: number
  /** At most this share above the best possible; null when only the bound is zero. */
  readonly gap: number | null
  /** By start, then id. */
  readonly items: readonly PlannedItem[]
  readonly unplaced: readonly UnplacedItem[]
  readonly criticalPath: readonly string[]
  /** Teams and weeks of the plan, in the order of team ids. */
  readonly utilization: readonly TeamWeek[]
  readonly start: IsoDate
  /** Last day of work; null for an empty plan. */
  readonly finish: IsoDate | null
  readonly warnings: readonly PortfolioWarning[]
  readonly schedules: number
  readonly seed: number | string
}

/**
 * Plans a portfolio. For tardiness an item without cost of delay weighs 1, so that its due date still counts.
 * @throws ProblemError naming the field, or the circle of dependencies.
 */
export function planPortfolio(portfolio: Portfolio, options: PlanOptions): PortfolioPlan {
  const { problem: given, axis, teamOfMode, refused, warnings } = portfolioProblem(portfolio)
  const problem =
    options.objective === 'tardiness'
      ? { ...given, activities: given.activities.map((a) => (a.weight === 0 ? { ...a, weight: 1 } : a)) }
      : given
  const whole = solve(problem, options)
  const end =
    options.horizonWeeks === null ? Infinity : finishBy(axis, dayOf(portfolio.startDate) + 7 * options.horizonWeeks - 1)
  const { solution, kept, beyond } = cutAt(problem, whole, end)
  const reasons = startReasons(kept, solution)
  const path = criticalPath(kept, solution, reasons)
  const slips = slack(kept, solution)
  const late = lateness(kept, solution)
  const last = solution.allocations.reduce((latest, a) => Math.max(latest, a.finish), 0)
  const people = new Map(kept.activities.map((a) => [a.id, a.modes]))

  const items = solution.allocations.map((a): PlannedItem => {
    const reason = reasons.get(a.activity)!
    const teamId = teamOfMode.get(a.activity)![a.mode]!
    return {
      id: a.activity,
      teamId,
      people: people.get(a.activity)![a.mode]!.demands.find((d) => d.resource === teamId)!.units,
      start: dateOf(axis, a.start),
      finish: finishDate(axis, a.start, a.finish),
      startPeriod: a.start,
      finishPeriod: a.finish,
      slack: slips.get(a.activity)!,
      critical: slips.get(a.activity) === 0,
      late: late.get(a.activity) ?? null,
      cause: reason.cause,
      waitedFor: reason.activities,
      waitedForTeam: reason.resource,
    }
  })
  const date = (finish: number | null) => (finish === null ? null : finishDate(axis, 0, finish))
  const unplaced: UnplacedItem[] = [
    ...refused.map((r) => ({ id: r.itemId, reason: r.reason, proven: true, earliestFinish: null })),
    ...solution.unplaced.map((u) => ({
      id: u.activity,
      reason: u.reason,
      proven: u.proven,
      // Of what lost its place, or waits for what has none, this plan has no finish to tell.
      earliestFinish: u.proven && u.reason !== 'PREDECESSOR' ? date(u.earliestFinish) : null,
    })),
    ...beyond.map((a) => ({
      id: a.activity,
      reason: 'HORIZON' as const,
      proven: false,
      earliestFinish: date(a.finish),
    })),
  ]
  return {
    status: refused.length > 0 ? 'INFEASIBLE' : solution.status,
    objective: solution.objective,
    value: solution.value,
    lowerBound: solution.lowerBound,
    gap: solution.gap,
    items,
    unplaced: unplaced.sort((a, b) => (a.id < b.id ? -1 : 1)),
    criticalPath: path,
    utilization: teamWeeks(portfolio, kept, solution, axis, last),
    start: portfolio.startDate.slice(0, 10),
    finish:
      items.length === 0
        ? null
        : items.reduce((latest, item) => (item.finish > latest ? item.finish : latest), items[0]!.finish),
    warnings,
    schedules: solution.schedules,
    seed: solution.seed,
  }
}

/** The schedule of what finishes by `end`, valued and bounded by itself; what finishes later has no later predecessor inside. */
function cutAt(problem: Problem, solution: Solution, end: number) {
  const beyond = solution.allocations.filter((a) => a.finish > end)
  if (beyond.length === 0) return { solution, kept: problem, beyond }
  const allocations = solution.allocations.filter((a) => a.finish <= end)
  const inside = new Set(allocations.map((a) => a.activity))
  const kept: Problem = {
    resources: problem.resources,
    activities: problem.activities.filter((a) => inside.has(a.id)),
    precedence: problem.precedence.filter((p) => inside.has(p.predecessor) && inside.has(p.successor)),
  }
  const of = new Map(kept.activities.map((a) => [a.id, a]))
  const cost = allocations.map((a) => {
    const { weight, due } = of.get(a.activity)!
    return solution.objective === 'costOfDelay'
      ? weight * a.finish
      : due === null
        ? 0
        : weight * Math.max(0, a.finish - due)
  })
  const value =
    solution.objective === 'makespan'
      ? allocations.reduce((latest, a) => Math.max(latest, a.finish), 0)
      : cost.reduce((sum, c) => sum + c, 0)
  const bound = Math.min(value, lowerBound(solution.objective, compile(kept), value))
  const status: Status = solution.status === 'OPTIMAL' && value > bound ? 'FEASIBLE' : solution.status
  return {
    kept,
    beyond,
    solution: { ...solution, status, allocations, value, lowerBound: bound, gap: gapOf(value, bound) },
  }
}

function teamWeeks(
  portfolio: Portfolio,
  problem: Problem,
  solution: Solution,
  axis: PlanningAxis,
  last: number,
): TeamWeek[] {
  const teams = new Set(portfolio.teams.map((team) => team.id))
  return utilization(problem, solution, weekEdges(axis, last))
    .filter((row) => teams.has(row.resource))
    .map((row) => {
      const day = axis.days[row.from]!
      return { teamId: row.resource, week: isoOf(day - weekdayOf(day)), used: row.used, offered: row.offered }
    })
    .sort((a, b) => (a.teamId < b.teamId ? -1 : a.teamId > b.teamId ? 1 : a.week < b.week ? -1 : 1))
}
