import { randomUUID } from 'node:crypto'
import { LRUCache } from 'lru-cache'

/** For all connections of a node together. */
const REMEMBERED_BYTES = 32 * 1_048_576

interface Remembered {
  readonly etag: string
  readonly text: string
}

/** Answers kept by their ETag as texts, which take a fraction of what their values do; the least recently used ones go first. */
export class AnswerMemory {
  readonly #kept = new LRUCache<string, Remembered>({
    maxSize: REMEMBERED_BYTES,
    sizeCalculation: ({ text }) => text.length * 2 + 200,
  })

  /** The part of one client: what one token may see, another must not be answered with. */
  part(): { get(url: string): Remembered | undefined; set(url: string, answer: Remembered): void } {
    const whose = randomUUID()
    return {
      get: (url) => this.#kept.get(`${whose} ${url}`),
      set: (url, answer) => {
        this.#kept.set(`${whose} ${url}`, answer)
      },
    }
  }
}
