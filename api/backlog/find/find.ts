import { HOLDS_WORK, OPEN } from '../vocabulary.ts'

const quoted = (names: readonly string[]) => names.map((name) => `'${name}'`).join(', ')

/** Conditions on an item `i` of a query. A container's estimate is that of the work in it. */
export const IS_OPEN = `i.status_category in (${quoted(OPEN)})`
export const IS_UNESTIMATED = `${IS_OPEN} and i.story_points is null and i.job_size is null
  and not (i.type in (${quoted(HOLDS_WORK)}) and exists (
    select 1 from backlog_item p where p.tenant_id = i.tenant_id and p.parent_id = i.id))`

/** What people look for in a backlog beyond its columns, and what puts it first. */
export const BACKLOG_FINDS = ['overdue', 'stale', 'slipped', 'blocking', 'duplicates', 'unestimated'] as const
export type BacklogFind = (typeof BACKLOG_FINDS)[number]

/** Days without a change after which open work counts as stale. */
export const STALE_DAYS = 30

export const FIND_WORDS = `overdue: open after its due date, longest first. stale: open and unchanged for ${STALE_DAYS} days, oldest first. slipped: carried over from a closed sprint or moved to a later due date, most often first. blocking: holds up other open items, most first. duplicates: nearly the same title as another open item, most alike first. unestimated: open without points or job size, containers of other items left out.`

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
