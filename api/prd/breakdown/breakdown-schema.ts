import { z } from 'zod'
import { builder } from '../../graphql/builder.ts'
import { commit } from '../../data/commit.ts'
import { itemInputs } from '../../backlog/fields-schema.ts'
import { BacklogItemRef } from '../../backlog/schema.ts'
import { PrdRef, WHOLE } from '../life-schema.ts'
import { BasisRef } from '../schema.ts'
import {
  createItems,
  draftItems,
  lastCreated,
  undoItems,
  type Created,
  type PrdItemDraft,
} from './breakdown-service.ts'
import { MOST_STORIES, type DraftStory, type Work } from './breakdown.ts'

/** Whoever creates items from a document also reads it. */
const creates = { $all: { may: 'backlog:write', scope: 'prd:write' } } as const

const WorkRef = builder.objectRef<Work>('PrdLikeItem').implement({
  fields: (t) => ({ key: t.exposeString('key'), title: t.exposeString('title') }),
})
const EpicRef = builder.objectRef<PrdItemDraft['epic']>('PrdDraftEpic').implement({
  fields: (t) => ({
    key: t.exposeString('key', { nullable: true, description: 'null: it is created with the stories.' }),
    title: t.exposeString('title'),
  }),
})
const StoryRef = builder.objectRef<DraftStory>('PrdDraftStory').implement({
  description: 'A story that the document asks for.',
  fields: (t) => ({
    sentence: t.exposeString('sentence', { description: 'The sentence of the document that it comes from.' }),
    section: t.exposeString('section', { description: 'Heading of its section.' }),
    basis: t.field({ type: BasisRef, resolve: ({ basis }) => basis }),
    title: t.exposeString('title'),
    description: t.exposeString('description'),
    like: t.field({
      type: WorkRef,
      nullable: true,
      description: 'An item that may already say this.',
      resolve: ({ like }) => like,
    }),
    chosen: t.exposeBoolean('chosen', {
      description: 'Chosen by default: no item seems to say this yet, and it is more than an assumption of a model.',
    }),
  }),
})
const DraftRef = builder.objectRef<PrdItemDraft>('PrdItemDraft').implement({
  description: 'What the newest version asks for that the backlog does not have yet. Nothing is created by reading it.',
  fields: (t) => ({
    sentence: t.exposeString('sentence'),
    epic: t.field({ type: EpicRef, resolve: ({ epic }) => epic }),
    stories: t.field({
      type: [StoryRef],
      description: `At most ${MOST_STORIES}, in the order of the document.`,
      resolve: ({ stories }) => [...stories],
    }),
    more: t.exposeInt('more', { description: 'Stories beyond those listed.' }),
    covered: t.exposeInt('covered', { description: 'Number of sentences that items already cover.' }),
  }),
})
const CreatedRef = builder.objectRef<Created>('PrdCreatedItems').implement({
  description: 'Items of the last creation from this document that still exist.',
  fields: (t) => ({
    createdAt: t.field({ type: 'DateTime', resolve: ({ at }) => at }),
    items: t.field({ type: [BacklogItemRef], resolve: ({ ids }) => [...ids] }),
  }),
})

builder.objectFields(PrdRef, (t) => ({
  itemDraft: t.field({
    type: DraftRef,
    description: 'Stories that the document asks for, to review before they are created.',
    complexity: WHOLE,
    resolve: (prd, _args, context) => draftItems(context, prd),
  }),
  createdItems: t.field({
    type: CreatedRef,
    nullable: true,
    description: 'The last creation of items from it, which undoPrdItems takes back. null: none.',
    resolve: (prd, _args, context) => lastCreated(context, prd),
  }),
}))

const NewStory = builder.inputType('PrdNewStory', {
  description: 'A story to create, as the draft has it or as you changed it. The type is story unless you name one.',
  fields: (t) => ({
    sentence: t.string({
      required: true,
      description: 'As in the draft: the sentence that it comes from.',
      validate: z.string().min(1).max(2_000),
    }),
    ...itemInputs(t),
  }),
})

const id = { required: true, description: 'Global ID or UUID.' } as const

builder.mutationFields((t) => ({
  createPrdItems: t.field({
    type: PrdRef,
    description:
      'Creates the stories that you chose from a document’s itemDraft, under its epic, all or none. If it has no epic, one is created.',
    authScopes: creates,
    complexity: 50,
    args: {
      id: t.arg.id(id),
      version: t.arg.int({
        required: true,
        description: 'The version that you have read; a newer one is a conflict.',
        validate: z.int().min(1),
      }),
      epicTitle: t.arg.string({
        required: false,
        description: 'For a document without an epic. Default: its title.',
      }),
      stories: t.arg({
        type: [NewStory],
        required: true,
        validate: z.array(z.unknown()).min(1, 'is empty: choose at least one story').max(MOST_STORIES),
      }),
    },
    resolve: (_root, { id, version, epicTitle, stories }, context) =>
      commit(context, () => createItems(context, id, version, epicTitle ?? null, stories)),
  }),
  undoPrdItems: t.stringList({
    description: 'Deletes what the last createPrdItems of a document made. Returns the keys.',
    authScopes: creates,
    args: {
      id: t.arg.id(id),
      force: t.arg.boolean({
        required: false,
        description: 'Delete them even if they have been changed since.',
      }),
    },
    resolve: (_root, { id, force }, context) => commit(context, () => undoItems(context, id, force ?? false)),
  }),
}))
