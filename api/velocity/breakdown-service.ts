import type { Context } from '../data/context.ts'
import { tenantOf } from '../data/tenant.ts'
import type { Workspace } from '../identity/entity.ts'
import { dayOf } from '../math/calendar.ts'
import { rounded } from '../math/rounded.ts'
import { WITHOUT } from '../backlog/vocabulary.ts'
import { breakdownOf, type Breakdown, type BreakdownItem, type BreakdownRow } from './flow/breakdown.ts'

/** null of items that have none. */
const NAMES: Record<Breakdown, string> = {
  type: 'i.type',
  priority: 'i.priority',
  team: 't.name',
  assignee: 'i.assignee',
  epic: 'e.key',
}

const WITHOUT_NAMES: Readonly<Partial<Record<Breakdown, string>>> = WITHOUT

type Row = Record<'key' | 'category', string> &
  Record<'name' | 'title' | 'created' | 'started' | 'resolved', string | null> & { points: number | null }

/** Finished work, cycle time, and work in progress side by side. Epics, which hold the work, are not counted. */
export async function velocityBreakdown(
  { db }: Context,
  workspace: Workspace,
  by: Breakdown,
  { weeks, team, asOf }: { weeks: number; team: string | null; asOf: string },
): Promise<BreakdownRow[]> {
  const until = dayOf(asOf)
  const { rows, teams } = await db.snapshot(async () => ({
    rows: await db.em.execute<Row[]>(
      `select ${NAMES[by]} as name, ${by === 'epic' ? 'e.title' : 'null'} as title, i.key, i.status_category as category, i.created_at::date::text as created,
         i.started_at::date::text as started, i.resolved_at::date::text as resolved, i.story_points as points
       from backlog_item i left join team t on t.tenant_id = i.tenant_id and t.id = i.team_id
       left join backlog_item e on e.tenant_id = i.tenant_id and e.id = i.epic_id
       where i.tenant_id = ? and i.workspace_id = ? and i.type <> 'epic' and i.status_category <> 'cancelled'
         and (i.status_category in ('active', 'review') or i.resolved_at >= ?::date - ?::int)
         ${team === null ? '' : 'and t.name = ?'}`,
      [tenantOf(db.em), workspace.id, asOf, weeks * 7, ...(team === null ? [] : [team])],
    ),
    teams:
      by === 'team'
        ? await db.em.execute<{ name: string; members: number }[]>(
            'select name, members from team where tenant_id = ? and workspace_id = ?',
            [tenantOf(db.em), workspace.id],
          )
        : [],
  }))
  const day = (text: string | null) => (text === null ? null : dayOf(text))
  const items = rows.map(({ name, title, key, category, created, started, resolved, points }): BreakdownItem => ({
    name: name ?? WITHOUT_NAMES[by] ?? '',
    none: name === null,
    title,
    key,
    created: day(created),
    started: day(started),
    done: category === 'done' ? day(resolved) : null,
    size: points ?? 0,
  }))
  const members = new Map(teams.map((row) => [row.name, row.members]))
  return rounded(breakdownOf(items, { from: until - weeks * 7 + 1, until, members }))
}
