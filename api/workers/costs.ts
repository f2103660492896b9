/** What tasks cost, learned from those that ran. */
import { LRUCache } from 'lru-cache'

/** Tasks that are known to take less go to the lane of short work, and so does what nobody knows yet. */
export const SHORT_MS = 300
/** The weight of the newest duration. */
const NEWEST = 0.5

export class Costs {
  readonly #milliseconds = new LRUCache<string, number>({ max: 5_000 })

  /** Expected milliseconds; null while nothing is known. */
  expected(key: string): number | null {
    return this.#milliseconds.get(key) ?? null
  }

  learn(key: string, milliseconds: number): void {
    const known = this.#milliseconds.get(key)
    this.#milliseconds.set(key, known === undefined ? milliseconds : known + NEWEST * (milliseconds - known))
  }
}
