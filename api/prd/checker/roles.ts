/** Who does what: a record names somebody else for what a sentence says, or nobody but them. */
import { isNegated } from './wording.ts'
import { closestTo, partsIn, shared, tokensOf, without, type Part, type Read } from './parts.ts'

const NAME = /(?<=[\p{L}\d,;’'] )(\p{Lu}\p{L}*\p{Ll}\p{L}*|\p{Lu}{2,})(?![\p{L}-]*\d)/gu
const NO_NAME =
  /^(?:January|February|March|April|May|June|July|August|September|October|November|December|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?|EUR|USD|GBP)$/
/** "Germany" is also in "German". */
const isIn = (name: string, text: string) =>
  new RegExp(`(?<!\\p{L})${name.length > 5 ? name.slice(0, -2) : name}`, 'u').test(text)

/** Words that two parts have in common before they say the same of somebody. */
const SAME = 2

/** @returns the words that say of another name what the sentence says of one that stands beside it */
export function saidOfAnother({ text, parts: said }: Read, record: readonly Read[]): string | null {
  const names = [...new Set(record.flatMap((one) => one.text.match(NAME) ?? []))].filter((name) => !NO_NAME.test(name))
  const named = names.filter((name) => isIn(name, text))
  if (named.length === 0) return null
  const parts = partsIn(record)
  const beside = new Set(record.flatMap((one) => (named.some((name) => isIn(name, one.text)) ? one.parts : [])))
  const isAnothers = (one: Part) =>
    beside.has(one) && names.some((name) => isIn(name, one.text)) && !named.some((name) => isIn(name, one.text))
  const own = tokensOf(named.join(' '))
  for (const part of said) {
    const about = without(part.marks, own)
    const close = about.size ? closestTo(about, parts, Math.min(SAME, about.size)) : []
    if (close.length > 0 && close.every(isAnothers)) return close[0]!.text
  }
  return null
}

const SPEAKS =
  /\b(ask|want|request|report|complain|estimat|propos|approv|decid|suggest|offer|demand|warn|fear|prefer|promis|confirm|think|suspect|expect|said|says?)\w*/i

/** @returns the words in which somebody else asks for, says, or decides what the sentence says */
export function saidByAnother({ words, parts }: Read, record: readonly Read[]): string | null {
  const known = new Set(record.flatMap((one) => [...one.words]))
  for (const { text: part } of parts) {
    const verb = SPEAKS.exec(part)
    if (!verb) continue
    const [who, what] = [tokensOf(part.slice(0, verb.index)), tokensOf(part.slice(verb.index))]
    if (shared(who, known) === 0) continue
    const same = partsIn(record).flatMap(({ text: theirs }) => {
      const at = theirs.search(new RegExp(`\\b${verb[1]!}`, 'i'))
      return at < 0 || shared(tokensOf(theirs.slice(at)), what) < SAME
        ? []
        : [{ theirs, by: tokensOf(theirs.slice(0, at)) }]
    })
    if (same.length > 0 && same.every(({ by }) => by.size > 0 && shared(by, words) === 0)) return same[0]!.theirs
  }
  return null
}

const ONLY_THEY =
  /\bonly (?:the |our |an? |by |with |for )?((?:\p{L}+ ){1,3}?)(?:can|may|must|will|is|are|has|have|does|should)\b (.*)/iu

/** @returns the words that leave to others alone what the sentence gives to somebody */
export function leftToOthers({ text, words }: Read, record: readonly Read[]): string | null {
  if (isNegated(text)) return null
  for (const { text: part } of partsIn(record)) {
    const [, who, what] = ONLY_THEY.exec(part) ?? []
    if (!who || !what) continue
    const doing = tokensOf(what)
    if (shared(tokensOf(who), words) === 0 && shared(doing, words) >= Math.min(SAME, doing.size)) return part
  }
  return null
}
