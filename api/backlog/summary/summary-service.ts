import { DAY_MS } from '../../math/calendar.ts'
import type { Context } from '../../data/context.ts'
import { IS_OPEN, IS_UNESTIMATED } from '../find/find.ts'
import type { Workspace } from '../../identity/entity.ts'
import type { BacklogFilter } from '../list.ts'
import { SHAPES } from './groups-service.ts'
import { itemsQuery } from '../query-service.ts'
import { countBy, sum, summarySentence, type Count, type GroupRow } from './summary.ts'
import { ITEM_TYPES, PRIORITIES, STATUS_CATEGORIES } from '../vocabulary.ts'

export type GroupName = 'status' | 'type' | 'priority' | 'team' | 'epic' | 'sprint' | 'label'

export interface BacklogSummary {
  sentence: string
  total: number
  open: number
  inProgress: number
  done: number
  cancelled: number
  points: number
  unestimated: number
  oldestOpenDays: number | null
  byStatus: Count[]
  byType: Count[]
  byPriority: Count[]
  groups: (by: GroupName) => Promise<Count[]>
  dataVersion: number
  asOf: Date
}

/** Counts, in one pass over the items that the filter leaves. Without a mode it counts all of them. */
export async function backlogSummary(
  context: Context,
  workspace: Workspace,
  filter: BacklogFilter,
): Promise<BacklogSummary> {
  const wide = { ...filter, mode: filter.status?.length ? filter.mode : ('full' as const) }
  const { rows, oldest } = await context.db.snapshot(async () => {
    const query = await itemsQuery(context, workspace, wide)
    const ids = query.clone().select('id')
    const sql = ids.getFormattedQuery()
    const groups = await context.db.em.execute<Record<string, string>[]>(
      `select i.status_category as status, i.type, i.priority, count(*) as items, coalesce(sum(i.story_points), 0) as points, count(*) filter (where ${IS_UNESTIMATED}) as unestimated,
       min(i.created_at) filter (where ${IS_OPEN}) as oldest from backlog_item i where i.id in (${sql}) group by 1, 2, 3`,
    )
    const oldest = groups
      .map((group) => group.oldest)
      .filter(Boolean)
      .map((at) => new Date(at!).getTime())
    return {
      rows: groups.map(
        (group) =>
          ({
            ...group,
            items: Number(group.items),
            points: Number(group.points),
            unestimated: Number(group.unestimated),
          }) as unknown as GroupRow,
      ),
      oldest: oldest.length ? Math.min(...oldest) : null,
    }
  })
  const of = (...names: string[]) => rows.filter(({ status }) => names.includes(status))
  const open = of('backlog', 'todo', 'active', 'review')
  // Age as of the last change of the data, not of the clock: the same data gives the same answer.
  const oldestOpenDays =
    oldest === null ? null : Math.max(0, Math.floor((workspace.dataChangedAt.getTime() - oldest) / DAY_MS))
  return {
    sentence: summarySentence(workspace.name, rows, oldestOpenDays),
    total: sum(rows, 'items'),
    open: sum(open, 'items'),
    inProgress: sum(of('active', 'review'), 'items'),
    done: sum(of('done'), 'items'),
    cancelled: sum(of('cancelled'), 'items'),
    points: sum(open, 'points'),
    unestimated: sum(open, 'unestimated'),
    oldestOpenDays,
    byStatus: countBy(rows, 'status', STATUS_CATEGORIES),
    byType: countBy(rows, 'type', ITEM_TYPES),
    byPriority: countBy(rows, 'priority', PRIORITIES),
    groups: (by) => groupsOf(context, workspace, wide, by),
    dataVersion: workspace.dataVersion,
    asOf: workspace.dataChangedAt,
  }
}

/** As the whole list is grouped, but for statuses, which are summed up by what they mean. */
const GROUP_SQL: Record<GroupName, { name: string; join: string; without?: string }> = {
  ...SHAPES,
  status: { name: 'i.status_category', join: '' },
}

/** The largest, and always what is in none. */
const MOST_GROUPS = 200

async function groupsOf(
  context: Context,
  workspace: Workspace,
  filter: BacklogFilter,
  by: GroupName,
): Promise<Count[]> {
  const query = (await itemsQuery(context, workspace, filter)).select('id')
  const { name, join, without = '' } = GROUP_SQL[by]
  const groups = await context.db.em.execute<{ name: string | null; items: string; points: string }[]>(
    `select name, items, points from (
       select ${name} as name, count(*) as items, coalesce(sum(i.story_points), 0) as points,
         row_number() over (order by ${name} is null desc, count(*) desc, ${name}) as place
       from backlog_item i ${join} where i.id in (${query.getFormattedQuery()}) group by ${name}
     ) g where place <= ${MOST_GROUPS} order by name is null, items desc, name`,
  )
  return groups.map((group) => ({
    name: group.name ?? without,
    items: Number(group.items),
    points: Number(group.points),
  }))
}
