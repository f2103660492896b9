import { z } from 'zod'
import { builder } from '../graphql/builder.ts'
import { commit } from '../data/commit.ts'
import { isMoment } from '../graphql/cursor.ts'
import { placedPage } from '../graphql/placed-page.ts'
import { WorkspaceRef } from '../identity/schema.ts'
import { changesBetween, type SectionChange } from './difference.ts'
import { Prd } from './entity.ts'
import { htmlOf, markdownOf } from './export.ts'
import {
  deletePrd,
  editSection,
  movePrd,
  numberOf,
  prdFor,
  regenerateSection,
  staleSources,
  type StaleSource,
} from './life-service.ts'
import { AudienceRef, ModeRef, reads, StatusRef, TemplateRef, WrittenRef } from './schema.ts'
import { keyOf, type WrittenPrd } from './service.ts'
import { versionOf, versionsOf, type VersionRow } from './version-service.ts'
import { LONGEST_HEADING } from './vocabulary.ts'

/** Documents on a page. */
const PAGE = 25

/**
 * A whole document as one text, compared with its records, or drafted as stories, is made anew for each of a page and under
 * each alias.
 */
export const WHOLE = 200

const writes = { $all: { may: 'prd:write', scope: 'prd:write' } } as const

const VersionRef = builder.objectRef<VersionRow>('PrdVersionInfo').implement({
  fields: (t) => ({
    number: t.exposeInt('number'),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    author: t.exposeString('author'),
    mode: t.field({ type: ModeRef, resolve: ({ mode }) => mode }),
    edited: t.exposeBoolean('edited', { description: 'A person changed it.' }),
  }),
})
const ChangeRef = builder.objectRef<SectionChange>('PrdSectionChange').implement({
  fields: (t) => ({
    key: t.exposeString('key'),
    heading: t.exposeString('heading'),
    added: t.stringList({ resolve: ({ added }) => [...added] }),
    removed: t.stringList({ resolve: ({ removed }) => [...removed] }),
    kept: t.exposeInt('kept', { description: 'Number of sentences in both versions.' }),
  }),
})
const StaleRef = builder.objectRef<StaleSource>('PrdStaleSource').implement({
  description: 'A record that no longer says what the document quotes of it.',
  fields: (t) => ({
    alias: t.exposeString('alias'),
    key: t.exposeString('key'),
    title: t.exposeString('title'),
    sentences: t.exposeInt('sentences', {
      description: 'Number of sentences and questions that quote words which are no longer in it.',
    }),
    gone: t.exposeBoolean('gone', {
      description: 'It no longer exists, or, if it is an objective, no longer has this name.',
    }),
  }),
})

const exported = (written: WrittenPrd) => ({
  key: written.key ?? '',
  version: written.version,
  status: written.status === 'review' ? 'in review' : written.status,
  createdOn: written.createdAt.toISOString().slice(0, 10),
  document: written.document,
})
const numbered = { required: false, description: 'Default: the newest.', validate: z.int().min(1) } as const

export const PrdRef = builder.node(Prd, {
  name: 'Prd',
  description: 'A product requirements document with its versions.',
  authScopes: reads,
  id: { resolve: ({ id }) => id },
  loadOne: (id, { db }) => db.em.findOne(Prd, { id }),
  fields: (t) => ({
    key: t.string({ resolve: ({ number }) => keyOf(number) }),
    title: t.exposeString('title'),
    status: t.field({ type: StatusRef, resolve: ({ status }) => status }),
    template: t.field({ type: TemplateRef, resolve: ({ template }) => template }),
    audience: t.field({ type: AudienceRef, resolve: ({ audience }) => audience }),
    newest: t.exposeInt('newest', { description: 'Number of the newest version.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime' }),
    versions: t.field({
      type: [VersionRef],
      description: 'Newest first.',
      resolve: (prd, _args, context) => versionsOf(context, prd),
    }),
    version: t.field({
      type: WrittenRef,
      args: { number: t.arg.int(numbered) },
      resolve: (prd, { number }, context) => versionOf(context, prd, number),
    }),
    changes: t.field({
      type: [ChangeRef],
      description: 'What changed between two versions, by section.',
      args: {
        from: t.arg.int({ required: true, validate: z.int().min(1) }),
        to: t.arg.int(numbered),
      },
      resolve: async (prd, { from, to }, context) =>
        changesBetween((await versionOf(context, prd, from)).document, (await versionOf(context, prd, to)).document),
    }),
    staleSources: t.field({
      type: [StaleRef],
      description: 'Records that no longer say what the newest version quotes of them.',
      complexity: WHOLE,
      resolve: async (prd, _args, context) => staleSources(context, prd, await versionOf(context, prd)),
    }),
    markdown: t.string({
      complexity: WHOLE,
      args: { number: t.arg.int(numbered) },
      resolve: async (prd, { number }, context) => markdownOf(exported(await versionOf(context, prd, number))),
    }),
    html: t.string({
      description: 'One page without scripts and external resources, ready to print.',
      complexity: WHOLE,
      args: { number: t.arg.int(numbered) },
      resolve: async (prd, { number }, context) => htmlOf(exported(await versionOf(context, prd, number))),
    }),
  }),
})

