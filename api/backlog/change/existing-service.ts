import { LockMode } from '@mikro-orm/core'
import type { Context } from '../../data/context.ts'
import { badInput, Refusal } from '../../graphql/errors.ts'
import type { Workspace } from '../../identity/entity.ts'
import { uuidOf } from '../../identity/service.ts'
import { BacklogItem } from '../entity.ts'
import { brokenReference, keysLike, withKey, type Path } from '../reference-service.ts'
import { draftIssues, type ItemDraft } from './draft.ts'
import { keyProblem } from './item-key.ts'
import { nextKeys } from './next-key-service.ts'

/** One item to write, and where it stands in the caller's input. */
export interface ItemWrite {
  /** Global id or uuid of an item that must exist. */
  id: string | null
  key: string | null
  /** What becomes of a key that is taken, or not. */
  onKey: 'create' | 'update' | 'either'
  draft: ItemDraft
  path: Path
  /** Refused if the item has changed after this time. */
  unchangedSince?: Date | null
}

export interface Work extends ItemWrite {
  itemId: string
  existing: BacklogItem | null
}

/** @throws BAD_USER_INPUT with every issue of every write */
export function refuseBadInput(writes: readonly ItemWrite[]): void {
  const seen = new Set<string>()
  const issues = writes.flatMap(({ id, key, draft, path }) => {
    const found = draftIssues(draft, path)
    const problem = key === null ? null : keyProblem(key)
    if (problem) found.push({ path: [...path, 'key'], message: problem })
    const name = id ?? key
    if (name !== null && seen.has(name))
      found.push({ path: [...path, id ? 'id' : 'key'], message: 'appears twice in this call' })
    if (name !== null) seen.add(name)
    return found
  })
  if (issues.length) throw badInput(...issues)
}

/** The items that the writes are about, locked in one order so that two batches cannot wait for each other. */
export async function findExisting(
  { db }: Context,
  workspace: Workspace,
  writes: readonly ItemWrite[],
): Promise<Work[]> {
  const ids = writes.flatMap(({ id }) => (id ? (uuidOf('BacklogItem', id) ?? []) : []))
  const keys = writes.flatMap(({ id, key }) => (!id && key ? keysLike(key) : []))
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
  const fresh = new Set<string>()
  return writes.map((write) => {
    const { id, key, onKey, draft, path } = write
    const uuid = id ? uuidOf('BacklogItem', id) : null
    const existing = (id ? found.find((item) => item.id === uuid) : key && withKey(found, key)) || null
    if (id && !existing) throw brokenReference('BacklogItem', id, [...path, 'id'])
    if (!existing && onKey === 'update') throw brokenReference('BacklogItem', key!, [...path, 'id'])
    if (existing && onKey === 'create')
      throw new Refusal(
        'CONFLICT',
        `${existing.key} already exists. Update it, or omit the key to create a new item.`,
        {
          issues: [{ path: [...path, 'key'], message: 'already exists' }],
        },
      )
    if (existing && write.unchangedSince && existing.updatedAt > write.unchangedSince)
      throw new Refusal(
        'CONFLICT',
        `${existing.key} has changed since you read it. Read it again, then repeat the change.`,
      )
    if (existing && taken.has(existing.id))
      throw badInput({
        path: [...path, id ? 'id' : 'key'],
        message: `names ${existing.key} a second time in this call`,
      })
    if (existing) taken.add(existing.id)
    const name = existing ? undefined : key?.toUpperCase()
    if (name !== undefined && fresh.has(name))
      throw badInput({ path: [...path, 'key'], message: 'appears twice in this call' })
    if (name !== undefined) fresh.add(name)
    if (!existing && !draft.title) throw badInput({ path: [...path, 'title'], message: 'is required for a new item' })
    return { ...write, itemId: existing?.id ?? crypto.randomUUID(), existing }
  })
}

/** A key for each new item that names none. */
export async function giveKeys({ db }: Context, workspace: Workspace, works: Work[]): Promise<void> {
  const nameless = works.filter(({ existing, key }) => !existing && key === null)
  if (!nameless.length) return
  const keys = await nextKeys(db, workspace, nameless.length, new Set(works.flatMap(({ key }) => key ?? [])))
  for (const [at, work] of nameless.entries()) work.key = keys[at]!
}

export async function lastRank({ db }: Context, workspace: Workspace): Promise<number> {
  const last = await db.em.findOne(
    BacklogItem,
    { workspace: { id: workspace.id } },
    { fields: ['rank'], orderBy: { rank: 'desc', id: 'desc' }, disableIdentityMap: true },
  )
  return last?.rank ?? 0
}
