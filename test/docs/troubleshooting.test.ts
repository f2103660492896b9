/** Every row of docs/troubleshooting.md, met as a user meets it: what was sent, what came back, and what the row then says to do. */
import { readFileSync } from 'node:fs'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Membership } from '../../api/identity/entity.ts'
import { doctor } from '../../cli/commands/doctor.ts'
import type { Call } from '../../mcp/graphql/call.ts'
import { adviceFor } from '../../mcp/answers/error.ts'
import { ApiError } from '../../mcp/graphql/graph.ts'
import { spoken } from '../claude.ts'
import { arrive, Browser, INTERACTION, type Asked } from '../oauth/browser.ts'
import { App, signedIn } from '../oauth/client.ts'
import { site, type Site } from '../oauth/server.ts'
import { givenShop } from '../shop.ts'
import type { TenantInTest } from '../world.ts'

const page = readFileSync(new URL('../../docs/troubleshooting.md', import.meta.url), 'utf8')
/** What the row says to do. */
const advice = (symptom: string): string => {
  const row = page.split('\n').find((line) => line.startsWith(`| ${symptom}`))
  if (!row) throw new Error(`docs/troubleshooting.md has no row “${symptom}”`)
  return row
}

let pm33: Site
let acme: TenantInTest

beforeAll(async () => {
  pm33 = await site()
  acme = await pm33.world.tenant('Acme')
  await givenShop(acme, await acme.workspace('Shop'))
})
afterAll(() => pm33.close())

/** What a client of each protocol library makes of a credential. */
const connecting = (headers: Record<string, string>) => ({
  async old() {
    const client = new OldClient({ name: 'claude-in-test', version: '1' })
    await client.connect(new OldTransport(new URL(`${pm33.url}/mcp`), { requestInit: { headers } }) as never)
  },
  async new() {
    const client = new Client({ name: 'claude-in-test', version: '1' }, { versionNegotiation: { mode: 'auto' } })
    await client.connect(new StreamableHTTPClientTransport(new URL(`${pm33.url}/mcp`), { requestInit: { headers } }))
  },
})

