/** What people look for in a backlog beyond its columns, and what puts it first. */
export const BACKLOG_FINDS = ['overdue', 'stale', 'slipped', 'blocking', 'duplicates', 'unestimated'] as const
export type BacklogFind = (typeof BACKLOG_FINDS)[number]

/** Days without a change after which open work counts as stale. */
export const STALE_DAYS = 30

export const FIND_WORDS = `overdue: open after its due date, longest first. stale: open and unchanged for ${STALE_DAYS} days, oldest first. slipped: carried over from a closed sprint or moved to a later due date, most often first. blocking: holds up other open items, most first. duplicates: nearly the same title as another open item, most alike first. unestimated: open without points or job size.`

/** An item's place in an order that no column holds: texts that sort ascending, each once. */
export interface Placed {
  id: string
  order: string
}

/** Digits of a count, so that larger counts sort first as text. */
const largestFirst = (count: number) => String(1e9 - Math.round(count)).padStart(10, '0')

/** Items by a count, largest first. */
export const placedBy = (counts: Iterable<readonly [id: string, count: number]>): Placed[] =>
  [...counts]
    .filter(([, count]) => count > 0)
    .map(([id, count]) => ({ id, order: `${largestFirst(count)} ${id}` }))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
