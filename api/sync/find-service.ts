import type { Context } from '../data/context.ts'
import { notFound } from '../graphql/errors.ts'
import { uuidOf } from '../identity/service.ts'
import { SyncConnection } from './entity.ts'

export async function connectionsOf({ db }: Pick<Context, 'db'>): Promise<SyncConnection[]> {
  return db.em.find(SyncConnection, {}, { orderBy: { createdAt: 'asc', id: 'asc' }, limit: 100 })
}

/** @throws NOT_FOUND */
export async function connectionFor({ db }: Pick<Context, 'db'>, id: string): Promise<SyncConnection> {
  const uuid = uuidOf('SyncConnection', id)
  const row = uuid ? await db.em.findOne(SyncConnection, { id: uuid }, { refresh: true }) : null
  if (!row) throw notFound('SyncConnection', id)
  return row
}
