import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Logger } from 'pino'
import type { ApiConfig } from './config.ts'
import { ConfigError } from '../../settings.ts'
import { assertBound } from '../data/bound.ts'
import { APP_ROLE, embeddedOf, openDatabase, serveAs, type DatabaseLocation, type Orm } from '../data/database.ts'
import { appliedMigrations, knownMigrations, migrate } from '../data/migrate.ts'
import { hears } from '../data/listen.ts'
import { placeOf, withOption } from '../data/server-url.ts'
import { isFull } from '../data/unavailable.ts'

/** Major version of the PostgreSQL inside PGlite, which is the version of the folders it writes. */
export const EMBEDDED_POSTGRES = 18
const OLDEST_POSTGRES = 15
/** Any number will do, as long as every node takes the same one. */
const MIGRATION_LOCK = 3_303_300

/** Nobody's tenant: no organization has it. Events of the installation stand under the same ID (`INSTALLATION`). Constraints are checked by queries that row-level security binds as well, unless the owner is a superuser. */
const NO_TENANT = '00000000-0000-0000-0000-000000000000'

type Place = 'DATABASE_URL' | 'DATABASE_OWNER_URL'

/**
 * The database as it is served: migrated where a login of ours may, and by a role that row-level security binds.
 * @throws ConfigError when it is too new, too old, out of reach or not ours to serve
 */
export async function openServing(config: ApiConfig, log: Pick<Logger, 'error' | 'warn'>): Promise<Orm> {
  const { database, ownerDatabase, listenUrl } = config
  // A database that is away is waited for later: nodes ask by themselves meanwhile.
  if (listenUrl !== null && !(await hears(listenUrl).catch(() => true)))
    throw new ConfigError(
      'DATABASE_LISTEN_URL goes through a pooler that does not pass on notifications. Set it to a direct connection, or leave it out.',
    )
  const own = ownerDatabase === database
  if ('url' in database && own && !(await mayMigrate(database))) return serving(await migratedBefore(database))
  const { orm } = await openMigrated(ownerDatabase, own ? 'DATABASE_URL' : 'DATABASE_OWNER_URL')
  if (own && 'url' in database)
    log.warn(
      'DATABASE_URL logs in as a role that may change the schema. For anything but a trial, pass that login to npx pm33 migrate as DATABASE_OWNER_URL, and serve with a login that is only a member of pm33_app',
    )
  embeddedOf(orm)?.logTo(log)
  if (own) return serving(await serveAs(orm, database))
  await orm.close()
  return serving(await reached(database, 'DATABASE_URL', APP_ROLE))
}

/** The database with every migration applied, still as its owner. One node migrates at a time. @returns also what was applied now */
export async function openMigrated(
  location: DatabaseLocation,
  place: Place = 'DATABASE_URL',
): Promise<{ orm: Orm; done: string[] }> {
  if ('embedded' in location) assertReadable(location.embedded)
  const orm = await reached(asNobody(location), place)
  try {
    if ('url' in location) await assertAsNobody(orm, place)
    await assertNotNewer(orm)
    if ('embedded' in location) return { orm, done: await migrate(orm) }
    // Its own transaction, on another connection than the migration: freed also when this process dies.
    const done = await orm.em.fork().transactional(async (em) => {
      await em
        .getConnection()
        .execute('select pg_advisory_xact_lock(?)', [MIGRATION_LOCK], 'all', em.getTransactionContext())
      // A newer node may have migrated while this one waited.
      await assertNotNewer(orm)
      return migrate(orm)
    })
    return { orm, done }
  } catch (error) {
    await orm.close()
    const full = diskFull(error, location)
    if (full) throw full
    if ((error as { code?: string }).code === '42501')
      throw new ConfigError(
        `${place}: this login is not allowed to change the schema (${(error as Error).message}). It must own the database and have CREATEROLE, or the roles pm33_app, pm33_lookup and pm33_search must exist and be granted to it.`,
      )
    throw error
  }
}

function asNobody(location: DatabaseLocation): DatabaseLocation {
  if ('embedded' in location) return location
  return { url: withOption(location.url, `-c app.tenant_id=${NO_TENANT}`) }
}

/** @throws ConfigError where what a connection starts with does not arrive */
async function assertAsNobody(orm: Orm, place: Place): Promise<void> {
  const [row] = await orm.em
    .getConnection()
    .execute<{ tenant: string | null }[]>(`select current_setting('app.tenant_id', true) as tenant`)
  if (row?.tenant !== NO_TENANT)
    throw new ConfigError(`${place} goes through a pooler. Changing the schema needs a direct connection.`)
}

