/** A model's answer as sentences, whatever came: what does not have the shape is left out and counted. */
import { plainSpace, type Evidence, type Sentence } from '../document.ts'
import { fields, list } from '../../ai/answer-shape.ts'
import { DOMAIN, folded, safeText } from '../../ai/safe-text.ts'
import { NUMBER } from '../checker/number-words.ts'
import { CLAIMED, PHRASED, type Phrased } from '../vocabulary.ts'

export interface Phrasing {
  readonly sections: ReadonlyMap<Phrased, readonly Sentence[]>
  /** Parts that had no shape to read. */
  readonly unreadable: number
}

const MOST_SENTENCES = 12
const LONGEST_TEXT = 500
const LONGEST_QUOTE = 400
const MOST_EVIDENCE = 5

export function readAnswer(answer: unknown, asked: readonly Phrased[]): Phrasing {
  const sections = new Map<Phrased, Sentence[]>()
  let unreadable = 0
  for (const part of list(fields(answer)['sections'])) {
    const { key, sentences } = fields(part)
    const known = PHRASED.find((one) => one === key)
    if (!known || !asked.includes(known)) {
      unreadable++
      continue
    }
    const kept = sections.get(known) ?? []
    sections.set(known, kept)
    for (const one of list(sentences)) {
      const sentence = kept.length < MOST_SENTENCES ? sentenceOf(one) : null
      if (sentence) kept.push(sentence)
      else unreadable++
    }
  }
  return { sections, unreadable }
}

function sentenceOf(value: unknown): Sentence | null {
  const { text, basis, evidence } = fields(value)
  const known = CLAIMED.find((one) => one === basis)
  if (typeof text !== 'string' || !known || !text.trim() || text.length > LONGEST_TEXT) return null
  return {
    text: plainSpace(folded(text)),
    basis: known,
    evidence: list(evidence)
      .slice(0, MOST_EVIDENCE)
      .flatMap((one): Evidence[] => {
        const { source, quote } = fields(one)
        return typeof source === 'string' && typeof quote === 'string' && quote.length <= LONGEST_QUOTE
          ? [{ source, quote: plainSpace(folded(quote)) }]
          : []
      }),
  }
}

const WORDED = new RegExp(`\\b(?!(?:zero|one)\\b)${NUMBER}\\b`, 'gi')

/** What a sentence may still say when nothing shows it: no number, date, key, or address that somebody could take for a fact. */
export function asAssumption(text: string): string {
  const plain = safeText(text)
    // A cell of a sheet that begins so is a formula.
    .replace(/^[=+@\s]+/, '')
    .replaceAll(DOMAIN, '(link)')
    .replaceAll(/\b[A-Z][A-Z0-9]{0,9}-\d+\b/g, '(an item)')
    .replaceAll(/[€$£]?\s?(?:\p{L}[\p{L}_]*[-_]?)?[\d\p{No}][\p{L}\d\p{No}_.,:/-]*\s?(?:%|[kKmM]\b)?/gu, ' (a figure) ')
    .replaceAll(WORDED, '(a figure)')
  return plainSpace(plain).replaceAll(/\s+([.,;:!?])/g, '$1')
}
