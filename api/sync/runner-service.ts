import { randomUUID } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { dbForTenant } from '../data/context.ts'
import type { Db, Orm } from '../data/database.ts'
import { Repeated } from '../data/repeated.ts'
import { tenantOf } from '../data/tenant.ts'
import type { ImportSpool } from '../imports/spool-service.ts'
import { unseal } from '../oauth/seal.ts'
import { SyncConnection } from './entity.ts'
import { AnswerMemory } from './http/answers-service.ts'
import { SourceClient, type ClientOptions } from './http/client-service.ts'
import type { OperatorHosts } from './http/hosts.ts'
import { LONGEST_ASKED_MS } from './http/limits.ts'
import { LEASE_MS, LostLease, POLL_MS, pull } from './pull-service.ts'
import type { SourceKind } from './source.ts'
import { SOURCES } from './sources-service.ts'
import { PAUSES, SourceTrouble } from './trouble.ts'

const EVERY_MS = 5_000
/** Connections that one node reads at once, and how many of them for the first time: that takes long, a poll does not. */
const AT_ONCE = 4
const FIRST_AT_ONCE = 3
/** Clients that are kept between runs, those used last: what one forgets is a minute's budget and a pause. */
const MOST_CLIENTS = 500
/** After a failure, growing, at most. */
const RETRY_MS = 30_000
const RETRY_MOST_MS = 1_800_000

export interface RunnerParts {
  readonly orm: Orm
  readonly imports: ImportSpool
  /** Opens tokens. */
  readonly seal: Uint8Array
  readonly hosts: OperatorHosts
  readonly now: () => Date
  readonly log: { error(details: object, message: string): void }
  /** Says in the organization's log what PM33 did by itself. */
  readonly noted: (tenant: string, action: string) => void
  /** More for each client: a test's clock. */
  readonly client?: Partial<ClientOptions>
}

/** What one node has done since it started, for metrics. */
export interface SyncCounts {
  readonly runs: Record<'done' | 'waiting' | 'failed' | 'paused', number>
  rows: number
  readonly answers: Map<string, number>
  running: number
}

/** Reads every connection that is due, a few at a time; each on one node at a time, by a lease in the database. */
export class SyncRunner extends Repeated {
  readonly #parts: RunnerParts
  readonly #node = randomUUID()
  /** By connection and site: another node may have changed or removed the connection, and says nothing of it here. */
  readonly #clients = new LRUCache<string, SourceClient>({ max: MOST_CLIENTS })
  readonly #memory = new AnswerMemory()
  /** Runs by connection: whose each is, and whether it is the first that reads everything. */
  readonly #running = new Map<
    string,
    { readonly tenant: string; readonly first: boolean; readonly ends: Promise<void> }
  >()
  #filling: Promise<void> | undefined
  #asked = false
  #stopping = new AbortController()
  readonly counts: SyncCounts = {
    runs: { done: 0, waiting: 0, failed: 0, paused: 0 },
    rows: 0,
    answers: new Map(),
    running: 0,
  }

  constructor(parts: RunnerParts) {
    super(EVERY_MS, (error) => parts.log.error({ err: error }, 'could not read the trackers that are due'))
    this.#parts = parts
  }

  override run(): Promise<void> {
    this.#asked = true
    return (this.#filling ??= this.#fillWhileAsked())
  }

  /** A slot that gets free while slots are filled may have been missed: then they are filled once more. */
  async #fillWhileAsked(): Promise<void> {
    try {
      while (this.#asked) {
        this.#asked = false
        await this.#fill()
      }
    } finally {
      this.#filling = undefined
    }
  }

