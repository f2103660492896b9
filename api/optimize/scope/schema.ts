import { z } from 'zod'
import { builder } from '../../graphql/builder.ts'
import type { ScopeByDate } from './scope-service.ts'

const NextRef = builder.objectRef<NonNullable<ScopeByDate['next']>>('ScopeNext').implement({
  fields: (t) => ({
    keys: t.exposeStringList('keys'),
    probability: t.exposeFloat('probability', { description: 'Probability for the set with these added.' }),
  }),
})

export const ScopeRef = builder.objectRef<ScopeByDate>('ScopeByDate').implement({
  description: 'The most valuable set of items that ships by a date with the given confidence, including blockers.',
  fields: (t) => ({
    date: t.expose('date', { type: 'Date' }),
    confidence: t.exposeFloat('confidence'),
    unit: t.exposeString('unit'),
    keys: t.exposeStringList('keys', { description: 'In the order to build.' }),
    count: t.int({ resolve: ({ keys }) => keys.length }),
    amount: t.exposeFloat('amount'),
    probability: t.exposeFloat('probability', {
      nullable: true,
      description:
        'Probability that all of it is done by the date: what a forecast of these items says. null if nothing ships.',
    }),
    valueShare: t.exposeFloat('valueShare', {
      description:
        'Share of the value of the whole list, 0 to 1. In a list without scores every item counts the same, so it is the share of items.',
    }),
    cutCount: t.int({
      description: 'Items that were looked at and have to wait so that the date holds.',
      resolve: ({ cut }) => cut.length,
    }),
    cut: t.stringList({
      description: 'Keys of items that have to wait, highest-ranked first.',
      args: { first: t.arg.int({ defaultValue: 10, validate: z.int().min(1).max(500) }) },
      resolve: ({ cut }, { first }) => cut.slice(0, first ?? 10),
    }),
    next: t.field({
      type: NextRef,
      nullable: true,
      description: 'The next item to add, and the resulting confidence.',
      resolve: ({ next }) => next,
    }),
    optimal: t.exposeBoolean('optimal', {
      description: 'Proven that no other set brings more; only for one team whose work waits for nothing.',
    }),
  }),
})
