/** `npm run proof -- full`: the tests of which the suite runs a sample (test/depth.ts), in full. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const vitest = fileURLToPath(new URL('vitest.mjs', import.meta.resolve('vitest/package.json')))

export async function run(): Promise<void> {
  const { status } = spawnSync(
    process.execPath,
    [
      vitest,
      'run',
      '--maxWorkers',
      '1',
      'test/backlog/fields.test.ts',
      'test/identity/access.test.ts',
      'test/identity/giving.test.ts',
      'test/imports/apply.test.ts',
      'test/imports/report.test.ts',
      'test/imports/round-trip.test.ts',
      'test/isolation',
      'test/oauth/tokens.test.ts',
      'test/pages',
      'test/planning/one-basis.test.ts',
      'test/tools',
      'test/velocity/issued.test.ts',
      'test/views/apps.test.ts',
    ],
    { stdio: 'inherit', env: { ...process.env, PM33_TESTS: 'full' } },
  )
  if (status !== 0) process.exitCode = 1
}
