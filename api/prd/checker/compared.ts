/** Comparisons and orders: which of two is more, and which comes first. */
import { sentencesOf, shared, tokensOf, without, type Read } from './parts.ts'
import type { Quantity } from './quantities.ts'

const MORE = 'more|higher|longer|larger|bigger|greater|slower|later|dearer|costlier'
const LESS = 'fewer|less|lower|shorter|smaller|cheaper|faster|quicker|sooner|earlier'
const THAN = new RegExp(`^(.*?)\\b(${MORE}|${LESS})\\b(.*?)\\bthan\\b(.*)$`, 'i')
const BEYOND = /^(.*?)\b(above|below)\b()(.*)$/i
const IS_LESS = new RegExp(`^(?:${LESS}|below)$`, 'i')
/** "More than 40" is a bound, and compares nothing. */
const BOUND =
  /^\s*(?:(?:about|around|an?|the) )?(?:[€$£]?\d|(?:a|an|one|two|three|four|five|six|seven|eight|nine|ten|twelve|half|twenty|thirty|once|twice)\b)/i
/** What some words compare; the others may compare anything. */
const OF_TIME = /^(?:slower|faster|quicker|sooner|earlier|later|longer|shorter)$/i
const OF_MONEY = /^(?:cheaper|dearer|costlier)$/i
const isSize = (word: string, { kind, noun }: Quantity) =>
  SIZES.has(kind) &&
  (OF_TIME.test(word)
    ? kind !== 'money' && kind !== 'percent'
    : OF_MONEY.test(word)
      ? kind === 'money' || (kind === 'number' && !noun)
      : true)

const SIZES: ReadonlySet<Quantity['kind']> = new Set(['number', 'percent', 'money', 'days', 'seconds'])
/** Two figures of one sentence are compared before those of two. */
const TOGETHER = 5
/** Parts that are compared with each other. */
const MOST = 40

const alike = (one: Quantity, other: Quantity) =>
  one.kind === other.kind || (one.kind === 'number' && !one.noun) || (other.kind === 'number' && !other.noun)

/** @returns the figures that say the reverse of "more A than B" */
export function comparedWrongly({ text, words: all }: Read, record: readonly Read[]): string | null {
  const [, before, word, between, after] = THAN.exec(text) ?? BEYOND.exec(text) ?? []
  if (!word || BOUND.test(after!)) return null
  const [amid, second] = [tokensOf(between!), tokensOf(after!)]
  const first = amid.size ? amid : tokensOf(before!)
  const [one, other] = [without(first, second), without(second, first)]
  const parts = record
    .flatMap((sentence) =>
      sentence.parts.flatMap((part) => {
        const sizes = part.figures.filter((one) => isSize(word, one))
        return sizes.length && shared(all, part.words) ? [{ ...part, sentence, sizes }] : []
      }),
    )
    .slice(0, MOST)
  const [best] = parts
    .flatMap((a) =>
      parts.flatMap((b) => {
        const [ofA, ofB] = [without(a.words, b.words), without(b.words, a.words)]
        const [mine, theirs] = [shared(one, ofA), shared(other, ofB)]
        const pair = a.sizes.flatMap((size) =>
          b.sizes.filter((than) => alike(size, than)).map((than) => [size, than]),
        )[0]
        if (a === b || !pair || mine === 0 || theirs === 0) return []
        if (mine + theirs <= shared(one, ofB) + shared(other, ofA)) return []
        const by = Number(pair[0]!.value) - Number(pair[1]!.value)
        return [
          { by, score: mine + theirs + (a.sentence === b.sentence ? TOGETHER : 0), what: `${a.text} … ${b.text}` },
        ]
      }),
    )
    .toSorted((a, b) => b.score - a.score)
  return best && best.by !== 0 && best.by > 0 === IS_LESS.test(word) ? best.what : null
}

const ORDER = /^(.*?)\b(before|after)\b(.*)$/i
const INSTEAD = /\b(?:instead of|rather than) (?:before|after)\b[^.;]*/i

/**
 * Whether what comes before and what comes after is the same in both.
 * @returns null where the two orders are not about the same
 */
export function sameOrder(text: string, shown: string): boolean | null {
  const [, head, said, tail] = ORDER.exec(text.replace(INSTEAD, '')) ?? []
  if (!said) return null
  const clause = head!.split(', ').at(-1)!
  const [one, other] = [without(tokensOf(clause), tokensOf(tail!)), without(tokensOf(tail!), tokensOf(clause))]
  for (const part of sentencesOf(shown).flatMap((sentence) => sentence.replace(INSTEAD, '').split(/; |, /))) {
    const [, start, word, end] = ORDER.exec(part) ?? []
    if (!word) continue
    const [a, b] = [without(tokensOf(start!), tokensOf(end!)), without(tokensOf(end!), tokensOf(start!))]
    const [straight, crossed] = [shared(one, a) + shared(other, b), shared(one, b) + shared(other, a)]
    const sameWord = said.toLowerCase() === word.toLowerCase()
    if (straight > crossed && shared(one, a) > 0 && (b.size === 0 || shared(other, b) > 0)) return sameWord
    if (crossed > straight && shared(one, b) > 0 && shared(other, a) > 0) return !sameWord
  }
  return null
}
