import type { RequiredEntityData } from '@mikro-orm/core'
import type { Context } from '../../data/context.ts'
import { refTo, tenantOf } from '../../data/tenant.ts'
import type { Workspace } from '../../identity/entity.ts'
import { BacklogItem, ItemLabel, StatusChange } from '../entity.ts'
import { eachOf, emptyValue, PLAIN_MEMBERS } from '../item-fields.ts'
import { nearestEpic } from '../structure/hierarchy.ts'
import { checkPlaces, keepEpics, lockStructure } from '../structure/hierarchy-service.ts'
import { cleanDraft } from './draft.ts'
import { fieldMoves, recordFieldMoves, type FieldMove } from './field-history-service.ts'
import { findExisting, giveKeys, lastRank, refuseBadInput, type ItemWrite, type Work } from './existing-service.ts'
import { numberOfKey } from './item-key.ts'
import { readReferences, refuseCircles } from './places-service.ts'
import { RANK_STEP } from './rank-order.ts'
import { recordSprintMoves, type SprintMove } from './sprint-scope-service.ts'
import { statusFor, statusUses } from './status-service.ts'
import { changeStatus, type Progress } from './transition.ts'

export type WriteOutcome = 'created' | 'updated' | 'unchanged'
export interface Written {
  id: string
  outcome: WriteOutcome
}

