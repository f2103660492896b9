/** Writes the contracts that follow from the code: the SDL, the migrations, and the stored operations. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { GraphQLSchema } from 'graphql'
import { sdlOf } from './sdl.ts'

const here = fileURLToPath(new URL('.', import.meta.url))

async function writeSdl(): Promise<void> {
  const { schema, publicSchema } = await import('../api/server/graphql/schema.ts')
  const write = (file: string, what: GraphQLSchema) => writeFileSync(join(here, file), sdlOf(what))
  write('api.graphql', schema)
  write('public.graphql', publicSchema)
}

/**
 * A new migration where the entities have moved on from the last one. An empty folder gets the initial one, made beside it
 * and moved in as a whole.
 */
async function writeMigration(): Promise<void> {
  const { openDatabase } = await import('../api/data/database.ts')
  const folder = join(here, 'migrations')
  const first = !existsSync(folder) || !readdirSync(folder).some((file) => file.endsWith('.ts'))
  const workshop = first ? mkdtempSync(join(tmpdir(), 'pm33-migration-')) : folder
  const orm = await openDatabase({ embedded: 'memory://' }, undefined, workshop)
  const { fileName } = await orm.migrator.create(undefined, false, false, first ? 'initial' : undefined)
  await orm.close()
  if (first) {
    mkdirSync(folder, { recursive: true })
    for (const file of readdirSync(workshop)) cpSync(join(workshop, file), join(folder, file))
    rmSync(workshop, { recursive: true })
  }
  if (fileName) console.log(`wrote ${fileName}`)
}

/** Every operation that the adapter and the pages send, by hash, from the generated documents. */
async function writeOperations(): Promise<void> {
  const { hashOf } = await import('../api/server/graphql/operations.ts')
  const operations: Record<string, string> = {}
  for (const file of ['../mcp/operations.generated.ts', '../views/operations.generated.ts']) {
    const documents = (await import(file).catch(() => ({}))) as Record<string, unknown>
    for (const document of Object.values(documents)) {
      if (document instanceof String) operations[hashOf(document.toString())] = document.toString()
    }
  }
  const sorted = Object.fromEntries(Object.entries(operations).sort(([a], [b]) => (a < b ? -1 : 1)))
  writeFileSync(join(here, 'operations.json'), `${JSON.stringify(sorted, null, 1)}\n`)
}

/** After the code generator: the stored operations, and the contract between the adapter and its clients. */
async function writeTools(): Promise<void> {
  await writeOperations()
  await (await import('./tools.ts')).writeTools()
  ;(await import('./promises.ts')).writePromises()
}

const steps: Record<string, () => Promise<void>> = {
  sdl: writeSdl,
  migration: writeMigration,
  operations: writeOperations,
  tools: writeTools,
}
for (const step of process.argv.slice(2).length ? process.argv.slice(2) : ['sdl', 'migration']) await steps[step]!()
