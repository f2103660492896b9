/** A PM33 of its own processes with one tenant, one workspace and one key, on whatever database its environment names. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type PostgresServer } from '../servers/postgres-server.ts'
import { ownerJoins } from '../start/owner.ts'
import { STRICT } from '../start/process.ts'
import type { Target } from './load.ts'
import { nodesOn, type Nodes } from './nodes.ts'

export interface Subject extends Target, Nodes {}

/** @param env where the database is @param folder where files may be put beside it @param count of nodes; several are behind a proxy */
export async function subject(env: Record<string, string>, folder: string, count = 1): Promise<Subject> {
  const served = await nodesOn(env, count)
  const { url, said } = served
  try {
    await ownerJoins(url, await said(['tenant', 'create', 'Acme', '--owner', 'owner@acme.test']))
    const key = /pm33_live_\w+/.exec(
      await said([
        'key',
        'create',
        'Faults',
        '--scopes',
        'mcp:enabled,backlog:read,backlog:write',
        '--surfaces',
        'graphql,mcp',
      ]),
    )![0]
    const backlog = join(folder, 'backlog.csv')
    writeFileSync(backlog, 'Title,Status\nThe first item,To do\n')
    await said(['import', backlog])
    return { ...served, key }
  } catch (error) {
    await served.stop()
    throw error
  }
}

/** The same environment, in which the server finds no space on its disk as long as a file exists. */
export const withoutSpace = (env: Record<string, string>, sign: string): Record<string, string> => ({
  ...env,
  TEST_NO_SPACE: sign,
  NODE_OPTIONS: `${STRICT.NODE_OPTIONS} --import ${new URL('./no-space.mjs', import.meta.url).href}`,
})

/** The environment of servers on a PostgreSQL, with a login that owns the schema and one that only serves. */
export async function onPostgres(
  postgres: PostgresServer,
  folder: string,
  standby?: PostgresServer,
): Promise<Record<string, string>> {
  await connect(postgres.folder, 'postgres', async (client) => {
    await client.query('create role pm33_owner login createrole')
    await client.query('grant pm33_app, pm33_lookup, pm33_search to pm33_owner with admin option')
    await client.query('create role pm33_serving login')
    await client.query('grant pm33_app to pm33_serving')
    await client.query('create database pm33 owner pm33_owner')
  })
  const hosts = [postgres, ...(standby ? [standby] : [])].map(({ folder: host }) => encodeURIComponent(host)).join(',')
  const url = (user: string) => `postgres://${user}@localhost/pm33?host=${hosts}`
  return {
    PM33_DATA: join(folder, 'data'),
    PM33_SECRET: 'a master secret for faults only, and long',
    DATABASE_URL: url('pm33_serving'),
    DATABASE_OWNER_URL: url('pm33_owner'),
    DATABASE_LISTEN_URL: url('pm33_serving'),
  }
}
