import { z } from 'zod'
import { builder } from '../graphql/builder.ts'
import { commit } from '../data/commit.ts'
import { BacklogItem } from '../backlog/entity.ts'
import { firstById, WORKSPACE, workspaceOf } from '../identity/workspaces/workspace-service.ts'
import { LONGEST, MOST_ALIASES, MOST_IMPORTANCE } from './bounds.ts'
import { MARKET_KINDS } from './csv.ts'
import { importMarket, type MarketImport } from './import-service.ts'
import { CapabilityRef, CategoryRef, ClaimRef, CompetitorRef, LevelRef } from './schema.ts'
import {
  capabilityFor,
  claimFor,
  competitorFor,
  createCapability,
  createCompetitor,
  deleteFromMarket,
  recordClaim,
  updateCapability,
  updateClaim,
  updateCompetitor,
} from './service.ts'
import { linkToCapability, unlinkFromCapability } from './link-service.ts'

const writes = { $all: { may: 'competitive:write', scope: 'competitive:read' } } as const

/** Characters of a file: what fits into one request. */
const LARGEST_FILE = 1_000_000

const CompetitorInput = builder.inputType('CompetitorInput', {
  description: 'A new competitor needs a name. When updating, omitted fields stay unchanged.',
  fields: (t) => ({
    name: t.string({ required: false, validate: z.string().max(LONGEST.name) }),
    aliases: t.stringList({
      required: false,
      validate: z.array(z.string().max(LONGEST.name)).max(MOST_ALIASES),
      description: 'Other names it is known by.',
    }),
    category: t.field({ type: CategoryRef, required: false }),
    positioning: t.string({ required: false, validate: z.string().max(LONGEST.positioning) }),
    url: t.string({
      required: false,
      validate: z.string().max(LONGEST.url),
      description: 'Begins with https:// or http://.',
    }),
  }),
})

const CapabilityInput = builder.inputType('CapabilityInput', {
  description: 'A new capability needs a name. When updating, omitted fields stay unchanged and null clears a field.',
  fields: (t) => ({
    name: t.string({ required: false, validate: z.string().max(LONGEST.name) }),
    description: t.string({ required: false, validate: z.string().max(LONGEST.description) }),
    importance: t.float({
      required: false,
      validate: z.number().positive().max(MOST_IMPORTANCE),
      description: 'How much buyers care. 1 is average.',
    }),
    own: t.field({ type: LevelRef, required: false, description: 'Our own rating.' }),
  }),
})

const ClaimInput = builder.inputType('ClaimInput', {
  description:
    'A new claim needs a competitor and a statement. Without a source and a date, it counts as unsupported. When updating, omitted fields stay unchanged, and null clears a field other than the competitor, the statement, and the confidence.',
  fields: (t) => ({
    competitorId: t.id({ required: false, description: 'Global ID, UUID, or name.' }),
    capabilityId: t.id({ required: false, description: 'Global ID, UUID, or name.' }),
    statement: t.string({ required: false, validate: z.string().max(LONGEST.statement) }),
    level: t.field({ type: LevelRef, required: false, description: 'How fully the competitor has the capability.' }),
    source: t.string({ required: false, validate: z.string().max(LONGEST.source) }),
    url: t.string({
      required: false,
      validate: z.string().max(LONGEST.url),
      description: 'Begins with https:// or http://.',
    }),
    capturedAt: t.field({ type: 'Date', required: false }),
    confidence: t.float({ required: false, validate: z.number().min(0).max(1), description: '0…1, default 0.7.' }),
  }),
})

const RefusedRowRef = builder.objectRef<MarketImport['refused'][number]>('RefusedMarketRow').implement({
  fields: (t) => ({
    row: t.exposeInt('row', { description: 'Row of the file; the header is row 1.' }),
    reason: t.exposeString('reason'),
    candidates: t.exposeStringList('candidates', { description: 'Known names that may be meant.' }),
  }),
})

const MarketImportRef = builder.objectRef<MarketImport>('MarketImport').implement({
  description: 'The result for each row of a file.',
  fields: (t) => ({
    kind: t.field({
      type: builder.enumType('MarketImportKind', { values: MARKET_KINDS }),
      resolve: ({ kind }) => kind,
    }),
    rows: t.exposeInt('rows'),
    created: t.exposeInt('created'),
    updated: t.exposeInt('updated'),
    unchanged: t.exposeInt('unchanged'),
    refused: t.field({
      type: [RefusedRowRef],
      description: 'The first 200.',
      resolve: ({ refused }) => refused.slice(0, 200),
    }),
    refusedCount: t.int({ resolve: ({ refused }) => refused.length }),
    newCompetitors: t.exposeStringList('newCompetitors', { description: 'Competitors created from claims.' }),
    newCapabilities: t.exposeStringList('newCapabilities', {
      description: 'Capabilities created from claims. Add our own rating to them.',
    }),
    unreadColumns: t.exposeStringList('unreadColumns'),
    notes: t.exposeStringList('notes'),
  }),
})

