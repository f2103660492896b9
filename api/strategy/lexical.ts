/**
 * Which objective does a text speak of? Cosine similarity of weighted terms: tf–idf with sublinear term frequency (Salton &
 * Buckley 1988), idf over the objectives, fields weighted. Shared word stems count fully, shared families of words less.
 */
import { CONCEPTS_OF } from './concepts.ts'
import { stemsOf } from './stems.ts'

/** One field of a text, with its weight. */
export interface Field {
  readonly name: string
  readonly text: string
  readonly weight: number
}

/** How much a shared family of words counts beside a shared word. */
const CONCEPT_WEIGHT = 0.8

/** Texts that weaker than this resemble an objective are about something else. */
const FLOOR = 0.03
/** At this similarity or above a text could not be closer. */
const CEILING = 0.5

export interface LexicalIndex {
  /** Ids in the order given. */
  readonly ids: readonly string[]
  /** For each term the objectives that have it, with their weight (unit length per objective). */
  readonly postings: ReadonlyMap<string, readonly (readonly [objective: number, weight: number])[]>
  readonly idf: ReadonlyMap<string, number>
  /** Weight of a term that no objective has: that of a rare one, so that it dilutes. */
  readonly unseen: number
}

export interface LexicalMatch {
  readonly id: string
  /** 0..1 */
  readonly similarity: number
  /** Word stems that both have, heaviest first. */
  readonly shared: readonly string[]
  /** Families of words that both have. */
  readonly families: readonly string[]
}

/** Index over the objectives: what is rare among them tells them apart. */
export function indexOf(
  objectives: readonly { readonly id: string; readonly fields: readonly Field[] }[],
): LexicalIndex {
  const counts = objectives.map(({ fields }) => countsOf(fields))
  const frequency = new Map<string, number>()
  for (const terms of counts) for (const term of terms.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1)
  const idf = new Map(
    [...frequency].map(([term, count]) => [term, Math.log(1 + (objectives.length - count + 0.5) / (count + 0.5))]),
  )
  const unseen = Math.max(0, ...idf.values()) / 2
  const postings = new Map<string, (readonly [number, number])[]>()
  counts.forEach((terms, objective) => {
    for (const [term, weight] of normalized(terms, { idf, unseen })) {
      const list = postings.get(term)
      if (list) list.push([objective, weight])
      else postings.set(term, [[objective, weight]])
    }
  })
  return { ids: objectives.map(({ id }) => id), postings, idf, unseen }
}

/** Objectives that the text resembles, closest first; ties by id. */
export function matchesOf(index: LexicalIndex, fields: readonly Field[]): readonly LexicalMatch[] {
  const found = new Map<
    number,
    { similarity: number; shared: { stem: string; weight: number }[]; families: string[] }
  >()
  for (const { known, weight } of readerOf(index).read(fields)) {
    for (const [objective, own] of known.postings) {
      const match = found.get(objective) ?? { similarity: 0, shared: [], families: [] }
      match.similarity += weight * own
      if (known.isFamily) match.families.push(known.term.slice(1))
      else match.shared.push({ stem: known.term, weight: weight * own })
      found.set(objective, match)
    }
  }
  return [...found]
    .map(([objective, { similarity, shared, families }]) => ({
      id: index.ids[objective]!,
      similarity: Math.min(1, Math.max(0, (similarity - FLOOR) / (CEILING - FLOOR))),
      shared: shared.sort((a, b) => b.weight - a.weight || (a.stem < b.stem ? -1 : 1)).map((term) => term.stem),
      families,
    }))
    .filter(({ similarity }) => similarity > 0)
    .sort((a, b) => b.similarity - a.similarity || (a.id < b.id ? -1 : 1))
}

/** A term as an index knows it, looked up once for all texts. */
interface Known {
  readonly term: string
  readonly isFamily: boolean
  readonly rarity: number
  readonly postings: NonNullable<ReturnType<LexicalIndex['postings']['get']>>
  readonly families: readonly Known[]
  /** An objective may write it and the word after it as one. */
  readonly mayJoin: boolean
  /** Weighted count in the text that is read, and which text that is. */
  count: number
  text: number
}

