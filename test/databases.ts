/** Databases of a test's own, copied from the templates. */
import { randomUUID } from 'node:crypto'
import { openAsBlob } from 'node:fs'
import { inject } from 'vitest'
import type { DatabaseLocation } from '../api/data/database.ts'
import { connect, urlOf } from './postgres-server.ts'
import { TEMPLATE } from './templates.ts'

async function create(template: string): Promise<string> {
  const folder = inject('postgres') as string | undefined
  if (!folder) throw new Error('Only the project `database` has a PostgreSQL: see test/projects.ts.')
  const name = `pm33_${randomUUID().replaceAll('-', '')}`
  await connect(folder, 'postgres', (client) => client.query(`create database ${name} template ${template}`))
  return urlOf(folder, name)
}

/** An empty database of its own on the suite's PostgreSQL. */
export const emptyPostgres = (): Promise<string> => create('template1')

/** A database of its own with PM33's tables, and nothing in them. */
export async function newDatabase(engine: 'embedded' | 'postgres'): Promise<DatabaseLocation> {
  return engine === 'postgres' ? { url: await create(TEMPLATE) } : { embedded: 'memory://', image: await openAsBlob(inject('embedded')) }
}
