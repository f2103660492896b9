import { LockMode } from '@mikro-orm/core'
import type { Context } from '../../data/context.ts'
import { badInput, Refusal } from '../../graphql/errors.ts'
import type { Workspace } from '../../identity/entity.ts'
import { uuidOf } from '../../identity/service.ts'
import { categoryOfWord } from '../status.ts'
import { tenantOf } from '../../data/tenant.ts'
import { cleanDraft, draftIssues, type ItemDraft } from './draft.ts'
import { eachOf, emptyValue, PLAIN_MEMBERS } from '../item-fields.ts'
import { BacklogItem, ItemLabel, StatusChange } from '../entity.ts'
import { nearestEpic, parentCircle } from '../structure/hierarchy.ts'
import { familyOf, keepEpics, lockStructure } from '../structure/hierarchy-service.ts'
import { keyProblem, numberOfKey } from './item-key.ts'
import { nextKeys } from './next-key-service.ts'
import { RANK_STEP } from './rank-order.ts'
import { brokenReference, itemIds, sprintIds, teamIds, type Path, type Reference } from '../reference-service.ts'
import { recordSprintMoves, type SprintMove } from './sprint-scope-service.ts'
import { categoryFor, changeStatus, wordFor, type Progress, type StatusUse } from './transition.ts'
import { STATUS_CATEGORIES, type StatusCategory } from '../vocabulary.ts'

/** One item to write, and where it stands in the caller's input. */
export interface ItemWrite {
  /** Global id or uuid of an item that must exist. */
  id: string | null
  key: string | null
  /** What becomes of a key that is taken, or not. */
  onKey: 'create' | 'update' | 'either'
  draft: ItemDraft
  path: Path
}

export type WriteOutcome = 'created' | 'updated' | 'unchanged'
export interface Written {
  id: string
  outcome: WriteOutcome
}

interface Work extends ItemWrite {
  itemId: string
  existing: BacklogItem | null
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
    workspace: [tenantId, workspace.id],
    item: [tenantId, itemId],
  })
  const toReference = (id: string | null) => (id ? [tenantId, id] : null)
  const rows: ({ id: string } & Record<string, unknown>)[] = []
  const history: object[] = []
  const moves: SprintMove[] = []
  const added: object[] = []
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
        workspace: [tenantId, workspace.id],
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
  if (history.length) await db.em.insertMany(StatusChange, history as never)
  if (dropped.length) await db.em.nativeDelete(ItemLabel, { id: { $in: dropped } })
  if (added.length) await db.em.insertMany(ItemLabel, added as never)
  await recordSprintMoves(db, moves, at)
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

function refuseBadInput(writes: readonly ItemWrite[]): void {
  const seen = new Set<string>()
  const issues = writes.flatMap(({ id, key, draft, path }) => {
    const found = draftIssues(draft, path)
    const problem = key === null ? null : keyProblem(key)
    if (problem) found.push({ path: [...path, 'key'], message: problem })
    const name = id ?? key
    if (name !== null && seen.has(name))
      found.push({ path: [...path, id ? 'id' : 'key'], message: 'is in this call twice' })
    if (name !== null) seen.add(name)
    return found
  })
  if (issues.length) throw badInput(...issues)
}