  /** Gives free slots to what is due: one to each organization before a second to the same, the longest due first. */
  async #fill(): Promise<void> {
    const { orm, now } = this.#parts
    const due = await orm.em
      .fork()
      .getConnection()
      .execute<{ id: string }[]>('select id from tenants_with_syncs_due(?) as due(id)', [now()])
    let waiting = due.map(({ id }) => id)
    while (waiting.length > 0 && this.#hasRoom) {
      const tenant = waiting.reduce((first, other) => (this.#runsOf(other) < this.#runsOf(first) ? other : first))
      const db = dbForTenant(orm, tenant)
      const [next] = await db.em.find(
        SyncConnection,
        {
          ...this.#due(),
          id: { $nin: [...this.#running.keys()] },
          ...(this.#firsts < FIRST_AT_ONCE ? {} : { syncedThrough: { $ne: null } }),
        },
        { fields: ['id', 'syncedThrough'], orderBy: { dueAt: 'asc' }, limit: 1, disableIdentityMap: true },
      )
      if (next && this.#hasRoom) this.#begin(db, tenant, next.id, !next.syncedThrough)
      else waiting = waiting.filter((id) => id !== tenant)
    }
  }

  get #hasRoom(): boolean {
    return this.#running.size < AT_ONCE && !this.#stopping.signal.aborted
  }

  get #firsts(): number {
    return [...this.#running.values()].filter(({ first }) => first).length
  }

  #runsOf(tenant: string): number {
    return [...this.#running.values()].filter((running) => running.tenant === tenant).length
  }

  /** Waits until nothing runs here and nothing more is due. */
  async idle(): Promise<void> {
    while (this.#running.size > 0 || this.#filling)
      await Promise.allSettled([this.#filling, ...[...this.#running.values()].map(({ ends }) => ends)])
  }

  override async stop(): Promise<void> {
    this.#stopping.abort()
    await super.stop()
    await this.idle()
  }

  /** Forgets what a client knew: its token or its site has changed. */
  forget(connectionId: string): void {
    for (const key of this.#clients.keys()) if (key.startsWith(connectionId)) this.#clients.delete(key)
  }

  #due() {
    const now = this.#parts.now()
    return {
      state: 'active' as const,
      dueAt: { $lte: now },
      $or: [{ leasedUntil: null }, { leasedUntil: { $lte: now } }],
    }
  }

  #begin(db: Db, tenant: string, id: string, first: boolean): void {
    if (this.#running.has(id)) return
    const { log } = this.#parts
    const failed = (error: unknown, message: string) => log.error({ err: error, connection: id }, message)
    const ends = this.#one(db, id).then(
      () => true,
      (error: unknown) => {
        failed(error, 'a connection could not be read')
        return false
      },
    )
    const freed = ends.then((well) => {
      this.#running.delete(id)
      this.counts.running = this.#running.size
      // The next one need not wait for the clock; but a database in trouble is not asked at once again.
      if (well && this.#hasRoom)
        this.run().catch((error: unknown) => failed(error, 'could not read the trackers that are due'))
    })
    this.#running.set(id, { tenant, first, ends: freed })
    this.counts.running = this.#running.size
  }

  async #one(db: Db, id: string): Promise<void> {
    const { now } = this.#parts
    const leasedUntil = new Date(now().getTime() + LEASE_MS)
    const taken = await db.transaction(() =>
      db.em.nativeUpdate(SyncConnection, { id, ...this.#due() }, { leasedBy: this.#node, leasedUntil, triedAt: now() }),
    )
    if (!taken) return
    const connection = await db.em.findOneOrFail(SyncConnection, { id }, { disableIdentityMap: true })
    try {
      await this.#pull(db, connection)
      this.counts.runs.done++
      await this.#finish(db, connection, {
        failures: 0,
        trouble: null,
        succeededAt: now(),
        dueAt: new Date(now().getTime() + POLL_MS),
      })
    } catch (error) {
      if (error instanceof LostLease) return
      await this.#failed(db, connection, error)
    }
  }

  async #pull(db: Db, connection: SyncConnection): Promise<void> {
    const { imports, now, seal } = this.#parts
    const token = unseal(seal, connection.sealedToken)
    if (token === null) throw new SourceTrouble('credential', 'The token can no longer be read. Enter it again.')
    const kind = SOURCES[connection.kind]
    if (!kind) throw new SourceTrouble('refused', `This version of PM33 cannot read ${connection.kind}.`)
    const { site = null, account = null, filter = null, scopes, mapping } = connection
    const source = kind.open(
      { site, account, filter, scopes, token, ...(mapping?.columns ? { columns: mapping.columns } : {}) },
      this.#client(connection.id, connection.kind, connection.site ?? null),
    )
    await pull({
      db,
      imports,
      now,
      source,
      connection,
      node: this.#node,
      signal: this.#stopping.signal,
      onRows: (rows) => (this.counts.rows += rows),
    })
  }

  #client(id: string, kind: SourceKind, site: string | null): SourceClient {
    const key = `${id} ${site ?? ''}`
    let client = this.#clients.get(key)
    if (!client)
      this.#clients.set(
        key,
        (client = new SourceClient({
          kind,
          site,
          operator: this.#parts.hosts,
          memory: this.#memory,
          onAnswer: (status) => {
            const name = `${kind} ${status === 0 ? 'none' : `${Math.floor(status / 100)}xx`}`
            this.counts.answers.set(name, (this.counts.answers.get(name) ?? 0) + 1)
          },
          ...this.#parts.client,
        })),
      )
    return client
  }

  async #failed(db: Db, connection: SyncConnection, error: unknown): Promise<void> {
    const { now, noted, log } = this.#parts
    // Shut down in the middle: whoever is next goes on from the cursor.
    if (this.#stopping.signal.aborted) return this.#finish(db, connection, { dueAt: now() })
    const after = (ms: number) => new Date(now().getTime() + ms)
    if (error instanceof SourceTrouble && PAUSES.has(error.kind)) {
      this.counts.runs.paused++
      await this.#finish(db, connection, { state: 'paused', pausedBecause: error.message, trouble: error.message })
      noted(connection.tenantId, 'sync paused')
      return
    }
    const waits = error instanceof SourceTrouble && error.kind === 'busy'
    this.counts.runs[waits ? 'waiting' : 'failed']++
    if (!(error instanceof SourceTrouble)) log.error({ err: error, connection: connection.id }, 'a sync failed')
    const failures = waits ? connection.failures : connection.failures + 1
    const growing = Math.min(RETRY_MOST_MS, RETRY_MS * 2 ** Math.min(10, failures))
    const stated = error instanceof SourceTrouble ? error.retryAfterMs : null
    const asked = stated === null ? null : Math.min(stated, LONGEST_ASKED_MS)
    await this.#finish(db, connection, {
      failures,
      trouble: error instanceof SourceTrouble ? error.message : 'PM33 could not write what it read. It will try again.',
      dueAt: after(Math.max(asked ?? 0, waits && asked !== null ? 0 : growing) * (1 + Math.random() * 0.1)),
    })
  }

  /** Gives the lease back. What was announced during a run that went well makes it due at once. */
  async #finish(db: Db, { id }: SyncConnection, next: Partial<SyncConnection>): Promise<void> {
    const { dueAt, ...rest } = next
    await db.transaction(async () => {
      const mine = await db.em.nativeUpdate(
        SyncConnection,
        { id, leasedBy: this.#node },
        { ...rest, leasedBy: null, leasedUntil: null },
      )
      // Changed or stopped meanwhile: when it is due has been said.
      if (!dueAt || !mine) return
      await db.em.nativeUpdate(SyncConnection, { id }, { dueAt })
      // A source in trouble has said, or shown, how long to leave it alone.
      if (rest.trouble === null)
        await db.em.execute(
          'update sync_connection set due_at = ? where tenant_id = ? and id = ? and exists (select 1 from sync_look l where l.tenant_id = sync_connection.tenant_id and l.connection_id = sync_connection.id)',
          [this.#parts.now(), tenantOf(db.em), id],
        )
    })
  }
}
