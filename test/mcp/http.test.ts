import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ApiKey } from '../../api/identity/entity.ts'
import { catalog } from '../../mcp/server.ts'
import { adapter, claude, ERAS, PUBLIC_URL, type AdapterInTest } from '../claude.ts'
import { givenShop } from '../shop.ts'
import { world, type TenantInTest, type World } from '../world.ts'

const SCOPES =
  'mcp:enabled backlog:read optimize:read velocity:read competitive:read strategy:read scheduling:read scenarios:read prd:write'
const METADATA = `${PUBLIC_URL}/.well-known/oauth-protected-resource/mcp`
const listTools = { jsonrpc: '2.0', id: 1, method: 'tools/list' }

let pm33: World
let mcp: AdapterInTest
let acme: TenantInTest
let key: string

beforeAll(async () => {
  pm33 = await world()
  acme = await pm33.tenant('Acme')
  await givenShop(acme, await acme.workspace('Shop'))
  key = await acme.key()
  mcp = await adapter(pm33)
})
afterAll(async () => {
  await mcp?.close()
  await pm33?.close()
})

const send = (headers: Record<string, string>, init: RequestInit = {}) => mcp.send(listTools, headers, init)

describe('who is let in', () => {
  test('without a credential: 401 that says where to get one and every scope', async () => {
    for (const method of ['POST', 'GET', 'HEAD']) {
      const response = await send({}, { method, ...(method !== 'POST' && { body: null }) })
      expect(response.status).toBe(401)
      expect(response.headers.get('www-authenticate')).toBe(`Bearer scope="${SCOPES}", resource_metadata="${METADATA}"`)
    }
  })

  test.each([
    ['unknown', () => Promise.resolve(`pm33_live_${'a'.repeat(49)}`)],
    ['mistyped', async () => `${(await acme.key()).slice(0, -1)}_`],
    ['expired', () => acme.key({ expiresAt: new Date(Date.now() - 1_000) })],
    [
      'revoked',
      async () => {
        const revoked = await acme.key({ name: 'to revoke' })
        await acme.em().nativeUpdate(ApiKey, { name: 'to revoke' }, { revokedAt: new Date() })
        return revoked
      },
    ],
  ])('an %s key: 401, and what to do next', async (_, bad) => {
    const response = await send({ 'x-api-key': await bad() })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(
      /^Bearer error="invalid_token", error_description="[^"]+", scope="mcp:enabled .*", resource_metadata="/,
    )
    expect(await response.json()).toMatchObject({
      error: 'invalid_token',
      next: expect.stringContaining('Settings › Integrations › MCP Server'),
      correlation_id: response.headers.get('x-request-id'),
    })
  })

  test('a key without mcp:enabled: 403 naming the scope', async () => {
    const response = await send({ 'x-api-key': await acme.key({ scopes: ['backlog:read'] }) })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({
      error: 'insufficient_scope',
      next: expect.stringContaining('mcp:enabled'),
    })
  })

  test('a key for GraphQL alone: 403 naming the surface', async () => {
    const response = await send({ 'x-api-key': await acme.key({ surfaces: ['graphql'] }) })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ next: expect.stringContaining('works with MCP (surface mcp)') })
  })

  test('a key as a bearer token, for clients that can send nothing else', async () => {
    expect((await send({ authorization: `Bearer ${key}` })).status).toBe(200)
  })

  test('two credentials at once: 400', async () => {
    expect((await send({ 'x-api-key': key, authorization: `Bearer ${key}` })).status).toBe(400)
    // One for a proxy on the way is none for PM33.
    expect((await send({ 'x-api-key': key, authorization: 'Basic dXNlcjpwYXNz' })).status).toBe(200)
  })

  test('a revoked key stops working at once where the revocation is announced', async () => {
    const short = await acme.key({ name: 'short' })
    expect((await send({ 'x-api-key': short })).status).toBe(200)
    await acme.em().nativeUpdate(ApiKey, { name: 'short' }, { revokedAt: new Date() })
    mcp.invalidate()
    pm33.api.credentials.forget()
    expect((await send({ 'x-api-key': short })).status).toBe(401)
  })
})

