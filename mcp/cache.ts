import { LRUCache } from 'lru-cache'

/** Values that live for a while, at most so many; the one unused longest goes first. The clock is an argument. */
export class ExpiringCache<Value> {
  readonly #entries: LRUCache<string, { value: Value; until: number }>
  readonly #now: () => number

  /** @param most characters of all texts together, where values are texts: one of them may be a whole document */
  constructor(capacity: number, now: () => number, most?: number) {
    this.#entries = new LRUCache({
      max: capacity,
      ...(most === undefined
        ? {}
        : { maxSize: most, sizeCalculation: ({ value }) => (typeof value === 'string' ? value.length : 0) + 1 }),
    })
    this.#now = now
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key)
    if (entry && entry.until > this.#now()) return entry.value
    if (entry) this.#entries.delete(key)
    return undefined
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
