import { OPEN_WORK } from '../planning/work.ts'
import { z } from 'zod'
import { cut } from '../../text.ts'
import { BacklogFilterRef } from '../backlog/filter-schema.ts'
import { builder } from '../graphql/builder.ts'
import { selectedFields } from '../graphql/selection.ts'
import { RankedItemRef, TierRef, type Within } from './item-schema.ts'
import { WorkspaceRef } from '../identity/schema.ts'
import { StampRef } from '../graphql/stamp-schema.ts'
import type { EstimateNext } from './rank/estimate-next.ts'
import { ScopeRef } from './scope/schema.ts'
import { ORDERS, type PriorityRow } from './ordering.ts'
import { RankingInputsRef } from './inputs-schema.ts'
import { MOST_INPUTS, rankPriorities, USUAL_WEIGHT, type Priorities } from './service.ts'
import { TIERS, type Tier } from './rank/tier.ts'
import { fieldWords } from './sentences.ts'

const MethodRef = builder.enumType('RankingMethod', { values: ['wsjf', 'rice', 'ice'] as const })
const OrderRef = builder.enumType('PriorityOrder', {
  values: Object.fromEntries(
    ORDERS.map((value) => [
      value,
      value === 'withoutScores'
        ? {
            value,
            description:
              'Fewer than 30% of the items have a score, so the list is ordered by blockers, due dates, priority, and age. No scores, no tiers.',
          }
        : { value },
    ]),
  ) as Record<(typeof ORDERS)[number], { value: (typeof ORDERS)[number]; description?: string }>,
})
const UnitRef = builder.enumType('ScoreUnit', { values: ['perWeek', 'relative', 'score'] as const })
const Edge = builder.objectRef<{ node: Within<PriorityRow>; cursor: string }>('RankedItemEdge').implement({
  fields: (t) => ({
    cursor: t.exposeString('cursor'),
    node: t.field({ type: RankedItemRef, resolve: ({ node }) => node }),
  }),
})

const TierCountRef = builder.objectRef<{ tier: Tier; items: number }>('TierCount').implement({
  fields: (t) => ({ tier: t.field({ type: TierRef, resolve: ({ tier }) => tier }), items: t.exposeInt('items') }),
})

const UpperRef = builder.objectRef<NonNullable<Priorities['upper']>>('UpperTiers').implement({
  description: 'P0 and P1 together.',
  fields: (t) => ({
    count: t.exposeInt('count'),
    value: t.exposeFloat('value', { description: "Share of the list's value; with ICE, of its score." }),
    effort: t.exposeFloat('effort', {
      nullable: true,
      description: "Share of the list's size. null with ICE, whose score contains the effort.",
    }),
  }),
})

const StabilityRef = builder.objectRef<NonNullable<Priorities['stability']>['list']>('RankingStability').implement({
  description: 'The list, ranked repeatedly with every estimate one step up, one step down, or unchanged.',
  fields: (t) => ({
    samples: t.exposeInt('samples'),
    considered: t.exposeInt('considered', {
      description: 'The first items of the list, which were ranked again. Fewer than the list only if it is very long.',
    }),
    topK: t.exposeInt('topK', { description: 'The P0 and P1 items.' }),
    stay: t.exposeFloat('stay', { description: 'How many of them stay on top, on average.' }),
    topKHolds: t.exposeFloat('topKHolds', {
      description: 'Share of samples with exactly the same items on top.',
    }),
    standardError: t.exposeFloat('standardError'),
  }),
})

const EstimateRef = builder.objectRef<Within<EstimateNext>>('EstimateNext').implement({
  description:
    'An estimate worth refining because it could change the order most (expected value of perfect information).',
  fields: (t) => ({
    key: t.string({ resolve: ({ of }) => of.key }),
    title: t.string({ resolve: ({ of, answer }) => cut(answer.titles.get(of.key)!, 300) }),
    field: t.string({ resolve: ({ of }) => fieldWords(of.field) }),
    assumed: t.float({
      nullable: true,
      description: 'null in an order without scores: nothing is assumed.',
      resolve: ({ of }) => of.assumed,
    }),
    low: t.float({ description: 'The lowest value considered.', resolve: ({ of }) => of.low }),
    high: t.float({ resolve: ({ of }) => of.high }),
    estimated: t.boolean({
      description: 'false: the value was stated, and one step higher or lower is considered.',
      resolve: ({ of }) => of.estimated,
    }),
    value: t.float({
      nullable: true,
      description: "Expected savings, as a share of the list's cost of delay. null in an order without scores.",
      resolve: ({ of }) => of.value,
    }),
    rankBest: t.int({ resolve: ({ of }) => of.rankBest }),
    rankWorst: t.int({ resolve: ({ of }) => of.rankWorst }),
  }),
})

