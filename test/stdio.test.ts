import { spawn } from 'node:child_process'
import { serve, type ServerType } from '@hono/node-server'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adapter, spoken, type AdapterInTest, type Claude } from './claude.ts'
import { givenShop, SHOP } from './shop.ts'
import { STRICT } from './start/process.ts'
import { world, type World } from './world.ts'

const bridge = ['--input-type=module', '--eval', `const { runBridge } = await import(${JSON.stringify(new URL('../mcp/stdio.ts', import.meta.url).href)}); await runBridge(process.argv.slice(1))`]

let pm33: World
let mcp: AdapterInTest
let server: ServerType
let url: string
let key: string
let aborted = 0

/** Holds back the operation of a search for “wait” until its caller hangs up. */
const slow = (inner: typeof fetch): typeof fetch => async (input, init) => {
  if (!String(init?.body).includes('"search":"wait"')) return inner(input, init)
  return new Promise((_, reject) => {
    init?.signal?.addEventListener('abort', () => {
      aborted++
      reject(init.signal?.reason as Error)
    })
  })
}

beforeAll(async () => {
  pm33 = await world()
  const acme = await pm33.tenant('Acme')
  await givenShop(acme, await acme.workspace('Shop'))
  key = await acme.key()
  mcp = await adapter(pm33, 'one', { around: slow })
  url = await new Promise((resolve) => {
    server = serve({ fetch: (request) => mcp.fetch(request), port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false }, ({ port }) => resolve(`http://localhost:${port}/mcp`))
  })
})
afterAll(async () => {
  server?.close()
  await mcp?.close()
  await pm33?.close()
})

const started = async (args: string[], env: Record<string, string> = {}): Promise<Claude> => {
  const client = new Client({ name: 'desktop-in-test', version: '1' })
  const transport = new StdioClientTransport({ command: process.execPath, args: [...bridge, '--', ...args], env: { PATH: process.env.PATH ?? '', ...env }, stderr: 'pipe' })
  await client.connect(transport)
  return spoken(client as never, {}, 'sdk')
}

/** What the bridge says before it gives up. */
const failing = (args: string[], env: Record<string, string> = {}) =>
  new Promise<{ code: number | null; said: string; wrote: string }>((resolve) => {
    const child = spawn(process.execPath, [...bridge, '--', ...args], { env: { ...STRICT, PATH: process.env.PATH ?? '', ...env } })
    let said = ''
    let wrote = ''
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
    child.stdout.on('data', (chunk: Buffer) => (wrote += chunk.toString()))
    child.on('close', (code) => resolve({ code, said, wrote }))
  })

describe('the stdio bridge', () => {
  test('lists, calls, pages, reads and completes as /mcp does', async () => {
    const client = await started([], { PM33_URL: url, PM33_API_KEY: key })
    expect((await client.tools()).map(({ name }) => name)).toContain('query_backlog')
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const { data } = await client.call<{ items: { key: string }[]; nextCursor?: string }>('query_backlog', { mode: 'full', sort: 'key', limit: 3, ...(cursor && { cursor }) })
      seen.push(...data.items.map((item) => item.key))
      cursor = data.nextCursor
    } while (cursor)
    expect(seen).toEqual(SHOP.map((item) => item.key))
    const { data } = await client.read<{ workspaces: { id: string; resources: string[] }[] }>('pm33://workspaces')
    expect((await client.read<{ name: string }>(data.workspaces[0]!.resources.find((uri) => uri.endsWith('/summary'))!)).data.name).toBe('Shop')
    expect(await client.complete('pm33://backlog/{workspaceId}/summary', 'workspaceId', '')).toEqual([data.workspaces[0]!.id])
    await client.close()
  })

  test('a cancelled call is cancelled all the way', async () => {
    const client = await started(['--url', url, '--key', key])
    const before = aborted
    const cancel = new AbortController()
    const call = client.call('query_backlog', { search: 'wait' }, { signal: cancel.signal })
    setTimeout(() => cancel.abort('enough'), 300)
    await expect(call).rejects.toThrow(/enough/)
    await expect.poll(() => aborted, { timeout: 5_000 }).toBe(before + 1)
    expect((await client.call('query_backlog', { limit: 1 })).isError).toBe(false)
    await client.close()
  })

  test.each<[string, () => [string[], Record<string, string>?], RegExp]>([
    ['nothing listens', () => [['--url', 'http://localhost:59999/mcp', '--key', key]], /connection refused at http:\/\/localhost:59999\/mcp\. Is PM33 running\?/],
    ['no key', () => [['--url', url]], /an API key is needed\. Give --key or PM33_API_KEY/],
    ['a rejected key', () => [['--url', url, '--key', 'pm33_live_wrong']], /the API key was rejected/],
    ['no PM33 there', () => [['--url', `${url}/nowhere`, '--key', key]], /there is no PM33 at/],
    ['no URL', () => [['--url', 'pm33', '--key', key]], /"pm33" is not a URL/],
  ])('%s: says so on stderr, writes nothing on stdout, exits with 1', async (_, given, words) => {
    const { code, said, wrote } = await failing(...given())
    expect(said).toMatch(words)
    expect(said).not.toContain(key)
    expect(wrote).toBe('')
    expect(code).toBe(1)
  })
})
