import { z } from 'zod'
import { builder } from '../graphql/builder.ts'
import { StampRef } from '../graphql/stamp-schema.ts'
import { workspaceFor } from '../identity/service.ts'
import { WORKSPACE } from '../identity/workspaces/workspace-service.ts'
import { headlineOf } from './compose/compose.ts'
import {
  sentencesOf,
  SOURCE_KINDS,
  type Evidence,
  type Question,
  type Section,
  type Sentence,
  type Source,
} from './document.ts'
import { meterOf, SECTION_STATES, stateOf, type Meter } from './meter.ts'
import { generatePrd, previousOf, type WrittenPrd } from './service.ts'
import {
  AUDIENCES,
  BASES,
  LONGEST_HEADING,
  LONGEST_REQUEST_ID,
  LONGEST_TOPIC,
  MODES,
  MOST_ITEMS,
  MOST_SECTIONS,
  PHRASED,
  PRD_STATUSES,
  TEMPLATES,
} from './vocabulary.ts'

const writes = { $all: { may: 'prd:write', scope: 'prd:write' } } as const
/** People read documents whatever their role: a document says nothing that they cannot read elsewhere. */
export const reads = { scope: 'prd:write', session: true } as const

export const TemplateRef = builder.enumType('PrdTemplate', {
  values: TEMPLATES,
  description: 'standard: 14 sections. onePager: 8. lean: 6. own: the sections that you name.',
})
export const AudienceRef = builder.enumType('PrdAudience', {
  values: AUDIENCES,
  description:
    'team: everything. leadership: items are counted, not listed. external: no competitors, capacity, risks, or alternatives.',
})
export const BasisRef = builder.enumType('PrdBasis', {
  values: BASES,
  description:
    'quoted: words of a record. summarized, inferred: from the records cited. computed: said by an analysis. assumption: nothing cited shows it; with an author, that person stated it.',
})
export const StatusRef = builder.enumType('PrdStatus', { values: PRD_STATUSES })
export const ModeRef = builder.enumType('PrdMode', {
  values: MODES,
  description: 'outline: composed from records and analyses, without a model. ai: a model phrased parts of it.',
})
const SourceKindRef = builder.enumType('PrdSourceKind', { values: SOURCE_KINDS })
const SectionStateRef = builder.enumType('PrdSectionState', {
  values: SECTION_STATES,
  description:
    'answered: rests on records or analyses. assumed: something in it is assumed. missing: waits for the answer of people.',
})

/** The words that a sentence rests on; without a quote, the sentence itself is the quote. */
const EvidenceRef = builder.objectRef<Evidence & { text: string }>('PrdEvidence').implement({
  fields: (t) => ({
    source: t.exposeString('source', { description: 'Alias of a source: R1, E2.' }),
    quote: t.string({
      nullable: true,
      description: 'Words of the source, verbatim. null: the sentence itself is the quote.',
      resolve: ({ quote, text }) => (quote === text ? null : quote),
    }),
  }),
})
const withText = ({ evidence, text }: { evidence: readonly Evidence[]; text: string }) =>
  evidence.map((one) => ({ ...one, text }))

const SentenceRef = builder.objectRef<Sentence>('PrdSentence').implement({
  fields: (t) => ({
    text: t.exposeString('text'),
    basis: t.field({ type: BasisRef, resolve: ({ basis }) => basis }),
    author: t.string({
      nullable: true,
      description: 'Name of the person who stated it. null: it comes from records, analyses, or a model.',
      resolve: ({ author }) => author ?? null,
    }),
    // A sentence cites a few sources, not a page of them.
    evidence: t.field({ type: [EvidenceRef], complexity: { field: 1, multiplier: 3 }, resolve: withText }),
  }),
})
const QuestionRef = builder.objectRef<Question>('PrdQuestion').implement({
  description: 'A judgment that people have to make, with the evidence beside it.',
  fields: (t) => ({
    text: t.exposeString('text'),
    // A sentence cites a few sources, not a page of them.
    evidence: t.field({ type: [EvidenceRef], complexity: { field: 1, multiplier: 3 }, resolve: withText }),
  }),
})
const SectionRef = builder.objectRef<Section>('PrdSection').implement({
  fields: (t) => ({
    key: t.exposeString('key'),
    heading: t.exposeString('heading'),
    state: t.field({ type: SectionStateRef, resolve: stateOf }),
    sentences: t.field({ type: [SentenceRef], resolve: ({ sentences }) => [...sentences] }),
    questions: t.field({ type: [QuestionRef], resolve: ({ questions }) => [...questions] }),
  }),
})
const SourceRef = builder.objectRef<Source>('PrdSource').implement({
  description: 'A record or an analysis that the document cites.',
  fields: (t) => ({
    alias: t.exposeString('alias'),
    kind: t.field({ type: SourceKindRef, resolve: ({ kind }) => kind }),
    key: t.exposeString('key', { description: 'SHOP-12, C-3, the name of an objective or of an analysis.' }),
    title: t.exposeString('title'),
    note: t.exposeString('note', { description: 'In a few words: "story, Ready".' }),
    stamp: t.field({ type: StampRef, nullable: true, description: 'Of an analysis.', resolve: ({ stamp }) => stamp }),
  }),
})
const MeterRef = builder.objectRef<Meter>('PrdCompleteness').implement({
  description: 'How many sections are answered, rest on assumptions, or wait for people.',
  fields: (t) => ({
    answered: t.exposeInt('answered'),
    assumed: t.exposeInt('assumed'),
    missing: t.exposeInt('missing'),
    share: t.exposeFloat('share', { description: 'Answered sections as a share of all, 0 to 1.' }),
  }),
})
const ContextRef = builder
  .objectRef<{ readonly label: string; readonly text: string }>('PrdContext')
  .implement({ fields: (t) => ({ label: t.exposeString('label'), text: t.exposeString('text') }) })

