import { APP_ROLE, type Orm } from './database.ts'

/**
 * @throws Error unless the connection is bound by row-level security, and its days are those of UTC. Checked at boot: an open
 * wall must not serve, and a pooler that drops what PM33 asks for says nothing.
 */
export async function assertBound(orm: Orm): Promise<void> {
  const [row] = await orm.em
    .getConnection()
    .execute<{ name: string; free: boolean; login: string; zone: string; utc: boolean }[]>(
      `select current_user as name, (select rolsuper or rolbypassrls from pg_roles where rolname = current_user) as free,
         session_user as login, current_setting('TimeZone') as zone,
         extract(timezone from timestamptz '2026-01-01 12:00Z') = 0 and extract(timezone from timestamptz '2026-07-01 12:00Z') = 0 as utc`,
    )
  if (row?.free !== false || row.name !== APP_ROLE) {
    const name = row?.name
    const pooled = `If it connects through a pooler, which does not pass on the role that PM33 asks for, run once as an admin: alter role ${name} set role = ${APP_ROLE}; then restart the pooler.`
    throw new Error(
      `refusing to serve as database role "${name}": it bypasses row-level security. Grant ${APP_ROLE} to the login role.${row?.free === false ? ` ${pooled}` : ''}`,
    )
  }
  if (!row.utc)
    throw new Error(
      `refusing to serve in the time zone ${row.zone}, because days are UTC days. If PM33 connects through a pooler, which does not pass on the time zone that PM33 asks for, run once as an admin: alter role ${row.login} set timezone = 'UTC'; then restart the pooler.`,
    )
}
