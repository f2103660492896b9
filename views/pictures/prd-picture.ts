/** What the picture of a PRD is made of: sentences, each with what it rests on. */

/** How a sentence came about; an assumption rests on no record. */
export type Basis = 'quoted' | 'summarized' | 'inferred' | 'computed' | 'assumption'

export interface Sentence {
  readonly text: string
  readonly basis: Basis
  /** Aliases of sources: R1, E1. */
  readonly sources: readonly string[]
}

export interface Section {
  readonly key: string
  readonly sentences: readonly Sentence[]
}

export interface Source {
  readonly alias: string
  readonly key: string
  readonly title: string
  readonly kind: string
  /** The day on which it changed, when that was after the document was written. */
  readonly changed?: string | null
}

export interface Version {
  readonly number: number
  readonly created: string
  readonly sections: readonly Section[]
}

export interface PrdPicture {
  readonly title: string
  readonly sources: readonly Source[]
  /** What it serves, who competes, where it ranks, when it is done. */
  readonly context: readonly { readonly label: string; readonly text: string }[]
  /** Newest first. */
  readonly versions: readonly Version[]
  readonly stamp: { readonly asOf: string; readonly dataVersion: number }
}

const HEADINGS: Readonly<Record<string, string>> = {
  problem: 'Problem',
  evidence: 'Evidence',
  goal: 'Goal',
  users: 'Users',
  scope: 'Scope',
  requirements: 'Requirements',
  constraints: 'Constraints',
  plan: 'Plan',
  risks: 'Risks',
  alternatives: 'Alternatives',
  measures: 'Measures',
  nonGoals: 'Not goals',
  questions: 'Open questions',
}
export const headingOf = (key: string) => HEADINGS[key] ?? key

export function fromTool(result: { readonly structuredContent?: object }): PrdPicture | null {
  const answer = result.structuredContent as Partial<PrdPicture> | undefined
  if (!answer?.title || !answer.versions?.[0] || !answer.stamp) return null
  return {
    title: answer.title,
    sources: answer.sources ?? [],
    context: answer.context ?? [],
    versions: answer.versions,
    stamp: answer.stamp,
  }
}

const all = (sections: readonly Section[]) => sections.flatMap(({ sentences }) => sentences)

/** The one sentence that says how far the document can be trusted. */
export function prdSentence({ title, versions }: PrdPicture): string {
  const sentences = all(versions[0]!.sections)
  const assumed = sentences.filter(({ basis }) => basis === 'assumption').length
  return `${title}: ${sentences.length - assumed} of ${sentences.length} sentences rest on your records, ${assumed} ${assumed === 1 ? 'is an assumption' : 'are assumptions'}.`
}

export interface Marked extends Sentence {
  readonly change: 'same' | 'added' | 'removed'
}

/** A section against an earlier version of it: sentences by their text; what is gone comes last. */
export function against(section: Section, earlier: Section | undefined): Marked[] {
  const before = new Set(earlier?.sentences.map(({ text }) => text))
  const now = new Set(section.sentences.map(({ text }) => text))
  return [
    ...section.sentences.map((sentence): Marked => ({
      ...sentence,
      change: before.has(sentence.text) ? 'same' : 'added',
    })),
    ...(earlier?.sentences ?? [])
      .filter(({ text }) => !now.has(text))
      .map((sentence): Marked => ({ ...sentence, change: 'removed' })),
  ]
}

/** Characters that Markdown would read as markup. */
const plain = (text: string) => text.replaceAll(/[\\`*_{}[\]<>#|]/g, String.raw`\$&`)

/** The document as Markdown, with its sources as footnotes. */
export function prdMarkdown({ title, versions, sources }: PrdPicture): string {
  const lines = versions[0]!.sections.flatMap(({ key, sentences }) => [
    `## ${plain(headingOf(key))}`,
    '',
    sentences
      .map(
        ({ text, basis, sources: on }) =>
          `${plain(text)}${on.map((alias) => `[^${alias}]`).join('')}${basis === 'assumption' ? ' *(assumption)*' : ''}`,
      )
      .join(' '),
    '',
  ])
  const notes = sources.map(({ alias, key, title: of }) => `[^${alias}]: ${plain(key)} ${plain(of)}`)
  return [`# ${plain(title)}`, '', ...lines, ...notes, ''].join('\n')
}
