/** Work that this process does again and again, one run at a time; what fails is logged and tried again. */
export abstract class Repeated {
  readonly #everyMs: number
  readonly #failed: (error: unknown) => void
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined

  protected constructor(everyMs: number, failed: (error: unknown) => void) {
    this.#everyMs = everyMs
    this.#failed = failed
  }

  /** Once through; several nodes may do it at once. */
  abstract run(): Promise<void>

  start(): void {
    this.#timer ??= setInterval(() => this.#tick(), this.#everyMs).unref()
  }

  /** Waits for a run in progress: the database closes after it. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#timer = undefined
    await this.#running
  }

  #tick(): void {
    // It never rejects.
    this.#running ??= this.run()
      .catch(this.#failed)
      .finally(() => (this.#running = undefined))
  }
}
