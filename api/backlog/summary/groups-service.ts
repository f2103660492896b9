import type { AnalysisContext } from '../../data/context.ts'
import { tenantOf } from '../../data/tenant.ts'
import type { Workspace } from '../../identity/entity.ts'
import { percentOf, type BacklogGroup, type Grouping } from './groups.ts'
import { CARRIED_OVER } from '../find/find-service.ts'
import { IS_OPEN, IS_UNESTIMATED } from '../find/find.ts'
import type { BacklogFilter } from '../list.ts'
import { itemsQuery } from '../query-service.ts'
import { WITHOUT } from '../vocabulary.ts'

interface Shape {
  /** What the groups are called; null of items that have none. */
  name: string
  join: string
  /** What the group of those is called, where there can be any. */
  without?: string
  /** More columns of the group; each must follow from `name`. */
  more?: string
  order?: string
}

const on = 'g.tenant_id = i.tenant_id and g.id ='
export const SHAPES: Record<Exclude<Grouping, 'month'>, Shape> = {
  status: { name: 'i.status', join: '' },
  type: { name: 'i.type', join: '' },
  priority: { name: 'i.priority', join: '', order: 'min(i.priority_order)' },
  team: { name: 'g.name', join: `left join team g on ${on} i.team_id`, without: WITHOUT.team },
  epic: {
    name: 'g.key',
    without: WITHOUT.epic,
    more: ', min(g.title) as title',
    join: `left join backlog_item g on ${on} i.epic_id`,
  },
  assignee: { name: 'i.assignee', join: '', without: WITHOUT.assignee },
  label: { name: 'g.name', join: 'join item_label g on g.tenant_id = i.tenant_id and g.item_id = i.id' },
  sprint: {
    name: 'g.name',
    without: WITHOUT.sprint,
    more: ', min(g.state) as state, min(g.start_date)::text as from, max(g.end_date)::text as until',
    join: `left join sprint g on ${on} i.sprint_id`,
    // What runs, what is next, then the past, newest first.
    order: `case min(g.state) when 'active' then 0 when 'future' then 1 when 'closed' then 2 else 3 end, case min(g.state) when 'future' then min(g.start_date) end nulls last, min(g.start_date) desc nulls last`,
  },
}

const FIGURES = `count(*) filter (where ${IS_OPEN}) as open,
  coalesce(sum(i.story_points) filter (where ${IS_OPEN}), 0) as open_points,
  count(*) filter (where i.status_category in ('active', 'review')) as in_progress,
  count(*) filter (where ${IS_UNESTIMATED}) as unestimated,
  count(*) filter (where i.status_category = 'done') as done,
  coalesce(sum(i.story_points) filter (where i.status_category = 'done'), 0) as done_points`

type Row = Record<string, string | null>

/**
 * Open and finished items by group; canceled ones count only where a status asks for them, and epics, which hold the
 * others, only where types are asked for or are the groups. Teams and sprints without items are groups too.
 */
export async function backlogGroups(
  context: AnalysisContext,
  workspace: Workspace,
  filter: BacklogFilter,
  by: Grouping,
): Promise<BacklogGroup[]> {
  const { db } = context
  return db.snapshot(async () => {
    const among = await idsOf(context, workspace, filter, by)
    const items = `backlog_item i where i.id in (${among})`
    const rows = by === 'month' ? await months(context, items) : await grouped(context, items, SHAPES[by])
    const others = await empty(context, workspace, filter, by, new Set(rows.map(({ name }) => name!)))
    const all = [...rows.filter(({ none }) => !none), ...others, ...rows.filter(({ none }) => none)]
    const carried = by === 'sprint' ? await carriedOver(context, workspace, filter) : new Map<string, Row>()
    return all.map((row) => groupOf({ ...row, ...carried.get(row.name!) }, by))
  })
}

/** A query for the ids that are counted. */
async function idsOf(
  context: AnalysisContext,
  workspace: Workspace,
  filter: BacklogFilter,
  by: Grouping,
): Promise<string> {
  const query = (await itemsQuery(context, workspace, { ...filter, mode: 'full' })).select('id')
  if (!filter.status?.length && !filter.statusNames?.length) query.andWhere(`i.status_category <> 'cancelled'`)
  if (!filter.types?.length && !filter.itemIds && by !== 'type') query.andWhere(`i.type <> 'epic'`)
  return query.getFormattedQuery()
}

