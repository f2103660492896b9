import { daysUntil, withChanges } from './forecast.ts'
import type { Forecaster } from './forecast.ts'
import { effortAhead } from './capacity.ts'
import { daysWithin, HORIZON_DAYS, shiftWithin } from './horizon.ts'

export type Lever =
  | 'capacity_up'
  | 'capacity_down'
  | 'scope_down'
  | 'scope_up'
  | 'steadier_flow'
  | 'no_growth'
  | 'work_through_closures'

/** How far one change moves a percentile's date: negative days are earlier, null is not within ten years any more. */
export interface Influence {
  readonly lever: Lever
  readonly days: number | null
  /** What is changed, as a clause: "a tenth less scope". */
  readonly change: string
}

/**
 * What would move the date most: each change alone, by its effect on the chosen percentile, the largest first (ties in the order of the levers).
 * None where the date itself is not within ten years: there is nothing to measure from.
 * @param withoutGrowth the same team without scope growth, when growth is part of the forecast
 * @param until days until the end, where this team's work is only a part of what the date is about
 */
export function sensitivity(
  forecaster: Forecaster,
  size: number,
  level: number,
  withoutGrowth: Forecaster | null = null,
  until: (forecaster: Forecaster, size: number) => number = (changed, left) => daysUntil(changed, left, level),
): Influence[] {
  const base = until(forecaster, size)
  if (daysWithin(base) === null || base === 0) return []
  const { model, capacity, today } = forecaster
  const faster = (factor: number) => {
    const changes = [
      { from: today + 1, factor },
      ...capacity.changes.map((change) => ({ from: Math.max(change.from, today + 1), factor: change.factor * factor })),
    ]
    return until(withChanges(forecaster, changes), size)
  }
  const open = { ...capacity, yearEnd: 1, calendar: null }
  const changed: { lever: Lever; change: string; until: number }[] = [
    { lever: 'capacity_up', change: 'a tenth more capacity', until: faster(1.1) },
    { lever: 'capacity_down', change: 'a tenth less capacity', until: faster(0.9) },
    { lever: 'scope_down', change: 'a tenth less scope', until: until(forecaster, size * 0.9) },
    { lever: 'scope_up', change: 'a tenth more scope', until: until(forecaster, size * 1.1) },
    {
      lever: 'steadier_flow',
      change: 'half as much uncertainty in the pace',
      until: until({ ...forecaster, model: { ...model, spread: model.spread.map((value) => value / 2) } }, size),
    },
    {
      lever: 'work_through_closures',
      change: 'no closed days and no year-end break',
      until: until({ ...forecaster, ahead: effortAhead(open, today) }, size),
    },
    ...(withoutGrowth
      ? [{ lever: 'no_growth' as const, change: 'no new scope', until: until(withoutGrowth, size) }]
      : []),
  ]
  return changed
    .map(({ lever, change, until: days }): Influence => ({
      lever,
      days: shiftWithin(days, base),
      change: daysWithin(days) === null ? `${change} (then not within ten years)` : change,
    }))
    .filter(({ days }) => days !== 0)
    .sort((a, b) => weightOf(b) - weightOf(a))
}

/** What moves a date past the horizon moves it most. */
const weightOf = ({ days }: Influence) => (days === null ? HORIZON_DAYS : Math.abs(days))
