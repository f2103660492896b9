/** How long callers wait for the table of counts: much less than for what they asked. */
const PATIENCE_MS = 3_000
/** After a failure the table is left alone for so long. */
const REST_MS = 5_000

/**
 * A store that nobody waits long for. Every call is counted before it is answered, so a database that says nothing would make
 * each of them wait once for every count, and then for its own work.
 */
export class PatientStore {
  #restsUntil = 0

  /** @throws what the store throws; an error of ours when it is late, or has failed in the last seconds */
  async ask<T>(work: () => Promise<T>): Promise<T> {
    if (performance.now() < this.#restsUntil) throw new Error('the store has just failed')
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new Error('the store is late')), PATIENCE_MS)
      timer.unref()
    })
    try {
      return await Promise.race([work(), late])
    } catch (error) {
      this.#restsUntil = performance.now() + REST_MS
      throw error
    } finally {
      clearTimeout(timer)
    }
  }
}
