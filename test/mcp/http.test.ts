import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ApiKey } from '../../api/identity/entity.ts'
import { adapter, claude, ERAS, PUBLIC_URL, type AdapterInTest } from '../claude.ts'
import { givenShop } from '../shop.ts'
import { world, type TenantInTest, type World } from '../world.ts'

const SCOPES = 'mcp:enabled backlog:read optimize:read velocity:read competitive:read strategy:read scheduling:read scenarios:read prd:write'
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
    ['revoked', async () => {
      const revoked = await acme.key({ name: 'to revoke' })
      await acme.em().nativeUpdate(ApiKey, { name: 'to revoke' }, { revokedAt: new Date() })
      return revoked
    }],
  ])('an %s key: 401, and what to do next', async (_, bad) => {
    const response = await send({ 'x-api-key': await bad() })
    expect(response.status).toBe(401)
    expect(response.headers.get('www-authenticate')).toMatch(/^Bearer error="invalid_token", error_description="[^"]+", scope="mcp:enabled .*", resource_metadata="/)
    expect(await response.json()).toMatchObject({ error: 'invalid_token', next: expect.stringContaining('Settings > Integrations > MCP Server'), correlation_id: response.headers.get('x-request-id') })
  })

  test('a key without mcp:enabled: 403 naming the scope', async () => {
    const response = await send({ 'x-api-key': await acme.key({ scopes: ['backlog:read'] }) })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ error: 'insufficient_scope', next: expect.stringContaining('mcp:enabled') })
  })

  test('a key for GraphQL alone: 403 naming the surface', async () => {
    const response = await send({ 'x-api-key': await acme.key({ surfaces: ['graphql'] }) })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ next: expect.stringContaining('surfaces include mcp') })
  })

  test('a key as a bearer token, for clients that can send nothing else', async () => {
    expect((await send({ authorization: `Bearer ${key}` })).status).toBe(200)
  })

  test('two credentials at once: 400', async () => {
    expect((await send({ 'x-api-key': key, authorization: `Bearer ${key}` })).status).toBe(400)
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
    expect(document).toMatchObject({ resource: `${PUBLIC_URL}/mcp`, authorization_servers: [PUBLIC_URL], scopes_supported: SCOPES.split(' '), bearer_methods_supported: ['header'] })
    expect(await read('/.well-known/oauth-protected-resource/mcp')).toEqual(document)
  })

  test('/mcp/ is /mcp; another path is 404', async () => {
    const at = (path: string) => mcp.fetch(new Request(`${PUBLIC_URL}${path}`, { method: 'POST', headers: { 'content-type': 'application/json', 'x-api-key': key }, body: JSON.stringify(listTools) }))
    expect((await at('/mcp/')).status).toBe(200)
    expect((await at('/mcp/else')).status).toBe(404)
  })

  test.each(['GET', 'HEAD', 'PUT'])('%s is not allowed, and says what is', async (method) => {
    const response = await send({ 'x-api-key': key }, { method, ...(method !== 'PUT' && { body: null }) })
    expect(response.status).toBe(405)
    expect(response.headers.get('allow')).toContain('POST')
  })

  test('a page of an assistant may call; a page of a stranger, or of nobody, may not', async () => {
    const preflight = await mcp.fetch(new Request(`${PUBLIC_URL}/mcp`, { method: 'OPTIONS', headers: { origin: 'https://claude.ai', 'access-control-request-method': 'POST' } }))
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-headers')).toContain('mcp-session-id')
    const allowed = await send({ 'x-api-key': key, origin: 'https://claude.ai' })
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://claude.ai')
    expect(allowed.headers.get('access-control-expose-headers')).toContain('mcp-session-id')
    for (const origin of ['https://evil.example', 'null']) expect((await send({ 'x-api-key': key, origin })).status).toBe(403)
  })

  test('a request addressed to another host is refused', async () => {
    expect((await send({ 'x-api-key': key, host: 'evil.example' })).status).toBe(403)
  })

  test('a script that accepts JSON alone gets JSON, and one that accepts both gets a stream', async () => {
    expect((await send({ 'x-api-key': key, accept: '*/*' })).headers.get('content-type')).toBe('application/json')
    const json = await send({ 'x-api-key': key })
    expect(json.headers.get('content-type')).toBe('application/json')
    expect(await json.json()).toMatchObject({ id: 1, result: { tools: expect.any(Array) } })
    const stream = await send({ 'x-api-key': key, accept: 'application/json, text/event-stream' })
    expect(stream.headers.get('content-type')).toContain('text/event-stream')
    expect(stream.headers.get('x-accel-buffering')).toBe('no')
    const batch = await mcp.send([listTools, { ...listTools, id: 2, method: 'ping' }], { 'x-api-key': key })
    expect(((await batch.json()) as unknown[]).length).toBe(2)
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
    const endless = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(new TextEncoder().encode('a'.repeat(65_536))) })
    const response = await send({ 'x-api-key': key }, { body: endless, duplex: 'half' } as RequestInit)
    expect(response.status).toBe(413)
  })
})

describe('what is answered when arguments are wrong', () => {
  test.each<[string, Record<string, unknown>, RegExp[]]>([
    ['an unknown argument', { workspace_id: 'x' }, [/^BAD_USER_INPUT/, /- workspace_id: is not an argument here; did you mean workspaceId\?; allowed: workspaceId, mode/]],
    ['a wrong enum', { priority: ['urgent'] }, [/- priority\[0\]: .*allowed: critical, high, medium, low, none/]],
    ['a limit out of range', { limit: 5_000 }, [/- limit: /]],
    ['a bad cursor', { cursor: 'nonsense' }, [/^BAD_CURSOR/, /- cursor: /, /leave cursor out/]],
    ['a workspace of nobody', { workspaceId: '00000000-0000-4000-8000-000000000000' }, [/^NOT_FOUND/, /pm33:\/\/workspaces/]],
    ['an epic of nobody', { epicId: 'SHOP-999' }, [/^NOT_FOUND/]],
    ['a date that is none', { updatedSince: 'yesterday' }, [/^(BAD_USER_INPUT|GRAPHQL)/]],
  ])('%s', async (_, args, words) => {
    for (const era of ERAS) {
      const client = await claude(mcp, key, era)
      const answer = await client.call('query_backlog', args)
      expect(answer.isError).toBe(true)
      for (const word of words) expect(answer.text).toMatch(word)
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
    expect(answer.text).toMatch(/^FORBIDDEN: This API key lacks the scope backlog:read\.\nNext: .*Settings > Integrations > MCP Server/)
    expect(answer.meta).toMatchObject({ 'pm33/error': { code: 'FORBIDDEN', scope: 'backlog:read' } })
  })

  test('an unknown tool: the names that exist', async () => {
    expect((await mcp.ask(key, 'tools/call', { name: 'drop_tables', arguments: {} })).error).toMatchObject({ code: -32_602, message: expect.stringContaining('query_backlog') })
  })
})
