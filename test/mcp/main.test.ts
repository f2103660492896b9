import { serve, type ServerType } from '@hono/node-server'
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readAdapterConfig, readBridgeConfig } from '../../mcp/config.ts'
import { serveMcp } from '../../mcp/main.ts'
import { spoken } from '../claude.ts'
import { givenShop } from '../shop.ts'
import { world, type World } from '../world.ts'

const serviceKey = 'a service key of 32 characters at least'
const enough = { PM33_API_URL: 'http://api.internal:4000', PM33_SERVICE_KEY: serviceKey }

describe('the adapter on its own', () => {
  let pm33: World
  let api: ServerType
  let adapter: Awaited<ReturnType<typeof serveMcp>>
  let key: string

  beforeAll(async () => {
    pm33 = await world()
    const acme = await pm33.tenant('Acme')
    await givenShop(acme, await acme.workspace('Shop'))
    key = await acme.key()
    const port = await new Promise<number>((resolve) => {
      api = serve(
        { fetch: (request) => pm33.api.fetch(request), port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false },
        (at) => resolve(at.port),
      )
    })
    adapter = await serveMcp({
      PORT: '0',
      PM33_API_URL: `http://127.0.0.1:${port}`,
      PM33_SERVICE_KEY: pm33.doors.serviceKey,
      LOG_LEVEL: 'silent',
    })
  })
  afterAll(async () => {
    await adapter?.close()
    api?.close()
    await pm33?.close()
  })

  test('serves a client over sockets, with nothing but the API’s address and its own credential', async () => {
    const client = new Client({ name: 'claude-in-test', version: '1' }, { versionNegotiation: { mode: 'auto' } })
    const transport = new StreamableHTTPClientTransport(new URL(adapter.url), {
      requestInit: { headers: { 'x-api-key': key } },
    })
    await client.connect(transport)
    const { data } = await spoken(client, transport, 'modern').call<{ totalCount: number }>('query_backlog')
    expect(data.totalCount).toBe(5)
    await client.close()
  })
})

describe('its environment', () => {
  test('has defaults for all but the API and the credential', () => {
    expect(readAdapterConfig(enough)).toMatchObject({
      host: '127.0.0.1',
      port: 3033,
      publicUrl: 'http://localhost:3033',
      apiUrl: 'http://api.internal:4000/graphql',
      serviceKey,
    })
    expect(readAdapterConfig({ ...enough, PM33_PUBLIC_URL: 'https://pm.example/' }).publicUrl).toBe(
      'https://pm.example',
    )
  })

  test.each<[string, NodeJS.ProcessEnv, RegExp]>([
    ['no API', { PM33_SERVICE_KEY: serviceKey }, /^PM33_API_URL is required$/],
    [
      'a short credential',
      { ...enough, PM33_SERVICE_KEY: 'short' },
      /^PM33_SERVICE_KEY must have at least 32 characters$/,
    ],
    [
      'a misspelled name',
      { ...enough, PM33_PUBLIC_URI: 'x' },
      /Unknown setting PM33_PUBLIC_URI\. Valid settings: .*PM33_PUBLIC_URL/,
    ],
    [
      'a public address below a path',
      { ...enough, PM33_PUBLIC_URL: 'https://tools.example.com/pm33' },
      /PM33_PUBLIC_URL must be an address without a path/,
    ],
    ['a port that is none', { ...enough, PORT: 'http' }, /^PORT must be a whole number from 0 to 65535$/],
  ])('%s: refused, naming the variable', (_, env, words) => {
    expect(() => readAdapterConfig(env)).toThrow(words)
  })

  test('the bridge takes flags before the environment, and completes a bare origin', () => {
    expect(readBridgeConfig({}, {})).toEqual({ url: 'http://localhost:3033/mcp', apiKey: undefined })
    expect(readBridgeConfig({ url: 'https://pm-33.io' }, { PM33_API_KEY: 'k', PM33_URL: 'http://else/mcp' })).toEqual({
      url: 'https://pm-33.io/mcp',
      apiKey: 'k',
    })
    expect(readBridgeConfig({ key: 'x', url: 'http://h/mcp' }, { PM33_API_KEY: 'k' })).toEqual({
      url: 'http://h/mcp',
      apiKey: 'x',
    })
    expect(readBridgeConfig({}, { PM33_URL: '', PM33_API_KEY: '' })).toEqual({
      url: 'http://localhost:3033/mcp',
      apiKey: undefined,
    })
    expect(() => readBridgeConfig({ url: 'ftp://h' }, {})).toThrow(/is not a URL/)
  })
})
