/** One trial of a coupled simulation, played from event to event on typed arrays. */
import { HORIZON_DAYS } from '../forecast/horizon.ts'
import type { Forecaster } from '../forecast/forecast.ts'
import { clockDays } from '../forecast/item-clock.ts'
import type { Coupling } from './coupling.ts'
import { afterLag } from './lag.ts'
import { Lines } from './lines.ts'
import { levelAt, type Lane } from './luck.ts'

/** A day past the horizon. */
export const NEVER = HORIZON_DAYS + 1
const DAY_STEPS = 4
/** Entries per team in the table of days; effort past its end is looked for day by day. */
const DAY_TABLE = HORIZON_DAYS * DAY_STEPS
const AHEAD = HORIZON_DAYS + 2

/** Typed arrays that every trial uses again. Those that change lie in blocks, so that a trial starts with a few copies and fills. */
export interface Workspace {
  readonly state: Int32Array
  readonly initial: Int32Array
  readonly clocks: Float64Array
  /** Day from which an item may start once nothing blocks it. */
  readonly from: Int32Array
  /** Unfinished blockers. */
  readonly open: Int32Array
  /** Items that a team has not taken. */
  readonly left: Int32Array
  /** The day a team has reached, and whether it stood idle until then. */
  readonly day: Int32Array
  readonly idle: Int32Array
  readonly lines: Lines
  /** Effort-days a team has reached, its size done in steps of its table, and the working effort that took. */
  readonly effort: Float64Array
  readonly done: Float64Array
  readonly worked: Float64Array
  readonly finish: Int32Array
  /** Day on which the last item of a team is done. */
  readonly last: Int32Array
  /** Items with a clock of their own. */
  readonly clocked: Int32Array
  /** Days that an item's own clock needs in this trial; 0 without one. An item in progress counts them from today. */
  readonly own: Int32Array
  readonly underWay: Uint8Array
  /** Items in the order in which they were taken. */
  readonly sequence: Int32Array
  /** Item sizes in steps of their team's table. */
  readonly itemSize: Float64Array
  /** Paths of all teams, team k's from pathStart[k] on. */
  readonly path: Float64Array
  readonly pathStart: Int32Array
  /** Running effort ahead of all teams, AHEAD entries each. */
  readonly ahead: Float64Array
  /** First day whose running effort reaches i ÷ DAY_STEPS, DAY_TABLE entries for each team. */
  readonly dayOfEffort: Int32Array
}

export function workspaceOf(coupling: Coupling, lanes: readonly Lane[], forecasters: readonly Forecaster[]): Workspace {
  const items = coupling.keys.length
  const teams = lanes.length
  const pathStart = new Int32Array(teams + 1)
  const ahead = new Float64Array(teams * AHEAD)
  const dayOfEffort = new Int32Array(teams * DAY_TABLE)
  forecasters.forEach((forecaster, k) => {
    pathStart[k + 1] = pathStart[k]! + lanes[k]!.steps + 2
    ahead.set(forecaster.ahead, k * AHEAD)
    ahead[k * AHEAD + NEVER] = Infinity
    for (let i = 0, day = 1; i < DAY_TABLE; i++) {
      while (day < HORIZON_DAYS && forecaster.ahead[day]! < i / DAY_STEPS) day++
      dayOfEffort[k * DAY_TABLE + i] = day
    }
  })
  const left = new Int32Array(teams)
  for (const k of coupling.team) left[k]!++
  const initial = Int32Array.from([...coupling.earliest, ...coupling.blockers, ...left, ...new Int32Array(2 * teams)])
  const state = initial.slice()
  const clocks = new Float64Array(3 * teams)
  return {
    state,
    initial,
    clocks,
    from: state.subarray(0, items),
    open: state.subarray(items, 2 * items),
    left: state.subarray(2 * items, 2 * items + teams),
    day: state.subarray(2 * items + teams, 2 * items + 2 * teams),
    idle: state.subarray(2 * items + 2 * teams),
    lines: new Lines(coupling, teams),
    effort: clocks.subarray(0, teams),
    done: clocks.subarray(teams, 2 * teams),
    worked: clocks.subarray(2 * teams),
    finish: new Int32Array(items),
    last: new Int32Array(teams),
    clocked: Int32Array.from(coupling.clock.flatMap((clock, item) => (clock ? [item] : []))),
    own: new Int32Array(items),
    underWay: Uint8Array.from(coupling.clock, (clock) => Number(clock !== null && clock.age !== null)),
    sequence: new Int32Array(items),
    itemSize: coupling.itemSize.map((size, i) => size * lanes[coupling.team[i]!]!.perSize),
    path: new Float64Array(pathStart[teams]!),
    pathStart,
    ahead,
    dayOfEffort,
  }
}

/** An item with a clock of its own takes as long as the luck of its team says in this trial. */
export function drawClocks(coupling: Coupling, lanes: readonly Lane[], trial: number, work: Workspace): void {
  for (const item of work.clocked) {
    const days = clockDays(coupling.clock[item]!, levelAt(lanes[coupling.team[item]!]!.luck[trial]!))
    work.own[item] = days < NEVER ? days : NEVER
  }
}

