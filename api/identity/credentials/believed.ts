import { LRUCache } from 'lru-cache'

/** Answers that are remembered at a time. */
const MOST = 10_000

/** Answers about credentials that are believed for a while. Only a yes is: a key made a moment after a refusal must work. */
export class Believed<Answer> {
  readonly #answers = new LRUCache<string, { at: number; answer: Promise<Answer> }>({ max: MOST })
  readonly #now: () => number
  readonly #milliseconds: number
  readonly #isYes: (answer: Answer) => boolean

  /** @param milliseconds for which an answer is believed, from the moment on which it was asked for */
  constructor(now: () => number, milliseconds: number, isYes: (answer: Answer) => boolean) {
    this.#now = now
    this.#milliseconds = milliseconds
    this.#isYes = isYes
  }

  /** Answers that are remembered. */
  get size(): number {
    return this.#answers.size
  }

  /** The answer by this name; whoever asks while it is looked up waits for the same one. */
  async of(name: string, look: () => Promise<Answer>): Promise<Answer> {
    const now = this.#now()
    const known = this.#answers.get(name)
    if (known && !this.#hasLapsed(known, now)) return known.answer
    const entry = { at: now, answer: look() }
    this.#answers.set(name, entry)
    this.#dropLapsed(now)
    const drop = () => {
      if (this.#answers.peek(name) === entry) this.#answers.delete(name)
    }
    await entry.answer.then((answer) => {
      if (!this.#isYes(answer)) drop()
    }, drop)
    return entry.answer
  }

  clear(): void {
    this.#answers.clear()
  }

  #hasLapsed({ at }: { at: number }, now: number): boolean {
    return now - at >= this.#milliseconds || now < at
  }

  /** A name that nobody uses again, as of a browser that was closed, would otherwise stay until there are as many as fit. */
  #dropLapsed(now: number): void {
    for (const oldest of this.#answers.rkeys()) {
      if (!this.#hasLapsed(this.#answers.peek(oldest)!, now)) return
      this.#answers.delete(oldest)
    }
  }
}
