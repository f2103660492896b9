import type { TestProject } from 'vitest/node'
import { haveChromium } from './chromium.ts'
import { startPostgres } from './postgres-server.ts'

/** What the suite needs beyond npm's packages, once for all files. */
export default async function setup(project: TestProject) {
  haveChromium()
  const postgres = await startPostgres()
  project.provide('postgres', postgres.folder)
  return () => postgres.stop()
}
