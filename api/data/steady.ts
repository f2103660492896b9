/**
 * Kysely drivers that give every connection back. Kysely keeps a connection for good when BEGIN or ROLLBACK fails on it,
 * as both do on a connection that has broken: ten such failures empty the pool, and one stops the embedded database.
 */
import type { CompiledQuery, DatabaseConnection, Dialect, Driver, QueryResult } from 'kysely'
import { OutcomeUnknown, troubleOf } from './unavailable.ts'

type Options = Parameters<Driver['acquireConnection']>[0]

/** The same dialect, with transactions that always end, whatever becomes of the connection. */
export function steady<D extends Dialect>(dialect: D, recycle: () => void = () => undefined): D {
  const createDriver = dialect.createDriver.bind(dialect)
  return Object.assign(dialect, { createDriver: () => new SteadyDriver(createDriver(), recycle) })
}

class SteadyDriver implements Driver {
  readonly #driver: Driver
  readonly #recycle: () => void
  readonly #connections = new WeakMap<DatabaseConnection, SteadyConnection>()

  /** @param recycle called when a connection turns out to be read-only: those like it should not be used again */
  constructor(driver: Driver, recycle: () => void) {
    this.#driver = driver
    this.#recycle = recycle
  }

  init(options?: Options) {
    return this.#driver.init(options)
  }

  async acquireConnection(options?: Options): Promise<DatabaseConnection> {
    const connection = await this.#driver.acquireConnection(options)
    const known = this.#connections.get(connection) ?? new SteadyConnection(connection, this.#recycle)
    this.#connections.set(connection, known)
    return known
  }

  async releaseConnection(connection: DatabaseConnection, options?: Options): Promise<void> {
    const { inner } = ours(connection)
    ours(connection).failure = undefined
    await this.#driver.releaseConnection(inner, options)
  }

  /** A failure is kept for the first statement, because only a transaction that has begun can be ended. */
  async beginTransaction(connection: DatabaseConnection, settings: Parameters<Driver['beginTransaction']>[1]): Promise<void> {
    const steadied = ours(connection)
    try {
      await this.#driver.beginTransaction(steadied.inner, settings)
    } catch (error) {
      steadied.failure = { error }
    }
  }

  async commitTransaction(connection: DatabaseConnection): Promise<void> {
    const steadied = ours(connection)
    if (steadied.failure) throw steadied.failure.error
    try {
      await this.#driver.commitTransaction(steadied.inner)
    } catch (error) {
      throw troubleOf(error) === 'lost' ? new OutcomeUnknown(error) : error
    }
  }

  /** A server rolls back by itself what a lost connection leaves open. */
  async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    const steadied = ours(connection)
    if (steadied.failure) return
    await this.#driver.rollbackTransaction(steadied.inner).catch((error: unknown) => {
      if (troubleOf(error) === null) throw error
    })
  }

  savepoint(...[connection, name, compileQuery]: Parameters<NonNullable<Driver['savepoint']>>) {
    return this.#driver.savepoint!(ours(connection).inner, name, compileQuery)
  }

  rollbackToSavepoint(...[connection, name, compileQuery]: Parameters<NonNullable<Driver['rollbackToSavepoint']>>) {
    return this.#driver.rollbackToSavepoint!(ours(connection).inner, name, compileQuery)
  }

  releaseSavepoint(...[connection, name, compileQuery]: Parameters<NonNullable<Driver['releaseSavepoint']>>) {
    return this.#driver.releaseSavepoint!(ours(connection).inner, name, compileQuery)
  }

  destroy(options?: Options) {
    return this.#driver.destroy(options)
  }
}

class SteadyConnection implements DatabaseConnection {
  readonly inner: DatabaseConnection
  failure: { readonly error: unknown } | undefined
  readonly #recycle: () => void

  constructor(inner: DatabaseConnection, recycle: () => void) {
    this.inner = inner
    this.#recycle = recycle
  }

  async executeQuery<Row>(query: CompiledQuery, options?: Parameters<DatabaseConnection['executeQuery']>[1]): Promise<QueryResult<Row>> {
    if (this.failure) throw this.failure.error
    try {
      return await this.inner.executeQuery<Row>(query, options)
    } catch (error) {
      if (troubleOf(error) === 'read_only') this.#recycle()
      throw error
    }
  }

  streamQuery<Row>(query: CompiledQuery, chunkSize: number, options?: Parameters<DatabaseConnection['executeQuery']>[1]): AsyncIterableIterator<QueryResult<Row>> {
    if (this.failure) throw this.failure.error
    return this.inner.streamQuery<Row>(query, chunkSize, options)
  }
}

const ours = (connection: DatabaseConnection) => connection as SteadyConnection
