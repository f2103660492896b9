/** A model's sentences in the frame of the composer: records speak for themselves where the checker or the judge refuses. */
import { check } from '../checker/check.ts'
import type { Composed } from '../compose/compose.ts'
import type { Pool } from '../compose/sources.ts'
import type { PrdDocument, Sentence } from '../document.ts'
import type { Phrased } from '../vocabulary.ts'
import { asAssumption, type Phrasing } from './answer.ts'
import { ownWordsFor } from './own-words.ts'

export interface Checked {
  readonly key: Phrased
  readonly sentence: Sentence
  /** What its quotes do not show, in words; empty when it stands. */
  readonly problems: string
  /** What the records that it cites say in their own words, to stand in its place if it does not. */
  readonly own: readonly Sentence[]
}

/** @param pool what the model has read */
export const checked = (pool: Pool, { sections }: Pick<Phrasing, 'sections'>): Checked[] =>
  [...sections].flatMap(([key, sentences]) =>
    sentences.map((sentence) => ({
      key,
      sentence,
      problems: check(sentence, pool)
        .map(({ rule, what }) => `${rule}: ${what}`)
        .join('; '),
      own: ownWordsFor(sentence, pool),
    })),
  )

/**
 * The document with the sentences in it. Sections for which nothing came stay as the composer made them.
 * @param unreadable parts of the model's answer that had no shape to read
 */
export function merged(
  { document, pool }: Composed,
  written: readonly Checked[],
  { unreadable = 0, warnings = [] }: { unreadable?: number; warnings?: readonly string[] } = {},
): PrdDocument {
  const sections = document.sections.map((section) => {
    const mine = written.filter(({ key }) => key === section.key).flatMap(shown)
    if (mine.length === 0) return section
    const own = section.sentences.filter(
      (one) =>
        one.basis === 'computed' || (section.key === 'requirements' && one.basis === 'quoted' && !covered(one, mine)),
    )
    return { ...section, sentences: unique([...mine, ...own]) }
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
    warnings: [...document.warnings, ...doubtsOf(written), ...unreadWarning(unreadable), ...warnings],
  }
}

/** A sentence that does not hold gives way to the records that it cites; where it cites none, it is an assumption. */
function shown({ sentence, problems, own }: Checked): readonly Sentence[] {
  if (!problems && sentence.basis !== 'assumption') return [sentence]
  return problems && own.length > 0 ? own : [{ text: asAssumption(sentence.text), basis: 'assumption', evidence: [] }]
}

/** A requirement that no sentence of the model rests on stays: a model may not leave out what has to hold. */
const covered = ({ evidence }: Sentence, by: readonly Sentence[]) =>
  evidence.every(({ source, quote }) =>
    by
      .flatMap((one) => one.evidence)
      .some(
        (one) =>
          one.source === source && (alike(quote).includes(alike(one.quote)) || alike(one.quote).includes(alike(quote))),
      ),
  )
const alike = (quote: string) => quote.toLowerCase()

function doubtsOf(written: readonly Checked[]): string[] {
  const refused = written.filter(({ problems }) => problems)
  const replaced = refused.filter(({ own }) => own.length > 0).length
  const assumed = refused.length - replaced
  const some = (count: number) =>
    written.length === 1 ? 'The model’s only sentence' : `${count} of the model’s ${written.length} sentences`
  return [
    ...(replaced
      ? [
          `${some(replaced)} went beyond what ${replaced === 1 ? 'it cites. The record’s own words replace it.' : 'they cite. The records’ own words replace them.'}`,
        ]
      : []),
    ...(assumed
      ? [
          assumed === 1
            ? `${some(1)} is marked as an assumption: no words of your records could replace it. Figures in it are left out.`
            : `${some(assumed)} are marked as assumptions: no words of your records could replace them. Figures in them are left out.`,
        ]
      : []),
  ]
}

const unreadWarning = (unreadable: number) =>
  unreadable
    ? [
        `${unreadable} ${unreadable === 1 ? 'part' : 'parts'} of the model’s answer could not be used and ${unreadable === 1 ? 'is' : 'are'} left out.`,
      ]
    : []

const unique = (sentences: readonly Sentence[]) => [...new Map(sentences.map((one) => [one.text, one])).values()]
