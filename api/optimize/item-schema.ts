/** One ranked item in the public schema. */
import { cut } from '../../text.ts'
import { ItemTypeRef, PriorityRef } from '../backlog/enums-schema.ts'
import type { StatusCategory } from '../backlog/vocabulary.ts'
import { builder } from '../graphql/builder.ts'
import type { PriorityRow } from './ordering.ts'
import type { FactorEffect, HeldUp, RankedPart } from './rank/rank.ts'
import { TIERS } from './rank/tier.ts'
import type { Priorities } from './service.ts'
import { fieldWords } from './sentences.ts'

const STARTED: readonly StatusCategory[] = ['active', 'review']

export const TierRef = builder.enumType('PriorityTier', {
  values: TIERS,
  description: 'Position in the ranked list: P0 is the top 5%, P1 up to 20%, P2 up to 50%, P3 up to 80%, P4 the rest.',
})
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
    'OVERDUE',
    'DUE_SOON',
    'PRIORITY',
    'AGE',
  ] as const,
})

const PartRef = builder.objectRef<RankedPart>('ScorePart').implement({
  fields: (t) => ({
    name: t.string({ resolve: ({ name }) => fieldWords(name) }),
    value: t.exposeFloat('value'),
    assumed: t.exposeBoolean('assumed', { description: 'true: the item does not state this value.' }),
  }),
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
export interface Within<T> {
  of: T
  answer: Priorities
}
const firmness = ({ of, answer }: Within<PriorityRow>) => answer.stability?.byKey.get(of.key) ?? null

export const RankedItemRef = builder.objectRef<Within<PriorityRow>>('RankedItem').implement({
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
    tier: t.field({
      type: TierRef,
      nullable: true,
      description: 'null in an order without scores.',
      resolve: ({ of }) => of.ranked?.tier,
    }),
    score: t.float({
      nullable: true,
      description: 'Value ÷ size, including factors. null in an order without scores.',
      resolve: ({ of }) => of.ranked?.score,
    }),
    scoreRank: t.int({
      nullable: true,
      description: 'The rank by score alone, ignoring dependencies. null in an order without scores.',
      resolve: ({ of }) => of.ranked?.scoreRank,
    }),
    costOfDelay: t.float({
      nullable: true,
      description: 'The numerator, including factors. null in an order without scores.',
      resolve: ({ of }) => of.ranked?.costOfDelay,
    }),
    size: t.float({
      nullable: true,
      description: 'The denominator. null in an order without scores.',
      resolve: ({ of }) => of.ranked?.size,
    }),
    parts: t.field({ type: [PartRef], resolve: ({ of }) => of.ranked?.parts ?? [] }),
    factors: t.field({
      type: [FactorRef],
      description: 'Factors that apply to the item.',
      resolve: ({ of }) => (of.ranked?.factors ?? []).filter(({ value }) => value !== null && value > 0),
    }),
    estimated: t.stringList({
      description: 'Fields whose values were assumed because none was stated.',
      resolve: ({ of }) => (of.ranked?.estimated ?? []).map(fieldWords),
    }),
    pulledUpBy: t.string({
      nullable: true,
      description: 'Key of the item that is waiting for this one.',
      resolve: ({ of }) => of.pulledUpBy,
    }),
    waitsFor: t.string({
      nullable: true,
      description: 'Key of the item this one is waiting for.',
      resolve: ({ of }) => of.ranked?.waitsFor,
    }),
    heldUp: t.field({ type: HeldUpRef, nullable: true, resolve: ({ of }) => of.ranked?.heldUp }),
    reason: t.string({ resolve: ({ of }) => of.reason.text }),
    reasonCode: t.field({ type: ReasonCodeRef, resolve: ({ of }) => of.reason.code }),
    rankLow: t.int({
      nullable: true,
      description:
        'In 90% of samples, the item ranks between rankLow and rankHigh when every estimate may be one step off. null far down a very long list, and in an order without scores.',
      resolve: (row) => firmness(row)?.rankLow ?? null,
    }),
    rankHigh: t.int({ nullable: true, resolve: (row) => firmness(row)?.rankHigh ?? null }),
  }),
})
