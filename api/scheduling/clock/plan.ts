/** A portfolio's plan on the forecast's clock: who does what when, how good it is, why, how likely, and what has no place. */
import { type IsoDate, isoOf, weekdayOf } from '../../math/calendar.ts'
import { HORIZON_DAYS } from '../../velocity/forecast/horizon.ts'
import { afterLag } from '../../velocity/simulation/lag.ts'
import type { PlannedItem, PortfolioPlan, UnplacedItem } from '../plan/plan.ts'
import { gapOf } from '../problem/solution.ts'
import { costOf, ripeOn, type Bar, type ClockOptions, type ClockProblem } from './bars.ts'
import { clockBound } from './bound.ts'
import { chancesOf, type Chance } from './chances.ts'
import { hopelessOf, outOfTime } from './deadlines.ts'
import { decoderOf, type Timetable } from './decode.ts'
import { criticalChain, slackDays, waitedFor } from './path.ts'
import { bestOrder, type Ordered } from './search.ts'
import { workdaysAhead } from './workdays.ts'

export interface ClockTerms extends ClockOptions {
  /** Day number of the question, and of the plan's first day. */
  readonly today: number
  readonly start: number
  /** Last day of the horizon, in days from today; null plans everything. */
  readonly horizon: number | null
  /** Names the streams of random numbers: the same luck as in a forecast. */
  readonly luck: string
  /** People by lane; 0 where nobody is on record. */
  readonly members: Readonly<Record<string, number>>
}

export interface DateChance {
  readonly probability: number
  /** null is not within ten years. */
  readonly date85: IsoDate | null
}

/** Person-days of a lane in a month; team-days where nobody is on record. */
export interface TeamMonth {
  readonly teamId: string
  /** `2027-01` */
  readonly month: string
  readonly used: number
  readonly offered: number
  /** Without absences. */
  readonly usual: number
}

export interface ClockPlan extends PortfolioPlan {
  readonly months: readonly TeamMonth[]
  readonly chances: Readonly<Record<string, DateChance>>
  readonly whole: DateChance | null
  /** Share of each lane's capacity that the plan uses until its end. */
  readonly lanes: readonly { readonly lane: string; readonly share: number; readonly finish: IsoDate | null }[]
}

