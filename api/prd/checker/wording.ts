/** What words commit a sentence to, beside its numbers: denial, obligation, scope, direction, and opposites. */
import { stem } from './number-words.ts'

const NEGATED =
  /\b(?:not|no|never|none|neither|nor|nobody|nothing|nowhere|without|cannot|hardly|lacks?|fails? to)\b|n[’']t\b/i
/** A bound is no denial: "no later than". */
const NO_MORE = /\b(?:no|not) (?:\w+ )?(?:more|less|fewer|later|earlier|larger|longer|higher|lower|older) than\b/gi
export const isNegated = (text: string) => NEGATED.test(text.replaceAll(NO_MORE, ' '))

/** Classes of strong words: a sentence may use one only if its quotes use one of the same class. */
const STRONG: readonly (readonly [name: string, said: RegExp, shown: RegExp])[] = [
  [
    'an obligation',
    /\b(?:must|shall|has to|have to|had to|required?|requires|mandatory|obliged|compulsory|needs? to|is needed)\b/i,
    /\b(?:must|shall|has to|have to|had to|required?|requires|mandatory|obliged|compulsory|needs?|needed|do(?:es)? not|may not|law|legal\w*|asks? that|yet|still|blocked by|waits? for|has until)\b/i,
  ],
  [
    'an impossibility',
    /\b(?:cannot|can['’]t|impossible|never|unable)\b/i,
    /\b(?:cannot|can['’]t|impossible|never|unable|not|no|without|must|before|until|lacks?|only)\b/i,
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

/** Without "every week": a period is compared as one. */
export function strongWords(sentence: string, shown: string): string[] {
  const text = sentence.replaceAll(PERIOD, ' ').replaceAll(ELSE, ' ')
  return STRONG.flatMap(([name, said, needs]) => {
    const word = said.exec(text)?.[0]
    return word && !needs.test(shown) ? [`${name} (“${word}”)`] : []
  })
}

/** "For everyone else" leaves somebody out. */
const ELSE = /\b(?:everyone|everybody|anyone) else\b/gi

/** People who want something: somebody must have said so. */
const WANT =
  /\b(?:users?|customers?|shoppers?|people|buyers?|visitors?|clients?|everyone|everybody|merchants?|sellers?|makers?|readers?|teams?|finance|support|sales)\b[^.;]{0,40}\b(?:wants?|wanted|needs?|ask(?:s|ed|ing)?|love|prefer\w*|expect\w*|demand\w*|complain\w*|request\w*|struggle\w*|frustrat\w*)\b|\b\p{L}+s (?:have |has )?(?:want(?:ed)?|asked|requested|demanded|complained|wished) (?:for|to|that|about|a|an|the|more|less)\b/iu
const WANT_SHOWN =
  /\b(?:wants?|wanted|would like|wish\w*|needs?|ask(?:s|ed|ing)?|love|prefer\w*|expect\w*|demand\w*|complain\w*|request\w*|struggle\w*|frustrat\w*|votes?|estimat\w*|interview\w*|most requested)\b/i
export const wantsUnshown = (text: string, shown: string): string | null => {
  const said = WANT.exec(text)?.[0]
  return said && !WANT_SHOWN.test(shown) ? said : null
}

/** An effect of one thing on another: a cause must be cited, not concluded. */
const EFFECT =
  /\b(?:increas|improv|boost|reduc|rais|lower|sav(?=(?:e|es|ed|ing)s? (?:time|money|costs?|effort|work|\S*\d))|grow|grew|cut|acceler|caus|lead to|leads to|driv|lift|prevent|avoid|enabl|unlock|help|result|generat|strengthen|protect)(?:e|es|ed|ing|s)?\b/i
export const effectUnshown = (text: string, shown: string): string | null => {
  const found = EFFECT.exec(text)
  const said = found?.[0]
  if (!said || isNegated(text.slice(Math.max(0, found.index - 20), found.index))) return null
  const root = stem(said).slice(0, 4)
  const rises =
    /\b(?:rose|rises?|went up|up \d|from \S+ ?\S* to|fell|falls?|dropped|went down|because|so that|since|extend\w*|remov\w+|compared (?:to|with)|against|instead of)\b/i
  return shown.toLowerCase().includes(root) || rises.test(shown) ? null : said
}

/** A reason: it must be cited as one. */
const CAUSE = /\b(?:because|due to|owing to|as a result|thanks to|caused by|therefore|led to)\b/i
const CAUSE_SHOWN =
  /\b(?:because|due to|owing to|as a result|thanks to|caus\w+|therefore|led to|leads to|since|so that|so|when|if|after|as|turned out|reason\w*|why|blocks?|blocked)\b|[:–—]/i
export const causeUnshown = (text: string, shown: string): string | null =>
  CAUSE_SHOWN.test(shown) ? null : (CAUSE.exec(text)?.[0] ?? null)

/** Pairs of which a sentence must not say one where its quotes say the other. */
const OPPOSITES: readonly (readonly [RegExp, RegExp])[] = (
  [
    [
      'rose|rises?|increas\\w*|grew|grows|growing|went up|climb\\w*|rais(?:e|es|ed)|more',
      'fell|falls?|drop(?:s|ped)|decreas\\w*|declin\\w*|went down|shr[aiu]nk\\w*|cut|lower(?:s|ed)?|less|fewer',
    ],
    ['later|delay\\w*|slip\\w*', 'earlier|sooner|forward'],
    ['pass(?:es|ed)', 'fail(?:s|ed)|faults?|found \\d+'],
    ['spare|idle|free capacity|underused', 'overload\\w*|overbooked|over capacity|busy'],
    ['start(?:s|ed)?|begins?|began|from|since|applies', 'ends?|ended|expires?|until|stops?'],
    ['open|unresolved|unfixed|outstanding', 'closed|resolved|fixed|done|finished|corrected'],
    ['optional|voluntary|may', 'mandatory|required|must|compulsory'],
    ['allow\\w*|permit\\w*|possible', 'forbid\\w*|forbidden|block(?:s|ed)|impossible|cannot|prohibit\\w*'],
    ['before|ahead of|precedes?', 'after|following|follows'],
    ['fast\\w*|quick\\w*', 'slow\\w*'],
    ['high|higher|highest', 'low|lower|lowest'],
    ['free', 'paid|costs?|charged'],
    ['manual\\w*|by hand', 'automat\\w*'],
    ['internal\\w*', 'external\\w*'],
    ['largest|biggest', 'smallest'],
    ['cheap\\w*|cheapest', 'expensive|dearest|costly'],
    ['accept(?:s|ed)?|approved?', 'reject(?:s|ed)?|declin\\w*|refus\\w*'],
    ['enabl\\w*|turned on', 'disabl\\w*|turned off'],
    ['gain\\w*|won|wins?', 'los[et]\\w*'],
    ['online', 'offline'],
    ['saves?|saved|saving', 'costs? (?:more|extra|an additional)'],
    ['over(?:pa\\w+|charg\\w*|estimat\\w*)', 'under(?:pa\\w+|charg\\w*|estimat\\w*)'],
    ['(?:previous|preceding) (?:day|week|month|year)', '(?:following|next) (?:day|week|month|year)'],
    ['earliest', 'latest'],
    ['first half', 'second half'],
    ['on by default', 'off by default'],
    ['up|available|running', 'down|unavailable|offline'],
    ['valid|legal|lawful', 'void|invalid|illegal|unlawful'],
    ['keeps?|kept|retain(?:s|ed)?', 'loses?|lost|drop(?:s|ped)?|discard(?:s|ed)?'],
    ['new', 'old|current|existing'],
    ['safe\\w*|secure', 'unsafe|insecure|risk\\w*'],
    ['easy|easier|simple', 'hard|harder|difficult|complex'],
    ['enough|sufficient', 'too little|too few|insufficient'],
    ['buy\\w*|purchas\\w*', 'sell\\w*|sold'],
    ['ahead', 'behind'],
    ['outside', 'inside'],
    ['rises?|rose|falls?|fell|increas\\w*|decreas\\w*|changes?|changed', 'stays?|unchanged|remains?'],
  ] as const
).map(([a, b]) => [new RegExp(`\\b(?:${a})\\b`, 'i'), new RegExp(`\\b(?:${b})\\b`, 'i')])

const BOUND =
  /\b(?:more|less|fewer|lower|higher) than(?= \S*(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|half|a |an ))|\bno (?:more|less|fewer) than\b/gi
export function opposed(sentence: string, passage: string): string | null {
  // A bound beside a number is compared with the number.
  const [text, shown] = [sentence, passage].map((one) => one.replaceAll(BOUND, ' ')) as [string, string]
  for (const [a, b] of OPPOSITES) {
    const [saysA, saysB, showsA, showsB] = [a.exec(text), b.exec(text), a.test(shown), b.test(shown)]
    if (saysA && !saysB && showsB && !showsA) return saysA[0]
    if (saysB && !saysA && showsA && !showsB) return saysB[0]
  }
  return null
}

/** Periods of a rate: "a month", "per sprint", "each week". */
const PERIOD =
  /(?<!\b(?:half|times|within|in|under|over|than|about|another|takes?|took|least|most)(?: an?)? )\b(?:a|an|per|each|every)[ -](hour|minute|day|week|month|quarter|year|sprint)\b(?! (?:of|earlier|ago|later|ahead|early|late|before|after|or half))|\b(hour|dai|week|month|quarter|year)ly\b/gi
/** A part of an hour is a time, and no rate. */
const PART_OF = /\bquarters? of an? (?:hour|year)\b/gi
export const periodsIn = (text: string): string[] =>
  [...text.replaceAll(PART_OF, ' ').matchAll(PERIOD)].map((match) =>
    (match[1] ?? match[2] ?? '').toLowerCase().replace('dai', 'day'),
  )

/** What must still be done, told as if it had been. */
const DEMAND =
  /\b(?:must|should|required|allowed|able to|ought|might|could|possible|whether|would like|has to|have to|needs? to|is to be|are to be|before|may|plans? to|wants? to)\b/i
const DONE =
  /\b(?:is|are|was|were|has been|have been)\s+(?:\w+ly\s+)?(?:\w+ed|signed|sent|built|kept|paid|sold|done|written|chosen)\b|\bhas started\b|\bhave started\b/i
const PAST = /\b(?:\w{2,}ed|received|got|became|sent|built|kept|paid|sold|chose|wrote|began|went)\b/gi
const ASKED = /\b(?:ask|request|want)(?:s|ed|ing)?\b/i
/** Something was to happen, by its verb. */
const toCome = (root: string) => new RegExp(`\\b(?:to|should|must|will|may|can|would) (?:be )?${root}`, 'i')
export function demandToldAsFact(text: string, shown: string): boolean {
  if (
    DEMAND.test(text) ||
    (ASKED.test(text) && ASKED.test(shown)) ||
    /\b(?:until|once|cannot)\b/i.test(text) ||
    !DEMAND.test(shown)
  )
    return false
  if (DONE.test(text) && !DONE.test(shown)) return true
  for (const [, verb] of text.matchAll(/\b(?:has|have|had|was|were)(?: already| been| now)* (\w{3,}ed)\b/gi)) {
    const root = verb!.slice(0, -2)
    if (toCome(root.replace(/(.)\1$/, '$1')).test(shown) && !new RegExp(`\\b${verb}`, 'i').test(shown)) return true
  }
  const known = shown.toLowerCase()
  return [...text.matchAll(PAST)].some(([word]) => !known.includes(word.toLowerCase().slice(0, 5)))
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
const SUSPECTED = /\b(?:suspect\w*|assum\w*|believ\w*|guess\w*|probably|possibly|presumably|rumou?r\w*|suspicion)\b/i
const POSSIBLE = /\b(?:possibl\w*|may|might|perhaps|likely|could|unclear|seems?)\b/i
const UNSETTLED = /\b(?:yet|still|whether|until|before|once|when|if|has to|have to|must|should|to be)\b/i
export function strengthened(text: string, shown: string): string[] {
  const found = STRONGER.filter(
    ([said, weak, unless]) => said.test(text) && !POSSIBLE.test(text) && weak.test(shown) && !unless.test(shown),
  ).map(([said]) => said.exec(text)![0])
  // "All issues" of what says "all serious issues".
  for (const [phrase, noun] of text.matchAll(/\b(?:all|every|each)(?: the| of the)? (\w{4,})/gi))
    if (
      new RegExp(`\\b(?:all|every|each) (?:the |of the )?(?!${noun!})\\w+ ${noun!.slice(0, 5)}`, 'i').test(shown) &&
      !new RegExp(`\\b(?:all|every|each) (?:the |of the )?${noun!.slice(0, 5)}`, 'i').test(shown)
    )
      found.push(phrase)
  if (SUSPECTED.test(shown) && !SUSPECTED.test(text) && !POSSIBLE.test(text)) found.push('states a suspicion as a fact')
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
