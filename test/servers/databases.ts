/** Databases of a test's own, copied from the templates. */
import { randomUUID } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { inject } from 'vitest'
import { APP_ROLE, openDatabase, type DatabaseLocation, type Orm } from '../../api/data/database.ts'
import { readConfig } from '../../api/server/config.ts'
import pg from 'pg'
import { connect, urlOf } from './postgres-server.ts'
import { TEMPLATE } from '../house/templates.ts'

async function create(template: string): Promise<string> {
  const folder = inject('postgres') as string | undefined
  if (!folder) throw new Error('The project `unit` has no PostgreSQL: see test/house/projects.ts.')
  const name = `pm33_${randomUUID().replaceAll('-', '')}`
  await connect(folder, 'postgres', (client) => client.query(`create database ${name} template ${template}`))
  return urlOf(folder, name)
}

/** An empty database of its own on the suite's PostgreSQL. */
export const emptyPostgres = (): Promise<string> => create('template1')

/** A database of its own with PM33's tables, and nothing in them. */
export async function newDatabase(engine: 'postgres'): Promise<{ url: string }>
export async function newDatabase(engine: 'embedded' | 'postgres'): Promise<DatabaseLocation>
export async function newDatabase(engine: 'embedded' | 'postgres'): Promise<DatabaseLocation> {
  return engine === 'postgres'
    ? { url: await create(TEMPLATE) }
    : { embedded: 'memory://', image: await openAsBlob(inject('embedded')) }
}

/** A connection of its own to a PostgreSQL, as its owner. */
export async function another(url: string, work: (client: pg.Client) => Promise<void>): Promise<void> {
  const client = new pg.Client(url)
  await client.connect()
  await work(client).finally(() => client.end())
}

/** Runs statements as the owner of a database that is being served, to bring about what the server itself cannot. */
export async function asOwner(at: DatabaseLocation, orm: Orm, ...statements: string[]): Promise<void> {
  if ('url' in at) {
    return another(at.url, async (client) => {
      for (const statement of statements) await client.query(statement)
    })
  }
  for (const statement of ['reset role', ...statements, `set role ${APP_ROLE}`])
    await orm.em.getConnection().execute(statement)
}

/** Fills a new folder as the embedded database does on its first start, which takes ten times as long. */
export async function fillEmbedded(folder: string): Promise<void> {
  const orm = await openDatabase({ embedded: folder, image: await openAsBlob(inject('embedded')) })
  await orm.em.getConnection().execute('select 1')
  await orm.close()
}

/** The environment of a PM33 process with PM33's tables and nothing in them. @param folder its data folder, new and empty */
export async function serverEnvironment(
  engine: 'embedded' | 'postgres',
  folder: string,
): Promise<{ PM33_DATA: string; DATABASE_URL?: string }> {
  if (engine === 'postgres') return { PM33_DATA: folder, DATABASE_URL: await create(TEMPLATE) }
  const { database } = readConfig({ PM33_DATA: folder })
  if ('embedded' in database) await fillEmbedded(database.embedded)
  return { PM33_DATA: folder }
}
