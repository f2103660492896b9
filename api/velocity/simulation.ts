import { ascending, stepQuantileOf } from '../math/percentile.ts'
import type { Random } from '../math/random.ts'
import { HORIZON_DAYS } from './capacity.ts'
import type { Forecaster } from './forecast.ts'
import { couplingOf } from './coupling.ts'
import type { CoupledItem, Coupling } from './coupling.ts'
import { drawPath, laneOf, stratified } from './luck.ts'
import type { Lane } from './luck.ts'

/** A team in a coupled simulation. Its key names its stream of random numbers, so that it draws the same luck in every scenario. */
export interface SimulatedTeam {
  readonly key: string
  readonly forecaster: Forecaster
}

export interface SimulationTerms {
  readonly trials: number
  /** A stream of random numbers for a team, e.g. `(key) => seeded(seed + key)`. */
  readonly stream: (teamKey: string) => Random
}

/** Outcome of a coupled simulation. Days are counted from today; Infinity is past the horizon. */
export interface SimulatedDelivery {
  readonly method: 'simulation'
  readonly trials: number
  /** Day on which everything is done, one per trial, in trial order: scenarios with the same seed can be compared trial by trial. */
  readonly finish: Float64Array
  /** Finishing day of an item in one trial: `itemFinish[trial × keys.length + index of the key]`; 0-sized unless asked for. */
  readonly itemFinish: Int32Array
  readonly keys: readonly string[]
}

const NEVER = HORIZON_DAYS + 1
const DAY_STEPS = 4
/** Entries per team in the table of days: effort past the end is looked for day by day. */
const DAY_TABLE = HORIZON_DAYS * DAY_STEPS
const AHEAD = HORIZON_DAYS + 1

/**
 * Monte Carlo over several teams whose items wait for each other. In each trial a team has one level of luck, drawn stratified (Latin hypercube), and works
 * at the calibrated quantile of that level, so that a team without dependencies has exactly its closed-form distribution. A team takes the first
 * item in rank order that is not blocked and stands idle when all are. Deterministic for given streams.
 * @throws RangeError for an unknown team or blocker, a repeated key, or a dependency cycle (named)
 */
export function simulateDelivery(teams: readonly SimulatedTeam[], items: readonly CoupledItem[], terms: SimulationTerms, keepItems = false): SimulatedDelivery {
  const order = [...teams].sort((a, b) => (a.key < b.key ? -1 : 1))
  const coupling = couplingOf(order.map((team) => team.key), items)
  const { trials } = terms
  const finish = new Float64Array(trials)
  const itemFinish = new Int32Array(keepItems ? trials * coupling.keys.length : 0)
  const lanes = order.map((team, k) => laneOf(team.forecaster.model, coupling.load[k]!, stratified(trials, terms.stream(team.key))))
  const work = workspaceOf(coupling, lanes, order.map((team) => team.forecaster))
  for (let trial = 0; trial < trials; trial++) {
    lanes.forEach((lane, k) => drawPath(lane, lane.luck[trial]!, work.path, work.pathStart[k]!))
    const last = playTrial(coupling, lanes.length, work)
    finish[trial] = last >= NEVER ? Infinity : last
    if (keepItems) itemFinish.set(work.finish, trial * coupling.keys.length)
  }
  return { method: 'simulation', trials, finish, itemFinish, keys: coupling.keys }
}

/** Smallest day by which at least the share `p` of the trials was done. */
export function simulatedQuantile(delivery: SimulatedDelivery, p: number): number {
  return stepQuantileOf(ascending(delivery.finish), p)
}

/** Share of the trials that were done by a day. */
export function simulatedProbability(delivery: SimulatedDelivery, days: number): number {
  return delivery.finish.reduce((count, day) => count + (day <= days ? 1 : 0), 0) / delivery.trials
}