async function serving(orm: Orm): Promise<Orm> {
  try {
    await assertBound(orm)
    return orm
  } catch (error) {
    await orm.close()
    throw new ConfigError((error as Error).message)
  }
}

/** For a login that only serves: what it finds must be exactly what this version needs. */
async function migratedBefore(location: DatabaseLocation): Promise<Orm> {
  const orm = await reached(location, 'DATABASE_URL', APP_ROLE)
  try {
    const missing = await assertNotNewer(orm)
    if (missing.length)
      throw new ConfigError(
        `The database schema is out of date: ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing. Run npx pm33 migrate with DATABASE_OWNER_URL set to the login that owns it.`,
      )
    return orm
  } catch (error) {
    await orm.close()
    throw error
  }
}

async function mayMigrate(location: DatabaseLocation): Promise<boolean> {
  const orm = await reached(location, 'DATABASE_URL')
  try {
    const [row] = await orm.em
      .getConnection()
      .execute<{ may: boolean }[]>(`select has_schema_privilege(current_user, 'public', 'create') as may`)
    return row?.may === true
  } finally {
    await orm.close()
  }
}

/** @throws ConfigError that names the setting, the host and the reason, never the password */
export async function reached(location: DatabaseLocation, place: Place, role?: typeof APP_ROLE): Promise<Orm> {
  if ('embedded' in location) return opened(location)
  const orm = await openDatabase(location, role)
  try {
    const [row] = await orm.em
      .getConnection()
      .execute<{ version: string; number: number }[]>(
        `select current_setting('server_version') as version, current_setting('server_version_num')::int as number`,
      )
    if (row && row.number >= OLDEST_POSTGRES * 10_000) return orm
    throw new ConfigError(`${place}: PostgreSQL ${row?.version} is too old: ${OLDEST_POSTGRES} or newer is required.`)
  } catch (error) {
    await orm.close(true)
    if (error instanceof ConfigError) throw error
    throw new ConfigError(
      `${place}: PostgreSQL at ${placeOf(location.url)} cannot be used: ${whyNot(error as { code?: string; message: string }, role)}`,
    )
  }
}

/** @throws ConfigError that says which disk is full */
async function opened(location: { embedded: string }): Promise<Orm> {
  const orm = await openDatabase(location)
  try {
    await embeddedOf(orm)?.waitReady
    return orm
  } catch (error) {
    await orm.close(true)
    throw diskFull(error, location) ?? error
  }
}

function diskFull(error: unknown, location: DatabaseLocation): ConfigError | null {
  if (!('embedded' in location) || !isFull(error)) return null
  return new ConfigError(
    `The disk with ${location.embedded} is full, so the database cannot be opened. Free up some space and start again.`,
  )
}

function whyNot({ code, message }: { code?: string; message: string }, role: string | undefined): string {
  if (code === 'ECONNREFUSED') return 'connection refused. Check that PostgreSQL is running and that the port is right.'
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'the host name is unknown.'
  if (message.startsWith('unsupported startup parameter'))
    return 'the pooler refuses startup parameters. For PgBouncer, set: ignore_startup_parameters = options'
  if (code === '28P01' || code === '28000') return 'it refused this login. Check the user name and password.'
  if (code === '3D000') return 'there is no such database. Create it with: createdb'
  if (role && (code === '42501' || code === '22023'))
    return `this login is not allowed to serve as ${role}. Run npx pm33 migrate as the owner, then: grant ${role} to this login`
  return message.split('\n')[0]!
}

/** @throws ConfigError for a folder that another version of the embedded database has written */
function assertReadable(folder: string): void {
  const file = join(folder, 'PG_VERSION')
  if (folder.includes('://') || !existsSync(file)) return
  const version = Number(readFileSync(file, 'utf8').trim())
  if (version === EMBEDDED_POSTGRES) return
  throw new ConfigError(
    `${folder} was written by version ${version || 'unknown'} of the embedded database, but this PM33 uses ${EMBEDDED_POSTGRES}. ` +
      `${version > EMBEDDED_POSTGRES ? 'Update PM33' : 'Export with the PM33 that wrote it (npx pm33 export --format json)'}, or set PM33_DATA to another folder.`,
  )
}

/** @returns migrations that are still to be applied. @throws ConfigError when some were applied that this version does not know */
async function assertNotNewer(orm: Orm): Promise<string[]> {
  const known = knownMigrations()
  const applied = await appliedMigrations(orm)
  const unknown = applied.filter((name) => !known.includes(name))
  if (unknown.length)
    throw new ConfigError(
      `This database has been used by a newer PM33 (${unknown.join(', ')}). Update this one: git pull && npm ci`,
    )
  return known.filter((name) => !applied.includes(name))
}
