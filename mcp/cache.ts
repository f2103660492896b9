/** Values that live for a while, at most so many; the one unused longest goes first. The clock is an argument. */
export class ExpiringCache<Value> {
  readonly #entries = new Map<string, { value: Value; until: number }>()
  readonly #capacity: number
  readonly #now: () => number

  constructor(capacity: number, now: () => number) {
    this.#capacity = capacity
    this.#now = now
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key)
    if (!entry) return undefined
    this.#entries.delete(key)
    if (entry.until <= this.#now()) return undefined
    this.#entries.set(key, entry)
    return entry.value
  }

  set(key: string, value: Value, milliseconds: number): void {
    this.#entries.delete(key)
    this.#entries.set(key, { value, until: this.#now() + milliseconds })
    if (this.#entries.size > this.#capacity) {
      const oldest = this.#entries.keys().next()
      if (!oldest.done) this.#entries.delete(oldest.value)
    }
  }

  delete(key: string): void {
    this.#entries.delete(key)
  }

  clear(): void {
    this.#entries.clear()
  }
}
