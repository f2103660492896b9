/** A PM33 of its own process with one tenant, one workspace and one key, on whatever database its environment names. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { connect, type PostgresServer } from '../postgres-server.ts'
import { ownerJoins } from '../start/owner.ts'
import { command, served, STRICT, type Served } from '../start/process.ts'
import type { Target } from './load.ts'

export interface Subject extends Target {
  server: Served
  /** Starts it again where it was, after it has ended. */
  again(): Promise<void>
}

/** @param env where the database is @param folder where files may be put beside it */
export async function subject(env: Record<string, string>, folder: string): Promise<Subject> {
  const server = await served(['start', '--no-demo'], env)
  const { port } = new URL(server.url)
  const said = async (args: string[]) => {
    const { code, out, err } = await command(args, env)
    if (code !== 0) throw new Error(`pm33 ${args.join(' ')}: ${err}`)
    return out
  }
  try {
    await ownerJoins(server.url, await said(['tenant', 'create', 'Acme', '--owner', 'owner@acme.test']))
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
    const made: Subject = {
      url: server.url,
      key,
      server,
      async again() {
        made.server = await served(['start', '--no-demo'], { ...env, PORT: port })
      },
    }
    return made
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** The same environment, in which the server finds no space on its disk as long as a file exists. */
export const withoutSpace = (env: Record<string, string>, sign: string): Record<string, string> => ({
  ...env,
  TEST_NO_SPACE: sign,
  NODE_OPTIONS: `${STRICT.NODE_OPTIONS} --import ${new URL('./no-space.mjs', import.meta.url).href}`,
})

/** The environment of a server on a PostgreSQL, with a login that owns the schema and one that only serves. */
export async function onPostgres(postgres: PostgresServer, folder: string): Promise<Record<string, string>> {
  await connect(postgres.folder, 'postgres', async (client) => {
    await client.query('create role pm33_owner login createrole')
    await client.query('grant pm33_app, pm33_lookup, pm33_search to pm33_owner with admin option')
    await client.query('create role pm33_serving login')
    await client.query('grant pm33_app to pm33_serving')
    await client.query('create database pm33 owner pm33_owner')
  })
  const url = (user: string) => `postgres://${user}@localhost/pm33?host=${encodeURIComponent(postgres.folder)}`
  return {
    PM33_DATA: join(folder, 'data'),
    PM33_SECRET: 'a master secret for faults only, and long',
    DATABASE_URL: url('pm33_serving'),
    DATABASE_OWNER_URL: url('pm33_owner'),
  }
}