export const WrittenRef = builder.objectRef<WrittenPrd>('WrittenPrd').implement({
  description: 'A version of a product requirements document.',
  authScopes: reads,
  fields: (t) => ({
    key: t.exposeString('key', { nullable: true, description: 'PRD-7. null for a dry run, which writes nothing.' }),
    title: t.string({ resolve: ({ document }) => document.title }),
    status: t.field({ type: StatusRef, resolve: ({ status }) => status }),
    version: t.exposeInt('version'),
    mode: t.field({ type: ModeRef, resolve: ({ mode }) => mode }),
    template: t.field({ type: TemplateRef, resolve: ({ document }) => document.template }),
    audience: t.field({ type: AudienceRef, resolve: ({ document }) => document.audience }),
    createdAt: t.expose('createdAt', { type: 'DateTime' }),
    createdOn: t.field({ type: 'Date', resolve: ({ createdAt }) => createdAt.toISOString().slice(0, 10) }),
    sentence: t.string({
      description: 'How far the document can be trusted.',
      resolve: ({ document }) => headlineOf(document),
    }),
    sentences: t.int({ description: 'Number of sentences.', resolve: ({ document }) => sentencesOf(document).length }),
    assumptions: t.int({
      description: 'Number of sentences that nothing cited shows and no person stated.',
      resolve: ({ document }) =>
        sentencesOf(document).filter(({ basis, author }) => basis === 'assumption' && !author).length,
    }),
    openQuestions: t.int({
      resolve: ({ document }) => document.sections.reduce((sum, { questions }) => sum + questions.length, 0),
    }),
    completeness: t.field({ type: MeterRef, resolve: ({ document }) => meterOf(document) }),
    sections: t.field({ type: [SectionRef], resolve: ({ document }) => [...document.sections] }),
    sources: t.field({ type: [SourceRef], resolve: ({ document }) => [...document.sources] }),
    context: t.field({
      type: [ContextRef],
      description: 'What it serves, who competes, where it ranks, and when it is done.',
      resolve: ({ document }) => [...document.context],
    }),
    phrased: t.stringList({
      description: 'Keys of the sections that a model may have phrased. The outline has none.',
      resolve: ({ mode, document }) =>
        mode === 'ai' ? PHRASED.filter((key) => document.sections.some((section) => section.key === key)) : [],
    }),
    credits: t.exposeInt('credits', {
      description: 'AI credits that it used; for a dry run, the most that it would use. The outline uses none.',
    }),
    warnings: t.stringList({ resolve: ({ document }) => [...document.warnings] }),
    stamp: t.field({ type: StampRef, resolve: ({ stamp }) => stamp }),
  }),
})

builder.objectFields(WrittenRef, (t) => ({
  previous: t.field({
    type: WrittenRef,
    nullable: true,
    description: 'The version before it.',
    resolve: (written, _args, context) => previousOf(context, written),
  }),
}))

builder.mutationFields((t) => ({
  generatePrd: t.field({
    type: WrittenRef,
    description:
      'Writes a product requirements document about an epic, items, or a topic. Every sentence names the record or analysis that it rests on. A draft about the same subject that nobody has edited gets another version.',
    authScopes: writes,
    complexity: 500,
    args: {
      workspaceId: t.arg.id({ required: false, description: WORKSPACE.forNew }),
      topic: t.arg.string({
        required: false,
        description: 'What it is about, if there is no epic yet. Open items are found by these words.',
        validate: z.string().trim().min(1).max(LONGEST_TOPIC),
      }),
      epicId: t.arg.id({ required: false, description: 'Key or ID.' }),
      itemIds: t.arg.idList({
        required: false,
        description: 'Keys or IDs. An epic includes what is in it.',
        validate: z.array(z.string().min(1).max(200)).min(1).max(MOST_ITEMS),
      }),
      template: t.arg({
        type: TemplateRef,
        required: false,
        description: 'Default standard; own if sections are named.',
      }),
      audience: t.arg({ type: AudienceRef, required: false, description: 'Default team.' }),
      sections: t.arg.stringList({
        required: false,
        description: 'Only these, in this order: keys such as risks, or headings of your own.',
        validate: z.array(z.string().trim().min(1).max(LONGEST_HEADING)).min(1).max(MOST_SECTIONS),
      }),
      includeStrategicContext: t.arg.boolean({
        required: false,
        description: 'Add objectives (strategy:read) and competitors (competitive:read). Default false.',
      }),
      dryRun: t.arg.boolean({ required: false, description: 'Write nothing and say what it would cost.' }),
      requestId: t.arg.string({
        required: false,
        description: 'Your ID for this request. Sent again, it returns the same document and writes nothing.',
        validate: z.string().min(1).max(LONGEST_REQUEST_ID),
      }),
    },
    resolve: async (_root, { workspaceId, ...args }, context) =>
      generatePrd(context, await workspaceFor(context, workspaceId), args),
  }),
}))
