/** Connections to whichever server of a PostgreSQL URL accepts writes. */
import { setTimeout as pause } from 'node:timers/promises'
import { Client, DatabaseError, type ClientConfig } from 'pg'
import { serversOf } from './server-url.ts'
import { troubleOf } from './unavailable.ts'

/** Milliseconds that a server has to say what it is, and that others have to contradict the first that accepts writes. */
const ANSWER_MS = 3_000
const CONTRADICT_MS = 300

type Called = ((error: Error) => void) | ((error: null, client: Client) => void)

const serversOfClients = new WeakMap<object, string>()

/** The URL of the server that a connection goes to; undefined where there is only one. */
export const serverOf = (client: object): string | undefined => serversOfClients.get(client)

/** Makes connections to whichever server accepts writes. With one server, nobody asks. */
export function clientsOf(url: string): typeof Client {
  const servers = serversOf(url)
  if (servers.length === 1) return Client
  /** Believed until a connection to it fails, or finds that it accepts writes no more. */
  let primary: Promise<string> | undefined

  return class extends Client {
    readonly #config: ClientConfig

    constructor(config?: string | ClientConfig) {
      const rest = typeof config === 'string' ? {} : { ...config }
      super({ ...rest, connectionString: servers[0]! })
      this.#config = rest
    }

    override connect(): Promise<Client>
    override connect(callback: Called): void
    override connect(callback?: Called): Promise<Client> | undefined {
      const connected = this.#reach()
      if (!callback) return connected
      const called = callback as (error: Error | null, client?: Client) => void
      connected.then((client) => called(null, client), called)
      return undefined
    }

    async #reach(): Promise<Client> {
      const believed = (primary ??= findPrimary(servers, this.#config))
      const doubt = () => {
        if (primary === believed) primary = undefined
      }
      const server = await believed.catch((error: unknown) => {
        doubt()
        throw error
      })
      const { host, port } = new Client({ connectionString: server })
      Object.assign(this, { host, port })
      serversOfClients.set(this, server)
      let writable = true
      const { connection } = this as unknown as { connection: NodeJS.EventEmitter }
      // PostgreSQL says so of itself to everyone who connects.
      connection.on('parameterStatus', ({ parameterName, parameterValue }: Record<string, string>) => {
        if (parameterName === 'in_hot_standby') writable = parameterValue === 'off'
      })
      try {
        await super.connect()
      } catch (error) {
        doubt()
        throw error
      }
      if (writable) return this
      doubt()
      await this.end().catch(() => undefined)
      throw new NoPrimary()
    }
  }
}

/** No server accepts writes at the moment, as while a standby is being promoted: PostgreSQL's "cannot connect now". */
class NoPrimary extends Error {
  override name = 'NoPrimary'
  readonly code = '57P03'

  constructor(cause?: unknown) {
    super('none of the servers in the URL accepts writes', { cause })
  }
}

interface Found {
  server: string
  /** Rises with every promotion: a server that was replaced and has come back is behind. */
  timeline: number
}

async function findPrimary(servers: readonly string[], config: ClientConfig): Promise<string> {
  const found: Found[] = []
  const failures: unknown[] = []
  const asked = servers.map(async (server) => {
    try {
      const timeline = await timelineOf(server, config)
      if (timeline !== null) found.push({ server, timeline })
    } catch (error) {
      failures.push(error)
    }
  })
  const all = Promise.all(asked)
  await Promise.race(asked.map((answer) => answer.then(() => (found.length ? undefined : all))))
  await Promise.race([all, pause(CONTRADICT_MS, undefined, { ref: false })])
  const [latest] = found.toSorted((a, b) => b.timeline - a.timeline)
  if (latest) return latest.server
  // A server that refuses the login says more than one that is not there.
  const failure = failures.find((error) => error instanceof DatabaseError) ?? failures[0]
  throw failures.length === servers.length && troubleOf(failure) ? failure : new NoPrimary(failure)
}

/** @returns null for a standby */
async function timelineOf(server: string, config: ClientConfig): Promise<number | null> {
  const client = new Client({
    ...config,
    connectionString: server,
    connectionTimeoutMillis: ANSWER_MS,
    query_timeout: ANSWER_MS,
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ timeline: string | null }>(
      `select case when not pg_is_in_recovery() then substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) end as timeline`,
    )
    const timeline = rows[0]?.timeline ?? null
    return timeline === null ? null : parseInt(timeline, 16)
  } finally {
    client.end().catch(() => undefined)
  }
}
