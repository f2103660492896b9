import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { pino, type Logger } from 'pino'
import { createApi, type Api } from './app.ts'
import { ConfigError, type ApiConfig } from './config.ts'
import type { Orm } from '../data/database.ts'
import { createHttp } from './http.ts'
import { deriveSecrets, type Secrets } from '../identity/credentials/secrets.ts'
import { takeFolder } from '../data/lock.ts'
import { openMigrated, openServing } from './opening.ts'
import type { Doors } from './authenticate.ts'

export interface OpenApi {
  api: Api
  orm: Orm
  doors: Doors
  secrets: Secrets
  log: Logger
  /** Says where this process answers, so that the console's commands find it. */
  announce(url: string): void
  close(): Promise<void>
}

/** Milliseconds that requests under way have to end before their connections are cut. */
const GRACE = 5_000

/** Header names and fields that may hold a credential. */
const REDACTED = ['req.headers.authorization', 'req.headers["x-api-key"]', 'req.headers.cookie', '*.password', '*.apiKey', '*.token']

export function createLog(level: string): Logger {
  return pino({ level, redact: REDACTED }, pino.destination({ dest: 2, sync: true }))
}

/**
 * Opens the database (taking the embedded folder, migrating where we may) and the API over it. Listens to nothing.
 * @throws FolderInUse, ConfigError
 */
export async function openApi(config: ApiConfig, { dev = false, log = createLog(config.logLevel) }: { dev?: boolean; log?: Logger } = {}): Promise<OpenApi> {
  const folder = 'embedded' in config.database ? await takeFolder(config.data) : null
  try {
    const orm = await openServing(config, log)
    const doors = { serviceKey: config.serviceKey ?? randomBytes(32).toString('base64url'), operatorKey: randomBytes(32).toString('base64url') }
    const secrets = deriveSecrets(config.secret)
    const api = createApi({ orm, secrets, doors, log, dev, spool: join(config.data, 'spool') })
    return {
      api,
      orm,
      doors,
      secrets,
      log,
      announce: (url) => folder?.announce(url, doors.operatorKey),
      async close() {
        await api.close()
        await orm.close()
        await folder?.release()
      },
    }
  } catch (error) {
    await folder?.release()
    throw error
  }
}

export interface Listening {
  port: number
  /** Takes no new request, lets those under way end, then resolves. */
  close(): Promise<void>
}

/** @throws ConfigError where the port or address cannot be had, with what to do about it */
export async function listen(fetch: Parameters<typeof serve>[0]['fetch'], { port, host }: Pick<ApiConfig, 'port' | 'host'>): Promise<Listening> {
  return new Promise((listening, fail) => {
    const server = serve({ fetch, port, hostname: host, overrideGlobalObjects: false }, (at) => listening({ port: at.port, close }))
    server.once('error', (error: NodeJS.ErrnoException) => fail(new ConfigError(whyNot(error.code, port, host) ?? error.message)))

    function close(): Promise<void> {
      return new Promise((closed) => {
        const cut = setTimeout(() => 'closeAllConnections' in server && server.closeAllConnections(), GRACE)
        server.close(() => {
          clearTimeout(cut)
          closed()
        })
        if ('closeIdleConnections' in server) server.closeIdleConnections()
      })
    }
  })
}

function whyNot(code: string | undefined, port: number, host: string): string | undefined {
  if (code === 'EADDRINUSE') return `Port ${port} on ${host} is taken by another program. Choose another one with --port ${port + 1} or PORT=${port + 1}.`
  if (code === 'EACCES') return `Port ${port} may not be opened by this user. Choose one from 1024 on, such as --port 3033.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `${host} is not an address of this machine. Set PM33_HOST to one, such as 127.0.0.1 or 0.0.0.0.`
  return undefined
}

/** Where this machine reaches what listens on a host: a server on every address is on the loopback one too. */
export function localUrl(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://127.0.0.1:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** `pm33 api`: the API's half of two processes. */
export async function serveApi(config: ApiConfig, { dev = false }: { dev?: boolean } = {}): Promise<{ url: string; close(): Promise<void> }> {
  if (!config.serviceKey) throw new ConfigError('PM33_SERVICE_KEY is needed: the adapter authenticates itself with it. Make one with: openssl rand -base64 48')
  const open = await openApi(config, { dev })
  try {
    const http = await createHttp({ ...open, config })
    const { port, close } = await listen(http.fetch, config)
    const url = localUrl(config.host, port)
    open.announce(url)
    open.log.info({ url }, 'serving the API')
    return {
      url,
      async close() {
        open.log.info('stopping')
        await close()
        await open.close()
      },
    }
  } catch (error) {
    await open.close()
    throw error
  }
}

/** `pm33 migrate`: as the owner, then stop. @returns what was done, in words */
export async function migrateOnly(config: ApiConfig): Promise<string> {
  const folder = 'embedded' in config.database ? await takeFolder(config.data) : null
  try {
    const { orm, done } = await openMigrated(config.ownerDatabase)
    await orm.close()
    return done.length ? `Applied ${done.join(', ')}.` : 'The schema is up to date.'
  } finally {
    await folder?.release()
  }
}
