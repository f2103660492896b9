/** `npm run proof -- full`: the tests of which the suite runs a sample (test/depth.ts), in full; `npm run proof -- full FILE…`: of those alone. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { testsReaching } from '../house/projects.ts'

const vitest = fileURLToPath(new URL('vitest.mjs', import.meta.resolve('vitest/package.json')))
const root = fileURLToPath(new URL('../../', import.meta.url))

export async function run(names: string[]): Promise<void> {
  const { status } = spawnSync(
    process.execPath,
    [
      vitest,
      'run',
      '--maxWorkers',
      '1',
      ...testsReaching(root, 'test/full.ts').filter(
        (path) => !names.length || names.some((name) => path.includes(name)),
      ),
    ],
    { stdio: 'inherit', env: { ...process.env, PM33_TESTS: 'full' } },
  )
  if (status !== 0) process.exitCode = 1
}
