import { randomUUID } from 'node:crypto'
import { openAsBlob, rmSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { inject } from 'vitest'
import { openDatabase, type DatabaseLocation } from '../api/data/database.ts'
import { migrate } from '../api/data/migrate.ts'
import { connect } from './postgres-server.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the socket of the PostgreSQL that the suite runs on. */
    postgres: string
    /** Path of a new embedded database, as it is after its migrations. */
    embedded: string
  }
}

const TEMPLATE = 'pm33_template'
const urlOf = (folder: string, name: string) => `postgres://postgres@localhost/${name}?host=${encodeURIComponent(folder)}`

/**
 * Makes what every world starts from, once for the whole suite: to make a database anew for each file takes longer
 * than most files do.
 */
export async function makeTemplates(folder: string): Promise<{ embedded: string; remove(): void }> {
  await connect(folder, 'postgres', (client) => client.query(`create database ${TEMPLATE}`))
  const postgres = await openDatabase({ url: urlOf(folder, TEMPLATE) })
  await migrate(postgres)
  await postgres.close()
  const place = await mkdtemp(join(tmpdir(), 'pm33-embedded-'))
  const data = join(place, 'data')
  const embedded = await openDatabase({ embedded: data })
  await migrate(embedded)
  await embedded.close()
  const pglite = await PGlite.create(data)
  const image = join(place, 'image.tar')
  await writeFile(image, Buffer.from(await (await pglite.dumpDataDir('none')).arrayBuffer()))
  await pglite.close()
  return { embedded: image, remove: () => rmSync(place, { recursive: true, force: true }) }
}

async function create(template: string): Promise<string> {
  const folder = inject('postgres')
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
