import { LRUCache } from 'lru-cache'

/**
 * Values that live for a while, at most so many; the one unused longest goes first, and what has expired with the next one that is
 * set. The clock is an argument.
 */
export class ExpiringCache<Value> {
  readonly #entries: LRUCache<string, { value: Value; until: number }>
  readonly #now: () => number

  /** @param most characters of all texts together, where values are or have texts: one of them may be a whole document */
  constructor(capacity: number, now: () => number, most?: number, lengthOf: (value: Value) => number = lengthOfText) {
    this.#entries = new LRUCache({
      max: capacity,
      ...(most === undefined ? {} : { maxSize: most, sizeCalculation: ({ value }) => lengthOf(value) + 1 }),
    })
    this.#now = now
  }

  /** Values that are kept. */
  get size(): number {
    return this.#entries.size
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key)
    if (entry && entry.until > this.#now()) return entry.value
    if (entry) this.#entries.delete(key)
    return undefined
  }

  set(key: string, value: Value, milliseconds: number): void {
    const now = this.#now()
    this.#entries.set(key, { value, until: now + milliseconds })
    // Nobody may ever ask again for what has expired, as for an answer of earlier data: it would stay until there are as many as fit.
    for (const oldest of this.#entries.rkeys()) {
      if (this.#entries.peek(oldest)!.until > now) return
      this.#entries.delete(oldest)
    }
  }

  delete(key: string): void {
    this.#entries.delete(key)
  }

  clear(): void {
    this.#entries.clear()
  }
}

const lengthOfText = (value: unknown) => (typeof value === 'string' ? value.length : 0)
