import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { unpackExtension } from '@anthropic-ai/mcpb'
import { Client as NewClient } from '@modelcontextprotocol/client'
import { StdioClientTransport as NewStdioTransport } from '@modelcontextprotocol/client/stdio'
import { serve, type ServerType } from '@hono/node-server'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { bundle } from '../bin/bundle.ts'
import { catalog } from '../mcp/server.ts'
import packageJson from '../package.json' with { type: 'json' }
import { ApiKey, McpSession, Tenant } from '../api/identity/entity.ts'
import { adapter, spoken, type AdapterInTest, type Claude } from './claude.ts'
import { givenShop, SHOP } from './shop.ts'
import { STRICT } from './start/process.ts'
import { world, type TenantInTest, type World } from './world.ts'

const bin = fileURLToPath(new URL('../bin/pm33.mjs', import.meta.url))

let pm33: World
let mcp: AdapterInTest
let server: ServerType
let url: string
let key: string
/** Opens GraphQL alone. */
let foreign: string
let acme: TenantInTest
let aborted = 0
/** Stands before the server, where a test wants another answer. */
let instead: ((request: Request) => Promise<Response | undefined>) | undefined

/** Holds back the operation of a search for “wait” until its caller hangs up. */
const slow =
  (inner: typeof fetch): typeof fetch =>
  async (input, init) => {
    if (!String(init?.body).includes('"search":"wait"')) return inner(input, init)
    return new Promise((_, reject) => {
      init?.signal?.addEventListener('abort', () => {
        aborted++
        reject(init.signal?.reason as Error)
      })
    })
  }

async function listen(port: number): Promise<void> {
  const answer = async (request: Request) => (await instead?.(request)) ?? mcp.fetch(request)
  const at = await new Promise<number>((resolve) => {
    server = serve({ fetch: answer, port, hostname: '127.0.0.1', overrideGlobalObjects: false }, ({ port: taken }) =>
      resolve(taken),
    )
  })
  url = `http://localhost:${at}/mcp`
}

/** Whatever is under way is cut. */
async function stop(): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve))
  if ('closeAllConnections' in server) server.closeAllConnections()
  await closed
}

/** As a restart does. @returns what came of `work` while the server was away */
async function restarted<Result>(work: () => Promise<Result>): Promise<Result> {
  await stop()
  try {
    return await work()
  } finally {
    await listen(Number(new URL(url).port))
  }
}

beforeAll(async () => {
  pm33 = await world()
  acme = await pm33.tenant('Acme')
  await givenShop(acme, await acme.workspace('Shop'))
  key = await acme.key()
  foreign = await acme.key({ surfaces: ['graphql'] })
  mcp = await adapter(pm33, 'one', { around: slow })
  await listen(0)
})
afterEach(() => (instead = undefined))
afterAll(async () => {
  await stop()
  await mcp?.close()
  await pm33?.close()
})

const bare = { ...STRICT, PATH: process.env.PATH ?? '' }

const started = async (args: string[], env: Record<string, string> = {}): Promise<Claude> => {
  const client = new Client({ name: 'desktop-in-test', version: '1' })
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [bin, 'stdio', ...args],
    env: { ...bare, ...env },
    stderr: 'pipe',
  })
  await client.connect(transport)
  return spoken(client as never, {}, 'sdk')
}

interface Manifest {
  version: string
  tools: { name: string }[]
  server: { mcp_config: { args: string[]; env: Record<string, string> } }
}

interface Ran {
  code: number | null
  said: string
  wrote: string
}

/** A bridge as a script starts it. `input` is all it is sent; without one, its input stays open. */
function ran(
  args: string[],
  env: Record<string, string> = {},
  input?: string,
): { child: ChildProcessWithoutNullStreams; wrote: () => string; ended: Promise<Ran> } {
  const child = spawn(process.execPath, [bin, 'stdio', ...args], { env: { ...bare, ...env } })
  let said = ''
  let wrote = ''
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()))
  child.stdout.on('data', (chunk: Buffer) => (wrote += chunk.toString()))
  if (input !== undefined) child.stdin.end(input)
  return {
    child,
    wrote: () => wrote,
    ended: new Promise((resolve) => child.on('close', (code) => resolve({ code, said, wrote }))),
  }
}

const message = (id: number, method: string, params: object = {}) =>
  `${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`
const INITIALIZE = message(1, 'initialize', {
  protocolVersion: '2025-11-25',
  capabilities: {},
  clientInfo: { name: 'script', version: '1' },
})
const answers = (wrote: string) =>
  wrote
    .split('\n')
    .filter(Boolean)
    .map(
      (line) =>
        JSON.parse(line) as {
          id?: number
          result?: Record<string, unknown>
          error?: { code: number; message: string }
        },
    )

