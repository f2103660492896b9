import { raw } from '@mikro-orm/core'
import type { Db } from '../../data/database.ts'
import { tenantOf } from '../../data/tenant.ts'
import type { Workspace } from '../../identity/entity.ts'
import { BacklogItem } from '../entity.ts'
import { numberOfKey, prefixOfKey } from './item-key.ts'

/** Of what stands before the numbers of deleted things, as much as a workspace keeps. */
const MOST_PREFIXES = 100

/**
 * Keeps the numbers of what is deleted, so that nothing else gets its key: forecasts, documents, and people cite it. Call it
 * last, because it locks the workspace. An undone import may have had thousands of prefixes: it takes two statements all the same.
 */
export async function retireKeys({ em }: Db, workspaceId: string, keys: readonly string[]): Promise<void> {
  const highest = new Map<string, number>()
  for (const key of keys) {
    const prefix = prefixOfKey(key)
    if (prefix !== null) highest.set(prefix, Math.max(highest.get(prefix) ?? 0, numberOfKey(key)))
  }
  if (highest.size === 0) return
  const workspace = [tenantOf(em), workspaceId]
  const [row] = await em.execute<{ retired: string }[]>(
    `select coalesce(retired_keys, '{}')::text as retired from workspace where tenant_id = ? and id = ? for no key update`,
    workspace,
  )
  if (!row) return
  const retired = new Map(Object.entries(JSON.parse(row.retired) as Record<string, number>))
  for (const [prefix, number] of highest)
    if (retired.has(prefix) || retired.size < MOST_PREFIXES)
      retired.set(prefix, Math.max(retired.get(prefix) ?? 0, number))
  await em.execute('update workspace set retired_keys = ?::jsonb where tenant_id = ? and id = ?', [
    JSON.stringify(Object.fromEntries(retired)),
    ...workspace,
  ])
}

/** The highest number that something deleted had behind a prefix; 0 where there was none. */
export async function retiredNumber({ em }: Db, workspaceId: string, prefix: string): Promise<number> {
  const [row] = await em.execute<{ number: number | null }[]>(
    'select (retired_keys ->> ?::text)::int as number from workspace where tenant_id = ? and id = ?',
    [prefix, tenantOf(em), workspaceId],
  )
  return row?.number ?? 0
}

/** New keys in the manner of the workspace: after SHOP-12 comes SHOP-13. The caller holds the structure lock. */
export async function nextKeys(
  db: Db,
  workspace: Workspace,
  count: number,
  taken: ReadonlySet<string>,
): Promise<string[]> {
  const { em } = db
  const here = { workspace: { id: workspace.id } }
  const options = { fields: ['key', 'number'] as const, disableIdentityMap: true }
  const newest = await em.findOne(BacklogItem, here, { ...options, orderBy: { createdAt: 'desc', id: 'desc' } })
  const prefix = (newest && prefixOfKey(newest.key)) ?? `${workspace.key.toUpperCase().slice(0, 40)}-`
  const last = await em.findOne(
    BacklogItem,
    { ...here, [raw('left(key, ?)', [prefix.length])]: prefix },
    { ...options, orderBy: { number: 'desc', id: 'desc' } },
  )
  let number = Math.max(last ? numberOfKey(last.key) : 0, await retiredNumber(db, workspace.id, prefix))
  const keys: string[] = []
  while (keys.length < count) {
    const key = `${prefix}${++number}`
    if (!taken.has(key)) keys.push(key)
  }
  return keys
}
