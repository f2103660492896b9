import { daysUntil, withChanges } from './forecast.ts'
import type { Forecaster } from './forecast.ts'
import { effortAhead } from './capacity.ts'

export type Lever = 'capacity_up' | 'capacity_down' | 'scope_down' | 'scope_up' | 'steadier_flow' | 'no_growth' | 'work_through_closures'

/** How far one change moves a percentile's date: negative days are earlier. */
export interface Influence {
  readonly lever: Lever
  readonly days: number
  /** What is changed, as a clause: "a tenth less scope". */
  readonly change: string
}

/**
 * What would move the date most: each change alone, by its effect on the chosen percentile, the largest first (ties in the order of the levers).
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
  if (!Number.isFinite(base) || base === 0) return []
  const { model, capacity, today } = forecaster
  const faster = (factor: number) => {
    const changes = [{ from: today + 1, factor }, ...capacity.changes.map((change) => ({ from: Math.max(change.from, today + 1), factor: change.factor * factor }))]
    return until(withChanges(forecaster, changes), size)
  }
  const open = { ...capacity, yearEnd: 1, calendar: null }
  const influences: Influence[] = [
    { lever: 'capacity_up', change: 'a tenth more capacity', days: faster(1.1) - base },
    { lever: 'capacity_down', change: 'a tenth less capacity', days: faster(0.9) - base },
    { lever: 'scope_down', change: 'a tenth less scope', days: until(forecaster, size * 0.9) - base },
    { lever: 'scope_up', change: 'a tenth more scope', days: until(forecaster, size * 1.1) - base },
    { lever: 'steadier_flow', change: 'half the uncertainty of the pace', days: until({ ...forecaster, model: { ...model, spread: model.spread.map((value) => value / 2) } }, size) - base },
    { lever: 'work_through_closures', change: 'no closed days and no year-end break', days: until({ ...forecaster, ahead: effortAhead(open, today) }, size) - base },
  ]
  if (withoutGrowth) influences.push({ lever: 'no_growth', change: 'no new scope', days: until(withoutGrowth, size) - base })
  return influences.filter((influence) => influence.days !== 0).sort((a, b) => Math.abs(b.days) - Math.abs(a.days))
}
