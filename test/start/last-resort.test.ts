/** A fault of our own that nobody caught: the server says so, finishes what it owes, and ends, so that it is started again. */
import { expect, test } from 'vitest'
import { folder, served } from './process.ts'

/** Planted from outside: nothing that a caller sends may do this. */
const FAULT = `data:text/javascript,${encodeURIComponent("process.on('SIGUSR2', () => { Promise.reject(new Error('planted')) })")}`

test('the process ends with words and with 1, and the next one opens the same folder', async () => {
  const data = folder()
  const env = { PM33_DATA: data.path, NODE_OPTIONS: `--unhandled-rejections=strict --import "${FAULT}"` }
  try {
    const first = await served(['start', '--no-demo'], env)
    first.child.kill('SIGUSR2')
    expect(await first.ended).toBe(1)
    expect(first.err()).toMatch(
      /^PM33 is stopping because of an internal error\. Start it again, and report this:\nError: planted\n/m,
    )
    const second = await served(['start', '--no-demo'], env)
    expect((await fetch(`${second.url}/healthz`)).status).toBe(200)
    expect(await second.stop()).toBe(0)
  } finally {
    data.remove()
  }
}, 120_000)
