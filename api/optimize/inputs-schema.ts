/** What a ranking was made from, as columns, so that a reader can make it again under other weights. */
import { builder } from '../graphql/builder.ts'
import { INPUT_FIELDS, type Candidate, type InputField } from './score/candidate.ts'
import type { Factor } from './score/factor.ts'
import type { Priorities, RankingInputs } from './service.ts'

interface Of<T> {
  of: T
  candidates: readonly Candidate[]
}

const FigureRef = builder.objectRef<Of<InputField>>('RankingFigure').implement({
  description: 'One figure of every item, in the order of `keys`. null: nobody stated it.',
  fields: (t) => ({
    field: t.string({ resolve: ({ of }) => of }),
    values: t.floatList({
      nullable: { list: false, items: true },
      resolve: ({ of, candidates }) => candidates.map((candidate) => candidate[of]),
    }),
  }),
})

const FactorRef = builder.objectRef<Of<Factor>>('RankingFactor').implement({
  description: 'One factor for every item, in the order of `keys`. null: nothing is known.',
  fields: (t) => ({
    name: t.string({ resolve: ({ of }) => of.name }),
    weight: t.float({ resolve: ({ of }) => of.weight }),
    values: t.floatList({
      nullable: { list: false, items: true },
      resolve: ({ of, candidates }) => candidates.map(({ id }) => of.value.get(id) ?? null),
    }),
    reasons: t.stringList({
      nullable: { list: false, items: true },
      resolve: ({ of, candidates }) => candidates.map(({ id }) => of.reason.get(id) ?? null),
    }),
  }),
})

interface Inputs extends RankingInputs {
  titles: Priorities['titles']
}

export const RankingInputsRef = builder.objectRef<Inputs>('RankingInputs').implement({
  description: 'What the list was ranked from. Entry n of every list belongs to the same item.',
  fields: (t) => ({
    keys: t.stringList({ resolve: ({ candidates }) => candidates.map(({ key }) => key) }),
    titles: t.stringList({
      resolve: ({ candidates, titles }) => candidates.map(({ key }) => titles.get(key)!),
    }),
    types: t.stringList({ resolve: ({ candidates }) => candidates.map(({ type }) => type) }),
    priorities: t.stringList({ resolve: ({ candidates }) => candidates.map(({ priority }) => priority) }),
    blockedBy: t.stringList({
      description: 'Keys of the items that come first, separated by spaces.',
      resolve: ({ candidates }) => candidates.map(({ blockedBy }) => blockedBy.join(' ')),
    }),
    figures: t.field({
      type: [FigureRef],
      description: 'Figures that at least one item states.',
      resolve: ({ candidates }) =>
        INPUT_FIELDS.filter((field) => candidates.some((candidate) => candidate[field] !== null)).map((of) => ({
          of,
          candidates,
        })),
    }),
    factors: t.field({
      type: [FactorRef],
      resolve: ({ candidates, factors }) => factors.map((of) => ({ of, candidates })),
    }),
  }),
})
