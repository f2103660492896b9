/** From items, teams and dates to a scheduling problem. What cannot enter the problem is named with its reason. */
import { dayOf, type IsoDate } from '../../math/calendar.ts'
import { capacityOn, createAxis, finishBy, periodOf, type PlanningAxis, type TeamCalendar } from './axis.ts'
import {
  type Activity,
  createProblem,
  type Mode,
  type Problem,
  ProblemError,
  unitsAt,
  workedPeriods,
} from './problem.ts'

export interface PortfolioTeam {
  readonly id: string
  readonly people: number
  /** Points that one person finishes in one working day. */
  readonly pointsPerPersonDay: number
  /** 0 = Monday … 6 = Sunday. */
  readonly weekdays: readonly number[]
  readonly closed: readonly IsoDate[]
  /** First and last day away. */
  readonly absences: readonly { readonly from: IsoDate; readonly to: IsoDate; readonly people: number }[]
  /** How many of the people have a skill. */
  readonly skills: ReadonlyMap<string, number>
}

export interface PortfolioItem {
  readonly id: string
  /** Remaining size; 0 makes a milestone. */
  readonly points: number
  /** Teams that may do it; with several, the one that finishes first does. */
  readonly teamIds: readonly string[]
  /** How many people work on it at once; a smaller team gives what it has. */
  readonly people: number
  /** Each takes one person with that skill in the team that does it. */
  readonly skills: readonly string[]
  /** Other teams that must be there all the time. */
  readonly supportingTeams: readonly { readonly teamId: string; readonly people: number }[]
  /** Cost of delay per working day. */
  readonly costOfDelay: number
  readonly releaseDate: IsoDate | null
  /** Last day on which finishing is in time: softly (due), strictly (deadline). */
  readonly dueDate: IsoDate | null
  readonly deadline: IsoDate | null
  readonly inProgress: boolean
}

export interface PortfolioDependency {
  readonly predecessor: string
  readonly successor: string
  /** Working days between finish and start. */
  readonly lag: number
}

export interface Portfolio {
  /** First day of the plan. */
  readonly startDate: IsoDate
  readonly teams: readonly PortfolioTeam[]
  readonly items: readonly PortfolioItem[]
  readonly dependencies: readonly PortfolioDependency[]
}

export type RefusalReason = 'NO_TEAM' | 'NO_SKILL' | 'TOO_LONG' | 'PREDECESSOR'
export type PortfolioWarning = {
  readonly code: 'DEPENDENCY_OVERTAKEN' | 'TEAM_OVERLOADED' | 'DUE_IN_PAST'
  readonly itemId: string
  readonly message: string
}

export interface PortfolioProblem {
  readonly problem: Problem
  readonly axis: PlanningAxis
  /** Team of each mode, by item. */
  readonly teamOfMode: ReadonlyMap<string, readonly string[]>
  readonly refused: readonly { readonly itemId: string; readonly reason: RefusalReason }[]
  readonly warnings: readonly PortfolioWarning[]
}

/** Longest item in working days: ten years. A longer one is an estimate to correct, not work to place. */
const LONGEST_ITEM = 2_600
const LONGEST_AXIS = 60_000

/** Working days that a team needs for an item. */
function workingDays(points: number, people: number, pointsPerPersonDay: number): number {
  return points === 0 ? 0 : Math.max(1, Math.ceil(points / (people * pointsPerPersonDay) - 1e-9))
}

