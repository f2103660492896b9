/** Both arrangements as whole processes on a real PostgreSQL, behind one address: what a client is told does not differ. */
import { randomBytes } from 'node:crypto'
import { createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openApi } from '../../api/server/main.ts'
import { createLog } from '../../log.ts'
import { readConfig } from '../../api/server/config.ts'
import { createHttp } from '../../api/server/http.ts'
import { openConsole, type Console } from '../../cli/console.ts'
import {
  CreateDemoDocument,
  CreateKeyDocument,
  RevokeKeyDocument,
  TypedDocumentString,
  type CreateApiKeyInput,
} from '../../cli/operations.generated.ts'
import { spoken, type Claude } from '../claude.ts'
import { serverEnvironment } from '../servers/databases.ts'
import { folder, served, type Served } from './process.ts'

const SLOW = 120_000
const TO_ADAPTER = /^\/(mcp\/?$|\.well-known\/oauth-protected-resource)/

/** One address before the halves, as a deployment's proxy is. */
async function proxy(): Promise<{ url: string; to: { api: string; mcp: string }; close(): void }> {
  const to = { api: '', mcp: '' }
  const server: Server = createServer((incoming, outgoing) => {
    const target = new URL(
      incoming.url!,
      TO_ADAPTER.test(new URL(incoming.url!, 'http://proxy').pathname) ? to.mcp : to.api,
    )
    const onward = request(target, { method: incoming.method!, headers: incoming.headers }, (answer) => {
      outgoing.writeHead(answer.statusCode!, answer.headers)
      answer.pipe(outgoing)
    })
    onward.on('error', () => outgoing.writeHead(502).end())
    incoming.pipe(onward)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    to,
    close: () => server.closeAllConnections() ?? server.close(),
  }
}

describe.each(['one', 'two'] as const)('in %s process(es) behind one address', { timeout: SLOW }, (arrangement) => {
  const home = folder()
  let front: Awaited<ReturnType<typeof proxy>>
  const processes: Served[] = []
  let console: Console
  let key: string

  async function connected(credential: string): Promise<Claude & { raw: Client }> {
    const client = new Client({ name: 'claude-in-test', version: '1' }, { versionNegotiation: { mode: 'legacy' } })
    const transport = new StreamableHTTPClientTransport(new URL(`${front.url}/mcp`), {
      requestInit: { headers: { 'x-api-key': credential } },
    })
    await client.connect(transport)
    return { ...spoken(client, transport, 'legacy'), raw: client }
  }
  const made = async (input: CreateApiKeyInput) => (await console.tenant(CreateKeyDocument, { input })).createApiKey

  beforeAll(async () => {
    front = await proxy()
    const env = {
      ...(await serverEnvironment('postgres', home.path)),
      PM33_SECRET: 'the same secret on every node of this test',
      PM33_SERVICE_KEY: randomBytes(32).toString('base64url'),
      PM33_PUBLIC_URL: front.url,
      LOG_LEVEL: 'info',
    }
    if (arrangement === 'one') {
      const whole = await served(['start'], env, /running at (http\S+)[\s\S]*\/docs\n/)
      processes.push(whole)
      // The address that it prints is the public one; where it listens itself, only its log knows.
      front.to.api = front.to.mcp = /"listening":"(http[^"]+)"/.exec(whole.err())![1]!
    } else {
      const api = await served(['api'], env, /"url":"(http[^"]+)"/)
      const mcp = await served(['mcp'], { ...env, PM33_API_URL: api.url }, /"url":"(http[^"]+)\/mcp"/)
      processes.push(api, mcp)
      front.to.api = api.url
      front.to.mcp = mcp.url
    }
    // The console of another machine: its own connection to the same database.
    const config = readConfig(env)
    const open = await openApi(config, { log: createLog('silent') })
    const http = createHttp({ ...open, config })
    console = openConsole({
      url: 'http://localhost',
      fetch: ((input, init) => http.fetch(new Request(input as string, init))) as typeof fetch,
      operatorKey: open.doors.operatorKey,
      close: open.close,
    })
    await console.operator(CreateDemoDocument)
    key = (await made({ name: 'Everything', surfaces: ['mcp', 'graphql'] })).key
  }, SLOW)
  afterAll(async () => {
    for (const process of processes) await process.stop()
    await console?.close()
    front?.close()
    home.remove()
  }, SLOW)

  test('query_backlog filters, pages to the end without loss or repeat, and refuses in words', async () => {
    const client = await connected(key)
    const seen: string[] = []
    let cursor: string | undefined
    let total: number
    do {
      const { data } = await client.call<{ totalCount: number; items: { key: string }[]; nextCursor?: string }>(
        'query_backlog',
        { filterTypes: ['bug'], limit: 20, ...(cursor && { cursor }) },
      )
      seen.push(...data.items.map((item) => item.key))
      total = data.totalCount
      cursor = data.nextCursor
    } while (cursor)
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBe(total)
    const wrong = await client.call('query_backlog', { sort: 'loudness', colour: 'red' })
    expect(wrong.isError).toBe(true)
    expect(wrong.text).toMatch(/^BAD_USER_INPUT[\s\S]*sort[\s\S]*allowed[\s\S]*rank/)
    expect(wrong.text).toMatch(/Reference: [\w-]+/)
    await client.close()
  })

  test('resources are read, completed, and show a write at once', async () => {
    const client = await connected(key)
    const { data } = await client.read<{ workspaces: { id: string; resources: string[] }[] }>('pm33://workspaces')
    const [workspace] = data.workspaces
    expect(await client.complete('pm33://backlog/{workspaceId}/summary', 'workspaceId', '')).toEqual([workspace!.id])
    const uri = workspace!.resources.find((each) => each.endsWith('/summary'))!
    const before = (await client.read<{ openCount: number }>(uri)).data
    await console.tenant(
      new TypedDocumentString<unknown, object>(
        'mutation Add($workspaceId: ID, $input: NewItem!) { createItem(workspaceId: $workspaceId, input: $input) { id } }',
      ),
      { workspaceId: workspace!.id, input: { title: 'Written meanwhile', type: 'story' } },
    )
    expect((await client.read<{ openCount: number }>(uri)).data).not.toEqual(before)
    await client.close()
  })

  test('a session lives until its client ends it', async () => {
    const client = await connected(key)
    const id = client.sessionId!
    expect(id).toMatch(/^[\w-]{32}$/)
    const list = () =>
      fetch(`${front.url}/mcp`, {
        method: 'POST',
        headers: {
          'x-api-key': key,
          'content-type': 'application/json',
          accept: 'application/json, text/event-stream',
          'mcp-session-id': id,
        },
        body: '{"jsonrpc":"2.0","id":7,"method":"tools/list"}',
      })
    expect((await list()).status).toBe(200)
    await client.end()
    expect((await list()).status).toBe(404)
  })

  test('a key revoked elsewhere opens nothing after five seconds', async () => {
    const brief = await made({ name: 'Brief', surfaces: ['mcp'] })
    const client = await connected(brief.key)
    expect((await client.call('query_backlog', { limit: 1 })).isError).toBe(false)
    await console.tenant(RevokeKeyDocument, { id: brief.apiKey.id })
    await new Promise((done) => setTimeout(done, 5_200))
    const response = await fetch(`${front.url}/mcp`, {
      method: 'POST',
      headers: {
        'x-api-key': brief.key,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
    })
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({
      error: 'invalid_token',
      next: expect.stringContaining('Settings › Integrations › MCP Server'),
    })
  })

  test('a key of few scopes is told which one it lacks, and where to add it', async () => {
    const narrow = await made({ name: 'Narrow', surfaces: ['mcp'], scopes: ['mcp:enabled', 'backlog:read'] })
    const client = await connected(narrow.key)
    const { isError, text } = await client.call('analyze_velocity')
    expect(isError).toBe(true)
    expect(text).toContain('This API key lacks the scope velocity:read.')
    expect(text).toContain('Settings › Integrations › MCP Server')
    await client.close()
  })

  test('the metadata, the documentation and the pages answer at the one address', async () => {
    for (const path of [
      '/.well-known/oauth-protected-resource',
      '/.well-known/oauth-authorization-server',
      '/.well-known/oauth-authorization-server/mcp',
      '/.well-known/jwks.json',
      '/docs/troubleshooting',
      '/healthz',
    ])
      expect((await fetch(`${front.url}${path}`)).status, path).toBe(200)
  })

  test('without the service credential, a stranger’s adapter is nobody', async () => {
    const response = await fetch(`${front.url}/graphql`, {
      method: 'POST',
      headers: { authorization: 'Bearer a credential that somebody has made up', 'content-type': 'application/json' },
      body: JSON.stringify({ query: `{ introspect(apiKey: "${key}", surface: mcp) { active } }` }),
    })
    expect(response.status).toBe(401)
  })

  test('SIGTERM ends each process in order', async () => {
    for (const process of processes) expect(await process.stop()).toBe(0)
  })
})
