import { LockMode } from '@mikro-orm/core'
import type { Context } from '../../data/context.ts'
import type { Workspace } from '../../identity/entity.ts'
import { BacklogItem } from '../entity.ts'
import { checkPlaces, familyOf, keepEpics, lockStructure } from '../structure/hierarchy-service.ts'
import { itemIds } from '../reference-service.ts'
import { retireKeys } from './next-key-service.ts'

/**
 * Deletes items with their history, labels and dependencies. Their children stay, without a parent.
 * @returns the keys that are gone.
 */
export async function deleteItems(context: Context, workspace: Workspace, refs: readonly string[]): Promise<string[]> {
  const { db } = context
  await lockStructure(db, workspace.id)
  const ids = [
    ...new Set(
      (
        await itemIds(
          db,
          workspace.id,
          refs.map((ref, at) => ({ ref, path: ['ids', at] })),
        )
      ).values(),
    ),
  ]
  if (!ids.length) return []
  const items = await db.em.find(
    BacklogItem,
    { id: { $in: ids } },
    { fields: ['id', 'key'], lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' }, disableIdentityMap: true },
  )
  const family = await familyOf(db, ids)
  for (const id of ids) family.delete(id)
  for (const kin of family.values()) if (kin.parentId && ids.includes(kin.parentId)) kin.parentId = null
  await db.em.nativeDelete(BacklogItem, { id: { $in: ids } })
  await keepEpics(db, family, context.now())
  await checkPlaces(db)
  await retireKeys(
    db,
    workspace.id,
    items.map(({ key }) => key),
  )
  db.changed(workspace.id)
  return items.map(({ key }) => key)
}
