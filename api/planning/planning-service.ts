import type { AnalysisContext, Context } from '../data/context.ts'
import type { Workspace } from '../identity/entity.ts'
import { DAY_MS, dayOf, LAST_DAY, MONDAY_TO_FRIDAY, type WorkCalendar } from '../math/calendar.ts'
import { Calendar, Team } from '../teams/entity.ts'
import { tenantOf } from '../data/tenant.ts'
import { BacklogItem } from '../backlog/entity.ts'
import { loadBasis, type OpenRow } from './basis-service.ts'
import { isStep, teamAtWork, type ParentRow } from './choice.ts'
import type { History, OpenWork, PlanItem, PlanningTeam } from './planning.ts'
import { partsOf, piecesOf } from './pieces.ts'
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
  const after = asOf === null ? null : new Date(Math.min(asOf + 1, LAST_DAY) * DAY_MS)
  const { rows, open } = await loadBasis({ db }, workspace)
  const all = after ? await readUnfinished({ db }, workspace, after) : inManualOrder([...open.values()])
  const holding = new Set<string>()
  for (const { parentId } of rows.values()) if (parentId !== null) holding.add(parentId)
  const items = all.map((row): PlanItem => ({
    ...row,
    step: isStep(row, rows),
    teamAtWork: teamAtWork(row, rows),
    hasParts: holding.has(row.id),
    createdKnown: rows.get(row.id)?.createdDay !== null,
  }))
  const present = new Set(items.map(({ id }) => id))
  const edges = await em.execute<{ item: string; blocker: string; lag: number }[]>(
    `select item_id as item, blocker_id as blocker, lag_days as lag from dependency
     where tenant_id = ? and workspace_id = ? and kind = 'blocks' and blocker_id is not null
       and (ended_at is null${after ? ' or ended_at >= ?) and (import_id is not null or started_at < ?' : ''}) order by id`,
    // Sources do not tell when a link was made, so an imported one counts on every day.
    [tenantOf(em), workspace.id, ...(after ? [after, after] : [])],
  )
  const dependencies = edges
    .map(({ item, blocker, lag }) => ({ item, blocker, lagDays: lag }))
    // An item cannot wait for itself, whatever a record says.
    .filter(({ item, blocker }) => item !== blocker && present.has(item) && present.has(blocker))
  return { items, dependencies, teams: await loadTeams({ db }, workspace) }
}

/** The manual order; ids decide between equal ranks. */
const inManualOrder = (rows: readonly OpenRow[]) => rows.toSorted((a, b) => a.rank - b.rank || (a.id < b.id ? -1 : 1))

/** What was not finished at a moment in the past. */
async function readUnfinished({ db: { em } }: Pick<Context, 'db'>, workspace: Workspace, after: Date) {
  const query = em.createQueryBuilder(BacklogItem, 'i').where({
    workspace: { id: workspace.id },
    $or: [{ statusCategory: { $in: [...OPEN] } }, { resolvedAt: { $gte: after } }],
  })
  await query.applyFilters()
  return inManualOrder((await readItems(query, [...ALL_COLUMNS, 'skills'])) as OpenRow[])
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
export async function loadParents({ db }: Pick<Context, 'db'>, workspace: Workspace): Promise<Map<string, ParentRow>> {
  const { rows } = await loadBasis({ db }, workspace)
  const parts = partsOf(rows.values())
  const titles = await db.em.execute<{ id: string; title: string }[]>(
    'select id, title from backlog_item where tenant_id = ? and workspace_id = ? and id = any(?::uuid[])',
    [tenantOf(db.em), workspace.id, `{${[...parts.keys()].join()}}`],
  )
  return new Map(
    titles.map(({ id, title }) => {
      const { key, type, parentId, teamId } = rows.get(id)!
      const { all, open } = parts.get(id)!
      return [id, { id, key, title, type, parentId, teamId, parts: all, openParts: open }]
    }),
  )
}

/** Pieces of work by days, kept for as long as the data stays the same. Call it inside `db.snapshot`. */
export const loadHistory = (context: Pick<Context, 'db'>, workspace: Workspace): Promise<History> =>
  keptFor(
    workspace,
    'history',
    async () => {
      const { rows, newestDay } = await loadBasis(context, workspace)
      return { ...piecesOf(rows), newestDay }
    },
    ({ items }) => items.length,
  )

/** {@link openWorkOf} for an answer that needs nothing else of the plan. Call it inside `db.snapshot`. @param known the open work, where it was loaded */
export async function countOpenWork(
  context: Pick<Context, 'db'>,
  workspace: Workspace,
  known?: Pick<OpenWork, 'items'>,
): Promise<number> {
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