export function planOnClock(problem: ClockProblem, terms: ClockTerms): ClockPlan {
  const { today, objective, horizon } = terms
  const unplaced: UnplacedItem[] = []
  const hopeless = hopelessOf(problem)
  let bars = leaveOut(problem.bars, new Map([...hopeless.keys()].map((j) => [j, 'DEADLINE'])), unplaced)
  let found = bestOrder({ ...problem, bars }, terms)
  let schedules = found.schedules
  const noPlace = () => withoutPlace({ ...problem, bars }, found, terms.stop)
  for (let gone = noPlace(); gone.size > 0; gone = noPlace()) {
    bars = leaveOut(bars, gone, unplaced)
    found = bestOrder({ ...problem, bars }, { ...terms, schedules: Math.min(terms.schedules, 2_000) }, found.ids)
    schedules += found.schedules
  }
  const dateOf = (day: number) => isoOf(today + day)
  const dropped = unplaced.length > 0
  const alone = new Map([...hopeless].map(([j, day]) => [problem.bars[j]!.id, day]))
  const known = (one: UnplacedItem): UnplacedItem => {
    const day = alone.get(one.id)
    return day === undefined ? one : { ...one, proven: true, earliestFinish: day <= HORIZON_DAYS ? dateOf(day) : null }
  }
  const { timetable, order } = found
  const beyond = new Set(bars.flatMap((_, j) => (horizon !== null && timetable.finish[j]! > horizon ? [j] : [])))
  for (const j of beyond)
    unplaced.push({
      id: bars[j]!.id,
      reason: 'HORIZON',
      proven: false,
      earliestFinish: dateOf(timetable.finish[j]!),
    })
  const chances = bars.length
    ? chancesOf({ ...problem, bars }, order, timetable.finish, { trials: terms.trials, seed: terms.luck })
    : null
  const path = criticalChain(
    bars.filter((_, j) => !beyond.has(j)),
    beyond.size ? without(timetable, bars, beyond) : timetable,
    today,
  )
  const onPath = new Set(path)
  const slack = slackDays({ ...problem, bars }, order, timetable)
  const worked = new Map(
    problem.lanes.map(({ key, forecaster: { capacity } }) => [key, workdaysAhead(capacity, today, HORIZON_DAYS)]),
  )
  const placed = bars.flatMap((bar, j) => (beyond.has(j) ? [] : [{ bar, j }]))
  const items = placed.map(({ bar, j }): PlannedItem => {
    const workdays = worked.get(bar.lane)!
    const finish = timetable.finish[j]!
    const start = Math.min(finish, firstDay(bar, j, bars, timetable, workdays, terms))
    let slips = 0
    for (let day = finish + 1; day <= finish + slack[j]!; day++) if (workdays[day]! > 0) slips++
    return {
      id: bar.id,
      teamId: bar.lane,
      people: terms.members[bar.lane] ?? 0,
      start: dateOf(start),
      finish: dateOf(finish),
      startPeriod: start,
      finishPeriod: finish + 1,
      slack: slips,
      critical: onPath.has(bar.id),
      late: bar.due === null ? null : finish - bar.due,
      cause: (
        {
          START: 'PLAN_START',
          STARTED: 'IN_PROGRESS',
          RELEASE: 'RELEASE',
          PREDECESSOR: 'PREDECESSOR',
          RESOURCE: 'RESOURCE',
        } as const
      )[timetable.waited[j]!],
      waitedFor: waitedFor(bars, timetable, j, today),
      waitedForTeam: timetable.waited[j] === 'RESOURCE' ? bar.lane : null,
    }
  })
  const last = placed.reduce((latest, { j }) => Math.max(latest, timetable.finish[j]!), 0)
  const kept = { ...problem, bars: placed.map(({ bar }) => bar) }
  const value = beyond.size
    ? costOf(
        objective,
        kept.bars,
        placed.map(({ j }) => timetable.finish[j]!),
      )
    : found.value
  const lowerBound = beyond.size
    ? Math.min(
        value,
        closed(kept, () => clockBound(kept, objective, decoderOf(kept)).value),
      )
    : found.lowerBound
  const use = (period: (day: number) => string) => usedPer(problem, placed, timetable, last, terms, period)
  const weeks = use((day) => isoOf(day - weekdayOf(day))).map(({ period: week, teamId, used, offered }) => ({
    teamId,
    week,
    used,
    offered,
  }))
  const shown = ({ probability, day85 }: Chance): DateChance => ({
    probability,
    date85: day85 <= HORIZON_DAYS ? dateOf(day85) : null,
  })
  return {
    status: dropped
      ? 'INFEASIBLE'
      : value <= lowerBound
        ? 'OPTIMAL'
        : found.status === 'OPTIMAL'
          ? 'FEASIBLE'
          : found.status,
    objective,
    value,
    lowerBound,
    gap: gapOf(value, lowerBound),
    items: items.sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : a.id < b.id ? -1 : 1)),
    unplaced: unplaced.map(known).sort((a, b) => (a.id < b.id ? -1 : 1)),
    criticalPath: path,
    utilization: weeks,
    months: use((day) => isoOf(day).slice(0, 7)).map(({ period: month, ...rest }) => ({ month, ...rest })),
    start: isoOf(terms.start),
    finish: placed.length ? dateOf(last) : null,
    warnings: [],
    schedules,
    seed: terms.seed,
    chances: Object.fromEntries(placed.map(({ bar, j }) => [bar.id, shown(chances!.bars[j]!)])),
    whole: placed.length && beyond.size === 0 && !dropped ? shown(chances!.whole) : null,
    lanes: problem.lanes.map(({ key }) => {
      const mine = weeks.filter(({ teamId }) => teamId === key)
      const offered = mine.reduce((sum, week) => sum + week.offered, 0)
      const ends = placed.flatMap(({ bar, j }) => (bar.lane === key ? [timetable.finish[j]!] : []))
      return {
        lane: key,
        share: offered > 0 ? mine.reduce((sum, { used }) => sum + used, 0) / offered : 0,
        finish: ends.length ? dateOf(Math.max(...ends)) : null,
      }
    }),
  }
}

const closed = (problem: ClockProblem, bound: () => number) => {
  const ids = new Set(problem.bars.map(({ id }) => id))
  return problem.bars.every(({ blockedBy }) => blockedBy.every(({ id }) => ids.has(id))) ? bound() : 0
}

/**
 * First day of work: the day its lane came free with some of the day left, else the next one that is worked. An item with
 * a clock of its own begins as long before its end as one of its kind takes, where it may.
 */
