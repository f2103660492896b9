/** Titles that say nearly the same. */
import { stem, wordsOf } from '../../strategy/stems.ts'

/** Share of the weight of the shorter title that both must have. */
const ALIKE = 0.6
/** Words that both must have, unless they are the same to the word. */
const LEAST_SHARED = 3
/** A word that more titles have than this says too little to bring two together; it still counts once they meet. */
const COMMON = 60

const FILLERS = new Set(
  'a an and any are as at be been before after by for from has have i in into is it its of on one or so than that the their them then they this to we when which while with you'.split(
    ' ',
  ),
)

/** Words of a title that are compared, and titles that one is compared with in full: those that share most of its rare words. */
const MOST_WORDS = 40
const MOST_COMPARED = 50
/** Pairs of one item, and of all. */
const MOST_PARTNERS = 10
export const MOST_PAIRS = 20_000

export interface AlikePair {
  a: string
  b: string
  /** Share of the shorter title's words, weighted by how rare they are, that the other has too. */
  alike: number
}

interface Title {
  readonly id: string
  readonly words: ReadonlySet<string>
}

/** Titles, and which of them nearly say the same. Rare words weigh more (inverse document frequency). */
export class Titles {
  readonly #titles: Title[] = []
  readonly #having = new Map<string, number[]>()

  get size(): number {
    return this.#titles.length
  }

  add({ id, title }: { id: string; title: string }): void {
    const all = wordsOf(title)
      .filter(({ word }) => !FILLERS.has(word))
      .map(({ word }) => stem(word))
    const words = new Set([...new Set(all)].slice(0, MOST_WORDS))
    for (const word of words) {
      const others = this.#having.get(word)
      if (others) others.push(this.#titles.length)
      else this.#having.set(word, [this.#titles.length])
    }
    this.#titles.push({ id, words })
  }

  /** Pairs of one title with later ones, most alike first. All titles are to be there. */
  pairsOf(at: number): AlikePair[] {
    const { id, words } = this.#titles[at]!
    const rare = new Map<number, number>()
    for (const word of words) {
      const others = this.#having.get(word)!
      if (others.length > COMMON) continue
      const weight = this.#weight(word)
      for (const other of others) if (other > at) rare.set(other, (rare.get(other) ?? 0) + weight)
    }
    const met = [...rare]
    const likely = met.length > MOST_COMPARED ? met.sort((a, b) => b[1] - a[1]).slice(0, MOST_COMPARED) : met
    return likely
      .flatMap(([other]) => {
        const alike = this.#alike(words, this.#titles[other]!.words)
        return alike === null ? [] : [{ a: id, b: this.#titles[other]!.id, alike }]
      })
      .sort(mostAlikeFirst)
      .slice(0, MOST_PARTNERS)
  }

  #alike(words: ReadonlySet<string>, others: ReadonlySet<string>): number | null {
    const shared = [...words].filter((word) => others.has(word))
    const same = shared.length === words.size && shared.length === others.size
    if (same) return 1
    const alike = this.#total(shared) / Math.min(this.#total(words), this.#total(others))
    return alike >= ALIKE && shared.length >= LEAST_SHARED ? alike : null
  }

  #total = (words: Iterable<string>) => [...words].reduce((sum, word) => sum + this.#weight(word), 0)
  #weight = (word: string) => Math.log(1 + this.#titles.length / this.#having.get(word)!.length)
}

export const mostAlikeFirst = (x: AlikePair, y: AlikePair) =>
  y.alike - x.alike || (x.a < y.a || (x.a === y.a && x.b < y.b) ? -1 : 1)

/** Pairs of items with nearly the same title, most alike first. */
export function alikePairs(items: readonly { id: string; title: string }[]): AlikePair[] {
  const titles = new Titles()
  for (const item of items) titles.add(item)
  return items
    .flatMap((_, at) => titles.pairsOf(at))
    .sort(mostAlikeFirst)
    .slice(0, MOST_PAIRS)
}
