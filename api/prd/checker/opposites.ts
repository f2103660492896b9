/** Words of which a sentence must not say one where what it rests on says the other. */
import { isNegated } from './wording.ts'

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
    [
      'start(?:s|ed)?|begins?|began|since|applies|from (?=\\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))(?!.*\\bto\\b)',
      'ends?|ended|expires?|until (?=\\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))|stops?',
    ],
    ['open|unresolved|unfixed|outstanding', 'closed|resolved|fixed|done|finished|corrected'],
    ['optional|voluntary', 'mandatory|required|must|compulsory'],
    ['allow\\w*|permit\\w*|possible', 'forbid\\w*|forbidden|block(?:s|ed)|impossible|cannot|prohibit\\w*'],
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
    [
      '(?:is|are|was|were) (?:\\w+ )?(?:up|available|running)',
      '(?:is|are|was|were) (?:\\w+ )?(?:down|unavailable|offline)',
    ],
    ['includ\\w*', 'exclud\\w*'],
    ['valid|lawful', 'void|invalid|illegal|unlawful'],
    ['keeps?|kept|retain(?:s|ed)?', 'loses?|lost|drop(?:s|ped)?|discard(?:s|ed)?'],
    ['new', 'old|current|existing|stays? the same|unchanged'],
    ['safe\\w*|secure', 'unsafe|insecure|risk\\w*'],
    ['easy|easier|simple', 'hard|harder|difficult|complex'],
    ['enough|sufficient', 'too little|too few|insufficient'],
    ['buy\\w*|purchas\\w*', 'sell\\w*|sold'],
    ['ahead', 'behind'],
    ['outside', 'inside'],
    ['too (?:late|long|much|many|high|big)', 'too (?:early|short|little|few|low|small)'],
    ['newer', 'older'],
    ['stronger', 'weaker'],
    ['longer', 'shorter'],
    ['heavier', 'lighter'],
    ['warmer|hotter', 'colder|cooler'],
    ['better', 'worse'],
    ['first|initial\\w*', 'last|final\\w*'],
    ['minimum', 'maximum'],
    ['private\\w*', 'public\\w*'],
    ['import\\w*', 'export\\w*'],
    ['arriv\\w*', 'depart\\w*'],
    ['same', 'different'],
    ['common|frequent\\w*', 'rare\\w*'],
    ['rises?|rose|falls?|fell|increas\\w*|decreas\\w*|changes?|changed', 'stays?|unchanged|remains?'],
  ] as const
).map(([a, b]) => [new RegExp(`\\b(?:${a})\\b`, 'i'), new RegExp(`\\b(?:${b})\\b`, 'i')])

const BOUND =
  /\b(?:more|less|fewer|lower|higher) than(?= \S*(?:\d|one|two|three|four|five|six|seven|eight|nine|ten|half|a |an ))|\bno (?:more|less|fewer) than\b/gi
/** Characters before a word in which a denial turns it: "not closed" is open. */
const NEAR = 32
export function opposed(sentence: string, passage: string): string | null {
  // A bound beside a number is compared with the number.
  const [text, shown] = [sentence, passage].map((one) => one.replaceAll(BOUND, ' ')) as [string, string]
  for (const [a, b] of OPPOSITES) {
    const [saysA, saysB, showsA, showsB] = [a.exec(text), b.exec(text), a.test(shown), b.test(shown)]
    const said = saysA && !saysB && showsB && !showsA ? saysA : saysB && !saysA && showsA && !showsB ? saysB : null
    if (said && !isNegated(text.slice(Math.max(0, said.index - NEAR), said.index))) return said[0]
  }
  return null
}
