import type { Db } from '../../data/database.ts'
import { refTo, tenantOf } from '../../data/tenant.ts'
import { SprintScope } from '../entity.ts'

export interface SprintMove {
  itemId: string
  workspaceId: string
  from: string | null
  to: string | null
  /** Story points at the moment of the move. */
  points: number | null
}

/** Keeps the history of what was in which sprint. The items themselves are written by the caller. */
export async function recordSprintMoves({ em }: Db, moves: readonly SprintMove[], at: Date): Promise<void> {
  const tenantId = tenantOf(em)
  const left = moves.filter(({ from }) => from !== null).map(({ itemId }) => itemId)
  if (left.length)
    await em.nativeUpdate(SprintScope, { item: { id: { $in: left } }, removedAt: null }, { removedAt: at })
  const entered = moves.flatMap(({ itemId, workspaceId, to, points }) =>
    to === null
      ? []
      : [
          {
            tenantId,
            id: crypto.randomUUID(),
            workspace: refTo({ tenantId, id: workspaceId }),
            item: refTo({ tenantId, id: itemId }),
            sprint: refTo({ tenantId, id: to }),
            addedAt: at,
            removedAt: null,
            pointsAtAdd: points,
          },
        ],
  )
  if (entered.length) await em.insertMany(SprintScope, entered)
}
