import { createRequire } from 'node:module'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { testFiles } from './test/house/projects.ts'

/** Node loads graphql's CommonJS build; vitest would load its ES build beside it, and errors of one are strangers to the other. */
const graphql = createRequire(import.meta.url).resolve('graphql')
const files = testFiles(import.meta.dirname)

// Threads and processes that the tests start find their code compiled: an import's thread starts in a third of the time.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, 'node_modules/.cache/node')

export default defineConfig({
  resolve: { alias: [{ find: /^graphql$/, replacement: graphql }] },
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
    // A process serves many files: to load the API anew for each costs as much as most files do. Each has its own database.
    isolate: false,
    projects: [
      { test: { name: 'unit', include: files.unit } },
      { test: { name: 'database', include: files.database, globalSetup: ['test/setup/database.ts'] } },
      { test: { name: 'browser', include: files.browser, globalSetup: ['test/setup/browser.ts'] } },
    ],
  },
})
