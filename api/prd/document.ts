/** A PRD as it is kept: sections of sentences, each with what it rests on, and the questions that people must answer. */
import { HEADINGS, type Audience, type Basis, type EngineName, type SectionKey, type Template } from './vocabulary.ts'

export interface Evidence {
  /** Alias of a source: R1…R60 for records, E1…E9 for analyses. */
  readonly source: string
  /** Words of the source, verbatim. */
  readonly quote: string
}

export interface Sentence {
  readonly text: string
  readonly basis: Basis
  readonly evidence: readonly Evidence[]
  /** Name of the person who stated it; missing for what records and analyses say. */
  readonly author?: string
}

/** A judgement that no record can make, with the evidence beside it. */
export interface Question {
  readonly text: string
  readonly evidence: readonly Evidence[]
}

export interface Section {
  /** A key of the vocabulary, or own1, own2, … for headings of one's own. */
  readonly key: string
  readonly heading: string
  readonly sentences: readonly Sentence[]
  readonly questions: readonly Question[]
}

/** Where an analysis stands: the same as a stamp of the API. */
export interface SourceStamp {
  readonly asOf: string
  readonly dataVersion: number
  readonly seed: string | null
  readonly engine: string
  readonly inputHash: string
}

export const SOURCE_KINDS = ['item', 'objective', 'claim', 'analysis'] as const
export type SourceKind = (typeof SOURCE_KINDS)[number]

export interface Source {
  readonly alias: string
  readonly kind: SourceKind
  /** SHOP-12, C-3, the name of an objective, or the name of an analysis. */
  readonly key: string
  readonly title: string
  /** In a few words: "epic, 15 items open". */
  readonly note: string
  /** Of an analysis. */
  readonly stamp: SourceStamp | null
}

export interface PrdDocument {
  readonly title: string
  readonly template: Template
  readonly audience: Audience
  readonly sections: readonly Section[]
  /** Only those that are cited. */
  readonly sources: readonly Source[]
  /** What it serves, who competes, where it ranks, when it is done: for the margin. */
  readonly context: readonly { readonly label: string; readonly text: string }[]
  readonly warnings: readonly string[]
}

/** Whether a warning says how a model wrote: nothing that is composed later knows it. */
export const isOfModel = (warning: string) => /\bmodel\b/i.test(warning)

export const isSectionKey = (key: string): key is SectionKey => key in HEADINGS
export const sentencesOf = ({ sections }: Pick<PrdDocument, 'sections'>) =>
  sections.flatMap(({ sentences }) => sentences)

/** What each sentence and each question that cites a source quotes of it. */
export const quotesOf = ({ sections }: Pick<PrdDocument, 'sections'>, alias: string): string[][] =>
  sections
    .flatMap(({ sentences, questions }) => [...sentences, ...questions])
    .map(({ evidence }) => evidence.flatMap(({ source, quote }) => (source === alias ? [quote] : [])))
    .filter((quotes) => quotes.length > 0)

/** Words of a source as quotes are compared: any run of white space is one space. */
export const plainSpace = (text: string) => text.replaceAll(/\s+/g, ' ').trim()

/** What an analysis says, by the section that it belongs to. The sentences are its own and are never rephrased. */
export interface EngineOutput {
  readonly name: EngineName
  readonly title: string
  readonly stamp: SourceStamp
  readonly lines: Readonly<Partial<Record<SectionKey, readonly string[]>>>
  /** For the margin of the document. */
  readonly context?: { readonly label: string; readonly text: string } | null
}
