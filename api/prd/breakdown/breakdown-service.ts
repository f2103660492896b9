/** Items made from a document: drafted, reviewed, created together, and taken back together. */
import type { Context } from '../../data/context.ts'
import { badInput, Refusal } from '../../graphql/errors.ts'
import { Workspace } from '../../identity/entity.ts'
import { writeItems } from '../../backlog/change/change-service.ts'
import { deleteItems } from '../../backlog/change/delete-service.ts'
import type { ItemWrite } from '../../backlog/change/existing-service.ts'
import { BacklogItem } from '../../backlog/entity.ts'
import { HOLDS_WORK } from '../../backlog/vocabulary.ts'
import type { PrdDocument } from '../document.ts'
import type { Prd } from '../entity.ts'
import { lockedAt, prdFor } from '../life-service.ts'
import { chosenFor } from '../records-service.ts'
import { keyOf } from '../service.ts'
import { versionOf } from '../version-service.ts'
import { breakdownOf, type Breakdown, type Work } from './breakdown.ts'
import type { MadeFrom } from './made.ts'

const plain = { disableIdentityMap: true } as const

export interface PrdItemDraft extends Breakdown {
  /** The epic that the stories go into; without a key, one that is created with them. */
  readonly epic: { readonly key: string | null; readonly title: string }
}

export interface NewStory extends Omit<Draft, 'parentId'> {
  /** Of the document. */
  readonly sentence: string
}
type Draft = ItemWrite['draft']

/** Items of the last creation that still exist. */
export interface Created {
  readonly at: Date
  readonly ids: readonly string[]
}

/** What the newest version asks for that the backlog does not have yet. */
export async function draftItems(context: Context, prd: Prd): Promise<PrdItemDraft> {
  const { document } = await versionOf(context, prd)
  return context.db.snapshot(async () => {
    const { epic, items } = await aboutWhat(context, prd)
    const breakdown = breakdownOf(document, {
      prd: keyOf(prd.number),
      epic,
      items,
      made: await madeSentences(context, prd),
    })
    return { ...breakdown, epic: epic ?? { key: null, title: epicTitleOf(document) } }
  })
}

const epicTitleOf = ({ title }: PrdDocument) => title

/**
 * Creates the stories that a person chose, and the epic where there is none, all or nothing.
 * @param version the version that the person has read
 * @returns ids of what was created, the epic first
 * @throws CONFLICT when there is a newer version; BAD_USER_INPUT. Call it inside a transaction.
 */
export async function createItems(
  context: Context,
  ref: string,
  version: number,
  epicTitle: string | null,
  stories: readonly NewStory[],
): Promise<Prd> {
  const prd = await lockedAt(context, ref, version)
  const repeated = stories.findIndex(({ sentence }, at) => stories.findIndex((one) => one.sentence === sentence) < at)
  if (repeated >= 0) throw badInput({ path: ['stories', repeated, 'sentence'], message: 'appears twice in this call' })
  const { document } = await versionOf(context, prd)
  const workspace = await context.db.em.findOneOrFail(Workspace, { id: prd.workspace.id }, plain)
  const { epic } = await aboutWhat(context, prd)
  const existing = await madeSentences(context, prd)
  for (const [at, { sentence }] of stories.entries())
    if (existing.has(sentence))
      throw new Refusal('CONFLICT', `Story ${at + 1} was already created from this document. Open the draft again.`)
  const made: { id: string; sentence: string | null }[] = []
  if (!epic) {
    const title = epicTitle?.trim() || epicTitleOf(document)
    const draft = { type: 'epic' as const, title, description: `From ${keyOf(prd.number)}.` }
    const [written] = await writeItems(context, workspace, [newItem(draft, ['epicTitle'])])
    made.push({ id: written!.id, sentence: null })
  }
  const parentId = epic?.id ?? made[0]!.id
  const written = await writeItems(
    context,
    workspace,
    stories.map(({ sentence: _sentence, ...story }, at) =>
      newItem({ ...story, type: story.type ?? 'story', parentId }, ['stories', at]),
    ),
  )
  made.push(...written.map(({ id }, at) => ({ id, sentence: stories[at]!.sentence })))
  prd.made = [...(prd.made ?? []), { at: context.now().toISOString(), items: made }]
  await context.db.em.flush()
  return prd
}

const newItem = (draft: Draft, path: ItemWrite['path']): ItemWrite => ({
  id: null,
  key: null,
  onKey: 'create',
  draft,
  path,
})

