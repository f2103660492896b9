import { principalOf, type Context } from '../data/context.ts'
import { tenantOf } from '../data/tenant.ts'
import { notFound } from '../graphql/errors.ts'
import { sessionOf } from './writing/session-service.ts'
import { inPieces } from './writing/statement-service.ts'

export interface Erased {
  items: number
  /** Earlier versions of items that imports keep, so that they can be undone. */
  earlierVersions: number
  /** Names of the connected trackers of those workspaces: they bring the name back as long as they have it. */
  trackers: string[]
}

/**
 * Erases a person's name as assignee in all workspaces that the caller sees: from items, and from what imports keep of
 * them. Items stay, without an assignee.
 * @throws NOT_FOUND with the nearest names
 */
export async function eraseAssignee(context: Context, name: string): Promise<Erased> {
  const { db, signal } = context
  const erase = async () => {
    const { em } = db
    const session = sessionOf(em)
    const { workspaceIds } = principalOf(context)
    const tenant = tenantOf(em)
    const visible = workspaceIds ? `and workspace_id in (${workspaceIds.map(() => '?').join(', ') || 'null'})` : ''
    const rowsOf = (table: string, assignee: string) =>
      session.query<{ id: string; workspace_id: string }>(
        `select id, workspace_id from ${table} where tenant_id = ? ${visible} and ${assignee} = ?`,
        [tenant, ...(workspaceIds ?? []), name],
      )
    const items = await rowsOf('backlog_item', 'assignee')
    const earlier = await rowsOf('import_change', "before ->> 'assignee'")
    if (!items.length && !earlier.length) {
      const known = await session.query<{ assignee: string }>(
        `select distinct assignee from backlog_item where tenant_id = ? ${visible} and assignee is not null`,
        [tenant, ...(workspaceIds ?? [])],
      )
      throw notFound(
        'Assignee',
        name,
        known.map(({ assignee }) => assignee),
      )
    }
    await inPieces(
      session,
      'update backlog_item set assignee = null where tenant_id = ? and id in (…)',
      [tenant],
      items.map(({ id }) => id),
    )
    await inPieces(
      session,
      `update import_change set before = before || '{"assignee": null}'::jsonb where tenant_id = ? and id in (…)`,
      [tenant],
      earlier.map(({ id }) => id),
    )
    const touched = new Set(items.map(({ workspace_id }) => workspace_id))
    for (const workspace of touched) db.changed(workspace)
    const connected = touched.size
      ? await session.query<{ name: string }>(
          `select distinct name from sync_connection where tenant_id = ? and workspace_id in (${[...touched].map(() => '?').join(', ')}) order by name`,
          [tenant, ...touched],
        )
      : []
    return { items: items.length, earlierVersions: earlier.length, trackers: connected.map((row) => row.name) }
  }
  return db.transaction(erase, { signal })
}
