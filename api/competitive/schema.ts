import { principalOf } from '../data/context.ts'
import { BacklogItemRef } from '../backlog/schema.ts'
import { isMoment, isNumber } from '../graphql/cursor.ts'
import { placedPage } from '../graphql/placed-page.ts'
import { z } from 'zod'
import { builder } from '../graphql/builder.ts'
import { inOrderOf } from '../graphql/page.ts'
import { TenantRef } from '../identity/schema.ts'
import { WORKSPACE_REF } from '../identity/service.ts'
import { CAPABILITY_LEVELS, COMPETITOR_CATEGORIES } from './bounds.ts'
import { Capability, Competitor, CompetitorClaim, type ItemCapability } from './entity.ts'
import { linkedItems } from './linked-items-service.ts'
import { capabilitiesOfItems } from './link-service.ts'
import { claimKey } from './market-service.ts'
import { capabilityFor, competitorFor } from './service.ts'

/** Linked items on a page. */
const LINKS = 50

const reads = { scope: 'competitive:read' } as const

export const CategoryRef = builder.enumType('CompetitorCategory', {
  values: COMPETITOR_CATEGORIES,
  description: 'How directly it competes for the same buyers.',
})
export const LevelRef = builder.enumType('CapabilityLevel', { values: CAPABILITY_LEVELS })

export const CompetitorRef = builder.loadableNodeRef('Competitor', {
  id: { resolve: (competitor: Competitor) => competitor.id },
  load: async (ids: string[], { db }) => inOrderOf(ids, await db.em.find(Competitor, { id: { $in: ids } })),
})
CompetitorRef.implement({
  description: 'A company or product that competes for the same buyers. Shared by all workspaces.',
  authScopes: reads,
  isTypeOf: (value) => value instanceof Competitor,
  fields: (t) => ({
    name: t.exposeString('name'),
    aliases: t.exposeStringList('aliases'),
    category: t.field({ type: CategoryRef, resolve: ({ category }) => category }),
    positioning: t.exposeString('positioning', { description: 'How it positions itself.' }),
    url: t.exposeString('url', { nullable: true }),
  }),
})

export const CapabilityRef = builder.loadableNodeRef('Capability', {
  id: { resolve: (capability: Capability) => capability.id },
  load: async (ids: string[], { db }) => inOrderOf(ids, await db.em.find(Capability, { id: { $in: ids } })),
})
CapabilityRef.implement({
  description: 'A capability that buyers compare, with our own rating.',
  authScopes: reads,
  isTypeOf: (value) => value instanceof Capability,
  fields: (t) => ({
    name: t.exposeString('name'),
    description: t.exposeString('description'),
    importance: t.exposeFloat('importance', { description: 'How much buyers care. 1 is average.' }),
    own: t.field({
      type: LevelRef,
      nullable: true,
      description: 'null until someone rates it.',
      resolve: ({ own }) => own ?? null,
    }),
    items: t.connection(
      {
        type: BacklogItemRef,
        description: `Items linked to it, in the order they were linked. ${LINKS} on a page unless you ask for another number.`,
        authScopes: { scope: 'backlog:read' },
        args: {
          workspaceId: t.arg.id({
            required: false,
            description: `${WORKSPACE_REF} Default: items of all workspaces.`,
          }),
        },
        complexity: ({ first, last }) => ({ field: 5, multiplier: Math.max(1, (first ?? last ?? LINKS) / 10) }),
        resolve: async ({ id }, { workspaceId, ...page }, context) => {
          const { rows, totals, workspace } = linkedItems(context)
          const linked = { capability: id, workspace: workspaceId ? await workspace(workspaceId) : null }
          const { edges, pageInfo } = await placedPage<ItemCapability>(page, {
            list: ['items of a capability', linked],
            size: LINKS,
            by: 'createdAt',
            direction: 'asc',
            fits: isMoment,
            find: (beyond, options) => rows.load({ ...linked, beyond, options }),
          })
          return {
            edges: edges.map(({ cursor, node }) => ({ cursor, node: node.item.id })),
            pageInfo,
            totalCount: () => totals.load(linked),
          }
        },
      },
      {
        fields: (c) => ({
          totalCount: c.int({ description: 'On all pages.', resolve: ({ totalCount }) => totalCount() }),
        }),
      },
    ),
  }),
})

