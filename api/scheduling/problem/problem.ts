/**
 * A resource-constrained project scheduling problem (RCPSP) with calendars, in whole periods from 0.
 * A period is one day of the planning axis (`axis.ts` turns dates into periods and back).
 * `createProblem` refuses nonsense; what it returns is plain data that a solver may trust and a worker may receive.
 */
import { cycleAmong } from '../../math/graph.ts'

/** From period `from` on, `units` are available until the next step; the last step lasts for ever. */
export interface CapacityStep {
  readonly from: number
  readonly units: number
}

/** A renewable resource: a team lane (units = people), or a skill within it. */
export interface Resource {
  readonly id: string
  readonly capacity: readonly CapacityStep[]
}

export interface Demand {
  readonly resource: string
  readonly units: number
}

/**
 * One way to do an activity: `duration` worked periods, holding every demand together in each of them.
 * A period in which the calendar alone offers less than the demand is a pause: nothing is held and nothing is done.
 */
export interface Mode {
  readonly duration: number
  readonly demands: readonly Demand[]
}

export interface Activity {
  readonly id: string
  /** Alternatives, for instance one per eligible team. */
  readonly modes: readonly Mode[]
  /** Cost of delay per period. */
  readonly weight: number
  /** May not start before. */
  readonly release: number
  /** Should be finished when this period begins; missing it costs tardiness. May lie in the past (negative). */
  readonly due: number | null
  /** Must be finished when this period begins. */
  readonly deadline: number | null
  /** Work in progress: starts exactly then, in its first mode. */
  readonly start: number | null
}

/** Finish-to-start: the successor starts `lag` periods after the predecessor's finish, or later. */
export interface Precedence {
  readonly predecessor: string
  readonly successor: string
  readonly lag: number
}

export interface Problem {
  readonly resources: readonly Resource[]
  readonly activities: readonly Activity[]
  readonly precedence: readonly Precedence[]
}

export interface ProblemInput {
  readonly resources: readonly { readonly id: string; readonly capacity: number | readonly CapacityStep[] }[]
  readonly activities: readonly (Pick<Activity, 'id' | 'modes'> & Partial<Activity>)[]
  readonly precedence?: readonly { readonly predecessor: string; readonly successor: string; readonly lag?: number }[]
}

export type ProblemErrorCode = 'INVALID' | 'DUPLICATE' | 'UNKNOWN_REFERENCE' | 'CYCLE' | 'TOO_LARGE' | 'OVERLOADED'

/** A problem that makes no sense. `field` says where (`activities[2].modes[0].duration`), `message` what to do. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError'
  readonly code: ProblemErrorCode
  readonly field: string
  /** The ids along the cycle, first repeated last; empty for every other code. */
  readonly cycle: readonly string[]

  constructor(code: ProblemErrorCode, field: string, message: string, cycle: readonly string[] = []) {
    super(`${field}: ${message}`)
    this.code = code
    this.field = field
    this.cycle = cycle
  }
}

/** Longest duration, release or lag: a hundred years of days. */
const MAX_PERIODS = 36_525
/** Longest plan that is computed: all durations, lags and calendar steps end to end. */
export const MAX_AXIS = 2_000_000
const MAX_UNITS = 1_000_000

/** @throws ProblemError naming the field. */
export function createProblem(input: ProblemInput): Problem {
  const resources = input.resources.map((r, i): Resource => ({
    id: r.id,
    capacity: capacityOf(r.capacity, `resources[${i}].capacity`),
  }))
  const known = uniqueIds(resources, 'resources')
  const activities = input.activities.map((a, i) => activityOf(a, `activities[${i}]`, known))
  const ids = uniqueIds(activities, 'activities')
  const inProgress = new Set(activities.filter((a) => a.start !== null).map((a) => a.id))
  const precedence = (input.precedence ?? []).map((p, i): Precedence => {
    const field = `precedence[${i}]`
    if (!ids.has(p.predecessor))
      throw new ProblemError('UNKNOWN_REFERENCE', `${field}.predecessor`, `no activity "${p.predecessor}"`)
    if (!ids.has(p.successor))
      throw new ProblemError('UNKNOWN_REFERENCE', `${field}.successor`, `no activity "${p.successor}"`)
    if (inProgress.has(p.successor)) {
      throw new ProblemError(
        'INVALID',
        `${field}.successor`,
        `"${p.successor}" is already in progress, so nothing can come before it; leave this dependency out`,
      )
    }
    return {
      predecessor: p.predecessor,
      successor: p.successor,
      lag: whole(p.lag ?? 0, 0, MAX_PERIODS, `${field}.lag`),
    }
  })
  const cycle = cycleAmong(
    activities.map((a) => a.id),
    precedence.map(({ predecessor, successor }) => ({ from: predecessor, to: successor })),
  )
  if (cycle)
    throw new ProblemError(
      'CYCLE',
      'precedence',
      `these wait for each other: ${cycle.join(' → ')}. Remove one of these dependencies.`,
      cycle,
    )
  refuseOverload(resources, activities)
  return { resources, activities, precedence }
}