/** Plays one trial from event to event; returns the day on which the last item is done. */
export function playTrial(coupling: Coupling, teams: number, work: Workspace): number {
  const { team, dependents, dependentsFrom, lag, today } = coupling
  const { from, open, left, day, idle, lines } = work
  work.state.set(work.initial)
  work.clocks.fill(0)
  work.last.fill(0)
  // What is not taken in this trial has no end in it.
  work.finish.fill(NEVER)
  lines.restart()
  let last = 0
  let taken = 0
  for (;;) {
    // The team whose clock is furthest behind goes next, and on until another one is; one without items left never does.
    let k = -1
    let behind = -1
    for (let other = 0; other < teams; other++) {
      if (left[other] === 0) continue
      if (k < 0 || day[other]! < day[k]!) {
        behind = k
        k = other
      } else if (behind < 0 || day[other]! < day[behind]!) behind = other
    }
    if (k < 0) return last
    for (let on = true; on;) {
      const now = day[k]!
      const item = lines.next(k, now)
      if (item < 0) {
        if (now >= NEVER) {
          takeRest(coupling, work, taken)
          return NEVER
        }
        idle[k] = 1
        const wake = lines.wake(k)
        day[k] = wake < NEVER ? wake : NEVER
        break
      }
      work.sequence[taken++] = item
      left[k]!--
      // The team works on the item, from where it stopped or, after standing idle, from the end of day `now`.
      const finished = workedOn(item, k, now, work)
      if (finished > last) last = finished
      for (let d = dependentsFrom[item]!, end = dependentsFrom[item + 1]!; d < end; d++) {
        const dependent = dependents[d]!
        const start = afterLag(today, finished, lag[d]!)
        if (start > from[dependent]!) from[dependent] = start < NEVER ? start : NEVER
        if (--open[dependent]! > 0) continue
        const opened = from[dependent]!
        const waiting = team[dependent]!
        lines.opens(waiting, dependent, opened)
        if (idle[waiting] === 1 && opened < day[waiting]!) {
          day[waiting] = opened > now ? opened : now
          on = false
        }
      }
      if (left[k] === 0) break
      if (behind >= 0 && (day[k]! > day[behind]! || (day[k] === day[behind] && k > behind))) break
    }
  }
}

/** Items that nobody takes within the horizon end the sequence, each after what it waits for. */
function takeRest({ dependents, dependentsFrom }: Coupling, { sequence, open }: Workspace, from: number): void {
  const isTaken = new Uint8Array(sequence.length)
  for (let at = 0; at < from; at++) isTaken[sequence[at]!] = 1
  let end = from
  for (let item = 0; item < sequence.length; item++) if (isTaken[item] === 0 && open[item] === 0) sequence[end++] = item
  for (let at = from; at < end; at++) {
    const item = sequence[at]!
    for (let d = dependentsFrom[item]!; d < dependentsFrom[item + 1]!; d++)
      if (--open[dependents[d]!]! === 0) sequence[end++] = dependents[d]!
  }
}

/**
 * A team does its next item from the end of day `now`; returns the day on which it is done. Where the item's own clock needs
 * longer, the team goes on to the next one in the meantime.
 */
function workedOn(item: number, k: number, now: number, work: Workspace): number {
  const { finish, day, last, own, underWay, from, idle, effort, done, worked, itemSize, ahead, dayOfEffort } = work
  const { path, pathStart } = work
  let begin = effort[k]!
  if (idle[k] === 1) {
    const resumed = ahead[k * AHEAD + now]!
    if (resumed > begin) begin = resumed
    idle[k] = 0
  }
  const size = done[k]! + itemSize[item]!
  done[k] = size
  const total = pathAt(path, pathStart[k]!, size, pathStart[k + 1]! - pathStart[k]! - 2)
  const end = begin + total - worked[k]!
  worked[k] = total
  effort[k] = end
  let finished = now
  if (end > 0) {
    const at = end < HORIZON_DAYS ? (end * DAY_STEPS) | 0 : DAY_TABLE - 1
    const start = k * AHEAD
    let reached = start + dayOfEffort[k * DAY_TABLE + at]!
    // Each team's entries end with Infinity on day NEVER.
    while (ahead[reached]! < end - 1e-9) reached++
    if (reached - start > now) finished = reached - start
  }
  day[k] = finished
  if (own[item]! > 0) {
    const ripe = (underWay[item] === 1 ? 0 : from[item]!) + own[item]!
    if (ripe > finished) finished = ripe < NEVER ? ripe : NEVER
  }
  finish[item] = finished
  if (finished > last[k]!) last[k] = finished
  return finished
}

/** Plays one trial in a given order of items, in which nothing comes before what it waits for. */
export function replayTrial(coupling: Coupling, work: Workspace, taken: Int32Array): number {
  const { team, dependents, dependentsFrom, lag, today } = coupling
  const { from, day, idle, left } = work
  work.state.set(work.initial)
  work.clocks.fill(0)
  work.last.fill(0)
  work.finish.fill(NEVER)
  let last = 0
  for (const item of taken) {
    const k = team[item]!
    let now = day[k]!
    if (from[item]! > now) {
      now = from[item]!
      idle[k] = 1
    }
    if (now >= NEVER) return NEVER
    const finished = workedOn(item, k, now, work)
    if (finished > last) last = finished
    for (let d = dependentsFrom[item]!, end = dependentsFrom[item + 1]!; d < end; d++) {
      const start = afterLag(today, finished, lag[d]!)
      if (start > from[dependents[d]!]!) from[dependents[d]!] = start < NEVER ? start : NEVER
    }
  }
  left.fill(0)
  return last
}

function pathAt(path: Float64Array, start: number, at: number, steps: number): number {
  let below = (at + 1e-9) | 0
  if (below > steps) below = steps
  const low = path[start + below]!
  return low + (at - below) * (path[start + below + 1]! - low)
}
