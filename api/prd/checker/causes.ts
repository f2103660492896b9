/** Reasons and effects: a cause must be told by a record, not concluded. */
import { stem } from './number-words.ts'
import { readOf, shared, type Read } from './parts.ts'
import { isNegated } from './wording.ts'

const CAUSE = /\b(?:because(?: of)?|due to|owing to|as a result of|thanks to|caused by)\b/i
const EFFECT_FIRST = /\b(?:which is why|therefore|led to)\b/i
const TELLS_WHY =
  /\b(?:because|due to|owing to|as a result|thanks to|caus\w+|therefore|led to|leads to|since|so that|so|when|if|after|as|turned out|reason\w*|why|blocks?|blocked|until|unless|for this)\b/i

/** What goes on from the sentence before it. */
const STARTS = /^(?:So|Therefore|This|That|Thus|Hence|It|They|As a result|For this|Because|The (?:cause|reason))\b/

const marksOf = (text: string) => new Set(readOf(text).flatMap(({ marks }) => [...marks]))

/** "Because A, B", "B because A", and "A, which is why B" */
function reasonOf(text: string): { said: string; effect: string; reason: string } | null {
  const [cause, why] = [CAUSE.exec(text), EFFECT_FIRST.exec(text)]
  const found = cause ?? why
  if (!found) return null
  const said = found[0]
  const [before, after] = [text.slice(0, found.index), text.slice(found.index + said.length)]
  if (!cause) return { said, reason: before, effect: after }
  if (before.trim()) return { said, effect: before, reason: after }
  const comma = after.indexOf(',')
  return { said, effect: after.slice(comma + 1), reason: after.slice(0, comma) }
}

/** @returns the word for a cause, where no record joins the reason with the effect */
export function causeUnshown(text: string, record: readonly Read[]): string | null {
  const found = reasonOf(text)
  if (!found) return null
  const [effect, reason] = [marksOf(found.effect), marksOf(found.reason)]
  const isTold = record.some((sentence, at) => {
    const before = record[at - 1]
    const [why, what] = [shared(reason, sentence.marks) > 0, shared(effect, sentence.marks) > 0]
    const follows =
      before !== undefined &&
      ((why && shared(effect, before.marks) > 0) || (what && shared(reason, before.marks) > 0)) &&
      (STARTS.test(sentence.text) || TELLS_WHY.test(before.text))
    return follows || (why && what && TELLS_WHY.test(sentence.text))
  })
  return isTold ? null : found.said
}

/** An effect of one thing on another. */
const EFFECT =
  /\b(?:increas|improv|boost|reduc|rais|lower(?=s|ed|ing)|sav(?=(?:e|es|ed|ing)s? (?:time|money|costs?|effort|work|\S*\d))|grow|grew|cut|acceler|caus|lead to|leads to|driv|lift|prevent|avoid|enabl|unlock|help|result|generat|strengthen|protect)(?:e|es|ed|ing|s)?\b/i
/** What would be, or has to be, is no effect. */
const NOT_YET = /\b(?:if|would|could|should|has to|have to|must|needs? to|goal|aim|target)\b/i
export const effectUnshown = (text: string, shown: string): string | null => {
  const found = EFFECT.exec(text)
  const said = found?.[0]
  if (!said || isNegated(text.slice(Math.max(0, found.index - 20), found.index))) return null
  if (NOT_YET.test(text.slice(0, found.index))) return null
  const root = stem(said).slice(0, 4)
  const rises =
    /\b(?:rose|rises?|went up|up \d|from \S+ ?\S* to|fell|falls?|dropped|went down|because|so that|since|extend\w*|remov\w+|compared (?:to|with)|against|instead of)\b/i
  return shown.toLowerCase().includes(root) || rises.test(shown) ? null : said
}
