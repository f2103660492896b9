import { ascending, stepQuantileOf } from '../../math/percentile.ts'
import type { Random } from '../../math/random.ts'
import { daysUntil, type Forecaster } from '../forecast/forecast.ts'
import { HORIZON_DAYS } from '../forecast/horizon.ts'
import { coarse, FULL_ITEMS } from './coarse.ts'
import { couplingOf } from './coupling.ts'
import type { CoupledItem, Coupling } from './coupling.ts'
import { todayOf } from './lag.ts'
import { drawPath, laneOf, shuffled, strataOf } from './luck.ts'
import { drawClocks, NEVER, playTrial, replayTrial, workspaceOf } from './trial.ts'

/** A team in a coupled simulation. Its key names its stream of random numbers, so that it draws the same luck in every scenario. */
export interface SimulatedTeam {
  readonly key: string
  readonly forecaster: Forecaster
}

export interface SimulationTerms {
  readonly trials: number
  /** A stream of random numbers for a team, e.g. `(key) => seeded(seed + key)`. */
  readonly stream: (teamKey: string) => Random
  /** Day by which finished work is added up in `doneBy`. */
  readonly by?: number | undefined
}

/** Outcome of a coupled simulation. Days are counted from today; Infinity is past the horizon. */
export interface SimulatedDelivery {
  readonly method: 'simulation'
  readonly trials: number
  /** Day on which everything is done, one per trial, in trial order: scenarios with the same seed can be compared trial by trial. */
  readonly finish: Float64Array
  /** Finishing day of an item in one trial: `itemFinish[trial × keys.length + index of the key]`; 0-sized unless asked for. */
  readonly itemFinish: Int32Array
  /** Items in the order in which they were taken, like `itemFinish`; a team takes its own in this order. */
  readonly sequence: Int32Array
  readonly keys: readonly string[]
  /** Team keys, ascending. */
  readonly teams: readonly string[]
  /** Day on which a team's own part is done: `teamFinish[trial × teams.length + index of the team]`; 0 without work. */
  readonly teamFinish: Float64Array
  /** Size of the items that are done by the day that was asked for, one per trial; 0-sized where none was. */
  readonly doneBy: Float64Array
}

/**
 * Monte Carlo over several teams whose items wait for each other. In each trial a team has one level of luck, drawn stratified (Latin hypercube), and works
 * at the calibrated quantile of that level, so that a team without dependencies has exactly its closed-form distribution. A team takes the first
 * item in rank order that is not blocked and stands idle when all are. Deterministic for given streams.
 * @throws RangeError for an unknown team or blocker, a repeated key, or a dependency cycle (named)
 */
export function simulateDelivery(
  teams: readonly SimulatedTeam[],
  items: readonly CoupledItem[],
  terms: SimulationTerms,
  keepItems = false,
): SimulatedDelivery {
  return played(teams, items, terms, keepItems, null)
}

/**
 * The same, but each team takes its items in the order of another delivery of the same trials, and waits where the next one
 * is not ready. With fewer waits or less work than that delivery had, no trial ends later than it did there.
 * @param before kept with its items
 * @throws RangeError when an item is not part of `before`
 */
export function simulateInOrderOf(
  before: SimulatedDelivery,
  teams: readonly SimulatedTeam[],
  items: readonly CoupledItem[],
  terms: SimulationTerms,
): SimulatedDelivery {
  return played(teams, items, terms, false, before)
}

