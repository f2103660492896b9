/** Whether a clause denies what the words it rests on say, or says what they deny. */
import type { ItemRecord } from '../material.ts'
import { clausesOf } from './clauses.ts'
import { contentWords, isNegated, wordsShared } from './wording.ts'

/** Other ways to deny: "free of", "yet to be", "untested". */
const DENIES =
  /\b(?:free(?! up)|unless|until|before|instead|rather|except\w*|apart from|exclud\w+|omit\w*|skip\w*|left (?:out|as)|as (?:it|they) (?:was|were)|leaves? out|out of scope|avoid\w*|refus\w+|reject\w*|prohibit\w*|forbid\w*|forbidden|ban(?:s|ned)?|prevent\w*|miss(?:es|ing|ed)?|absent|lacks?|lacking|fail(?:s|ed|ing)?|zero|empty|yet to|awaits?|pending|silently|hidden|impossible|undecided|optional\w*|just as|only|offline|unable|kept? out|outside|last (?:updated|changed|used|seen))\b|\b(?:un|in|im)(?:\w{2,}(?:ed|able|ible|ient|lete|urate|valid)|valid)\b/i
/** Ways to say without a "not" what a passage says with one: "at most", "the same", "keeps". */
const BOUNDS =
  /\b(?:at most|no more than|up to|within|limit(?:s|ed)?|stops?|stopped|ends?|ended|cancel\w*|drop(?:s|ped)?|still ha(?:s|ve) to|still (?:open|missing|stored?|kept)|other than|in addition|on top of|unchanged|stays?|remains?|same|distinguish\w*|exceed\w*|too (?:few|little|late|slow)|rarely|seldom|barely|open question|exist\w*|preserved|retained|requires?|needs?|leaves?|left|kept|keeps?|ignor\w*|disregard\w*)\b/i
const denies = (text: string) => isNegated(text) || DENIES.test(text)

/** Clauses of a passage, also where it leaves out the verb: "in Safari, not in Chrome". */
const partsOf = (passage: string) =>
  passage
    .split(
      /(?<=[.!?;…]) |,\s+(?=(?:not|never|nor)\b)|\s+(?=(?:but|and) (?:not|never|nor)\b)|,\s+(?=[^,]{2,40}\b(?:is|are|was|were|does|do|has|have|can|will|may)\b)/u,
    )
    .flatMap(clausesOf)

/** @param quotes the words of the passage that are cited; what stands beside them only says how they are meant */
export function deniesOtherwise(
  clause: string,
  passage: string,
  quotes: readonly string[],
  items: readonly ItemRecord[],
): boolean {
  if (SHARE.test(clause)) return false
  const words = contentWords(clause)
  const parts = partsOf(passage)
  const cited = parts.filter((part) => quotes.some((quote) => meet(part, quote)))
  const scored = (cited.length ? cited : parts).map((part) => ({
    part,
    score: ELLIPSIS.test(part) ? goesOn(words, parts[parts.indexOf(part) - 1] ?? '', part) : wordsShared(words, part),
  }))
  const best = Math.max(0, ...scored.map(({ score }) => score))
  const closest = scored.filter(({ score }) => score === best).map(({ part }) => part)
  if (closest.length === 0) return false
  if (isNegated(clause))
    return (
      !closest.some((part) => denies(part) || HOLDS.test(part)) &&
      !scored.some(({ part, score }) => score > 0 && isNegated(part)) &&
      !items.some((item) => isEmpty(item, clause))
    )
  return !denies(clause) && !BOUNDS.test(clause) && closest.every(isNegatedOnce)
}

const plain = (text: string) =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\d]+/gu, ' ')
    .trim()
const meet = (part: string, quote: string) => {
  const [one, other] = [plain(part), plain(quote)]
  return one.length > 0 && (other.includes(one) || partsOf(quote).some((some) => one.includes(plain(some))))
}

/** What leaves out its verb goes on with what was said before, if it is spoken of at all. */
function goesOn(words: ReadonlySet<string>, before: string, part: string): number {
  const [head] = contentWords(part)
  return head !== undefined && words.has(head) ? wordsShared(words, `${before} ${part}`) : 0
}

/** What stays as it is does not change. */
const HOLDS =
  /\b(?:stays?|remains?|keeps?|goes on|always|at most|up to|no more than|still|fixed|identical|exactly|earliest|latest)\b/i

/** "No change without consent" asks for consent. */
const isNegatedOnce = (part: string) =>
  isNegated(part) && !/\b(?:no|not|never|nobody|cannot)\b.*\bwithout\b/i.test(part)

const ELLIPSIS = /^(?:(?:and|but) )?(?:not|never|nor)\b/i

/** "3 of 12 do not" is what "9 of 12 do" leaves; the numbers are compared by themselves. */
const SHARE =
  /\b(?:\d+|\w+) (?:of|in) (?:the )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty)\b/i

const isEmpty = ({ assignee, points, dueDate, team }: ItemRecord, clause: string) =>
  (assignee === null && /\b(?:owner|owns|assign\w*|nobody)\b/i.test(clause)) ||
  (points === null && /\bestimat/i.test(clause)) ||
  (dueDate === null && /\bdue\b|\bdate\b/i.test(clause)) ||
  (team === null && /\bteam\b/i.test(clause))
