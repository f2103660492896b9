import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { createLog } from '../../log.ts'
import { createApi, type Api } from './app.ts'
import { listen, type Stopping } from '../../listen.ts'
import type { ApiConfig } from './config.ts'
import { ConfigError } from '../../settings.ts'
import { stopWriting, type Orm } from '../data/database.ts'
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

/**
 * Opens the database (taking the embedded folder, migrating where we may) and the API over it. Listens to nothing.
 * @throws FolderInUse, ConfigError
 */
export async function openApi(
  config: ApiConfig,
  { dev = false, log = createLog(config.logLevel) }: { dev?: boolean; log?: Logger } = {},
): Promise<OpenApi> {
  const folder = 'embedded' in config.database ? await takeFolder(config.data) : null
  try {
    const orm = await openServing(config, log)
    const doors = {
      serviceKey: config.serviceKey ?? randomBytes(32).toString('base64url'),
      operatorKey: randomBytes(32).toString('base64url'),
    }
    const secrets = deriveSecrets(config.secret)
    const api = createApi({
      orm,
      secrets,
      doors,
      log,
      dev,
      topUpUrl: config.topUpUrl,
      auditDays: config.auditDays,
      limits: config.limits,
      spool: join(config.data, 'spool'),
      aiHosts: config.aiHosts,
      aiOffered: config.aiOffered,
      ...(config.threads === undefined ? {} : { threads: config.threads }),
      syncs: { hosts: config.syncHosts },
    })
    return {
      api,
      orm,
      doors,
      secrets,
      log,
      announce: (url) => folder?.announce(url, doors.operatorKey),
      async close() {
        try {
          await api.close()
          await orm.close()
        } finally {
          await folder?.release()
        }
      },
    }
  } catch (error) {
    await folder?.release()
    throw error
  }
}

/** How the API shuts down: what takes too long is refused, and its transactions are rolled back. */
export const stopping = ({ orm, log }: Pick<OpenApi, 'orm' | 'log'>): Stopping => ({
  say: (words) => log.warn(words),
  late: () => stopWriting(orm),
})

/** Where this machine reaches what listens on a host: a server on every address is on the loopback one too. */
export function localUrl(host: string, port: number): string {
  if (host === '0.0.0.0' || host === '::') return `http://127.0.0.1:${port}`
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`
}

/** `pm33 api`: the API's half of two processes. */
export async function serveApi(
  config: ApiConfig,
  { dev = false }: { dev?: boolean } = {},
): Promise<{ url: string; close(): Promise<void> }> {
  if (!config.serviceKey)
    throw new ConfigError(
      'PM33_SERVICE_KEY is required: the adapter authenticates with it. Create one with: openssl rand -base64 48',
    )
  const open = await openApi(config, { dev })
  try {
    const http = createHttp({ ...open, config })
    open.api.start()
    const { port, close } = await listen(http.fetch, config, stopping(open))
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
