import { OPEN_WORK } from '../planning/work.ts'
import { z } from 'zod'
import { cut } from '../../text.ts'
import { BacklogFilterRef } from '../backlog/filter-schema.ts'
import { ItemTypeRef } from '../backlog/enums-schema.ts'
import type { ItemRow } from '../backlog/row.ts'
import { builder } from '../graphql/builder.ts'
import { WorkspaceRef } from '../identity/schema.ts'
import { StampRef } from '../graphql/stamp-schema.ts'
import type { Alignment } from './alignment.ts'
import type { ObjectiveScore } from './support.ts'
import { LONGEST_NAME } from './entity.ts'
import { ALIGNMENT_METHODS } from './alignment.ts'
import { alignWithModel } from './reading/reading-service.ts'
import { alignBacklog, MOST_LISTED, type AlignedItem, type AlignmentReport } from './alignment-service.ts'

/** Longest title in an answer. */
const TITLE = 300

/** Below it a further objective is noise. */
const WORTH_NAMING = 0.1

const StatusRef = builder.enumType('AlignmentStatus', {
  values: ['ok', 'no_objectives', 'none_active', 'partial'] as const,
  description:
    '`none_active`: there are objectives, but none of those in question is active. `partial`: there are more items than one answer scores.',
})
const MethodRef = builder.enumType('AlignmentMethod', {
  values: ALIGNMENT_METHODS,
  description:
    '`linked`: links only. `lexical`: words only. `hybrid`: a direct link takes precedence over an inherited link, which takes precedence over words. `ai`: as `hybrid`, but the AI provider that an owner chose reads up to 100 items that have no link. It costs credits and needs `prd:write`; the same question about the same text is charged once.',
})
const BasisRef = builder.enumType('AlignmentBasis', {
  values: ['explicit_link', 'inherited_link', 'lexical', 'model', 'none'] as const,
  description: '`model`: a language model read it, and quotes words of the item.',
})
const BandRef = builder.enumType('AlignmentBand', { values: ['strong', 'partial', 'weak', 'none'] as const })
const CertaintyRef = builder.enumType('AlignmentConfidence', { values: ['high', 'medium', 'low'] as const })

const ServedRef = builder.objectRef<{ id: string; name: string }>('ServedObjective').implement({
  fields: (t) => ({ id: t.id({ resolve: ({ id }) => `Objective:${id}` }), name: t.exposeString('name') }),
})

const EvidenceRef = builder.objectRef<ObjectiveScore['evidence'][number]>('AlignmentEvidence').implement({
  description: 'The evidence: a link, or words in the item.',
  fields: (t) => ({
    recordId: t.exposeString('recordId', { description: 'Key of the item with the link or the words.' }),
    field: t.exposeString('field', { description: 'link, title, labels or description.' }),
    quote: t.exposeString('quote', { description: 'At most 120 characters.' }),
  }),
})

/** A part of a report together with the report, where its names are. */
interface Within<T> {
  of: T
  report: AlignmentReport
}
const served = ({ report, of }: Within<{ objectiveId: string }>) => report.objectives.get(of.objectiveId)!

const ScoreRef = builder.objectRef<Within<ObjectiveScore>>('ObjectiveScore').implement({
  fields: (t) => ({
    objective: t.field({ type: ServedRef, resolve: served }),
    score: t.float({
      description:
        '0–1: 1 for a direct link, 0.8 for an inherited link, at most 0.6 for words and for what a model reads.',
      resolve: ({ of }) => of.score,
    }),
    basis: t.field({ type: BasisRef, resolve: ({ of }) => of.basis }),
    evidence: t.field({ type: [EvidenceRef], resolve: ({ of }) => of.evidence }),
  }),
})

const AlignedItemRef = builder.objectRef<Within<AlignedItem>>('AlignedItem').implement({
  fields: (t) => ({
    id: t.id({ resolve: ({ of }) => `BacklogItem:${of.row.id}` }),
    key: t.string({ resolve: ({ of }) => of.row.key }),
    title: t.string({ resolve: ({ of }) => cut(of.row.title, TITLE) }),
    type: t.field({ type: ItemTypeRef, resolve: ({ of }) => of.row.type }),
    score: t.float({
      nullable: true,
      description: 'The highest score across objectives. 0 if it serves none; null if there are no active objectives.',
      resolve: ({ of }) => of.score,
    }),
    band: t.field({ type: BandRef, resolve: ({ of }) => of.band }),
    confidence: t.field({ type: CertaintyRef, nullable: true, resolve: ({ of }) => of.confidence }),
    byObjective: t.field({
      type: [ScoreRef],
      description: 'Best first.',
      args: { first: t.arg.int({ required: false, defaultValue: 5, validate: z.int().min(1).max(5) }) },
      resolve: ({ of, report }, { first }) =>
        of.byObjective
          .filter(({ score }, at) => at === 0 || score >= WORTH_NAMING)
          .slice(0, first ?? 5)
          .map((score) => ({ of: score, report })),
    }),
  }),
})

