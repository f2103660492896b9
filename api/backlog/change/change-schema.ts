import { z } from 'zod'
import { builder } from '../../graphql/builder.ts'
import { commit } from '../../data/commit.ts'
import { firstById, WORKSPACE, workspaceOf } from '../../identity/workspaces/workspace-service.ts'
import { writeItems, type WriteOutcome, type Written } from './change-service.ts'
import type { ItemWrite } from './existing-service.ts'
import { LONGEST_KEY } from './item-key.ts'
import { deleteItems } from './delete-service.ts'
import { BacklogItem } from '../entity.ts'
import { itemInputs } from '../fields-schema.ts'
import { itemIds } from '../reference-service.ts'
import { rankItem } from './rank-service.ts'
import { BacklogItemRef } from '../schema.ts'
import { WRITES_ITEMS } from '../../identity/scope.ts'

const KEY = { minLength: 1, maxLength: LONGEST_KEY }

/** Items per call. */
const LARGEST_BATCH = 500

const workspaceArgument = { required: false, description: WORKSPACE.forNamed } as const
const severalArgument = { required: false, description: WORKSPACE.forSeveral } as const

type Types = typeof builder extends PothosSchemaTypes.SchemaBuilder<infer T> ? T : never

const itemFields = (t: PothosSchemaTypes.InputFieldBuilder<Types, 'InputObject'>) => ({
  ...itemInputs(t),
  parentId: t.id({ required: false, description: 'Global ID, UUID, or key.' }),
  teamId: t.id({ required: false, description: 'Global ID, UUID, or name.' }),
  sprintId: t.id({ required: false, description: 'Global ID, UUID, or name.' }),
})

const NewItem = builder.inputType('NewItem', {
  description: 'A new item. Only the title is required.',
  fields: (t) => ({
    key: t.string({
      required: false,
      description: "1 to 60 characters without spaces. Default: the workspace's next key.",
      extensions: { constraint: KEY },
    }),
    ...itemFields(t),
  }),
})

const ItemChanges = builder.inputType('ItemChanges', {
  description:
    'Omitted fields stay unchanged; null clears a field. Title, type, status, statusCategory, and priority cannot be cleared.',
  fields: (t) => itemFields(t),
})

const ItemUpsert = builder.inputType('ItemUpsert', {
  description:
    'An item to update, found by ID or key, or a new one. Omitted fields stay unchanged; null clears a field.',
  fields: (t) => ({
    id: t.id({ required: false, description: 'Global ID or UUID of an existing item.' }),
    key: t.string({
      required: false,
      description: 'Key of an existing item, or for the new one. A new item without an ID or key gets the next key.',
      extensions: { constraint: KEY },
    }),
    ...itemFields(t),
  }),
})

const WriteOutcomeRef = builder.enumType('WriteOutcome', { values: ['created', 'updated', 'unchanged'] as const })

const UpsertedItem = builder.objectRef<Written>('UpsertedItem').implement({
  fields: (t) => ({
    outcome: t.field({ type: WriteOutcomeRef, resolve: ({ outcome }) => outcome }),
    item: t.field({ type: BacklogItemRef, resolve: ({ id }) => id }),
  }),
})

const item = (ref: string | undefined) =>
  ref === undefined ? null : { entity: BacklogItem, typename: 'BacklogItem', ref }

const firstOf = (refs: readonly (string | null | undefined)[]) => firstById(BacklogItem, 'BacklogItem', refs)

const count = (written: readonly Written[], wanted: WriteOutcome) =>
  written.filter(({ outcome }) => outcome === wanted).length

const UpsertedItems = builder.objectRef<Written[]>('UpsertedItems').implement({
  description: 'Results of a batch, in input order.',
  fields: (t) => ({
    created: t.int({ resolve: (written) => count(written, 'created') }),
    updated: t.int({ resolve: (written) => count(written, 'updated') }),
    unchanged: t.int({ resolve: (written) => count(written, 'unchanged') }),
    items: t.field({ type: [UpsertedItem], resolve: (written) => written }),
  }),
})

