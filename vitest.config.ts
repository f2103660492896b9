import { createRequire } from 'node:module'
import { defineConfig } from 'vitest/config'

/** Node loads graphql's CommonJS build; vitest would load its ES build beside it, and errors of one are strangers to the other. */
const graphql = createRequire(import.meta.url).resolve('graphql')

export default defineConfig({
  resolve: { alias: [{ find: /^graphql$/, replacement: graphql }] },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    maxWorkers: 2,
  },
})
