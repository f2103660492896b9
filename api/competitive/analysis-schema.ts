import { z } from 'zod'
import { builder } from '../graphql/builder.ts'
import { TenantRef } from '../identity/schema.ts'
import { StampRef } from '../graphql/stamp-schema.ts'
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
    'Against whom, and with what. The lists that belong to the focus are filled; every claim carries its evidence or the word unsupported.',
  authScopes: { scope: 'competitive:read' },
  fields: (t) => ({
    sentence: t.exposeString('sentence'),
    focus: t.field({ type: FocusRef, resolve: ({ focus }) => focus }),
    competitors: t.field({
      type: [MarketRowRef],
      nullable: true,
      description: 'By falling threat. A list that does not belong to the focus is null.',
      resolve: (answer) =>
        /landscape|threats|battlecard/.test(answer.focus) ? within(answer, answer.competitors) : null,
    }),
    gaps: t.field({
      type: [GapRef],
      nullable: true,
      description: 'By falling severity; in a landscape the three worst.',
      resolve: (answer) => (/landscape|gaps/.test(answer.focus) ? within(answer, answer.gaps) : null),
    }),
    matrix: t.field({
      type: [MatrixRowRef],
      nullable: true,
      description: 'By falling importance, with the twelve competitors that threaten most.',
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
      description: 'The rows of the battlecards as one list.',
      resolve: ({ focus, battlecards }) => (focus === 'battlecard' ? battlecards.flatMap(comparisonsOf) : null),
    }),
    evidence: t.field({ type: [ClaimRowRef], resolve: (answer) => within(answer, answer.evidence) }),
    unresolvedNames: t.field({
      type: [UnresolvedRef],
      nullable: true,
      description: 'null when every name was found.',
      resolve: ({ unresolved }) => (unresolved.length ? unresolved : null),
    }),
    totalCount: t.exposeInt('total', { description: 'Rows of the focus in all.' }),
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
        description: 'Global ids, uuids or exact names.',
      }),
      competitorNames: t.arg.stringList({
        required: false,
        validate: z.array(z.string().min(1).max(200)).max(20),
        description: 'As people say them; a name that fits none or several comes back with candidates.',
      }),
      workspaceId: t.arg.id({
        required: false,
        description: 'Whose items close gaps. Without it: the only one, else none.',
      }),
      includeItems: t.arg.boolean({
        required: false,
        defaultValue: true,
        description: 'Whether to look for items that close gaps. Without, the answer follows from competition alone.',
      }),
      itemIds: t.arg.idList({
        required: false,
        validate: z.array(z.string()).min(1).max(500),
        description: 'Which gaps do these close?',
      }),
      asOf: t.arg({ type: 'Date', required: false, description: 'The day from which the age of claims is counted.' }),
      sinceDays: t.arg.int({
        required: false,
        defaultValue: 180,
        validate: z.int().min(1).max(3_650),
        description: 'A claim older than this is stale; also the window of momentum.',
      }),
      minConfidence: t.arg.float({ required: false, defaultValue: 0, validate: z.number().min(0).max(1) }),
      first: t.arg.int({ required: false, defaultValue: 25, validate: z.int().min(1).max(30) }),
      after: t.arg.string({ required: false }),
    },
    resolve: (_tenant, args, context) => analyzeCompetition(context, args),
  }),
}))
