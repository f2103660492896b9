/** A figure belongs to the words beside it: the right number said of the wrong thing. */
import { shared, tokensOf, without, type Part, type Read } from './parts.ts'
import type { Quantity } from './quantities.ts'

const COMPARED: ReadonlySet<Quantity['kind']> = new Set(['number', 'percent', 'money', 'days', 'seconds', 'points'])

interface Given extends Part {
  readonly sentence: Read
}

const isIn = ({ kind, value }: Quantity, figures: readonly Quantity[]) =>
  figures.some((one) => one.kind === kind && one.value === value)

/** Odds belong to their day: "90% by 12 February" of what says "even odds by 12 February, 90% by 5 March". */
const hasAnotherBeside = (
  figure: Quantity,
  beside: readonly Quantity[],
  own: readonly Given[],
  given: readonly Given[],
) =>
  beside.some(
    (one) =>
      figure.kind === 'percent' &&
      one.kind === 'date' &&
      own.some(
        ({ figures, sentence }) =>
          !isIn(one, figures) &&
          figures.some(({ kind }) => kind === one.kind) &&
          given.some((other) => other.sentence === sentence && isIn(one, other.figures)),
      ),
  )

/**
 * "Tickets at 21%" of what says "9% for tickets and 21% for shop items": all the words that go with another figure of
 * the same sentence, and not all of those that go with this one.
 */
export function misplacedFigure({ parts }: Read, record: readonly Read[]): string | null {
  const given = record.flatMap((sentence) => sentence.parts.map((part) => ({ ...part, sentence })))
  for (const { words, figures } of parts) {
    for (const figure of figures) {
      if (!COMPARED.has(figure.kind) || figure.noun === 'fraction' || (figure.whole && figure.kind === 'number'))
        continue
      const own = given.filter((one) => isIn(figure, one.figures))
      if (own.length !== 1) continue
      const [mine] = own
      const isAnothers = given.some((other) => {
        if (other === mine || other.sentence !== mine!.sentence) return false
        if (!other.figures.some(({ kind }) => kind === figure.kind)) return false
        if (other.figures.some((one) => isIn(one, figures))) return false
        const [here, there] = [without(mine!.words, other.words), without(other.words, mine!.words)]
        return there.size > 0 && shared(words, there) === there.size && shared(words, here) < here.size
      })
      if (isAnothers || hasAnotherBeside(figure, figures, own, given)) return figure.raw
    }
  }
  return null
}

const BASE = /(\d[\d.,]*)\s?(?:%|percent) of (all |our |the |every |those |them|these )?((?:[\p{L}’'-]+ ?){0,3})/giu
const basesIn = (text: string) =>
  [...text.matchAll(BASE)].map(([said, of, which = '', whom]) => ({
    said,
    of,
    which: which.trim(),
    whom: tokensOf(whom!),
  }))

/** "38% of all customers" of what says "38% of them": a share of somebody else. */
export function otherBase({ text }: Read, record: readonly Read[]): string | null {
  const given = record.flatMap((one) => basesIn(one.text))
  const known = new Set(record.flatMap(({ words }) => [...words]))
  for (const { said, of, which, whom } of basesIn(text)) {
    const same = given.filter((one) => one.of === of)
    const isOther = (one: (typeof same)[number]) =>
      /^(?:them|those|these)$/i.test(one.which)
        ? /^(?:all|our|every)$/i.test(which)
        : whom.size > 0 && one.whom.size > 0 && shared(whom, one.whom) === 0 && shared(whom, known) === whom.size
    if (same.length > 0 && same.every(isOther)) return said.trim()
  }
  return null
}
