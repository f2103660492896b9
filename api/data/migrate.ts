import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { MikroORM } from '@mikro-orm/postgresql'
import { routines } from './routines.ts'
import { VERSION } from './version.ts'

export const ROLES = ['pm33_app', 'pm33_lookup', 'pm33_search']

const MIGRATIONS = new URL('../../schema/migrations/', import.meta.url)

/**
 * Brings the schema up to date, as the owner, or finds that it is. Roles are made first because the policies name them;
 * the definer functions and grants are made again whenever anything has changed, so that they always fit the tables.
 * @returns names of the migrations that were applied now
 */
export async function migrate(orm: MikroORM): Promise<string[]> {
  const connection = orm.em.getConnection()
  const { fits, wanted } = await schemaOf(orm)
  if (fits) return []
  await makeRoles(orm)
  const done = await orm.migrator.up()
  for (const statement of [...grants, ...routines]) await connection.execute(statement)
  // Last: a migration that was interrupted runs again.
  await connection.execute(`comment on table mikro_orm_migrations is '${wanted}'`)
  return done.map(({ name }) => name)
}

/** The roles that policies and grants name. They belong to the server, so no dump of a database holds them. */
export async function makeRoles(orm: Pick<MikroORM, 'em'>): Promise<void> {
  for (const role of ROLES)
    await orm.em.getConnection().execute(
      `do $$ begin if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if;
       if not pg_has_role(current_user, '${role}', 'member') then execute format('grant ${role} to %I', current_user); end if; end $$`,
    )
}

/** Names of the migrations that this version knows, oldest first. */
export const knownMigrations = (): string[] =>
  readdirSync(MIGRATIONS)
    .flatMap((file) => /^(Migration.+)\.ts$/.exec(file)?.[1] ?? [])
    .sort()

/** Names of the migrations that a database has had. */
export async function appliedMigrations(orm: Pick<MikroORM, 'em'>): Promise<string[]> {
  const connection = orm.em.getConnection()
  const [table] = await connection.execute<{ name: string | null }[]>(
    `select to_regclass('mikro_orm_migrations')::text as name`,
  )
  if (!table?.name) return []
  return (await connection.execute<{ name: string }[]>('select name from mikro_orm_migrations')).map(({ name }) => name)
}

/**
 * Whether the schema of a database is what this version needs, as the comment that says what it was made of has it. What a newer
 * version has made stays: two versions serve side by side during an update, and the older one would take the newer one's
 * functions away.
 */
export async function schemaOf(orm: Pick<MikroORM, 'em'>): Promise<{ fits: boolean; wanted: string }> {
  const [table] = await orm.em
    .getConnection()
    .execute<{ made_of: string | null }[]>(
      `select obj_description(to_regclass('mikro_orm_migrations'), 'pg_class') as made_of`,
    )
  const [, hash, version] = /^(pm33 \S+)(?: (\S+))?$/.exec(table?.made_of ?? '') ?? []
  const newer = version !== undefined && isNewer(version, VERSION)
  return {
    fits: hash === schemaFingerprint() || (newer && (await lacking(orm)).length === 0),
    wanted: `${schemaFingerprint()} ${VERSION}`,
  }
}

/** Names of the migrations that this version knows and a database has not had. */
async function lacking(orm: Pick<MikroORM, 'em'>): Promise<string[]> {
  const applied = await appliedMigrations(orm)
  return knownMigrations().filter((name) => !applied.includes(name))
}

/** Versions as 1.2.0. */
function isNewer(one: string, other: string): boolean {
  return one.localeCompare(other, 'en', { numeric: true }) > 0
}

/** What a schema is made of: every migration, role, grant, and function. It stands as a comment on the migrations' table. */
export function schemaFingerprint(): string {
  return (fingerprint ??= readFingerprint())
}

let fingerprint: string | undefined

function readFingerprint(): string {
  const hash = createHash('sha256').update(JSON.stringify([ROLES, grants, routines]))
  for (const file of readdirSync(MIGRATIONS)
    .filter((name) => name.endsWith('.ts'))
    .sort())
    hash.update(file).update(readFileSync(new URL(file, MIGRATIONS)))
  return `pm33 ${hash.digest('hex')}`
}

const grants = [
  `grant usage on schema public to ${ROLES.join(', ')}`,
  'grant select, insert, update, delete on all tables in schema public to pm33_app',
  'revoke all on mikro_orm_migrations from pm33_app',
  'grant select on mikro_orm_migrations to pm33_app',
  'grant select on api_key, membership, tenant, invite, oauth_grant, credit_entry, credit_account to pm33_lookup',
  'grant select (tenant_id) on audit_head to pm33_lookup',
  'grant select (tenant_id, subject) on import to pm33_lookup',
  'grant select (tenant_id, state, due_at, leased_until) on sync_connection to pm33_lookup',
  'grant select on backlog_item to pm33_search',
]
