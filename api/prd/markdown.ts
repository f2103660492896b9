/** A document as Markdown, with its sources as footnotes: the same for an export and for a view. Text of records is text, never markup. */

interface Cited {
  readonly text: string
  readonly evidence: readonly { readonly source: string }[]
}

export interface Writable {
  readonly title: string
  /** Under the title, such as "PRD-7, version 2, draft, 2026-11-27". */
  readonly about: string
  readonly sections: readonly {
    readonly heading: string
    readonly sentences: readonly (Cited & { readonly basis: string; readonly author?: string | null | undefined })[]
    readonly questions: readonly Cited[]
  }[]
  readonly sources: readonly {
    readonly alias: string
    readonly key: string
    readonly title: string
    readonly note: string
  }[]
  /** What a reader has to know about how it was written. */
  readonly warnings: readonly string[]
}

/** Aliases of the sources that a sentence names, each once. */
export const aliasesIn = (evidence: readonly { readonly source: string }[]) => [
  ...new Set(evidence.map(({ source }) => source)),
]

/** "SHOP-12 One-page checkout"; of an analysis and an objective, only the title. */
export const sourceName = ({ alias, key, title }: Pick<Writable['sources'][number], 'alias' | 'key' | 'title'>) =>
  alias.startsWith('E') || key === title ? title : `${key} ${title}`

/** Characters that Markdown reads as markup. */
const plain = (text: string) =>
  text
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replaceAll(/[\\`*_{}[\]<>#|~]|&(?=#?\w{1,31};)/g, String.raw`\$&`)
    .replace(/^([-+])(?=\s)/, String.raw`\$1`)
    .replace(/^(\d+)([.)])(?=\s)/, String.raw`$1\$2`)

export function documentMarkdown({ title, about, sections, sources, warnings }: Writable): string {
  const notes = ({ evidence }: Cited) =>
    aliasesIn(evidence)
      .map((alias) => `[^${alias}]`)
      .join('')
  const lines = sections.flatMap(({ heading, sentences, questions }) => [
    `## ${plain(heading)}`,
    '',
    ...sentences.map((sentence) => {
      const { text, basis, author } = sentence
      const words = basis === 'quoted' ? `“${plain(text)}”` : plain(text)
      const mark = author ? ` *(stated by ${plain(author)})*` : basis === 'assumption' ? ' *(assumption)*' : ''
      return `- ${words}${notes(sentence)}${mark}`
    }),
    ...questions.map((question) => `- **Question:** ${plain(question.text)}${notes(question)}`),
    '',
  ])
  return [
    `# ${plain(title)}`,
    '',
    about,
    '',
    ...lines,
    ...(warnings.length ? ['## Notes', '', ...warnings.map((warning) => `- ${plain(warning)}`), ''] : []),
    ...sources.map((source) => `[^${source.alias}]: ${plain(sourceName(source))} (${plain(source.note)})`),
    '',
  ].join('\n')
}