const QualityRef = builder.objectRef<NonNullable<Priorities['quality']>>('RankingQuality').implement({
  description:
    'How the order, with critical items kept up, compares with the best possible order that respects dependencies, measured as Σ value × completion.',
  fields: (t) => ({
    optimal: t.exposeBoolean('optimal'),
    gap: t.exposeFloat('gap', {
      description: 'Upper bound on how much worse than optimal the order is, as a share. 0 if proven optimal.',
    }),
    guardCost: t.exposeFloat('guardCost', {
      description: 'The cost of keeping critical items up, in Σ value × completion. Included in gap.',
    }),
  }),
})

const PrioritiesRef = builder.objectRef<Priorities>('RankingConnection').implement({
  description: 'Open items in the order to build them. An item never comes before its blocker.',
  authScopes: { scope: 'optimize:read' },
  fields: (t) => ({
    sentence: t.exposeString('sentence'),
    unranked: t.exposeString('unranked', {
      nullable: true,
      description: 'Why the list is not ranked by value, and what it is ordered by instead. null if it is ranked.',
    }),
    method: t.field({
      type: OrderRef,
      description: 'What the list is ordered by.',
      resolve: ({ method }) => method,
    }),
    scored: t.exposeInt('scored', { description: 'Items with at least one score. A size alone is not a score.' }),
    unit: t.field({ type: UnitRef, nullable: true, resolve: ({ unit }) => unit }),
    edges: t.field({
      type: [Edge],
      resolve: (answer) => answer.rows.map((of, at) => ({ node: { of, answer }, cursor: answer.cursors[at]! })),
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
    tiers: t.field({
      type: [TierCountRef],
      description: 'Empty in an order without scores.',
      resolve: ({ tiers }) => (tiers ? TIERS.map((tier) => ({ tier, items: tiers[tier] })) : []),
    }),
    upper: t.field({ type: UpperRef, nullable: true, resolve: ({ upper }) => upper }),
    stability: t.field({ type: StabilityRef, nullable: true, resolve: ({ stability }) => stability?.list }),
    estimateNext: t.field({
      type: [EstimateRef],
      resolve: (answer) => answer.estimateNext.map((of) => ({ of, answer })),
    }),
    scopeByDate: t.field({
      type: ScopeRef,
      nullable: true,
      description: 'Only if a target date was given.',
      resolve: ({ scope }) => scope,
    }),
    inputs: t.field({
      type: RankingInputsRef,
      nullable: true,
      description: `null in an order without scores, and for more than ${MOST_INPUTS} items.`,
      resolve: ({ inputs, titles }) => inputs && { ...inputs, titles },
    }),
    quality: t.field({ type: QualityRef, nullable: true, resolve: ({ quality }) => quality }),
    assumptions: t.exposeStringList('assumptions'),
    warnings: t.exposeStringList('warnings'),
    stamp: t.field({ type: StampRef, resolve: ({ stamp }) => stamp }),
  }),
})

const weight = (what: string) =>
  ({
    required: false,
    defaultValue: USUAL_WEIGHT,
    validate: z.number().min(0).max(5),
    description: `Weight of ${what}. 0 ignores it; 1 doubles the value of an item with the full factor.`,
  }) as const

builder.objectFields(WorkspaceRef, (t) => ({
  priorities: t.field({
    type: PrioritiesRef,
    description:
      'What should we do next? Default: all open work, with epics counted by their contents. With itemIds or types, exactly those items.',
    authScopes: { scope: 'optimize:read' },
    complexity: 200,
    args: {
      filter: t.arg({ type: BacklogFilterRef, required: false }),
      method: t.arg({ type: MethodRef, required: false, defaultValue: 'wsjf' }),
      alignmentWeight: t.arg.float(weight('strategic alignment')),
      competitiveWeight: t.arg.float(weight('competitive pressure')),
      targetDate: t.arg({
        type: 'Date',
        required: false,
        description: 'Also return the best set that ships by this date with at least 85% confidence.',
      }),
      asOf: t.arg({
        type: 'Date',
        required: false,
        description: 'The date used as today for the age of claims and the target date.',
      }),
      first: t.arg.int({ required: false, defaultValue: 25, validate: z.int().min(1).max(200) }),
      after: t.arg.string({ required: false }),
    },
    resolve: (workspace, args, context, info) => {
      const asked = selectedFields(info, [], ['edges', 'node'])
      const stability = ['stability', 'rankLow', 'rankHigh'].some((field) => asked.has(field))
      return rankPriorities(context, workspace, { ...args, stability, inputs: asked.has('inputs') })
    },
  }),
}))