/** Typed arrays that every trial uses again. */
interface Workspace {
  readonly finish: Int32Array
  /** Day from which an item may start once nothing blocks it. */
  readonly from: Int32Array
  /** The same while it is unblocked, BLOCKED before that. */
  readonly ready: Int32Array
  readonly open: Int32Array
  readonly next: Int32Array
  readonly day: Int32Array
  readonly idle: Uint8Array
  readonly effort: Float64Array
  /** Size done by each team, in steps of its table, and the working effort that took. */
  readonly done: Float64Array
  readonly worked: Float64Array
  readonly startReady: Int32Array
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

const BLOCKED = NEVER + 1

function workspaceOf(coupling: Coupling, lanes: readonly Lane[], forecasters: readonly Forecaster[]): Workspace {
  const items = coupling.keys.length
  const pathStart = new Int32Array(lanes.length + 1)
  const ahead = new Float64Array(lanes.length * AHEAD)
  const dayOfEffort = new Int32Array(lanes.length * DAY_TABLE)
  forecasters.forEach((forecaster, k) => {
    pathStart[k + 1] = pathStart[k]! + lanes[k]!.steps + 2
    ahead.set(forecaster.ahead, k * AHEAD)
    for (let i = 0, day = 1; i < DAY_TABLE; i++) {
      while (day < HORIZON_DAYS && forecaster.ahead[day]! < i / DAY_STEPS) day++
      dayOfEffort[k * DAY_TABLE + i] = day
    }
  })
  return {
    finish: new Int32Array(items),
    from: new Int32Array(items),
    ready: new Int32Array(items),
    open: new Int32Array(items),
    next: new Int32Array(items + lanes.length),
    day: new Int32Array(lanes.length),
    idle: new Uint8Array(lanes.length),
    effort: new Float64Array(lanes.length),
    done: new Float64Array(lanes.length),
    worked: new Float64Array(lanes.length),
    startReady: coupling.earliest.map((day, i) => (coupling.blockers[i]! > 0 ? BLOCKED : day)),
    itemSize: coupling.itemSize.map((size, i) => size * lanes[coupling.team[i]!]!.perSize),
    path: new Float64Array(pathStart[lanes.length]!),
    pathStart,
    ahead,
    dayOfEffort,
  }
}

/** Plays one trial from event to event; returns the day on which the last item is done. */
function playTrial(coupling: Coupling, teams: number, work: Workspace): number {
  const { team, dependents, dependentsFrom, lag } = coupling
  const { finish, from, ready, open, next, day, idle, effort, done, worked, itemSize, ahead, dayOfEffort, path, pathStart } = work
  const items = team.length
  open.set(coupling.blockers)
  from.set(coupling.earliest)
  ready.set(work.startReady)
  next.set(coupling.queue)
  day.fill(0)
  idle.fill(0)
  effort.fill(0)
  done.fill(0)
  worked.fill(0)
  let last = 0
  for (let left = items; left > 0; ) {
    // The team whose clock is furthest behind goes next; one without items left never does.
    let k = 0
    for (let other = 1; other < teams; other++) {
      if (next[items + k]! < 0 || (next[items + other]! >= 0 && day[other]! < day[k]!)) k = other
    }
    const now = day[k]!
    let before = items + k
    let item = next[before]!
    let wake = BLOCKED
    while (item >= 0 && ready[item]! > now) {
      if (ready[item]! < wake) wake = ready[item]!
      before = item
      item = next[item]!
    }
    if (item < 0) {
      if (now >= NEVER) return NEVER
      idle[k] = 1
      day[k] = wake < NEVER ? wake : NEVER
      continue
    }
    next[before] = next[item]!
    left--
    // The team works on the item, from where it stopped or, after standing idle, from the end of day `now`.
    let begin = effort[k]!
    if (idle[k] === 1) {
      const resumed = ahead[k * AHEAD + (now < HORIZON_DAYS ? now : HORIZON_DAYS)]!
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
      const at = (end * DAY_STEPS) | 0
      let reached = at < DAY_TABLE ? dayOfEffort[k * DAY_TABLE + at]! : HORIZON_DAYS
      const offset = k * AHEAD
      while (reached <= HORIZON_DAYS && ahead[offset + reached]! < end - 1e-9) reached++
      if (reached > now) finished = reached
    }
    finish[item] = finished
    day[k] = finished
    if (finished > last) last = finished
    for (let d = dependentsFrom[item]!, end = dependentsFrom[item + 1]!; d < end; d++) {
      const dependent = dependents[d]!
      const start = finished + lag[d]!
      if (start > from[dependent]!) from[dependent] = start < NEVER ? start : NEVER
      if (--open[dependent]! > 0) continue
      const opened = from[dependent]!
      ready[dependent] = opened
      const waiting = team[dependent]!
      if (idle[waiting] === 1 && opened < day[waiting]!) day[waiting] = opened > now ? opened : now
    }
  }
  return last
}

function pathAt(path: Float64Array, start: number, at: number, steps: number): number {
  let below = (at + 1e-9) | 0
  if (below > steps) below = steps
  const low = path[start + below]!
  return low + (at - below) * (path[start + below + 1]! - low)
}
