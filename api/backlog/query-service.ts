/** The query over the items that a filter leaves. */
import { raw } from '@mikro-orm/core'
import type { QueryBuilder } from '@mikro-orm/postgresql'
import { uuidOf } from '../identity/service.ts'
import type { Context } from '../data/context.ts'
import { notFound } from '../graphql/errors.ts'
import { tenantOf } from '../data/tenant.ts'
import { BacklogItem } from './entity.ts'
import { BACKLOG_SORTS, type BacklogFilter, type BacklogSort } from './list.ts'
import { itemIds, keysLike, withKey } from './reference-service.ts'
import { datesIn, foundBy, namesInFilter, type ListContext, type ListedWorkspace } from './filter-service.ts'
import { isExpressed, searchSql, type Narrowed, type Stretch } from './search/search-service.ts'
import { columnOf } from './item-fields.ts'
import { propertyOf, RELATED, rowsOf, type ItemRow, type Related } from './row.ts'
import { OPEN } from './vocabulary.ts'

/** The uuid of an item named by global id, uuid or key. @throws NOT_FOUND */
export async function itemIdOf({ db }: Pick<Context, 'db'>, workspaceId: string, ref: string): Promise<string> {
  const uuid = uuidOf('BacklogItem', ref)
  // A refusal offers epics as "SHOP-12 (Gift cards)", and that is a name for them, too.
  const key = /^(\S+) \(.*\)$/s.exec(ref)?.[1] ?? ref
  const where = uuid ? { id: uuid } : { key: { $in: [ref, ...keysLike(key)] } }
  const rows = await db.em.find(BacklogItem, { workspace: { id: workspaceId }, ...where }, { fields: ['id', 'key'] })
  const found = uuid ? rows[0] : (withKey(rows, ref) ?? withKey(rows, key))
  if (!found) throw notFound('Backlog item', ref, uuid ? undefined : await epicsLike(db, workspaceId, ref))
  return found.id
}

/** Epics by key and title, where what was asked for is no key: people say "Gift cards". */
async function epicsLike({ em }: Context['db'], workspaceId: string, ref: string): Promise<string[] | undefined> {
  const words = ref.trim().toLowerCase()
  const rows = await em.execute<{ key: string; title: string; named: boolean; open: boolean }[]>(
    `select key, title, position(? in lower(title)) > 0 as named, status_category not in ('done', 'cancelled') as open
     from backlog_item where tenant_id = ? and workspace_id = ? and type = 'epic' order by number limit 1000`,
    [words, tenantOf(em), workspaceId],
  )
  const named = rows.filter((row) => row.named)
  const offered = named.length ? named : rows.filter((row) => row.open)
  return offered.length ? offered.map(({ key, title }) => `${key} (${title})`) : undefined
}

/** The same for many, in the order given. @throws NOT_FOUND naming the first that is not there */
async function itemIdsOf({ db }: Pick<Context, 'db'>, workspaceId: string, refs: readonly string[]): Promise<string[]> {
  const ids = await itemIds(
    db,
    workspaceId,
    refs.map((ref) => ({ ref, path: [] })),
    ({ ref }) => notFound('Backlog item', ref),
  )
  return refs.map((ref) => ids.get(ref)!)
}

/** A filter whose names have become ids; every name that does not exist is an error, never an empty list. */
export async function resolved(context: ListContext, workspaceId: string, filter: BacklogFilter) {
  const epic = filter.epicId && filter.epicId !== 'none' ? await itemIdOf(context, workspaceId, filter.epicId) : null
  const items = filter.itemIds ? await itemIdsOf(context, workspaceId, filter.itemIds) : null
  const names = await namesInFilter(context, workspaceId, filter)
  const finished = filter.finishedFrom || filter.finishedUntil ? (['done'] as const) : null
  // Who names statuses, items, or days of finishing says more than the mode does.
  const every = filter.mode === 'full' || items || names.statusNames
  const statuses = filter.status?.length ? filter.status : (finished ?? (every ? null : OPEN))
  return { epic, items, ...names, statuses }
}

/** The columns by which a search is narrowed where it is made. */
export const narrowedBy = (filter: BacklogFilter, found: Awaited<ReturnType<typeof resolved>>): Narrowed => ({
  ...(found.statuses ? { status_category: found.statuses } : {}),
  ...(filter.types?.length ? { type: filter.types } : {}),
  ...(filter.priority?.length ? { priority: filter.priority } : {}),
  ...(found.statusNames ? { status: found.statusNames } : {}),
  ...(found.team ? { team_id: [found.team] } : {}),
  ...(found.epic ? { epic_id: [found.epic] } : {}),
  ...(found.sprints ? { sprint_id: found.sprints } : {}),
})

