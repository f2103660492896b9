/** `pm33 restore FILE`: into a database with nothing in it, which no server uses yet. */
import { randomUUID } from 'node:crypto'
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { readBackup, type BackupHead } from './backup-file.ts'
import { secretMark } from './backup.ts'
import type { ApiConfig } from '../config.ts'
import { ConfigError } from '../../../settings.ts'
import type { Readable } from 'node:stream'
import { unpackTar } from '../../data/embedded/image.ts'
import { takeFolder } from '../../data/lock.ts'
import type { Orm } from '../../data/database.ts'
import { knownMigrations, makeRoles, ROLES } from '../../data/migrate.ts'
import { withOption } from '../../data/server-url.ts'
import { EMBEDDED_POSTGRES, openMigrated, reached } from '../opening.ts'
import { startTool } from './postgres-tool.ts'

/**
 * Nothing is written unless the file is whole, of a version that this one knows, and the database is empty.
 * @returns what was done, in words
 * @throws ConfigError
 */
export async function restore(config: ApiConfig, file: string): Promise<string> {
  const { head, body } = await readBackup(file)
  assertKnown(head, file)
  const location = config.ownerDatabase
  if ('url' in location) {
    if (head.engine === 'embedded') throw otherEngine('embedded', 'Unset DATABASE_URL')
    await intoPostgres(location.url, body())
  } else {
    if (head.engine === 'postgres') throw otherEngine('PostgreSQL', 'Set DATABASE_URL to an empty database')
    if (head.postgres !== EMBEDDED_POSTGRES)
      throw new ConfigError(
        `${file} holds version ${head.postgres} of the embedded database, but this PM33 uses ${EMBEDDED_POSTGRES}. Restore it with PM33 ${head.version}.`,
      )
    await intoFolder(config.data, location.embedded, body())
  }
  const same = head.secret === secretMark(config)
  return `Restored the backup of ${head.at} (PM33 ${head.version}).${
    same
      ? ''
      : ' PM33_SECRET is not the one of the backup, so its API keys, sign-ins, provider keys, tracker tokens, and webhook secrets do not work: set the secret that belongs to it.'
  }`
}

/** @throws ConfigError for a backup of a newer version, whose data this one would not understand */
function assertKnown(head: BackupHead, file: string): void {
  const known = new Set(knownMigrations())
  const unknown = head.migrations.filter((name) => !known.has(name))
  if (unknown.length)
    throw new ConfigError(
      `${file} was written by a newer PM33 (${head.version}; ${unknown.join(', ')}). Update this one: git pull && npm ci`,
    )
}

const otherEngine = (engine: string, next: string) =>
  new ConfigError(
    `This is a backup of ${engine === 'embedded' ? 'the embedded database' : engine}. ${next} to restore it, or move single workspaces with npx pm33 export and import.`,
  )

async function intoFolder(data: string, folder: string, body: Readable): Promise<void> {
  const held = await takeFolder(data)
  const tar = `${folder}-restore-${randomUUID()}.tar`
  try {
    if (existsSync(folder))
      throw new ConfigError(
        `${folder} holds a database. Restoring never replaces one: set PM33_DATA to a new folder, or move this one away first.`,
      )
    mkdirSync(dirname(folder), { recursive: true, mode: 0o700 })
    await pipeline(body, createGunzip(), createWriteStream(tar, { mode: 0o600 }))
    const fresh = `${folder}-${randomUUID()}`
    try {
      await unpackTar(tar, fresh)
      // A folder that cannot be opened never gets the name of one that can.
      const { orm } = await openMigrated({ embedded: fresh })
      await orm.close()
      renameSync(fresh, folder)
    } catch (error) {
      rmSync(fresh, { recursive: true, force: true })
      throw error
    }
  } finally {
    rmSync(tar, { force: true })
    await held.release()
  }
}

/**
 * What is restored belongs to the owner of the database, who changes its schema at the next update: a superuser may do the
 * restoring. @returns that owner, a member of the roles that policies name; null when it is the login itself, or cannot
 * become a member
 */
async function otherOwner(orm: Orm): Promise<string | null> {
  const connection = orm.em.getConnection()
  const isMember = ROLES.map((role) => `pg_has_role(datdba, '${role}', 'MEMBER')`).join(' and ')
  const [row] = await connection.execute<{ owner: string; member: boolean }[]>(
    `select pg_get_userbyid(datdba) as owner, ${isMember} as member from pg_database
     where datname = current_database() and pg_get_userbyid(datdba) <> current_user and pg_has_role(datdba, 'MEMBER')`,
  )
  // A name that a connection option cannot carry keeps the restored tables with the login.
  if (!row || !/^\w+$/.test(row.owner)) return null
  if (row.member) return row.owner
  try {
    await connection.execute(`grant ${ROLES.join(', ')} to "${row.owner}" with admin option`)
    return row.owner
  } catch (error) {
    // A login that only has the roles cannot hand them on.
    if ((error as { code?: string }).code === '42501') return null
    throw error
  }
}

async function intoPostgres(url: string, body: Readable): Promise<void> {
  const orm = await reached({ url }, 'DATABASE_OWNER_URL')
  let owner: string | null
  try {
    const [found] = await orm.em
      .getConnection()
      .execute<{ name: string }[]>(
        `select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S') limit 1`,
      )
    if (found)
      throw new ConfigError(
        `The database is not empty (it has ${found.name}). Restoring never replaces data: create an empty one with createdb, and set DATABASE_URL to it.`,
      )
    await makeRoles(orm)
    owner = await otherOwner(orm)
    const tool = startTool(
      'pg_restore',
      ['--no-owner', '--no-password', '--exit-on-error', '--single-transaction', ...(owner ? [`--role=${owner}`] : [])],
      url,
    )
    await Promise.all([tool.ended, pipeline(body, tool.in).catch(() => undefined)])
    // Functions belong to whoever restored them now; migrating gives them back to the roles that may run them.
    await orm.em.getConnection().execute('comment on table mikro_orm_migrations is null')
  } finally {
    await orm.close()
  }
  const own = owner ? withOption(url, `-c role=${owner}`) : url
  const { orm: migrated } = await openMigrated({ url: own }, 'DATABASE_OWNER_URL')
  await migrated.close()
}