function firstDay(
  bar: Bar,
  j: number,
  bars: readonly Bar[],
  { start, finish }: Timetable,
  workdays: Float64Array,
  { start: planStart, today }: Pick<ClockTerms, 'start' | 'today'>,
): number {
  const number = new Map(bars.map(({ id }, at) => [id, at]))
  const begins = bar.clock?.age === null ? finish[j]! - ripeOn(bar, 0) + 1 : Infinity
  let day = Math.max(1, planStart - today, bar.earliest + 1, Math.min(start[j]! + 1, begins))
  for (const { id, lagDays } of bar.blockedBy)
    day = Math.max(day, afterLag(today, finish[number.get(id)!]!, lagDays) + 1)
  while (day < finish[j]! && workdays[day] === 0) day++
  return day
}

type Gone = 'TOO_LONG' | 'BUSY' | 'DEADLINE'

/** Bars past ten years; where there are none, those that give way so that the others meet their deadlines. */
function withoutPlace(
  problem: ClockProblem,
  { order, timetable: { finish } }: Ordered,
  stop: ClockTerms['stop'],
): Map<number, Gone> {
  const { bars } = problem
  const endless = bars.flatMap((_, j) => (finish[j]! > HORIZON_DAYS ? [j] : []))
  if (endless.length > 0) {
    const { dayOf, laneOf } = decoderOf(problem)
    const tooLong = endless.filter(
      (j) => Math.max(dayOf(laneOf[j]!, bars[j]!.size), ripeOn(bars[j]!, 0)) > HORIZON_DAYS,
    )
    if (tooLong.length > 0) return new Map(tooLong.map((j) => [j, 'TOO_LONG']))
    // The largest goes first: what waits behind it may well fit.
    const largest = endless.reduce((most, j) => (bars[j]!.size > bars[most]!.size ? j : most), endless[0]!)
    return new Map([[largest, 'BUSY']])
  }
  const missed = bars.some(({ deadline }, j) => deadline !== null && finish[j]! > deadline)
  return new Map(missed ? [...outOfTime(problem, order, stop)].map((j) => [j, 'DEADLINE']) : [])
}

function leaveOut(bars: readonly Bar[], gone: ReadonlyMap<number, Gone>, unplaced: UnplacedItem[]): Bar[] {
  const reasons = new Map<string, UnplacedItem['reason']>([...gone].map(([j, reason]) => [bars[j]!.id, reason]))
  for (let grew = true; grew;) {
    grew = false
    for (const { id, blockedBy } of bars)
      if (!reasons.has(id) && blockedBy.some((blocker) => reasons.has(blocker.id))) {
        reasons.set(id, 'PREDECESSOR')
        grew = true
      }
  }
  for (const [id, reason] of reasons) unplaced.push({ id, reason, proven: false, earliestFinish: null })
  return bars.filter(({ id }) => !reasons.has(id))
}

function without(timetable: Timetable, bars: readonly Bar[], out: ReadonlySet<number>): Timetable {
  const kept = bars.flatMap((_, j) => (out.has(j) ? [] : [j]))
  const place = new Map(kept.map((j, at) => [j, at]))
  return {
    start: Float64Array.from(kept, (j) => timetable.start[j]!),
    finish: Float64Array.from(kept, (j) => timetable.finish[j]!),
    worked: Float64Array.from(kept, (j) => timetable.worked[j]!),
    waited: kept.map((j) => timetable.waited[j]!),
    before: Int32Array.from(kept, (j) => place.get(timetable.before[j]!) ?? -1),
  }
}

/** Person-days of each lane and period that are planned, offered, and offered without absences; team-days where nobody is on record. */
function usedPer(
  { lanes }: ClockProblem,
  placed: readonly { readonly bar: Bar; readonly j: number }[],
  { start, worked }: Timetable,
  last: number,
  { today, members }: ClockTerms,
  periodOf: (day: number) => string,
): { teamId: string; period: string; used: number; offered: number; usual: number }[] {
  return lanes.flatMap(({ key, forecaster: { capacity } }) => {
    const people = members[key] || 1
    const present = workdaysAhead(capacity, today, last)
    const everyone = workdaysAhead({ ...capacity, changes: [] }, today, last)
    const mine = placed.filter(({ bar }) => bar.lane === key)
    const periods = new Map<string, { used: number; offered: number; usual: number }>()
    for (let day = 1; day <= last; day++) {
      const name = periodOf(today + day)
      const period = periods.get(name) ?? { used: 0, offered: 0, usual: 0 }
      period.offered += present[day]! * people
      period.usual += everyone[day]! * people
      if (mine.some(({ j }) => day > start[j]! && day <= worked[j]!)) period.used += present[day]! * people
      periods.set(name, period)
    }
    return [...periods].map(([period, use]) => ({ teamId: key, period, ...use }))
  })
}