function played(
  teams: readonly SimulatedTeam[],
  items: readonly CoupledItem[],
  terms: SimulationTerms,
  keepItems: boolean,
  before: SimulatedDelivery | null,
): SimulatedDelivery {
  const forecasters = new Map(teams.map(({ key, forecaster }) => [key, forecaster]))
  const endOf = (team: string, size: number, p: number) => {
    const forecaster = forecasters.get(team)
    return forecaster ? daysUntil(forecaster, size, p) : Infinity
  }
  const pieces = keepItems || before || items.length <= FULL_ITEMS ? items : coarse(items, endOf, todayOf(teams))
  const order = [...teams].sort((a, b) => (a.key < b.key ? -1 : 1))
  const coupling = couplingOf(
    order.map((team) => team.key),
    pieces,
    todayOf(teams),
  )
  const { trials, by } = terms
  // What has no end is not done by any day, however far away.
  const until = Math.min(by ?? 0, HORIZON_DAYS)
  const finish = new Float64Array(trials)
  const count = coupling.keys.length
  const itemFinish = new Int32Array(keepItems ? trials * count : 0)
  const sequence = new Int32Array(keepItems ? trials * count : 0)
  const teamFinish = new Float64Array(trials * order.length)
  const doneBy = new Float64Array(by === undefined ? 0 : trials)
  const taken = before && sequenceIn(before, coupling)
  const strata = strataOf(trials)
  const lanes = order.map((team, k) =>
    laneOf(team.forecaster.model, coupling.load[k]!, shuffled(strata, terms.stream(team.key))),
  )
  const work = workspaceOf(
    coupling,
    lanes,
    order.map((team) => team.forecaster),
  )
  for (let trial = 0; trial < trials; trial++) {
    for (let k = 0; k < lanes.length; k++) drawPath(lanes[k]!, lanes[k]!.luck[trial]!, work.path, work.pathStart[k]!)
    drawClocks(coupling, lanes, trial, work)
    const last = taken ? replayTrial(coupling, work, taken(trial)) : playTrial(coupling, lanes.length, work)
    // Days are whole: part of a day that is won early can be lost again, so the day of before is the ceiling.
    finish[trial] = Math.min(last >= NEVER ? Infinity : last, before ? before.finish[trial]! : Infinity)
    for (let k = 0; k < order.length; k++) {
      const ended = work.left[k] === 0 && work.day[k]! < NEVER && work.last[k]! < NEVER
      teamFinish[trial * order.length + k] = ended ? Math.max(work.day[k]!, work.last[k]!) : Infinity
    }
    if (by !== undefined)
      for (let i = 0; i < count; i++) if (work.finish[i]! <= until) doneBy[trial]! += coupling.itemSize[i]!
    if (keepItems) {
      itemFinish.set(work.finish, trial * count)
      sequence.set(work.sequence, trial * count)
    }
  }
  return {
    method: 'simulation',
    trials,
    finish,
    itemFinish,
    sequence,
    keys: coupling.keys,
    teams: order.map(({ key }) => key),
    teamFinish,
    doneBy,
  }
}

/** Positions of a coupling in the order in which another delivery took the same items, trial by trial. */
function sequenceIn(before: SimulatedDelivery, { keys }: Coupling): (trial: number) => Int32Array {
  const place = new Map(keys.map((key, at) => [key, at]))
  const count = before.keys.length
  const placeOf = Int32Array.from(before.keys, (key) => place.get(key) ?? -1)
  if (placeOf.filter((at) => at >= 0).length < keys.length) throw new RangeError('an item has no place in that order')
  const taken = new Int32Array(keys.length)
  return (trial) => {
    let at = 0
    for (let i = trial * count; i < (trial + 1) * count; i++) {
      const item = placeOf[before.sequence[i]!]!
      if (item >= 0) taken[at++] = item
    }
    return taken
  }
}

/** What a simulation says of one team's own part, which waits as it does in the whole. */
export function partOf(delivery: SimulatedDelivery, team: string): Pick<SimulatedDelivery, 'finish' | 'trials'> {
  const [at, teams] = [delivery.teams.indexOf(team), delivery.teams.length]
  return {
    trials: delivery.trials,
    finish: delivery.finish.map((_, trial) => delivery.teamFinish[trial * teams + at]!),
  }
}

/** Smallest day by which at least the share `p` of the trials was done. */
export function simulatedQuantile(delivery: Pick<SimulatedDelivery, 'finish'>, p: number): number {
  return stepQuantileOf(ascending(delivery.finish), p)
}

/** Share of the trials that were done by a day. */
export function simulatedProbability(delivery: Pick<SimulatedDelivery, 'finish' | 'trials'>, days: number): number {
  return delivery.finish.reduce((count, day) => count + (day <= days ? 1 : 0), 0) / delivery.trials
}
