import type { AnalysisContext, Context } from '../data/context.ts'
import type { Workspace } from '../identity/entity.ts'
import { dayOf, LAST_DAY, MONDAY_TO_FRIDAY, type WorkCalendar } from '../math/calendar.ts'
import { Calendar, Team } from '../teams/entity.ts'
import { tenantOf } from '../data/tenant.ts'
import { BacklogItem } from '../backlog/entity.ts'
import { isStep, teamAtWork, type ParentRow } from './choice.ts'
import type { FlowItem, History, OpenWork, PlanItem, PlanningTeam } from './planning.ts'
import { piecesOf } from './pieces.ts'
import { openWorkOf } from './work.ts'
import { countedOpenWork } from './counted-service.ts'
import { analysis, keptFor } from '../workers/analysis.ts'
import { ALL_COLUMNS } from '../backlog/row.ts'
import { readItems } from '../backlog/query-service.ts'
import { OPEN } from '../backlog/vocabulary.ts'

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
  const rows = (await readItems(query, [...ALL_COLUMNS, 'skills'])) as Omit<
    PlanItem,
    'step' | 'hasParts' | 'teamAtWork'
  >[]
  const parents = await loadParents({ db }, workspace)
  const items = rows.map((row): PlanItem => ({
    ...row,
    step: isStep(row, parents),
    teamAtWork: teamAtWork(row, parents),
    hasParts: parents.has(row.id),
  }))
  const open = new Set(items.map(({ id }) => id))
  const edges = await em.execute<{ item: string; blocker: string; lag: number }[]>(
    `select item_id as item, blocker_id as blocker, lag_days as lag from dependency
     where tenant_id = ? and workspace_id = ? and kind = 'blocks' and blocker_id is not null
       and (ended_at is null${after ? ' or ended_at >= ?' : ''}) order by id`,
    [tenantOf(em), workspace.id, ...(after ? [after] : [])],
  )
  const dependencies = edges
    .map(({ item, blocker, lag }) => ({ item, blocker, lagDays: lag }))
    // An item cannot wait for itself, whatever a record says.
    .filter(({ item, blocker }) => item !== blocker && open.has(item) && open.has(blocker))
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

/** Every item that has parts. Call it inside `db.snapshot`. */
export async function loadParents(
  { db: { em } }: Pick<Context, 'db'>,
  workspace: Workspace,
): Promise<Map<string, ParentRow>> {
  const rows = await em.execute<
    Record<'id' | 'key' | 'title' | 'type' | 'parent_id' | 'team_id' | 'open_parts' | 'parts', string>[]
  >(
    `select p.id, p.key, p.title, p.type, p.parent_id, p.team_id, count(*) as parts, count(*) filter (where c.status_category not in ('done', 'cancelled')) as open_parts
     from backlog_item p join backlog_item c on c.tenant_id = p.tenant_id and c.parent_id = p.id
     where p.tenant_id = ? and p.workspace_id = ? group by p.tenant_id, p.id`,
    [tenantOf(em), workspace.id],
  )
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        key: row.key,
        title: row.title,
        type: row.type as ParentRow['type'],
        parentId: row.parent_id,
        teamId: row.team_id,
        parts: Number(row.parts),
        openParts: Number(row.open_parts),
      },
    ]),
  )
}

/** Days of the history, from columns alone, kept for as long as the data stays the same. Call it inside `db.snapshot`. */
export const loadHistory = (context: Pick<Context, 'db'>, workspace: Workspace): Promise<History> =>
  keptFor(
    workspace,
    'history',
    () => readHistory(context, workspace),
    ({ items }) => items.length,
  )

const dayIn = (column: string) => `floor(extract(epoch from ${column}) / 86400)::int`

async function readHistory({ db }: Pick<Context, 'db'>, workspace: Workspace): Promise<History> {
  const { em } = db
  const rows = await em.execute<Record<string, unknown>[]>(
    `select id, key, type, status_category, parent_id, team_id, epic_id, sprint_id, story_points,
       case when extra ->> 'createdUnknown' is null or extra ->> 'createdUnknown' = '' then ${dayIn('created_at')} end as created_day,
       ${dayIn('started_at')} as started_day, ${dayIn('resolved_at')} as resolved_day, ${dayIn('updated_at')} as updated_day
     from backlog_item where tenant_id = ? and workspace_id = ? order by number, key`,
    [tenantOf(em), workspace.id],
  )
  const newest = rows.reduce((most, row) => Math.max(most, row.updated_day as number), -Infinity)
  const all = rows.map((row) => ({
    id: row.id as string,
    key: row.key as string,
    type: row.type as FlowItem['type'],
    statusCategory: row.status_category as FlowItem['statusCategory'],
    parentId: row.parent_id as string | null,
    teamId: row.team_id as string | null,
    epicId: row.epic_id as string | null,
    sprintId: row.sprint_id as string | null,
    points: row.story_points as number | null,
    createdDay: row.created_day as number | null,
    startedDay: row.started_day as number | null,
    resolvedDay: row.resolved_day as number | null,
  }))
  return { ...piecesOf(all), newestDay: Number.isFinite(newest) ? newest : null }
}

/** {@link openWorkOf} for an answer that needs nothing else of the plan. Call it inside `db.snapshot`. @param known the open work, where it was loaded */
export async function countOpenWork(
  context: Pick<Context, 'db'>,
  workspace: Workspace,
  known?: Pick<OpenWork, 'items'>,
): Promise<number> {
  const counted = await countedOpenWork(context, workspace)
  if (counted !== null) return counted
  const { items } = known ?? (await loadOpenWork(context, workspace))
  return openWorkOf({ items, history: await loadHistory(context, workspace) })
}

const openWorkByPlan = analysis('planning.openWork', (context, workspace) =>
  context.db.snapshot(() => countOpenWork(context, workspace)),
)

/** The same for a list: the serving thread reads no plan for it. Not inside `db.snapshot`, which a worker thread may have to wait for. */
export const openWorkIn = (context: AnalysisContext, workspace: Workspace): Promise<number> =>
  keptFor(
    workspace,
    'openWork',
    async () => (await countedOpenWork(context, workspace)) ?? openWorkByPlan(context, workspace, null),
    () => 1,
  )
