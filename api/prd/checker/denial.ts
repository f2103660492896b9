/** Whether a clause denies what the words it rests on say, or says what they deny. */
import type { ItemRecord } from '../material.ts'
import { clausesOf } from './clauses.ts'
import { shared, tokensOf, without } from './parts.ts'
import { contentWords, isNegated, wordsShared } from './wording.ts'

/** Other ways to deny: "free of", "yet to be", "untested". */
const DENIES =
  /\b(?:free(?! up)|unless|until|before|instead|rather|except\w*|apart from|exclud\w+|omit\w*|skip\w*|left (?:out|as)|as (?:it|they) (?:was|were)|leaves? out|out of scope|avoid\w*|refus\w+|reject\w*|prohibit\w*|forbid\w*|forbidden|ban(?:s|ned)?|prevent\w*|miss(?:es|ing|ed)?|absent|lacks?|lacking|fail(?:s|ed|ing)?|zero|empty|yet to|awaits?|pending|silently|hidden|impossible|undecided|optional\w*|just as|only|offline|unable|kept? out|outside|held back|holds? back|withh\w+|suppress\w*|postpon\w*|deferr?\w*|waits?|later|last (?:updated|changed|used|seen))\b|\b(?:un|in|im)(?:\w{2,}(?:ed|able|ible|ient|lete|urate|valid)|valid)\b/i
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
      closest.some((part) => covers(part, clause, items)) &&
      !closest.some((part) => denies(part) || HOLDS.test(part)) &&
      !parts.some(
        (part, at) =>
          isNegated(part) && (wordsShared(words, part) > 0 || (GOES_ON.test(part) && closest.includes(parts[at - 1]!))),
      ) &&
      !items.some((item) => isEmpty(item, clause))
    )
  const own = plainWords(clause, closest.join(' '))
  return (
    words.size > 1 &&
    !denies(own) &&
    !BOUNDS.test(own) &&
    closest.every((part) => isNegatedOnce(part) && deniesThis(part, words))
  )
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
  /\b(?:stays?|remains?|goes on|always|at most|up to|no more than|still|fixed|identical|exactly|earliest|latest)\b/i

/** "No change without consent" asks for consent. */
const isNegatedOnce = (part: string) =>
  isNegated(part) && !/\b(?:no|not|never|nobody|cannot)\b.*\bwithout\b/i.test(part)

/** Share of the words of a clause that the closest words have before they are taken to say the same without the denial. */
const SAME = 0.4
const covers = (part: string, clause: string, items: readonly ItemRecord[]) => {
  const titles = tokensOf(items.map(({ key, title, type }) => `${key} ${title} ${type}`).join(' '))
  const said = without(tokensOf(clause), titles)
  return shared(said, tokensOf(part)) >= SAME * said.size
}

/** A clause without the words that the closest part has too: "skipped weeks" denies nothing of skipped weeks. */
const plainWords = (clause: string, part: string) => {
  const known = new Set(part.toLowerCase().match(/\p{L}+/gu))
  return clause.replaceAll(/\p{L}+ed\b/gu, (word) => (known.has(word.toLowerCase()) ? '' : word))
}

const NO = /\b(?:not|no|never|none|neither|nor|nobody|nowhere|without|cannot|hardly|lacks?|fails? to)\b|n[’']t\b/i
/** Or most of it, where the verb is another one. */
const MOST = 0.66
const HELPS = /^(?:need|abl|been|longe|also|allow)/
/** What is denied is what stands behind the "not": "must not block the change" says nothing against a change. */
function deniesThis(part: string, words: ReadonlySet<string>): boolean {
  const denial = NO.exec(part)
  if (!denial) return false
  const denied = [...contentWords(part.slice(denial.index + denial[0].length))].filter((word) => !HELPS.test(word))
  const same = denied.filter((word) => words.has(word)).length
  return denied.length === 0 || words.has(denied[0]!) || (same > 1 && same >= MOST * denied.length)
}

/** Says something more of what was just spoken of. */
const GOES_ON =
  /^(?:(?:and|but|yet) )?(?:this|that|it|they|these|nobody|none|is|are|was|were|has|have|does|do|did|will|can|cannot|may|must|should)\b/i

const ELLIPSIS = /^(?:(?:and|but) )?(?:not|never|nor)\b/i

/** "3 of 12 do not" is what "9 of 12 do" leaves; the numbers are compared by themselves. */
const SHARE =
  /\b(?:\d+|\w+) (?:of|in) (?:the )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty)\b/i

const isEmpty = ({ assignee, points, dueDate, team }: ItemRecord, clause: string) =>
  (assignee === null && /\b(?:owner|owns|assign\w*|nobody)\b/i.test(clause)) ||
  (points === null && /\bestimat/i.test(clause)) ||
  (dueDate === null && /\bdue\b|\bdate\b/i.test(clause)) ||
  (team === null && /\bteam\b/i.test(clause))
