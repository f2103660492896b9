/** Which backlog items close which gap. */
import { linkItems, unlinkItems } from '../backlog/link-service.ts'
import type { Context } from '../data/context.ts'
import type { Workspace } from '../identity/entity.ts'
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
  const capability = await capabilityFor(context, ref)
  await linkItems(context, workspace, items, ItemCapability, { capability })
  return capability.id
}

export async function unlinkFromCapability(
  context: Context,
  workspace: Workspace,
  ref: string,
  items: readonly string[],
): Promise<string> {
  const capability = await capabilityFor(context, ref)
  await unlinkItems(context, workspace, items, ItemCapability, { capability })
  return capability.id
}
