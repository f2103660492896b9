import { z } from 'zod'
import { builder } from '../graphql/builder.ts'
import { pageInfoOf } from '../graphql/page.ts'
import { principalOf, type Context } from '../data/context.ts'
import { balanceOf, capsOf, type Balance, type Cap } from './balance-service.ts'
import { CreditEntry } from './entity.ts'
import {
  actorOf,
  changeOf,
  LARGEST_PAGE,
  grantBehind,
  ledgerCsv,
  paymentOf,
  ledgerPage,
  peopleNamed,
  reservedFor,
  workspacesNamed,
  type LedgerPage,
} from './history-service.ts'
import { PRICES, PURPOSES, type Price } from './prices.ts'
import type { TypicalCost } from './runway.ts'
import { ACCOUNT_KINDS, ENTRY_KINDS } from './vocabulary.ts'
import { ADMINISTERS } from '../identity/scope.ts'

const PurposeRef = builder.enumType('CreditPurpose', { values: PURPOSES, description: 'Work that can cost credits.' })
const KindRef = builder.enumType('CreditEntryKind', {
  values: ENTRY_KINDS,
  description:
    'settle: work was charged. void: work failed and its reservation returned. timeout: a reservation returned by itself.',
})
const AccountKindRef = builder.enumType('CreditCapKind', { values: ACCOUNT_KINDS })

const TypicalCostRef = builder.objectRef<TypicalCost>('CreditTypicalCost').implement({
  fields: (t) => ({
    purpose: t.field({ type: PurposeRef, resolve: ({ purpose }) => purpose }),
    count: t.exposeInt('count', { description: 'How many were charged in the last 400 days.' }),
    p50: t.exposeInt('p50', { description: 'Half of them cost at most this.' }),
    p90: t.exposeInt('p90', { description: '90% of them cost at most this.' }),
  }),
})

const BalanceRef = builder.objectRef<Balance>('CreditBalance').implement({
  description: 'AI credits of the organization.',
  fields: (t) => ({
    available: t.exposeInt('available'),
    reserved: t.exposeInt('reserved', { description: 'Held for work in progress. Unused credits are returned.' }),
    debt: t.exposeInt('debt', { description: 'Refunded after it was spent. The next grant pays it first.' }),
    expiring: t.exposeInt('expiring', { description: 'Credits that expire at nextExpiry.' }),
    nextExpiry: t.expose('nextExpiry', { type: 'DateTime', nullable: true }),
    lastsUntil: t.expose('lastsUntil', {
      type: 'Date',
      nullable: true,
      description: 'Day until which the balance lasts at the usual pace, with even odds. null with too little history.',
    }),
    alertBelow: t.exposeInt('alertBelow', { description: 'Default: 20% of the latest grant.' }),
    low: t.exposeBoolean('low', { description: 'The balance is below alertBelow.' }),
    costs: t.field({ type: [TypicalCostRef], resolve: ({ costs }) => costs }),
  }),
})

const EntryRef = builder.objectRef<CreditEntry>('CreditEntry').implement({
  description: 'One change of the balance. Entries never change; a correction is a new entry.',
  authScopes: ADMINISTERS,
  fields: (t) => ({
    id: t.id({ resolve: ({ id }) => `CreditEntry:${id}` }),
    at: t.field({ type: 'DateTime', resolve: ({ createdAt }) => createdAt }),
    kind: t.field({ type: KindRef, resolve: ({ kind }) => kind }),
    change: t.int({ description: 'By how much the balance changed.', resolve: changeOf }),
    reserved: t.int({ nullable: true, description: 'What was held for the work.', resolve: reservedFor }),
    who: t.loadable({
      type: 'String',
      load: async (entries: CreditEntry[], context) => {
        const people = await peopleNamed(context, [...new Set(entries.flatMap(({ userId }) => userId ?? []))])
        return entries.map((entry) => (entry.userId && people.get(entry.userId)) || actorOf(entry))
      },
      resolve: (entry) => entry,
    }),
    workspace: t.loadable({
      type: 'String',
      nullable: true,
      description: 'Name of the workspace that the work was for.',
      load: async (ids: string[], context) => {
        const found = await workspacesNamed(context, ids)
        return ids.map((id) => found.get(id) ?? '')
      },
      resolve: ({ workspaceId }) => workspaceId,
    }),
    purpose: t.field({ type: PurposeRef, nullable: true, resolve: ({ purpose }) => purpose }),
    document: t.id({
      nullable: true,
      description: 'The document that was paid for.',
      resolve: ({ document }) => document,
    }),
    reason: t.string({ nullable: true, resolve: ({ reason }) => reason }),
    payment: t.string({
      nullable: true,
      description: 'ID of the Stripe payment that the credits come from, or that takes them back.',
      resolve: paymentOf,
    }),
    grant: t.id({
      nullable: true,
      description: 'ID of the entry that this refund, revocation, or expiry takes from.',
      resolve: (entry) => {
        const from = grantBehind(entry)
        return from && `CreditEntry:${from.id}`
      },
    }),
    expiresAt: t.field({ type: 'DateTime', nullable: true, resolve: ({ expiresAt }) => expiresAt }),
  }),
})