builder.objectFields(WrittenRef, (t) => ({
  prd: t.field({
    type: PrdRef,
    nullable: true,
    description: 'The document. null for a dry run.',
    resolve: ({ id: of }, _args, { db }) => (of === null ? null : db.em.findOne(Prd, { id: of })),
  }),
}))

builder.objectFields(WorkspaceRef, (t) => ({
  prd: t.field({
    type: PrdRef,
    description: 'One product requirements document.',
    authScopes: reads,
    args: { id: t.arg.id({ required: true, description: 'Global ID, UUID, or key, such as PRD-7.' }) },
    resolve: (workspace, { id }, context) => prdFor(context, id, workspace.id),
  }),
  prds: t.connection(
    {
      type: PrdRef,
      description: `Product requirements documents, the last changed first. ${PAGE} on a page unless you ask for another number.`,
      authScopes: reads,
      args: {
        search: t.arg.string({
          required: false,
          description: 'Words of the title, or a key such as PRD-7.',
          validate: z.string().max(200),
        }),
        status: t.arg({ type: [StatusRef], required: false }),
      },
      complexity: ({ first, last }) => ({ field: 5, multiplier: Math.max(1, (first ?? last ?? PAGE) / 10) }),
      resolve: async (workspace, { search, status, ...page }, { db }) => {
        const words = search?.trim().split(/\s+/).filter(Boolean) ?? []
        const number = numberOf(search?.trim() ?? '')
        const titled = words.map((word) => ({ title: { $ilike: `%${word.replaceAll(/[\\%_]/g, String.raw`\$&`)}%` } }))
        const where = {
          workspace: { id: workspace.id },
          ...(status?.length ? { status: { $in: status } } : {}),
          ...(number === null ? {} : { $or: [{ number }, { $and: titled }] }),
        }
        const wanted = number === null ? titled : []
        const { edges, pageInfo } = await placedPage<Prd>(page, {
          list: ['prds', workspace.id, search, status],
          size: PAGE,
          by: 'updatedAt',
          direction: 'desc',
          fits: isMoment,
          find: (beyond, options) => db.em.find(Prd, { ...where, $and: [...wanted, beyond] }, options),
        })
        return { edges, pageInfo, totalCount: () => db.em.count(Prd, { ...where, $and: wanted }) }
      },
    },
    {
      fields: (t) => ({
        totalCount: t.int({ description: 'On all pages.', resolve: ({ totalCount }) => totalCount() }),
      }),
    },
  ),
}))

const id = { required: true, description: 'Global ID or UUID.' } as const
const version = {
  required: true,
  description: 'The version that you have read; a newer one is a conflict.',
  validate: z.int().min(1),
} as const
const section = {
  required: true,
  description: 'Key of a section, such as risks.',
  validate: z.string().min(1).max(LONGEST_HEADING),
} as const

builder.mutationFields((t) => ({
  setPrdStatus: t.field({
    type: PrdRef,
    description:
      'draft → review and review → draft by anyone who may write; review → approved and approved → draft by an admin or owner who is signed in, and by no key.',
    authScopes: writes,
    args: { id: t.arg.id(id), status: t.arg({ type: StatusRef, required: true }), version: t.arg.int(version) },
    resolve: (_root, args, context) => commit(context, () => movePrd(context, args.id, args.status, args.version)),
  }),
  editPrdSection: t.field({
    type: WrittenRef,
    description:
      'Replaces the sentences of a section of a draft. Sentences that stay keep their sources; others are stated by you.',
    authScopes: writes,
    args: {
      id: t.arg.id(id),
      section: t.arg.string(section),
      version: t.arg.int(version),
      sentences: t.arg.stringList({
        required: true,
        validate: z.array(z.string().trim().min(1).max(2_000)).max(100),
      }),
      openQuestions: t.arg.stringList({
        required: false,
        description: 'Questions of the section that stay open. Default: all.',
        validate: z.array(z.string().max(1_000)).max(20),
      }),
    },
    resolve: (_root, args, context) =>
      commit(context, () =>
        editSection(
          context,
          args.id,
          args,
          args.sentences.map((text) => ({ text })),
          args.openQuestions ?? null,
        ),
      ),
  }),
  regeneratePrdSection: t.field({
    type: WrittenRef,
    description: 'Writes one section of a draft again from the current records. What people stated in it stays.',
    authScopes: writes,
    complexity: 500,
    args: { id: t.arg.id(id), section: t.arg.string(section), version: t.arg.int(version) },
    resolve: (_root, args, context) => regenerateSection(context, args.id, args),
  }),
  deletePrd: t.string({
    description: 'Deletes a document with all its versions. Returns its key.',
    authScopes: writes,
    args: { id: t.arg.id(id) },
    resolve: (_root, args, context) => commit(context, () => deletePrd(context, args.id)),
  }),
}))
