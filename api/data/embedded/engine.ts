import { PGlite, type messages, type PGliteOptions, type postgresMod } from '@electric-sql/pglite'

/** PGlite's exit status when only a statement failed (`POSTGRES_MAIN_LONGJMP` in its `pglite.ts`). */
const STATEMENT_FAILED = 100

type PostgresMod = postgresMod.PostgresMod
type Guarded =
  | '_PostgresMainLoopOnce'
  | '_pgl_setPGliteExitStatus'
  | '_PostgresMainLongJmp'
  | '_pq_buffer_remaining_data'
  | '_PostgresSendReadyForQueryIfNecessary'
  | '_pgl_pq_flush'

/** The arguments of one protocol exchange. */
type Exchange = Parameters<PGlite['execProtocolStream']>

/**
 * PGlite that notices its own death. PGlite's message loop treats every error from WebAssembly as a failed statement: after
 * a PostgreSQL panic (no space for its log), a trap, or an exit it keeps running in broken memory, or loops forever and blocks
 * the only thread. Here the first such error is the last call into that memory. Every waiting and later caller gets it.
 */
export class Engine extends PGlite {
  /** Why it died; null while it lives. */
  death: Error | null = null
  #guarded = false

  static async start(options: PGliteOptions): Promise<Engine> {
    const engine = new Engine(options)
    try {
      await engine.waitReady
      await engine.#forgetRows()
      return engine
    } catch (error) {
      // Emscripten's file errors are plain objects with the number of their cause.
      throw error instanceof Error
        ? error
        : new Error('the embedded database could not read or write its files', { cause: error })
    }
  }

  /**
   * PGlite copies its table of parsers for every statement, which takes longer than a short statement does. Most entries
   * are for arrays of rows, of each table and view of ours and of the catalog, which no statement returns.
   */
  async #forgetRows(): Promise<void> {
    const { rows } = await this.query<{ oid: number }>(
      `select typarray::int as oid from pg_type where typtype = 'c' and typarray <> 0`,
    )
    const arrays = new Set(rows.map(({ oid }) => String(oid)))
    this.parsers = Object.fromEntries(Object.entries(this.parsers).filter(([oid]) => !arrays.has(oid)))
  }

  override async execProtocolStream(...exchange: Exchange): Promise<messages.BackendMessage[]> {
    this.#guard()
    let answer: messages.BackendMessage[]
    try {
      answer = await super.execProtocolStream(...exchange)
    } catch (error) {
      // PostgreSQL's own message names the file and the reason; the trap that follows does not.
      if (this.death && isLastWord(error)) this.death = error
      throw this.death ?? error
    }
    if (this.death) throw this.death
    return answer
  }

  /** Closes its files without calling into its memory. */
  abandon(): void {
    const streams = this.Module.FS as unknown as { streams: (object | null)[]; close(stream: object): void }
    for (const stream of streams.streams) {
      try {
        if (stream) streams.close(stream)
      } catch {
        // Close the others all the same.
      }
    }
  }

  #guard(): void {
    if (this.#guarded) return
    this.#guarded = true
    let thrown: unknown
    this.#around('_PostgresMainLoopOnce', (step) => () => {
      if (this.death) throw this.death
      try {
        step()
      } catch (error) {
        thrown = error
        throw error
      }
    })
    this.#around('_pgl_setPGliteExitStatus', (status) => (value) => {
      if (this.death) throw this.death
      const found = status(value)
      if (found !== STATEMENT_FAILED) this.#die(thrown)
      return found
    })
    this.#around('_PostgresMainLongJmp', (recover) => () => this.#living(recover))
    // These run at the end of an exchange. After a death they do nothing, so that the error itself comes out.
    this.#around('_pq_buffer_remaining_data', (remaining) => () => (this.death ? 0 : this.#living(remaining)))
    this.#around(
      '_PostgresSendReadyForQueryIfNecessary',
      (ready) => () => (this.death ? undefined : this.#living(ready)),
    )
    this.#around('_pgl_pq_flush', (flush) => () => (this.death ? undefined : this.#living(flush)))
  }

  /** Wraps a function of the module. As an accessor, because Emscripten replaces the function when it is first called. */
  #around<Name extends Guarded>(name: Name, wrap: (original: PostgresMod[Name]) => PostgresMod[Name]): void {
    let original = this.Module[name]
    const wrapped = wrap(((...given: []) => (original as (...given: []) => never)(...given)) as PostgresMod[Name])
    const set = (next: PostgresMod[Name]) => {
      original = next
    }
    Object.defineProperty(this.Module, name, { get: () => wrapped, set })
  }

  #living<T>(call: () => T): T {
    if (this.death) throw this.death
    try {
      return call()
    } catch (error) {
      throw this.#die(error)
    }
  }

  #die(cause: unknown): Error {
    this.death ??= cause instanceof Error ? cause : new Error(`the embedded database ended: ${String(cause)}`)
    return this.death
  }
}

const isLastWord = (error: unknown): error is Error =>
  error instanceof Error && ['PANIC', 'FATAL'].includes((error as { severity?: string }).severity ?? '')