/**
 * A query builder over the items that a filter leaves, both walls applied.
 * @param stretch the part of an order that will be read, where a search need not find the rest
 */
export async function itemsQuery(
  context: ListContext,
  workspace: ListedWorkspace,
  filter: BacklogFilter,
  stretch: Stretch | null = null,
) {
  const { em } = context.db
  const found = await resolved(context, workspace.id, filter)
  const { epic, items, team, sprints, assignees, labels, statuses, statusNames, objectives } = found
  const query = em.createQueryBuilder(BacklogItem, 'i').where({
    workspace: { id: workspace.id },
    ...(statuses ? { statusCategory: { $in: [...statuses] } } : {}),
    ...(filter.types?.length ? { type: { $in: [...filter.types] } } : {}),
    ...(statusNames ? { status: { $in: [...statusNames] } } : {}),
    ...(filter.priority?.length ? { priority: { $in: [...filter.priority] } } : {}),
    ...(epic ? { epic: { id: epic } } : {}),
    ...(team ? { team: { id: team } } : {}),
    ...(sprints ? { sprint: { id: { $in: sprints } } } : {}),
    ...(assignees ? { assignee: { $in: assignees } } : {}),
    ...(items ? { id: { $in: items } } : {}),
    ...(filter.updatedSince ? { updatedAt: { $gte: filter.updatedSince } } : {}),
  })
  const tenant = tenantOf(em)
  if (filter.sprint === 'none') query.andWhere('i.sprint_id is null')
  if (filter.teamId === 'none') query.andWhere('i.team_id is null')
  // Epics are in no epic either, and are meant only where their type is asked for.
  if (filter.epicId === 'none')
    query.andWhere(filter.types?.length ? 'i.epic_id is null' : `i.epic_id is null and i.type <> 'epic'`)
  if (labels) {
    const marks = labels.map(() => '?').join(', ')
    query.andWhere(
      `i.id in (select item_id from item_label where tenant_id = ? and workspace_id = ? and name in (${marks}))`,
      [tenant, workspace.id, ...labels],
    )
  }
  if (filter.objectiveIds?.length) {
    const linked = 'select item_id from item_objective where tenant_id = ? and workspace_id = ?'
    const mine = [tenant, workspace.id]
    const ways: [sql: string, values: string[]][] = []
    if (objectives.length)
      ways.push([
        `i.id in (${linked} and objective_id in (${objectives.map(() => '?').join(', ')}))`,
        [...mine, ...objectives],
      ])
    if (filter.objectiveIds.includes('none')) ways.push([`i.id not in (${linked})`, mine])
    query.andWhere(
      `(${ways.map(([sql]) => sql).join(' or ')})`,
      ways.flatMap(([, values]) => values),
    )
  }
  const words = filter.search?.trim()
  if (words) {
    const { sql, values } = searchSql(
      workspace.id,
      words,
      narrowedBy(filter, found),
      isExpressed(filter) ? stretch : null,
    )
    query.andWhere(`i.id in (select ${sql})`, values)
  }
  for (const [condition, ...values] of datesIn(filter)) query.andWhere(condition, values)
  for (const [condition, ...values] of await foundBy(context, workspace, filter.find)) query.andWhere(condition, values)
  await query.applyFilters()
  return query
}

/** A member of a row, or what a list is sorted by. */
type Column = keyof ItemRow | (typeof BACKLOG_SORTS)[BacklogSort]['column']

/** Runs a query over items. Past the ORM's mapping of results, which costs more than the query and the rows together. */
export async function readItems(
  query: QueryBuilder<BacklogItem, 'i'>,
  columns: readonly Column[],
  related: readonly Related[] = [],
): Promise<ItemRow[]> {
  query.select([...new Set(columns.map(propertyOf)), ...related.map(nameOf)] as never)
  const rows: Record<string, unknown>[] = await query.execute('all', { mapResults: false })
  return rowsOf(rows)
}

/** The name of a related row of the same workspace, read after the page is cut: a loader costs more than the page. */
function nameOf(relation: Related) {
  const { member, field, table, column } = RELATED[relation]
  return raw(
    `(select r.${field} from ${table} r where r.tenant_id = i.tenant_id and r.id = i.${column} and r.workspace_id = i.workspace_id)`,
  ).as(columnOf(member))
}
