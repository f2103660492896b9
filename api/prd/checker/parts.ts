/** The sentences of a text and their small parts, read once: the words of each that carry meaning, and its figures. */
import { quantitiesIn, type Quantity } from './quantities.ts'
import { contentWords } from './wording.ts'

export interface Part {
  readonly text: string
  readonly words: ReadonlySet<string>
  readonly figures: readonly Quantity[]
  /** Words and figures together, so that parts with the same figure meet. */
  readonly marks: ReadonlySet<string>
}
export interface Read extends Part {
  readonly parts: readonly Part[]
}

const SENTENCE = /(?<=[.!?…]["”’)]?) (?=[\p{Lu}\d“"(…])/u
const PART =
  /[;:–—]\s|,\s(?!\d{4}\b)|\s(?:but|while|whereas|though|although|against|compared (?:to|with)|versus|rather than|instead of|unless|because|so that|and)\s/u
const GLUE = new Set(
  'the and for are was has had not but who how its our out can may one two all any per you she him her his now yet too get got let put set via off why did'.split(
    ' ',
  ),
)

/** Words that carry meaning, with short ones such as "web" and "PDF". */
export const tokensOf = (text: string): Set<string> => {
  const tokens = contentWords(text)
  for (const [word] of text.matchAll(/(?<![\p{L}\p{N}])\p{L}{2,3}(?![\p{L}\p{N}])/gu))
    if (word.length === 3 ? !GLUE.has(word.toLowerCase()) : word === word.toUpperCase()) tokens.add(word.toLowerCase())
  return tokens
}

const partOf = (text: string): Part => {
  const [words, figures] = [tokensOf(text), quantitiesIn(text)]
  return { text, words, figures, marks: new Set([...words, ...figures.map(({ kind, value }) => `${kind} ${value}`)]) }
}

export const sentencesOf = (text: string): string[] => text.split(SENTENCE)

export const readOf = (text: string): Read[] =>
  sentencesOf(text).map((sentence) => {
    const parts = sentence.split(PART).flatMap((part) => part.trim() || [])
    const whole = partOf(sentence)
    return { ...whole, parts: parts.length === 1 ? [whole] : parts.map(partOf) }
  })

/** The parts of all sentences. */
export const partsIn = (read: readonly Read[]): Part[] => read.flatMap(({ parts }) => parts)

export const shared = (words: ReadonlySet<string>, others: ReadonlySet<string>): number =>
  [...words].filter((word) => others.has(word)).length
export const without = (words: ReadonlySet<string>, others: ReadonlySet<string>): Set<string> =>
  new Set([...words].filter((word) => !others.has(word)))

/** The parts that share most words and figures with these. @param least how much they have to share */
export function closestTo(marks: ReadonlySet<string>, parts: readonly Part[], least = 2): Part[] {
  const scored = parts.map((part) => ({ part, score: shared(marks, part.marks) }))
  const best = Math.max(least, ...scored.map(({ score }) => score))
  return scored.filter(({ score }) => score === best).map(({ part }) => part)
}

/** How many things each list has: "German, French and Spanish" are three. */
export const listsIn = (text: string): number[] =>
  [...text.matchAll(/((?:[\p{L}\d'’-]+(?: [\p{L}\d'’-]+){0,3}, )*)[\p{L}\d'’-]+,? (?:and|or|but) /gu)].map(
    ([, before]) => before!.split(', ').length + 1,
  )