describe('how it is spoken to', () => {
  test('the protected resource is described in both places, in the same words', async () => {
    const read = async (path: string) => (await mcp.fetch(new Request(`${PUBLIC_URL}${path}`))).json()
    const document = await read('/.well-known/oauth-protected-resource')
    expect(document).toMatchObject({
      resource: `${PUBLIC_URL}/mcp`,
      authorization_servers: [PUBLIC_URL],
      scopes_supported: SCOPES.split(' '),
      bearer_methods_supported: ['header'],
    })
    expect(await read('/.well-known/oauth-protected-resource/mcp')).toEqual(document)
  })

  test('the resource is the address that was typed, its query too: some clients take no other', async () => {
    for (const typed of ['/mcp?views=off', '/mcp/', '/mcp?utm_source=a%22b\\c']) {
      const refused = await mcp.fetch(new Request(`${PUBLIC_URL}${typed}`, { method: 'POST' }))
      const challenge = refused.headers.get('www-authenticate')!
      const at = /resource_metadata="([^"\\]+)"/.exec(challenge)![1]!
      expect(at).toBe(`${PUBLIC_URL}/.well-known/oauth-protected-resource${typed.replace('\\', '%5C')}`)
      expect(await (await mcp.fetch(new Request(at))).json()).toMatchObject({
        resource: `${PUBLIC_URL}${typed.replace('\\', '%5C')}`,
        authorization_servers: [PUBLIC_URL],
      })
    }
  })

  test('/mcp/ is /mcp; another path is 404', async () => {
    const at = (path: string) =>
      mcp.fetch(
        new Request(`${PUBLIC_URL}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-api-key': key },
          body: JSON.stringify(listTools),
        }),
      )
    expect((await at('/mcp/')).status).toBe(200)
    expect((await at('/mcp/else')).status).toBe(404)
  })

  test.each(['GET', 'HEAD', 'PUT'])('%s is not allowed, and says what is', async (method) => {
    const response = await send({ 'x-api-key': key }, { method, ...(method !== 'PUT' && { body: null }) })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toContain('POST')
  })

  test('a page of an assistant may call; a page of a stranger, or of nobody, may not', async () => {
    const preflight = await mcp.fetch(
      new Request(`${PUBLIC_URL}/mcp`, {
        method: 'OPTIONS',
        headers: { origin: 'https://claude.ai', 'access-control-request-method': 'POST' },
      }),
    )
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toContain('mcp-session-id')
    const allowed = await send({ 'x-api-key': key, origin: 'https://claude.ai' })
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://claude.ai')
    expect(allowed.headers.get('access-control-expose-headers')).toContain('mcp-session-id')
    for (const origin of ['https://evil.example', 'null'])
      expect((await send({ 'x-api-key': key, origin })).status).toBe(403)
  })

  test('a request addressed to another host is refused', async () => {
    expect((await send({ 'x-api-key': key, host: 'evil.example' })).status).toBe(403)
  })

  test('a script that accepts JSON alone gets JSON, and one that accepts both gets a stream', async () => {
    expect((await send({ 'x-api-key': key, accept: '*/*' })).headers.get('content-type')).toBe('application/json')
    const json = await send({ 'x-api-key': key })
    expect(json.headers.has('connection')).toBe(false)
    expect(json.headers.get('content-type')).toBe('application/json')
    expect(await json.json()).toMatchObject({ id: 1, result: { tools: expect.any(Array) } })
    const stream = await send({ 'x-api-key': key, accept: 'application/json, text/event-stream' })
    expect(stream.headers.get('content-type')).toContain('text/event-stream')
    expect(stream.headers.get('x-accel-buffering')).toBe('no')
    const batch = await mcp.send([listTools, { ...listTools, id: 2, method: 'ping' }], { 'x-api-key': key })
    expect(((await batch.json()) as unknown[]).length).toBe(2)
    const many = Array.from({ length: 21 }, (_, id) => ({ ...listTools, id, method: 'ping' }))
    expect((await mcp.send(many.slice(0, 20), { 'x-api-key': key })).status).toBe(200)
    const refused = await mcp.send(many, { 'x-api-key': key })
    expect([refused.status, await refused.text()]).toEqual([400, expect.stringContaining('A batch holds at most 20')])
  })

  test('each request of a batch gets its own answer, also where one of them has wrong parameters', async () => {
    const batch = [
      { jsonrpc: '2.0', id: 'a', method: 'tools/call', params: { name: 'query_backlog', arguments: {} } },
      { jsonrpc: '2.0', id: 'b', method: 'tools/call', params: { arguments: {} } },
      { jsonrpc: '2.0', id: 'c', method: 'ping' },
    ]
    type Answers = { id: string; result?: object; error?: { code: number; message: string } }[]
    const json = await mcp.send(batch, { 'x-api-key': key })
    const stream = await send(
      { 'x-api-key': key, accept: 'application/json, text/event-stream' },
      {
        body: JSON.stringify(batch),
      },
    )
    const events = (await stream.text()).split('\n').filter((line) => line.startsWith('data: {'))
    for (const answers of [
      (await json.json()) as Answers,
      events.map((line) => JSON.parse(line.slice(6)) as Answers[0]),
    ]) {
      const of = Object.fromEntries(answers.map((answer) => [answer.id, answer]))
      expect(Object.keys(of).sort()).toEqual(['a', 'b', 'c'])
      expect(of.a!.result).toMatchObject({ structuredContent: expect.any(Object) })
      expect(of.b!.error).toMatchObject({
        code: -32_602,
        message: expect.stringMatching(/^Invalid params for tools.call/),
      })
      expect(of.c!.result).toEqual({})
    }
    const alone = await mcp.send([batch[1]], { 'x-api-key': key })
    expect([alone.status, ((await alone.json()) as Answers).map(({ id }) => id)]).toEqual([200, ['b']])
  })

  test('an error that is answered before the protocol layer has the id of its request, or none', async () => {
    const gone = await mcp.send({ ...listTools, id: 7 }, { 'x-api-key': key, 'mcp-session-id': 'not one of ours' })
    expect([gone.status, await gone.json()]).toEqual([404, expect.objectContaining({ id: 7 })])
    expect(await (await mcp.send('{"jsonrpc":', { 'x-api-key': key })).json()).not.toHaveProperty('id')
  })

  describe('a connector that speaks 2026-07-28 and names 2025-11-25 in the header', () => {
    const connector = (change: (headers: Headers) => void) => ({
      fetch: async (request: Request) => {
        const headers = new Headers(request.headers)
        change(headers)
        return mcp.fetch(
          new Request(request.url, {
            method: request.method,
            headers,
            ...(request.method === 'POST' && { body: await request.text() }),
          }),
        )
      },
    })
    const mismatched = (
      clientInfo: object | undefined,
      method = 'tools/list',
      headers: Record<string, string> = {},
    ) => {
      const _meta = {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientCapabilities': {},
        ...(clientInfo && { 'io.modelcontextprotocol/clientInfo': clientInfo }),
      }
      return mcp.send(
        { jsonrpc: '2.0', id: 1, method, params: { _meta } },
        { 'x-api-key': key, 'mcp-protocol-version': '2025-11-25', 'mcp-method': method, ...headers },
      )
    }

    test.each<[string, (headers: Headers) => void]>([
      ['as it does', (headers) => headers.set('mcp-protocol-version', '2025-11-25')],
      [
        'without the newer headers',
        (headers) => {
          headers.set('mcp-protocol-version', '2025-11-25')
          headers.delete('mcp-method')
          headers.delete('mcp-name')
        },
      ],
      ['twice', (headers) => headers.append('mcp-protocol-version', '2026-07-28')],
      ['not at all', (headers) => headers.delete('mcp-protocol-version')],
    ])('%s: a Claude lists, calls and reads', async (_, change) => {
      const client = await claude(connector(change), key)
      expect((await client.tools()).map(({ name }) => name)).toContain('query_backlog')
      expect((await client.call<{ totalCount: number }>('query_backlog')).data.totalCount).toBe(5)
      expect((await client.read<{ workspaces: unknown[] }>('pm33://workspaces')).data.workspaces).toHaveLength(1)
      await client.close()
    })

    test.each(['claude-ai', 'Claude Desktop', 'CLAUDE', 'Anthropic/Toolbox', 'anthropic'])(
      'the body is followed for %s',
      async (name) => {
        const answer = await mismatched({ name, version: '1' })
        expect([answer.status, Object.keys(((await answer.json()) as { result: object }).result)]).toEqual([
          200,
          expect.arrayContaining(['tools', 'resultType']),
        ])
      },
    )

    test.each<[string, object | undefined]>([
      ['another client', { name: 'vscode', version: '1' }],
      ['one that only mentions it', { name: 'my-claude', version: '1' }],
      ['nobody', undefined],
      ['no name', { name: 7, version: '1' }],
    ])('and refused for %s, as the protocol asks', async (_, clientInfo) => {
      const answer = await mismatched(clientInfo)
      expect([answer.status, await answer.json()]).toEqual([
        400,
        expect.objectContaining({
          error: expect.objectContaining({
            code: clientInfo && 'name' in clientInfo && clientInfo.name === 7 ? expect.any(Number) : -32_020,
          }),
        }),
      ])
    })

    test('a method that the header contradicts stays refused, for a Claude too', async () => {
      expect(
        (await mismatched({ name: 'claude-ai', version: '1' }, 'tools/list', { 'mcp-method': 'prompts/list' })).status,
      ).toBe(400)
    })

    test('the older revision in the body of a Claude is served as ever', async () => {
      const client = await claude(
        connector(
          (headers) =>
            headers.has('mcp-protocol-version') &&
            headers.append('mcp-protocol-version', headers.get('mcp-protocol-version')!),
        ),
        key,
        'legacy',
      )
      expect((await client.call<{ totalCount: number }>('query_backlog')).data.totalCount).toBe(5)
      await client.close()
    })
  })

  test.each<[string, unknown, Record<string, string>, number, RegExp]>([
    ['a body of 10 MB', 'x'.repeat(10_000_000), {}, 413, /too large: at most 1048576 bytes/],
    ['malformed JSON', '{"jsonrpc":', {}, 400, /Parse error/],
    ['no object', '42', {}, 400, /Parse error/],
    ['another content type', listTools, { 'content-type': 'text/plain' }, 415, /application\/json/],
  ])('%s: refused in words', async (_, body, headers, status, words) => {
    const response = await mcp.send(body, { 'x-api-key': key, ...headers })
    expect(response.status).toBe(status)
    expect(JSON.stringify(await response.json())).toMatch(words)
  })

  test('a chunked body that never says its length is cut off at the limit', async () => {
    const endless = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('a'.repeat(65_536))),
    })
    const response = await send({ 'x-api-key': key }, { body: endless, duplex: 'half' } as RequestInit)
    expect(response.status).toBe(413)
  })
})

describe('what the lists say of themselves', () => {
  const LISTS = ['tools/list', 'resources/list', 'resources/templates/list', 'prompts/list']

  test.each(LISTS)(
    '%s: a cursor that was never issued is refused in both eras, and no cursor is the whole list',
    async (method) => {
      for (const cursor of ['bogus', '', 'eyJwYWdlIjoyfQ==']) {
        const refused = {
          code: -32_602,
          message: expect.stringMatching(/^PM33 did not issue this cursor.*Next: omit cursor/) as string,
        }
        expect((await mcp.ask(key, method, { cursor })).error, cursor).toMatchObject(refused)
        const legacy = await mcp.send({ jsonrpc: '2.0', id: 1, method, params: { cursor } }, { 'x-api-key': key })
        expect((await legacy.json()) as object, cursor).toMatchObject({ id: 1, error: refused })
      }
      const { result } = await mcp.ask(key, method)
      const [entries] = Object.values(result!).filter(Array.isArray)
      expect(entries!.length).toBeGreaterThan(0)
      expect(result).not.toHaveProperty('nextCursor')
    },
  )

  test('a client keeps none of them longer than five minutes: a new tool, scope or resource shows within that', async () => {
    for (const method of [...LISTS, 'server/discover']) {
      const { ttlMs, cacheScope } = (await mcp.ask(key, method)).result as { ttlMs: number; cacheScope: string }
      expect([method, ttlMs, cacheScope]).toEqual([method, 300_000, 'private'])
    }
    const metadata = await mcp.fetch(new Request(METADATA))
    expect(metadata.headers.get('cache-control')).toBe('public, max-age=300')
    for (const { ttl, uri } of catalog.resources) expect(ttl, uri).toBeLessThanOrEqual(300)
  })
})

describe('what is answered when arguments are wrong', () => {
  test.each<[string, Record<string, unknown>, RegExp[]]>([
    [
      'an unknown argument',
      { workspace_id: 'x' },
      [
        /^BAD_USER_INPUT/,
        /- workspace_id: is not an argument here; did you mean workspaceId\?; allowed: workspaceId, mode/,
      ],
    ],
    [
      'a wrong enum',
      { priority: ['urgent'] },
      [/- priority\[0\]: "urgent" is not allowed; allowed: critical, high, medium, low, none\n/],
    ],
    ['a limit out of range', { limit: 5_000 }, [/- limit: must be at most 200, not 5000\n/]],
    [
      'a number that no argument can hold, once and with the bound of the argument',
      { limit: 1e30 },
      [/valid\.\n- limit: must be at most 200, not 1e\+30\nNext/],
    ],
    ['a limit below', { limit: 0 }, [/- limit: must be at least 1, not 0\n/]],
    ['half an item', { limit: 1.5 }, [/- limit: must be a whole number, not 1\.5\n/]],
    ['no number', { limit: 'all' }, [/- limit: must be a whole number, not "all"\n/]],
    ['an object for a text', { sprint: { name: 'S' } }, [/- sprint: must be a string, not an object\n/]],
    [
      'a search that is too long',
      { search: 'x'.repeat(299) },
      [/- search: has 299 characters; at most 200 are allowed\n/],
    ],
    [
      'too many types',
      { filterTypes: Array(8).fill('bug') },
      [/- filterTypes: has 8 entries; at most 7 are allowed\n/],
    ],
    ['a bad cursor', { cursor: 'nonsense' }, [/^BAD_CURSOR/, /- cursor: /, /omit cursor/]],
    [
      'a workspace of nobody',
      { workspaceId: '00000000-0000-4000-8000-000000000000' },
      [/^NOT_FOUND/, /\nshop \| Shop\n/, /If not, ask the user/],
    ],
    ['an epic of nobody', { epicId: 'SHOP-999' }, [/^NOT_FOUND/]],
    [
      'a time without a zone, which each server would read in its own',
      { updatedSince: '2026-03-19T08:00' },
      [/- updatedSince: "2026-03-19T08:00" has no time zone; write it like 2026-03-19T08:00:00Z\n/],
    ],
    [
      'a time that is none',
      { updatedSince: 'yesterday' },
      [
        /^BAD_USER_INPUT/,
        /- updatedSince: must be a date or time such as 2026-03-19 or 2026-03-19T08:00:00Z, not "yesterday"/,
      ],
    ],
  ])('%s', async (_, args, words) => {
    for (const era of ERAS) {
      const client = await claude(mcp, key, era)
      const answer = await client.call('query_backlog', args)
      expect(answer.isError).toBe(true)
      for (const word of words) expect(answer.text).toMatch(word)
      expect(answer.text).not.toMatch(/expected|Invalid|Unrecognized|Too (big|small)/)
      expect(answer.text).toMatch(/\nNext: .+\nReference: [0-9a-f-]{36}$/)
      expect(answer.data).toEqual({})
      await client.close()
    }
  })

  test('a cursor of another question, or of somebody else, is refused', async () => {
    const client = await claude(mcp, key)
    const { data } = await client.call<{ nextCursor: string }>('query_backlog', { limit: 2 })
    expect((await client.call('query_backlog', { cursor: data.nextCursor, sort: 'key' })).text).toMatch(/^BAD_CURSOR/)
    const rival = await pm33.tenant('Rival')
    await givenShop(rival, await rival.workspace('Shop'))
    const theirs = await claude(mcp, await rival.key())
    expect((await theirs.call('query_backlog', { cursor: data.nextCursor })).text).toMatch(/^BAD_CURSOR/)
  })

  test('a key without the tool’s scope is told which, and where to add it', async () => {
    const client = await claude(mcp, await acme.key({ scopes: ['mcp:enabled'] }))
    const answer = await client.call('query_backlog')
    expect(answer.isError).toBe(true)
    expect(answer.text).toMatch(
      /^FORBIDDEN: This API key lacks the scope backlog:read\.\nNext: .*Settings › Integrations › MCP Server/,
    )
    expect(answer.meta).toMatchObject({ 'pm33/error': { code: 'FORBIDDEN', scope: 'backlog:read' } })
  })

  test('an unknown tool: the names that exist', async () => {
    expect((await mcp.ask(key, 'tools/call', { name: 'drop_tables', arguments: {} })).error).toMatchObject({
      code: -32_602,
      message: expect.stringContaining('query_backlog'),
    })
  })
})
