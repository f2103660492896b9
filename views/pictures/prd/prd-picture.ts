/** What the picture of a PRD is made of: sentences, each with what it rests on, and the questions left to people. */
import { aliasesIn, documentMarkdown } from '../../../api/prd/markdown.ts'

/** How a sentence came about; an assumption rests on no record. */
export type Basis = 'quoted' | 'summarized' | 'inferred' | 'computed' | 'assumption'

export interface Cited {
  readonly text: string
  readonly evidence: readonly {
    /** Alias of a source: R1, E1. */
    readonly source: string
    /** Without one, the sentence itself is the quote. */
    readonly quote?: string | null
  }[]
}

export interface Sentence extends Cited {
  readonly basis: Basis
  /** Who stated it; missing for what records, analyses, and models say. */
  readonly author?: string | null
}

export interface Section {
  readonly key: string
  readonly heading: string
  readonly sentences: readonly Sentence[]
  readonly questions: readonly Cited[]
}

export interface Source {
  readonly alias: string
  readonly key: string
  readonly title: string
  readonly note: string
  /** The day on which it changed, when that was after the document was written. */
  readonly changed?: string | null
}

export interface Version {
  readonly version: number
  readonly createdOn: string
  readonly sections: readonly Section[]
  /** Of this version: the same alias is another record in another one. */
  readonly sources: readonly Source[]
}

export interface PrdPicture {
  readonly title: string
  /** How far the document can be trusted. */
  readonly sentence: string
  /** PRD-7; null for a dry run. */
  readonly key: string | null
  readonly status: string
  /** What it serves, who competes, where it ranks, when it is done. */
  readonly context: readonly { readonly label: string; readonly text: string }[]
  /** Of the newest version: what a reader has to know about how it was written. */
  readonly warnings: readonly string[]
  /** Newest first. */
  readonly versions: readonly Version[]
  readonly stamp: { readonly asOf: string; readonly dataVersion: number }
}

/** The answer as it travels: empty lists and missing values are left out. */
type Loose<T> = { readonly [K in keyof T]?: T[K] extends readonly (infer E)[] ? readonly Loose<E>[] : T[K] }

const cited = ({ text, evidence }: Loose<Cited>): Cited => ({
  text: text ?? '',
  evidence: (evidence ?? []).map(({ source, quote }) => ({ source: source ?? '', quote: quote ?? null })),
})
const sectionOf = ({ key, heading, sentences, questions }: Loose<Section>): Section => ({
  key: key ?? '',
  heading: heading ?? '',
  sentences: (sentences ?? []).map((one) => ({
    ...cited(one),
    basis: one.basis ?? 'assumption',
    author: one.author ?? null,
  })),
  questions: (questions ?? []).map(cited),
})
const sourceOf = ({ alias, key, title, note, changed }: Loose<Source>): Source => ({
  alias: alias ?? '',
  key: key ?? '',
  title: title ?? '',
  note: note ?? '',
  changed: changed ?? null,
})
const versionOf = ({ version, createdOn, sections, sources }: Loose<Version>): Version => ({
  version: version ?? 1,
  createdOn: createdOn ?? '',
  sources: (sources ?? []).map(sourceOf),
  sections: (sections ?? []).map(sectionOf),
})

interface Bulk {
  readonly context?: PrdPicture['context']
  readonly previous?: Loose<Version> | null
}

export function fromTool(result: {
  readonly structuredContent?: object
  readonly _meta?: Readonly<Record<string, unknown>>
}): PrdPicture | null {
  const answer = result.structuredContent as (Loose<Version> & Partial<PrdPicture>) | undefined
  if (!answer?.title || !answer.sections || !answer.stamp) return null
  const { context, previous } = (result._meta?.['pm33/view'] ?? {}) as Bulk
  return {
    title: answer.title,
    sentence: answer.sentence ?? answer.title,
    key: answer.key ?? null,
    status: answer.status ?? 'draft',
    context: context ?? [],
    warnings: answer.warnings ?? [],
    versions: [versionOf(answer), ...(previous ? [versionOf(previous)] : [])],
    stamp: answer.stamp,
  }
}

/** The document as the API gives it. */
export function fromGraph(prd: {
  readonly key: string
  readonly title: string
  readonly status: string
  readonly version: Version &
    Pick<PrdPicture, 'sentence' | 'context' | 'warnings' | 'stamp'> & { readonly previous?: Version | null | undefined }
}): PrdPicture {
  const { key, title, status, version } = prd
  const { sentence, context, warnings, stamp, previous } = version
  return {
    title,
    sentence,
    key,
    status,
    context,
    warnings,
    versions: [version, ...(previous ? [previous] : [])],
    stamp,
  }
}

export interface Marked extends Sentence {
  readonly change: 'same' | 'added' | 'removed'
  /** Of the version that the sentence is taken from. */
  readonly sources: readonly Source[]
}

/** A section of one version. */
interface At {
  readonly section: Section | undefined
  readonly sources: readonly Source[]
}

/** A section against an earlier version of it: sentences by their text; what is gone comes last. */
export function against({ section: now, sources }: At & { section: Section }, earlier: At): Marked[] {
  const before = new Set(earlier.section?.sentences.map(({ text }) => text))
  const kept = new Set(now.sentences.map(({ text }) => text))
  return [
    ...now.sentences.map((sentence): Marked => ({
      ...sentence,
      sources,
      change: before.has(sentence.text) ? 'same' : 'added',
    })),
    ...(earlier.section?.sentences ?? [])
      .filter(({ text }) => !kept.has(text))
      .map((sentence): Marked => ({ ...sentence, sources: earlier.sources, change: 'removed' })),
  ]
}

export const aliasesOf = ({ evidence }: Cited) => aliasesIn(evidence)

/** A line of a list, such as an item, and not a sentence of a paragraph. */
export const isLine = ({ text }: Cited) => !/[.!?:]["”’)]?$/.test(text)

/** The newest version as Markdown. */
export function prdMarkdown({ title, key, status, versions, warnings }: PrdPicture): string {
  const { version, createdOn, sections, sources } = versions[0]!
  const about = key ? `${key}, version ${version}, ${status}, ${createdOn}` : `Not saved, ${createdOn}`
  return documentMarkdown({ title, about, sections, sources, warnings })
}
