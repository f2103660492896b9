import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import type { MikroORM } from '@mikro-orm/postgresql'

const ROLES = ['pm33_app', 'pm33_lookup', 'pm33_search']

const MIGRATIONS = new URL('../../schema/migrations/', import.meta.url)

/**
 * Brings the schema up to date, as the owner, or finds that it is. Roles are made first because the policies name them;
 * the definer functions and grants are made again whenever anything has changed, so that they always fit the tables.
 * @returns names of the migrations that were applied now
 */
export async function migrate(orm: MikroORM): Promise<string[]> {
  const connection = orm.em.getConnection()
  const wanted = schemaFingerprint()
  const [table] = await connection.execute<{ made_of: string | null }[]>(
    `select obj_description(to_regclass('mikro_orm_migrations'), 'pg_class') as made_of`,
  )
  if (table?.made_of === wanted) return []
  for (const role of ROLES) {
    await connection.execute(
      `do $$ begin if not exists (select from pg_roles where rolname = '${role}') then create role ${role} nologin; end if;
       if not pg_has_role(current_user, '${role}', 'member') then execute format('grant ${role} to %I', current_user); end if; end $$`,
    )
  }
  const done = await orm.migrator.up()
  for (const statement of [...grants, ...functions]) await connection.execute(statement)
  // Last: a migration that was interrupted runs again.
  await connection.execute(`comment on table mikro_orm_migrations is '${wanted}'`)
  return done.map(({ name }) => name)
}

/** What a schema is made of: every migration, role, grant, and function. It stands as a comment on the migrations' table. */
export function schemaFingerprint(): string {
  const hash = createHash('sha256').update(JSON.stringify([ROLES, grants, functions]))
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
  'grant select on api_key, membership, tenant, invite, oauth_grant to pm33_lookup',
  'grant select on backlog_item to pm33_search',
]

/** Temporary objects last: unnamed they would come first, and a caller's own table could shadow ours with the owner's rights. */
const SEARCH_PATH = 'pg_catalog, public, pg_temp'

/**
 * The only ways round row-level security, each one narrow: found by hash before the tenant is known, or the tenant's own
 * rows through an index that row-level security would not use (its operator is not leakproof).
 */
const functions = [
  definer('pm33_lookup', 'api_key_by_hash(wanted text)', 'setof api_key', `select * from api_key where hash = wanted`),
  definer(
    'pm33_lookup',
    'memberships_of(person uuid)',
    'setof membership',
    `select * from membership where user_id = person`,
  ),
  definer('pm33_lookup', 'invite_by_hash(wanted text)', 'setof invite', `select * from invite where hash = wanted`),
  definer(
    'pm33_lookup',
    'oauth_grant_by_id(wanted uuid)',
    'setof oauth_grant',
    `select * from oauth_grant where id = wanted`,
  ),
  definer(
    'pm33_lookup',
    'tenant_names()',
    'table (tenant_id uuid, name varchar)',
    `select tenant_id, name from tenant order by created_at`,
  ),
  definer(
    'pm33_search',
    'backlog_search(ws uuid, query text)',
    'setof uuid',
    `select id from backlog_item where tenant_id = current_setting('app.tenant_id')::uuid and workspace_id = ws and search @@ websearch_to_tsquery('simple', query)`,
  ),
].flat()

function definer(owner: string, signature: string, returns: string, body: string): string[] {
  const types = `${signature.split('(')[0]}(${(signature.match(/\((.*)\)/)?.[1] ?? '')
    .split(',')
    .map((part) => part.trim().split(' ')[1] ?? '')
    .join(', ')})`
  return [
    `create or replace function ${signature} returns ${returns} language sql stable security definer set search_path = ${SEARCH_PATH} as $$ ${body} $$`,
    `grant create on schema public to ${owner}`,
    `alter function ${types} owner to ${owner}`,
    `revoke create on schema public from ${owner}`,
    `revoke all on function ${types} from public`,
    `grant execute on function ${types} to pm33_app`,
  ]
}
