/** How a plan differs from an earlier one. */
import { dayOf, type IsoDate } from '../../math/calendar.ts'

export interface BaselineItem {
  readonly id: string
  readonly teamId: string
  readonly start: IsoDate
  readonly finish: IsoDate
}

export interface ItemVariance {
  readonly id: string
  /** ADDED and REMOVED are in one plan only; MOVED has other dates or another team. */
  readonly change: 'UNCHANGED' | 'MOVED' | 'ADDED' | 'REMOVED'
  /** Calendar days; positive is later. Null where one plan lacks the item. */
  readonly startDays: number | null
  readonly finishDays: number | null
  readonly fromTeam: string | null
  readonly toTeam: string | null
}

export interface BaselineVariance {
  /** By id. */
  readonly items: readonly ItemVariance[]
  readonly later: number
  readonly earlier: number
  readonly unchanged: number
  readonly added: number
  readonly removed: number
  /** Last finish, now − then, in calendar days; null when either plan is empty. */
  readonly finishDays: number | null
  /** Mean of |finish − baseline finish| over the items in both, in calendar days: how nervous the plan is. */
  readonly meanAbsoluteDays: number
}

/** Variance of `current` against `baseline` (finish variance as in the PMI Practice Standard for Scheduling). */
export function baselineVariance(
  baseline: readonly BaselineItem[],
  current: readonly BaselineItem[],
): BaselineVariance {
  const then = new Map(baseline.map((item) => [item.id, item]))
  const now = new Map(current.map((item) => [item.id, item]))
  const items = [...new Set([...then.keys(), ...now.keys()])].sort().map((id): ItemVariance => {
    const before = then.get(id)
    const after = now.get(id)
    const teams = { fromTeam: before?.teamId ?? null, toTeam: after?.teamId ?? null }
    if (before === undefined || after === undefined)
      return { id, change: before === undefined ? 'ADDED' : 'REMOVED', startDays: null, finishDays: null, ...teams }
    const startDays = dayOf(after.start) - dayOf(before.start)
    const finishDays = dayOf(after.finish) - dayOf(before.finish)
    const same = startDays === 0 && finishDays === 0 && before.teamId === after.teamId
    return { id, change: same ? 'UNCHANGED' : 'MOVED', startDays, finishDays, ...teams }
  })
  const shifts = items.flatMap((item) => item.finishDays ?? [])
  const last = (rows: readonly BaselineItem[]) =>
    rows.reduce((latest, item) => Math.max(latest, dayOf(item.finish)), -Infinity)
  const count = (change: ItemVariance['change']) => items.filter((item) => item.change === change).length
  return {
    items,
    later: shifts.filter((days) => days > 0).length,
    earlier: shifts.filter((days) => days < 0).length,
    unchanged: count('UNCHANGED'),
    added: count('ADDED'),
    removed: count('REMOVED'),
    finishDays: baseline.length === 0 || current.length === 0 ? null : last(current) - last(baseline),
    meanAbsoluteDays: shifts.length === 0 ? 0 : shifts.reduce((sum, days) => sum + Math.abs(days), 0) / shifts.length,
  }
}
