/** Who is who while a file is written: rows name each other in any order, by keys of the file or of the workspace. */
import type { Plan } from '../record/plan.ts'

export interface KnownItem {
  id: string
  key: string
  source_key: string
  parent_id: string | null
  epic_id: string | null
  type: string
  rank: number
  /** Source key of a parent that was not there when the item came. */
  parent_ref: string | null
}

/** Source key of what a file calls by a key. */
export const refIn = ({ family }: Pick<Plan, 'family'>, key: string) => (family === 'pm33' ? key : `${family}:${key}`)

/** Items of the workspace and of the file, by source key (`jira:SHOP-12`, here called ref). */
export class Identities {
  readonly #plan: Plan
  readonly #known: ReadonlyMap<string, KnownItem>
  /** Of the items of the file, known or new. */
  readonly #ids = new Map<string, string>()
  readonly #knownIds = new Map<string, string>()
  readonly #owners = new Map<string, string>()
  readonly #refused = new Set<string>()
  /** Keys made of places, by id, and the last number given instead of a place. */
  readonly #made = new Map<string, string>()
  #lastMade = 0

  /** @param newId a UUID for an item that is not known */
  constructor(plan: Plan, known: readonly KnownItem[], newId: () => string) {
    this.#plan = plan
    this.#known = new Map(known.map((item) => [item.source_key, item]))
    for (const { id, key } of known) {
      this.#owners.set(key, id)
      this.#knownIds.set(id, key)
    }
    for (const key of plan.index.rowOf.keys()) {
      const ref = refIn(plan, key)
      this.#ids.set(ref, this.#known.get(ref)?.id ?? flat(newId()))
    }
  }

  /** Source key of what the file calls by a key. */
  refOf(key: string): string {
    return refIn(this.#plan, key)
  }

  idOf(ref: string): string | null {
    return this.#ids.get(ref) ?? this.#known.get(ref)?.id ?? null
  }

  /** Refs of the items that the file brings. */
  refs(): Iterable<string> {
    return this.#ids.keys()
  }

  /** Items that the file brought and nothing refused. */
  brought(): string[] {
    return [...this.#ids.values()].filter((id) => !this.#refused.has(id))
  }

  known(ref: string): KnownItem | undefined {
    return this.#known.get(ref)
  }

  isKnown(id: string): boolean {
    return this.#knownIds.has(id)
  }

  /** Known items that the file does not bring. */
  others(): [ref: string, item: KnownItem][] {
    return [...this.#known].filter(([ref]) => !this.#ids.has(ref))
  }

  /** Known items that the file brings again, by id. */
  again(): Set<string> {
    return new Set(
      [...this.#known].filter(([ref, { id }]) => this.#ids.has(ref) && !this.#refused.has(id)).map(([, { id }]) => id),
    )
  }

  /**
   * The key of an item. Two sources may call different items by the same key; the second one is refused. A key made of
   * the place in a list is no name: known items keep theirs wherever they stand now, and new ones take the next one free.
   * @returns null when the item is refused
   */
  keyOf(id: string, key: string, made: boolean): string | null {
    const has = made ? (this.#knownIds.get(id) ?? this.#made.get(id)) : undefined
    if (has !== undefined) return has
    const owner = this.#owners.get(key)
    if (owner === id) return key
    if (owner !== undefined && !made) {
      this.#refused.add(id)
      return null
    }
    const free = owner === undefined ? key : this.#nextFree(key)
    this.#owners.set(free, id)
    if (made) this.#made.set(id, free)
    return free
  }

  #nextFree(key: string): string {
    const [, number, rest] = /^ROW-(\d+)(.*)$/.exec(key)!
    this.#lastMade = Math.max(this.#lastMade, Number(number))
    let free: string
    do free = `ROW-${++this.#lastMade}${rest}`
    while (this.#owners.has(free))
    return free
  }

  /** The id itself, or null for a refused row: there is nothing to refer to, unless an earlier import brought it. */
  standing(id: string | null): string | null {
    return id !== null && this.#refused.has(id) && !this.#knownIds.has(id) ? null : id
  }
}

/** In one piece: V8 keeps a made UUID as a tree of twenty pieces, ten times as large, until it is first read. */
const flat = (text: string) => Buffer.from(text).toString()
