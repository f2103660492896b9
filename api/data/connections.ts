import { Client, DatabaseError, type Pool, type PoolClient } from 'pg'
import { serverOf } from './servers.ts'

/** Milliseconds that a connection may be in use before we ask whether the server is there at all, and that it has to answer. */
const LONG_MS = 5_000
const ANSWER_MS = 5_000

interface Known {
  /** The generation that it was made in. */
  readonly born: number
  /** When it was checked out; null while it is idle in the pool. */
  takenAt: number | null
}

/** The connections of a pool. Broken ones are removed, so that new ones reach a server that works. */
export class Connections {
  readonly #pool: Pool
  readonly #known = new Map<PoolClient, Known>()
  #generation = 0
  #looking = false

  constructor(pool: Pool) {
    this.#pool = pool
    pool.on('connect', (client) => this.#known.set(client, { born: this.#generation, takenAt: null }))
    pool.on('remove', (client) => this.#known.delete(client))
    pool.on('acquire', (client) => {
      const known = this.#known.get(client)
      if (known) known.takenAt = performance.now()
      this.#lookLater()
    })
    pool.on('release', (_error, client) => {
      const known = this.#known.get(client)
      if (!known) return
      known.takenAt = null
      // Emitted before the pool decides whether to keep a client: it does not keep one that is ending.
      if (known.born < this.#generation) (client as unknown as { end(): Promise<void> }).end().catch(() => undefined)
    })
  }

  /** A login turned read-only, as after a failover: the connections made before are not used again. */
  recycle(): void {
    this.#generation++
    for (const [client, { takenAt }] of this.#known) if (takenAt === null) cut(client)
  }

  /**
   * A server that is cut off from us says nothing, and neither does the connection: for a quarter of an hour the kernel
   * sends again what was asked. A long statement is no sign of that, so the server is asked over a connection of its own.
   */
  #lookLater(): void {
    if (this.#looking) return
    this.#looking = true
    setTimeout(() => {
      this.#look()
        .catch(() => undefined)
        .finally(() => {
          this.#looking = false
          if (this.#taken(0).length) this.#lookLater()
        })
    }, LONG_MS).unref()
  }

  async #look(): Promise<void> {
    const long = this.#taken(LONG_MS)
    for (const server of new Set(long.map(([client]) => serverOf(client)))) {
      if (await this.#answers(server)) continue
      for (const [client, { takenAt }] of this.#known) if (takenAt === null && serverOf(client) === server) cut(client)
      for (const [client, since] of long)
        if (serverOf(client) === server && this.#known.get(client)?.takenAt === since) cut(client)
    }
  }

  #taken(atLeast: number): [PoolClient, number][] {
    const latest = performance.now() - atLeast
    return [...this.#known].flatMap(([client, { takenAt }]) =>
      takenAt !== null && takenAt <= latest ? [[client, takenAt] as [PoolClient, number]] : [],
    )
  }

  async #answers(server: string | undefined): Promise<boolean> {
    const { options } = this.#pool
    // The pool hides its password from those who copy its options.
    const probe = new Client({
      ...options,
      ...(options.password === undefined ? {} : { password: options.password }),
      ...(server !== undefined && { connectionString: server }),
      connectionTimeoutMillis: ANSWER_MS,
      query_timeout: ANSWER_MS,
    })
    probe.on('error', () => undefined)
    try {
      await probe.connect()
      await probe.query('select 1')
      return true
    } catch (error) {
      // A server that refuses is there, and ends its connections itself.
      return error instanceof DatabaseError
    } finally {
      cut(probe)
    }
  }
}

/** Terminates a connection: its user gets an error, and the pool removes it. */
function cut(client: PoolClient | Client): void {
  ;(client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy()
}
