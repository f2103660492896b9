import { builder } from '../../graphql/builder.ts'
import { notFound } from '../../graphql/errors.ts'
import { pageInfoOf } from '../../graphql/page.ts'
import { StatusChange } from '../entity.ts'
import { StatusCategoryRef } from '../enums-schema.ts'
import { BacklogItemRef } from '../schema.ts'
import { LARGEST_RELATED_PAGE, relatedPage, type Relation, type RelatedPage } from './related-service.ts'

const PageInfo = builder.pageInfoRef()

const StatusChangeRef = builder.loadableObjectRef<StatusChange, string>('StatusChange', {
  load: async (ids, { db }) => {
    const rows = await db.snapshot(() => db.em.find(StatusChange, { id: { $in: ids } }, { disableIdentityMap: true }))
    const found = new Map(rows.map((row) => [row.id, row]))
    return ids.map((id) => found.get(id) ?? notFound('Status change', id))
  },
})

StatusChangeRef.implement({
  authScopes: { scope: 'backlog:read' },
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime' }),
    from: t.exposeString('fromStatus', { nullable: true, description: 'null for the first entry.' }),
    to: t.exposeString('toStatus'),
    category: t.field({ type: StatusCategoryRef, resolve: ({ toCategory }) => toCategory }),
  }),
})

const edgesOf = ({ ids, cursors }: RelatedPage) => ids.map((node, at) => ({ node, cursor: cursors[at]! }))

const RelatedItemEdge = builder.objectRef<{ node: string; cursor: string }>('RelatedItemEdge').implement({
  fields: (t) => ({
    cursor: t.exposeString('cursor'),
    node: t.field({ type: BacklogItemRef, resolve: ({ node }) => node }),
  }),
})

const RelatedItems = builder.objectRef<RelatedPage>('RelatedItemConnection').implement({
  description: 'One page of related items, in manual order.',
  fields: (t) => ({
    edges: t.field({ type: [RelatedItemEdge], resolve: edgesOf }),
    nodes: t.field({ type: [BacklogItemRef], resolve: ({ ids }) => ids }),
    pageInfo: t.field({ type: PageInfo, resolve: pageInfoOf }),
    totalCount: t.int({ description: 'On all pages.', resolve: ({ total }) => total() }),
  }),
})

const StatusChangeEdge = builder.objectRef<{ node: string; cursor: string }>('StatusChangeEdge').implement({
  fields: (t) => ({
    cursor: t.exposeString('cursor'),
    node: t.field({ type: StatusChangeRef, resolve: ({ node }) => node }),
  }),
})

const StatusChanges = builder.objectRef<RelatedPage>('StatusChangeConnection').implement({
  description: "One page of an item's history, oldest first.",
  fields: (t) => ({
    edges: t.field({ type: [StatusChangeEdge], resolve: edgesOf }),
    nodes: t.field({ type: [StatusChangeRef], resolve: ({ ids }) => ids }),
    pageInfo: t.field({ type: PageInfo, resolve: pageInfoOf }),
    totalCount: t.int({ description: 'On all pages.', resolve: ({ total }) => total() }),
  }),
})

builder.objectFields(BacklogItemRef, (t) => {
  const page = {
    first: t.arg.int({
      required: false,
      description: `1 to ${LARGEST_RELATED_PAGE}, default 10.`,
      extensions: { constraint: { min: 1, max: LARGEST_RELATED_PAGE } },
    }),
    after: t.arg.string({ required: false }),
  }
  const complexity = ({ first }: { first?: number | null | undefined }) => ({
    field: 2,
    multiplier: Math.max(1, (first ?? 10) / 50),
  })
  const items = (relation: Relation, description: string) =>
    t.field({
      type: RelatedItems,
      description,
      args: page,
      complexity,
      resolve: ({ id }, args, context) => relatedPage(context, relation, id, args),
    })
  return {
    children: items('children', 'Direct children, such as the stories of an epic.'),
    blockedBy: items('blockedBy', 'Open work that must be finished before this item can start.'),
    blocks: items('blocks', 'Open work that is waiting for this item.'),
    statusHistory: t.field({
      type: StatusChanges,
      args: page,
      complexity,
      resolve: ({ id }, args, context) => relatedPage(context, 'statusHistory', id, args),
    }),
  }
})