builder.objectFields(BacklogItemRef, (t) => ({
  capabilities: t.loadableList({
    type: CapabilityRef,
    description: 'Capabilities that the item is linked to, by name.',
    authScopes: reads,
    load: (ids: string[], context) => capabilitiesOfItems(context, ids),
    resolve: ({ id }) => id,
  }),
}))

export const ClaimRef = builder.loadableNodeRef('CompetitorClaim', {
  id: { resolve: (claim: CompetitorClaim) => claim.id },
  load: async (ids: string[], { db }) => inOrderOf(ids, await db.em.find(CompetitorClaim, { id: { $in: ids } })),
})
ClaimRef.implement({
  description: 'A statement about a competitor, with its source, date, and confidence.',
  authScopes: reads,
  isTypeOf: (value) => value instanceof CompetitorClaim,
  fields: (t) => ({
    key: t.string({
      description: 'Key for citing the claim, such as C-12.',
      resolve: ({ number }) => claimKey(number),
    }),
    competitor: t.field({ type: CompetitorRef, resolve: ({ competitor }) => competitor.id }),
    capability: t.field({
      type: CapabilityRef,
      nullable: true,
      description: 'null: applies to the competitor in general.',
      resolve: ({ capability }) => capability?.id ?? null,
    }),
    statement: t.exposeString('statement'),
    level: t.field({ type: LevelRef, nullable: true, resolve: ({ level }) => level ?? null }),
    source: t.exposeString('source', { nullable: true }),
    url: t.exposeString('url', { nullable: true }),
    capturedAt: t.expose('capturedAt', { type: 'Date', nullable: true }),
    confidence: t.exposeFloat('confidence'),
  }),
})

/** Claims on a page. */
const CLAIMS = 50
const limit = { required: false, defaultValue: 200, validate: z.int().min(1).max(500) } as const

builder.objectFields(TenantRef, (t) => ({
  competitors: t.field({
    type: [CompetitorRef],
    description: 'By name.',
    authScopes: reads,
    args: { limit: t.arg.int(limit) },
    resolve: (_tenant, args, { db }) =>
      db.em.find(Competitor, {}, { orderBy: { name: 'asc' }, limit: args.limit ?? 200 }),
  }),
  capabilities: t.field({
    type: [CapabilityRef],
    description: 'By name.',
    authScopes: reads,
    args: { limit: t.arg.int(limit) },
    resolve: (_tenant, args, { db }) =>
      db.em.find(Capability, {}, { orderBy: { name: 'asc' }, limit: args.limit ?? 200 }),
  }),
  competitorClaims: t.connection(
    {
      type: ClaimRef,
      description: `In the order they were recorded. ${CLAIMS} on a page unless you ask for another number.`,
      authScopes: reads,
      args: {
        competitorId: t.arg.id({ required: false, description: 'Global ID, UUID, or name.' }),
        capabilityId: t.arg.id({ required: false, description: 'Global ID, UUID, or name.' }),
      },
      complexity: ({ first, last }) => ({ field: 5, multiplier: Math.max(1, (first ?? last ?? CLAIMS) / 10) }),
      resolve: async (_tenant, { competitorId, capabilityId, ...page }, context) => {
        const where = {
          ...(competitorId ? { competitor: { id: (await competitorFor(context, competitorId)).id } } : {}),
          ...(capabilityId ? { capability: { id: (await capabilityFor(context, capabilityId)).id } } : {}),
        }
        const { em } = context.db
        const { edges, pageInfo } = await placedPage<CompetitorClaim>(page, {
          list: ['claims', principalOf(context).tenantId, where],
          size: CLAIMS,
          by: 'number',
          direction: 'asc',
          fits: isNumber,
          find: (beyond, options) => em.find(CompetitorClaim, { ...where, ...beyond }, options),
        })
        return { edges, pageInfo, totalCount: () => em.count(CompetitorClaim, where) }
      },
    },
    {
      fields: (t) => ({
        totalCount: t.int({ description: 'On all pages.', resolve: ({ totalCount }) => totalCount() }),
      }),
    },
  ),
}))
