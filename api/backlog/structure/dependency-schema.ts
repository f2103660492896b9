import { builder } from '../../graphql/builder.ts'
import { commit } from '../../data/commit.ts'
import { notFound } from '../../graphql/errors.ts'
import { uuidOf } from '../../identity/service.ts'
import { workspaceOf } from '../../identity/workspaces/workspace-service.ts'
import { addDependency, endDependency } from './dependency-service.ts'
import { BacklogItem, Dependency } from '../entity.ts'
import { DependencyKindRef } from '../enums-schema.ts'
import { BacklogItemRef } from '../schema.ts'

const writesItems = { $all: { may: 'backlog:write', scope: 'backlog:read' } } as const

export const DependencyRef = builder.loadableNodeRef('Dependency', {
  id: { resolve: (dependency: Dependency) => dependency.id },
  load: async (ids: string[], { db }) => {
    const found = new Map((await db.em.find(Dependency, { id: { $in: ids } })).map((row) => [row.id, row]))
    return ids.map((id) => found.get(id) ?? null) as Dependency[]
  },
})
DependencyRef.implement({
  description: 'Work that waits for other work. Ended, never deleted: what was true then stays known.',
  authScopes: { scope: 'backlog:read' },
  isTypeOf: (value) => value instanceof Dependency,
  fields: (t) => ({
    kind: t.field({ type: DependencyKindRef, description: 'Only `blocks` orders work.', resolve: ({ kind }) => kind }),
    label: t.exposeString('label', { nullable: true, description: "The source's own word for it." }),
    item: t.field({ type: BacklogItemRef, description: 'What waits.', resolve: ({ item }) => item.id }),
    blocker: t.field({
      type: BacklogItemRef,
      nullable: true,
      description: 'What must be finished first; null when it lives elsewhere.',
      resolve: ({ blocker }) => blocker?.id ?? null,
    }),
    externalRef: t.exposeString('externalRef', {
      nullable: true,
      description: 'Name of a blocker outside this workspace.',
    }),
    lagDays: t.exposeInt('lagDays', { description: "Working days between the blocker's end and the item's start." }),
    startedAt: t.expose('startedAt', { type: 'DateTime' }),
    endedAt: t.expose('endedAt', { type: 'DateTime', nullable: true }),
  }),
})

builder.objectFields(BacklogItemRef, (t) => ({
  dependencies: t.field({
    type: [DependencyRef],
    description: 'Dependencies on either side of this item, oldest first.',
    args: {
      ended: t.arg.boolean({ required: false, defaultValue: false, description: 'Also those that have ended.' }),
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
    description:
      'Says that an item waits for a blocker. A circle of blocking work is refused with DEPENDENCY_CYCLE and its keys.',
    authScopes: writesItems,
    args: {
      item: t.arg.id({ required: true, description: 'What waits: global id, uuid or key.' }),
      blocker: t.arg.id({ required: true, description: 'What must be finished first: global id, uuid or key.' }),
      kind: t.arg({ type: DependencyKindRef, required: false, defaultValue: 'blocks' }),
      lagDays: t.arg.int({ required: false, defaultValue: 0, description: 'Working days between the two.' }),
      workspaceId: t.arg.id({
        required: false,
        description: 'Global id, uuid or key; not needed where the item is named by id, or with one workspace only.',
      }),
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
    authScopes: writesItems,
    args: { id: t.arg.id({ required: true, description: 'Global id or uuid.' }) },
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
