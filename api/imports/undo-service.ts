import { retireKeys } from '../backlog/change/next-key-service.ts'
import { familyOf, keepEpics, lockStructure } from '../backlog/structure/hierarchy-service.ts'
import type { Context } from '../data/context.ts'
import type { Db } from '../data/database.ts'
import { Refusal } from '../graphql/errors.ts'
import { Workspace } from '../identity/entity.ts'
import { newCircles } from '../math/graph.ts'
import { tenantOf } from '../data/tenant.ts'
import { SyncConnection } from '../sync/entity.ts'
import { Import } from './entity.ts'
import { ITEM_COLUMNS } from './writing/item-columns.ts'
import type { Made } from './record/made.ts'
import { importFor } from './service.ts'
import { sessionOf } from './writing/session-service.ts'
import { inPieces, type Session } from './writing/statement-service.ts'

const OWN = new Set<string>(['tenant_id', 'id', 'workspace_id', 'source', 'source_key'])
/** What an item refers to may have been deleted since: then it is restored without. */
const REFERS: Readonly<Record<string, string>> = {
  parent_id: 'backlog_item',
  epic_id: 'backlog_item',
  team_id: 'team',
  sprint_id: 'sprint',
}
const restored = (column: string) => {
  const table = REFERS[column]
  return table
    ? `(select r.id from ${table} r where r.tenant_id = i.tenant_id and r.id = old.${column})`
    : `old.${column}`
}
const RESTORED = ITEM_COLUMNS.filter((column) => !OWN.has(column))
  .map((column) => `${column} = ${restored(column)}`)
  .join(', ')

/** Rows that an import may have made beside items, in the order in which they go, and what may use them since. */
const MADE_ROWS: readonly (readonly [table: string, unless: readonly string[]])[] = [
  ['item_objective', []],
  ['item_capability', []],
  ['scenario', []],
  ['issued_forecast', []],
  ['schedule', []],
  ['mission', []],
  ['objective', ['item_objective']],
  ['theme', ['objective']],
  ['competitor_claim', []],
  ['capability', ['item_capability', 'competitor_claim']],
  ['competitor', ['competitor_claim']],
]
/** What all workspaces share. */
const SHARED = ['competitor', 'capability', 'competitor_claim']

/**
 * Takes an applied import back: what it made goes, what it overwrote is as before, links it ended live again.
 * @throws CONFLICT when the workspace has changed since, unless `force`
 */
export async function undoImport(context: Context, id: string, force: boolean): Promise<Import> {
  const { db } = context
  await db.transaction(async () => {
    const row = await importFor(context, id)
    if (row.state !== 'applied' || !row.workspace)
      throw new Refusal('CONFLICT', 'Only an applied import can be undone.')
    const { em } = db
    // First: what is written while this waits for it is a change since.
    await lockStructure(db, row.workspace.id)
    if (await em.count(SyncConnection, { import: { id: row.id } }))
      throw new Refusal('CONFLICT', 'A connection keeps these items in sync. Remove the connection instead.')
    const workspace = await em.findOneOrFail(Workspace, { id: row.workspace.id }, { refresh: true })
    const untouched = workspace.dataVersion === row.dataVersion
    if (!untouched && !force) throw changedSince()
    // The row is locked by this, so that two people cannot undo at once.
    if (!(await em.nativeUpdate(Import, { id: row.id, state: 'applied' }, { state: 'undone' })))
      throw new Refusal('CONFLICT', 'This import is being undone.')
    const made = row.made ?? { teams: [], sprints: [], changedSprints: [] }
    const { shared, gone } = await takeBack(db, row.id, workspace.id, made, context.now())
    // A title or a status can change without the structure. Whoever changes something now waits for the items or for this.
    const [last] = await em.execute<{ version: number }[]>(
      'select data_version as version from workspace where tenant_id = ? and id = ? for update',
      [tenantOf(em), workspace.id],
    )
    const still = last?.version === workspace.dataVersion
    if (!still && !force) throw changedSince()
    const [left] = await em.execute<{ items: string }[]>(
      'select count(*) as items from backlog_item where tenant_id = ? and workspace_id = ?',
      [tenantOf(em), workspace.id],
    )
    if (row.madeWorkspace && untouched && still && Number(left?.items) === 0) {
      await em.nativeUpdate(Import, { id: row.id }, { workspace: null })
      await em.nativeDelete(Workspace, { id: workspace.id })
    } else {
      await retireKeys(db, workspace.id, gone)
      db.changed(workspace.id)
    }
    if (shared) db.changedForAll()
  })
  return importFor(context, id)
}

