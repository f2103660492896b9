import { randomUUID } from 'node:crypto'
import { mkdirSync, readdirSync, rmSync, statfsSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import {
  PGlite,
  types,
  type PGliteOptions,
  type QueryOptions,
  type Results,
  type Transaction,
} from '@electric-sql/pglite'
import { createPostgreSqlTypeParsers } from '@mikro-orm/pglite'
import { PGliteDialect } from 'kysely'
import type { Logger } from 'pino'
import { create } from 'tar'
import { Engine } from './engine.ts'
import { holdsDatabase, unpackImage } from './image.ts'

/** SQLSTATEs, so that `unavailable.ts` reads the errors of both databases alike. */
const DISK_FULL = '53100'
/** A system fault: the statement was not carried out. */
const SYSTEM_ERROR = '58000'
/** The connection was lost, and the outcome of the transaction is unknown. */
const OUTCOME_UNKNOWN = '08007'

/** Bytes that must be free before a database that ran out of space is reopened: two segments of its log. */
const ROOM = 32 * 1_048_576
/** Milliseconds between checks for space, and between attempts to reopen: each attempt blocks the server for about half a second. */
const LOOK = 500
const [FIRST_TRY, LAST_TRY] = [500, 30_000]

type Parsers = Record<number, (text: string) => unknown>
type Log = Pick<Logger, 'error' | 'warn'>

/** The embedded database is down. `code` is a SQLSTATE; the message is safe to show to anybody. */
export class EmbeddedDown extends Error {
  override name = 'EmbeddedDown'
  readonly code: string
  constructor(code: string, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

/**
 * The embedded database, as Kysely sees it. The engine behind it can die of a full disk or an error in WebAssembly. Callers
 * are then refused at once, and a new engine opens in the same process as soon as possible; PostgreSQL's log restores
 * everything that was committed.
 */
export class EmbeddedDatabase {
  readonly #folder: string
  readonly #options: PGliteOptions
  /** The initial content of a new database. */
  readonly #image: Blob | undefined
  #engine: Engine | null = null
  #down: EmbeddedDown | null = null
  #starting: Promise<void> | undefined
  #reopening: Promise<void> | undefined
  #role: string | null = null
  /** A statement found no space, and the last check found none either. */
  #full = false
  #log: Log | null = null
  readonly #closing = new AbortController()

  constructor(folder: string, image?: Blob) {
    this.#folder = folder
    this.#options = {
      dataDir: folder,
      // With fsync: PGlite's default survives a killed process but not a power failure. New log segments are not filled
      // with zeros first, because writing 16 MB at once would block everybody for a tenth of a second.
      startParams: [
        ...PGlite.defaultStartParams.filter((param) => param !== '-F'),
        // A cache of what is in memory anyway, so a small one: to clear the usual 128 MB takes a quarter of a start.
        ...(this.#lasts() ? [] : ['-c', 'shared_buffers=16MB']),
        '-c',
        'wal_init_zero=off',
      ],
      parsers: createPostgreSqlTypeParsers((text) => types.arrayParser(text, (part) => part, 0)) as Parsers,
    }
    this.#image = image
  }

  /** For the ORM. */
  dialect = (): PGliteDialect => new PGliteDialect({ pglite: this })

  /** Logs failures and recovery from now on. */
  logTo(log: Log): void {
    this.#log = log
  }

  /** Gives up the owner's rights, now and in every later engine. */
  async serveAs(role: string): Promise<void> {
    await this.waitReady
    await this.query(`set role ${role}`)
    this.#role = role
  }

  /** Why it cannot answer or save, in words that are safe to publish; null when it is healthy. */
  trouble(): string | null {
    if (this.#down) return this.#down.message
    if (this.#full) this.#full = this.#room() < ROOM
    return this.#full ? FULL : null
  }

  get ready(): boolean {
    return this.#engine !== null || this.#down !== null
  }

  get closed(): boolean {
    return this.#closing.signal.aborted
  }

  /** Resolves when the first engine is open. @throws EmbeddedDown */
  get waitReady(): Promise<void> {
    return (this.#starting ??= this.#start())
  }

  async query<T>(sql: string, params?: unknown[], options?: QueryOptions): Promise<Results<T>> {
    const engine = this.#living()
    try {
      return await engine.query<T>(sql, params, options)
    } catch (error) {
      throw this.#seen(error, engine, true)
    }
  }

  async transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    let begun = false
    let worked = false
    let engine: Engine | undefined
    try {
      const living = (engine = this.#living())
      return await living.transaction(async (tx) => {
        begun = true
        const done = await work({
          ...tx,
          query: (sql, params, options) =>
            tx.query<never>(sql, params, options).catch((error: unknown) => {
              throw this.#seen(error, living, false)
            }),
        })
        // COMMIT was not sent, so nothing was committed.
        if (living.death) throw this.#seen(living.death, living, false)
        worked = true
        return done
      })
    } catch (error) {
      const seen = error === undefined ? error : this.#seen(error, engine, worked)
      // Kysely would wait forever for a transaction that cannot begin, so it begins and fails.
      if (!begun) await work(failing(seen)).catch(() => undefined)
      throw seen
    }
  }

  /**
   * A copy of the database as one file beside its folder, an uncompressed tar. Statements wait while it is written, so it
   * holds every commit that was acknowledged before.
   * @throws EmbeddedDown, also for a database in memory
   */
  async copy(): Promise<string> {
    if (!this.#lasts()) throw new EmbeddedDown(SYSTEM_ERROR, 'A database in memory cannot be copied.')
    const engine = this.#living()
    const file = `${this.#folder}-copy-${randomUUID()}.tar`
    try {
      await engine.runExclusive(async () => {
        const names = readdirSync(this.#folder).filter((name) => name !== 'postmaster.pid')
        await create({ cwd: this.#folder, portable: true, file, mode: 0o600 }, names)
      })
      return file
    } catch (error) {
      rmSync(file, { force: true })
      throw this.#seen(error, engine, false)
    }
  }

  async close(): Promise<void> {
    this.#closing.abort()
    const engine = this.#engine
    this.#engine = null
    if (engine) await end(engine)
    await this.#reopening
  }

  #living(): Engine {
    if (this.#down) throw this.#down
    if (!this.#engine) throw new EmbeddedDown(SYSTEM_ERROR, 'The embedded database is closed.')
    return this.#engine
  }

  async #start(): Promise<void> {
    const isNew = !this.#lasts() || !holdsDatabase(this.#folder)
    try {
      if (this.#lasts() && isNew && !this.#image) await unpackImage(this.#folder)
      if (this.#lasts()) mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
      this.#engine = await this.#open(isNew && this.#image ? { loadDataDir: this.#image } : {})
    } catch (error) {
      const isFull = this.#room() < ROOM
      // The next start would take half of a new database for a whole one.
      if (isNew && this.#lasts()) rmSync(this.#folder, { recursive: true, force: true })
      throw isFull ? new EmbeddedDown(DISK_FULL, FULL, error) : error
    }
  }

  /** A new engine with the same rights. */
  async #open(more: PGliteOptions = {}): Promise<Engine> {
    const engine = await Engine.start({ ...this.#options, ...more })
    try {
      // Days are those of UTC; the engine would take the zone of the computer.
      await engine.query(`set timezone = 'UTC'`)
      if (this.#role) await engine.query(`set role ${this.#role}`)
      return engine
    } catch (error) {
      await end(engine)
      throw error
    }
  }

  /** The error for a caller; replaces an engine that has died. @param wrote whether something may have been committed */
  #seen(error: unknown, engine: Engine | undefined, wrote: boolean): unknown {
    if (error instanceof EmbeddedDown) return error
    if (!engine?.death) {
      if ((error as { code?: string } | undefined)?.code === DISK_FULL && !this.#full) {
        this.#full = true
        this.#log?.error(
          { err: error },
          `The disk with ${this.#folder} is full, so nothing can be saved. Free up some space.`,
        )
      }
      return error
    }
    if (this.#engine === engine) this.#lost(engine, engine.death)
    if (wrote) return new EmbeddedDown(OUTCOME_UNKNOWN, 'The embedded database stopped while saving.', error)
    return this.#down ?? new EmbeddedDown(SYSTEM_ERROR, STOPPED, error)
  }

  #lost(engine: Engine, death: Error): void {
    const isFull = (death as { code?: string }).code === DISK_FULL || this.#room() < ROOM
    this.#engine = null
    this.#down = isFull ? new EmbeddedDown(DISK_FULL, FULL, death) : new EmbeddedDown(SYSTEM_ERROR, STOPPED, death)
    const next = isFull
      ? `The disk with ${this.#folder} is full. Free up some space, and it reopens on its own.`
      : 'It reopens on its own.'
    engine.abandon()
    if (this.#lasts()) this.#reopening = this.#reopen(isFull)
    this.#log?.error(
      { err: death },
      `The embedded database stopped. ${this.#lasts() ? next : 'It was in memory only, so its data is lost.'}`,
    )
  }

  /** Never rejects: tries until it succeeds or is closed. @param full wait for space first */
  async #reopen(full: boolean): Promise<void> {
    const since = performance.now()
    let [wait, tried, told] = [FIRST_TRY, since, '']
    while (!this.closed) {
      await pause(Math.min(wait, LOOK), undefined, { ref: false, signal: this.#closing.signal }).catch(() => undefined)
      const now = performance.now()
      const worth = full && this.#room() < ROOM ? now - tried >= LAST_TRY : now - tried >= wait
      if (this.closed || !worth) continue
      tried = now
      try {
        const engine = await this.#open()
        if (this.closed) return await end(engine)
        ;[this.#engine, this.#down, this.#full] = [engine, null, false]
        this.#log?.warn(
          `The embedded database is open again after ${((performance.now() - since) / 1_000).toFixed(1)} s.`,
        )
        return
      } catch (error) {
        if (String(error) !== told) this.#log?.error({ err: error }, 'The embedded database cannot be reopened yet.')
        told = String(error)
        wait = Math.min(wait * 2, LAST_TRY)
      }
    }
  }

  #lasts = () => !this.#folder.includes('://')

  /** Free bytes on its disk. */
  #room(): number {
    if (!this.#lasts()) return Infinity
    try {
      const { bavail, bsize } = statfsSync(this.#folder)
      return bavail * bsize
    } catch {
      return Infinity
    }
  }
}

const FULL = 'The disk with PM33’s data folder is full. Free up some space, and PM33 recovers on its own.'
const STOPPED = 'The embedded database stopped and is being reopened. Try again in a few seconds.'

const end = async (engine: Engine): Promise<void> => (engine.death ? engine.abandon() : engine.close())

/** A transaction in which everything fails. */
function failing(error: unknown): Transaction {
  const fail = () => Promise.reject(error as Error)
  return { query: fail, sql: fail, exec: fail, rollback: async () => undefined, listen: fail, closed: false }
}
