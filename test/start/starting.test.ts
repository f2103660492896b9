/** A load balancer asks from the first moment: whoever is asked while starting says so, and starts all the same. */
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { folder, served } from './process.ts'

const PATHS = ['/healthz', '/readyz', '/graphql', '/mcp', '/', '/.well-known/oauth-protected-resource']

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

test('requests from the first moment on are refused or answered, and never end the start', async () => {
  const home = folder()
  const port = await freePort()
  const seen = new Set<string>()
  const over = new AbortController()
  const asked = (async () => {
    for (let turn = 0; !over.signal.aborted; turn++) {
      const path = PATHS[turn % PATHS.length]!
      const answer = await fetch(`http://127.0.0.1:${port}${path}`).catch(() => null)
      if (answer) seen.add(`${answer.status} ${((await answer.text()).match(/PM33 is starting/) ?? ['answered'])[0]}`)
      await pause(3)
    }
  })()
  try {
    const server = await served(['start', '--no-demo'], { PM33_DATA: home.path, PORT: String(port) })
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
    over.abort()
    await asked
    expect(await server.stop()).toBe(0)
    expect([...seen].filter((one) => one.startsWith('5')).every((one) => one === '503 PM33 is starting')).toBe(true)
    expect([...seen].some((one) => one.startsWith('200'))).toBe(true)
  } finally {
    over.abort()
    home.remove()
  }
}, 120_000)
