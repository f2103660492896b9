import type { Logger } from 'pino'
import { saving } from '../../data/steady.ts'
import { troubleOf } from '../../data/unavailable.ts'

/** How long whoever shuts down waits for them: a database that says nothing must not keep the process. */
const PATIENCE_MS = 1_000

/**
 * Writes that no caller waits for: when a credential was last used is read by people, and a slow disk must not hold up the calls
 * that use it. One after another, so that they never take more than one connection.
 */
export class LateWrites {
  readonly #begun = new Set<string>()
  #last: Promise<void> = Promise.resolve()
  readonly #log: Pick<Logger, 'warn'>

  constructor(log: Pick<Logger, 'warn'>) {
    this.#log = log
  }

  /** @param name while its write waits or runs, another one by the same name is none */
  begin(name: string, write: () => Promise<unknown>): void {
    if (this.#begun.has(name)) return
    this.#begun.add(name)
    this.#last = this.#last
      .then(() => saving.run({ saved: false }, write))
      .catch((error: unknown) => {
        // A database that takes no changes is known of already. The next use tries again.
        if (troubleOf(error) === null) this.#log.warn({ err: error }, 'the last use of a credential was not written')
      })
      .then(() => {
        this.#begun.delete(name)
      })
  }

  /** Resolves when what was begun has been written, or after a second. */
  async settled(): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, PATIENCE_MS)
    })
    await Promise.race([this.#last, late])
    clearTimeout(timer)
  }
}
