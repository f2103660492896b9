/** From text to word stems: lower case, without accents, light English suffix stripping, stop words out. Deterministic, no locale. */

/** Characters of one text that are read; a description may be a book. */
const TEXT_LIMIT = 8_000

const STOP_WORDS = new Set(
  (
    'a about above after again all also am an and any are as at back be because been before being below between both but by can cannot come could day did do does doing ' +
    'done down during each else even every few for from further get gets go had has have having he her here him his how i if in into is it its just last less let ' +
    'like made make makes many may me might more most much must my need needs new no nor not now of off often on once one only or other our out over own per ' +
    'put same see set she should show shows so some still such take takes than that the their them then there these they this those three through to today too two ' +
    'under until up us use used uses using very via want wants was way we well were what when where which while who whole why will with within without would yet you your ' +
    'second seconds minute minutes hour hours days week weeks weekly month months monthly quarter quarterly year years yearly per share percent ' +
    'able ability add adds added allow allows also better build change create customer customers enable ensure feature features fix four give implement improve improved ' +
    'improvement include item items people person product story task team teams thing things ticket update user users work'
  ).split(' '),
)

/** Words in order, as written; each with the place where it starts. */
export function wordsOf(text: string): readonly { readonly word: string; readonly at: number }[] {
  const found: { word: string; at: number }[] = []
  const read = text.slice(0, TEXT_LIMIT)
  // The same words and places, several times as fast.
  if (/^[\0-\x7f]*$/.test(read))
    for (const { 0: word, index } of read.toLowerCase().matchAll(/[a-z0-9]+/g)) found.push({ word, at: index })
  else
    for (const { 0: word, index } of read.matchAll(/[\p{L}\p{N}]+/gu))
      found.push({
        word: word
          .normalize('NFKD')
          .replace(/\p{M}+/gu, '')
          .toLowerCase(),
        at: index,
      })
  return found
}

export interface Term {
  readonly stem: string
  /** Place of the word in the text. */
  readonly at: number
}

/** Stems that carry meaning. Words joined by a hyphen count as one word too: `sign-up` gives sign and signup. */
export function termsOf(text: string): readonly Term[] {
  const words = wordsOf(text)
  const terms: Term[] = []
  words.forEach(({ word, at }, i) => {
    if (word.length > 1 && word.length <= 40 && !STOP_WORDS.has(word)) terms.push({ stem: stem(word), at })
    const next = words[i + 1]
    if (next && next.at === at + word.length + 1 && /[-‐‑]/.test(text[at + word.length]!))
      terms.push({ stem: stem(word + next.word), at })
  })
  return terms
}

/** The stems of {@link termsOf} without their places. */
export function stemsOf(text: string): readonly string[] {
  const read = text.slice(0, TEXT_LIMIT)
  if (!/^[\0-\x7f]*$/.test(read)) return termsOf(text).map((term) => term.stem)
  const lower = read.toLowerCase()
  const found: string[] = []
  let [before, ended] = ['', -2]
  for (let at = 0; at < lower.length; at++) {
    if (!isWordCode(lower.charCodeAt(at))) continue
    const start = at
    while (at < lower.length && isWordCode(lower.charCodeAt(at))) at++
    const word = lower.slice(start, at)
    if (start === ended + 1 && lower[ended] === '-') found.push(stem(before + word))
    if (word.length > 1 && word.length <= 40 && !STOP_WORDS.has(word)) found.push(stem(word))
    before = word
    ended = at
  }
  return found
}

const isWordCode = (code: number) => (code >= 97 && code <= 122) || (code >= 48 && code <= 57)

/** Endings, longest first: what is cut, what is put instead, and how many letters must be left. */
const ENDINGS: readonly (readonly [ending: string, instead: string, left: number])[] = [
  ['ifications', 'ify', 3],
  ['ification', 'ify', 3],
  ['izations', 'ize', 3],
  ['isations', 'ize', 3],
  ['ization', 'ize', 3],
  ['isation', 'ize', 3],
  ['ability', 'able', 3],
  ['ibility', 'ible', 3],
  ['ations', 'ate', 3],
  ['ation', 'ate', 3],
  ['ators', 'ate', 3],
  ['ator', 'ate', 3],
  ['ments', '', 3],
  ['ment', '', 3],
  ['ances', '', 5],
  ['ance', '', 5],
  ['eries', '', 4],
  ['ery', '', 4],
  ['ness', '', 4],
  ['ings', '', 3],
  ['ing', '', 3],
  ['ied', 'y', 2],
  ['ies', 'y', 2],
  ['ers', '', 4],
  ['er', '', 4],
  ['ed', '', 3],
  ['als', '', 5],
  ['al', '', 5],
  ['ly', '', 4],
  ['able', '', 4],
  ['ive', '', 5],
  ['sses', 'ss', 2],
  ['xes', 'x', 2],
  ['ches', 'ch', 2],
  ['shes', 'sh', 2],
  ['s', '', 3],
]

/**
 * The stem of a lower-case English word; other words lose a plural s at most in practice. Strips nouns further than Porter's
 * algorithm does, which keeps pay and payment, deliver and delivery, notify and notification apart.
 */
export function stem(word: string): string {
  const known = stems.get(word)
  if (known !== undefined) return known
  const found = stripped(word)
  if (stems.size >= MOST_STEMS) stems.clear()
  stems.set(word, found)
  return found
}

/** A backlog says few words, and says them often. */
const stems = new Map<string, string>()
const MOST_STEMS = 20_000

function stripped(word: string): string {
  if (word.length < 4 || /\d/.test(word)) return word
  let stemmed = word
  for (const [ending, instead, left] of ENDINGS) {
    if (
      !stemmed.endsWith(ending) ||
      stemmed.length - ending.length < left ||
      (ending === 's' && /[sui]s$/.test(stemmed))
    )
      continue
    stemmed = stemmed.slice(0, -ending.length) + instead
    break
  }
  if (/([bdfgmnprt])\1$/.test(stemmed)) stemmed = stemmed.slice(0, -1)
  if (stemmed.length > 3 && stemmed.endsWith('e')) stemmed = stemmed.slice(0, -1)
  if (stemmed.length > 4 && stemmed.endsWith('iz')) stemmed = `${stemmed.slice(0, -1)}s` // localize and localise are one word
  return stemmed.endsWith('y') && stemmed.length > 3 ? `${stemmed.slice(0, -1)}i` : stemmed
}
