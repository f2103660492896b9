import type { Db } from '../../data/database.ts'
import { tenantOf } from '../../data/tenant.ts'
import { nearestEpic, type Kin } from './hierarchy.ts'

/**
 * Lets one writer at a time change what holds between items of a workspace: tree, dependencies, order, keys. Two changes
 * that are sound alone can close a circle together. Taken before any row is locked, so that writers never wait in a ring.
 */
export async function lockStructure({ em }: Db, workspaceId: string): Promise<void> {
  await em.execute('select pg_advisory_xact_lock(hashtextextended(?, 0))', [workspaceId])
}

export const uuidArray = (ids: Iterable<string>) => `{${[...ids].join(',')}}`

export interface KinRow extends Kin {
  epicId: string | null
}

/** All ancestors and descendants of some items, with the items themselves, as the database has them. */
export async function familyOf({ em }: Db, ids: Iterable<string>): Promise<Map<string, KinRow>> {
  const tenant = tenantOf(em)
  const roots = uuidArray(ids)
  if (roots === '{}') return new Map()
  const columns = 'i.id, i.key, i.parent_id, i.epic_id, i.type'
  const rows = await em.execute<
    { id: string; key: string; parent_id: string | null; epic_id: string | null; type: string }[]
  >(
    `with recursive up as (
       select ${columns} from backlog_item i where i.tenant_id = ? and i.id = any(?::uuid[])
       union select ${columns} from backlog_item i join up on i.tenant_id = ? and i.id = up.parent_id
     ), down as (
       select ${columns} from backlog_item i where i.tenant_id = ? and i.id = any(?::uuid[])
       union select ${columns} from backlog_item i join down on i.tenant_id = ? and i.parent_id = down.id
     ) select * from up union select * from down`,
    [tenant, roots, tenant, tenant, roots, tenant],
  )
  return new Map(
    rows.map(({ id, key, parent_id, epic_id, type }) => [
      id,
      { key, parentId: parent_id, epicId: epic_id, isEpic: type === 'epic' },
    ]),
  )
}

const PLACES = '"backlog_item_tenant_id_parent_id_foreign", "backlog_item_tenant_id_epic_id_foreign"'

/**
 * Checks parents and epics now: the check may wait for an item that somebody is changing. At the end, where it would be made
 * else, this transaction holds the version of the workspace, which they wait for. Rows may come in any order again after it.
 */
export async function checkPlaces({ em }: Db): Promise<void> {
  await em.execute(`set constraints ${PLACES} immediate`)
  await em.execute(`set constraints ${PLACES} deferred`)
}

/** Writes the epic of every item whose nearest epic is another one now. */
export async function keepEpics({ em }: Db, family: ReadonlyMap<string, KinRow>, at: Date): Promise<void> {
  const moved = [...family]
    .map(([id, kin]) => ({ id, from: kin.epicId, to: nearestEpic(family, id) }))
    .filter(({ from, to }) => from !== to)
  for (const [epic, items] of Map.groupBy(moved, ({ to }) => to)) {
    await em.execute(
      'update backlog_item set epic_id = ?, updated_at = ? where tenant_id = ? and id = any(?::uuid[])',
      [epic, at, tenantOf(em), uuidArray(items.map(({ id }) => id))],
    )
  }
}