function whole(value: number, least: number, most: number, field: string): number {
  if (!Number.isInteger(value) || value < least)
    throw new ProblemError('INVALID', field, `must be a whole number from ${least}, not ${value}`)
  if (value > most) throw new ProblemError('TOO_LARGE', field, `${value} is more than ${most}; split it or correct it`)
  return value
}

function capacityOf(capacity: number | readonly CapacityStep[], field: string): CapacityStep[] {
  const steps = typeof capacity === 'number' ? [{ from: 0, units: capacity }] : [...capacity]
  if (steps[0]?.from !== 0) throw new ProblemError('INVALID', field, 'the first capacity step must begin at period 0')
  steps.forEach((step, i) => {
    whole(step.from, i === 0 ? 0 : steps[i - 1]!.from + 1, MAX_AXIS, `${field}[${i}].from`)
    whole(step.units, 0, MAX_UNITS, `${field}[${i}].units`)
  })
  return steps.map(({ from, units }) => ({ from, units }))
}

function activityOf(a: ProblemInput['activities'][number], field: string, known: ReadonlySet<string>): Activity {
  if (a.modes.length === 0) throw new ProblemError('INVALID', `${field}.modes`, 'needs at least one mode')
  const modes = a.modes.map((mode, m): Mode => {
    const at = `${field}.modes[${m}]`
    const seen = new Set<string>()
    const demands = mode.demands.map(({ resource, units }, d): Demand => {
      if (!known.has(resource))
        throw new ProblemError('UNKNOWN_REFERENCE', `${at}.demands[${d}].resource`, `no resource "${resource}"`)
      if (seen.has(resource))
        throw new ProblemError('DUPLICATE', `${at}.demands[${d}].resource`, `"${resource}" is asked for twice`)
      seen.add(resource)
      return { resource, units: whole(units, 1, MAX_UNITS, `${at}.demands[${d}].units`) }
    })
    return { duration: whole(mode.duration, 0, MAX_PERIODS, `${at}.duration`), demands }
  })
  const weight = a.weight ?? 0
  if (!Number.isFinite(weight) || weight < 0)
    throw new ProblemError('INVALID', `${field}.weight`, `must be a number from 0, not ${weight}`)
  const start = a.start ?? null
  if (start !== null) whole(start, 0, MAX_PERIODS, `${field}.start`)
  for (const name of ['due', 'deadline'] as const) {
    const value = a[name] ?? null
    if (value !== null && !Number.isInteger(value))
      throw new ProblemError('INVALID', `${field}.${name}`, `must be a whole number, not ${value}`)
  }
  const release = whole(Math.max(0, a.release ?? 0), 0, MAX_PERIODS, `${field}.release`)
  return { id: a.id, modes, weight, release, due: a.due ?? null, deadline: a.deadline ?? null, start }
}

function uniqueIds(rows: readonly { readonly id: string }[], field: string): Set<string> {
  const ids = new Set<string>()
  rows.forEach(({ id }, i) => {
    if (id === '') throw new ProblemError('INVALID', `${field}[${i}].id`, 'must not be empty')
    if (ids.has(id)) throw new ProblemError('DUPLICATE', `${field}[${i}].id`, `"${id}" appears twice`)
    ids.add(id)
  })
  return ids
}

/** Units that the calendar offers in a period. */
export function unitsAt(steps: readonly CapacityStep[], period: number): number {
  let low = 0
  let high = steps.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (steps[middle]!.from <= period) low = middle
    else high = middle - 1
  }
  return steps[low]?.units ?? 0
}

/** The periods in which a mode works when it starts at `start`; null when the calendar never lets it end. */
export function workedPeriods(
  mode: Mode,
  start: number,
  capacity: ReadonlyMap<string, readonly CapacityStep[]>,
): number[] | null {
  const steps = mode.demands.map((d) => ({ steps: capacity.get(d.resource)!, units: d.units }))
  const settled = Math.max(0, ...steps.map((s) => s.steps.at(-1)!.from))
  const worked: number[] = []
  for (let period = start; worked.length < mode.duration; period++) {
    if (steps.every((s) => unitsAt(s.steps, period) >= s.units)) worked.push(period)
    else if (period > settled) return null
  }
  return worked
}

function refuseOverload(resources: readonly Resource[], activities: readonly Activity[]): void {
  const capacity = new Map(resources.map((r) => [r.id, r.capacity]))
  const held = new Map<string, number>()
  activities.forEach((activity, i) => {
    if (activity.start === null) return
    const mode = activity.modes[0]!
    const worked = workedPeriods(mode, activity.start, capacity)
    if (worked === null)
      throw new ProblemError(
        'OVERLOADED',
        `activities[${i}].start`,
        `"${activity.id}" is in progress on a team that never has the people for it`,
      )
    for (const { resource, units } of mode.demands) {
      for (const period of worked) {
        const key = `${period} ${resource}`
        const sum = (held.get(key) ?? 0) + units
        if (sum > unitsAt(capacity.get(resource)!, period)) {
          throw new ProblemError(
            'OVERLOADED',
            `activities[${i}].start`,
            `work in progress needs ${sum} of "${resource}" in period ${period}, more than it has`,
          )
        }
        held.set(key, sum)
      }
    }
  })
}
