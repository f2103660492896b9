/** How fast a team is where no forecast says: what it finished, per person and working day. */
import type { FlowItem, PlanningTeam } from '../../planning/planning.ts'
import { completionsOf, type Unit as WorkUnit } from '../../planning/work.ts'
import { workingDaysBetween } from '../../math/calendar.ts'
import { UNKNOWN } from '../../teams/members.ts'

/** Weeks of history that a team's pace is taken from, at most. */
const PACE_WEEKS = 12
/** Days at least: what was finished yesterday alone is no pace. */
const LEAST_DAYS = 7

export interface Pace {
  /** Size per person and working day. */
  readonly perPersonDay: number
  /** Weeks it was measured over, from 1 to {@link PACE_WEEKS}. */
  readonly weeks: number
}

/** A team whose members are unknown is planned as a whole: as one who does what all of them do. */
export const staffOf = ({ members }: Pick<PlanningTeam, 'members'>) => (members === UNKNOWN ? 1 : members)

/**
 * What the team finished in the last twelve weeks ÷ the person-days it had, from the day it began where that is later: weeks
 * in which there was no team say nothing about its pace. null without history.
 */
export function paceOf(team: PlanningTeam, history: readonly FlowItem[], unit: WorkUnit, end: number): Pace | null {
  let begun = Infinity
  for (const { teamId, statusCategory, startedDay, resolvedDay } of history)
    if (teamId === team.id && statusCategory === 'done' && resolvedDay !== null && resolvedDay <= end)
      begun = Math.min(begun, startedDay ?? resolvedDay)
  const first = Math.max(end - PACE_WEEKS * 7 + 1, Math.min(begun, end - LEAST_DAYS + 1))
  const size = completionsOf(history, unit, (of) => of === team.id)
    .filter(({ day }) => day >= first && day <= end)
    .reduce((sum, done) => sum + done.size, 0)
  const days = staffOf(team) * workingDaysBetween(team.calendar, first, end + 1)
  return size > 0 && days > 0 ? { perPersonDay: size / days, weeks: Math.ceil((end + 1 - first) / 7) } : null
}

/** Pace of a team without finished work: that of the others, else one item or point a day, per person where its members are known. */
export function usualPaces(teams: readonly PlanningTeam[], measured: readonly (Pace | null)[], unit: WorkUnit) {
  const mean = (paces: readonly number[]) =>
    paces.length ? paces.reduce((sum, pace) => sum + pace, 0) / paces.length : null
  const known = teams.flatMap((team, at) => (measured[at] ? [{ team, pace: measured[at].perPersonDay }] : []))
  const perPerson = mean(known.flatMap(({ team, pace }) => (team.members === UNKNOWN ? [] : [pace])))
  const perTeam = mean(known.map(({ team, pace }) => pace * staffOf(team)))
  const one = `1 ${unit === 'items' ? 'item' : 'point'}`
  return ({ members }: PlanningTeam): { pace: number; words: string } => {
    const pace = members === UNKNOWN ? perTeam : perPerson
    if (pace !== null) return { pace, words: 'the other teams’ pace' }
    return { pace: 1, words: members === UNKNOWN ? `${one} per day` : `${one} per person and day` }
  }
}

/** Weeks that the paces rest on: "over the last 2 weeks"; of several teams, the shortest and the longest. */
export function paceWords(measured: readonly (Pace | null)[]): string {
  const weeks = measured.flatMap((pace) => pace?.weeks ?? [])
  if (weeks.length === 0) return ''
  const [least, most] = [Math.min(...weeks), Math.max(...weeks)]
  return ` over the last ${least === most ? (most === 1 ? 'week' : `${most} weeks`) : `${least} to ${most} weeks`}`
}
