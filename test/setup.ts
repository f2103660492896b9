import type { TestProject } from 'vitest/node'
import { haveChromium } from './chromium.ts'
import { makeTemplates } from './databases.ts'
import { startPostgres } from './postgres-server.ts'

/** What the suite needs beyond npm's packages, once for all files. */
export default async function setup(project: TestProject) {
  haveChromium()
  const postgres = await startPostgres()
  const templates = await makeTemplates(postgres.folder)
  project.provide('postgres', postgres.folder)
  project.provide('embedded', templates.embedded)
  return async () => {
    templates.remove()
    await postgres.stop()
  }
}
