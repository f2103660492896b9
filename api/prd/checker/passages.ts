/** The words of a source that a sentence rests on, as far as they go together. */
import { plainSpace } from '../document.ts'
import { contentWords } from './wording.ts'

/** The whole sentences of a source that a quote is taken from, so that a quote cannot leave out a "not". */
export function sentencesAround(text: string, quote: string): string {
  const words = plainSpace(quote).toLowerCase()
  const at = text.toLowerCase().indexOf(words)
  if (at < 0) return quote
  let from = 0
  const parts: string[] = []
  for (const part of text.split(/(?<=[.!?]["”’)]?) (?=[\p{Lu}\d“"(])|(?<=:) (?=\p{Ll})/u)) {
    const until = from + part.length
    if (until > at && from < at + words.length) parts.push(part)
    from = until + 1
  }
  return parts.join(' ')
}

/** The passage that a clause rests on: the one it shares most words with, and all of them where none stands out. */
export function passageFor(clause: string, passages: readonly string[]): string {
  const words = contentWords(clause)
  const parts = passages.flatMap((passage) => passage.split(/(?<=[.!?;]) /)).map(fieldsFor(clause))
  const scored = parts.map((part) => ({
    part,
    score: [...contentWords(part)].filter((word) => words.has(word)).length,
  }))
  const best = Math.max(0, ...scored.map(({ score }) => score))
  return scored
    .filter(({ score }) => score === best)
    .map(({ part }) => part)
    .join(' … ')
}

/** A list of fields says "not estimated" of nothing but the estimate. */
export const fieldsFor = (clause: string) => (part: string) =>
  /\bestimat/i.test(clause) ? part : part.replace(/\bnot estimated\b/i, 'open size')
