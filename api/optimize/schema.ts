import { OPEN_WORK } from '../planning/work.ts'
import { z } from 'zod'
import { cut } from '../../text.ts'
import { BacklogFilterRef } from '../backlog/schema.ts'
import { ItemTypeRef, PriorityRef } from '../backlog/enums-schema.ts'
import type { StatusCategory } from '../backlog/vocabulary.ts'
import { builder } from '../graphql/builder.ts'
import { WorkspaceRef } from '../identity/schema.ts'
import { StampRef } from '../graphql/stamp-schema.ts'
import type { EstimateNext } from './rank/estimate-next.ts'
import type { FactorEffect, HeldUp } from './rank/rank.ts'
import { ScopeRef } from './scope/schema.ts'
import { rankPriorities, USUAL_WEIGHT, type Priorities, type PriorityRow } from './service.ts'
import type { ScorePart } from './score/score.ts'
import { TIERS, type Tier } from './rank/tier.ts'
import { fieldWords } from './words.ts'

const STARTED: readonly StatusCategory[] = ['active', 'review']

const MethodRef = builder.enumType('RankingMethod', { values: ['wsjf', 'rice', 'ice'] as const })
const TierRef = builder.enumType('PriorityTier', {
  values: TIERS,
  description: 'Position in the ranked list: P0 is the top 5%, P1 up to 20%, P2 up to 50%, P3 up to 80%, P4 the rest.',
})
const UnitRef = builder.enumType('ScoreUnit', { values: ['perWeek', 'relative', 'score'] as const })
const ReasonCodeRef = builder.enumType('RankReason', {
  values: [
    'HELD_UP',
    'PULLED_UP',
    'WAITS',
    'FACTOR',
    'ESTIMATED',
    'VALUE',
    'SMALL',
    'LARGE',
    'LOW_VALUE',
    'BALANCED',
  ] as const,
})

const PartRef = builder.objectRef<ScorePart>('ScorePart').implement({
  fields: (t) => ({ name: t.string({ resolve: ({ name }) => fieldWords(name) }), value: t.exposeFloat('value') }),
})

const FactorRef = builder.objectRef<FactorEffect>('FactorEffect').implement({
  description: 'The effect of one factor on one item.',
  fields: (t) => ({
    name: t.exposeString('name'),
    weight: t.exposeFloat('weight'),
    value: t.exposeFloat('value', { nullable: true, description: '0–1. null if unknown.' }),
    rankWithout: t.exposeInt('rankWithout', { description: 'The rank without this factor.' }),
    reason: t.exposeString('reason', { nullable: true }),
  }),
})

const HeldUpRef = builder.objectRef<HeldUp>('HeldUp').implement({
  description:
    'Set when a critical item would rank lower because of its size. Size alone never lowers it by more than one tier.',
  fields: (t) => ({
    rankWithout: t.exposeInt('rankWithout'),
    tierWithout: t.field({ type: TierRef, resolve: ({ tierWithout }) => tierWithout }),
    splitInto: t.exposeInt('splitInto', {
      description: 'Number of parts of about median size that would rank this high without help.',
    }),
    partSize: t.exposeFloat('partSize'),
  }),
})

/** A part of an answer together with the answer, where its stability and titles are. */
interface Within<T> {
  of: T
  answer: Priorities
}
const firmness = ({ of, answer }: Within<PriorityRow>) => answer.stability().byKey.get(of.key) ?? null

const RankedItemRef = builder.objectRef<Within<PriorityRow>>('RankedItem').implement({
  fields: (t) => ({
    id: t.id({ resolve: ({ of }) => `BacklogItem:${of.row.id}` }),
    key: t.string({ resolve: ({ of }) => of.key }),
    title: t.string({ resolve: ({ of }) => cut(of.row.title, 300) }),
    type: t.field({ type: ItemTypeRef, resolve: ({ of }) => of.row.type }),
    priority: t.field({ type: PriorityRef, description: 'Priority as stated.', resolve: ({ of }) => of.row.priority }),
    started: t.boolean({
      nullable: true,
      description: 'true if the item is in progress or in review, else null.',
      resolve: ({ of }) => (STARTED.includes(of.row.statusCategory) ? true : null),
    }),
    rank: t.int({ resolve: ({ of }) => of.rank }),
    tier: t.field({ type: TierRef, resolve: ({ of }) => of.tier }),
    score: t.float({ description: 'Value ÷ size, including factors.', resolve: ({ of }) => of.score }),
    scoreRank: t.int({
      description: 'The rank by score alone, ignoring dependencies.',
      resolve: ({ of }) => of.scoreRank,
    }),
    costOfDelay: t.float({ description: 'The numerator, including factors.', resolve: ({ of }) => of.costOfDelay }),
    size: t.float({ resolve: ({ of }) => of.size }),
    parts: t.field({ type: [PartRef], resolve: ({ of }) => of.parts }),
    factors: t.field({
      type: [FactorRef],
      description: 'Factors that apply to the item.',
      resolve: ({ of }) => of.factors.filter(({ value }) => value !== null && value > 0),
    }),
    estimated: t.stringList({
      description: 'Fields whose values were assumed because none was stated.',
      resolve: ({ of }) => of.estimated.map(fieldWords),
    }),
    pulledUpBy: t.string({
      nullable: true,
      description: 'Key of the item that is waiting for this one.',
      resolve: ({ of }) => of.pulledUpBy,
    }),
    waitsFor: t.string({
      nullable: true,
      description: 'Key of the item this one is waiting for.',
      resolve: ({ of }) => of.waitsFor,
    }),
    heldUp: t.field({ type: HeldUpRef, nullable: true, resolve: ({ of }) => of.heldUp }),
    reason: t.string({ resolve: ({ of }) => of.reason.text }),
    reasonCode: t.field({ type: ReasonCodeRef, resolve: ({ of }) => of.reason.code }),
    rankLow: t.int({
      nullable: true,
      description:
        'In 90% of samples, the item ranks between rankLow and rankHigh when every estimate may be one step off. null far down a long list.',
      resolve: (row) => firmness(row)?.rankLow ?? null,
    }),
    rankHigh: t.int({ nullable: true, resolve: (row) => firmness(row)?.rankHigh ?? null }),
  }),
})

