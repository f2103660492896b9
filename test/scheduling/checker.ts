/**
 * Verifies a schedule against its problem, period by period. Shares no code with the solver on purpose: it reads the
 * problem's definition and nothing else, so a mistake there cannot hide here.
 */
import type { Problem } from '../../api/scheduling/problem/problem.ts'
import type { Solution } from '../../api/scheduling/problem/solution.ts'

export type Rule =
  | 'PLACED_ONCE'
  | 'MODE'
  | 'RELEASE'
  | 'DEADLINE'
  | 'FIXED_START'
  | 'DURATION'
  | 'PRECEDENCE'
  | 'CAPACITY'
  | 'VALUE'
  | 'BOUND'

export interface Violation {
  readonly rule: Rule
  /** The activity, or the resource for CAPACITY; empty for VALUE and BOUND. */
  readonly subject: string
  readonly message: string
}

/** Every broken rule; an empty list means the schedule holds. */
export function check(problem: Problem, solution: Solution): Violation[] {
  const found: Violation[] = []
  const say = (rule: Rule, subject: string, message: string) => found.push({ rule, subject, message })
  const activities = new Map(problem.activities.map((a) => [a.id, a]))
  const placed = new Map<string, { start: number; finish: number }>()
  const use = new Map(problem.resources.map((r) => [r.id, new Map<number, number>()]))
  const offered = (resource: string, period: number) => {
    let units = 0
    for (const step of problem.resources.find((r) => r.id === resource)!.capacity)
      if (step.from <= period) units = step.units
    return units
  }

  for (const { activity: id, mode: m, start, finish } of solution.allocations) {
    const activity = activities.get(id)
    const mode = activity?.modes[m]
    if (activity === undefined || placed.has(id)) {
      say('PLACED_ONCE', id, activity === undefined ? 'is not part of the problem' : 'is placed twice')
      continue
    }
    placed.set(id, { start, finish })
    if (mode === undefined) {
      say('MODE', id, `has no mode ${m}`)
      continue
    }
    if (start < activity.release && activity.start === null)
      say('RELEASE', id, `starts in ${start}, released in ${activity.release}`)
    if (start < 0) say('RELEASE', id, 'starts before the plan')
    if (activity.deadline !== null && finish > activity.deadline)
      say('DEADLINE', id, `finishes in ${finish}, deadline ${activity.deadline}`)
    if (activity.start !== null && (start !== activity.start || m !== 0))
      say('FIXED_START', id, `is in progress since ${activity.start}`)
    let worked = 0
    let last = start
    for (let period = start; period < finish; period++) {
      if (!mode.demands.every((d) => offered(d.resource, period) >= d.units)) continue
      worked++
      last = period + 1
      for (const d of mode.demands) use.get(d.resource)!.set(period, (use.get(d.resource)!.get(period) ?? 0) + d.units)
    }
    if (worked !== mode.duration || last !== finish)
      say('DURATION', id, `works ${worked} of ${mode.duration} periods from ${start} to ${finish}`)
  }

  const left = new Set(solution.unplaced.map((u) => u.activity))
  for (const id of activities.keys()) {
    if (placed.has(id) === left.has(id))
      say('PLACED_ONCE', id, placed.has(id) ? 'is placed and called unplaced' : 'is neither placed nor called unplaced')
  }
  for (const { predecessor, successor, lag } of problem.precedence) {
    const after = placed.get(successor)
    const before = placed.get(predecessor)
    if (after === undefined) continue
    if (before === undefined) say('PRECEDENCE', successor, `is placed without ${predecessor}`)
    else if (after.start < before.finish + lag)
      say('PRECEDENCE', successor, `starts in ${after.start}, ${predecessor} and its lag end in ${before.finish + lag}`)
  }
  for (const [resource, periods] of use) {
    for (const [period, units] of periods) {
      if (units > offered(resource, period))
        say('CAPACITY', resource, `holds ${units} of ${offered(resource, period)} in period ${period}`)
    }
  }

  let value = 0
  for (const [id, { finish }] of placed) {
    const { weight, due } = activities.get(id)!
    if (solution.objective === 'makespan') value = Math.max(value, finish)
    else if (solution.objective === 'costOfDelay') value += weight * finish
    else value += due === null ? 0 : weight * Math.max(0, finish - due)
  }
  const tolerance = 1e-6 * Math.max(1, Math.abs(value))
  if (Math.abs(value - solution.value) > tolerance) say('VALUE', '', `is ${value}, stated ${solution.value}`)
  if (solution.lowerBound > value + tolerance) say('BOUND', '', `${solution.lowerBound} exceeds the value ${value}`)
  return found
}
