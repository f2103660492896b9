/** How a plan differs from an earlier one. */
import { dayOf, type IsoDate } from '../../math/calendar.ts'

export interface BaselineItem {
  readonly id: string
  readonly teamId: string
  readonly start: IsoDate
  readonly finish: IsoDate
}

export interface ItemVariance {
  readonly key: string
  /** ADDED and REMOVED are in one plan only; MOVED has other dates or other teams. */
  readonly change: 'UNCHANGED' | 'MOVED' | 'ADDED' | 'REMOVED'
  /** Calendar days; positive is later. Null where one plan lacks the item. */
  readonly startDays: number | null
  readonly finishDays: number | null
  readonly fromTeam: string | null
  readonly toTeam: string | null
}

export interface BaselineVariance {
  /** By key. An item that several teams work on is one: from the first day of its bars to the last. */
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

/**
 * Variance of `current` against `baseline` (finish variance as in the PMI Practice Standard for Scheduling).
 * @param open keys of what is open now
 */
export function baselineVariance(
  baseline: readonly BaselineItem[],
  current: readonly BaselineItem[],
  open: ReadonlySet<string>,
): BaselineVariance {
  const then = wholeItems(baseline, open)
  const now = wholeItems(current, open)
  const items = [...new Set([...then.keys(), ...now.keys()])].sort().map((key): ItemVariance => {
    const before = then.get(key)
    const after = now.get(key)
    const teams = { fromTeam: before?.teams ?? null, toTeam: after?.teams ?? null }
    if (before === undefined || after === undefined)
      return { key, change: before === undefined ? 'ADDED' : 'REMOVED', startDays: null, finishDays: null, ...teams }
    const startDays = dayOf(after.start) - dayOf(before.start)
    const finishDays = dayOf(after.finish) - dayOf(before.finish)
    const same = startDays === 0 && finishDays === 0 && before.teams === after.teams
    return { key, change: same ? 'UNCHANGED' : 'MOVED', startDays, finishDays, ...teams }
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

/**
 * A bar is an item, or an item's part for one team: `SHOP-4@Checkout`, `SHOP-4@Checkout 2027-06-01` where what is inside may
 * start on different days. @param open keys of items, which may hold an @
 */
export function headOf(
  { id, teamId }: Pick<BaselineItem, 'id' | 'teamId'>,
  open: { has: (key: string) => boolean },
): string {
  if (open.has(id)) return id
  const own = id.lastIndexOf(`@${teamId}`)
  if (own > 0 && /^( |$)/.test(id.slice(own + teamId.length + 1))) return id.slice(0, own)
  const at = id.lastIndexOf('@')
  return at > 0 ? id.slice(0, at) : id
}

/** Whoever works on an item, and however it is cut into bars, it is done when the last of them is. */
function wholeItems(bars: readonly BaselineItem[], open: ReadonlySet<string>) {
  return new Map(
    [...Map.groupBy(bars, (bar) => headOf(bar, open))].map(([key, parts]) => [
      key,
      {
        start: parts.reduce((first, { start }) => (start < first ? start : first), parts[0]!.start),
        finish: parts.reduce((last, { finish }) => (finish > last ? finish : last), parts[0]!.finish),
        teams: [...new Set(parts.map(({ teamId }) => teamId))].sort().join(', '),
      },
    ]),
  )
}
