/** Who delivers the work: a lane per team where each has enough history of its own, else all of them as one. */
import type { PlanningTeam } from '../../planning/planning.ts'
import { dayOf, isoOf, MONDAY_TO_FRIDAY } from '../../math/calendar.ts'
import { effortAhead, type CapacityChange } from '../forecast/capacity.ts'
import type { CoupledItem } from '../simulation/coupling.ts'
import type { FlowData } from '../../planning/flow-data.ts'
import { canForecast, forecasterOf, type Forecaster, type ForecastTerms } from '../forecast/forecast.ts'
import { flowHistory, type FlowHistory, type NotEnoughHistory } from '../flow/history.ts'
import type { ScopeGrowth } from '../forecast/scope-growth.ts'
import { completionsOf, NO_TEAM, teamWords, type Unit } from '../../planning/work.ts'

export interface Lane {
  /** Team name, or what stands for several: scenarios and streams of random numbers know the lane by it. */
  readonly key: string
  readonly name: string
  /** Teams whose work it does. */
  readonly teams: readonly PlanningTeam[]
  readonly size: number
  readonly history: FlowHistory
  readonly terms: ForecastTerms
  readonly forecaster: Forecaster
  /** The same without scope growth; the forecaster itself where none is expected. */
  readonly plain: Forecaster
}

export interface LanesQuestion {
  readonly unit: Unit
  /** Items with their team names; empty when a plain size is asked for. */
  readonly items: readonly CoupledItem[]
  readonly total: number
  readonly teams: readonly PlanningTeam[]
  readonly growth: ScopeGrowth | null
}

export interface Lanes {
  readonly lanes: readonly Lane[]
  readonly warnings: readonly string[]
}

export function lanesOf(data: FlowData, question: LanesQuestion): Lanes | NotEnoughHistory {
  const { items, total, teams } = question
  const involved = [...new Set(items.map(({ team }) => team))].sort()
  const everyone = teams.length === data.teams.length
  const chosen = new Set(teams.map(({ name }) => name))
  const pooled = () =>
    laneOf(data, question, {
      name: teamWords(teams, data.teams.length),
      teams,
      size: total,
      ofTeam: (team) => everyone || (team !== null && chosen.has(team)),
      calendar: sharedCalendar(teams),
    })
  if (involved.length > 0 && !(involved.length === 1 && involved[0] === NO_TEAM)) {
    const own = involved.map((name) => {
      const team = data.teams.find((candidate) => candidate.name === name)
      const size = items.reduce((sum, item) => (item.team === name ? sum + item.size : sum), 0)
      return {
        name,
        lane: laneOf(data, question, {
          name,
          teams: team ? [team] : [],
          size,
          ofTeam: (other) => (other ?? NO_TEAM) === name,
          calendar: team?.calendar ?? null,
        }),
      }
    })
    const thin = own
      .filter(({ lane }) => !isLane(lane))
      .map(({ name }) => (name === NO_TEAM ? 'Work without a team' : name))
    if (thin.length === 0) return { lanes: own.map(({ lane }) => lane as Lane), warnings: [] }
    const all = pooled()
    if (isLane(all)) {
      const faster = data.teams.length > involved.length ? ', although not all of them do this work' : ''
      return {
        lanes: [all],
        warnings:
          data.teams.length > 1 || involved.length > 1
            ? [
                `${thin.join(' and ')} ${thin.length === 1 ? 'has' : 'have'} too little history of ${thin.length === 1 ? 'its' : 'their'} own: the throughput of all teams is taken together${faster}.`,
              ]
            : [],
      }
    }
    return all
  }
  const one = pooled()
  return isLane(one) ? { lanes: [one], warnings: [] } : one
}

/** A team by itself, with no work of the question; null without enough history. */
export function laneFor(
  data: FlowData,
  question: Pick<LanesQuestion, 'unit' | 'growth'>,
  team: PlanningTeam,
): Lane | null {
  const lane = laneOf(data, question, {
    name: team.name,
    teams: [team],
    size: 0,
    ofTeam: (other) => other === team.name,
    calendar: team.calendar,
  })
  return isLane(lane) ? lane : null
}

