import type { Context } from '../context.ts'
import type { Workspace } from '../identity/entity.ts'
import { dayOf, MONDAY_TO_FRIDAY, type WorkCalendar } from '../math/calendar.ts'
import { Calendar, Team, type Absence } from '../teams/entity.ts'
import { tenantOf } from '../tenant.ts'
import { BacklogItem, Dependency } from './entity.ts'
import { ALL_COLUMNS, propertyOf, rowOf, type ItemRow } from './row.ts'
import { OPEN } from './vocabulary.ts'

/** A team as analyses see it. */
export interface PlanningTeam {
  id: string
  name: string
  members: number
  skills: readonly string[]
  absences: readonly Absence[]
  costRateCents: number | null
  calendar: WorkCalendar
}

/** `item` cannot start before `blocker` is finished, plus a lag in working days. Live ones between items of the workspace. */
export interface PlanningDependency {
  item: string
  blocker: string
  lagDays: number
}

export interface OpenWork {
  /** Everything that still needs work, epics included, in manual order. */
  items: (ItemRow & { skills: string[] })[]
  /** Between open items: a finished blocker blocks nothing. */
  dependencies: PlanningDependency[]
  teams: PlanningTeam[]
}

/** A piece of work that once left the board or is on it: what throughput and cycle times are made of. Epics are not. */
export interface FlowItem {
  id: string
  key: string
  type: ItemRow['type']
  statusCategory: ItemRow['statusCategory']
  teamId: string | null
  epicId: string | null
  sprintId: string | null
  points: number | null
  /** Day numbers; `createdDay` is null when the source gave no creation date. */
  createdDay: number | null
  startedDay: number | null
  resolvedDay: number | null
}

export interface History {
  items: FlowItem[]
  /** Day of the newest change in the data: where the history ends. */
  newestDay: number | null
}

/** Open work with its order and its teams. Call it inside `db.snapshot`. */
export async function loadOpenWork({ db }: Pick<Context, 'db'>, workspace: Workspace): Promise<OpenWork> {
  const { em } = db
  const query = em.createQueryBuilder(BacklogItem, 'i').select([...ALL_COLUMNS, 'skills' as const].map(propertyOf) as never)
    .where({ workspace: { id: workspace.id }, statusCategory: { $in: [...OPEN] } }).orderBy({ rank: 'asc', id: 'asc' })
  await query.applyFilters()
  const items = ((await query.execute('all')) as unknown as Record<string, unknown>[]).map(rowOf)
  const open = new Set(items.map(({ id }) => id))
  const edges = await em.find(Dependency, { workspace: { id: workspace.id }, kind: 'blocks', endedAt: null, blocker: { $ne: null } }, { orderBy: { id: 'asc' }, disableIdentityMap: true })
  const dependencies = edges
    .map(({ item, blocker, lagDays }) => ({ item: item.id, blocker: blocker!.id, lagDays }))
    .filter(({ item, blocker }) => open.has(item) && open.has(blocker))
  return { items, dependencies, teams: await loadTeams({ db }, workspace) }
}

export async function loadTeams({ db }: Pick<Context, 'db'>, workspace: Workspace): Promise<PlanningTeam[]> {
  const where = { workspace: { id: workspace.id } }
  const teams = await db.em.find(Team, where, { orderBy: { name: 'asc', id: 'asc' }, disableIdentityMap: true })
  const calendars = new Map((await db.em.find(Calendar, where, { disableIdentityMap: true })).map((calendar) => [calendar.id, calendar]))
  return teams.map(({ id, name, members, skills, absences, costRateCents, calendar }) => ({
    id, name, members, skills, absences, costRateCents: costRateCents ?? null, calendar: workCalendar(calendar ? calendars.get(calendar.id) : undefined),
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
