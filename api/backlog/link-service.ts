/** Items that are linked to something by rows of their own: to objectives, and to capabilities. */
import type { EntityClass, FilterQuery } from '@mikro-orm/core'
import type { Context } from '../data/context.ts'
import { refTo, tenantOf } from '../data/tenant.ts'
import type { Workspace } from '../identity/entity.ts'
import { addTo } from '../identity/workspaces/named-service.ts'
import { itemIds } from './reference-service.ts'

interface Link {
  id: string
  item: { id: string }
}

/** What items are linked to, under the name that the link has for it. */
type Owner = Readonly<Record<string, { readonly id: string }>>

/** Links items; those that are linked already stay as they are. @throws NOT_FOUND */
export async function linkItems<T extends Link>(
  { db, now }: Pick<Context, 'db' | 'now'>,
  workspace: Workspace,
  items: readonly string[],
  entity: EntityClass<T>,
  owner: Owner,
): Promise<void> {
  const ids = await idsOf({ db }, workspace, items)
  const linked = await db.em.find(entity, linksOf<T>(owner, ids), { disableIdentityMap: true })
  const there = new Set(linked.map(({ item }) => item.id))
  for (const id of ids)
    if (!there.has(id))
      addTo(db, entity, workspace.id, {
        ...owner,
        item: refTo({ tenantId: tenantOf(db.em), id }),
        createdAt: now(),
      } as never)
}

/** Takes links away; those that are not there are no error. @throws NOT_FOUND for an item */
export async function unlinkItems<T extends Link>(
  { db }: Pick<Context, 'db'>,
  workspace: Workspace,
  items: readonly string[],
  entity: EntityClass<T>,
  owner: Owner,
): Promise<void> {
  const gone = await db.em.nativeDelete(entity, linksOf<T>(owner, await idsOf({ db }, workspace, items)))
  if (gone) db.changed(workspace.id)
}

const linksOf = <T>(owner: Owner, ids: readonly string[]): FilterQuery<T> =>
  ({
    ...Object.fromEntries(Object.entries(owner).map(([name, { id }]) => [name, { id }])),
    item: { id: { $in: ids } },
  }) as FilterQuery<T>

const idsOf = async ({ db }: Pick<Context, 'db'>, workspace: Workspace, items: readonly string[]) => [
  ...new Set(
    (
      await itemIds(
        db,
        workspace.id,
        items.map((ref, at) => ({ ref, path: ['itemIds', at] })),
      )
    ).values(),
  ),
]
