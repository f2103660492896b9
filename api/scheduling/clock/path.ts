/** What holds the bars of a plan on the forecast's clock: the chain to its end, and how far each can slip. */
import { afterLag, beforeLag, todayOf } from '../../velocity/simulation/lag.ts'
import type { Bar, ClockProblem } from './bars.ts'
import type { Timetable } from './decode.ts'

/** Why each bar starts when it does: the bars that it waited for. */
export function waitedFor(
  bars: readonly Bar[],
  { finish, waited, before }: Timetable,
  j: number,
  today: number,
): string[] {
  if (waited[j] === 'RESOURCE') return [bars[before[j]!]!.id]
  if (waited[j] !== 'PREDECESSOR') return []
  const number = new Map(bars.map(({ id }, at) => [id, at]))
  const ready = bars[j]!.blockedBy.map(({ id, lagDays }) => ({
    id,
    day: afterLag(today, finish[number.get(id)!]!, lagDays),
  }))
  const latest = ready.reduce((most, { day }) => Math.max(most, day), 0)
  return ready.flatMap(({ id, day }) => (day === latest ? [id] : [])).sort()
}

/** The one chain of waits that ends with the last finish, first to last. */
export function criticalChain(bars: readonly Bar[], timetable: Timetable, today: number): string[] {
  const number = new Map(bars.map(({ id }, at) => [id, at]))
  const later = (a: number, b: number) => {
    const [endA, endB] = [timetable.finish[a]!, timetable.finish[b]!]
    return endB > endA || (endA === endB && bars[b]!.id < bars[a]!.id) ? b : a
  }
  const path: string[] = []
  const seen = new Set<number>()
  let at: number | undefined = bars.length ? bars.map((_, j) => j).reduce(later) : undefined
  while (at !== undefined && !seen.has(at)) {
    seen.add(at)
    path.unshift(bars[at]!.id)
    const ahead: number[] = waitedFor(bars, timetable, at, today).map((id) => number.get(id)!)
    at = ahead.length ? ahead.reduce(later) : undefined
  }
  return path
}

/** Days by which each bar can end later with the end of the plan kept, when what follows slips with it. */
export function slackDays({ lanes, bars }: ClockProblem, order: readonly number[], timetable: Timetable): Float64Array {
  const { start, finish, worked } = timetable
  const today = todayOf(lanes)
  const end = finish.reduce((latest, day) => Math.max(latest, day), 0)
  const latest = new Float64Array(bars.length).fill(end)
  const dependents = Map.groupBy(
    bars.flatMap(({ blockedBy }, to) => blockedBy.map(({ id, lagDays }) => ({ id, to, lagDays }))),
    ({ id }) => id,
  )
  const next = new Map<number, number>()
  for (const j of order) if (timetable.before[j]! >= 0) next.set(timetable.before[j]!, j)
  const latestStart = (j: number) => latest[j]! - (finish[j]! - start[j]!)
  for (const j of order.toSorted((a, b) => finish[b]! - finish[a]! || start[b]! - start[a]!)) {
    const follower = next.get(j)
    if (follower !== undefined) latest[j] = Math.min(latest[j]!, latestStart(follower) + finish[j]! - worked[j]!)
    for (const { to, lagDays } of dependents.get(bars[j]!.id) ?? [])
      latest[j] = Math.min(latest[j]!, beforeLag(today, latestStart(to), lagDays))
  }
  return latest.map((day, j) => Math.max(0, day - finish[j]!))
}
