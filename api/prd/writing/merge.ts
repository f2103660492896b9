/** A model's sentences in the frame of the composer: what the checker does not accept is marked as an assumption. */
import { check } from '../checker/check.ts'
import type { Composed } from '../compose/compose.ts'
import type { PrdDocument, Sentence } from '../document.ts'
import { asAssumption, type Phrasing } from './answer.ts'
import type { Phrased } from './prompt.ts'

export interface Judged {
  readonly key: Phrased
  readonly sentence: Sentence
  /** What its quotes do not show, in words; empty when it stands. */
  readonly problems: string
}

export const judge = ({ pool }: Composed, { sections }: Phrasing): Judged[] =>
  [...sections].flatMap(([key, sentences]) =>
    sentences.map((sentence) => ({
      key,
      sentence,
      problems: check(sentence, pool)
        .map(({ rule, what }) => `${rule}: ${what}`)
        .join('; '),
    })),
  )

/** The document with the sentences in it. Sections for which nothing came stay as the composer made them. */
export function merged({ document, pool }: Composed, judged: readonly Judged[]): PrdDocument {
  const demoted = judged.filter(({ problems }) => problems).length
  const sections = document.sections.map((section) => {
    const mine = judged.filter(({ key }) => key === section.key).map(shown)
    if (mine.length === 0) return section
    const own = section.sentences.filter(({ basis }) => basis === 'computed')
    return { ...section, sentences: [...unique(mine), ...own] }
  })
  const cited = new Set(
    sections.flatMap(({ sentences, questions }) =>
      [...sentences, ...questions].flatMap(({ evidence }) => evidence.map(({ source }) => source)),
    ),
  )
  return {
    ...document,
    sections,
    sources: [...pool.values()].flatMap(({ source }) => (cited.has(source.alias) ? [source] : [])),
    warnings: [
      ...document.warnings,
      ...(demoted
        ? [
            `${demoted} of the model’s ${judged.length} sentences ${demoted === 1 ? 'is marked as an assumption: its quotes do' : 'are marked as assumptions: their quotes do'} not show ${demoted === 1 ? 'it' : 'them'}. Figures in ${demoted === 1 ? 'it' : 'them'} are left out.`,
          ]
        : []),
    ],
  }
}

const shown = ({ sentence, problems }: Judged): Sentence =>
  problems || sentence.basis === 'assumption'
    ? { text: asAssumption(sentence.text), basis: 'assumption', evidence: [] }
    : sentence

const unique = (sentences: readonly Sentence[]) => [...new Map(sentences.map((one) => [one.text, one])).values()]