interface LaneTerms {
  readonly name: string
  readonly teams: readonly PlanningTeam[]
  readonly size: number
  readonly ofTeam: (team: string | null) => boolean
  readonly calendar: PlanningTeam['calendar'] | null
}

function laneOf(
  data: FlowData,
  { unit, growth }: Pick<LanesQuestion, 'unit' | 'growth'>,
  { name, teams, size, ofTeam, calendar }: LaneTerms,
): Lane | NotEnoughHistory {
  const learned = flowHistory(completionsOf(data.history.items, unit, ofTeam), data.end)
  // Nobody has said when a team without a calendar works: its own finished items tell.
  const known = calendar === MONDAY_TO_FRIDAY ? null : calendar
  const changes = absencesOf(teams, data.today)
  const terms: ForecastTerms = { calendar: known, growth, changes }
  const plain = forecasterOf(learned, { calendar: known, changes })
  if (!canForecast(plain)) return plain
  const forecaster = growth ? forecasterOf(learned, terms) : plain
  return canForecast(forecaster)
    ? {
        key: name,
        name,
        teams,
        size,
        history: learned,
        terms,
        forecaster: seenFrom(forecaster, data.today),
        plain: seenFrom(plain, data.today),
      }
    : forecaster
}

/** Days ahead count from today also where the data ends earlier. */
function seenFrom(forecaster: Forecaster, today: number): Forecaster {
  return forecaster.today === today
    ? forecaster
    : { ...forecaster, today, ahead: effortAhead(forecaster.capacity, today) }
}

const isLane = (answer: Lane | NotEnoughHistory): answer is Lane => 'forecaster' in answer

/** Absences on record that lie ahead, as capacity: the share of the members who are there. */
function absencesOf(teams: readonly PlanningTeam[], today: number): CapacityChange[] {
  const members = teams.reduce((sum, team) => sum + team.members, 0)
  const away = teams
    .flatMap((team) =>
      team.absences.map(({ from, to, members: count }) => ({
        from: dayOf(from),
        until: dayOf(to) + 1,
        count: Math.min(count, team.members),
      })),
    )
    .filter(({ until }) => until > today + 1)
  if (members === 0 || away.length === 0) return []
  const days = [...new Set(away.flatMap(({ from, until }) => [Math.max(from, today + 1), until]))].sort((a, b) => a - b)
  return days.map((day) => ({
    from: day,
    factor: Math.max(
      0,
      1 - away.reduce((sum, { from, until, count }) => (day >= from && day < until ? sum + count : sum), 0) / members,
    ),
  }))
}

/** The calendar of the teams when they share one; else none, and closed days show in the pace alone. */
export function sharedCalendar(teams: readonly PlanningTeam[]): PlanningTeam['calendar'] | null {
  const [first, ...rest] = teams
  const words = ({ calendar }: PlanningTeam) =>
    `${calendar.weekdays.join()} ${[...calendar.closed].sort((a, b) => a - b).join()}`
  return first && rest.every((other) => words(other) === words(first)) ? first.calendar : null
}

/** Members behind a lane; 0 when nobody is on record. */
export function membersOf({ teams }: Lane): number {
  return teams.reduce((sum, { members }) => sum + members, 0)
}

/** Cost of one member for one week, the mean over the lane's members; null when a team's is unknown. */
export function costRateOf({ teams }: Lane): number | null {
  const members = teams.reduce((sum, team) => sum + team.members, 0)
  if (members === 0 || teams.some(({ costRateCents }) => costRateCents === null)) return null
  return teams.reduce((sum, { costRateCents, members: count }) => sum + costRateCents! * count, 0) / members
}

/** Size finished per week in the last twelve weeks. */
export function weeklyPace({ history }: Lane): number {
  const recent = history.done.slice(-84)
  return (7 * recent.reduce((sum, size) => sum + size, 0)) / Math.max(7, recent.length)
}

export function massCloseWarnings(lanes: readonly Lane[]): string[] {
  const closes = lanes.flatMap(({ history }) => history.excluded)
  const items = closes.reduce((sum, close) => sum + close.items, 0)
  return closes.length
    ? [
        `${items} items were closed on ${closes.length === 1 ? `one day (${isoOf(closes[0]!.day)})` : `${closes.length} days`} of mass closing; they are left out of the pace.`,
      ]
    : []
}