describe('the stdio bridge', () => {
  test('lists, calls, pages, reads and completes as /mcp does', async () => {
    const client = await started([], { PM33_URL: url, PM33_API_KEY: key })
    expect((await client.tools()).map(({ name }) => name)).toContain('query_backlog')
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const { data } = await client.call<{ items: { key: string }[]; nextCursor?: string }>('query_backlog', {
        mode: 'full',
        sort: 'key',
        limit: 3,
        ...(cursor && { cursor }),
      })
      seen.push(...data.items.map((item) => item.key))
      cursor = data.nextCursor
    } while (cursor)
    expect(seen).toEqual(SHOP.map((item) => item.key))
    const { data } = await client.read<{ workspaces: { id: string; resources: string[] }[] }>('pm33://workspaces')
    expect(
      (await client.read<{ name: string }>(data.workspaces[0]!.resources.find((uri) => uri.endsWith('/summary'))!)).data
        .name,
    ).toBe('Shop')
    expect(await client.complete('pm33://backlog/{workspaceId}/summary', 'workspaceId', '')).toEqual([
      data.workspaces[0]!.id,
    ])
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

  test('is packed as a desktop extension that starts alone, on the Node.js that Claude Desktop brings', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pm33-extension-'))
    try {
      const installed = join(folder, 'installed')
      await unpackExtension({ mcpbPath: await bundle(folder), outputDir: installed, silent: true })
      const manifest = JSON.parse(readFileSync(join(installed, 'manifest.json'), 'utf8')) as Manifest
      expect([manifest.version, manifest.tools.map(({ name }) => name)]).toEqual([
        packageJson.version,
        catalog.tools.map(({ name }) => name),
      ])
      // As the client fills it in: the folder, and what the person answered.
      const fill = (text: string) =>
        text.replace('${__dirname}', installed).replace('${user_config.url}', url).replace('${user_config.key}', key)
      const { args, env } = manifest.server.mcp_config
      const client = new Client({ name: 'desktop-in-test', version: '1' })
      await client.connect(
        new StdioClientTransport({
          command: 'node',
          args: args.map(fill),
          env: { ...bare, ...Object.fromEntries(Object.entries(env).map(([name, text]) => [name, fill(text)])) },
          stderr: 'pipe',
        }),
      )
      const desktop = spoken(client as never, {}, 'sdk')
      expect((await desktop.call<{ totalCount: number }>('query_backlog')).data.totalCount).toBe(5)
      await client.close()
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })

  test('speaks the revision of 2026 too, with a client that knows no other', async () => {
    const client = new NewClient(
      { name: 'desktop-in-test', version: '1' },
      { versionNegotiation: { mode: { pin: '2026-07-28' } } },
    )
    await client.connect(
      new NewStdioTransport({
        command: process.execPath,
        args: [bin, 'stdio'],
        env: { ...bare, PM33_URL: url, PM33_API_KEY: key },
        stderr: 'pipe',
      }),
    )
    const desktop = spoken(client, {}, 'modern')
    expect((await desktop.call<{ totalCount: number }>('query_backlog')).data.totalCount).toBe(5)
    expect((await desktop.read<{ workspaces: unknown[] }>('pm33://workspaces')).data.workspaces).toHaveLength(1)
    await client.close()
  })

  test('goes on in a session of its own where the organization ends one that rests', async () => {
    const strict = await pm33.tenant('Strict')
    await givenShop(strict, await strict.workspace('Shop'))
    await strict.em().nativeUpdate(Tenant, { tenantId: strict.id }, { sessionStrict: true })
    const client = await started(['--url', url, '--key', await strict.key()])
    const total = async () => (await client.call<{ totalCount: number }>('query_backlog')).data.totalCount
    expect(await total()).toBe(5)
    pm33.clock.move(31 * 60_000)
    // Two at once open one session between them.
    expect(await Promise.all([total(), total()])).toEqual([5, 5])
    pm33.clock.move(31 * 60_000)
    expect(await total()).toBe(5)
    expect(await strict.em().count(McpSession, {})).toBe(3)
    await client.close()
  })

  describe('at the end of its input', () => {
    test('at once: ends without a word', async () => {
      expect(await ran(['--url', url, '--key', key], {}, '').ended).toEqual({ code: 0, said: '', wrote: '' })
    })

    test('after questions: they are answered first', async () => {
      const { code, said, wrote } = await ran(['--url', url, '--key', key], {}, INITIALIZE + message(2, 'tools/list'))
        .ended
      expect(said).toBe('')
      expect(
        answers(wrote)
          .map(({ id, result }) => [id, Object.keys(result ?? {})[0]])
          .sort(),
      ).toEqual([
        [1, 'protocolVersion'],
        [2, 'tools'],
      ])
      expect(code).toBe(0)
    })

    test('after a message without its line break: it is a message', async () => {
      const { said, wrote } = await ran(['--url', url, '--key', key], {}, message(1, 'ping').trimEnd()).ended
      expect([said, answers(wrote)]).toEqual(['', [expect.objectContaining({ id: 1, result: {} })]])
    })

    test('in the middle of a message: says so, and answers what came before', async () => {
      const { code, said, wrote } = await ran(
        ['--url', url, '--key', key],
        {},
        `${message(1, 'ping')}{"jsonrpc":"2.0","id":2,"meth`,
      ).ended
      expect(said).toBe('pm33: Ignored a line of input that is not a complete JSON-RPC message.\n')
      expect(answers(wrote).map(({ id }) => id)).toEqual([1])
      expect(code).toBe(0)
    })

    test('killed in the middle of a call: ends soon, and says what became of it', async () => {
      const { child, wrote, ended } = ran(['--url', url, '--key', key])
      child.stdin.write(
        message(1, 'ping') + message(2, 'tools/call', { name: 'query_backlog', arguments: { search: 'wait' } }),
      )
      await expect.poll(wrote, { timeout: 20_000 }).toContain('"id":1')
      const since = performance.now()
      child.kill('SIGTERM')
      const { code, wrote: all } = await ended
      expect(performance.now() - since).toBeLessThan(5_000)
      expect(answers(all).find(({ id }) => id === 2)?.error?.message).toBe(
        `The bridge was closed before ${url} answered.`,
      )
      expect(code).toBe(0)
    })

    test('nobody reads its output any more: it ends, without a stack', async () => {
      const { child, ended } = ran(['--url', url, '--key', key])
      child.stdout.destroy()
      for (let id = 1; id < 20; id++) child.stdin.write(message(id, 'tools/list'))
      const { code, said } = await ended
      expect(said).not.toMatch(/EPIPE|\n {4}at /)
      expect(code).toBe(0)
    })

    test('a message beyond all measure: ends, and says why', async () => {
      const { child, ended } = ran(['--url', url, '--key', key])
      child.stdin.on('error', () => undefined).write('x'.repeat(11_000_000))
      expect(await ended).toMatchObject({
        code: 1,
        said: 'pm33: Closing: a message on the input is larger than 10 MB.\n',
        wrote: '',
      })
    })
  })

  describe('while it runs', () => {
    const failure = (promise: Promise<unknown>) =>
      promise.then(
        () => 'answered',
        (error: Error) => error.message,
      )

    test('the server is stopped and started again: calls fail in words, then work', async () => {
      const client = await started(['--url', url, '--key', key])
      expect(await restarted(() => failure(client.call('query_backlog')))).toContain(
        `Connection refused at ${url}. Is PM33 running? Start it with: npx pm33 start`,
      )
      expect((await client.call('query_backlog', { limit: 1 })).isError).toBe(false)
      await client.close()
    })

    test('the server restarts in the middle of a call: the call ends, in words', async () => {
      const client = await started(['--url', url, '--key', key])
      const before = aborted
      const call = failure(client.call('query_backlog', { search: 'wait' }))
      await new Promise((done) => setTimeout(done, 500))
      expect(await restarted(() => call)).toContain(
        `The connection to ${url} was lost before it answered. PM33 may be restarting: try again in a moment.`,
      )
      expect(aborted).toBe(before + 1)
      expect((await client.call('query_backlog', { limit: 1 })).isError).toBe(false)
      await client.close()
    })

    const tools = async (request: Request) =>
      request.method === 'POST' && (await request.clone().text()).includes('tools/list') ? true : undefined
    test.each<[string, () => Response, string]>([
      [
        'a stream that ends early',
        () => new Response(': nothing more\n\n', { headers: { 'content-type': 'text/event-stream' } }),
        'was lost before it answered',
      ],
      [
        'half an answer',
        () => new Response('{"jsonrpc":"2.0","id":1,"res', { headers: { 'content-type': 'application/json' } }),
        'sent a response that is not MCP. Check that this is the address of PM33.',
      ],
      [
        'a page',
        () => new Response('<h1>Maintenance</h1>', { headers: { 'content-type': 'text/html' } }),
        'sent a response that is not MCP. Check that this is the address of PM33.',
      ],
      [
        '503 of a proxy',
        () => new Response('busy', { status: 503, headers: { 'retry-after': '5' } }),
        'is unavailable or restarting (HTTP 503). Try again in a moment.',
      ],
      ['502', () => new Response('', { status: 502 }), 'is having trouble (HTTP 502). Try again in a moment.'],
      ['418', () => new Response('', { status: 418 }), 'answered HTTP 418.'],
      [
        'an error of the protocol',
        () =>
          Response.json(
            { jsonrpc: '2.0', id: null, error: { code: -32_000, message: 'Too many requests. Next: wait 3 s.' } },
            { status: 429 },
          ),
        'Too many requests. Next: wait 3 s.',
      ],
    ])('%s: the question is answered with why', async (_, answer, words) => {
      const client = await started(['--url', url, '--key', key])
      instead = async (request) => ((await tools(request)) ? answer() : undefined)
      expect(await failure(client.tools())).toContain(words)
      instead = undefined
      expect(await client.tools()).not.toHaveLength(0)
      await client.close()
    })

    test('a tool call over the limit is answered with the tool’s own error, and the seconds to wait', async () => {
      const client = await started(['--url', url, '--key', key])
      instead = async (request) => {
        const message = request.method === 'POST' ? await request.clone().text() : ''
        if (!message.includes('tools/call')) return undefined
        const { id } = JSON.parse(message) as { id: number }
        const result = {
          isError: true,
          content: [{ type: 'text', text: 'RATE_LIMITED: Too many calls.\nNext: Wait 7 s' }],
        }
        return Response.json({ jsonrpc: '2.0', id, result }, { status: 429, headers: { 'retry-after': '7' } })
      }
      expect(await client.call('query_backlog', { limit: 1 })).toMatchObject({
        isError: true,
        text: 'RATE_LIMITED: Too many calls.\nNext: Wait 7 s',
      })
      instead = undefined
      await client.close()
    })

    test('the key is revoked: says so, and never shows it', async () => {
      const brief = await acme.key({ name: 'brief' })
      const client = await started(['--url', url, '--key', brief])
      await acme.em().nativeUpdate(ApiKey, { name: 'brief' }, { revokedAt: new Date() })
      mcp.invalidate()
      pm33.api.credentials.forget()
      const said = await failure(client.tools())
      expect(said).toContain(
        'The API key was rejected. Check that it is complete, has not expired, and has not been revoked.',
      )
      expect(said).not.toContain(brief)
      await client.close()
    })
  })

  const moved = (to: string) => async () => new Response(null, { status: 308, headers: { location: to } })
  test.each<
    [string, () => [string[], Record<string, string>?], RegExp, ((request: Request) => Promise<Response | undefined>)?]
  >([
    [
      'nothing listens',
      () => [['--url', 'http://localhost:20999/mcp', '--key', key]],
      /Connection refused at http:\/\/localhost:20999\/mcp\. Is PM33 running\?/,
    ],
    [
      'no such host',
      () => [['--url', 'http://pm33.invalid/mcp', '--key', key]],
      /The host in http:\/\/pm33\.invalid\/mcp is unknown\. Check the address\./,
    ],
    [
      'https where http is spoken',
      () => [['--url', url.replace('http:', 'https:'), '--key', key]],
      /A secure connection to https:\S+ failed \(\w+\)\. Check the address and the certificate\./,
    ],
    [
      'no key',
      () => [['--url', url]],
      /An API key is required\. Set --key or PM33_API_KEY\. To create a key: npx pm33 key create NAME/,
    ],
    ['a rejected key', () => [['--url', url, '--key', 'pm33_live_wrong']], /The API key was rejected/],
    ['a key that is not for MCP', () => [['--url', url, '--key', foreign]], /The API key is not allowed to use MCP/],
    [
      'no PM33 there',
      () => [['--url', `${url}/nowhere`, '--key', key]],
      /There is no PM33 at \S+\/mcp\/nowhere\. Check the address: it ends in \/mcp\./,
    ],
    [
      'something else there',
      () => [['--url', url, '--key', key]],
      /sent a response that is not MCP/,
      async () => new Response('<h1>It works!</h1>', { headers: { 'content-type': 'text/html' } }),
    ],
    [
      'an address that has moved',
      () => [['--url', url, '--key', key]],
      /redirects to https:\/\/pm33\.example\/mcp\. Use that address instead\./,
      moved('https://pm33.example/mcp'),
    ],
    [
      'a server that is starting',
      () => [['--url', url, '--key', key]],
      /is unavailable or restarting \(HTTP 503\)/,
      async () => new Response(null, { status: 503 }),
    ],
    ['no URL', () => [['--url', 'pm33', '--key', key]], /"pm33" is not a URL\./],
  ])('%s: says so on stderr, writes nothing on stdout, exits with 1', async (_, given, words, before) => {
    instead = before
    const { code, said, wrote } = await ran(...given()).ended
    expect(said).toMatch(words)
    expect(said).not.toContain(key)
    expect(said).not.toMatch(/\n {4}at /)
    expect(wrote).toBe('')
    expect(code).toBe(1)
  })
})
