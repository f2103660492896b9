/** A PRD as compact Markdown: one line a sentence, with its citations, assumptions and questions marked. */
import { oneLine } from '../../text.ts'
import { render, type Json } from '../answers/render.ts'

type Cited = { text: string; evidence?: { source: string; quote?: string }[] }

/** What is drawn as a document; every other fact stands below it. */
type PrdInText = {
  title: string
  sections?: { key: string; heading: string; sentences?: (Cited & { basis: string })[]; questions?: Cited[] }[]
  sources?: { alias: string; key: string; title?: string; note?: string }[]
  warnings?: string[]
}

const cited = ({ evidence = [] }: Cited) => {
  const aliases = [...new Set(evidence.map(({ source }) => source))]
  return aliases.length ? ` [${aliases.join(', ')}]` : ''
}

/** The words of the sources, where the sentence does not have them itself. */
const quotes = ({ text, evidence = [] }: Cited) =>
  evidence.flatMap(({ source, quote }) =>
    quote && !oneLine(text).includes(oneLine(quote)) ? [`  - ${source}: “${oneLine(quote)}”`] : [],
  )

export function prdText(facts: { readonly [name: string]: Json }): string {
  const { title, sections = [], sources = [], warnings = [], ...rest } = facts as PrdInText
  return [
    `# ${oneLine(title)}`,
    ...sections.flatMap(({ heading, sentences = [], questions = [] }) => [
      `## ${oneLine(heading)}`,
      ...sentences.flatMap((sentence) => {
        const words = oneLine(sentence.text)
        const { basis } = sentence
        return [
          `- ${basis === 'quoted' ? `“${words}”` : words}${cited(sentence)}${basis === 'quoted' || basis === 'computed' ? '' : ` (${basis})`}`,
          ...quotes(sentence),
        ]
      }),
      ...questions.flatMap((question) => [
        `- Question: ${oneLine(question.text)}${cited(question)}`,
        ...quotes(question),
      ]),
    ]),
    '## Sources',
    ...sources.map(({ alias, key, title: name = key, note = '' }) =>
      oneLine(
        alias.startsWith('E')
          ? `${alias}: ${name} (${key}, ${note})`
          : `${alias}: ${key === name ? name : `${key} ${name}`} (${note})`,
      ),
    ),
    ...(warnings.length ? ['## Warnings', ...warnings.map((warning) => `- ${oneLine(warning)}`)] : []),
    '## About this document',
    'Sentences in quotation marks are quoted; those without a mark are computed.',
    `keys of its sections: ${sections.map(({ key }) => key).join(', ')}`,
    render(rest),
  ].join('\n')
}
