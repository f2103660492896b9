import { FairQueue } from './fair-queue.ts'

/** Places for work of which only so much may go on at once; tenants wait in turn. */
export class Turns {
  readonly #most: number
  readonly #waiting = new FairQueue<() => void>()
  #atWork = 0

  constructor(most: number) {
    this.#most = most
  }

  /** Works when there is room. Inside of `work`, no second turn: it would wait for the first. */
  async take<T>(tenant: string, work: () => Promise<T>): Promise<T> {
    if (this.#atWork >= this.#most) await new Promise<void>((begin) => this.#waiting.push(tenant, begin))
    else this.#atWork++
    try {
      return await work()
    } finally {
      // Whoever waits takes over the place; only when nobody does is it free.
      const next = this.#waiting.shift()
      if (next) next()
      else this.#atWork--
    }
  }
}
