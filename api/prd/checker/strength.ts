/** Words that say more than what they rest on: obligations, "all", "only", "will", and what is settled. */
import { closestTo, type Part, type Read } from './parts.ts'
import { numberOf } from './number-words.ts'
import { withoutPeriods } from './periods.ts'
import { isNegated } from './wording.ts'

/** Classes of strong words: a sentence may use one only if its quotes use one of the same class. */
const STRONG: readonly (readonly [name: string, said: RegExp, shown: RegExp])[] = [
  [
    'an obligation',
    /\b(?:must|shall|mandatory|obliged|compulsory)\b/i,
    /\b(?:must|shall|has to|have to|had to|required?|requires|mandatory|obliged|compulsory|needs?|needed|do(?:es)? not|may not|law|legal\w*|asks? that|yet|still|blocked by|waits? for|has until|only|cannot|not|until|before|should)\b/i,
  ],
  [
    'never',
    /\b(?:never|unable|impossible)\b/i,
    /\b(?:cannot|can['’]t|impossible|never|unable|not|nobody|none|nothing|no|without|must|before|until|lacks?|only)\b/i,
  ],
  [
    'everything',
    /\b(?:all|every|everyone|everybody|each|always|entire|whole|any|across the board)\b(?! other| of (?:the )?\d|one else|body else)/i,
    /\b(?:all|every|everyone|everybody|each|per|always|never|entire|whole|full|fully|any|(\d+) of \1)\b(?! other)/i,
  ],
  [
    'only',
    /\b(?:only|solely|exclusively|just(?! (?:over|under|above|below|after|before))|nothing but)\b/i,
    /\b(?:only|solely|exclusively|just|nothing but|sole|single|one|no other|others?\b.*\bnot|not\b.*\bunless|\d+ of \d+)\b/i,
  ],
  [
    'most',
    /\b(?:most(?! recent)|majority|usually|mostly|typically|generally|often|many|few|several|rarely)\b/i,
    /\b(?:most|majority|usually|mostly|typically|generally|often|many|few|several|rarely|median|\d)\b/i,
  ],
  [
    'certainty',
    /\b(?:guarantee\w*|certain(?:ly)?|definitely|surely|ensures?|assured|without doubt)\b/i,
    /\b(?:guarantee\w*|certain(?:ly)?|definitely|surely|ensures?|assured)\b/i,
  ],
  [
    'a promise',
    /\b(?:will|going to)\b/i,
    /\b(?:will|going to|due|planned|plans?|until|by|from|sure|odds|likely|ends?|starts?|want\w*|must|to)\b/i,
  ],
  [
    'a comparison',
    /\b(?:best|worst|largest|biggest|smallest|fastest|slowest|lowest|highest|cheapest|leading|top|unique|first|last)\b/i,
    /\b(?:best|worst|largest|biggest|smallest|fastest|slowest|lowest|highest|cheapest|leading|top|unique|first|last|least|most|rank\w*|P0|before|after|start\w*|begin\w*|initial\w*)\b/i,
  ],
]

/**
 * "Every week" is a period, "all 34" and "of all" are counts, "not any more" and "an average for each" are no claims
 * about everything.
 */
const NO_CLAIM =
  /\b(?:everyone|everybody|anyone) else\b|\bany (?:more|longer)\b|\b(?:only|just) (?:\d|one|two|three|four|five|six|seven|eight|nine|ten)\b|\b(?:not|no|never|nobody|without)\b[^.;]*\bany\b|\bof all\b|\b(?:for|per) each\b|\bevery (?:\d+|two|three|four|five|six|ten|twelve|other)\b|\ball (?:of )?(?:the )?(?:\d[\d,.]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|of (?:it|them))\b/gi

export function strongWords(sentence: string, shown: string): string[] {
  const text = withoutPeriods(sentence).replaceAll(NO_CLAIM, ' ')
  return STRONG.flatMap(([name, said, needs]) => {
    const word = said.exec(text)?.[0]
    return word && !needs.test(shown) ? [`${name} (“${word}”)`] : []
  })
}

const DUTY = /\b(?:must|shall|has to|have to|had to|required|mandatory|obliged|compulsory)\b/i
const CHOICE = /\b(?:may|can|could|might|should|optional|nice to have|would like|idea|propos\w*|suggest\w*)\b/i
const DUTY_SHOWN =
  /\b(?:must|shall|has to|have to|had to|required?|requires|mandatory|obliged|compulsory|needs?|needed|law|legal\w*|only|cannot|not)\b/i

/** @returns the part that makes a duty of what the closest words leave open, or leaves open what they make a duty */
export const otherDuty = ({ parts }: Read, shown: readonly Part[]): string | null =>
  parts.find(({ text: part, marks }) => {
    if (isNegated(part)) return false
    const close = closestTo(marks, shown)
    const [duty, choice] = [DUTY.test(part), /\bmay\b/.test(part)]
    if (close.length === 0 || duty === choice) return false
    return duty
      ? close.every(({ text }) => CHOICE.test(text) && !DUTY_SHOWN.test(text))
      : close.every(({ text }) => /\bmust\b/.test(text) && !CHOICE.test(text) && !isNegated(text))
  })?.text ?? null

const ALL = /\b(?:all|every|each)(?: the| of the)?(?: \d[\d,]*)? (\p{L}{4,})/giu
const MOSTLY = /\b(?:most|mostly|mainly|some|usually|partly|in part)\b/i
/** Words before a noun that do not say which. */
const PLAIN =
  /^(?:the|all|every|each|our|their|its|his|her|these|those|of|and|or|more|than|other|for|per|no|any|how|many)$/i

const ALL_OF = /\ball (?:of )?(?:the |our )?(\d[\d,]*|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b/gi
/** "All 7 districts" of what says "3 of our 7". */
const allOfSome = (text: string, parts: readonly Part[]) =>
  [...text.matchAll(ALL_OF)].find(([, count]) =>
    parts.some(({ figures }) =>
      figures.some(({ kind, value }) => {
        const [part, whole] = String(value).split('/').map(Number)
        return (
          kind === 'share' && whole === numberOf(count!) && part! < whole && !new RegExp(`\\b${part!}\\b`).test(text)
        )
      }),
    ),
  )?.[0] ?? null

/** @returns "all issues" where the closest words speak of severe ones, or of most */
export function widened({ text, parts, marks }: Read, shown: readonly Part[]): string | null {
  for (const [said, noun] of text.matchAll(ALL)) {
    const part = parts.find((one) => one.text.includes(said))
    const close = part ? closestTo(part.marks, shown) : []
    const restricted = new RegExp(`(\\p{L}+) ${noun!.slice(0, 5)}`, 'iu')
    const narrows = ({ text: one }: Part) => {
      const which = restricted.exec(one)?.[1]
      return (
        MOSTLY.test(one) ||
        (which !== undefined && !PLAIN.test(which) && !text.toLowerCase().includes(which.toLowerCase()))
      )
    }
    if (close.length > 0 && close.every(narrows)) return said
  }
  const none = /\bnone of\b/i.exec(text)?.[0]
  const near = none ? closestTo(marks, shown) : []
  if (none && near.length > 0 && near.every(({ figures }) => figures.some(({ kind }) => kind === 'share'))) return none
  return allOfSome(text, shown)
}

/** A word is stronger than the one it rests on: "may" told as "will", "need not" as "must not", open as decided. */
const STRONGER: readonly (readonly [said: RegExp, shown: RegExp, unless: RegExp])[] = [
  [/\bwill\b/i, /\b(?:may|might|could|idea|proposal|consider\w*|explor\w*|propos\w*)\b/i, /\b(?:will|going to)\b/i],
  [
    /\b(?:must not|may not|cannot|forbidden|not allowed|prohibited)\b/i,
    /\b(?:(?:do|does) not (?:have|need) to|need not|not required|optional)\b/i,
    /\b(?:must not|may not|cannot|forbidden|not allowed|prohibited)\b/i,
  ],
]
const SETTLED =
  /\b(confirm|decid|approv|prov|verif|agre|sign|releas|test|promis|finish|schedul|commit|measur|analy[sz]e?)(?:e?d|e?s|en)?\b/gi
const SUSPECTED =
  /\b(?:thinks?|suspect\w*|assum\w*|believ\w*|guess\w*|probably|possibly|presumably|rumou?r\w*|suspicion)\b/i
const POSSIBLE = /\b(?:possibl\w*|may|might|perhaps|likely|could|unclear|seems?)\b/i
const UNSETTLED = /\b(?:yet|still|whether|until|before|once|when|if|has to|have to|must|should|to be)\b/i
export function strengthened({ text, marks }: Read, shown: string, parts: readonly Part[]): string[] {
  const closest = closestTo(marks, parts)
  const found = STRONGER.filter(
    ([said, weak, unless]) => said.test(text) && !POSSIBLE.test(text) && weak.test(shown) && !unless.test(shown),
  ).map(([said]) => said.exec(text)![0])
  // "All issues" of what says "all serious issues".
  for (const [phrase, noun] of text.matchAll(/\b(?:all|every|each)(?: the| of the)?(?: \d[\d,]*)? (\w{4,})/gi))
    if (
      new RegExp(`\\b(?:all|every|each) (?:the |of the )?(?!${noun!})\\w+ ${noun!.slice(0, 5)}`, 'i').test(shown) &&
      !new RegExp(`\\b(?:all|every|each) (?:the |of the )?${noun!.slice(0, 5)}`, 'i').test(shown)
    )
      found.push(phrase)
  if (closest.some((one) => SUSPECTED.test(one.text)) && !SUSPECTED.test(text) && !POSSIBLE.test(text))
    found.push('states a suspicion as a fact')
  for (const [, modal, verb] of shown.matchAll(
    /\b(may|can|must|should|will|do|does)(?: not|not|n['’]t) (?:be )?(\w{4,})/gi,
  ))
    if (new RegExp(`\\b${modal}(?: be)? ${verb}`, 'i').test(text)) found.push(`${modal} ${verb}`)
  const open = [...text.matchAll(SETTLED)].filter(
    ({ 1: root, index }) =>
      !UNSETTLED.test(text.slice(0, index)) &&
      !isNegated(text.slice(Math.max(0, index - 25), index)) &&
      new RegExp(`\\b(?:not|never|yet to be|without being)(?: yet| been| be)* ${root}`, 'i').test(shown) &&
      !new RegExp(`(?<!\\b(?:not|never)(?: yet| been| be)* )\\b${root}`, 'i').test(shown),
  )
  return [...found, ...open.map(([word]) => word)]
}
