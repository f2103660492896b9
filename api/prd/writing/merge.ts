/** A model's sentences in the frame of the composer: what the checker or the judge does not accept is marked as an assumption. */
import { check } from '../checker/check.ts'
import type { Composed } from '../compose/compose.ts'
import type { PrdDocument, Sentence } from '../document.ts'
import { asAssumption, type Phrasing } from './answer.ts'
import type { Phrased } from './prompt.ts'

export interface Checked {
  readonly key: Phrased
  readonly sentence: Sentence
  /** What its quotes do not show, in words; empty when it stands. */
  readonly problems: string
}

export const checked = ({ pool }: Composed, { sections }: Phrasing): Checked[] =>
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
export function merged(
  { document, pool }: Composed,
  written: readonly Checked[],
  warnings: readonly string[] = [],
): PrdDocument {
  const demoted = written.filter(({ problems }) => problems).length
  const sections = document.sections.map((section) => {
    const mine = written.filter(({ key }) => key === section.key).map(shown)
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
            `${demoted} of the model’s ${written.length} sentences ${demoted === 1 ? 'is marked as an assumption: its quotes do' : 'are marked as assumptions: their quotes do'} not show ${demoted === 1 ? 'it' : 'them'}. Figures in ${demoted === 1 ? 'it' : 'them'} are left out.`,
          ]
        : []),
      ...warnings,
    ],
  }
}

const shown = ({ sentence, problems }: Checked): Sentence =>
  problems || sentence.basis === 'assumption'
    ? { text: asAssumption(sentence.text), basis: 'assumption', evidence: [] }
    : sentence

const unique = (sentences: readonly Sentence[]) => [...new Map(sentences.map((one) => [one.text, one])).values()]