const CoverageRef = builder.objectRef<Within<Alignment['coverage'][number]>>('ObjectiveCoverage').implement({
  description: 'How much of the selected work serves an objective.',
  fields: (t) => ({
    objective: t.field({ type: ServedRef, resolve: served }),
    itemCount: t.int({ resolve: ({ of }) => of.itemCount }),
    points: t.float({ resolve: ({ of }) => of.points }),
    share: t.float({
      description: 'Share of all points, or of all items if none has points. An item can serve several objectives.',
      resolve: ({ of }) => of.share,
    }),
    starved: t.boolean({ description: 'Less than a quarter of an even share.', resolve: ({ of }) => of.starved }),
  }),
})

const OrphanRef = builder.objectRef<ItemRow>('OrphanItem').implement({
  fields: (t) => ({
    id: t.id({ resolve: ({ id }) => `BacklogItem:${id}` }),
    key: t.exposeString('key'),
    title: t.string({ resolve: ({ title }) => cut(title, TITLE) }),
  }),
})

const AlignmentEdge = builder.objectRef<{ node: Within<AlignedItem>; cursor: string }>('AlignmentEdge').implement({
  fields: (t) => ({
    cursor: t.exposeString('cursor'),
    node: t.field({ type: AlignedItemRef, resolve: ({ node }) => node }),
  }),
})

const firstOf = (standard: number) =>
  ({ required: false, defaultValue: standard, validate: z.int().min(1).max(MOST_LISTED) }) as const

const AlignmentRef = builder.objectRef<AlignmentReport>('AlignmentConnection').implement({
  description:
    'How well items serve the active objectives, strongest first. Deterministic, without a language model, unless the method is `ai`.',
  authScopes: { scope: 'strategy:read' },
  fields: (t) => ({
    sentence: t.exposeString('sentence'),
    status: t.field({ type: StatusRef, resolve: ({ status }) => status }),
    method: t.field({ type: MethodRef, resolve: ({ method }) => method }),
    edges: t.field({
      type: [AlignmentEdge],
      resolve: (report) => report.rows.map((of, at) => ({ node: { of, report }, cursor: report.cursors[at]! })),
    }),
    pageInfo: t.field({
      type: builder.pageInfoRef(),
      resolve: ({ cursors, hasNextPage, hasPreviousPage }) => ({
        hasNextPage,
        hasPreviousPage,
        startCursor: cursors[0] ?? null,
        endCursor: cursors.at(-1) ?? null,
      }),
    }),
    totalCount: t.exposeInt('total'),
    openWork: t.exposeInt('openWork', { description: OPEN_WORK }),
    coverage: t.field({
      type: [CoverageRef],
      description: 'Best served first.',
      args: { first: t.arg.int(firstOf(50)) },
      resolve: (report, { first }) => report.coverage.slice(0, first ?? 50).map((of) => ({ of, report })),
    }),
    objectiveCount: t.int({
      description: 'Objectives that coverage is of.',
      resolve: ({ coverage }) => coverage.length,
    }),
    starved: t.field({
      type: [ServedRef],
      description: 'Objectives that get less than a quarter of an even share.',
      args: { first: t.arg.int(firstOf(50)) },
      resolve: ({ coverage, objectives }, { first }) =>
        coverage
          .filter((one) => one.starved)
          .slice(0, first ?? 50)
          .map(({ objectiveId }) => objectives.get(objectiveId)!),
    }),
    starvedCount: t.int({ resolve: ({ coverage }) => coverage.filter(({ starved }) => starved).length }),
    orphans: t.field({
      type: [OrphanRef],
      description: 'Items that serve no objective: no link, and no more than a faint resemblance. In manual order.',
      args: { first: t.arg.int(firstOf(50)) },
      resolve: ({ orphans }, { first }) => orphans.slice(0, first ?? 50),
    }),
    orphanCount: t.int({ resolve: ({ orphanCount }) => orphanCount }),
    warnings: t.exposeStringList('warnings'),
    credits: t.exposeInt('credits', { description: 'AI credits charged for this answer.' }),
    stamp: t.field({ type: StampRef, resolve: ({ stamp }) => stamp }),
  }),
})

builder.objectFields(WorkspaceRef, (t) => ({
  alignment: t.field({
    type: AlignmentRef,
    description: 'Does this work serve our objectives, and which objectives get no work? Default: all open work.',
    authScopes: { scope: 'strategy:read' },
    complexity: 200,
    args: {
      filter: t.arg({ type: BacklogFilterRef, required: false }),
      objectiveIds: t.arg.idList({
        required: false,
        validate: z.array(z.string().max(LONGEST_NAME)).min(1).max(100),
        description: 'Limit to these objectives: global IDs, UUIDs, or names.',
      }),
      method: t.arg({ type: MethodRef, required: false, defaultValue: 'hybrid' }),
      first: t.arg.int({ required: false, defaultValue: 50, validate: z.int().min(1).max(200) }),
      after: t.arg.string({ required: false }),
    },
    resolve: (workspace, args, context) =>
      (args.method === 'ai' ? alignWithModel : alignBacklog)(context, workspace, args),
  }),
}))
