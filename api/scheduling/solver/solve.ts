/**
 * Solves a scheduling problem: seeds by priority rules, a genetic search for the makespan or annealing for cost of
 * delay and tardiness, and a lower bound that says how far from optimal the answer can be. The same problem, options
 * and seed give the same schedule on every machine: effort is counted in schedules, never in seconds.
 */
import { seeded } from '../../math/random.ts'
import { anneal } from './annealing.ts'
import { headsOf, lowerBound } from './bound.ts'
import { branchAndBound, SMALL } from './branch-and-bound.ts'
import { Decoder, emptyTimetable } from './decode.ts'
import { geneticSearch } from './genetic.ts'
import { Incumbent, type Limits } from './incumbent.ts'
import { compile, type Instance, NONE } from '../problem/instance.ts'
import { costFunction, objectiveValue } from './objective.ts'
import { proveMakespan } from './proof/makespan.ts'
import { hopeless, missedBy, outOfTime } from './out-of-time.ts'
import { bundleList, inheritedDueDates, jobSizes, latestFinishTimes, listByKey, wsjfList } from './priority.ts'
import type { Problem } from '../problem/problem.ts'
import {
  type Allocation,
  gapOf,
  type Objective,
  type Solution,
  type Unplaced,
  type UnplacedReason,
} from '../problem/solution.ts'

export interface SolveOptions extends Limits {
  readonly objective: Objective
  readonly seed: number | string
}

/** Schedules per answer: an interactive one, a careful one, and one for the worker pool. */
const EFFORT = { quick: 2_000, standard: 20_000, thorough: 400_000 } as const
export type Effort = keyof typeof EFFORT

/** The schedules of an effort, fewer for plans of more than 200 items, so that the work stays the same. */
export function schedulesFor(effort: Effort, items: number): number {
  return Math.max(100, Math.floor(EFFORT[effort] * Math.min(1, 200 / Math.max(1, items))))
}

/** @throws ProblemError TOO_LARGE when the plan would span more than MAX_AXIS periods. */
export function solve(problem: Problem, options: SolveOptions): Solution {
  const unplaced: Unplaced[] = []
  let instance = compile(problem)
  for (const [activity, reason] of instance.impossible)
    unplaced.push({ activity, reason, proven: true, earliestFinish: null })
  const late = hopeless(instance)
  if (late.size > 0) instance = leaveOut(instance, late, unplaced, true)

  let search = run(instance, options, options.schedules)
  let schedules = search.schedules
  for (;;) {
    const missed = missedBy(instance, search.incumbent.timetable)
    if (missed.size === 0) break
    const { gone, order, schedules: tried } = outOfTime(instance, search.incumbent.timetable, options.stop)
    instance = leaveOut(instance, gone.size > 0 ? gone : missed, unplaced, false)
    // No order that misses something takes the place of the one that misses nothing, so this ends.
    search = run(instance, options, Math.max(1, Math.min(options.schedules, 4 * EFFORT.quick) / 4), order)
    schedules += tried + search.schedules
  }

  const { incumbent } = search
  const value = objectiveValue(options.objective, instance, incumbent.timetable)
  const bound = Math.min(value, incumbent.lowerBound)
  return {
    status:
      unplaced.length > 0 ? 'INFEASIBLE' : value <= bound ? 'OPTIMAL' : incumbent.stopped ? 'TIME_LIMIT' : 'FEASIBLE',
    objective: options.objective,
    value,
    lowerBound: bound,
    gap: gapOf(value, bound),
    allocations: allocationsOf(instance, incumbent),
    unplaced: unplaced.sort((a, b) => (a.activity < b.activity ? -1 : 1)),
    schedules,
    seed: options.seed,
  }
}

function run(
  instance: Instance,
  options: SolveOptions,
  schedules: number,
  known: readonly string[] = [],
): { incumbent: Incumbent; schedules: number } {
  const { objective } = options
  const decoder = new Decoder(instance)
  const incumbent = new Incumbent(instance, decoder, { ...options, schedules })
  const random = seeded(options.seed)
  const cost = costFunction(objective, instance, known.length > 0)
  const timetable = emptyTimetable(instance)
  let list: Int32Array = new Int32Array(instance.count)
  for (const seed of [...listOf(instance, known), ...seedLists(objective, instance)]) {
    decoder.forward(seed, timetable)
    const value = cost(timetable)
    if (value < incumbent.cost) list = seed
    incumbent.offer(timetable, value)
  }
  incumbent.lowerBound = lowerBound(objective, instance, objectiveValue(objective, instance, incumbent.timetable))
  const strict =
    instance.activities.some((a) => a.deadline !== null) ||
    incumbent.timetable.finish.some((finish) => finish > instance.overflow)
  if (instance.count <= SMALL && !strict && incumbent.going()) branchAndBound(objective, instance, incumbent)
  if (objective === 'makespan') {
    if (incumbent.going()) proveBeside(instance, decoder, incumbent)
    geneticSearch({ instance, decoder, random, cost, incumbent })
  } else {
    let length = Number.isFinite(schedules) ? schedules : 5_000
    for (let before = -1; incumbent.going() && decoder.schedules > before + 1; length *= 2) {
      // one schedule: no activity can move
      before = decoder.schedules
      list = anneal({ instance, decoder, random, start: list, schedules: length, cost, incumbent })
    }
  }
  return { incumbent, schedules: decoder.schedules }
}

