/** `pm33 backup FILE`: the whole database, while servers use it. */
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, rmSync } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import { exists, writeBackup, type BackupHead } from './backup-file.ts'
import type { ApiConfig } from '../config.ts'
import { ConfigError } from '../../../settings.ts'
import { appliedMigrations, knownMigrations } from '../../data/migrate.ts'
import { EMBEDDED_POSTGRES, reached } from '../opening.ts'
import { startTool } from './postgres-tool.ts'

/**
 * Holds every write that was acknowledged before it began.
 * @param copy copies the embedded database to a file, by way of the process that has it open
 * @returns what was done, in words
 * @throws ConfigError when there is no way to make one
 */
export async function backup(
  config: ApiConfig,
  file: string,
  version: string,
  copy?: () => Promise<string>,
): Promise<string> {
  if (existsSync(file)) throw new ConfigError(exists(file))
  const bytes = copy ? await ofEmbedded(config, file, version, copy) : await ofPostgres(config, file, version)
  return `Wrote ${file} (${(bytes / 1_048_576).toFixed(1)} MB). Back up PM33_SECRET${
    copy ? ` (or ${config.data}/secret)` : ''
  }, too, and store it somewhere else. Without it, the API keys, sign-ins, provider keys, tracker tokens, and webhook secrets in this backup do not work.`
}

async function ofEmbedded(config: ApiConfig, file: string, version: string, copy: () => Promise<string>) {
  const tar = await copy()
  try {
    // The console's server has migrated it, so it has had what this version knows.
    const head = headOf(config, version, 'embedded', EMBEDDED_POSTGRES, knownMigrations())
    const packed = createGzip({ level: 6 })
    return await writeBackup(file, head, packed, pipeline(createReadStream(tar), packed))
  } finally {
    rmSync(tar, { force: true })
  }
}

async function ofPostgres(config: ApiConfig, file: string, version: string): Promise<number> {
  const location = config.ownerDatabase
  if (!('url' in location)) throw new ConfigError('There is no PostgreSQL to back up.')
  const orm = await reached(location, config.ownerDatabase === config.database ? 'DATABASE_URL' : 'DATABASE_OWNER_URL')
  try {
    const [row] = await orm.em
      .getConnection()
      .execute<{ number: number; whole: boolean }[]>(
        `select current_setting('server_version_num')::int / 10000 as number, rolsuper or rolbypassrls as whole from pg_roles where rolname = current_user`,
      )
    // With the rights of one organization a dump would hold its rows alone.
    if (!row?.whole)
      throw new ConfigError(
        'This login cannot read every organization, so its backup would not be whole. Set DATABASE_OWNER_URL to a login that is a superuser or has BYPASSRLS.',
      )
    const head = headOf(config, version, 'postgres', row.number, await appliedMigrations(orm))
    const dump = startTool('pg_dump', ['--format=custom', '--no-password'], location.url)
    return await writeBackup(file, head, dump.out, dump.ended)
  } finally {
    await orm.close()
  }
}

const headOf = (
  config: ApiConfig,
  version: string,
  engine: BackupHead['engine'],
  postgres: number,
  migrations: readonly string[],
): BackupHead => ({
  format: 'pm33 backup 1',
  engine,
  version,
  at: new Date().toISOString(),
  postgres,
  migrations,
  secret: secretMark(config),
})

/** Tells two secrets apart without saying anything about either. */
export const secretMark = ({ secret }: Pick<ApiConfig, 'secret'>) =>
  createHash('sha256').update(`pm33 backup\n${secret}`).digest('hex').slice(0, 16)
