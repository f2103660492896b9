/** What is known of an item beyond its row: what waits for it, how often it slipped, what says the same. */
import { MOST_HELD_UP } from './hold-up.ts'
import { builder } from '../../graphql/builder.ts'
import { BacklogItemRef } from '../schema.ts'
import { CHANGE_FIELDS } from '../vocabulary.ts'
import {
  alikeByName,
  changesOf,
  holdUpsByName,
  MOST_CHANGES,
  slipsByName,
  type KeptChange,
  type Slips,
} from './find-service.ts'

const SlipsRef = builder.objectRef<Slips>('Slips').implement({
  description: 'How often an item was put off.',
  fields: (t) => ({
    carriedOver: t.exposeInt('carriedOver', { description: 'Closed sprints that it was in at the end, unfinished.' }),
    dueMoves: t.exposeInt('dueMoves', { description: 'Times its due date was moved to a later day.' }),
    firstDue: t.expose('firstDue', { type: 'Date', nullable: true, description: 'Due date before the first move.' }),
  }),
})

const AlikeRef = builder.objectRef<{ key: string; alike: number }>('SimilarItem').implement({
  fields: (t) => ({
    key: t.exposeString('key'),
    alike: t.exposeFloat('alike', {
      description: "Share of the shorter title's words, weighted by rarity, that the other title has too: 0.6 to 1.",
    }),
  }),
})

const ChangeFieldRef = builder.enumType('ChangeField', { values: CHANGE_FIELDS })

const FieldChangeRef = builder.objectRef<KeptChange>('FieldChange').implement({
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime' }),
    field: t.field({ type: ChangeFieldRef, resolve: ({ field }) => field }),
    before: t.exposeString('before', { nullable: true }),
    after: t.exposeString('after', { nullable: true }),
  }),
})

/** Worked out once for a workspace or a page, however many items ask. */
const ONCE = { field: 0, multiplier: 0 }

const nameOf = ({ workspaceId, id }: { workspaceId: string; id: string }) => `${workspaceId} ${id}`

builder.objectFields(BacklogItemRef, (t) => ({
  holdsUp: t.loadable({
    type: 'Int',
    description: `Open items that wait for this one, directly or through others. At most ${MOST_HELD_UP} are counted.`,
    complexity: ONCE,
    load: (names: string[], context) => holdUpsByName(context, names),
    resolve: nameOf,
  }),
  slips: t.loadable({
    type: SlipsRef,
    complexity: ONCE,
    load: (names: string[], context) => slipsByName(context, names),
    resolve: nameOf,
  }),
  similarTo: t.loadableList({
    type: AlikeRef,
    description: 'Open items with nearly the same title, the most similar first.',
    complexity: ONCE,
    load: (names: string[], context) => alikeByName(context, names),
    resolve: nameOf,
  }),
  changes: t.loadableList({
    type: FieldChangeRef,
    description: `Changes of due date, points, parent, team, rank, and title, oldest first; the newest ${MOST_CHANGES}. Status has a history of its own: statusHistory.`,
    load: (ids: string[], context) => changesOf(context, ids),
    resolve: ({ id }) => id,
  }),
}))
