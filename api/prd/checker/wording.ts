/** What words commit a sentence to, beside its numbers: denial, obligation, scope, direction, and opposites. */
import { stem } from './quantities.ts'

const NEGATED =
  /\b(?:not|no|never|none|neither|nor|nobody|nothing|nowhere|without|cannot|hardly|lacks?|fails? to)\b|n[’']t\b/i
export const isNegated = (text: string) => NEGATED.test(text)

/** Classes of strong words: a sentence may use one only if its quotes use one of the same class. */
const STRONG: readonly (readonly [name: string, said: RegExp, shown: RegExp])[] = [
  [
    'an obligation',
    /\b(?:must|shall|has to|have to|had to|required?|requires|mandatory|obliged|compulsory|needs? to|is needed)\b/i,
    /\b(?:must|shall|has to|have to|required?|requires|mandatory|obliged|compulsory|needs?|needed|law|legal\w*|asks? that|blocked by|waits? for|has until)\b/i,
  ],
  [
    'an impossibility',
    /\b(?:cannot|can['’]t|impossible|never|unable)\b/i,
    /\b(?:cannot|can['’]t|impossible|never|unable|not|no|without|must|before|until|lacks?)\b/i,
  ],
  [
    'everything',
    /\b(?:all|every|everyone|everybody|each|always|entire|whole|any|across the board)\b/i,
    /\b(?:all|every|everyone|everybody|each|per|always|entire|whole|any|(\d+) of \1)\b/i,
  ],
  [
    'only',
    /\b(?:only|solely|exclusively|just|nothing but)\b/i,
    /\b(?:only|solely|exclusively|just|nothing but|sole|single|one|no other|\d+ of \d+)\b/i,
  ],
  [
    'most',
    /\b(?:most|majority|usually|mostly|typically|generally|often|many|few|several|rarely)\b/i,
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
    /\b(?:best|worst|largest|biggest|smallest|fastest|slowest|lowest|highest|cheapest|leading|top|unique|first|last|least|most|rank\w*|P0)\b/i,
  ],
]

/** Without "every week": a period is compared as one. */
export function strongWords(sentence: string, shown: string): string[] {
  const text = sentence.replaceAll(PERIOD, ' ')
  return STRONG.flatMap(([name, said, needs]) => {
    const word = said.exec(text)?.[0]
    return word && !needs.test(shown) ? [`${name} (“${word}”)`] : []
  })
}

/** People who want something: somebody must have said so. */
const WANT =
  /\b(?:users?|customers?|shoppers?|people|buyers?|visitors?|clients?|everyone|everybody|merchants?|sellers?|makers?|readers?|teams?|finance|support|sales)\b[^.;]{0,40}\b(?:wants?|wanted|needs?|ask(?:s|ed|ing)?|love|prefer\w*|expect\w*|demand\w*|complain\w*|request\w*|struggle\w*|frustrat\w*)\b/i
const WANT_SHOWN =
  /\b(?:wants?|wanted|needs?|ask(?:s|ed|ing)?|love|prefer\w*|expect\w*|demand\w*|complain\w*|request\w*|struggle\w*|frustrat\w*|votes?|interview\w*|most requested)\b/i
export const wantsUnshown = (text: string, shown: string): string | null => {
  const said = WANT.exec(text)?.[0]
  return said && !WANT_SHOWN.test(shown) ? said : null
}

/** An effect of one thing on another: a cause must be cited, not concluded. */
const EFFECT =
  /\b(?:increas|improv|boost|reduc|rais|lower|sav|grow|grew|cut|acceler|caus|lead to|leads to|driv|lift|prevent|avoid|enabl|unlock|help|result|generat|strengthen|protect)(?:e|es|ed|ing|s)?\b/i
export const effectUnshown = (text: string, shown: string): string | null => {
  const said = EFFECT.exec(text)?.[0]
  if (!said) return null
  const root = stem(said).slice(0, 4)
  const rises = /\b(?:rose|rises?|went up|up \d|from \S+ ?%? to|fell|falls?|dropped|went down|because|so that|since)\b/i
  return shown.toLowerCase().includes(root) || rises.test(shown) ? null : said
}

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
    ['saves?|saved|saving', 'costs?'],
    ['up|available|running', 'down|unavailable|offline'],
    ['valid|legal|lawful', 'void|invalid|illegal|unlawful'],
    ['keeps?|kept|retain(?:s|ed)?', 'loses?|lost|drop(?:s|ped)?|discard(?:s|ed)?'],
    ['new', 'old|current|existing'],
    ['safe\\w*|secure', 'unsafe|insecure|risk\\w*'],
    ['easy|easier|simple', 'hard|harder|difficult|complex'],
    ['enough|sufficient', 'too little|too few|insufficient'],
    ['buy\\w*|purchas\\w*', 'sell\\w*|sold'],
    ['ahead', 'behind'],
  ] as const
).map(([a, b]) => [new RegExp(`\\b(?:${a})\\b`, 'i'), new RegExp(`\\b(?:${b})\\b`, 'i')])

export function opposed(text: string, shown: string): string | null {
  for (const [a, b] of OPPOSITES) {
    const [saysA, saysB, showsA, showsB] = [a.exec(text), b.exec(text), a.test(shown), b.test(shown)]
    if (saysA && !saysB && showsB && !showsA) return saysA[0]
    if (saysB && !saysA && showsA && !showsB) return saysB[0]
  }
  return null
}

/** Periods of a rate: "a month", "per sprint", "each week". */
const PERIOD =
  /\b(?:a|an|per|each|every)[ -](hour|minute|day|week|month|quarter|year|sprint)\b|\b(hour|dai|week|month|quarter|year)ly\b/gi
export const periodsIn = (text: string): string[] =>
  [...text.matchAll(PERIOD)].map((match) => (match[1] ?? match[2] ?? '').toLowerCase().replace('dai', 'day'))

/** What must still be done, told as if it had been. */
const DEMAND = /\b(?:must|should|has to|have to|needs? to|is to be|are to be|before|may|plans? to|wants? to)\b/i
const DONE =
  /\b(?:is|are|was|were|has been|have been)\s+(?:\w+ly\s+)?(?:\w+ed|signed|sent|built|kept|paid|sold|done|written|chosen)\b|\bhas started\b|\bhave started\b/i
const PAST = /\b(?:\w{2,}ed|received|got|became|sent|built|kept|paid|sold|chose|wrote|began|went)\b/gi
export function demandToldAsFact(text: string, shown: string): boolean {
  if (DEMAND.test(text) || /\b(?:until|once|cannot)\b/i.test(text) || !DEMAND.test(shown)) return false
  if (DONE.test(text) && !DONE.test(shown)) return true
  const known = shown.toLowerCase()
  return [...text.matchAll(PAST)].some(([word]) => !known.includes(word.toLowerCase().slice(0, 5)))
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
