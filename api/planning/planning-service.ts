import type { Context } from '../backlog/data/context.ts'
import type { Workspace } from '../backlog/identity/entity.ts'
import { dayOf, LAST_DAY, MONDAY_TO_FRIDAY, type WorkCalendar } from '../backlog/math/calendar.ts'
import { Calendar, Team } from '../backlog/teams/entity.ts'
import { tenantOf } from '../backlog/data/tenant.ts'
import { BacklogItem, Dependency } from '../backlog/backlog/entity.ts'
import type { FlowItem, History, OpenWork, PlanItem, PlanningTeam } from './planning.ts'
import { ALL_COLUMNS } from '../backlog/backlog/row.ts'
import { readItems } from '../backlog/backlog/service.ts'
import { OPEN } from '../backlog/backlog/vocabulary.ts'

export type { FlowItem, History, OpenWork, PlanningDependency, PlanningTeam } from './planning.ts'

/**
 * Open work with its order and its teams. Call it inside `db.snapshot`.
 * @param asOf day number: what was not finished at the end of that day; null is now
 */
export async function loadOpenWork(
  { db }: Pick<Context, 'db'>,
  workspace: Workspace,
  asOf: number | null = null,
): Promise<OpenWork> {
  const { em } = db
  const after = asOf === null ? null : new Date(Math.min(asOf + 1, LAST_DAY) * 86_400_000)
  const unfinished = { statusCategory: { $in: [...OPEN] } }
  const query = em
    .createQueryBuilder(BacklogItem, 'i')
    .where({
      workspace: { id: workspace.id },
      ...(after ? { $or: [unfinished, { resolvedAt: { $gte: after } }] } : unfinished),
    })
    .orderBy({ rank: 'asc', id: 'asc' })
  await query.applyFilters()
  const items = (await readItems(query, [...ALL_COLUMNS, 'skills'])) as PlanItem[]
  const open = new Set(items.map(({ id }) => id))
  const edges = await em.find(
    Dependency,
    {
      workspace: { id: workspace.id },
      kind: 'blocks',
      blocker: { $ne: null },
      ...(after ? { $or: [{ endedAt: null }, { endedAt: { $gte: after } }] } : { endedAt: null }),
    },
    { orderBy: { id: 'asc' }, disableIdentityMap: true },
  )
  const dependencies = edges
    .map(({ item, blocker, lagDays }) => ({ item: item.id, blocker: blocker!.id, lagDays }))
    .filter(({ item, blocker }) => open.has(item) && open.has(blocker))
  return { items, dependencies, teams: await loadTeams({ db }, workspace) }
}

export async function loadTeams({ db }: Pick<Context, 'db'>, workspace: Workspace): Promise<PlanningTeam[]> {
  const where = { workspace: { id: workspace.id } }
  const teams = await db.em.find(Team, where, { orderBy: { name: 'asc', id: 'asc' }, disableIdentityMap: true })
  const calendars = new Map(
    (await db.em.find(Calendar, where, { disableIdentityMap: true })).map((calendar) => [calendar.id, calendar]),
  )
  return teams.map(({ id, name, members, skills, absences, costRateCents, calendar }) => ({
    id,
    name,
    members,
    skills,
    absences,
    costRateCents: costRateCents ?? null,
    calendar: workCalendar(calendar ? calendars.get(calendar.id) : undefined),
  }))
}

function workCalendar(calendar: Calendar | undefined): WorkCalendar {
  return calendar ? { weekdays: calendar.weekdays, closed: new Set(calendar.closedDays.map(dayOf)) } : MONDAY_TO_FRIDAY
}

/** Days of the history, from columns alone. Call it inside `db.snapshot`. */
export async function loadHistory({ db }: Pick<Context, 'db'>, workspace: Workspace): Promise<History> {
  const { em } = db
  const rows = await em.execute<Record<string, unknown>[]>(
    `select id, key, type, status_category, team_id, epic_id, sprint_id, story_points, created_at, started_at, resolved_at, updated_at, extra ->> 'createdUnknown' as created_unknown
     from backlog_item where tenant_id = ? and workspace_id = ? and type <> 'epic' order by number, key`,
    [tenantOf(em), workspace.id],
  )
  const day = (value: unknown) => (value == null ? null : Math.floor(new Date(value as string).getTime() / 86_400_000))
  const newest = rows.map((row) => day(row.updated_at)!).reduce((most, at) => Math.max(most, at), -Infinity)
  return {
    items: rows.map((row) => ({
      id: row.id as string,
      key: row.key as string,
      type: row.type as FlowItem['type'],
      statusCategory: row.status_category as FlowItem['statusCategory'],
      teamId: row.team_id as string | null,
      epicId: row.epic_id as string | null,
      sprintId: row.sprint_id as string | null,
      points: row.story_points as number | null,
      createdDay: row.created_unknown ? null : day(row.created_at),
      startedDay: day(row.started_at),
      resolvedDay: day(row.resolved_at),
    })),
    newestDay: Number.isFinite(newest) ? newest : null,
  }
}
