/** All rows of an organization. */
import type { EntityClass, EntityMetadata } from '@mikro-orm/core'
import { eraseLastIdentities } from '../audit/erase-service.ts'
import type { Db, EntityManager } from '../data/database.ts'
import { tenantOf } from '../data/tenant.ts'

/** What only ever grows: these forget people by functions of their own. */
export const STANDING = new Set(['audit_event', 'audit_identity', 'audit_checkpoint', 'audit_head', 'credit_entry'])

/** Deletes every row of an organization but those that stand, which forget everybody. @returns rows by table */
export async function eraseRows(db: Db): Promise<Record<string, number>> {
  const { em } = db
  const counts = await deleteRows(em, ownedBy(em))
  const audit = await eraseLastIdentities(db, null)
  const [credits] = await em.execute<{ n: number }[]>('select credits_erase(null) as n')
  // A workspace's ID names nobody, and reservations that are still open return to its account by it.
  await em.execute(`update credit_account set owner = gen_random_uuid() where tenant_id = ? and kind = 'person'`, [
    tenantOf(em),
  ])
  return { ...counts, audit_identity: audit, credit_entry: credits!.n }
}

/**
 * What calls that were under way when an organization was erased wrote into tables that had been emptied already. Rows of a
 * workspace cannot be among it: they refer to what is gone. @returns rows by table
 */
export async function eraseLateRows({ em }: Db): Promise<Record<string, number>> {
  return deleteRows(
    em,
    ownedBy(em).filter(({ properties }) => !('workspace' in properties)),
  )
}

/** Tables of which an erased organization keeps nothing. */
const ownedBy = (em: EntityManager) =>
  [...em.getMetadata().getAll().values()].filter(
    ({ properties, tableName }) =>
      'tenantId' in properties && !STANDING.has(tableName) && !['credit_account', 'search_word'].includes(tableName),
  )

async function deleteRows(em: EntityManager, tables: readonly EntityMetadata[]): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const meta of childrenFirst(tables)) {
    const count = await em.nativeDelete(meta.class as EntityClass<object>, {}, { filters: { workspace: false } })
    if (count) counts[meta.tableName] = count
  }
  return counts
}

/** What refers to a table comes before it. */
function childrenFirst(all: readonly EntityMetadata[]): EntityMetadata[] {
  const left = new Set(all)
  const refers = (from: EntityMetadata, to: EntityMetadata) =>
    from !== to && Object.values(from.properties).some(({ kind, targetMeta }) => kind === 'm:1' && targetMeta === to)
  const ordered: EntityMetadata[] = []
  while (left.size) {
    const free = [...left].filter((meta) => ![...left].some((other) => refers(other, meta)))
    for (const meta of free.length ? free : [...left]) {
      ordered.push(meta)
      left.delete(meta)
    }
  }
  return ordered
}