async function refused(headers: Record<string, string>): Promise<{
  status: number
  challenge: string
  body: { error: string; error_description: string; next: string; correlation_id: string }
}> {
  for (const connect of Object.values(connecting(headers))) await expect(connect()).rejects.toThrow()
  const response = await fetch(`${pm33.url}/mcp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
    body: '{"jsonrpc":"2.0","id":1,"method":"tools/list"}',
  })
  return {
    status: response.status,
    challenge: response.headers.get('www-authenticate') ?? '',
    body: (await response.json()) as never,
  }
}

describe('what a user sees, and the row that helps', () => {
  test('Connection refused', async () => {
    const said = await doctor('http://localhost:20999', {
      publicUrl: 'http://localhost:20999',
      port: 20999,
      database: { embedded: '' },
    })
    process.exitCode = 0
    expect(said).toContain('× http://localhost:20999/mcp: connection refused. Verify that the address is accessible')
    expect(advice('Connection refused')).toContain('npx pm33 doctor https://pm33.example.com')
  })

  test('The consent page does not appear: without an account, sign-in does', async () => {
    const app = new App(pm33)
    await app.register()
    const browser = new Browser(pm33.url)
    const { uid } = (await arrive(browser, app.authorizeUrl())) as { uid: string }
    const { data } = await browser.ask<{ interaction: Asked }>(INTERACTION, { uid })
    expect(data!.interaction).toMatchObject({ clientName: 'An app', tenants: null })
    expect(advice('The consent page does not appear')).toMatch(/pop-up.*account.*invitation/)
  })

  test('Invalid scope', async () => {
    const app = new App(pm33)
    await app.register()
    const browser = await signedIn(pm33, (await pm33.person(acme)).email)
    const { elsewhere } = (await arrive(browser, app.authorizeUrl({ scope: 'backlog:read' }))) as { elsewhere: URL }
    expect(elsewhere.searchParams.get('error')).toBe('invalid_scope')
    expect(elsewhere.searchParams.get('error_description')).toContain(
      'Ensure mcp:enabled is included in requested scopes',
    )
    expect(advice('Invalid scope')).toContain('Ensure that the client requests `mcp:enabled`')
  })

  test('“PM33 does not know this app, or no longer does”', async () => {
    const { page } = (await arrive(new Browser(pm33.url), new App(pm33, 'kept-from-elsewhere').authorizeUrl())) as {
      page: Response
    }
    expect(await page.text()).toContain('PM33 does not know this app, or no longer does.')
    expect(advice('“PM33 does not know this app, or no longer does”')).toMatch(
      /Remove PM33 .* add it again.*`~\/\.mcp-auth`/,
    )
  })

  test('“… does not allow the scope …”', async () => {
    const app = new App(pm33)
    const { access_token: token } = await app.connect(await signedIn(pm33, (await pm33.person(acme, 'viewer')).email))
    const params = { name: 'generate_prd', arguments: { topic: 'Checkout' } }
    const answer = await app.mcp(token, { jsonrpc: '2.0', id: 1, method: 'tools/call', params })
    expect(await answer.text()).toContain('does not allow the scope prd:write')
    expect(advice('“… does not allow the scope …”')).toContain('An admin can change the role')
  })

  test('Tenant not found', async () => {
    const app = new App(pm33)
    const lost = await pm33.world.tenant('Lost')
    await lost.workspace('One')
    const { email, userId } = await pm33.person(lost, 'member')
    const { access_token: token } = await app.connect(await signedIn(pm33, email))
    await lost.em().nativeDelete(Membership, { user: userId } as never)
    pm33.api.credentials.forget()
    const { status, body } = await refused({ authorization: `Bearer ${token}` })
    expect([status, body.error]).toEqual([401, 'invalid_token'])
    expect(body.error_description).toBe('Tenant not found: the user must be a member of at least one PM33 workspace.')
    expect(advice('Tenant not found')).toContain('You must be a member of at least one')
  })

  test('Token expired, and the client renews it', async () => {
    const app = new App(pm33)
    const browser = await signedIn(pm33, (await pm33.person(acme)).email)
    const tokens = await app.connect(browser)
    pm33.world.clock.move(17 * 60_000)
    const { status, challenge, body } = await refused({ authorization: `Bearer ${tokens.access_token}` })
    expect([status, body.error]).toEqual([401, 'invalid_token'])
    expect(challenge).toContain('resource_metadata=')
    expect(body.error_description).toMatch(/^Token expired: the client refreshes it automatically/)
    // The library that signs tokens has a clock that no test moves.
    pm33.world.clock.move(-17 * 60_000)
    const fresh = await app.refresh(tokens.refresh_token)
    const client = new Client({ name: 'claude-in-test', version: '1' }, { versionNegotiation: { mode: 'auto' } })
    const transport = new StreamableHTTPClientTransport(new URL(`${pm33.url}/mcp`), {
      requestInit: { headers: { authorization: `Bearer ${fresh.access_token}` } },
    })
    await client.connect(transport)
    expect(
      (await spoken(client, transport, 'modern').call<{ totalCount: number }>('query_backlog')).data.totalCount,
    ).toBe(5)
    await client.close()
    expect(advice('Token expired')).toContain('renew them by themselves')
  })

  test.each<[string, () => Promise<string>, status: number]>([
    ['mistyped', async () => 'pm33_live_nothing', 401],
    ['expired', () => acme.key({ expiresAt: new Date(0) }), 401],
    ['without mcp:enabled', () => acme.key({ scopes: ['backlog:read'] }), 403],
    ['for GraphQL alone', () => acme.key({ surfaces: ['graphql'] }), 403],
  ])('API key rejected: %s', async (_, key, expected) => {
    const { status, body } = await refused({ 'x-api-key': await key() })
    expect(status).toBe(expected)
    expect(body.next).toContain('Settings › Integrations › MCP Server')
    expect(body.correlation_id).toMatch(/^[\w-]{36}$/)
    expect(advice('API key rejected')).toMatch(/mistyped.*expired.*revoked.*`mcp:enabled`.*surface `mcp`/)
  })

  test.each<[symptom: string, key: () => Promise<string>, tool: string, words: RegExp]>([
    [
      '“This API key lacks the scope …”',
      () => acme.key({ scopes: ['mcp:enabled', 'backlog:read'] }),
      'analyze_velocity',
      /^FORBIDDEN: This API key lacks the scope velocity:read\.[\s\S]*Settings › Integrations/,
    ],
    [
      '“There is not enough history”',
      () => acme.key(),
      'forecast_delivery',
      /^NOT_ENOUGH_HISTORY: There is not enough history: a forecast needs 12 finished items in at least 4 weeks, and there are none\./,
    ],
  ])('%s', async (symptom, key, tool, words) => {
    const client = new Client({ name: 'claude-in-test', version: '1' }, { versionNegotiation: { mode: 'auto' } })
    const transport = new StreamableHTTPClientTransport(new URL(`${pm33.url}/mcp`), {
      requestInit: { headers: { 'x-api-key': await key() } },
    })
    await client.connect(transport)
    const { isError, text } = await spoken(client, transport, 'modern').call(
      tool,
      tool === 'forecast_delivery' ? { count: 3 } : {},
    )
    await client.close()
    expect(isError).toBe(true)
    expect(text).toMatch(words)
    expect(advice(symptom)).toBeTruthy()
  })

  test('“There is more than one workspace. Specify which one.”', async () => {
    const two = await pm33.world.tenant('Two')
    await two.workspace('Shop')
    await two.workspace('Warehouse')
    const client = new Client({ name: 'claude-in-test', version: '1' }, { versionNegotiation: { mode: 'auto' } })
    const transport = new StreamableHTTPClientTransport(new URL(`${pm33.url}/mcp`), {
      requestInit: { headers: { 'x-api-key': await two.key() } },
    })
    await client.connect(transport)
    const { text } = await spoken(client, transport, 'modern').call('query_backlog')
    await client.close()
    expect(text).toMatch(/^WORKSPACE_REQUIRED: There is more than one workspace\. Specify which one\.[\s\S]*Warehouse/)
    expect(advice('“There is more than one workspace. Specify which one.”')).toContain('workspaceId')
  })

  test('“Insufficient credits”', () => {
    const refused = new ApiError('INSUFFICIENT_CREDITS', '', { needed: 10, available: 3 })
    expect(adviceFor(refused, {} as Call)).toMatchObject({
      message: 'Insufficient credits: 10 needed, 3 left.',
      next: expect.stringContaining('Settings › Billing'),
    })
    expect(advice('“Insufficient credits”')).toContain('Settings › Billing')
  })

  test('“PM33 does not recognize this host name”', async () => {
    const { request } = await import('node:http')
    const body = await new Promise<string>((resolve) => {
      request(
        `${pm33.url}/mcp`,
        { method: 'POST', headers: { host: 'pm.example', 'content-type': 'application/json' } },
        async (answer) => resolve((await answer.toArray()).join('')),
      ).end('{}')
    })
    expect(body).toContain(
      'PM33 does not recognize this host name. Next: set PM33_PUBLIC_URL to the address that users see, or add the name to PM33_ALLOWED_HOSTS.',
    )
    expect(advice('“PM33 does not recognize this host name”')).toContain('PM33_PUBLIC_URL')
  })
})