/**
 * Deletes what the last creation made.
 * @returns keys of what is gone
 * @throws CONFLICT when somebody has changed one of them since, unless `force`. Call it inside a transaction.
 */
export async function undoItems(context: Context, ref: string, force: boolean): Promise<string[]> {
  const { id } = await prdFor(context, ref)
  const { em } = context.db
  const prd = await lockedAt(context, id, null)
  const last = prd.made?.at(-1)
  if (!last)
    throw new Refusal('CONFLICT', `No items were created from ${keyOf(prd.number)}, or their creation was undone.`)
  const workspace = await em.findOneOrFail(Workspace, { id: prd.workspace.id }, plain)
  const ids = last.items.map((item) => item.id)
  if (!force) {
    const changed = await changedSince(context, ids)
    if (changed.length)
      throw new Refusal(
        'CONFLICT',
        `${changed.length === 1 ? '1 of these items has' : `${changed.length} of these items have`} been changed since: ${changed.slice(0, 5).join(', ')}${changed.length > 5 ? ', …' : ''}. To delete them anyway, use force.`,
        { keys: changed },
      )
  }
  const left = await em.find(BacklogItem, { id: { $in: ids } }, { ...plain, fields: ['id'] })
  const keys = await deleteItems(
    context,
    workspace,
    left.map((item) => item.id),
  )
  prd.made = prd.made!.slice(0, -1)
  await em.flush()
  return keys
}

/** @returns the last creation that can be taken back, or null */
export async function lastCreated(context: Context, prd: Prd): Promise<Created | null> {
  const last = prd.made?.at(-1)
  if (!last) return null
  const ids = last.items.map(({ id }) => id)
  const left = await context.db.em.find(BacklogItem, { id: { $in: ids } }, { ...plain, fields: ['id'] })
  const there = new Set(left.map(({ id }) => id))
  return { at: new Date(last.at), ids: ids.filter((id) => there.has(id)) }
}

/** Keys of items that were edited, or got something of other people's below them. */
async function changedSince({ db: { em } }: Context, ids: readonly string[]): Promise<string[]> {
  const items = await em.find(
    BacklogItem,
    { id: { $in: [...ids] } },
    { ...plain, fields: ['id', 'key', 'createdAt', 'updatedAt'], orderBy: { number: 'asc' } },
  )
  const below = await em.find(
    BacklogItem,
    { parent: { id: { $in: [...ids] } }, id: { $nin: [...ids] } },
    { ...plain, fields: ['parent'] },
  )
  const parents = new Set(below.map(({ parent }) => parent?.id))
  return items
    .filter(({ id, createdAt, updatedAt }) => updatedAt.getTime() !== createdAt.getTime() || parents.has(id))
    .map(({ key }) => key)
}

/** The epic or feature that a document is about, or the one that was made from it, and the other items that it is about. */
async function aboutWhat(context: Context, prd: Prd): Promise<{ epic: (Work & { id: string }) | null; items: Work[] }> {
  const { em } = context.db
  const workspace = await em.findOneOrFail(Workspace, { id: prd.workspace.id }, plain)
  const { head, rows } = prd.brief
    ? await chosenFor(context, workspace, prd.brief.subject).catch((error: unknown) => {
        // What it was about may be gone by now; then it stands for itself.
        if (error instanceof Refusal && error.extensions.code === 'NOT_FOUND') return { head: null, rows: [] }
        throw error
      })
    : { head: null, rows: [] }
  const ids = (prd.made ?? []).flatMap(({ items }) => items.map(({ id }) => id))
  const made = ids.length
    ? await em.find(BacklogItem, { id: { $in: ids } }, { ...plain, fields: ['key', 'title', 'type'] })
    : []
  const epic =
    (head && HOLDS_WORK.includes(head.type) ? head : null) ?? made.find(({ type }) => type === 'epic') ?? null
  const items = [...rows, ...made].filter(({ id }) => id !== epic?.id).map(({ key, title }) => ({ key, title }))
  return { epic: epic && { id: epic.id, key: epic.key, title: epic.title }, items }
}

/** Sentences whose items still exist. */
async function madeSentences({ db: { em } }: Context, prd: Prd): Promise<Set<string>> {
  const items = (prd.made ?? []).flatMap((one: MadeFrom) => one.items)
  if (!items.length) return new Set()
  const left = await em.find(BacklogItem, { id: { $in: items.map(({ id }) => id) } }, { ...plain, fields: ['id'] })
  const there = new Set(left.map(({ id }) => id))
  return new Set(items.flatMap(({ id, sentence }) => (sentence !== null && there.has(id) ? [sentence] : [])))
}
