/**
 * Which objective does a text speak of? Cosine similarity of weighted terms: tf–idf with sublinear term frequency (Salton &
 * Buckley 1988), idf over the objectives, fields weighted. Shared word stems count fully, shared families of words less.
 */
import { CONCEPTS_OF } from './concepts.ts'
import { termsOf } from './stems.ts'

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
  for (const [term, weight] of normalized(countsOf(fields, index), index)) {
    for (const [objective, own] of index.postings.get(term) ?? []) {
      const match = found.get(objective) ?? { similarity: 0, shared: [], families: [] }
      match.similarity += weight * own
      if (term.startsWith('§')) match.families.push(term.slice(1))
      else match.shared.push({ stem: term, weight: weight * own })
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

/** Weighted counts of stems and of families (`§name`). Two neighboring words count as one where an objective writes them so. */
function countsOf(fields: readonly Field[], index?: LexicalIndex): Map<string, number> {
  const counts = new Map<string, number>()
  const add = (term: string, weight: number) => counts.set(term, (counts.get(term) ?? 0) + weight)
  for (const { text, weight } of fields) {
    const terms = termsOf(text)
    terms.forEach(({ stem }, i) => {
      add(stem, weight)
      const joined = stem + (terms[i + 1]?.stem ?? '')
      if (index?.idf.has(joined) && joined !== stem) add(joined, weight)
      for (const family of CONCEPTS_OF.get(stem) ?? []) add(`§${family}`, weight)
    })
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
