import type { Context } from '../../data/context.ts'
import type { Db } from '../../data/database.ts'
import { badInput } from '../../graphql/errors.ts'
import type { Workspace } from '../../identity/entity.ts'
import { tenantOf } from '../../data/tenant.ts'
import { BacklogItem } from '../entity.ts'
import { lockStructure, uuidArray } from '../structure/hierarchy-service.ts'
import { rankBetween, spreadRanks } from './rank-order.ts'
import { itemIds } from '../reference-service.ts'
import { recordFieldMoves } from './field-history-service.ts'

export interface Move {
  id: string
  before?: string | null | undefined
  after?: string | null | undefined
}

interface Place {
  id: string
  rank: number
}

/** How many followers are moved up to make room; more only when those stand too close as well. */
const WINDOWS = [32, 512, 8_192, Number.MAX_SAFE_INTEGER]

/** Moves an item directly before or after another one in the manual order. @returns its id */
export async function rankItem(context: Context, workspace: Workspace, { id, before, after }: Move): Promise<string> {
  const { db } = context
  if ((before == null) === (after == null))
    throw badInput({ path: [before == null ? 'before' : 'after'], message: 'pass either before or after' })
  await lockStructure(db, workspace.id)
  const side = before == null ? 'after' : 'before'
  const ids = await itemIds(db, workspace.id, [
    { ref: id, path: ['id'] },
    { ref: (before ?? after)!, path: [side] },
  ])
  const moved = ids.get(id)!
  const anchor = await placeOf(db, ids.get((before ?? after)!)!)
  if (moved === anchor.id) throw badInput({ path: [side], message: 'is the item itself' })

  const neighbor = await nextTo(db, workspace.id, anchor, side)
  if (neighbor?.id === moved) return moved
  const [low, high] = side === 'before' ? [neighbor, anchor] : [anchor, neighbor]
  const rank = rankBetween(low?.rank ?? null, high?.rank ?? null) ?? (await makeRoom(db, workspace.id, moved, low!))
  const at = context.now()
  const { rank: was } = await placeOf(db, moved)
  await db.em.nativeUpdate(BacklogItem, { id: moved }, { rank, updatedAt: at })
  await recordFieldMoves(db, workspace.id, [{ itemId: moved, field: 'rank', before: was, after: rank }], at)
  db.changed(workspace.id)
  return moved
}

async function placeOf({ em }: Db, id: string): Promise<Place> {
  return em.findOneOrFail(BacklogItem, { id }, { fields: ['id', 'rank'], disableIdentityMap: true })
}

/** The neighbor in the order that a backlog is listed in: by rank, then by id. */
async function nextTo(
  { em }: Db,
  workspaceId: string,
  { id, rank }: Place,
  side: 'before' | 'after',
): Promise<Place | null> {
  const [beyond, direction] = side === 'before' ? (['$lt', 'desc'] as const) : (['$gt', 'asc'] as const)
  return em.findOne(
    BacklogItem,
    {
      workspace: { id: workspaceId },
      rank: { [`${beyond}e`]: rank },
      $or: [{ rank: { [beyond]: rank } }, { id: { [beyond]: id } }],
    } as never,
    { fields: ['id', 'rank'], orderBy: { rank: direction, id: direction }, disableIdentityMap: true },
  )
}

/** Spreads what follows `low` so that a place is free right behind it. @returns that place */
async function makeRoom({ em }: Db, workspaceId: string, moved: string, low: Place): Promise<number> {
  const tenantId = tenantOf(em)
  for (const window of WINDOWS) {
    const followers = await em.execute<Place[]>(
      'select id, rank from backlog_item where tenant_id = ? and workspace_id = ? and rank >= ? and (rank > ? or id > ?) and id <> ? order by rank, id limit ?',
      [
        tenantId,
        workspaceId,
        low.rank,
        low.rank,
        low.id,
        moved,
        window === Number.MAX_SAFE_INTEGER ? null : window + 1,
      ],
    )
    const bound = followers.length > window ? followers.pop()!.rank : null
    const ranks = spreadRanks(low.rank, bound, followers.length + 1)
    if (!ranks) continue
    const [free, ...rest] = ranks
    await em.execute(
      'update backlog_item i set rank = n.rank from unnest(?::uuid[], ?::float8[]) as n (id, rank) where i.tenant_id = ? and i.id = n.id',
      [uuidArray(followers.map(({ id }) => id)), `{${rest.join(',')}}`, tenantId],
    )
    return free!
  }
  throw new Error('an unbounded window always has room')
}
