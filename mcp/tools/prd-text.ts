/** A PRD as compact Markdown: one line a sentence, with its citations, assumptions and questions marked. */
import { oneLine } from '../../text.ts'

interface Cited {
  readonly text: string
  readonly evidence: readonly { readonly source: string }[]
}

export interface PrdInText {
  readonly title: string
  readonly sections: readonly {
    readonly heading: string
    readonly sentences: readonly (Cited & { readonly basis: string })[]
    readonly questions: readonly Cited[]
  }[]
  readonly sources: readonly {
    readonly alias: string
    readonly key: string
    readonly title: string
    readonly note: string
  }[]
  readonly warnings: readonly string[]
  readonly stamp: { readonly asOf: string; readonly dataVersion: number }
}

const cited = ({ evidence }: Cited) => {
  const aliases = [...new Set(evidence.map(({ source }) => source))]
  return aliases.length ? ` [${aliases.join(', ')}]` : ''
}

export function prdText({ title, sections, sources, warnings, stamp }: PrdInText): string {
  return [
    `# ${oneLine(title)}`,
    ...sections.flatMap(({ heading, sentences, questions }) => [
      `## ${oneLine(heading)}`,
      ...sentences.map((sentence) => {
        const words = oneLine(sentence.text)
        return `- ${sentence.basis === 'quoted' ? `“${words}”` : words}${cited(sentence)}${sentence.basis === 'assumption' ? ' (assumption)' : ''}`
      }),
      ...questions.map((question) => `- Question: ${oneLine(question.text)}${cited(question)}`),
    ]),
    '## Sources',
    ...sources.map(({ alias, key, title: name, note }) =>
      oneLine(`${alias}: ${key === name || alias.startsWith('E') ? name : `${key} ${name}`} (${note})`),
    ),
    ...(warnings.length ? ['## Warnings', ...warnings.map((warning) => `- ${oneLine(warning)}`)] : []),
    `As of ${stamp.asOf}, data version ${stamp.dataVersion}.`,
  ].join('\n')
}
