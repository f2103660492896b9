/** The words of a sentence that carry meaning, and whether it denies. */
import { stem } from './number-words.ts'

const NEGATED =
  /\b(?:not|no|never|none|neither|nor|nobody|nothing|nowhere|without|cannot|hardly|lacks?|fails? to)\b|n[’']t\b/i
/** A bound is no denial: "no later than". */
const NO_MORE = /\b(?:no|not) (?:\w+ )?(?:more|less|fewer|later|earlier|larger|longer|higher|lower|older) than\b/gi
export const isNegated = (text: string) => NEGATED.test(text.replaceAll(NO_MORE, ' '))

const LINK_WORDS = new Set(
  'this that these those with from into than then when where which while about after before over under their there they them have been being were will would could should must also only more most such each every other some what whose because through between during against among until still very just like made make does done take takes into onto january february march april june july august september october november december three four five seven eight nine eleven twelve twenty thirty forty fifty hundred third quarter half year month week days item items story stories epic task tasks work team teams'.split(
    ' ',
  ),
)
/** Words that carry meaning, shortened so that forms of one word agree. */
export const contentWords = (text: string): Set<string> =>
  new Set(
    (text.toLowerCase().match(/\p{L}{4,}/gu) ?? [])
      .filter((word) => !LINK_WORDS.has(word))
      .map((word) => stem(word).slice(0, 5)),
  )

/** How many of these words a part has. */
export const wordsShared = (words: ReadonlySet<string>, part: string) =>
  [...contentWords(part)].filter((word) => words.has(word)).length

/** In lower case, with one kind of quotation mark. */
export const lower = (text: string) => text.toLowerCase().replaceAll(/[“”"‘’']/g, "'")