/** The items that the writes are about, locked in one order so that two batches cannot wait for each other. */
async function findExisting({ db }: Context, workspace: Workspace, writes: readonly ItemWrite[]): Promise<Work[]> {
  const ids = writes.flatMap(({ id }) => (id ? (uuidOf('BacklogItem', id) ?? []) : []))
  const keys = writes.flatMap(({ id, key }) => (!id && key ? [key] : []))
  const here = { workspace: { id: workspace.id } }
  const byKey = keys.length
    ? await db.em.find(BacklogItem, { ...here, key: { $in: keys } }, { fields: ['id'], disableIdentityMap: true })
    : []
  const wanted = [...ids, ...byKey.map(({ id }) => id)]
  const found = wanted.length
    ? await db.em.find(
        BacklogItem,
        { ...here, id: { $in: wanted } },
        { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' }, populate: ['description', 'skills'] },
      )
    : []
  const taken = new Set<string>()
  return writes.map((write) => {
    const { id, key, onKey, draft, path } = write
    const uuid = id ? uuidOf('BacklogItem', id) : null
    const existing = found.find((item) => (id ? item.id === uuid : item.key === key)) ?? null
    if (id && !existing) throw brokenReference('BacklogItem', id, [...path, 'id'])
    if (!existing && onKey === 'update') throw brokenReference('BacklogItem', key!, [...path, 'id'])
    if (existing && onKey === 'create')
      throw new Refusal('CONFLICT', `${key} exists already: update it, or leave the key out to get a new one.`, {
        issues: [{ path: [...path, 'key'], message: 'exists already' }],
      })
    if (existing && taken.has(existing.id))
      throw badInput({
        path: [...path, id ? 'id' : 'key'],
        message: `names ${existing.key} a second time in this call`,
      })
    if (existing) taken.add(existing.id)
    if (!existing && !draft.title) throw badInput({ path: [...path, 'title'], message: 'is needed for a new item' })
    return { ...write, itemId: existing?.id ?? crypto.randomUUID(), existing }
  })
}

interface Links {
  parentId: string | null | undefined
  teamId: string | null | undefined
  sprintId: string | null | undefined
}

/** What the drafts refer to, as ids. A parent may be another item of the same call. */
async function readReferences(
  { db }: Context,
  workspace: Workspace,
  works: readonly Work[],
): Promise<Map<string, Links>> {
  const here = new Map(
    works.flatMap(({ key, existing, itemId }) =>
      [existing?.key ?? key].flatMap((name) => (name ? [[name, itemId] as const] : [])),
    ),
  )
  const given = (member: 'parentId' | 'teamId' | 'sprintId'): Reference[] =>
    works.flatMap(({ draft, path }) => (draft[member] ? [{ ref: draft[member], path: [...path, member] }] : []))
  const elsewhere = given('parentId').filter(({ ref }) => !here.has(ref) && !here.has(ref.toUpperCase()))
  const parents = await itemIds(db, workspace.id, elsewhere)
  const teams = await teamIds(db, workspace.id, given('teamId'))
  const sprints = await sprintIds(db, workspace.id, given('sprintId'))
  const read = (ref: string | null | undefined, find: (ref: string) => string | undefined) =>
    ref ? find(ref)! : (ref as null | undefined)
  return new Map(
    works.map(({ itemId, draft }) => [
      itemId,
      {
        parentId: read(draft.parentId, (ref) => parents.get(ref) ?? here.get(ref) ?? here.get(ref.toUpperCase())),
        teamId: read(draft.teamId, (ref) => teams.get(ref)),
        sprintId: read(draft.sprintId, (ref) => sprints.get(ref)),
      },
    ]),
  )
}

/** Which status words the workspace uses, and for what. */
async function statusUses({ db }: Context, workspace: Workspace): Promise<StatusUse[]> {
  const rows = await db.em.execute<{ status: string; category: StatusCategory; items: string }[]>(
    'select status, status_category as category, count(*) as items from backlog_item where tenant_id = ? and workspace_id = ? group by 1, 2',
    [tenantOf(db.em), workspace.id],
  )
  return rows.map((row) => ({ ...row, items: Number(row.items) }))
}

function statusFor(
  { status, statusCategory }: ItemDraft,
  before: Progress | null,
  uses: readonly StatusUse[],
  path: Path,
): Pick<Progress, 'status' | 'statusCategory'> {
  if (status && statusCategory) return { status, statusCategory }
  if (status) {
    const known =
      status === before?.status ? before.statusCategory : (categoryFor(status, uses) ?? categoryOfWord(status))
    if (!known)
      throw badInput({
        path: [...path, 'statusCategory'],
        message: `is needed, because no item here has the status ${JSON.stringify(status)} yet: one of ${STATUS_CATEGORIES.join(', ')}`,
        allowed: STATUS_CATEGORIES,
      })
    return { status, statusCategory: known }
  }
  if (before && (!statusCategory || statusCategory === before.statusCategory)) return before
  const category = statusCategory ?? 'backlog'
  return { status: wordFor(category, uses), statusCategory: category }
}

const labelRows = ({ db }: Context, works: readonly Work[]) =>
  db.em.find(
    ItemLabel,
    { item: { id: { $in: works.flatMap(({ existing, draft }) => (existing && draft.labels ? [existing.id] : [])) } } },
    { disableIdentityMap: true },
  )

async function giveKeys({ db }: Context, workspace: Workspace, works: Work[]): Promise<void> {
  const nameless = works.filter(({ existing, key }) => !existing && key === null)
  if (!nameless.length) return
  const keys = await nextKeys(db, workspace, nameless.length, new Set(works.flatMap(({ key }) => key ?? [])))
  for (const [at, work] of nameless.entries()) work.key = keys[at]!
}

async function lastRank({ db }: Context, workspace: Workspace): Promise<number> {
  const last = await db.em.findOne(
    BacklogItem,
    { workspace: { id: workspace.id } },
    { fields: ['rank'], orderBy: { rank: 'desc', id: 'desc' }, disableIdentityMap: true },
  )
  return last?.rank ?? 0
}

/** The relatives of the items whose place changes, at their new places. @throws BAD_USER_INPUT when an item would be its own ancestor */
async function refuseCircles(
  { db }: Context,
  reshaped: ReadonlyMap<string, { parentId: string | null; isEpic: boolean; key: string }>,
  works: readonly Work[],
) {
  const known = works.flatMap(({ itemId, existing }) => (existing && reshaped.has(itemId) ? [itemId] : []))
  const family = await familyOf(db, [...known, ...[...reshaped.values()].flatMap(({ parentId }) => parentId ?? [])])
  for (const [id, place] of reshaped) family.set(id, { ...place, epicId: family.get(id)?.epicId ?? null })
  for (const { itemId, path } of works) {
    const circle = reshaped.has(itemId) ? parentCircle(family, itemId) : null
    if (!circle) continue
    const keys = circle.map((id) => family.get(id)!.key)
    throw new Refusal('BAD_USER_INPUT', `${keys[0]} would be its own ancestor: ${[...keys, keys[0]].join(' → ')}.`, {
      issues: [{ path: [...path, 'parentId'], message: 'would make the item its own ancestor' }],
      cycle: keys,
    })
  }
  return family
}

const progressOf = ({ status, statusCategory, startedAt, resolvedAt }: BacklogItem): Progress => ({
  status,
  statusCategory,
  startedAt: startedAt ?? null,
  resolvedAt: resolvedAt ?? null,
})

const same = (a: unknown, b: unknown) => JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
