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
    .map((line) => line.replace(/^\s*(?:[-*+•]|\d+[.)]|#{1,6})\s+/, ''))
    .flatMap((line) => line.split(/(?<=[.!?]["”’)]?)\s+(?=[\p{Lu}\d"“‘(])/u))
    .map(plainSpace)
    .filter((one) => one.length >= SHORTEST && one.length <= LONGEST && !UNFIT.test(one))
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