const changedSince = () =>
  new Refusal(
    'CONFLICT',
    'The workspace has changed since this import. To undo it anyway, use force; later changes to its items are lost.',
  )

interface TakenBack {
  /** Whether what all workspaces share has changed. */
  readonly shared: boolean
  /** Keys of the items that were deleted. */
  readonly gone: readonly string[]
}

/** In pieces, with a turn for others after each: an import may have been large. */
async function takeBack(db: Db, importId: string, workspaceId: string, made: Made, now: Date): Promise<TakenBack> {
  const { em } = db
  const tenant = tenantOf(em)
  const session = sessionOf(em)
  const idsIn = async (table: string, column: string, where = 'import_id') =>
    (
      await em.execute<{ id: string }[]>(
        `select ${column} as id from ${table} where tenant_id = ? and workspace_id = ? and ${where} = ?`,
        [tenant, workspaceId, importId],
      )
    ).map(({ id }) => id)
  for (const table of ['dependency', 'status_change', 'field_change', 'sprint_scope'])
    await inPieces(
      session,
      `delete from ${table} where tenant_id = ? and id in (…)`,
      [tenant],
      await idsIn(table, 'id'),
    )
  const changed = await idsIn('import_change', 'item_id')
  const each = async (sql: string) => {
    await inPieces(session, sql, [tenant, importId], changed)
  }
  await each(
    `update backlog_item i set ${RESTORED} from import_change c, jsonb_populate_record(null::backlog_item, c.before) old
     where c.tenant_id = ? and c.import_id = ? and i.tenant_id = c.tenant_id and i.id = c.item_id and i.id in (…)`,
  )
  const orphans = await em.execute<{ id: string }[]>(
    `select i.id from import_change c join backlog_item i on i.tenant_id = c.tenant_id and i.id = c.item_id
     where c.tenant_id = ? and c.workspace_id = ? and c.import_id = ? and c.before ->> 'parent_id' is not null and i.parent_id is null`,
    [tenant, workspaceId, importId],
  )
  const family = await familyOf(
    db,
    orphans.map(({ id }) => id),
  )
  await keepEpics(db, family, now)
  await each(
    'delete from item_label l using import_change c where c.tenant_id = ? and c.import_id = ? and l.tenant_id = c.tenant_id and l.item_id = c.item_id and l.item_id in (…)',
  )
  await each(
    `insert into item_label (tenant_id, id, workspace_id, item_id, name) select c.tenant_id, gen_random_uuid(), c.workspace_id, c.item_id, name
     from import_change c, jsonb_array_elements_text(c.before -> 'labels') name where c.tenant_id = ? and c.import_id = ? and c.item_id in (…)`,
  )
  await each(
    'delete from sprint_scope s using import_change c where c.tenant_id = ? and c.import_id = ? and s.tenant_id = c.tenant_id and s.item_id = c.item_id and s.item_id in (…)',
  )
  await each(
    `insert into sprint_scope (tenant_id, id, workspace_id, item_id, sprint_id, added_at, removed_at, points_at_add, import_id)
     select c.tenant_id, s.id, c.workspace_id, c.item_id, s.sprint_id, s.added_at, s.removed_at, s.points_at_add, s.import_id
     from import_change c, jsonb_populate_recordset(null::sprint_scope, c.before -> 'scopes') s
     where c.tenant_id = ? and c.import_id = ? and c.item_id in (…) and exists (select 1 from sprint where sprint.tenant_id = c.tenant_id and sprint.id = s.sprint_id)`,
  )
  await inPieces(
    session,
    'delete from import_change where tenant_id = ? and import_id = ? and item_id in (…)',
    [tenant, importId],
    changed,
  )
  const gone = await inPieces<{ key: string }>(
    session,
    'delete from backlog_item where tenant_id = ? and id in (…) returning key',
    [tenant],
    await idsIn('backlog_item', 'id'),
  )
  await reviveLinks(session, importId, workspaceId)
  for (const { id, state, start_date, end_date, goal } of made.changedSprints)
    await em.execute(
      `update sprint set state = ?, start_date = ?, end_date = ?${goal === undefined ? '' : ', goal = ?'} where tenant_id = ? and id = ?`,
      [state, start_date, end_date, ...(goal === undefined ? [] : [goal]), tenant, id],
    )
  if (made.currency)
    await em.execute('update workspace set currency = null where tenant_id = ? and id = ?', [tenant, workspaceId])
  for (const [table, unless] of MADE_ROWS)
    await inPieces(
      session,
      `delete from ${table} r where r.tenant_id = ? and r.id in (…)${unless.map((other) => ` and not exists (select 1 from ${other} u where u.tenant_id = r.tenant_id and u.${table}_id = r.id)`).join('')}`,
      [tenant],
      made.rows?.[table] ?? [],
    )
  // What people have used since stays.
  await inPieces(
    session,
    `delete from sprint s where s.tenant_id = ? and s.id in (…) and not exists (select 1 from sprint_scope c where c.tenant_id = s.tenant_id and c.sprint_id = s.id)
     and not exists (select 1 from backlog_item i where i.tenant_id = s.tenant_id and i.sprint_id = s.id)`,
    [tenant],
    made.sprints,
  )
  await inPieces(
    session,
    `delete from team t where t.tenant_id = ? and t.id in (…) and not exists (select 1 from backlog_item i where i.tenant_id = t.tenant_id and i.team_id = t.id)
     and not exists (select 1 from sprint s where s.tenant_id = t.tenant_id and s.team_id = t.id)`,
    [tenant],
    made.teams,
  )
  // Last, because the teams may have used them.
  await inPieces(
    session,
    'delete from calendar c where c.tenant_id = ? and c.id in (…) and not exists (select 1 from team t where t.tenant_id = c.tenant_id and t.calendar_id = c.id)',
    [tenant],
    made.rows?.calendar ?? [],
  )
  return {
    shared: SHARED.some((table) => made.rows?.[table]?.length),
    gone: gone.map(({ key }) => key),
  }
}