/** What left each closed sprint unfinished, by the sprint's name. Such an item's own sprint is a later one by now. */
async function carriedOver(context: AnalysisContext, workspace: Workspace, filter: BacklogFilter) {
  const among = await idsOf(context, workspace, { ...filter, sprint: null }, 'sprint')
  const { em } = context.db
  // No value is bound: a question mark in the filter, which is text by now, would be taken for the place of one.
  const ids = [tenantOf(em), workspace.id]
  const placed = CARRIED_OVER.replaceAll('?', () => `'${ids.shift()}'::uuid`)
  const rows = await em.execute<Row[]>(
    `select m.name, count(*) as carried, coalesce(sum(m.points), 0) as carried_points from (
       select distinct s.name, s.id, i.id as item, i.story_points as points from ${placed}
       and i.sprint_id is distinct from s.id and i.id in (${among})) m group by m.name`,
  )
  return new Map(rows.map((row) => [row.name!, row]))
}

/** The first groups. Of those by size, what is in none is always among them: it may be the largest part. */
export function firstGroups(groups: readonly BacklogGroup[], by: Grouping, first: number): BacklogGroup[] {
  const page = groups.slice(0, first)
  if (by === 'sprint' || by === 'month') return page
  const none = groups.find((group) => group.none)
  return none && !page.includes(none) ? [...page.slice(0, -1), none] : page
}

async function grouped({ db }: AnalysisContext, items: string, shape: Shape): Promise<Row[]> {
  const { name, join, more = '', order, without = null } = shape
  const rows = await db.em.execute<Row[]>(
    `select ${name} as name${more}, ${FIGURES} from ${items.replace(' i where', ` i ${join} where`)}
     group by 1 order by ${name} is null, ${order ?? 'count(*) filter (where ' + IS_OPEN + ') desc, count(*) desc'}, 1`,
  )
  return rows.map((row) => (row.name === null ? { ...row, name: without, none: 'yes' } : row))
}

/** Months of three moments: when items were finished, when created, and when open ones are due. */
const months = ({ db }: AnalysisContext, items: string) =>
  db.em.execute<Row[]>(
    `select to_char(m.day, 'YYYY-MM') as name,
       sum(m.done) as done, coalesce(sum(m.points), 0) as done_points, sum(m.created) as created, sum(m.due) as due
     from (select i.* from ${items}) i cross join lateral (values
       (case when i.status_category = 'done' then i.resolved_at end, 1, i.story_points, 0, 0),
       (i.created_at, 0, null, 1, 0),
       (case when ${IS_OPEN} then i.due_date::timestamptz end, 0, null, 0, 1)) m (day, done, points, created, due)
     where m.day is not null group by 1 order by 1 desc`,
  )

/** Teams and sprints that no item of the filter is in: they exist all the same. */
async function empty(
  { db }: AnalysisContext,
  workspace: Workspace,
  filter: BacklogFilter,
  by: Grouping,
  known: ReadonlySet<string>,
): Promise<Row[]> {
  const narrow = Object.entries(filter).some(([name, value]) => name !== 'mode' && value != null && value !== '')
  if (narrow || (by !== 'team' && by !== 'sprint')) return []
  const more = by === 'sprint' ? ', state, start_date::text as from, end_date::text as until' : ''
  const rows = await db.em.execute<Row[]>(
    `select name${more} from ${by} where tenant_id = ? and workspace_id = ? order by name`,
    [tenantOf(db.em), workspace.id],
  )
  return rows.filter(({ name }) => !known.has(name!))
}

function groupOf(row: Row, by: Grouping): BacklogGroup {
  const number = (value: string | null | undefined) => Number(value ?? 0)
  const [open, done] = [number(row.open), number(row.done)]
  const [openPoints, donePoints] = [number(row.open_points), number(row.done_points)]
  const month = by === 'month'
  const closed = row.state === 'closed'
  const [carried, carriedPoints] = closed ? [number(row.carried), number(row.carried_points)] : [0, 0]
  return {
    name: row.name!,
    none: row.none != null,
    title: row.title ?? null,
    state: row.state ?? null,
    from: row.from ?? null,
    until: row.until ?? null,
    open: month ? null : open,
    openPoints: month ? null : openPoints,
    inProgress: month ? null : number(row.in_progress),
    unestimated: month ? null : number(row.unestimated),
    done,
    donePoints,
    carriedOver: closed ? carried : null,
    carriedOverPoints: closed ? carriedPoints : null,
    percentDone: month ? null : percentOf(done, open + carried),
    percentPoints: month ? null : percentOf(donePoints, openPoints + carriedPoints),
    created: month ? number(row.created) : null,
    due: month ? number(row.due) : null,
  }
}