const Edge = builder.objectRef<{ node: Within<PriorityRow>; cursor: string }>('RankedItemEdge').implement({
  fields: (t) => ({
    cursor: t.exposeString('cursor'),
    node: t.field({ type: RankedItemRef, resolve: ({ node }) => node }),
  }),
})

const TierCountRef = builder.objectRef<{ tier: Tier; items: number }>('TierCount').implement({
  fields: (t) => ({ tier: t.field({ type: TierRef, resolve: ({ tier }) => tier }), items: t.exposeInt('items') }),
})

const UpperRef = builder.objectRef<Priorities['upper']>('UpperTiers').implement({
  description: 'P0 and P1 together.',
  fields: (t) => ({
    count: t.exposeInt('count'),
    value: t.exposeFloat('value', { description: "Share of the list's value." }),
    effort: t.exposeFloat('effort', { description: "Share of the list's size." }),
  }),
})

const StabilityRef = builder.objectRef<ReturnType<Priorities['stability']>['list']>('RankingStability').implement({
  description: 'The list, ranked repeatedly with every estimate one step up, one step down, or unchanged.',
  fields: (t) => ({
    samples: t.exposeInt('samples'),
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
    title: t.string({ resolve: ({ of, answer }) => cut(answer.titles.get(of.key)!.title, 300) }),
    field: t.string({ resolve: ({ of }) => fieldWords(of.field) }),
    assumed: t.float({ resolve: ({ of }) => of.assumed }),
    low: t.float({ resolve: ({ of }) => of.low }),
    high: t.float({ resolve: ({ of }) => of.high }),
    estimated: t.boolean({
      description: 'false: the value was stated, and one step higher or lower is considered.',
      resolve: ({ of }) => of.estimated,
    }),
    value: t.float({
      description: "Expected savings, as a share of the list's cost of delay.",
      resolve: ({ of }) => of.value,
    }),
    rankBest: t.int({ resolve: ({ of }) => of.rankBest }),
    rankWorst: t.int({ resolve: ({ of }) => of.rankWorst }),
  }),
})

const QualityRef = builder.objectRef<Priorities['quality']>('RankingQuality').implement({
  description:
    'How the order compares with the best possible order that respects dependencies, measured as Σ value × completion.',
  fields: (t) => ({
    optimal: t.exposeBoolean('optimal'),
    gap: t.exposeFloat('gap', {
      description: 'Upper bound on how much worse than optimal the order is, as a share. 0 if proven optimal.',
    }),
    guardCost: t.exposeFloat('guardCost', { description: 'The cost of keeping critical items up.' }),
  }),
})

const PrioritiesRef = builder.objectRef<Priorities>('RankingConnection').implement({
  description: 'Open items in the order to build them. An item never comes before its blocker.',
  authScopes: { scope: 'optimize:read' },
  fields: (t) => ({
    sentence: t.exposeString('sentence'),
    method: t.field({ type: MethodRef, resolve: ({ method }) => method }),
    unit: t.field({ type: UnitRef, resolve: ({ unit }) => unit }),
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
      resolve: ({ tiers }) => TIERS.map((tier) => ({ tier, items: tiers[tier] })),
    }),
    upper: t.field({ type: UpperRef, resolve: ({ upper }) => upper }),
    stability: t.field({ type: StabilityRef, resolve: ({ stability }) => stability().list }),
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
    quality: t.field({ type: QualityRef, resolve: ({ quality }) => quality }),
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
    resolve: (workspace, args, context) => rankPriorities(context, workspace, args),
  }),
}))
