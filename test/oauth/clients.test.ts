import { Client, StreamableHTTPClientTransport, type OAuthClientProvider } from '@modelcontextprotocol/client'
import * as openid from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { givenItems, type TenantInTest } from '../world.ts'
import { consent, type Browser, type Choice } from './browser.ts'
import { ALL_SCOPES, App, signedIn } from './client.ts'
import { GENERATIONS, Memory } from './generations.ts'
import { site, type Site } from './server.ts'

const DOCUMENT = 'https://client.example/mcp.json'

let pm33: Site
let acme: TenantInTest
let browser: Browser

beforeAll(async () => {
  pm33 = await site('embedded', {
    documents: {
      [DOCUMENT]: {
        body: {
          client_id: DOCUMENT,
          client_name: 'By document',
          redirect_uris: ['http://127.0.0.1/callback', 'http://localhost/callback'],
          grant_types: ['authorization_code', 'refresh_token'],
          response_types: ['code'],
          token_endpoint_auth_method: 'none',
        },
      },
    },
  })
  acme = await pm33.world.tenant('Acme')
  await givenItems(acme, await acme.workspace('Shop'), [{ key: 'SHOP-1', title: 'Gift cards' }])
  browser = await signedIn(pm33, (await pm33.person(acme)).email)
})
afterAll(() => pm33.close())

const text = (result: unknown) => JSON.stringify((result as { content: unknown }).content)
const letIn = (authorize: string, choice: Choice = {}) => consent(browser, authorize, choice)

describe.each(Object.entries(GENERATIONS))('%s, knowing nothing but the address', (_generation, connectWith) => {
  const connect = (memory: Memory) => connectWith(pm33.url, memory, letIn)

  test('is led from the 401 through registration and consent to an answer', async () => {
    const memory = new Memory()
    const app = await connect(memory)
    expect(await app.call()).toContain('Gift cards')
    expect(memory.opened!.searchParams.get('scope')).toBe(ALL_SCOPES)
    expect(memory.opened!.searchParams.get('resource')).toBe(`${pm33.url}/mcp`)
    expect(memory.opened!.searchParams.get('code_challenge_method')).toBe('S256')
    await app.close()
  })

  test('is known by its document instead, on a port that is not in it', async () => {
    const memory = new Memory(DOCUMENT)
    const app = await connect(memory)
    expect(memory.opened!.searchParams.get('client_id')).toBe(DOCUMENT)
    expect(await app.call()).toContain('Gift cards')
    await app.close()
  })

  test('refreshes by itself, unseen', async () => {
    const memory = new Memory()
    const app = await connect(memory)
    const before = memory.saved!
    memory.saved = { ...before, access_token: `${before.access_token.slice(0, -4)}AAAA` }
    expect(await app.call()).toContain('Gift cards')
    expect(memory.saved.refresh_token).not.toBe(before.refresh_token)
    await app.close()
  })

  test('is out, with the token that is still young, when its old refresh token turns up again', async () => {
    const memory = new Memory()
    const app = await connect(memory)
    const raw = new App(pm33, memory.client!.client_id)
    const old = memory.saved!.refresh_token
    const next = await raw.refresh(old)
    expect(await raw.opens(next.access_token!)).toBe(200)
    pm33.world.clock.move(11_000)
    expect(await raw.refresh(old)).toMatchObject({ status: 400, error: 'invalid_grant' })
    pm33.world.clock.move(-11_000)
    expect(await raw.opens(next.access_token!)).toBe(401)
    expect(await raw.opens(memory.saved!.access_token)).toBe(401)
    await app.close()
  })
})

test('client 2.4 asks its user for one more scope when a tool needs it, and goes on', async () => {
  const memory = new Memory()
  const app = await GENERATIONS['client 2.4'](pm33.url, memory, (authorize) =>
    letIn(authorize, { scopes: ['velocity:read'] }),
  )
  memory.opened = undefined
  await app.call().catch(() => undefined)
  const asked = (memory.opened as URL | undefined)?.searchParams.get('scope')?.split(' ') ?? []
  expect(asked).toEqual(expect.arrayContaining(['mcp:enabled', 'backlog:read']))
  const transport = new StreamableHTTPClientTransport(new URL(`${pm33.url}/mcp`), {
    authProvider: memory as unknown as OAuthClientProvider,
  })
  await transport.finishAuth((await consent(browser, memory.opened!.href)).searchParams)
  const client = new Client({ name: 'new', version: '1' })
  await client.connect(
    new StreamableHTTPClientTransport(new URL(`${pm33.url}/mcp`), {
      authProvider: memory as unknown as OAuthClientProvider,
    }),
  )
  expect(text(await client.callTool({ name: 'query_backlog', arguments: {} }))).toContain('Gift cards')
  await client.close()
  await app.close()
})

