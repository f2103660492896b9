/** The words of a source that a sentence rests on, as far as they go together. */
import { plainSpace } from '../document.ts'
import type { ItemRecord } from '../material.ts'
import { contentWords, isNegated } from './wording.ts'

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
const fieldsFor = (clause: string) => (part: string) =>
  /\bestimat/i.test(clause) ? part : part.replace(/\bnot estimated\b/i, 'open size')

/** Whether one denies and the other does not, and nothing explains it. */
export function deniesOtherwise(clause: string, passage: string, items: readonly ItemRecord[]): boolean {
  const denied = isNegated(clause)
  if (denied === isNegated(passage)) return false
  if (BOUND.test(clause) || SHARE.test(clause)) return false
  if (denied) return !BOUND.test(passage) && !items.some((item) => isEmpty(item, clause))
  return true
}

/** "cannot start until" and "must be done before" say the same. */
const BOUND = /\b(?:until|before|unless|rather than|instead of)\b/i

/** "3 of 12 do not" is what "9 of 12 do" leaves; the numbers are compared by themselves. */
const SHARE = /\b(?:\d+|\w+) of (?:the )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty)\b/i

const isEmpty = ({ assignee, points, dueDate, team }: ItemRecord, clause: string) =>
  (assignee === null && /\b(?:owner|owns|assigned|nobody)\b/i.test(clause)) ||
  (points === null && /\bestimat/i.test(clause)) ||
  (dueDate === null && /\bdue\b|\bdate\b/i.test(clause)) ||
  (team === null && /\bteam\b/i.test(clause))
