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

export interface AlikePair {
  a: string
  b: string
  /** Share of the shorter title's words, weighted by how rare they are, that the other has too. */
  alike: number
}

/** Pairs of items with nearly the same title, most alike first. Rare words weigh more (inverse document frequency). */
export function alikePairs(items: readonly { id: string; title: string }[]): AlikePair[] {
  const titles = items.map(({ id, title }) => ({
    id,
    words: new Set(
      wordsOf(title)
        .filter(({ word }) => !FILLERS.has(word))
        .map(({ word }) => stem(word)),
    ),
  }))
  const having = new Map<string, number[]>()
  for (const [at, { words }] of titles.entries())
    for (const word of words) (having.get(word) ?? having.set(word, []).get(word)!).push(at)
  const weight = (word: string) => Math.log(1 + items.length / having.get(word)!.length)
  const weights = titles.map(({ words }) => [...words].reduce((sum, word) => sum + weight(word), 0))
  const pairs: AlikePair[] = []
  for (const [at, { id, words }] of titles.entries()) {
    const shared = new Map<number, { words: number; weight: number }>()
    const met = new Set<number>()
    for (const word of words) {
      const others = having.get(word)!
      if (others.length > COMMON) continue
      for (const other of others) if (other > at) met.add(other)
    }
    for (const other of met)
      for (const word of words)
        if (titles[other]!.words.has(word)) {
          const sum = shared.get(other) ?? { words: 0, weight: 0 }
          shared.set(other, { words: sum.words + 1, weight: sum.weight + weight(word) })
        }
    for (const [other, sum] of shared) {
      const same = sum.words === words.size && sum.words === titles[other]!.words.size
      const alike = same ? 1 : sum.weight / Math.min(weights[at]!, weights[other]!)
      if (alike >= ALIKE && (same || sum.words >= LEAST_SHARED)) pairs.push({ a: id, b: titles[other]!.id, alike })
    }
  }
  return pairs.sort((x, y) => y.alike - x.alike || (x.a + x.b < y.a + y.b ? -1 : 1))
}
