import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { catalog } from '../../mcp/server.ts'
import { claudeDomain, readViews } from '../../mcp/view.ts'
import { VIEW_NAMES } from '../../mcp/view-name.ts'
import { adapter, PUBLIC_URL, type AdapterInTest } from '../claude.ts'
import { world, type TenantInTest, type World } from '../world.ts'

const MIME = 'text/html;profile=mcp-app'
const pages = new Map(
  VIEW_NAMES.map((name) => [name, `<!doctype html><html data-home=""><title>${name}</title></html>`]),
)
let pm33: World
let acme: TenantInTest
let mcp: AdapterInTest
let key: string
beforeAll(async () => {
  pm33 = await world('embedded')
  acme = await pm33.tenant('Acme')
  mcp = await adapter(pm33, 'one', { views: pages })
  key = await acme.key({ scopes: ['mcp:enabled'] })
})
afterAll(async () => {
  await mcp?.close()
  await pm33?.close()
})

const read = async (uri: string) =>
  ((await mcp.ask(key, 'resources/read', { uri })).result as { contents: Record<string, unknown>[] }).contents[0]!

test('five data resources and four views are nine, and the twins are not listed', async () => {
  const { resources } = (await mcp.ask(key, 'resources/list')).result as {
    resources: { uri: string; mimeType: string }[]
  }
  const { resourceTemplates } = (await mcp.ask(key, 'resources/templates/list')).result as {
    resourceTemplates: object[]
  }
  expect(resources.length + resourceTemplates.length).toBe(9)
  expect(resources.map(({ uri, mimeType }) => [uri, mimeType])).toEqual([
    ['pm33://workspaces', 'application/json'],
    ...VIEW_NAMES.map((name) => [`pm33://ui/${name}`, MIME]),
  ])
})

test('a view that no tool draws with, or that was not built, is neither listed nor named', async () => {
  const without = { ...catalog, tools: catalog.tools.filter(({ view }) => view !== 'generate-prd') }
  const some = await adapter(pm33, 'one', { views: new Map([...pages].slice(1)), catalog: without })
  const { resources } = (await some.ask(key, 'resources/list')).result as { resources: { uri: string }[] }
  expect(resources.map(({ uri }) => uri)).toEqual([
    'pm33://workspaces',
    'pm33://ui/forecast-delivery',
    'pm33://ui/optimize-priorities',
  ])
  const { tools } = (await some.ask(key, 'tools/list')).result as { tools: { name: string; _meta?: object }[] }
  expect(tools.filter(({ _meta }) => _meta).map(({ name }) => name)).toEqual([
    'optimize_priorities',
    'forecast_delivery',
  ])
  expect((await some.ask(key, 'resources/read', { uri: 'pm33://ui/generate-prd' })).error).toBeDefined()
  expect(readViews(new URL('file:///nowhere/')).size).toBe(0)
  await some.close()
})

test.each(VIEW_NAMES)('%s has one content under both names, without any scope of its own', async (name) => {
  const [ours, theirs] = [await read(`pm33://ui/${name}`), await read(`ui://pm33/${name}`)]
  expect(ours).toEqual({
    uri: `pm33://ui/${name}`,
    mimeType: MIME,
    text: `<!doctype html><html data-home="${PUBLIC_URL}"><title>${name}</title></html>`,
    _meta: { ui: { csp: {}, prefersBorder: false } },
  })
  expect({ ...theirs, uri: ours.uri }).toEqual(ours)
  expect(theirs.uri).toBe(`ui://pm33/${name}`)
  expect((await mcp.ask(key, 'resources/read', { uri: `ui://pm33/${name}` })).result).toMatchObject({
    ttlMs: 3_600_000,
    cacheScope: 'private',
  })
})

test('tools name their view in both forms, and an address with views=off takes all of it away', async () => {
  const { tools } = (await mcp.ask(key, 'tools/list')).result as { tools: { name: string; _meta?: object }[] }
  expect(tools.find(({ name }) => name === 'forecast_delivery')!._meta).toEqual({
    ui: { resourceUri: 'ui://pm33/forecast-delivery' },
    'ui/resourceUri': 'ui://pm33/forecast-delivery',
  })
  const off = async (method: string, params = {}) => {
    const message = { jsonrpc: '2.0', id: 1, method, params }
    const request = new Request(`${PUBLIC_URL}/mcp?views=off`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', 'x-api-key': key },
      body: JSON.stringify(message),
    })
    return (await (await mcp.fetch(request)).json()) as { result?: Record<string, any>; error?: { message: string } }
  }
  expect(JSON.stringify((await off('tools/list')).result)).not.toContain('_meta')
  expect((await off('resources/list')).result!.resources.map(({ uri }: { uri: string }) => uri)).toEqual([
    'pm33://workspaces',
  ])
  for (const uri of ['pm33://ui/forecast-delivery', 'ui://pm33/forecast-delivery'])
    expect((await off('resources/read', { uri })).error).toBeDefined()
})

describe('Claude shows a view on an origin made of the address that its user typed', () => {
  const domain = (address: string) =>
    `${createHash('sha256').update(address).digest('hex').slice(0, 32)}.claudemcpcontent.com`
  const uri = 'ui://pm33/forecast-delivery'
  const post = async (message: object, headers: Record<string, string> = {}, path = '/mcp') => {
    const response = await mcp.fetch(
      new Request(`${PUBLIC_URL}${path}`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/json',
          'x-api-key': key,
          ...headers,
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, ...message }),
      }),
    )
    return { headers: response.headers, json: (await response.json()) as { result: Record<string, any> } }
  }
  const domainIn = ({ json }: { json: { result: Record<string, any> } }) => json.result.contents[0]._meta.ui.domain

  test('the example of the specification', () => {
    expect(claudeDomain('https://pm-33.io/mcp')).toBe('3d4f3893b869abe9f261622270c34b40.claudemcpcontent.com')
  })

  test('in a session that slept past its life, and by its user agent without one; no other client has a domain', async () => {
    const client = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'claude-ai', version: '1' } }
    const { headers } = await post({ method: 'initialize', params: client })
    const session = { 'mcp-session-id': headers.get('mcp-session-id')! }
    const message = { method: 'resources/read', params: { uri } }
    expect(domainIn(await post(message, session))).toBe(domain(`${PUBLIC_URL}/mcp`))
    pm33.clock.move(31 * 60_000)
    expect(domainIn(await post(message, session))).toBe(domain(`${PUBLIC_URL}/mcp`))
    expect(domainIn(await post(message, { 'user-agent': 'Claude-User' }, '/mcp/'))).toBe(domain(`${PUBLIC_URL}/mcp/`))
    expect(domainIn(await post(message, { 'user-agent': 'Other/1' }))).toBeUndefined()
  })

  test('in the revision that names the client in each request', async () => {
    const params = {
      uri,
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientCapabilities': {},
        'io.modelcontextprotocol/clientInfo': { name: 'Anthropic/ClaudeAI', version: '1' },
      },
    }
    const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'resources/read', 'mcp-name': uri }
    expect(domainIn(await post({ method: 'resources/read', params }, headers))).toBe(domain(`${PUBLIC_URL}/mcp`))
  })
})