const DeletedItems = builder.objectRef<string[]>('DeletedItems').implement({
  fields: (t) => ({
    count: t.int({ resolve: (keys) => keys.length }),
    keys: t.stringList({ resolve: (keys) => keys }),
  }),
})

builder.mutationFields((t) => ({
  createItem: t.field({
    type: BacklogItemRef,
    authScopes: WRITES_ITEMS,
    args: {
      workspaceId: t.arg.id({ required: false, description: WORKSPACE.forNew }),
      input: t.arg({ type: NewItem, required: true }),
    },
    resolve: (_root, { workspaceId, input: { key, ...draft } }, context) =>
      commit(context, async () => {
        const workspace = await workspaceOf(context, workspaceId)
        const [written] = await writeItems(context, workspace, [
          { id: null, key: key ?? null, onKey: 'create', draft, path: ['input'] },
        ])
        return written!.id
      }),
  }),
  updateItem: t.field({
    type: BacklogItemRef,
    authScopes: WRITES_ITEMS,
    args: {
      id: t.arg.id({ required: true, description: 'Global ID, UUID, or key.' }),
      workspaceId: t.arg.id(workspaceArgument),
      input: t.arg({ type: ItemChanges, required: true }),
      unchangedSince: t.arg({
        type: 'DateTime',
        required: false,
        description: 'updatedAt as you read it. If the item has changed since, nothing is written: CONFLICT.',
      }),
    },
    resolve: (_root, { id, workspaceId, input, unchangedSince }, context) =>
      commit(context, async () => {
        const workspace = await workspaceOf(context, workspaceId, item(id))
        const ids = await itemIds(context.db, workspace.id, [{ ref: id, path: ['id'] }])
        await writeItems(context, workspace, [
          {
            id: ids.get(id)!,
            key: null,
            onKey: 'update',
            draft: input,
            path: ['input'],
            unchangedSince: unchangedSince ?? null,
          },
        ])
        return ids.get(id)!
      }),
  }),
  upsertItems: t.field({
    type: UpsertedItems,
    description: `Creates and updates up to ${LARGEST_BATCH} items, all or none.`,
    authScopes: WRITES_ITEMS,
    args: {
      workspaceId: t.arg.id(severalArgument),
      items: t.arg({
        type: [ItemUpsert],
        required: true,
        validate: z
          .array(z.unknown())
          .max(LARGEST_BATCH, `has more than ${LARGEST_BATCH} items; send them in several calls`),
      }),
    },
    resolve: (_root, { workspaceId, items }, context) =>
      commit(context, async () => {
        const workspace = await workspaceOf(context, workspaceId, firstOf(items.map(({ id }) => id)))
        const writes = items.map(({ id, key, ...draft }, at): ItemWrite => ({
          id: id ?? null,
          key: key ?? null,
          onKey: 'either',
          draft,
          path: ['items', at],
        }))
        return writeItems(context, workspace, writes)
      }),
  }),
  rankItem: t.field({
    type: BacklogItemRef,
    description: 'Moves an item directly before or after another in the manual order.',
    authScopes: WRITES_ITEMS,
    args: {
      id: t.arg.id({ required: true, description: 'Global ID, UUID, or key.' }),
      before: t.arg.id({ required: false }),
      after: t.arg.id({ required: false }),
      workspaceId: t.arg.id(workspaceArgument),
    },
    resolve: (_root, { workspaceId, ...move }, context) =>
      commit(context, async () => rankItem(context, await workspaceOf(context, workspaceId, item(move.id)), move)),
  }),
  deleteItems: t.field({
    type: DeletedItems,
    description:
      'Deletes items with their history and dependencies. Children are kept without a parent. For work that will not be done, set statusCategory to `cancelled` instead.',
    authScopes: WRITES_ITEMS,
    args: {
      ids: t.arg.idList({
        required: true,
        description: 'Global IDs, UUIDs, or keys.',
        validate: z.array(z.string()).max(LARGEST_BATCH),
      }),
      workspaceId: t.arg.id(severalArgument),
    },
    resolve: (_root, { ids, workspaceId }, context) =>
      commit(context, async () => deleteItems(context, await workspaceOf(context, workspaceId, firstOf(ids)), ids)),
  }),
}))
