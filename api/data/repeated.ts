import { troubleOf } from './unavailable.ts'

/** Work that this process does again and again, one run at a time; what fails is logged and tried again. */
export abstract class Repeated {
  readonly #everyMs: number
  readonly #failed: (error: unknown) => void
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #again = false
  #stopped = false

  protected constructor(everyMs: number, failed: (error: unknown) => void) {
    this.#everyMs = everyMs
    this.#failed = failed
  }

  /** Once through; several nodes may do it at once. */
  abstract run(): Promise<void>

  /** Organizations one by one; what fails for one keeps nobody behind it waiting, and the first is thrown at the end. */
  protected async each(
    tenants: readonly { readonly id: string }[],
    work: (id: string) => Promise<void>,
  ): Promise<void> {
    const failures: Error[] = []
    for (const { id } of tenants) {
      if (this.#stopped) break
      await work(id).catch((error: unknown) => {
        // Without the database, it is the same for all of them.
        if (troubleOf(error) !== null) throw error
        failures.push(new Error(`for the organization ${id}`, { cause: error }))
      })
    }
    if (failures[0]) throw failures[0]
  }

  start(): void {
    this.#stopped = false
    this.#timer ??= setInterval(() => this.#tick(), this.#everyMs).unref()
  }

  /** Runs now; where a run is in progress, which may have looked too early, once more after it. */
  protected soon(): void {
    this.#again = this.#running !== undefined
    this.#tick()
  }

  /** Waits for a run in progress: the database closes after it. */
  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    this.#timer = undefined
    this.#again = false
    await this.#running
  }

  #tick(): void {
    // It never rejects.
    this.#running ??= this.run()
      .catch(this.#failed)
      .finally(() => {
        this.#running = undefined
        if (this.#again) this.soon()
      })
  }
}