/** @throws ProblemError naming the field, or the circle of dependencies. */
export function portfolioProblem(portfolio: Portfolio): PortfolioProblem {
  const start = dayField(portfolio.startDate, 'startDate')
  const calendars = new Map(portfolio.teams.map((team, i) => [team.id, teamCalendar(team, `teams[${i}]`)]))
  const teams = new Map(portfolio.teams.map((team) => [team.id, team]))
  portfolio.items.forEach((item, i) => refuseNonsense(item, `items[${i}]`))
  const modes = new Map(portfolio.items.map((item) => [item.id, modesOf(item, teams)]))
  const refused = new Map<string, RefusalReason>()
  for (const [id, found] of modes) if (typeof found === 'string') refused.set(id, found)
  const successors = Map.groupBy(portfolio.dependencies, (d) => d.predecessor)
  for (const id of refused.keys())
    for (const d of successors.get(id) ?? []) if (!refused.has(d.successor)) refused.set(d.successor, 'PREDECESSOR')

  const items = portfolio.items.filter((item) => !refused.has(item.id))
  const optionsOf = (item: PortfolioItem) => modes.get(item.id) as Option[]
  const dates = [
    start,
    ...[...calendars.values()].flatMap((c) => [...c.closed, ...c.absences.map((a) => a.to)]),
    ...items.flatMap((item) => [item.releaseDate, item.dueDate, item.deadline].filter((d) => d !== null).map(dayOf)),
  ]
  const work = items.reduce((sum, item) => sum + Math.max(...optionsOf(item).map((o) => o.mode.duration)), 0)
  const lags = portfolio.dependencies.reduce((sum, d) => sum + d.lag, 0)
  const axis = createAxis(
    [...calendars.values()],
    start,
    Math.min(LONGEST_AXIS, dates.reduce((last, day) => Math.max(last, day), start) - start + work + lags + 8),
  )
  const resources = portfolio.teams.flatMap((team) => [
    { id: team.id, capacity: capacityOn(axis, calendars.get(team.id)!) },
    ...[...team.skills].map(([skill, people]) => ({
      id: skillId(team.id, skill),
      capacity: capacityOn(axis, calendars.get(team.id)!, people),
    })),
  ])

  const warnings: PortfolioWarning[] = []
  const pinned = pinWorkInProgress(
    items.filter((item) => item.inProgress),
    optionsOf,
    new Map(resources.map((r) => [r.id, r.capacity])),
    warnings,
  )
  const activities = items.map((item): Activity => {
    const due = item.dueDate === null ? null : finishBy(axis, dayOf(item.dueDate))
    if (due !== null && due <= 0)
      warnings.push({
        code: 'DUE_IN_PAST',
        itemId: item.id,
        message: `was due on ${item.dueDate}, before the plan starts`,
      })
    const running = pinned.get(item.id)
    const options = running === undefined ? optionsOf(item) : [running.option]
    const deadline = item.deadline === null ? null : finishBy(axis, dayOf(item.deadline))
    return {
      id: item.id,
      weight: item.costOfDelay,
      due,
      modes: options.map((o) => o.mode),
      start: running === undefined ? null : 0,
      release: item.releaseDate === null || item.inProgress ? 0 : periodOf(axis, dayOf(item.releaseDate)),
      // what runs already is shown late rather than left out
      deadline: running !== undefined && deadline !== null && running.finish > deadline ? null : deadline,
    }
  })
  const precedence = portfolio.dependencies.filter((d) => {
    if (refused.has(d.predecessor) || refused.has(d.successor)) return false
    if (!pinned.has(d.successor)) return true
    warnings.push({
      code: 'DEPENDENCY_OVERTAKEN',
      itemId: d.successor,
      message: `is in progress although it waits for ${d.predecessor}`,
    })
    return false
  })
  return {
    problem: createProblem({ resources, activities, precedence }),
    axis,
    teamOfMode: new Map(
      items.map((item) => [
        item.id,
        (pinned.has(item.id) ? [pinned.get(item.id)!.option] : optionsOf(item)).map((o) => o.teamId),
      ]),
    ),
    refused: [...refused]
      .map(([itemId, reason]) => ({ itemId, reason }))
      .sort((a, b) => (a.itemId < b.itemId ? -1 : 1)),
    warnings: warnings.sort((a, b) =>
      a.itemId < b.itemId ? -1 : a.itemId > b.itemId ? 1 : a.message < b.message ? -1 : 1,
    ),
  }
}

const skillId = (teamId: string, skill: string) => `${teamId}/${skill}`

interface Option {
  readonly teamId: string
  readonly mode: Mode
}

function modesOf(item: PortfolioItem, teams: ReadonlyMap<string, PortfolioTeam>): Option[] | RefusalReason {
  const supported = item.supportingTeams.every((s) => (teams.get(s.teamId)?.people ?? 0) >= s.people)
  const staffed = [...new Set(item.teamIds)]
    .flatMap((id) => teams.get(id) ?? [])
    .filter((team) => team.people > 0 && team.pointsPerPersonDay > 0 && team.weekdays.length > 0)
  if (staffed.length === 0 || !supported) return 'NO_TEAM'
  const skilled = staffed.filter((team) => item.skills.every((skill) => (team.skills.get(skill) ?? 0) > 0))
  if (skilled.length === 0) return 'NO_SKILL'
  const options = skilled
    .map((team): Option => {
      const people = Math.min(item.people, team.people)
      const support = item.supportingTeams
        .filter((s) => s.teamId !== team.id)
        .map((s) => ({ resource: s.teamId, units: s.people }))
      const skills = [...new Set(item.skills)].map((skill) => ({ resource: skillId(team.id, skill), units: 1 }))
      return {
        teamId: team.id,
        mode: {
          duration: workingDays(item.points, people, team.pointsPerPersonDay),
          demands: [{ resource: team.id, units: people }, ...skills, ...support],
        },
      }
    })
    .filter((option) => option.mode.duration <= LONGEST_ITEM)
  return options.length > 0 ? options.sort((a, b) => (a.teamId < b.teamId ? -1 : 1)) : 'TOO_LONG'
}

