/** Who may migrate and who may serve, on a PostgreSQL of its own: roles belong to the whole server. */
import { connect, startPostgres } from '../servers/postgres-server.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readConfig } from '../../api/server/config.ts'
import { assertBound } from '../../api/data/bound.ts'
import { openDatabase } from '../../api/data/database.ts'
import { migrateOnly, openApi } from '../../api/server/main.ts'
import { createLog } from '../../log.ts'

const SLOW = 120_000
const log = createLog('silent')
let server: Awaited<ReturnType<typeof startPostgres>>

const as = (user: string, database = 'pm33') =>
  `postgres://${user}@localhost/${database}?host=${encodeURIComponent(server.folder)}`
const config = (env: Record<string, string>) =>
  readConfig({ PM33_SECRET: 'a secret that every node has for tests', PM33_DATA: server.folder, ...env })
const opened = async (env: Record<string, string>) => {
  const open = await openApi(config(env), { log })
  const [row] = await open.orm.em
    .getConnection()
    .execute<{ user: string; super: boolean }[]>(
      'select current_user as user, rolsuper as super from pg_roles where rolname = current_user',
    )
  await open.close()
  return row
}

beforeAll(async () => {
  server = await startPostgres()
  await connect(server.folder, 'postgres', async (client) => {
    await client.query('create role pm33_owner login createrole')
    await client.query('grant pm33_app, pm33_lookup, pm33_search to pm33_owner with admin option')
    await client.query('create role pm33_serving login')
    await client.query('create role stranger login')
    await client.query('create database pm33 owner pm33_owner')
    await client.query('create database raced owner pm33_owner')
  })
}, SLOW)
afterAll(() => server?.stop())

describe('two roles', { timeout: SLOW }, () => {
  test('a login that only serves says what is missing before there is a schema', async () => {
    await connect(server.folder, 'postgres', (client) => client.query('grant pm33_app to pm33_serving'))
    await expect(opened({ DATABASE_URL: as('pm33_serving') })).rejects.toThrow(
      /The database schema is out of date: Migration[\S\s]+ (is|are) missing\. Run npx pm33 migrate with DATABASE_OWNER_URL/,
    )
  })

  test('the owner migrates, once', async () => {
    const both = config({ DATABASE_URL: as('pm33_serving'), DATABASE_OWNER_URL: as('pm33_owner') })
    expect(await migrateOnly(both)).toMatch(/^Applied Migration/)
    expect(await migrateOnly(both)).toBe('The schema is up to date.')
  })

  test('then a login that owns nothing serves, with or without the owner’s address', async () => {
    expect(await opened({ DATABASE_URL: as('pm33_serving') })).toEqual({ user: 'pm33_app', super: false })
    expect(await opened({ DATABASE_URL: as('pm33_serving'), DATABASE_OWNER_URL: as('pm33_owner') })).toEqual({
      user: 'pm33_app',
      super: false,
    })
  })

  test('one login for both steps down before it serves', async () => {
    expect(await opened({ DATABASE_URL: as('pm33_owner') })).toEqual({ user: 'pm33_app', super: false })
    expect(await opened({ DATABASE_URL: as('postgres') })).toEqual({ user: 'pm33_app', super: false })
  })

  test('nodes that start at once migrate once', async () => {
    const env = { DATABASE_URL: as('pm33_owner', 'raced') }
    expect(await Promise.all([opened(env), opened(env), opened(env)])).toEqual(
      Array.from({ length: 3 }, () => ({ user: 'pm33_app', super: false })),
    )
  })
})

describe('refused', { timeout: SLOW }, () => {
  test.each(['postgres', 'pm33_owner'])('to serve as %s', async (user) => {
    const orm = await openDatabase({ url: as(user) })
    await expect(assertBound(orm)).rejects.toThrow(
      `refusing to serve as database role "${user}": it bypasses row-level security`,
    )
    await orm.close()
  })

  test('to serve when somebody has let the serving role past row-level security', async () => {
    await connect(server.folder, 'postgres', (client) => client.query('alter role pm33_app bypassrls'))
    await expect(opened({ DATABASE_URL: as('pm33_serving') })).rejects.toThrow(
      'refusing to serve as database role "pm33_app"',
    )
    await connect(server.folder, 'postgres', (client) => client.query('alter role pm33_app nobypassrls'))
  })

  test('a login that is not a member of the serving role', async () => {
    await expect(opened({ DATABASE_URL: as('stranger') })).rejects.toThrow(
      /DATABASE_URL: PostgreSQL at \S+ cannot be used: this login is not allowed to serve as pm33_app\..* grant pm33_app to this login/,
    )
  })

  test('a database that a newer PM33 has used', async () => {
    await connect(server.folder, 'pm33', (client) =>
      client.query(`insert into mikro_orm_migrations (name) values ('Migration20991231000000')`),
    )
    for (const env of [{ DATABASE_URL: as('pm33_serving') }, { DATABASE_URL: as('pm33_owner') }]) {
      await expect(opened(env)).rejects.toThrow(
        'This database has been used by a newer PM33 (Migration20991231000000). Update this one: git pull && npm ci',
      )
    }
  })

  test.each([
    ['no such database', () => as('pm33_owner', 'nowhere'), /there is no such database/],
    ['no such login', () => as('nobody_here'), /it refuses this login|cannot be used/],
    [
      'nothing there',
      () => 'postgres://pm33:hunter2@localhost:20999/pm33',
      /PostgreSQL at localhost:20999\/pm33 cannot be used: connection refused/,
    ],
  ])('%s, without repeating the password', async (_, url, words) => {
    const refused = await opened({ DATABASE_URL: url() }).catch((error: Error) => error)
    expect((refused as Error).message).toMatch(words)
    expect((refused as Error).message).not.toContain('hunter2')
    expect((refused as Error).name).toBe('ConfigError')
  })
})
