/** Whether this process can answer questions now: what a load balancer asks before it sends any. */
import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { embeddedOf, type Orm } from '../data/database.ts'
import { schemaOf } from '../data/migrate.ts'
import type { Load } from './metrics.ts'

/** Milliseconds that the database has for its answer. */
const PATIENCE_MS = 2_000
/** Analyses that may wait; with more, another node answers sooner. */
const MOST_WAITING = 64
/** Bytes that imports, and the embedded database, need at least. */
const LEAST_FREE = 100 * 1_048_576

export type Check = 'ok' | 'failed'

export interface Readiness {
  readonly ready: boolean
  readonly checks: Readonly<Record<'database' | 'migrations' | 'queue' | 'disk', Check>>
}

export interface ReadinessParts {
  orm: Orm
  load: () => Load
  /** Folder that the process writes to; null writes nothing. */
  folder: string | null
  /** An import holds the one connection of the embedded database. */
  writing: () => boolean
}

export async function readinessOf({ orm, load, folder, writing }: ReadinessParts): Promise<Readiness> {
  const embedded = embeddedOf(orm)
  const busy = embedded !== undefined && embedded.trouble() === null && writing()
  const schema = busy ? true : await Promise.race([isOurs(orm), pause(PATIENCE_MS, null, { ref: false })])
  const checks = {
    database: said(schema !== null && (embedded?.trouble() ?? null) === null),
    migrations: said(schema === true),
    queue: said(load().analyses.waiting <= MOST_WAITING),
    disk: said(folder === null || (await hasRoom(folder))),
  }
  return { ready: Object.values(checks).every((check) => check === 'ok'), checks }
}

const said = (well: boolean): Check => (well ? 'ok' : 'failed')

/** Whether the schema is what this version was made for; null when the database does not say. */
async function isOurs(orm: Orm): Promise<boolean | null> {
  try {
    return (await schemaOf(orm)).fits
  } catch {
    return null
  }
}

async function hasRoom(folder: string): Promise<boolean> {
  // Before anything was written, the folder may not be there yet.
  if (!existsSync(folder)) return true
  try {
    // A shared folder whose server is away does not answer at all.
    const found = await Promise.race([statfs(folder), pause(PATIENCE_MS, null, { ref: false })])
    return found !== null && found.bavail * found.bsize >= LEAST_FREE
  } catch {
    return false
  }
}
