import { Client, StreamableHTTPClientTransport, UnauthorizedError, type OAuthClientProvider } from '@modelcontextprotocol/client'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
import { UnauthorizedError as OldUnauthorized } from '@modelcontextprotocol/sdk/client/auth.js'
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import * as openid from 'openid-client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { givenItems, type TenantInTest } from '../world.ts'
import { consent, type Browser, type Choice } from './browser.ts'
import { ALL_SCOPES, App, signedIn, type Tokens } from './client.ts'
import { site, type Site } from './server.ts'

const DOCUMENT = 'https://client.example/mcp.json'

let pm33: Site
let acme: TenantInTest
let browser: Browser

beforeAll(async () => {
  pm33 = await site('embedded', { documents: { [DOCUMENT]: { body: { client_id: DOCUMENT, client_name: 'By document', redirect_uris: ['http://127.0.0.1/callback', 'http://localhost/callback'], grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'], token_endpoint_auth_method: 'none' } } } })
  acme = await pm33.world.tenant('Acme')
  await givenItems(acme, await acme.workspace('Shop'), [{ key: 'SHOP-1', title: 'Gift cards' }])
  browser = await signedIn(pm33, (await pm33.person(acme)).email)
})
afterAll(() => pm33.close())

/** What an app keeps: nothing at first. */
class Memory {
  readonly redirectUrl = 'http://127.0.0.1:51999/callback'
  readonly clientMetadata: { client_name: string; redirect_uris: string[] }
  readonly clientMetadataUrl?: string
  client: { client_id: string } | undefined
  saved: Tokens | undefined
  verifier = ''
  opened: URL | undefined

  constructor(document?: string) {
    this.clientMetadata = { client_name: 'An assistant', redirect_uris: [this.redirectUrl] }
    if (document) this.clientMetadataUrl = document
  }
  state = () => crypto.randomUUID()
  clientInformation = () => this.client
  saveClientInformation = (client: { client_id: string }) => void (this.client = client)
  tokens = () => this.saved
  saveTokens = (tokens: object) => void (this.saved = tokens as Tokens)
  redirectToAuthorization = (url: URL) => void (this.opened = url)
  saveCodeVerifier = (verifier: string) => void (this.verifier = verifier)
  codeVerifier = () => this.verifier
  discovered: object | undefined
  saveDiscoveryState = (state: object) => void (this.discovered = state)
  discoveryState = () => this.discovered
}

interface Connected {
  call(): Promise<string>
  close(): Promise<void>
}

const text = (result: unknown) => JSON.stringify((result as { content: unknown }).content)

const generations = {
  async 'sdk 1.32'(memory: Memory, choice: Choice = {}): Promise<Connected> {
    const transport = () => new OldTransport(new URL(`${pm33.url}/mcp`), { authProvider: memory as never })
    const client = () => new OldClient({ name: 'old', version: '1' })
    const first = transport()
    await expect(client().connect(first as never)).rejects.toBeInstanceOf(OldUnauthorized)
    const back = await consent(browser, memory.opened!.href, choice)
    await first.finishAuth(back.searchParams.get('code')!)
    const connected = client()
    await connected.connect(transport() as never)
    return { call: async () => text(await connected.callTool({ name: 'query_backlog', arguments: {} })), close: () => connected.close() }
  },
  'client 2.4, legacy era': (memory: Memory, choice?: Choice) => modern(memory, 'legacy', choice),
  'client 2.4': (memory: Memory, choice?: Choice) => modern(memory, { pin: '2026-07-28' }, choice),
}

async function modern(memory: Memory, mode: 'legacy' | { pin: string }, choice: Choice = {}): Promise<Connected> {
  const transport = () => new StreamableHTTPClientTransport(new URL(`${pm33.url}/mcp`), { authProvider: memory as unknown as OAuthClientProvider })
  const client = () => new Client({ name: 'new', version: '1' }, { versionNegotiation: { mode } })
  const first = transport()
  await expect(client().connect(first)).rejects.toBeInstanceOf(UnauthorizedError)
  const back = await consent(browser, memory.opened!.href, choice)
  await first.finishAuth(back.searchParams)
  const connected = client()
  await connected.connect(transport())
  return { call: async () => text(await connected.callTool({ name: 'query_backlog', arguments: {} })), close: () => connected.close() }
}

describe.each(Object.keys(generations) as (keyof typeof generations)[])('%s, knowing nothing but the address', (generation) => {
  const connect = generations[generation]

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
  const app = await generations['client 2.4'](memory, { scopes: ['velocity:read'] })
  memory.opened = undefined
  await app.call().catch(() => undefined)
  const asked = (memory.opened as URL | undefined)?.searchParams.get('scope')?.split(' ') ?? []
  expect(asked).toEqual(expect.arrayContaining(['mcp:enabled', 'backlog:read']))
  const transport = new StreamableHTTPClientTransport(new URL(`${pm33.url}/mcp`), { authProvider: memory as unknown as OAuthClientProvider })
  await transport.finishAuth((await consent(browser, memory.opened!.href)).searchParams)
  const client = new Client({ name: 'new', version: '1' })
  await client.connect(new StreamableHTTPClientTransport(new URL(`${pm33.url}/mcp`), { authProvider: memory as unknown as OAuthClientProvider }))
  expect(text(await client.callTool({ name: 'query_backlog', arguments: {} }))).toContain('Gift cards')
  await client.close()
  await app.close()
})

test('openid-client, which knows no MCP: registration, code, refresh, revocation', async () => {
  const redirect_uri = 'http://localhost:7777/callback'
  const config = await openid.dynamicClientRegistration(new URL(pm33.url), { client_name: 'openid-client', redirect_uris: [redirect_uri], token_endpoint_auth_method: 'none' }, openid.None(), { algorithm: 'oauth2', execute: [openid.allowInsecureRequests] })
  const [pkceCodeVerifier, expectedState, resource] = [openid.randomPKCECodeVerifier(), openid.randomState(), `${pm33.url}/mcp`]
  const url = openid.buildAuthorizationUrl(config, { redirect_uri, scope: 'mcp:enabled backlog:read', code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier), code_challenge_method: 'S256', state: expectedState, resource })
  const tokens = await openid.authorizationCodeGrant(config, await consent(browser, url.href), { pkceCodeVerifier, expectedState }, { resource })
  expect([tokens.expires_in, tokens.scope]).toEqual([900, 'mcp:enabled backlog:read'])
  const next = await openid.refreshTokenGrant(config, tokens.refresh_token!, { resource })
  await openid.tokenRevocation(config, next.refresh_token!)
  await expect(openid.refreshTokenGrant(config, next.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' })
})
