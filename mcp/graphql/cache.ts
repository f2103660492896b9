import { LRUCache } from 'lru-cache'

/** Values that live for a while, at most so many; the one unused longest goes first. The clock is an argument. */
export class ExpiringCache<Value> {
  readonly #entries: LRUCache<string, { value: Value; until: number }>
  readonly #now: () => number

  constructor(capacity: number, now: () => number) {
    this.#entries = new LRUCache({ max: capacity })
    this.#now = now
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key)
    return entry && entry.until > this.#now() ? entry.value : undefined
  }

  set(key: string, value: Value, milliseconds: number): void {
    this.#entries.set(key, { value, until: this.#now() + milliseconds })
  }

  delete(key: string): void {
    this.#entries.delete(key)
  }

  clear(): void {
    this.#entries.clear()
  }
}
