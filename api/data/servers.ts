/** The servers that a PostgreSQL URL names, as libpq reads it: one, or a primary and its standbys in any order. */
import { setTimeout as pause } from 'node:timers/promises'
import { Client, DatabaseError, type ClientConfig } from 'pg'
import { troubleOf } from './unavailable.ts'

/** Milliseconds that a server has to say what it is, and that others have to contradict the first that accepts writes. */
const ANSWER_MS = 3_000
const CONTRADICT_MS = 300

/** What libpq calls a server that accepts writes. */
const WRITABLE = ['read-write', 'primary']
const KIND = 'target_session_attrs'

const NOT_A_URL = 'must be a URL that starts with postgres://…'
const PARTS = /^(postgres(?:ql)?:\/\/)((?:[^/?#]*@)?)([^/?#]*)([^?#]*)\??([^#]*)$/

/** One URL for each server. @throws Error for what is no such URL */
export function serversOf(url: string): string[] {
  const [scheme, login, authority, path, parameters] = PARTS.exec(url)?.slice(1) ?? []
  if (scheme === undefined) throw new Error(NOT_A_URL)
  const given = parameters!.split('&').filter(Boolean)
  const valueOf = (name: string) => new URLSearchParams(given.find((pair) => nameOf(pair) === name)).get(name)
  const kind = valueOf(KIND)
  const folders = valueOf('host')
    ?.split(',')
    .map((host) => `host=${encodeURIComponent(host)}`)
  const ports = valueOf('port')
    ?.split(',')
    .map((port) => `port=${port}`)
  const places = authority!.split(',')
  const count = Math.max(places.length, folders?.length ?? 1)
  for (const list of [folders, ports])
    if (list && list.length > 1 && list.length !== count) throw new Error('must have one port for each host')
  if (count > 1 && kind !== null && !WRITABLE.includes(kind))
    throw new Error(`must have ${KIND}=${WRITABLE[0]}: PM33 works only with the server that accepts writes`)
  const kept = given.filter((pair) => ![KIND, 'host', 'port'].includes(nameOf(pair)))
  const at = (list: readonly string[] | undefined, index: number) => (list ? [list[index] ?? list[0]!] : [])
  return Array.from({ length: count }, (_, index) => {
    const query = [...kept, ...at(folders, index), ...at(ports, index)].join('&')
    const server = `${scheme}${login}${places[index] ?? places[0]}${path}${query && `?${query}`}`
    if (!URL.canParse(server)) throw new Error(NOT_A_URL)
    return server
  })
}

const nameOf = (pair: string) => decodeURIComponent(pair.split('=', 1)[0]!)

/** The same URL with one more of PostgreSQL's command-line options. */
export function withOption(url: string, option: string): string {
  const { pairs, before } = splitQuery(url)
  const others = pairs.filter((pair) => nameOf(pair) !== 'options')
  const options = new URLSearchParams(pairs.findLast((pair) => nameOf(pair) === 'options')).get('options') ?? ''
  return `${before}?${[...others, `options=${encodeURIComponent(`${options} ${option}`.trim())}`].join('&')}`
}

/**
 * For a tool of PostgreSQL, which must take the server that accepts writes, and gets the password by another way. A URL
 * holds it before the host, or as a parameter, which wins, as it does for the driver.
 */
export function forTool(url: string): { dbname: string; password: string } {
  const [server] = serversOf(url)
  const { pairs, before } = splitQuery(url)
  const has = (name: string) => pairs.some((pair) => nameOf(pair) === name)
  const { password, searchParams } = new URL(server!)
  // Not by way of searchParams: it would write the spaces of other parameters as "+", which libpq takes literally.
  const kept = pairs.filter((pair) => nameOf(pair) !== 'password')
  if (serversOf(url).length > 1 && !has(KIND)) kept.push(`${KIND}=${WRITABLE[0]}`)
  return {
    dbname: `${before.replace(/^([^:]+:\/\/[^/:@]*):[^/]*@/, '$1@')}${kept.length ? `?${kept.join('&')}` : ''}`,
    password: searchParams.get('password') ?? decodeURIComponent(password),
  }
}

function splitQuery(url: string): { before: string; pairs: string[] } {
  const [before = '', query = ''] = url.split('?', 2)
  return { before, pairs: query.split('&').filter(Boolean) }
}

/** As it may be shown: where, and which database. */
export function placeOf(url: string): string {
  const servers = serversOf(url).map((server) => new URL(server))
  return `${servers.map(({ host }) => host).join(', ')}${servers[0]!.pathname}`
}

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
