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
      'test/isolation',
      'test/pages',
      'test/views/apps.test.ts',
      'test/identity/giving.test.ts',
      'test/tools/replay.test.ts',
    ],
    { stdio: 'inherit', env: { ...process.env, PM33_TESTS: 'full' } },
  )
  if (status !== 0) process.exitCode = 1
}