/** Creates and updates items together or not at all, with the history of their statuses and sprints. Runs inside `commit`. */
export async function writeItems(
  context: Context,
  workspace: Workspace,
  writes: readonly ItemWrite[],
): Promise<Written[]> {
  const { db } = context
  const clean = writes.map((write) => ({ ...write, draft: cleanDraft(write.draft) }))
  refuseBadInput(clean)
  const structural = clean.some(
    ({ id, onKey, draft }) => (!id && onKey !== 'update') || draft.parentId !== undefined || draft.type !== undefined,
  )
  if (structural) await lockStructure(db, workspace.id)

  const works = await findExisting(context, workspace, clean)
  const links = await readReferences(context, workspace, works)
  const uses = works.some(({ draft }) => (draft.status == null) !== (draft.statusCategory == null))
    ? await statusUses(context, workspace)
    : []
  const labels = Map.groupBy(await labelRows(context, works), ({ item }) => item.id)
  await giveKeys(context, workspace, works)

  const at = context.now()
  const tenantId = tenantOf(db.em)
  const own = (itemId: string) => ({
    tenantId,
    id: crypto.randomUUID(),
    workspace: refTo(workspace),
    item: refTo({ tenantId, id: itemId }),
  })
  const toReference = (id: string | null) => (id ? refTo({ tenantId, id }) : null)
  const rows: ({ id: string } & Record<string, unknown>)[] = []
  const history: RequiredEntityData<StatusChange>[] = []
  const moves: SprintMove[] = []
  const fields: FieldMove[] = []
  const added: RequiredEntityData<ItemLabel>[] = []
  const dropped: string[] = []
  const reshaped = new Map<string, { parentId: string | null; isEpic: boolean; key: string }>()
  let rank = works.some(({ existing }) => !existing) ? await lastRank(context, workspace) : 0

  const written = works.map(({ itemId, existing, draft, key, path }): Written => {
    const values: Record<string, unknown> = {}
    for (const member of PLAIN_MEMBERS)
      if (draft[member] !== undefined && !same(existing?.[member], draft[member])) values[member] = draft[member]

    const before = existing ? progressOf(existing) : null
    const progress = changeStatus(before, statusFor(draft, before, uses, path), at)
    if (!before || before.status !== progress.status || before.statusCategory !== progress.statusCategory) {
      Object.assign(values, progress)
      history.push({
        ...own(itemId),
        at,
        fromStatus: before?.status ?? null,
        fromCategory: before?.statusCategory ?? null,
        toStatus: progress.status,
        toCategory: progress.statusCategory,
      })
    }

    const link = links.get(itemId)!
    const parentId = link.parentId === undefined ? (existing?.parent?.id ?? null) : link.parentId
    const isEpic = (draft.type ?? existing?.type) === 'epic'
    if (!existing || parentId !== (existing.parent?.id ?? null)) values.parent = toReference(parentId)
    if (!existing || 'parent' in values || isEpic !== (existing.type === 'epic'))
      reshaped.set(itemId, { parentId, isEpic, key: existing?.key ?? key! })
    if (link.teamId !== undefined && link.teamId !== (existing?.team?.id ?? null))
      values.team = toReference(link.teamId)
    const sprintId = existing?.sprint?.id ?? null
    if (link.sprintId !== undefined && link.sprintId !== sprintId) {
      values.sprint = toReference(link.sprintId)
      moves.push({
        itemId,
        workspaceId: workspace.id,
        from: sprintId,
        to: link.sprintId,
        points: draft.storyPoints === undefined ? (existing?.storyPoints ?? null) : draft.storyPoints,
      })
    }

    const has = labels.get(itemId) ?? []
    const wanted = draft.labels === undefined ? null : new Set(draft.labels)
    const surplus = wanted ? has.filter(({ name }) => !wanted.has(name)) : []
    const missing = wanted ? [...wanted].filter((name) => !has.some((label) => label.name === name)) : []
    dropped.push(...surplus.map(({ id }) => id))
    added.push(...missing.map((name) => ({ ...own(itemId), name })))

    if (!existing) {
      // The tenant first: of columns that references share, the first mention is the one that is written.
      rows.push({
        tenantId,
        id: itemId,
        workspace: refTo(workspace),
        ...EMPTY,
        ...values,
        key,
        number: numberOfKey(key!),
        rank: (rank += RANK_STEP),
        createdAt: at,
        updatedAt: at,
      })
      return { id: itemId, outcome: 'created' }
    }
    if (!Object.keys(values).length && !surplus.length && !missing.length) return { id: itemId, outcome: 'unchanged' }
    fields.push(...fieldMoves(existing, values))
    db.em.assign(existing, { ...values, updatedAt: at } as never)
    return { id: itemId, outcome: 'updated' }
  })
  if (written.every(({ outcome }) => outcome === 'unchanged')) return written

  const family = await refuseCircles(context, reshaped, works)
  for (const row of rows) {
    const kin = family.get(row.id)!
    row.epic = toReference((kin.epicId = nearestEpic(family, row.id)))
  }
  if (rows.length) await db.em.insertMany(BacklogItem, rows as never)
  await db.em.flush()
  // Foreign-key checks that were planned while the table was small would read all of it; the embedded database has no
  // autovacuum to notice that it has grown.
  if (rows.length >= 50) await db.em.execute('discard plans')
  await keepEpics(db, family, at)
  if (history.length) await db.em.insertMany(StatusChange, history)
  if (dropped.length) await db.em.nativeDelete(ItemLabel, { id: { $in: dropped } })
  if (added.length) await db.em.insertMany(ItemLabel, added)
  await recordSprintMoves(db, moves, at)
  await recordFieldMoves(db, workspace.id, fields, at)
  if (reshaped.size > 0) await checkPlaces(db)
  db.changed(workspace.id)
  return written
}

/** What an item is before anything is said about it. */
const EMPTY = {
  ...eachOf(PLAIN_MEMBERS, emptyValue),
  epic: null,
  team: null,
  sprint: null,
  source: null,
  sourceKey: null,
}

const progressOf = ({ status, statusCategory, startedAt, resolvedAt }: BacklogItem): Progress => ({
  status,
  statusCategory,
  startedAt: startedAt ?? null,
  resolvedAt: resolvedAt ?? null,
})

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)

const labelRows = ({ db }: Context, works: readonly Work[]) =>
  db.em.find(
    ItemLabel,
    { item: { id: { $in: works.flatMap(({ existing, draft }) => (existing && draft.labels ? [existing.id] : [])) } } },
    { disableIdentityMap: true },
  )
