import { AsyncLocalStorage } from 'node:async_hooks'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { Migrator } from '@mikro-orm/migrations'
import { MikroORM as EmbeddedORM, defineConfig as embedded } from '@mikro-orm/pglite'
import { IsolationLevel, raw } from '@mikro-orm/core'
import { MikroORM, defineConfig, type SqlEntityManager } from '@mikro-orm/postgresql'
import { Tenant, Workspace } from '../identity/entity.ts'
import { SteadyEmbeddedDriver, SteadyPostgresDriver } from './drivers.ts'
import { EmbeddedDatabase } from './embedded/embedded.ts'
import { entities } from './entities.ts'
import { patiently, type Patience } from './patience.ts'
import { serversOf } from './server-url.ts'
import { isOccupied, stopping } from './unavailable.ts'

/** The role that serves: it owns nothing, so row-level security binds it. */
export const APP_ROLE = 'pm33_app'

export type EntityManager = SqlEntityManager
export type Orm = MikroORM

const migrations = fileURLToPath(new URL('../../schema/migrations', import.meta.url))

/** Connections of the serving thread, and of each thread that analyzes, which does one thing at a time. */
const CONNECTIONS = 10
const THREAD_CONNECTIONS = 2

const shared = (folder: string) => ({
  entities,
  extensions: [Migrator],
  autoJoinRefsForFilters: false,
  metadataCache: { enabled: false },
  forceUtcTimezone: true,
  migrations: {
    path: folder,
    pathTs: folder,
    glob: '!(*.d).ts',
    emit: 'ts' as const,
    silent: true,
    snapshot: true,
    snapshotName: '.snapshot',
    fileName: (timestamp: string, name?: string) =>
      name === 'initial' ? 'Migration00000000000000_initial' : `Migration${timestamp}`,
    disableForeignKeys: false,
  },
})

/** Where the data lives: a folder (or `memory://`) for the embedded database, filled from an image when it is new; a URL for PostgreSQL. */
export type DatabaseLocation = { embedded: string; image?: Blob } | { url: string }

/** Where another thread reads the same data, with the same rights. */
export type DatabaseSource =
  | { readonly url: string; readonly role: typeof APP_ROLE | null }
  | { readonly embedded: true }

const databases = new WeakMap<Orm, EmbeddedDatabase>()
const sources = new WeakMap<Orm, DatabaseSource>()

/** For a worker thread; null for an ORM that was not opened here. */
export const sourceOf = (orm: Orm): DatabaseSource | null => sources.get(orm) ?? null

/** The embedded database behind an ORM; undefined for PostgreSQL. */
export const embeddedOf = (orm: Orm): EmbeddedDatabase | undefined => databases.get(orm)

/**
 * Opens the database as whoever its URL names, who may migrate, or as `role`. Serving goes through `serveAs()`, which gives
 * the privileges up.
 */
export async function openDatabase(
  location: DatabaseLocation,
  role?: typeof APP_ROLE,
  folder = migrations,
  connections = CONNECTIONS,
): Promise<Orm> {
  if ('url' in location) {
    // Days are those of UTC, whatever the server's zone. Without just-in-time compilation: it takes longer than the
    // statements that it would speed up.
    const options = role ? { options: `-c role=${role} -c timezone=UTC -c jit=off` } : {}
    const orm = await MikroORM.init(
      defineConfig({
        ...shared(folder),
        driver: SteadyPostgresDriver,
        dbName: new URL(serversOf(location.url)[0]!).pathname.slice(1),
        driverOptions: { connectionString: location.url, ...options },
        pool: { min: 0, max: connections },
      }),
    )
    sources.set(orm, { url: location.url, role: role ?? null })
    return orm
  }
  // V8 sometimes loses count of WebAssembly code that it frees, and ends the process (nodejs/node#64500): it keeps it.
  setFlagsFromString('--no-wasm-code-gc')
  const database = new EmbeddedDatabase(location.embedded, location.image)
  const orm = await embeddedOrm(database, location.embedded, folder)
  databases.set(orm, database)
  sources.set(orm, { embedded: true })
  if (role) await database.serveAs(role)
  return orm
}

async function embeddedOrm(database: Pick<EmbeddedDatabase, 'dialect'>, dbName: string, folder: string): Promise<Orm> {
  return (await EmbeddedORM.init(
    embedded({
      ...shared(folder),
      driver: SteadyEmbeddedDriver,
      dbName,
      // As a function, because configurations are copied part by part.
      driverOptions: { embedded: () => database },
    }),
  )) as unknown as Orm
}

/** The same data from a worker thread. @param remote the way to the embedded database, which only the serving thread can open */
export async function openSource(source: DatabaseSource, remote: Pick<EmbeddedDatabase, 'dialect'>): Promise<Orm> {
  if ('url' in source)
    return openDatabase({ url: source.url }, source.role ?? undefined, migrations, THREAD_CONNECTIONS)
  return embeddedOrm(remote, 'remote', migrations)
}

/** Gives up the migrating role for good. PostgreSQL reconnects; the embedded database has one session and changes it. */
export async function serveAs(orm: Orm, location: DatabaseLocation): Promise<Orm> {
  if ('url' in location) {
    await orm.close()
    return openDatabase(location, APP_ROLE)
  }
  await embeddedOf(orm)!.serveAs(APP_ROLE)
  return orm
}

const stopped = new WeakSet<object>()

/** For shutdown: from now on no transaction begins or commits. Those in progress are refused and rolled back. */
export function stopWriting(orm: Orm): void {
  stopped.add(orm.em.getDriver())
}

