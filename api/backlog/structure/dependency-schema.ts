import { builder } from '../../graphql/builder.ts'
import { inOrderOf } from '../../graphql/page.ts'
import { commit } from '../../data/commit.ts'
import { notFound } from '../../graphql/errors.ts'
import { uuidOf } from '../../identity/service.ts'
import { WORKSPACE, workspaceOf } from '../../identity/workspaces/workspace-service.ts'
import { addDependency, endDependency, LONGEST_LAG } from './dependency-service.ts'
import { BacklogItem, Dependency } from '../entity.ts'
import { DependencyKindRef } from '../enums-schema.ts'
import { BacklogItemRef } from '../schema.ts'
import { WRITES_ITEMS } from '../../identity/scope.ts'

const DependencyRef = builder.loadableNodeRef('Dependency', {
  id: { resolve: (dependency: Dependency) => dependency.id },
  load: async (ids: string[], { db }) => inOrderOf(ids, await db.em.find(Dependency, { id: { $in: ids } })),
})
DependencyRef.implement({
  description: 'An item that waits for another. Dependencies are ended, never deleted, so the history is kept.',
  authScopes: { scope: 'backlog:read' },
  isTypeOf: (value) => value instanceof Dependency,
  fields: (t) => ({
    kind: t.field({
      type: DependencyKindRef,
      description: 'Only `blocks` affects the order of work.',
      resolve: ({ kind }) => kind,
    }),
    label: t.exposeString('label', { nullable: true, description: 'What the tracker calls this kind of link.' }),
    item: t.field({ type: BacklogItemRef, description: 'The item that waits.', resolve: ({ item }) => item.id }),
    blocker: t.field({
      type: BacklogItemRef,
      nullable: true,
      description: 'The item that must be finished first. null if it is outside this workspace.',
      resolve: ({ blocker }) => blocker?.id ?? null,
    }),
    externalRef: t.exposeString('externalRef', {
      nullable: true,
      description: 'Name of the blocker, if it is outside this workspace.',
    }),
    lagDays: t.exposeInt('lagDays', {
      description: 'Working days between the end of the blocker and the start of the item.',
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime' }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true }),
  }),
})

builder.objectFields(BacklogItemRef, (t) => ({
  dependencies: t.field({
    type: [DependencyRef],
    description: 'Dependencies on either side of this item, oldest first.',
    args: {
      ended: t.arg.boolean({
        required: false,
        defaultValue: false,
        description: 'Include dependencies that have ended.',
      }),
    },
    resolve: ({ id }, { ended }, { db }) =>
      db.em.find(
        Dependency,
        { $or: [{ item: { id } }, { blocker: { id } }], ...(ended ? {} : { endedAt: null }) },
        { orderBy: { startedAt: 'asc', id: 'asc' }, limit: 1_000 },
      ),
  }),
}))

builder.mutationFields((t) => ({
  addDependency: t.field({
    type: DependencyRef,
    description: 'Makes an item wait for a blocker. A cycle is refused with DEPENDENCY_CYCLE and the keys in it.',
    authScopes: WRITES_ITEMS,
    args: {
      item: t.arg.id({ required: true, description: 'The item that waits: global ID, UUID, or key.' }),
      blocker: t.arg.id({
        required: true,
        description: 'The item that must be finished first: global ID, UUID, or key.',
      }),
      kind: t.arg({ type: DependencyKindRef, required: false, defaultValue: 'blocks' }),
      lagDays: t.arg.int({
        required: false,
        defaultValue: 0,
        description: 'Working days between the two.',
        extensions: { constraint: { min: 0, max: LONGEST_LAG } },
      }),
      workspaceId: t.arg.id({ required: false, description: WORKSPACE.forNamed }),
    },
    resolve: (_root, { workspaceId, item, blocker, kind, lagDays }, context) =>
      commit(context, async () =>
        addDependency(
          context,
          await workspaceOf(context, workspaceId, { entity: BacklogItem, typename: 'BacklogItem', ref: item }),
          { item, blocker, kind, lagDays },
        ),
      ),
  }),
  endDependency: t.field({
    type: DependencyRef,
    authScopes: WRITES_ITEMS,
    args: { id: t.arg.id({ required: true, description: 'Global ID or UUID.' }) },
    resolve: (_root, { id }, context) =>
      commit(context, async () => {
        const uuid = uuidOf('Dependency', id)
        const found = uuid ? await context.db.em.findOne(Dependency, { id: uuid }) : null
        if (!found) throw notFound('Dependency', id)
        await endDependency(context, found)
        return found.id
      }),
  }),
}))