/** Steps of a proof for each schedule and activity: about half the time, and a quarter once the bound stays where it is. */
const PROOF_STEPS = 1.5
const SLOW_STEPS = 0.2
/** Steps for each activity after which a bound that did not rise counts as staying. */
const PROOF_PATIENCE = 3_000

/** Lets a proof of the makespan run beside the search, in proportion to its schedules; each ends the other when they meet. */
function proveBeside(instance: Instance, decoder: Decoder, incumbent: Incumbent): void {
  const makespan = objectiveValue('makespan', instance, incumbent.timetable)
  const proof = proveMakespan(instance, headsOf(instance), incumbent.lowerBound, makespan)
  proof.next(0)
  let idle = 0
  incumbent.prove = (schedules) => {
    const steps = schedules * instance.count * (idle > PROOF_PATIENCE * instance.count ? SLOW_STEPS : PROOF_STEPS)
    const { value, done } = proof.next(steps)
    idle = value.bound > incumbent.lowerBound ? 0 : idle + steps
    incumbent.lowerBound = Math.max(incumbent.lowerBound, value.bound)
    if (done !== true) return
    incumbent.prove = undefined
    if (value.starts === null) return
    const timetable = emptyTimetable(instance)
    decoder.forward(listByKey(instance, value.starts), timetable)
    incumbent.offer(timetable, costFunction('makespan', instance)(timetable))
  }
}

/** An order of more activities than these, by their ids; none where it is not known. */
function listOf(instance: Instance, ids: readonly string[]): Int32Array[] {
  if (ids.length === 0) return []
  const place = new Map(ids.map((id, at) => [id, at]))
  return [
    listByKey(
      instance,
      instance.activities.map(({ id }) => place.get(id)!),
    ),
  ]
}

function seedLists(objective: Objective, instance: Instance): Int32Array[] {
  const latest = listByKey(instance, latestFinishTimes(instance))
  if (objective === 'makespan') return [latest]
  if (objective === 'costOfDelay') return [bundleList(instance), wsjfList(instance), latest]
  const size = jobSizes(instance)
  const urgent = Float64Array.from(instance.weight, (w, j) => (instance.due[j] === NONE ? 0 : w))
  const earliestDue = listByKey(instance, inheritedDueDates(instance))
  const ratio = listByKey(
    instance,
    Float64Array.from(size, (s, j) => -urgent[j]! / Math.max(s, 1e-9)),
  )
  return [earliestDue, bundleList(instance, urgent), ratio, latest]
}

/** The instance without `dropped` and everything that waits for it; both are noted in `unplaced`. */
function leaveOut(
  instance: Instance,
  dropped: ReadonlyMap<number, UnplacedReason>,
  unplaced: Unplaced[],
  proven: boolean,
): Instance {
  const { finish } = headsOf(instance)
  const reasons = new Map<number, UnplacedReason>(dropped)
  for (let j = 0; j < instance.count; j++) {
    if (!reasons.has(j)) continue
    for (let k = instance.succFrom[j]!; k < instance.succFrom[j + 1]!; k++)
      if (!reasons.has(instance.succ[k]!)) reasons.set(instance.succ[k]!, 'PREDECESSOR')
  }
  for (const [j, reason] of reasons) {
    unplaced.push({
      activity: instance.activities[j]!.id,
      reason,
      proven,
      earliestFinish: finish[j]! > instance.overflow ? null : finish[j]!,
    })
  }
  const gone = new Set(unplaced.map((u) => u.activity))
  const { problem } = instance
  return compile({
    resources: problem.resources,
    activities: problem.activities.filter((a) => !gone.has(a.id)),
    precedence: problem.precedence.filter((p) => !gone.has(p.predecessor) && !gone.has(p.successor)),
  })
}

function allocationsOf(instance: Instance, { timetable }: Incumbent): Allocation[] {
  return instance.activities
    .map((activity, j): Allocation => ({
      activity: activity.id,
      mode: instance.sourceMode[timetable.mode[j]!]!,
      start: timetable.start[j]!,
      finish: timetable.finish[j]!,
    }))
    .sort((a, b) => a.start - b.start || (a.activity < b.activity ? -1 : 1))
}
