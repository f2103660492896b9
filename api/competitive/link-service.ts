/** Which backlog items close which gap. */
import { BacklogItem } from '../backlog/entity.ts'
import { itemIds } from '../backlog/reference-service.ts'
import type { Context } from '../data/context.ts'
import type { Db } from '../data/database.ts'
import type { Workspace } from '../identity/entity.ts'
import { tenantOf } from '../data/tenant.ts'
import { ItemCapability, type Capability } from './entity.ts'
import { capabilityFor } from './service.ts'

/** Capabilities that each item is linked to, by name. */
export async function capabilitiesOfItems({ db }: Context, ids: readonly string[]): Promise<Capability[][]> {
  const links = await db.em.find(ItemCapability, { item: { id: { $in: [...ids] } } }, { populate: ['capability'] })
  const byItem = Map.groupBy(links, ({ item }) => item.id)
  return ids.map((id) =>
    (byItem.get(id) ?? [])
      .map(({ capability }) => capability.$ as Capability)
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  )
}

/** Says that items, once done, give us a capability; those that are linked already stay. @returns the capability's id */
export async function linkToCapability(
  context: Context,
  workspace: Workspace,
  ref: string,
  items: readonly string[],
): Promise<string> {
  const { db, now } = context
  const capability = await capabilityFor(context, ref)
  const ids = await idsOf(db, workspace, items)
  const linked = await db.em.find(
    ItemCapability,
    { capability: { id: capability.id }, item: { id: { $in: ids } } },
    { disableIdentityMap: true },
  )
  const missing = ids.filter((id) => !linked.some(({ item }) => item.id === id))
  for (const id of missing)
    db.em.create(ItemCapability, {
      workspace: [tenantOf(db.em), workspace.id],
      item: db.em.getReference(BacklogItem, [tenantOf(db.em), id], { wrapped: true }),
      capability,
      createdAt: now(),
    } as never)
  if (missing.length) db.changed(workspace.id)
  return capability.id
}

export async function unlinkFromCapability(
  context: Context,
  workspace: Workspace,
  ref: string,
  items: readonly string[],
): Promise<string> {
  const { db } = context
  const capability = await capabilityFor(context, ref)
  const gone = await db.em.nativeDelete(ItemCapability, {
    capability: { id: capability.id },
    item: { id: { $in: await idsOf(db, workspace, items) } },
  })
  if (gone) db.changed(workspace.id)
  return capability.id
}

const idsOf = async (db: Db, workspace: Workspace, items: readonly string[]) => [
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