/** Work in progress starts at once where its team has the people; what does not fit waits like the rest. */
function pinWorkInProgress(
  items: readonly PortfolioItem[],
  optionsOf: (item: PortfolioItem) => readonly Option[],
  capacity: ReadonlyMap<string, readonly { readonly from: number; readonly units: number }[]>,
  warnings: PortfolioWarning[],
): Map<string, { option: Option; finish: number }> {
  const held = new Map<string, number>()
  const pinned = new Map<string, { option: Option; finish: number }>()
  for (const item of [...items].sort((a, b) => b.costOfDelay - a.costOfDelay || (a.id < b.id ? -1 : 1))) {
    for (const option of optionsOf(item)) {
      const worked = workedPeriods(option.mode, 0, capacity)
      const key = (period: number, resource: string) => `${period} ${resource}`
      const fits = worked?.every((period) =>
        option.mode.demands.every(
          (d) => (held.get(key(period, d.resource)) ?? 0) + d.units <= unitsAt(capacity.get(d.resource)!, period),
        ),
      )
      if (worked === null || fits !== true) continue
      for (const period of worked)
        for (const d of option.mode.demands)
          held.set(key(period, d.resource), (held.get(key(period, d.resource)) ?? 0) + d.units)
      pinned.set(item.id, { option, finish: (worked.at(-1) ?? -1) + 1 })
      break
    }
    if (!pinned.has(item.id))
      warnings.push({
        code: 'TEAM_OVERLOADED',
        itemId: item.id,
        message: 'is in progress, but its team has more in progress than people; it waits in this plan',
      })
  }
  return pinned
}

function dayField(date: IsoDate, field: string): number {
  try {
    return dayOf(date)
  } catch {
    throw new ProblemError('INVALID', field, 'must be a date such as 2026-03-19')
  }
}

function teamCalendar(team: PortfolioTeam, field: string): TeamCalendar {
  const whole = (value: number, at: string) => {
    if (!Number.isInteger(value) || value < 0)
      throw new ProblemError('INVALID', `${field}.${at}`, `must be a whole number from 0, not ${value}`)
    return value
  }
  if (!Number.isFinite(team.pointsPerPersonDay) || team.pointsPerPersonDay < 0)
    throw new ProblemError('INVALID', `${field}.pointsPerPersonDay`, 'must be a number from 0')
  for (const [skill, people] of team.skills) whole(people, `skills.${skill}`)
  return {
    people: whole(team.people, 'people'),
    weekdays: team.weekdays,
    closed: team.closed.map((date, i) => dayField(date, `${field}.closed[${i}]`)),
    absences: team.absences.map((a, i) => ({
      from: dayField(a.from, `${field}.absences[${i}].from`),
      to: dayField(a.to, `${field}.absences[${i}].to`),
      people: whole(a.people, `absences[${i}].people`),
    })),
  }
}

function refuseNonsense(item: PortfolioItem, field: string): void {
  if (!Number.isFinite(item.points) || item.points < 0)
    throw new ProblemError('INVALID', `${field}.points`, `must be a number from 0, not ${item.points}`)
  if (!Number.isInteger(item.people) || item.people < 1)
    throw new ProblemError('INVALID', `${field}.people`, `must be a whole number from 1, not ${item.people}`)
  if (!Number.isFinite(item.costOfDelay) || item.costOfDelay < 0)
    throw new ProblemError('INVALID', `${field}.costOfDelay`, `must be a number from 0, not ${item.costOfDelay}`)
  for (const name of ['releaseDate', 'dueDate', 'deadline'] as const)
    if (item[name] !== null) dayField(item[name], `${field}.${name}`)
}
