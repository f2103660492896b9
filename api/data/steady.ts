/**
 * Kysely drivers that give every connection back. Kysely keeps a connection for good when BEGIN or ROLLBACK fails on it,
 * as both do on a connection that has broken: ten such failures empty the pool, and one stops the embedded database.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from 'kysely'
import { mayHaveRun, OutcomeUnknown, troubleOf } from './unavailable.ts'

type Options = Parameters<Driver['acquireConnection']>[0]

/** A connection that has gone stale says so at once; one that takes longer belongs to a server that is away. */
const STALE_MS = 1_000

/** Learns whether anything was saved while it was in force: a caller must not read that nothing was. */
export const saving = new AsyncLocalStorage<{ saved: boolean }>()

/** The same dialect, with transactions that always end, whatever becomes of the connection. */
export function steady<D extends Dialect>(dialect: D, recycle: () => void = () => undefined): D {
  const createDriver = dialect.createDriver.bind(dialect)
  return Object.assign(dialect, { createDriver: () => new SteadyDriver(createDriver(), recycle) })
}

class SteadyDriver implements Driver {
  readonly #driver: Driver
  readonly #recycle: () => void

  /** @param recycle called when a connection turns out to be read-only: those like it should not be used again */
  constructor(driver: Driver, recycle: () => void) {
    this.#driver = driver
    this.#recycle = recycle
  }

  init(options?: Options) {
    return this.#driver.init(options)
  }

  async acquireConnection(options?: Options): Promise<DatabaseConnection> {
    return new SteadyConnection(await this.#driver.acquireConnection(options), this.#recycle)
  }

  async releaseConnection(connection: DatabaseConnection, options?: Options): Promise<void> {
    const { inner } = ours(connection)
    if (inner) await this.#driver.releaseConnection(inner, options)
  }

  /** A failure is kept for the first statement, because only a transaction that has begun can be ended. */
  async beginTransaction(
    connection: DatabaseConnection,
    settings: Parameters<Driver['beginTransaction']>[1],
  ): Promise<void> {
    const steadied = ours(connection)
    steadied.open = { readOnly: settings.accessMode === 'read only', wrote: false }
    const asked = performance.now()
    try {
      await this.#driver.beginTransaction(steadied.inner!, settings).catch(async (error: unknown) => {
        if (troubleOf(error) !== 'lost' || performance.now() - asked > STALE_MS) throw error
        // It had gone stale in the pool, and nothing was asked of it yet: once more, on another one.
        await this.#exchange(steadied)
        await this.#driver.beginTransaction(steadied.inner!, settings)
      })
    } catch (error) {
      steadied.failure = { error }
    }
  }

  async #exchange(steadied: SteadyConnection): Promise<void> {
    const stale = steadied.inner!
    steadied.inner = undefined
    await this.#driver.releaseConnection(stale)
    steadied.inner = await this.#driver.acquireConnection()
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const steadied = ours(connection)
    if (steadied.failure) throw steadied.failure.error
    try {
      await this.#driver.commitTransaction(steadied.inner!)
    } catch (error) {
      throw steadied.open?.wrote && mayHaveRun(error) ? new OutcomeUnknown(error) : error
    }
    if (steadied.open?.wrote) saved()
    steadied.open = undefined
  }

  /** A server rolls back by itself what a lost connection leaves open. */
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    const steadied = ours(connection)
    steadied.open = undefined
    if (steadied.failure) return
    await this.#driver.rollbackTransaction(steadied.inner!).catch((error: unknown) => {
      if (troubleOf(error) === null) throw error
    })
  }

  savepoint(...[connection, name, compileQuery]: Parameters<NonNullable<Driver['savepoint']>>) {
    return this.#driver.savepoint!(ours(connection).usable, name, compileQuery)
  }

  rollbackToSavepoint(...[connection, name, compileQuery]: Parameters<NonNullable<Driver['rollbackToSavepoint']>>) {
    return this.#driver.rollbackToSavepoint!(ours(connection).usable, name, compileQuery)
  }

  releaseSavepoint(...[connection, name, compileQuery]: Parameters<NonNullable<Driver['releaseSavepoint']>>) {
    return this.#driver.releaseSavepoint!(ours(connection).usable, name, compileQuery)
  }

  destroy(options?: Options) {
    return this.#driver.destroy(options)
  }
}

class SteadyConnection implements DatabaseConnection {
  /** None when it was given back and no other could be had. */
  inner: DatabaseConnection | undefined
  failure: { readonly error: unknown } | undefined
  open: { readonly readOnly: boolean; wrote: boolean } | undefined
  readonly #recycle: () => void

  constructor(inner: DatabaseConnection, recycle: () => void) {
    this.inner = inner
    this.#recycle = recycle
  }

  get usable(): DatabaseConnection {
    if (this.failure) throw this.failure.error
    return this.inner!
  }

  async executeQuery<Row>(
    query: CompiledQuery,
    options?: Parameters<DatabaseConnection['executeQuery']>[1],
  ): Promise<QueryResult<Row>> {
    const { usable, open } = this
    try {
      const result = await usable.executeQuery<Row>(query, options)
      if (!onlyReads(query.sql)) {
        if (open) open.wrote = true
        else saved()
      }
      return result
    } catch (error) {
      if (troubleOf(error) === 'read_only') {
        // Refused because we said so ourselves: that is no state of the database.
        if (open?.readOnly) throw new WroteWhileReading()
        this.#recycle()
      }
      if (!open && !onlyReads(query.sql) && mayHaveRun(error)) throw new OutcomeUnknown(error)
      throw error
    }
  }

  streamQuery<Row>(
    query: CompiledQuery,
    chunkSize: number,
    options?: Parameters<DatabaseConnection['executeQuery']>[1],
  ): AsyncIterableIterator<QueryResult<Row>> {
    return this.usable.streamQuery<Row>(query, chunkSize, options)
  }
}

/** A bug in PM33. Its cause is left out, because it would be mistaken for a state of the database. */
class WroteWhileReading extends Error {
  constructor() {
    super('a change was tried in a read-only transaction')
  }
}

/** Statements of ours that begin with SELECT change nothing. */
const onlyReads = (sql: string) => /^\s*(select|set|show|lock)\b/i.test(sql)

function saved(): void {
  const store = saving.getStore()
  if (store) store.saved = true
}

const ours = (connection: DatabaseConnection) => connection as SteadyConnection