describe('in a session of the 2025 revisions', () => {
  const ask = (token: string, message: object, session?: string, method = 'POST') =>
    fetch(`${pm33.url}/mcp`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
        'mcp-protocol-version': '2025-11-25',
        ...(session && { 'mcp-session-id': session }),
      },
      ...(method === 'POST' && { body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...message }) }),
    })
  const initialize = {
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'script', version: '1' } },
  }
  const backlog = { method: 'tools/call', params: { name: 'query_backlog', arguments: {} } }

  test('a person who allows one more scope goes on in it; another person does not get in', async () => {
    const app = new App(pm33)
    const narrow = await app.connect(browser, { scope: 'mcp:enabled velocity:read' })
    const session = (await ask(narrow.access_token, initialize)).headers.get('mcp-session-id')!
    expect((await ask(narrow.access_token, backlog, session)).status).toBe(403)
    const wide = await app.connect(browser, { scope: 'mcp:enabled backlog:read velocity:read' })
    const answer = await ask(wide.access_token, backlog, session)
    expect([answer.status, await answer.text()]).toEqual([200, expect.stringContaining('Gift cards')])

    const { access_token: stranger } = await app.connect(await signedIn(pm33, (await pm33.person(acme)).email))
    expect((await ask(stranger, backlog, session)).status).toBe(404)
    const other = new App(pm33)
    await other.register({ client_name: 'Another app' })
    expect((await ask((await other.connect(browser)).access_token, backlog, session)).status).toBe(404)

    const third = await app.connect(browser)
    expect((await ask(stranger, {}, session, 'DELETE')).status).toBe(404)
    expect((await ask(third.access_token, {}, session, 'DELETE')).status).toBe(204)
    expect((await ask(third.access_token, backlog, session)).status).toBe(404)
  })
})

test('a viewer is not asked again and again for what a viewer cannot allow: the model is told', async () => {
  const app = new App(pm33)
  const { access_token: token } = await app.connect(await signedIn(pm33, (await pm33.person(acme, 'viewer')).email))
  const answer = await app.mcp(token, {
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: { name: 'generate_prd', arguments: { topic: 'Gift cards' } },
  })
  expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([200, null])
  expect(await answer.text()).toContain(
    'FORBIDDEN: Your role in the organization does not allow the scope prd:write.\\nNext: Ask an admin of the organization to change the role.',
  )
})

test('sdk 1.32 cannot ask for one more scope, so its model reads what to do', async () => {
  const app = await GENERATIONS['sdk 1.32'](pm33.url, new Memory(), (authorize) =>
    letIn(authorize, { scopes: ['velocity:read'] }),
  )
  expect(await app.call()).toContain(
    'FORBIDDEN: This connection lacks the scope backlog:read.\\nNext: Authorize PM33 again and allow this scope.',
  )
  await app.close()
})

test('openid-client, which knows no MCP: registration, code, refresh, revocation', async () => {
  const redirect_uri = 'http://localhost:7777/callback'
  const config = await openid.dynamicClientRegistration(
    new URL(pm33.url),
    { client_name: 'openid-client', redirect_uris: [redirect_uri], token_endpoint_auth_method: 'none' },
    openid.None(),
    { algorithm: 'oauth2', execute: [openid.allowInsecureRequests] },
  )
  const [pkceCodeVerifier, expectedState, resource] = [
    openid.randomPKCECodeVerifier(),
    openid.randomState(),
    `${pm33.url}/mcp`,
  ]
  const url = openid.buildAuthorizationUrl(config, {
    redirect_uri,
    scope: 'mcp:enabled backlog:read',
    code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
    state: expectedState,
    resource,
  })
  const tokens = await openid.authorizationCodeGrant(
    config,
    await consent(browser, url.href),
    { pkceCodeVerifier, expectedState },
    { resource },
  )
  expect([tokens.expires_in, tokens.scope]).toEqual([900, 'mcp:enabled backlog:read'])
  const next = await openid.refreshTokenGrant(config, tokens.refresh_token!, { resource })
  await openid.tokenRevocation(config, next.refresh_token!)
  await expect(openid.refreshTokenGrant(config, next.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' })
})