builder.mutationFields((t) => {
  const id = t.arg.id({ required: true, description: 'Global ID, UUID, or name.' })
  const claimId = t.arg.id({ required: true, description: 'Global ID, UUID, or key, such as C-12.' })
  const links = {
    id,
    workspaceId: t.arg.id({ required: false, description: WORKSPACE.forSeveral }),
    itemIds: t.arg.idList({
      required: true,
      description: 'Global IDs, UUIDs, or keys.',
      validate: z.array(z.string()).max(500),
    }),
  }
  return {
    createCompetitor: t.field({
      type: CompetitorRef,
      authScopes: writes,
      args: { input: t.arg({ type: CompetitorInput, required: true }) },
      resolve: (_root, { input }, context) => commit(context, () => createCompetitor(context, input)),
    }),
    updateCompetitor: t.field({
      type: CompetitorRef,
      authScopes: writes,
      args: { id, input: t.arg({ type: CompetitorInput, required: true }) },
      resolve: (_root, args, context) => commit(context, () => updateCompetitor(context, args.id, args.input)),
    }),
    deleteCompetitor: t.string({
      description: 'Deletes a competitor and its claims. Returns its name.',
      authScopes: writes,
      args: { id },
      resolve: (_root, args, context) =>
        commit(context, async () => deleteFromMarket(context, await competitorFor(context, args.id))),
    }),
    createCapability: t.field({
      type: CapabilityRef,
      authScopes: writes,
      args: { input: t.arg({ type: CapabilityInput, required: true }) },
      resolve: (_root, { input }, context) => commit(context, () => createCapability(context, input)),
    }),
    updateCapability: t.field({
      type: CapabilityRef,
      authScopes: writes,
      args: { id, input: t.arg({ type: CapabilityInput, required: true }) },
      resolve: (_root, args, context) => commit(context, () => updateCapability(context, args.id, args.input)),
    }),
    deleteCapability: t.string({
      description: 'Deletes a capability. Claims about it are kept as general claims. Returns its name.',
      authScopes: writes,
      args: { id },
      resolve: (_root, args, context) =>
        commit(context, async () => deleteFromMarket(context, await capabilityFor(context, args.id))),
    }),
    recordClaim: t.field({
      type: ClaimRef,
      authScopes: writes,
      args: { input: t.arg({ type: ClaimInput, required: true }) },
      resolve: (_root, { input }, context) => commit(context, () => recordClaim(context, input)),
    }),
    updateClaim: t.field({
      type: ClaimRef,
      authScopes: writes,
      args: { id: claimId, input: t.arg({ type: ClaimInput, required: true }) },
      resolve: (_root, args, context) => commit(context, () => updateClaim(context, args.id, args.input)),
    }),
    deleteClaim: t.string({
      description: 'Deletes a claim. Answers based on it change. Returns its key.',
      authScopes: writes,
      args: { id: claimId },
      resolve: (_root, args, context) =>
        commit(context, async () => deleteFromMarket(context, await claimFor(context, args.id))),
    }),
    linkItemsToCapability: t.field({
      type: CapabilityRef,
      description: 'Links items to the capability they will add, and so to the gap they close.',
      authScopes: writes,
      args: links,
      resolve: (_root, args, context) =>
        commit(context, async () =>
          linkToCapability(
            context,
            await workspaceOf(context, args.workspaceId, firstById(BacklogItem, 'BacklogItem', args.itemIds)),
            args.id,
            args.itemIds,
          ),
        ),
    }),
    unlinkItemsFromCapability: t.field({
      type: CapabilityRef,
      authScopes: writes,
      args: links,
      resolve: (_root, args, context) =>
        commit(context, async () =>
          unlinkFromCapability(
            context,
            await workspaceOf(context, args.workspaceId, firstById(BacklogItem, 'BacklogItem', args.itemIds)),
            args.id,
            args.itemIds,
          ),
        ),
    }),
    importMarket: t.field({
      type: MarketImportRef,
      description:
        'Imports competitors, capabilities, or claims from CSV; the header decides which. Importing the same file again changes nothing.',
      authScopes: writes,
      args: {
        csv: t.arg.string({
          required: true,
          validate: z.string().min(1).max(LARGEST_FILE),
          description: 'The text of the file, at most 1 MB.',
        }),
      },
      resolve: (_root, { csv }, context) => commit(context, () => importMarket(context, csv)),
    }),
  }
})
