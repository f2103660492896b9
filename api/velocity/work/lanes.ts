/** Who delivers the work: a lane per team where each has enough history of its own, else all of them as one. */
import type { PlanningTeam } from '../../planning/planning.ts'
import { dayOf, MONDAY_TO_FRIDAY } from '../../math/calendar.ts'
import { effortAhead, type CapacityChange } from '../forecast/capacity.ts'
import type { CoupledItem } from '../simulation/coupling.ts'
import type { ItemClock } from '../forecast/item-clock.ts'
import type { FlowData } from '../../planning/flow-data.ts'
import { canForecast, forecasterOf, type Forecaster, type ForecastTerms } from '../forecast/forecast.ts'
import { flowHistory, type FlowHistory, type NotEnoughHistory } from '../flow/history.ts'
import type { ScopeGrowth } from '../forecast/scope-growth.ts'
import { completionsOf, completionsOfOne, NO_TEAM, teamWords, type Unit } from '../../planning/work.ts'

export interface Lane {
  /** Team name, or what stands for several: scenarios and streams of random numbers know the lane by it. */
  readonly key: string
  readonly name: string
  /** Teams whose work it does. */
  readonly teams: readonly PlanningTeam[]
  /** Its history is that of all work, with a team or without. */
  readonly everybody: boolean
  readonly size: number
  /** Of an item that was asked for by itself. */
  readonly clocks: readonly ItemClock[]
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

/** A team without enough history borrows the others' pace per member; only where nobody has one are all taken together. */
export function lanesOf(data: FlowData, question: LanesQuestion): Lanes | NotEnoughHistory {
  const { items, total, teams } = question
  const involved = [...new Set(items.map(({ team }) => team))].sort()
  const everyone = teams.length === data.teams.length
  const chosen = new Set(teams.map(({ name }) => name))
  const together = () =>
    laneOf(data, question, {
      name: teamWords(teams, data.teams.length),
      teams,
      size: total,
      clocks: clocksOf(items),
      ofTeam: (team) => everyone || (team !== null && chosen.has(team)),
      everybody: everyone,
      calendar: sharedCalendar(teams),
    })
  const apart = involved.some((name) => name !== NO_TEAM) || teamlessApart(data, question)
  if (involved.length === 0 || !apart) {
    const one = together()
    return isLane(one) ? { lanes: [one], warnings: [] } : one
  }
  const own = involved.map((name) => {
    const team = data.teams.find((candidate) => candidate.name === name)
    const terms = ownTerms(
      name,
      team ?? null,
      items.filter((item) => item.team === name),
    )
    return { terms, lane: laneOf(data, question, terms) }
  })
  const thin = own.flatMap(({ terms, lane }) => (isLane(lane) ? [] : [terms]))
  if (thin.length === 0) return { lanes: own.map(({ lane }) => lane as Lane), warnings: [] }
  const lenders = lendersOf(data, question)
  if (lenders.length > 0)
    return {
      lanes: own.map(({ terms, lane }) => (isLane(lane) ? lane : borrowedLane(data, question, terms, lenders))),
      warnings: thin.map((terms) => borrowedWords(terms, lenders)),
    }
  const all = together()
  return isLane(all)
    ? {
        lanes: [all],
        warnings:
          data.teams.length > 1 || involved.length > 1
            ? ['No team has enough history of its own, so the combined throughput of all teams is used.']
            : [],
      }
    : all
}

/** A team by itself, with no work of the question; null where no team has enough history. */
export function laneFor(
  data: FlowData,
  question: Pick<LanesQuestion, 'unit' | 'growth'>,
  team: PlanningTeam,
): Lane | null {
  const own = ownLane(data, question, team)
  if (own) return own
  const lenders = lendersOf(data, question)
  return lenders.length > 0 ? borrowedLane(data, question, ownTerms(team.name, team), lenders) : null
}

/** A team by itself, by its own history alone; null without enough of it. */
export function ownLane(
  data: FlowData,
  question: Pick<LanesQuestion, 'unit' | 'growth'>,
  team: PlanningTeam,
): Lane | null {
  const lane = laneOf(data, question, ownTerms(team.name, team))
  return isLane(lane) ? lane : null
}

/** Whether work under this name, of a team or of none, carries a forecast by itself. */
export function hasOwnHistory(data: FlowData, question: Pick<LanesQuestion, 'unit' | 'growth'>, name: string): boolean {
  const team = data.teams.find((candidate) => candidate.name === name) ?? null
  return isLane(laneOf(data, question, ownTerms(name, team)))
}

/** Work without a team has a pace of its own beside teams that finish some; where none does, all history is its own. */
const teamlessApart = (data: FlowData, question: LanesQuestion) =>
  data.teams.some(({ name }) => completionsOfOne(data.history.items, question.unit, name).length > 0) &&
  hasOwnHistory(data, question, NO_TEAM)

const clocksOf = (items: readonly CoupledItem[]) => items.flatMap(({ clock }) => clock ?? [])

function ownTerms(name: string, team: PlanningTeam | null, items: readonly CoupledItem[] = []): LaneTerms {
  return {
    name,
    teams: team ? [team] : [],
    size: items.reduce((sum, { size }) => sum + size, 0),
    clocks: clocksOf(items),
    ofTeam: null,
    calendar: team?.calendar ?? null,
  }
}

/** Teams whose own history carries a forecast. */
function lendersOf(data: FlowData, { unit }: Pick<LanesQuestion, 'unit'>): readonly PlanningTeam[] {
  const known = knownLenders.get(data) ?? {}
  knownLenders.set(data, known)
  return (known[unit] ??= data.teams.filter((team) => ownLane(data, { unit, growth: null }, team) !== null))
}

/** Asked for by every team that is too thin, and each time the same. */
const knownLenders = new WeakMap<FlowData, Partial<Record<Unit, readonly PlanningTeam[]>>>()

/** Share of the lenders' pace: by members, or one team's where members are unknown. */
function shareOf(members: number, lenders: readonly PlanningTeam[]): number {
  const theirs = lenders.reduce((sum, team) => sum + team.members, 0)
  return members > 0 && lenders.every((team) => team.members > 0) ? members / theirs : 1 / lenders.length
}

function borrowedLane(
  data: FlowData,
  question: Pick<LanesQuestion, 'unit' | 'growth'>,
  terms: LaneTerms,
  lenders: readonly PlanningTeam[],
): Lane {
  const names = new Set(lenders.map(({ name }) => name))
  const share = shareOf(
    terms.teams.reduce((sum, { members }) => sum + members, 0),
    lenders,
  )
  const ofTeam = (team: string | null) => team !== null && names.has(team)
  const lane = laneOf(data, question, { ...terms, ofTeam, share })
  // The lenders' completions are each enough for a forecast, so they are together.
  if (!isLane(lane)) throw new RangeError('lenders without a history')
  return lane
}

function borrowedWords({ name, teams }: LaneTerms, lenders: readonly PlanningTeam[]): string {
  const who = name === NO_TEAM ? 'Work without a team' : name
  const members = teams.reduce((sum, team) => sum + team.members, 0)
  const byMembers = members > 0 && lenders.every((team) => team.members > 0)
  const pace = byMembers
    ? `the pace per member of ${teamWords(lenders, Infinity)}, times ${members}`
    : `the pace of an average team (${teamWords(lenders, Infinity)})${name === NO_TEAM ? '' : ', because its number of members is not set'}`
  return `${who} has too little history of its own: it is planned at ${pace}. Its dates are rough.`
}

interface LaneTerms {
  readonly name: string
  readonly teams: readonly PlanningTeam[]
  readonly size: number
  readonly clocks: readonly ItemClock[]
  /** Whose history it is; null is that of the one team, or of what has none, by the name. */
  readonly ofTeam: ((team: string | null) => boolean) | null
  readonly everybody?: boolean
  readonly calendar: PlanningTeam['calendar'] | null
  /** Part of that pace that it has, where the history is that of other teams. */
  readonly share?: number
}

function laneOf(
  data: FlowData,
  { unit, growth }: Pick<LanesQuestion, 'unit' | 'growth'>,
  { name, teams, size, clocks, ofTeam, everybody = false, calendar, share }: LaneTerms,
): Lane | NotEnoughHistory {
  const { items } = data.history
  const done = ofTeam ? completionsOf(items, unit, ofTeam) : completionsOfOne(items, unit, name)
  const learned = flowHistory(
    share === undefined ? done : done.map((one) => ({ ...one, size: one.size * share })),
    data.end,
  )
  // Nobody has said when a team without a calendar works: its own finished items tell.
  const known = calendar === MONDAY_TO_FRIDAY ? null : calendar
  const changes = absencesOf(teams, data.today)
  const terms: ForecastTerms = { calendar: known, growth, changes, borrowed: share !== undefined }
  const plain = forecasterOf(learned, { ...terms, growth: null })
  if (!canForecast(plain)) return plain
  const forecaster = growth ? forecasterOf(learned, terms) : plain
  return canForecast(forecaster)
    ? {
        key: name,
        name,
        teams,
        everybody,
        size,
        clocks,
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

/**
 * Absences on record that lie ahead, as capacity: the share of the members who are there. A team of unknown size counts as
 * large as the others are on average: it is there, too.
 */
function absencesOf(teams: readonly PlanningTeam[], today: number): CapacityChange[] {
  const known = teams.filter((team) => team.members > 0)
  const members = (known.reduce((sum, team) => sum + team.members, 0) / Math.max(1, known.length)) * teams.length
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

/** Members behind a lane; 0 when they are not on record for each of its teams. */
export function membersOf({ teams }: Pick<Lane, 'teams'>): number {
  if (teams.some(({ members }) => members === 0)) return 0
  return teams.reduce((sum, { members }) => sum + members, 0)
}

/** Cost of one member for one week, the mean over the lane's members; null when a team's is unknown. */
export function costRateOf({ teams }: Pick<Lane, 'teams'>): number | null {
  const members = membersOf({ teams })
  if (members === 0 || teams.some(({ costRateCents }) => costRateCents === null)) return null
  return teams.reduce((sum, { costRateCents, members: count }) => sum + costRateCents! * count, 0) / members
}

/** Size finished per week in the last twelve weeks. */
export function weeklyPace({ history }: Lane): number {
  const recent = history.done.slice(-84)
  return (7 * recent.reduce((sum, size) => sum + size, 0)) / Math.max(7, recent.length)
}
