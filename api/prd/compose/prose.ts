/** Sentences of what people wrote, fit to be quoted. */
import { plainSpace } from '../document.ts'

/** Longest sentence that a document quotes; a longer one is not one sentence. */
const LONGEST = 320
const SHORTEST = 12

/**
 * Links, images, and markup are never quoted: a document shows no address that a record brought in. What says where an
 * item hangs ("Part of …") says nothing about it.
 */
const UNFIT = /:\/\/|www\.|\]\(|[<>`{}]|data:|javascript:|^part of\b|^found in\b|^relates to\b/i

export function sentencesIn(text: string): string[] {
  return text
    .split(/\n+/)
    .map((line) => line.replace(MARKER, ''))
    .flatMap((line) => line.split(/(?<=[.!?]["”’)]?)\s+(?=[\p{Lu}\d"“‘(])/u))
    .map(plainSpace)
    .filter(isFit)
}

/** What a line begins with in Markdown and in wiki markup: a bullet, a number, a heading, a box to tick. */
const MARKER = /^\s*(?:(?:[-*+•]|\d+[.)]|#{1,6}|h[1-6]\.)\s+)?(?:\[[ xX]?\]\s+)?/
/** Whether a sentence can be quoted: neither a fragment nor too long, without an address or markup. */
export const isFit = (one: string) => one.length >= SHORTEST && one.length <= LONGEST && !UNFIT.test(one)

const ACCEPTANCE =
  /^(?:acceptance criteria|acceptance tests?|definition of done|requirements|conditions of satisfaction)$/i
/** A line of its own that names what follows: marked as a heading, in bold, or with a colon at its end. */
const HEADING = /^\s*(?:#{1,6}\s|h[1-6]\.\s|\*[^*\s]|\*\*[^*\s]|[^.!?]{3,40}:\s*$)/
const LISTED = /^\s*(?:[-*+•]|\d+[.)]|\[[ xX]?\])\s/
/** A step of a scenario (Gherkin). */
const STEP = /^\s*(?:given|when|then|and|but)\s/i

/** What stands under a heading such as "Acceptance criteria", line by line, up to the next heading or other prose. */
export function acceptanceIn(text: string): string[] {
  const found: string[] = []
  let [under, gap, before] = [false, false, 0]
  for (const line of text.split('\n')) {
    const bare = plainSpace(line.replace(MARKER, ''))
      .replace(/^\*+|[*:]+$/g, '')
      .trim()
    if (line.trim() === '') gap = found.length > before
    else if (ACCEPTANCE.test(bare)) [under, gap, before] = [true, false, found.length]
    else if (under) {
      const sentence = plainSpace(line.replace(MARKER, ''))
      under = LISTED.test(line) || STEP.test(line) || (!gap && !HEADING.test(line))
      if (under && isFit(sentence)) found.push(sentence)
    }
  }
  return found
}

/** A sentence of the record with this key. */
export interface Passage {
  readonly key: string
  readonly sentence: string
}

/** Items often repeat the words of their epic: each sentence once, from where it comes first. */
export function eachOnce(all: readonly Passage[]): Passage[] {
  const firstOf = new Map<string, string>()
  for (const { key, sentence } of all) if (!firstOf.has(sentence)) firstOf.set(sentence, key)
  return [...firstOf].map(([sentence, key]) => ({ key, sentence }))
}

/** Somebody asked, something was measured or observed. */
const REPORTS =
  /\b(asks?|asked|request(?:s|ed)?|report(?:s|ed)?|complain(?:s|ed|ts?)?|interview\w*|survey\w*|audit\w*|tickets?|measured|found|lost|lose|abandon\w*|votes?)\b|\d\s?%/i
export const reports = (sentence: string) => REPORTS.test(sentence)

/** Something has to hold. */
const DEMANDS =
  /\b(must|shall|required?|requires|mandatory|cannot|can't|may not|has to|have to|needs? to|at least|at most|within)\b/i
export const demands = (sentence: string) => DEMANDS.test(sentence)

/** People who use it. */
const PEOPLE =
  /\b(users?|customers?|shoppers?|buyers?|visitors?|clients?|admins?|administrators?|merchants?|sellers?|makers?|agents?|support|members?|guests?|patients?|students?|teachers?|developers?|operators?|as an? \w+)\b/i
export const namesPeople = (sentence: string) => PEOPLE.test(sentence)

/** Something is wrong or wanted: a sentence that can stand under "Problem". */
const TROUBLES =
  /\b(because|without|slow|fails?|failed|broken|lost?|lose|cannot|can't|hard|confus\w*|missing|abandon\w*|complain\w*|delay\w*|error|wrong|most requested|want|wants|wanted|need|needs)\b/i
export const troubles = (sentence: string) => TROUBLES.test(sentence)
