/** Which competitor is meant? Exact names and aliases only; anything else comes back with candidates, never merged silently. */
import { bagOf, editDistance, leastEdits } from '../math/edit-distance.ts'
import type { Competitor } from './claim.ts'

const MAX_CANDIDATES = 5
/** Characters beyond which names are only equal, or one contains the other: nobody mistypes so much of one. */
const LONGEST_ALIKE = 40

export interface ResolvedNames {
  readonly ids: readonly string[]
  /** Names that fit none or several, with the competitors that could be meant, closest first. */
  readonly unresolved: readonly {
    readonly name: string
    readonly candidates: readonly { readonly id: string; readonly name: string }[]
  }[]
}

type Named = Pick<Competitor, 'id' | 'name' | 'aliases'>

export function resolveNames(names: readonly string[], competitors: readonly Named[]): ResolvedNames {
  const known = new KnownNames(competitors)
  const ids = new Set<string>()
  const unresolved: ResolvedNames['unresolved'][number][] = []
  for (const name of names) {
    const { id, candidates } = known.meant(name)
    if (id !== null) ids.add(id)
    else unresolved.push({ name, candidates })
  }
  return { ids: [...ids], unresolved }
}

interface Own {
  readonly competitor: Named
  readonly text: string
  readonly bag: Uint8Array
}

/** Names and aliases on record, prepared once for many questions. */
export class KnownNames {
  readonly #own: Own[] = []
  readonly #exact = new Map<string, Map<string, Named>>()

  constructor(competitors: readonly Named[]) {
    for (const competitor of competitors) this.add(competitor)
  }

  add(competitor: Named): void {
    for (const text of new Set([competitor.name, ...competitor.aliases].map(plain))) {
      this.#own.push({ competitor, text, bag: bagOf(text) })
      const same = this.#exact.get(text) ?? new Map<string, Named>()
      this.#exact.set(text, same.set(competitor.id, competitor))
    }
  }

  /** The one competitor of this name or alias. */
  exactly(name: string): string | null {
    const exact = this.#exact.get(plain(name))
    return exact?.size === 1 ? [...exact.keys()][0]! : null
  }

  /** The one competitor of this name; else those that could be meant, closest first. */
  meant(name: string): {
    id: string | null
    candidates: readonly { readonly id: string; readonly name: string }[]
  } {
    const wanted = plain(name)
    const exact = [...(this.#exact.get(wanted)?.values() ?? [])]
    if (exact.length === 1) return { id: exact[0]!.id, candidates: [] }
    const candidates = exact.length > 1 ? exact : this.#near(wanted)
    return { id: null, candidates: candidates.slice(0, MAX_CANDIDATES).map(({ id, name: own }) => ({ id, name: own })) }
  }

  #near(wanted: string): Named[] {
    const bag = bagOf(wanted)
    const nearest = new Map<string, { competitor: Named; distance: number }>()
    for (const { competitor, ...own } of this.#own) {
      const distance = distanceOf({ text: wanted, bag }, own)
      if (distance < (nearest.get(competitor.id)?.distance ?? 1)) nearest.set(competitor.id, { competitor, distance })
    }
    return [...nearest.values()]
      .sort((a, b) => a.distance - b.distance || (a.competitor.id < b.competitor.id ? -1 : 1))
      .map(({ competitor }) => competitor)
  }
}

/** Lower case without accents, punctuation, or a trailing legal form. */
function plain(name: string): string {
  return name
    .slice(0, 200)
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/ (inc|ltd|llc|gmbh|ag|sa|corp|co|bv|oy)$/, '')
}

/** 0 = one contains the other as whole words; below 1 = few letters differ; 1 = something else. */
function distanceOf(wanted: Pick<Own, 'text' | 'bag'>, own: Pick<Own, 'text' | 'bag'>): number {
  const [a, b] = [wanted.text, own.text]
  if (a === '' || b === '') return 1
  if (` ${b} `.includes(` ${a} `) || ` ${a} `.includes(` ${b} `)) return 0
  if (a.length >= 3 && b.startsWith(a)) return 0.1
  const longest = Math.max(a.length, b.length)
  const most = Math.max(1, Math.floor(longest / 4))
  // Nearly all pairs are told apart without looking at the order of their letters.
  if (longest > LONGEST_ALIKE || Math.abs(a.length - b.length) > most || leastEdits(wanted.bag, own.bag) > most)
    return 1
  const edits = editDistance(a, b)
  return edits <= most ? edits / longest : 1
}
