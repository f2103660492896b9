/** Work that is called in progress although nobody has touched it for longer than its kind takes. */
import { dayOf } from '../math/calendar.ts'
import { ascending, quantileOf } from '../math/percentile.ts'
import type { FlowData } from './flow-data.ts'
import { isInProgress, type FlowItem } from './planning.ts'
import { leavesOf } from './work.ts'

/** Fewer finished items than this say nothing about their P95. */
const FINISHED_NEEDED = 20

/** Keys of stalled leaves. They are still to do, but they start neither an epic nor a place in the plan. */
export function stalledOf({
  items,
  history,
  today,
}: Pick<FlowData, 'items' | 'history' | 'today'>): ReadonlySet<string> {
  const cycles = (of: readonly FlowItem[]) =>
    of.flatMap(({ statusCategory, startedDay, resolvedDay }) =>
      statusCategory === 'done' && startedDay !== null && resolvedDay !== null && resolvedDay >= startedDay
        ? [resolvedDay - startedDay + 1]
        : [],
    )
  const byType = Map.groupBy(history.items, ({ type }) => type)
  const known = new Map<FlowItem['type'], number>()
  const measured = (type: FlowItem['type']): number => {
    const own = cycles(byType.get(type) ?? [])
    const enough = own.length >= FINISHED_NEEDED ? own : cycles(history.items)
    return enough.length >= FINISHED_NEEDED ? quantileOf(ascending(enough), 0.95) : Infinity
  }
  const longest = (type: FlowItem['type']): number => {
    const limit = known.get(type) ?? measured(type)
    known.set(type, limit)
    return limit
  }
  return new Set(
    leavesOf(items).flatMap(({ key, type, statusCategory, updatedAt, startedAt }) => {
      if (!isInProgress({ statusCategory })) return []
      // Of an item without a date of its last change, the start may be all that is known.
      const touched = dayOf(new Date(Math.max(Number(updatedAt), Number(startedAt ?? 0))).toISOString())
      return today - touched > longest(type) ? [key] : []
    }),
  )
}

/** The stalled ones of some leaves. */
export function stalledAmong(data: Parameters<typeof stalledOf>[0], keys: ReadonlySet<string>): ReadonlySet<string> {
  return keys.size === 0 ? keys : new Set([...stalledOf(data)].filter((key) => keys.has(key)))
}

/** The stalled items, named. */
/** @param aged their age already sets the date */
export function stalledWords(stalled: ReadonlySet<string>, aged = false): string[] {
  const keys = [...stalled].sort()
  if (keys.length === 0) return []
  const shown = `${keys.slice(0, 5).join(', ')}${keys.length > 5 ? `, and ${keys.length - 5} more` : ''}`
  return [
    keys.length === 1
      ? `${shown} is in progress, but has not been updated for longer than 95% of finished items took from start to finish. ${aged ? 'Its age sets the date.' : 'It counts as not started.'}`
      : `${keys.length} items are in progress, but have not been updated for longer than 95% of finished items took from start to finish: ${shown}. They count as not started.`,
  ]
}
