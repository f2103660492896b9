import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'
import { serve, type ServerType } from '@hono/node-server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createMcp, type Mcp } from '../../mcp/http.ts'
import { world, type World } from '../world.ts'
import { conformanceServer } from './catalog.ts'

const cli = createRequire(import.meta.url)
  .resolve('@modelcontextprotocol/conformance/package.json')
  .replace('package.json', 'dist/index.js')
const expectedFailures = fileURLToPath(new URL('expected-failures-2025-11-25.yml', import.meta.url))

let pm33: World
let mcp: Mcp
let server: ServerType
let url: string

beforeAll(async () => {
  pm33 = await world()
  const key = await (await pm33.tenant('Acme')).key()
  mcp = createMcp(
    { publicUrl: 'http://localhost:3033' },
    {
      url: 'http://pm33.test/graphql',
      fetch: (input, init) => pm33.api.fetch(new Request(input, init)),
      serviceKey: pm33.doors.serviceKey,
    },
    { serverFor: conformanceServer },
  )
  // The suite has no notion of credentials: what stands before the product adds the key and leaves Host and Origin alone.
  const withKey = (request: Request) => {
    const headers = new Headers(request.headers)
    headers.set('x-api-key', key)
    const { url: to, method, body, signal } = request
    return mcp.fetch(new Request(to, { method, headers, signal, ...(body && { body, duplex: 'half' }) }))
  }
  url = await new Promise((resolve) => {
    server = serve({ fetch: withKey, port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false }, ({ port }) =>
      resolve(`http://localhost:${port}/mcp`),
    )
  })
})

afterAll(async () => {
  server?.close()
  await mcp?.close()
  await pm33?.close()
})

const run = (...args: string[]) =>
  new Promise<{ code: number; output: string }>((resolve) => {
    execFile(
      process.execPath,
      [cli, 'server', '--url', url, ...args],
      { maxBuffer: 64 * 1024 * 1024, timeout: 110_000 },
      (error, stdout, stderr) => {
        resolve({ code: error ? Number(error.code ?? 1) : 0, output: stdout + stderr })
      },
    )
  })

/** What the suite printed last, for whoever reads a failure. */
const tail = (output: string) => output.split('\n').slice(-60).join('\n')

test('every scored scenario of protocol revision 2026-07-28 passes', { timeout: 120_000 }, async () => {
  const { code, output } = await run('--requirements', '2026-07-28')
  expect(code, tail(output)).toBe(0)
})

test(
  'revision 2025-11-25 passes except where the server would ask the client over an open stream',
  { timeout: 120_000 },
  async () => {
    const { code, output } = await run('--requirements', '2025-11-25', '--expected-failures', expectedFailures)
    expect(code, tail(output)).toBe(0)
  },
)
