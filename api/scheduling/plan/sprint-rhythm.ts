/** Sprints still to come, as the teams run them: those with dates, then the same rhythm going on. */
import { dayOf, type IsoDate, isoOf } from '../../math/calendar.ts'
import type { PortfolioPlan } from './plan.ts'

export interface SprintDates {
  readonly id: string
  /** What people call it. Two teams may call theirs alike. */
  readonly name: string
  readonly teamId: string
  /** First and last day. */
  readonly start: IsoDate
  readonly end: IsoDate
}

/** A sprint of the past, the present or the future; without a team it is everybody's. */
export interface KnownSprint {
  readonly name: string
  readonly teamId: string | null
  readonly closed: boolean
  readonly start: IsoDate
  readonly end: IsoDate
}

/** Two weeks, where nothing is known. */
const USUAL_DAYS = 14
/** How many sprints after the end of the plan are offered, for what spills. */
const SPARE = 4
/** How many of the last starts say how often a sprint begins. */
const RECENT = 6

/** Sprints of every team from the plan's first day until four after its end, in the order of the teams. */
export function sprintsAhead(
  portfolio: { readonly teams: readonly { readonly id: string }[] },
  plan: Pick<PortfolioPlan, 'start' | 'finish'>,
  known: readonly KnownSprint[] = [],
): SprintDates[] {
  const first = dayOf(plan.start)
  const last = plan.finish === null ? first : dayOf(plan.finish)
  return portfolio.teams.flatMap(({ id: teamId }) => {
    const own = known.filter((sprint) => sprint.teamId === teamId)
    const shared = own.length ? own : known.filter((sprint) => sprint.teamId === null)
    return ofTeam(
      teamId,
      [...shared].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : a.name < b.name ? -1 : 1)),
      first,
      last,
    )
  })
}

function ofTeam(teamId: string, known: readonly KnownSprint[], first: number, last: number): SprintDates[] {
  const ahead = known.filter(({ closed, end }) => !closed && dayOf(end) >= first)
  const latest = known.at(-1)
  const stride = latest ? strideOf(known) : USUAL_DAYS
  const length = latest ? Math.min(stride, dayOf(latest.end) - dayOf(latest.start) + 1) : USUAL_DAYS
  const until = last + SPARE * stride
  const coming = ahead.map(({ name, start, end }): SprintDates => ({
    id: `${teamId}/${name}`,
    name,
    teamId,
    start,
    end,
  }))
  const anchor = latest ? dayOf(latest.start) : first - stride
  const taken = new Set(known.map(({ name }) => name))
  // After a pause nobody knows which number comes next.
  const skipped = Math.max(0, Math.ceil((first - (anchor + stride + length - 1)) / stride))
  for (let step = 1 + skipped; anchor + step * stride <= until; step++) {
    const start = anchor + step * stride
    const next = latest && skipped === 0 ? nextName(latest.name, step) : null
    const name = next === null || taken.has(next) ? `${teamId} sprint ${step - skipped}` : next
    coming.push({ id: `${teamId}/${name}`, name, teamId, start: isoOf(start), end: isoOf(start + length - 1) })
  }
  return coming
}

/** Days from one start to the next: the median of the last ones. */
function strideOf(known: readonly KnownSprint[]): number {
  const starts = [...new Set(known.map(({ start }) => dayOf(start)))].slice(-RECENT)
  const gaps = starts
    .slice(1)
    .map((start, at) => start - starts[at]!)
    .sort((a, b) => a - b)
  const latest = known.at(-1)!
  return Math.max(1, gaps[Math.floor(gaps.length / 2)] ?? dayOf(latest.end) - dayOf(latest.start) + 1)
}

/** "Sprint 24 (web)" two steps on is "Sprint 26 (web)"; a name without a number gets one. */
function nextName(name: string, steps: number): string {
  return /\d/.test(name)
    ? name.replace(/(\d+)(?=\D*$)/, (digits) => String(Number(digits) + steps).padStart(digits.length, '0'))
    : `${name} +${steps}`
}
