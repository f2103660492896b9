/** What is left out, and what holds of one thing and not of another. */
import { partsIn, shared, tokensOf, type Read } from './parts.ts'
import { isNegated } from './wording.ts'

const LEFT_OUT =
  /^(.*?)\b(?:(?:is|are|stays?|remains?) (?:out of scope|excluded|exempt)|(?:is|are|was|were) not (?:included|part of|affected|covered|planned|in scope)|not affected)\b/i
const LEAVES_OUT = /\b(?:out of|exclud\w+|except|exempt|later|only|left|apart|beyond|outside|leaves?|wait)\b/i

/** @returns the words that leave out what the sentence counts in */
export function leftOut({ text, words }: Read, record: readonly Read[]): string | null {
  if (isNegated(text) || LEAVES_OUT.test(text)) return null
  const found = partsIn(record).find((part) => {
    const who = tokensOf(LEFT_OUT.exec(part.text)?.[1] ?? '')
    return who.size > 0 && shared(who, words) === who.size
  })
  return found?.text ?? null
}

const JOINED = /\b(?:both|alike|as well|in the same way)\b/i
const APART = /\b(?:but|only|not|no|never|whereas|other|fine|excluded|except|optional|correct|separate)\b/i
/** Words that a sentence shares with one that is about the same. */
const SAME = 2

/** "Plumbing and roofs" of what says "plumbing only; roofs follow". */
const PAIR = /(\p{L}{3,}) and (?:the |on |at |in |for )?(\p{L}{3,})/giu
export function onlyOne({ text }: Read, record: readonly Read[]): string | null {
  if (LEAVES_OUT.test(text) || /\blimited\b/i.test(text) || isNegated(text)) return null
  for (const [, one, other] of text.matchAll(PAIR)) {
    const [a, b] = [tokensOf(one!), tokensOf(other!)]
    if (a.size === 0 || b.size === 0) continue
    const apart = record.find(
      ({ parts }) =>
        parts.some(
          ({ text: part, words }) => /\bonly\b/i.test(part) && shared(a, words) > 0 && shared(b, words) === 0,
        ) && parts.some(({ words }) => shared(b, words) > 0 && shared(a, words) === 0),
    )
    if (apart) return apart.text
  }
  return null
}

/** @returns the sentence that holds apart what "both" or "as well" puts together */
export function heldApart({ text, words }: Read, record: readonly Read[]): string | null {
  if (!JOINED.test(text) || isNegated(text.replaceAll(/\bwithout\b/gi, ' '))) return null
  const found = record.find(
    (one) => shared(one.words, words) >= SAME && !/\bboth\b/i.test(one.text) && APART.test(one.text),
  )
  return found?.text ?? null
}
