import { BacklogItem } from '../../api/backlog/entity.ts'
import type { World } from '../world.ts'

const ANY_TENANT = { tenantId: { $ne: null } }

/** Takes the ORM's tenant condition away, as a bug in it would: from now on only the database's own wall stands. */
export function takeFirstWallAway({ orm }: Pick<World, 'orm'>): () => void {
  const walls = [...orm.getMetadata().getAll().values()].flatMap(({ filters }) =>
    filters?.tenant ? [filters.tenant] : [],
  )
  const conditions = walls.map(({ cond }) => cond)
  // It still reads its argument, from which the ORM knows what to tell the database.
  for (const wall of walls) wall.cond = (args: { id?: string }) => (args.id ? ANY_TENANT : ANY_TENANT)
  return () => walls.forEach((wall, at) => (wall.cond = conditions[at]!))
}

/** What the ORM would ask the database for, so that a test can show that the wall is really gone. */
export async function sqlOfAList({ orm }: Pick<World, 'orm'>, tenantId: string): Promise<string> {
  const em = orm.em.fork()
  em.setFilterParams('tenant', { id: tenantId })
  em.setFilterParams('workspace', { ids: null })
  const query = em.createQueryBuilder(BacklogItem, 'i').select('id')
  await query.applyFilters()
  return query.getFormattedQuery()
}
