import { normalCdf, normalQuantile } from '../math/normal.ts'
import { ascending, stepQuantileOf } from '../math/percentile.ts'
import type { Random } from '../math/random.ts'
import { HORIZON_DAYS } from './capacity.ts'
import { effortQuantile } from './delivery-model.ts'
import type { Forecaster } from './forecast.ts'
import { couplingOf } from './coupling.ts'
import type { CoupledItem, Coupling } from './coupling.ts'

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
const LEVELS = 256
const Z_RANGE = 4

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
  const lanes = order.map((team, k) => laneOf(team, coupling, k, stratified(trials, terms.stream(team.key))))
  const work = workspaceOf(coupling, lanes)
  for (let trial = 0; trial < trials; trial++) {
    for (const lane of lanes) drawPath(lane, lane.luck[trial]!)
    const last = playTrial(coupling, lanes, work)
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

/** A team's work in the trial at hand. */
interface Lane {
  readonly ahead: Float64Array
  /** First day whose running effort reaches k ÷ DAY_STEPS effort-days. */
  readonly dayOfEffort: Int32Array
  /** Effort until k steps of size are done, one row per level of luck. */
  readonly table: Float64Array
  readonly steps: number
  readonly perSize: number
  readonly luck: Float64Array
  /** Effort until k steps are done, in this trial. */
  readonly path: Float64Array
}

const DAY_STEPS = 4
const SIZE_STEPS = 128

function laneOf({ forecaster }: SimulatedTeam, coupling: Coupling, team: number, luck: Float64Array): Lane {
  const { total, unit } = coupling.load[team]!
  const steps = unit > 0 && total / unit <= 4 * SIZE_STEPS ? Math.round(total / unit) : SIZE_STEPS
  const step = steps === 0 ? 0 : total / steps
  const table = new Float64Array((LEVELS + 1) * (steps + 1))
  for (let row = 0; row <= LEVELS; row++) {
    const p = normalCdf(-Z_RANGE + (2 * Z_RANGE * row) / LEVELS)
    for (let k = 1; k <= steps; k++) table[row * (steps + 1) + k] = effortQuantile(forecaster.model, k * step, p)
  }
  const { ahead } = forecaster
  const dayOfEffort = new Int32Array(Math.floor(ahead[HORIZON_DAYS]! * DAY_STEPS) + 2)
  for (let k = 0, day = 0; k < dayOfEffort.length; k++) {
    while (day < HORIZON_DAYS && ahead[day]! < k / DAY_STEPS) day++
    dayOfEffort[k] = day
  }
  return { ahead, dayOfEffort, table, steps, perSize: step > 0 ? 1 / step : 0, luck, path: new Float64Array(steps + 2) }
}

/** One level per trial, each of `trials` equal strata exactly once, in random order; as a position among the rows of a table. */
function stratified(trials: number, random: Random): Float64Array {
  const levels = new Float64Array(trials)
  for (let i = 0; i < trials; i++) {
    const z = normalQuantile((i + 0.5) / trials)
    levels[i] = Math.min(LEVELS - 1e-9, Math.max(0, ((z + Z_RANGE) / (2 * Z_RANGE)) * LEVELS))
  }
  for (let i = trials - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const kept = levels[i]!
    levels[i] = levels[j]!
    levels[j] = kept
  }
  return levels
}

function drawPath(lane: Lane, level: number): void {
  const row = Math.floor(level)
  const part = level - row
  const { table, path, steps } = lane
  const low = row * (steps + 1)
  const high = low + steps + 1
  for (let k = 1; k <= steps; k++) {
    const from = table[low + k]!
    path[k] = from + part * (table[high + k]! - from)
  }
  path[steps + 1] = path[steps]!
}

/** Typed arrays that every trial uses again. */
interface Workspace {
  readonly finish: Int32Array
  readonly ready: Int32Array
  readonly open: Int32Array
  readonly next: Int32Array
  readonly day: Int32Array
  readonly idle: Uint8Array
  readonly effort: Float64Array
  readonly size: Float64Array
}

function workspaceOf(coupling: Coupling, lanes: readonly Lane[]): Workspace {
  const items = coupling.keys.length
  return {
    finish: new Int32Array(items),
    ready: new Int32Array(items),
    open: new Int32Array(items),
    next: new Int32Array(items + lanes.length),
    day: new Int32Array(lanes.length),
    idle: new Uint8Array(lanes.length),
    effort: new Float64Array(lanes.length),
    size: new Float64Array(lanes.length),
  }
}

/** Plays one trial day by day from event to event; returns the day on which the last item is done. */
function playTrial(coupling: Coupling, lanes: readonly Lane[], work: Workspace): number {
  const { team, itemSize, dependents, dependentsFrom, lag } = coupling
  const { finish, ready, open, next, day, idle, effort, size } = work
  const items = team.length
  open.set(coupling.blockers)
  ready.set(coupling.earliest)
  next.set(coupling.queue)
  day.fill(0)
  idle.fill(0)
  effort.fill(0)
  size.fill(0)
  let last = 0
  for (let left = items; left > 0; ) {
    let k = 0
    for (let other = 1; other < lanes.length; other++) {
      if (next[items + k]! < 0 || (next[items + other]! >= 0 && day[other]! < day[k]!)) k = other
    }
    const now = day[k]!
    let before = items + k
    let item = next[before]!
    let wake = NEVER
    while (item >= 0 && (open[item]! > 0 || ready[item]! > now)) {
      if (open[item] === 0 && ready[item]! < wake) wake = ready[item]!
      before = item
      item = next[item]!
    }
    if (item < 0 && wake < NEVER) {
      idle[k] = 1
      day[k] = wake
      continue
    }
    if (item < 0 && now < NEVER) {
      idle[k] = 1
      day[k] = NEVER
      continue
    }
    if (item < 0) return NEVER
    next[before] = next[item]!
    left--
    const lane = lanes[k]!
    const begin = idle[k] === 1 ? Math.max(effort[k]!, lane.ahead[Math.min(now, HORIZON_DAYS)]!) : effort[k]!
    idle[k] = 0
    const spent = size[k]!
    const total = spent + itemSize[item]! * lane.perSize
    size[k] = total
    const end = begin + pathAt(lane.path, total, lane.steps) - pathAt(lane.path, spent, lane.steps)
    effort[k] = end
    const done = Math.max(now, dayAt(lane, end))
    finish[item] = done
    day[k] = done
    if (done > last) last = done
    for (let d = dependentsFrom[item]!; d < dependentsFrom[item + 1]!; d++) {
      const dependent = dependents[d]!
      const from = Math.min(NEVER, done + lag[d]!)
      if (from > ready[dependent]!) ready[dependent] = from
      if (--open[dependent]! === 0) {
        const waiting = team[dependent]!
        if (idle[waiting] === 1 && ready[dependent]! < day[waiting]!) day[waiting] = Math.max(ready[dependent]!, now)
      }
    }
  }
  return last
}

function pathAt(path: Float64Array, at: number, steps: number): number {
  const below = Math.min(steps, Math.floor(at + 1e-9))
  const low = path[below]!
  return low + (at - below) * (path[below + 1]! - low)
}

function dayAt(lane: Lane, effort: number): number {
  if (effort <= 0) return 0
  const { ahead, dayOfEffort } = lane
  const k = Math.floor(effort * DAY_STEPS)
  if (k >= dayOfEffort.length) return NEVER
  let day = Math.max(1, dayOfEffort[k]!)
  while (day <= HORIZON_DAYS && ahead[day]! < effort - 1e-9) day++
  return day
}
