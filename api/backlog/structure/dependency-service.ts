import type { Context } from '../../data/context.ts'
import { badInput, Refusal } from '../../graphql/errors.ts'
import type { Workspace } from '../../identity/entity.ts'
import { refTo, tenantOf } from '../../data/tenant.ts'
import { blockingPath } from './blocking-path.ts'
import { BacklogItem, Dependency } from '../entity.ts'
import { lockStructure } from './hierarchy-service.ts'
import { itemIds } from '../reference-service.ts'
import type { DependencyKind } from '../vocabulary.ts'

export const LONGEST_LAG = 3_650

export interface NewDependency {
  item: string
  blocker: string
  kind?: DependencyKind | null | undefined
  lagDays?: number | null | undefined
}

/**
 * Says that an item waits for another. The same pair with another lag ends what held before and starts anew; the very
 * same dependency again changes nothing. @returns its id
 * @throws DEPENDENCY_CYCLE with the keys of the circle in order, when work would wait for itself
 */
export async function addDependency(context: Context, workspace: Workspace, input: NewDependency): Promise<string> {
  const { db } = context
  const kind = input.kind ?? 'blocks'
  const lagDays = input.lagDays ?? 0
  if (lagDays < 0 || lagDays > LONGEST_LAG)
    throw badInput({ path: ['lagDays'], message: `must be 0 to ${LONGEST_LAG} working days` })
  await lockStructure(db, workspace.id)
  const ids = await itemIds(db, workspace.id, [
    { ref: input.item, path: ['item'] },
    { ref: input.blocker, path: ['blocker'] },
  ])
  const item = ids.get(input.item)!
  const blocker = ids.get(input.blocker)!
  if (item === blocker && kind !== 'blocks')
    throw badInput({ path: ['blocker'], message: 'must not be the item itself' })
  if (kind === 'blocks') await refuseCycle(context, workspace, item, blocker)

  const at = context.now()
  const known = await db.em.findOne(Dependency, { item: { id: item }, blocker: { id: blocker }, kind, endedAt: null })
  if (known?.lagDays === lagDays) return known.id
  if (known) await db.em.nativeUpdate(Dependency, { id: known.id }, { endedAt: at })
  const id = crypto.randomUUID()
  const tenantId = tenantOf(db.em)
  await db.em.insert(Dependency, {
    tenantId,
    id,
    workspace: refTo(workspace),
    item: refTo({ tenantId, id: item }),
    blocker: refTo({ tenantId, id: blocker }),
    kind,
    lagDays,
    externalRef: null,
    label: null,
    source: null,
    startedAt: at,
    endedAt: null,
  })
  db.changed(workspace.id)
  return id
}

async function refuseCycle({ db }: Context, workspace: Workspace, item: string, blocker: string): Promise<void> {
  const live = await db.em.execute<{ blocker: string; blocked: string }[]>(
    `select blocker_id as blocker, item_id as blocked from dependency where tenant_id = ? and workspace_id = ? and ended_at is null and kind = 'blocks' and blocker_id is not null`,
    [tenantOf(db.em), workspace.id],
  )
  const path = blockingPath(live, item, blocker)
  if (!path) return
  const rows = await db.em.find(BacklogItem, { id: { $in: path } }, { fields: ['id', 'key'], disableIdentityMap: true })
  const keys = path.map((id) => rows.find((row) => row.id === id)!.key)
  throw new Refusal(
    'DEPENDENCY_CYCLE',
    `This dependency would create a cycle: ${[...keys, keys[0]].join(' blocks ')}. Remove one of these dependencies first.`,
    { cycle: keys },
  )
}

/** Ends a dependency: from now on it orders nothing, but it stays known. Ending it again changes nothing. */
export async function endDependency(context: Context, dependency: Dependency): Promise<void> {
  if (dependency.endedAt) return
  const { db } = context
  const ended = await db.em.nativeUpdate(Dependency, { id: dependency.id, endedAt: null }, { endedAt: context.now() })
  if (ended) db.changed(dependency.workspace.id)
}
