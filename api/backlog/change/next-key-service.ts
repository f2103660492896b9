import { raw } from '@mikro-orm/core'
import type { Db } from '../../data/database.ts'
import type { Workspace } from '../../identity/entity.ts'
import { BacklogItem } from '../entity.ts'
import { numberOfKey, prefixOfKey } from './item-key.ts'

/** New keys in the manner of the workspace: after SHOP-12 comes SHOP-13. The caller holds the structure lock. */
export async function nextKeys(
  { em }: Db,
  workspace: Workspace,
  count: number,
  taken: ReadonlySet<string>,
): Promise<string[]> {
  const here = { workspace: { id: workspace.id } }
  const options = { fields: ['key', 'number'] as const, disableIdentityMap: true }
  const newest = await em.findOne(BacklogItem, here, { ...options, orderBy: { createdAt: 'desc', id: 'desc' } })
  const prefix = (newest && prefixOfKey(newest.key)) ?? `${workspace.key.toUpperCase().slice(0, 40)}-`
  const last = await em.findOne(
    BacklogItem,
    { ...here, [raw('left(key, ?)', [prefix.length])]: prefix },
    { ...options, orderBy: { number: 'desc', id: 'desc' } },
  )
  let number = last ? numberOfKey(last.key) : 0
  const keys: string[] = []
  while (keys.length < count) {
    const key = `${prefix}${++number}`
    if (!taken.has(key)) keys.push(key)
  }
  return keys
}
