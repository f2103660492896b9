import type { Context } from '../context.ts'
import { Refusal } from '../errors.ts'
import { Workspace } from '../identity/entity.ts'
import { tenantOf } from '../tenant.ts'
import { Import } from './entity.ts'
import { importFor } from './service.ts'

/** Columns that an import may have overwritten, restored from what it remembered. Generated ones follow by themselves. */
const RESTORED = [
  'key', 'number', 'title', 'description', 'type', 'status', 'status_category', 'priority', 'story_points', 'job_size', 'business_value', 'time_criticality',
  'risk_reduction', 'due_date', 'release_date', 'parent_id', 'epic_id', 'team_id', 'sprint_id', 'started_at', 'resolved_at', 'created_at', 'updated_at', 'import_id', 'extra',
]

/**
 * Takes an applied import back: what it made goes, what it overwrote is as before, links it ended live again.
 * @throws CONFLICT when the workspace has changed since, unless `force`
 */
export async function undoImport(context: Context, id: string, force: boolean): Promise<Import> {
  const { db } = context
  await db.transaction(async () => {
    const row = await importFor(db, id)
    if (row.state !== 'applied' || !row.workspace) throw new Refusal('CONFLICT', 'Only an applied import can be undone.')
    const { em } = db
    const tenant = tenantOf(em)
    const workspace = await em.findOneOrFail(Workspace, { id: row.workspace.id })
    if (workspace.dataVersion !== row.dataVersion && !force) {
      throw new Refusal('CONFLICT', `The workspace has changed ${workspace.dataVersion - (row.dataVersion ?? 0)} times since this import. Undo it all the same with force: later changes of its items are lost.`)
    }
    await em.execute('update dependency set ended_at = null, ended_by_import_id = null where tenant_id = ? and ended_by_import_id = ?', [tenant, row.id])
    for (const table of ['dependency', 'status_change', 'sprint_scope']) await em.execute(`delete from ${table} where tenant_id = ? and import_id = ?`, [tenant, row.id])
    const restored = RESTORED.map((column) => `${column} = old.${column}`).join(', ')
    await em.execute(
      `update backlog_item i set ${restored} from import_change c, json_populate_record(null::backlog_item, c.before::json) old where c.tenant_id = ? and c.import_id = ? and i.tenant_id = c.tenant_id and i.id = c.item_id`,
      [tenant, row.id],
    )
    await em.execute('delete from item_label l using import_change c where c.tenant_id = ? and c.import_id = ? and l.tenant_id = c.tenant_id and l.item_id = c.item_id', [tenant, row.id])
    await em.execute(
      `insert into item_label (tenant_id, id, workspace_id, item_id, name) select c.tenant_id, gen_random_uuid(), c.workspace_id, c.item_id, name from import_change c, jsonb_array_elements_text(c.before -> 'labels') name where c.tenant_id = ? and c.import_id = ?`,
      [tenant, row.id],
    )
    await em.execute('delete from import_change where tenant_id = ? and import_id = ?', [tenant, row.id])
    await em.execute('delete from backlog_item where tenant_id = ? and workspace_id = ? and import_id = ?', [tenant, workspace.id, row.id])
    const [left] = await em.execute<{ items: string }[]>('select count(*) as items from backlog_item where tenant_id = ? and workspace_id = ?', [tenant, workspace.id])
    if (row.madeWorkspace && Number(left?.items) === 0) {
      await em.nativeUpdate(Import, { id: row.id }, { state: 'undone', workspace: null })
      await em.nativeDelete(Workspace, { id: workspace.id })
      return
    }
    await em.nativeUpdate(Import, { id: row.id }, { state: 'undone' })
    db.changed(workspace.id)
  })
  return importFor(db, id)
}
