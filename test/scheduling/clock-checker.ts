import { weekdayOf } from '../../api/math/calendar.ts'
import type { Bar, ClockProblem } from '../../api/scheduling/clock/bars.ts'
import { daysUntil } from '../../api/velocity/forecast/forecast.ts'

/** A bar of an answer, in days from the day of the question. */
export interface CheckedBar {
  readonly id: string
  readonly lane: string
  readonly start: number
  readonly finish: number
}

/**
 * What is wrong with a plan, found without the decoder, the search or the bound: each bar once and in its lane; after
 * what it waits for, its release date and its deadline; what is started first; and no lane with more finished by a day
 * than its forecast has done by then at even odds. Empty for a plan that can be worked.
 */
export function faultsOf({ lanes, bars }: ClockProblem, plan: readonly CheckedBar[], unplaced: readonly string[] = []) {
  const faults: string[] = []
  const today = lanes[0]?.forecaster.today ?? 0
  /** Counted day by day: so many from Monday to Friday go by after the end of a blocker. */
  const afterLag = (day: number, lagDays: number) => {
    for (let left = lagDays; left > 0; day++) if (weekdayOf(today + day + 1) < 5) left--
    return day
  }
  const placed = new Map(plan.map((one) => [one.id, one]))
  const out = new Set(unplaced)
  if (placed.size !== plan.length) faults.push('a bar is placed twice')
  for (const { id } of bars) if (placed.has(id) === out.has(id)) faults.push(`${id} is placed and left out, or neither`)
  const both = bars.flatMap((bar): [Bar, CheckedBar][] => {
    const at = placed.get(bar.id)
    return at ? [[bar, at]] : []
  })
  for (const [bar, at] of both) {
    if (at.lane !== bar.lane) faults.push(`${bar.id} is in lane ${at.lane}, not ${bar.lane}`)
    if (at.start > at.finish) faults.push(`${bar.id} ends before it starts`)
    if (bar.size > 0 && at.finish <= bar.earliest) faults.push(`${bar.id} ends before it may start`)
    if (bar.size > 0 && at.start <= bar.earliest) faults.push(`${bar.id} starts before it may`)
    if (bar.deadline !== null && at.finish > bar.deadline) faults.push(`${bar.id} misses its deadline`)
    for (const { id, lagDays } of bar.blockedBy) {
      const blocker = placed.get(id)
      if (!blocker) faults.push(`${bar.id} waits for ${id}, which has no place`)
      // Shown days are whole: what is done within the rest of its blocker's last day starts and ends on that day.
      else if (bar.size > 0 && at.start <= afterLag(blocker.finish, lagDays) - (at.start === at.finish ? 1 : 0))
        faults.push(`${bar.id} starts before ${id} is done`)
    }
  }
  for (const { key, forecaster } of lanes) {
    const mine = both.filter(([{ lane }]) => lane === key)
    for (const [bar, at] of mine) {
      const done = mine.reduce((sum, [other, { finish }]) => (finish <= at.finish ? sum + other.size : sum), 0)
      if (daysUntil(forecaster, done, 0.5) > at.finish) faults.push(`${key} has more done by ${bar.id} than it can`)
      for (const [later, { finish }] of mine)
        if (bar.started && !later.started && later.size > 0 && bar.blockedBy.length === 0 && finish < at.finish)
          faults.push(`${later.id} overtakes ${bar.id}, which is in progress`)
    }
  }
  return faults
}
