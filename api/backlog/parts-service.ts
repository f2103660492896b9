/** What is read apart from the rows of a list. */
import type { Db } from '../data/database.ts'
import { BacklogItem, ItemLabel } from './entity.ts'
import type { ItemType } from './vocabulary.ts'

/** Descriptions by item id: read apart, because most questions do not ask for them and they can be long. */
export async function descriptionsOf({ db }: { db: Db }, ids: readonly string[]): Promise<string[]> {
  const rows = await db.snapshot(() =>
    db.em.find(BacklogItem, { id: { $in: [...ids] } }, { fields: ['id', 'description'], disableIdentityMap: true }),
  )
  const texts = new Map(rows.map(({ id, description }) => [id, description ?? '']))
  return ids.map((id) => texts.get(id) ?? '')
}

/** Labels by item id, in alphabetical order. */
export async function labelsOf({ db }: { db: Db }, ids: readonly string[]): Promise<string[][]> {
  const rows = await db.snapshot(() =>
    db.em.find(ItemLabel, { item: { id: { $in: [...ids] } } }, { orderBy: { name: 'asc' }, disableIdentityMap: true }),
  )
  const labels = Map.groupBy(rows, ({ item }) => item.id)
  return ids.map((id) => (labels.get(id) ?? []).map(({ name }) => name))
}

/** Keys that start with a text, shortest first: what a client completes while a person types. */
export async function completeKeys(
  { db }: { db: Db },
  workspaceId: string,
  prefix: string,
  types: readonly ItemType[] | null | undefined,
  limit: number,
): Promise<string[]> {
  const from = prefix.toUpperCase()
  const where = {
    workspace: { id: workspaceId },
    key: { $gte: from, $lt: `${from}\u{10ffff}` },
    ...(types?.length ? { type: { $in: [...types] } } : {}),
  }
  const rows = await db.em.find(BacklogItem, where, {
    fields: ['key'],
    orderBy: { number: 'asc', key: 'asc' },
    limit,
    disableIdentityMap: true,
  })
  return rows.map(({ key }) => key)
}
