import { z } from 'zod'
import { builder } from '../../graphql/builder.ts'
import { TenantRef } from '../../identity/schema.ts'
import { StampRef } from '../../graphql/stamp-schema.ts'
import { analyzeCompetition, type CompetitiveAnalysis } from './analysis-service.ts'
import {
  CardRef,
  ClaimRowRef,
  ComparisonRef,
  comparisonsOf,
  GapRef,
  MarketRowRef,
  MatrixRowRef,
  UnresolvedRef,
  within,
} from './analysis-rows-schema.ts'

const FocusRef = builder.enumType('CompetitiveFocus', {
  values: ['landscape', 'threats', 'gaps', 'matrix', 'battlecard'] as const,
})
const AnalysisRef = builder.objectRef<CompetitiveAnalysis>('CompetitiveAnalysis').implement({
  description:
    'Competitors, what they have, and what we lack. Only the lists for the chosen focus are filled. Every claim has its evidence or is marked unsupported.',
  authScopes: { scope: 'competitive:read' },
  fields: (t) => ({
    sentence: t.exposeString('sentence'),
    focus: t.field({ type: FocusRef, resolve: ({ focus }) => focus }),
    competitors: t.field({
      type: [MarketRowRef],
      nullable: true,
      description: 'Highest threat first. Lists outside the focus are null.',
      resolve: (answer) =>
        /landscape|threats|battlecard/.test(answer.focus) ? within(answer, answer.competitors) : null,
    }),
    gaps: t.field({
      type: [GapRef],
      nullable: true,
      description: 'Most severe first. A landscape has the top three.',
      resolve: (answer) => (/landscape|gaps/.test(answer.focus) ? within(answer, answer.gaps) : null),
    }),
    matrix: t.field({
      type: [MatrixRowRef],
      nullable: true,
      description: 'Most important first, with the twelve most threatening competitors.',
      resolve: ({ focus, matrix }) => (focus === 'matrix' ? matrix : null),
    }),
    battlecards: t.field({
      type: [CardRef],
      nullable: true,
      resolve: ({ focus, battlecards }) => (focus === 'battlecard' ? battlecards : null),
    }),
    comparisons: t.field({
      type: [ComparisonRef],
      nullable: true,
      description: 'All battlecard rows in one list.',
      resolve: ({ focus, battlecards }) => (focus === 'battlecard' ? battlecards.flatMap(comparisonsOf) : null),
    }),
    evidence: t.field({ type: [ClaimRowRef], resolve: (answer) => within(answer, answer.evidence) }),
    unresolvedNames: t.field({
      type: [UnresolvedRef],
      nullable: true,
      description: 'null if every name was found.',
      resolve: ({ unresolved }) => (unresolved.length ? unresolved : null),
    }),
    totalCount: t.exposeInt('total', { description: 'Total number of rows for the focus.' }),
    pageInfo: t.field({
      type: builder.pageInfoRef(),
      description: 'endCursor is null on the last page.',
      resolve: ({ nextCursor, hasPreviousPage }) => ({
        hasNextPage: nextCursor !== null,
        hasPreviousPage,
        startCursor: null,
        endCursor: nextCursor,
      }),
    }),
    warnings: t.exposeStringList('warnings'),
    stamp: t.field({ type: StampRef, resolve: ({ stamp }) => stamp }),
  }),
})

builder.objectFields(TenantRef, (t) => ({
  competitiveAnalysis: t.field({
    type: AnalysisRef,
    authScopes: { scope: 'competitive:read' },
    complexity: 200,
    args: {
      focus: t.arg({ type: FocusRef, required: false, defaultValue: 'landscape' }),
      competitorIds: t.arg.idList({
        required: false,
        validate: z.array(z.string()).max(50),
        description: 'Global IDs, UUIDs, or names.',
      }),
      competitorNames: t.arg.stringList({
        required: false,
        validate: z.array(z.string().min(1).max(200)).max(20),
        description: 'Names as people say them. A name that matches none or several is returned with candidates.',
      }),
      workspaceId: t.arg.id({
        required: false,
        description:
          'The workspace whose items can close gaps: global ID, UUID, key, or name. Default: the only workspace, the default of the key or app, or the only one with a backlog; else none.',
      }),
      includeItems: t.arg.boolean({
        required: false,
        defaultValue: true,
        description: 'Whether to look for items that close gaps. If false, the answer uses competitive data alone.',
      }),
      itemIds: t.arg.idList({
        required: false,
        validate: z.array(z.string()).min(1).max(500),
        description: 'Find the gaps that these items close.',
      }),
      asOf: t.arg({ type: 'Date', required: false, description: 'The date from which the age of claims is counted.' }),
      sinceDays: t.arg.int({
        required: false,
        defaultValue: 180,
        validate: z.int().min(1).max(3_650),
        description: 'Claims older than this are stale. Also the window for momentum.',
      }),
      minConfidence: t.arg.float({ required: false, defaultValue: 0, validate: z.number().min(0).max(1) }),
      first: t.arg.int({ required: false, defaultValue: 25, validate: z.int().min(1).max(30) }),
      after: t.arg.string({ required: false }),
    },
    resolve: (_tenant, args, context) => analyzeCompetition(context, args),
  }),
}))
