import { lockStructure } from '../backlog/structure/hierarchy-service.ts'
import type { Context } from '../data/context.ts'
import type { EntityManager } from '../data/database.ts'
import { Refusal } from '../graphql/errors.ts'
import { Workspace } from '../identity/entity.ts'
import { tenantOf } from '../data/tenant.ts'
import { SyncConnection } from '../sync/entity.ts'
import { Import } from './entity.ts'
import { ITEM_COLUMNS } from './writing/item-columns.ts'
import type { Made } from './record/made.ts'
import { importFor } from './service.ts'
import { sessionOf } from './writing/session-service.ts'
import { inPieces } from './writing/statement-service.ts'

const OWN = new Set<string>(['tenant_id', 'id', 'workspace_id', 'source', 'source_key'])
const RESTORED = ITEM_COLUMNS.filter((column) => !OWN.has(column))
  .map((column) => `${column} = old.${column}`)
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
    if (await em.count(SyncConnection, { import: { id: row.id } }))
      throw new Refusal('CONFLICT', 'A connection keeps these items in sync. Remove the connection instead.')
    const workspace = await em.findOneOrFail(Workspace, { id: row.workspace.id }, { refresh: true })
    const untouched = workspace.dataVersion === row.dataVersion
    if (!untouched && !force) {
      throw new Refusal(
        'CONFLICT',
        'The workspace has changed since this import. To undo it anyway, use force; later changes to its items are lost.',
      )
    }
    // The row is locked by this, so that two people cannot undo at once.
    if (!(await em.nativeUpdate(Import, { id: row.id, state: 'applied' }, { state: 'undone' })))
      throw new Refusal('CONFLICT', 'This import is being undone.')
    await lockStructure(db, workspace.id)
    const shared = await takeBack(em, row.id, workspace.id, row.made ?? { teams: [], sprints: [], changedSprints: [] })
    const [left] = await em.execute<{ items: string }[]>(
      'select count(*) as items from backlog_item where tenant_id = ? and workspace_id = ?',
      [tenantOf(em), workspace.id],
    )
    if (row.madeWorkspace && untouched && Number(left?.items) === 0) {
      await em.nativeUpdate(Import, { id: row.id }, { workspace: null })
      await em.nativeDelete(Workspace, { id: workspace.id })
    } else db.changed(workspace.id)
    if (shared) db.changedForAll()
  })
  return importFor(context, id)
}

/** In pieces, with a turn for others after each: an import may have been large. */
async function takeBack(em: EntityManager, importId: string, workspaceId: string, made: Made): Promise<boolean> {
  const tenant = tenantOf(em)
  const session = sessionOf(em)
  const idsIn = async (table: string, column: string, where = 'import_id') =>
    (
      await em.execute<{ id: string }[]>(
        `select ${column} as id from ${table} where tenant_id = ? and workspace_id = ? and ${where} = ?`,
        [tenant, workspaceId, importId],
      )
    ).map(({ id }) => id)
  await inPieces(
    session,
    'update dependency set ended_at = null, ended_by_import_id = null where tenant_id = ? and id in (…)',
    [tenant],
    await idsIn('dependency', 'id', 'ended_by_import_id'),
  )
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
  await inPieces(
    session,
    'delete from backlog_item where tenant_id = ? and id in (…)',
    [tenant],
    await idsIn('backlog_item', 'id'),
  )
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
  return SHARED.some((table) => made.rows?.[table]?.length)
}
