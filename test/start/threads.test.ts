import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const node24 = new URL('../../bin/node24.mjs', import.meta.url).href

test('threads find the code that was compiled before, as the process does that starts them', async () => {
  const script = `import { getCompileCacheDir } from 'node:module'
    import { Worker } from 'node:worker_threads'
    import { onNode24 } from ${JSON.stringify(node24)}
    await onNode24('', () => new Worker('import { getCompileCacheDir } from "node:module"; console.log(getCompileCacheDir())', { eval: true }))
    console.log(getCompileCacheDir())`
  const { NODE_COMPILE_CACHE: _, ...env } = process.env
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], { env })
  const [process_, thread] = stdout.trim().split('\n')
  expect(process_).toMatch(/node-compile-cache/)
  expect(thread).toBe(process_)
})