/** Reads text after text against one index: what {@link countsOf} and {@link normalized} say of each, without a table per text. */
class Reader {
  private readonly index: LexicalIndex
  private readonly known = new Map<string, Known>()
  /** Beginnings of what the objectives write. */
  private readonly beginnings = new Set<string>()
  private text = 0

  constructor(index: LexicalIndex) {
    this.index = index
    for (const term of index.idf.keys())
      for (let length = 1; length < term.length; length++) this.beginnings.add(term.slice(0, length))
  }

  /** The terms that objectives have, with their share of the text. */
  read(fields: readonly Field[]): { readonly known: Known; readonly weight: number }[] {
    this.text++
    const touched: Known[] = []
    for (const { text, weight } of fields) {
      const stems = stemsOf(text)
      for (let i = 0; i < stems.length; i++) {
        const stem = stems[i]!
        const known = this.of(stem)
        this.add(known, weight, touched)
        if (known.mayJoin && i + 1 < stems.length) {
          const joined = stem + stems[i + 1]!
          if (this.index.idf.has(joined)) this.add(this.of(joined), weight, touched)
        }
        for (const family of known.families) this.add(family, weight, touched)
      }
    }
    let squares = 0
    const weights = touched.map(({ count, rarity, isFamily }) => {
      const weight = Math.log2(1 + count) * rarity * (isFamily ? CONCEPT_WEIGHT : 1)
      squares += weight * weight
      return weight
    })
    const length = Math.sqrt(squares)
    if (!(length > 0)) return []
    return touched.flatMap((known, i) => (known.postings.length > 0 ? [{ known, weight: weights[i]! / length }] : []))
  }

  private add(known: Known, weight: number, touched: Known[]): void {
    if (known.text !== this.text) {
      known.text = this.text
      known.count = 0
      touched.push(known)
    }
    known.count += weight
  }

  private of(term: string): Known {
    const found = this.known.get(term)
    if (found) return found
    const isFamily = term.startsWith('§')
    const { idf, unseen, postings } = this.index
    const known: Known = {
      term,
      isFamily,
      rarity: idf.get(term) ?? (isFamily ? 0 : unseen),
      postings: postings.get(term) ?? [],
      families: isFamily ? [] : [...(CONCEPTS_OF.get(term) ?? [])].map((family) => this.of(`§${family}`)),
      mayJoin: this.beginnings.has(term),
      count: 0,
      text: 0,
    }
    this.known.set(term, known)
    return known
  }
}

const readers = new WeakMap<LexicalIndex, Reader>()

function readerOf(index: LexicalIndex): Reader {
  const reader = readers.get(index) ?? new Reader(index)
  readers.set(index, reader)
  return reader
}

/** Weighted counts of stems and of families (`§name`). */
function countsOf(fields: readonly Field[]): Map<string, number> {
  const counts = new Map<string, number>()
  const add = (term: string, weight: number) => counts.set(term, (counts.get(term) ?? 0) + weight)
  for (const { text, weight } of fields)
    for (const stem of stemsOf(text)) {
      add(stem, weight)
      for (const family of CONCEPTS_OF.get(stem) ?? []) add(`§${family}`, weight)
    }
  return counts
}

/** Sublinear counts × idf, scaled to unit length. */
function normalized(
  counts: ReadonlyMap<string, number>,
  { idf, unseen }: Pick<LexicalIndex, 'idf' | 'unseen'>,
): readonly (readonly [string, number])[] {
  const weights = [...counts].map(([term, count]) => {
    const concept = term.startsWith('§')
    const rarity = idf.get(term) ?? (concept ? 0 : unseen)
    return [term, Math.log2(1 + count) * rarity * (concept ? CONCEPT_WEIGHT : 1)] as const
  })
  const length = Math.sqrt(weights.reduce((sum, [, weight]) => sum + weight * weight, 0))
  return length > 0 ? weights.map(([term, weight]) => [term, weight / length] as const) : []
}
