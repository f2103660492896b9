/** What tests with databases need, once for all files of a project: a PostgreSQL, and databases to start from. */
import type { TestProject } from 'vitest/node'
import { startPostgres } from '../servers/postgres-server.ts'
import { embeddedTemplate, postgresTemplate } from '../house/templates.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Folder of the socket of the PostgreSQL that the suite runs on. */
    postgres: string
    /** Path of an image of the embedded database, as it is after its migrations. */
    embedded: string
  }
}

export default async function setup(project: TestProject) {
  project.provide('embedded', await embeddedTemplate())
  const postgres = await startPostgres({ from: await postgresTemplate() })
  project.provide('postgres', postgres.folder)
  return () => postgres.stop()
}