const EdgeRef = builder.objectRef<{ node: CreditEntry; cursor: string }>('CreditEntryEdge').implement({
  fields: (t) => ({ cursor: t.exposeString('cursor'), node: t.field({ type: EntryRef, resolve: ({ node }) => node }) }),
})

const LedgerRef = builder.objectRef<LedgerPage>('CreditEntryConnection').implement({
  description: 'One page of the ledger, newest first.',
  fields: (t) => ({
    edges: t.field({
      type: [EdgeRef],
      resolve: ({ entries, cursors }) => entries.map((node, at) => ({ node, cursor: cursors[at]! })),
    }),
    nodes: t.field({ type: [EntryRef], resolve: ({ entries }) => entries }),
    pageInfo: t.field({
      type: builder.pageInfoRef(),
      resolve: pageInfoOf,
    }),
    totalCount: t.int({ resolve: ({ total }) => total() }),
  }),
})

const CapRef = builder.objectRef<Cap>('CreditCap').implement({
  description: 'The most credits that the organization, a workspace, or a person can use in a month (UTC).',
  fields: (t) => ({
    id: t.id({ resolve: ({ id }) => `CreditCap:${id}` }),
    kind: t.field({ type: AccountKindRef, resolve: ({ kind }) => kind }),
    name: t.exposeString('name', { nullable: true, description: 'Name of the workspace or person.' }),
    of: t.exposeID('of', { nullable: true, description: 'ID of the workspace or member. null: the organization.' }),
    monthlyCap: t.exposeInt('monthlyCap'),
    used: t.exposeInt('used', { description: 'Spent this month.' }),
    left: t.exposeInt('left', { description: 'What the cap still allows this month.' }),
    near: t.exposeBoolean('near', { description: 'At least 80% is used or reserved.' }),
  }),
})

const PriceRef = builder.objectRef<Price>('CreditPrice').implement({
  fields: (t) => ({
    purpose: t.field({ type: PurposeRef, resolve: ({ purpose }) => purpose }),
    method: t.exposeString('method'),
    most: t.exposeInt('most', {
      description: 'Credits reserved before the work starts, and the most that it costs. Unused credits are returned.',
    }),
  }),
})

export const BillingRef = builder.objectRef<object>('Billing').implement({
  description: 'AI credits: the balance, what it was used for, and its limits.',
  authScopes: ADMINISTERS,
  fields: (t) => ({
    balance: t.field({ type: BalanceRef, resolve: (_billing, _args, context) => balanceOf(context) }),
    ledger: t.field({
      type: LedgerRef,
      args: {
        first: t.arg.int({
          required: false,
          description: `1 to ${LARGEST_PAGE}, default 25.`,
          validate: z.int().min(1).max(LARGEST_PAGE),
        }),
        after: t.arg.string({ required: false }),
      },
      complexity: ({ first }) => ({ field: 2, multiplier: Math.max(1, (first ?? 25) / 50) }),
      resolve: (_billing, args, context) => ledgerPage(context, args),
    }),
    ledgerCsv: t.string({
      description: 'The newest 20,000 entries, for a spreadsheet.',
      complexity: 1_000,
      resolve: (_billing, _args, context) => ledgerCsv(context),
    }),
    caps: t.field({ type: [CapRef], resolve: (_billing, _args, context) => capsOf(context) }),
    prices: t.field({ type: [PriceRef], resolve: () => PRICES as readonly Price[] as Price[] }),
    topUpUrl: t.string({
      nullable: true,
      description: 'Payment link for this organization. null if the operator of this installation takes no payments.',
      resolve: (_billing, _args, context) => topUpUrl(context),
    }),
  }),
})

function topUpUrl(context: Context): string | null {
  if (!context.topUpUrl) return null
  const url = new URL(context.topUpUrl)
  // Stripe gives it back with the payment.
  url.searchParams.set('client_reference_id', principalOf(context).tenantId)
  return url.href
}

builder.queryField('billing', (t) => t.field({ type: BillingRef, authScopes: ADMINISTERS, resolve: () => ({}) }))
