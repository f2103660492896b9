import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { serve } from '@hono/node-server'
import { pino, type Logger } from 'pino'
import { createApi, type Api } from './app.ts'
import { ConfigError, type ApiConfig } from './config.ts'
import { assertBound, openDatabase, serveAs, type Orm } from './database.ts'
import { createHttp } from './http.ts'
import { deriveSecrets, type Secrets } from './identity/secrets.ts'
import { takeFolder } from './lock.ts'
import { migrate } from './migrate.ts'
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
    const orm = await openServing(config)
    await assertBound(orm)
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

/** With two PostgreSQL roles the owner migrates (`pm33 migrate`) and the app only serves; with one, both happen here. */
async function openServing(config: ApiConfig): Promise<Orm> {
  const owner = await openDatabase(config.ownerDatabase)
  await migrate(owner)
  if (config.ownerDatabase === config.database) return serveAs(owner, config.database)
  await owner.close()
  return openDatabase(config.database, 'pm33_app')
}

/** `pm33 api`: the API's half of two processes. */
export async function runApi(config: ApiConfig, { dev = false }: { dev?: boolean | undefined } = {}): Promise<void> {
  if (!config.serviceKey) throw new ConfigError('PM33_SERVICE_KEY is needed: the adapter authenticates itself with it. Make one with: openssl rand -base64 48')
  const open = await openApi(config, { dev })
  const http = await createHttp({ ...open, config })
  const server = serve({ fetch: http.fetch, port: config.port, hostname: config.host, overrideGlobalObjects: false }, ({ port }) => {
    open.announce(`http://${config.host}:${port}`)
    open.log.info({ url: `http://${config.host}:${port}` }, 'PM33 API is listening')
  })
  const stop = async () => {
    server.close()
    await open.close()
    process.exit(0)
  }
  process.once('SIGINT', () => void stop())
  process.once('SIGTERM', () => void stop())
}

/** `pm33 migrate`: as the owner, then stop. @returns what was done, in words */
export async function migrateOnly(config: ApiConfig): Promise<string> {
  const folder = 'embedded' in config.database ? await takeFolder(config.data) : null
  try {
    const orm = await openDatabase(config.ownerDatabase)
    const done = await migrate(orm)
    await orm.close()
    return done.length ? `Applied ${done.join(', ')}.` : 'The schema is up to date.'
  } finally {
    await folder?.release()
  }
}