/** Links that the import ended live again, each once, unless the same one was made since, or it would close a circle now. */
async function reviveLinks(session: Session, importId: string, workspaceId: string): Promise<void> {
  const here = [session.tenant, workspaceId]
  const ended = await session.query<{ id: string; kind: string; item_id: string; blocker_id: string | null }>(
    `select d.id, d.kind, d.item_id, d.blocker_id from dependency d
     where d.tenant_id = ? and d.workspace_id = ? and d.ended_by_import_id = ? and not exists (
       select 1 from dependency t where t.tenant_id = d.tenant_id and t.item_id = d.item_id and t.kind = d.kind and t.outward = d.outward
       and (t.ended_at is null or (t.ended_by_import_id = d.ended_by_import_id and (t.ended_at, t.id) > (d.ended_at, d.id)))
       and t.blocker_id is not distinct from d.blocker_id and t.external_ref is not distinct from d.external_ref
       and (d.kind not in ('other', 'suggested') or lower(coalesce(t.label, '')) = lower(coalesce(d.label, ''))))
     order by d.id`,
    [...here, importId],
  )
  const orders = ended.flatMap(({ kind, item_id, blocker_id }) =>
    kind === 'blocks' && blocker_id !== null ? [[blocker_id, item_id] as const] : [],
  )
  const standing = orders.length
    ? await session.query<{ blocker: string; item: string }>(
        `select blocker_id as blocker, item_id as item from dependency where tenant_id = ? and workspace_id = ? and ended_at is null and kind = 'blocks' and blocker_id is not null`,
        here,
      )
    : []
  const circles = newCircles(
    standing.map(({ blocker, item }) => [blocker, item] as const),
    orders,
  )
  await inPieces(
    session,
    'update dependency set ended_at = null, ended_by_import_id = null where tenant_id = ? and id in (…)',
    [session.tenant],
    ended
      .filter(({ kind, item_id, blocker_id }) => kind !== 'blocks' || !circles.has(`${blocker_id} ${item_id}`))
      .map(({ id }) => id),
  )
}
