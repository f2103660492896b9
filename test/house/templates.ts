/**
 * What every database of the tests starts from: PM33's tables, as they are after all migrations, on both engines.
 * To make them takes half a minute, so they are kept between runs, under a key that changes with whatever they are made of.
 */
import { createHash, randomUUID } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connect, startPostgres, urlOf, versionOfPostgres } from '../servers/postgres-server.ts'
import { importsOf } from './projects.ts'

export const TEMPLATE = 'pm33_template'
const WEEK = 7 * 24 * 3600 * 1000
const home = fileURLToPath(new URL('../../', import.meta.url))
const kept = join(home, 'node_modules/.cache/pm33-test')

/**
 * Names what the templates are made of: the migrations, the versions of all packages, this file and what it imports.
 * @param extra what else decides, as the version of a server
 */
export function keyOf(root: string, extra = ''): string {
  const own = 'test/house/templates.ts'
  const sources = [
    own,
    ...importsOf(own, readFileSync(join(root, own), 'utf8')).filter((path) => existsSync(join(root, path))),
  ]
  const migrations = readdirSync(join(root, 'schema/migrations')).map((name) => `schema/migrations/${name}`)
  const hash = createHash('sha256').update(`${extra}\n`)
  for (const path of [...sources, ...migrations, 'package-lock.json'].sort())
    hash
      .update(`${path}\n`)
      .update(readFileSync(join(root, path)))
      .update('\n')
  return hash.digest('hex').slice(0, 16)
}

/** @param make writes what is kept at the path it is handed; two runs may do so at once, and the first is kept */
async function keep(name: string, make: (path: string) => Promise<void>): Promise<string> {
  const path = join(kept, name)
  if (!existsSync(path)) {
    mkdirSync(kept, { recursive: true })
    const making = join(kept, `making-${randomUUID()}`)
    try {
      await make(making)
      if (!existsSync(path)) renameSync(making, path)
    } catch (error) {
      // Another run was first.
      if (!existsSync(path)) throw error
    } finally {
      rmSync(making, { recursive: true, force: true })
    }
  }
  utimesSync(path, new Date(), new Date())
  for (const old of readdirSync(kept).map((entry) => join(kept, entry))) {
    if (Date.now() - (statSync(old, { throwIfNoEntry: false })?.mtimeMs ?? Infinity) > WEEK)
      rmSync(old, { recursive: true, force: true })
  }
  return path
}

/** @returns the path of an image of the embedded database */
export function embeddedTemplate(): Promise<string> {
  return keep(`embedded-${keyOf(home)}.tar`, async (path) => {
    const { openDatabase } = await import('../../api/data/database.ts')
    const { migrate } = await import('../../api/data/migrate.ts')
    const { PGlite } = await import('@electric-sql/pglite')
    const data = `${path}-data`
    try {
      const orm = await openDatabase({ embedded: data })
      await migrate(orm)
      await orm.close()
      const pglite = await PGlite.create(data)
      // Nobody connects to the server's other databases, which are half of the files that every copy would write.
      await pglite.query('update pg_database set datistemplate = false')
      for (const other of ['template0', 'template1']) await pglite.query(`drop database ${other}`)
      await pglite.query('checkpoint')
      writeFileSync(path, Buffer.from(await (await pglite.dumpDataDir('none')).arrayBuffer()))
      await pglite.close()
    } finally {
      rmSync(data, { recursive: true, force: true })
    }
  })
}

/** @returns the path of a data folder for `startPostgres`, which holds the database `TEMPLATE` */
export function postgresTemplate(): Promise<string> {
  return keep(`postgres-${keyOf(home, versionOfPostgres())}`, async (path) => {
    const { openDatabase } = await import('../../api/data/database.ts')
    const { migrate } = await import('../../api/data/migrate.ts')
    const server = await startPostgres()
    try {
      await connect(server.folder, 'postgres', (client) => client.query(`create database ${TEMPLATE}`))
      const orm = await openDatabase({ url: urlOf(server.folder, TEMPLATE) })
      await migrate(orm)
      await orm.close()
      await server.copyTo(path)
    } finally {
      await server.stop()
    }
  })
}