/** Long transactions call this before each step. @throws Refusal during shutdown */
export function assertWriting(em: EntityManager): void {
  if (stopped.has(em.getDriver())) throw stopping()
}

interface Open {
  em: EntityManager
  /** Workspaces whose planning data changes. */
  changed: Set<string>
  /** What all workspaces share changes. */
  shared: boolean
}

/** A read-only transaction that readers share. */
interface Snapshot {
  open: Promise<Open>
  readers: number
  ended?: boolean
}

/**
 * The one way to the database. Inside `transaction` every access, also in functions that were only handed the `Db`, uses
 * the transaction's em: a second em would wait for a connection that the first one holds, for ever on the embedded
 * database.
 */
export class Db {
  readonly #em: EntityManager
  readonly #open = new AsyncLocalStorage<Open>()
  #snapshot: Snapshot | undefined

  constructor(em: EntityManager) {
    this.#em = em
  }

  get em(): EntityManager {
    return this.#open.getStore()?.em ?? this.#em
  }

  /** Says that this transaction changes planning data of a workspace: its `dataVersion` rises by one at the end. */
  changed(workspaceId: string): void {
    const open = this.#open.getStore()
    if (!open) throw new Error('planning data changes inside a transaction')
    open.changed.add(workspaceId)
  }

  /** Says that this transaction changes what all workspaces share: the tenant's `dataVersion` rises, and each workspace's. */
  changedForAll(): void {
    const open = this.#open.getStore()
    if (!open) throw new Error('planning data changes inside a transaction')
    open.shared = true
  }

  /**
   * Commits what `work` did, or nothing. Nested calls join the outer one.
   * @param patience for a change that is soon written: it keeps no connection while a lock that it needs stays taken, and
   * begins anew, so that `work` may run more than once. Without it, locks are waited for as long as it takes
   * @throws Refusal UNAVAILABLE when patience ends
   */
  async transaction<T>(work: () => Promise<T>, patience?: Patience): Promise<T> {
    if (this.#open.getStore()) return work()
    if (!patience) return this.#transact(work)
    const tenant = this.#em.getFilterParams<{ id?: string }>('tenant')?.id ?? ''
    return patiently(tenant, patience, (holdMs) => this.#transact(work, holdMs))
  }

  /**
   * The same, but only if what it needs is free within a moment.
   * @returns whether it was committed
   */
  async unlessLocked(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await this.transaction(work, { ms: 0 })
      return true
    } catch (error) {
      if (isOccupied(error)) return false
      throw error
    }
  }

  async #transact<T>(work: () => Promise<T>, holdMs?: number): Promise<T> {
    assertWriting(this.#em)
    const fork = this.#em.fork()
    // Set with the tenant, in one statement, and gone with the transaction.
    if (holdMs !== undefined) fork.setSessionContext({ variables: { lock_timeout: `${holdMs}ms` } })
    return fork
      .transactional(async (em) => {
        const open: Open = { em: em as EntityManager, changed: new Set(), shared: false }
        return this.#open.run(open, async () => {
          const result = await work()
          await em.flush()
          const { changed } = open
          if (open.shared) {
            await em.nativeUpdate(Tenant, {}, { dataVersion: raw<number>('data_version + 1') })
            for (const { id } of await em.find(
              Workspace,
              {},
              { fields: ['id'], filters: { workspace: false }, disableIdentityMap: true },
            ))
              changed.add(id)
          }
          // Last, because it locks the row: earlier, every other writer would wait for the whole transaction.
          for (const id of [...changed].sort()) {
            await em.nativeUpdate(
              Workspace,
              { id },
              { dataVersion: raw<number>('data_version + 1'), dataChangedAt: new Date() },
              { filters: { workspace: false } },
            )
          }
          assertWriting(em as EntityManager)
          return result
        })
      })
      .finally(() => {
        // Whoever reads from here on sees what was written.
        this.#snapshot = undefined
      })
  }

  /**
   * One consistent snapshot of the data, and nothing written: what an analysis loads its inputs in. Reads that follow one
   * another without a pause share it, so that a list, its workspace and what its rows refer to cost one transaction. It
   * ends on the next turn of the event loop without a reader: whoever computes or waits holds no connection.
   */
  async snapshot<T>(work: () => Promise<T>): Promise<T> {
    if (this.#open.getStore()) return work()
    const snapshot = (this.#snapshot ??= { open: this.#startReading(), readers: 0 })
    snapshot.readers++
    try {
      return await this.#open.run(await snapshot.open, work)
    } catch (error) {
      // PostgreSQL answers nothing more in a transaction that has failed.
      this.#retire(snapshot)
      throw error
    } finally {
      snapshot.readers--
      setImmediate(() => this.#endReading(snapshot))
    }
  }

  async #startReading(): Promise<Open> {
    const em = this.#em.fork()
    await em.begin({ isolationLevel: IsolationLevel.REPEATABLE_READ, readOnly: true })
    return { em, changed: new Set(), shared: false }
  }

  #retire(snapshot: Snapshot): void {
    if (this.#snapshot === snapshot) this.#snapshot = undefined
  }

  #endReading(snapshot: Snapshot): void {
    if (snapshot.readers > 0 || snapshot.ended) return
    snapshot.ended = true
    this.#retire(snapshot)
    // Nothing was written, so nothing is lost with a connection that breaks here; the next read says so.
    snapshot.open.then(({ em }) => em.rollback()).catch(() => undefined)
  }
}
