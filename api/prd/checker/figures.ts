/** A figure belongs to the words beside it: the right number said of the wrong thing. */
import { quantitiesIn, type Quantity } from './quantities.ts'
import { contentWords, wordsShared } from './wording.ts'

const PARTS = /[;,:]\s|\s(?:but|while|whereas|against|rather than|compared (?:to|with)|versus)\s/u
const AND = /\sand\s/u

const COMPARED: ReadonlySet<Quantity['kind']> = new Set(['number', 'percent', 'money', 'days', 'seconds', 'points'])

/** @returns a figure that the passage gives to something else of which it has another figure */
export function misplacedFigure(text: string, passage: string): string | null {
  const given = passage
    .split(/(?<=[.!?…]) /)
    .flatMap((sentence) => sentence.split(PARTS))
    .map((part) => ({ part, figures: quantitiesIn(part) }))
  const all = new Set(given.flatMap(({ part }) => [...contentWords(part)]))
  for (const group of text.split(PARTS))
    for (const part of group.split(AND))
      for (const figure of quantitiesIn(part)) {
        if (!COMPARED.has(figure.kind) || figure.noun === 'fraction') continue
        const own = [...contentWords(part)].filter((word) => all.has(word))
        const words = new Set(own)
        const having = given.filter(({ figures }) => figures.some(({ kind }) => kind === figure.kind))
        const [same, other] = [true, false].map((wanted) =>
          having
            .filter(
              ({ figures }) => figures.some((one) => one.kind === figure.kind && one.value === figure.value) === wanted,
            )
            .map((one) => wordsShared(words, one.part)),
        ) as [number[], number[]]
        if (same.length && other.length && Math.max(...other) >= Math.max(...same) + 2) return figure.raw
      }
  return null
}
