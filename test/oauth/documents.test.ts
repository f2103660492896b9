import { Readable } from 'node:stream'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientDocument, guardedDocumentFetch, withLastGood } from '../../api/oauth/client-document.ts'
import { guardedAgent, isPublicAddress } from '../../api/oauth/public-address.ts'
import { arrive, Browser } from './browser.ts'
import { App, signedIn } from './client.ts'
import { site, type Site } from './server.ts'

const DOCUMENT = 'https://app.example/client.json'
const good = {
  client_id: DOCUMENT,
  client_name: 'An app',
  redirect_uris: ['http://localhost/callback', 'https://app.example/callback'],
}

describe('addresses that everybody may reach', () => {
  test.each(['93.184.216.34', '2606:4700::1111', '8.8.8.8'])('%s', (address) =>
    expect(isPublicAddress(address)).toBe(true),
  )

  test.each([
    '127.0.0.1',
    '::1',
    '::ffff:127.0.0.1',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::',
    'fd00::1',
    'fe80::1',
    '64:ff9b::7f00:1',
    '224.0.0.1',
    '255.255.255.255',
    '192.0.2.1',
    'not an address',
  ])('not %s', (address) => expect(isPublicAddress(address)).toBe(false))
})

describe('fetching a document never touches the inside', () => {
  let touched = 0
  const inside = createServer((socket) => {
    touched++
    socket.destroy()
  })
  let port: number

  beforeAll(async () => {
    await new Promise<void>((up) => inside.listen(0, '127.0.0.1', up))
    port = (inside.address() as AddressInfo).port
  })
  afterAll(() => new Promise((down) => inside.close(down)))

  /** Resolves every name to the inside, as a hostile name server would. */
  const hostile = guardedDocumentFetch(
    guardedAgent((_host, _options, done) => done(null, [{ address: '127.0.0.1', family: 4 }])),
  )
  /** One address outside, one inside: whichever would be connected to. */
  const mixed = guardedDocumentFetch(
    guardedAgent((_host, _options, done) =>
      done(null, [
        { address: '93.184.216.34', family: 4 },
        { address: '10.0.0.1', family: 4 },
      ]),
    ),
  )

  test.each([
    'https://localhost/',
    'https://127.0.0.1/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://2130706433/',
    'https://0x7f.1/',
    'https://0.0.0.0/',
    'https://169.254.169.254/latest/meta-data',
    'https://10.0.0.1/',
    'https://[fd00::1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://100.64.0.1/',
    'https://metadata.example/',
  ])('%s', async (url) => {
    const withPort = new URL(url)
    withPort.port = String(port)
    for (const address of [url, withPort.href])
      for (const fetchDocument of [hostile, mixed]) {
        const refused = (await fetchDocument(address).then(
          () => null,
          (error: unknown) => error,
        )) as Error | null
        expect((refused?.cause as Error | undefined)?.message).toMatch(/not (at )?a public address|is not 443/)
      }
    expect(touched).toBe(0)
  })

  test('the guard is what stops it: without one the inside is reached', async () => {
    await expect(fetch(`http://127.0.0.1:${port}/`)).rejects.toThrow()
    expect(touched).toBe(1)
    touched = 0
  })
})

describe('a document', () => {
  test('larger than 5 kB is refused while it is read', async () => {
    await expect(
      clientDocument(DOCUMENT, new Response('x'.repeat(9_000), { headers: { 'content-type': 'application/json' } })),
    ).rejects.toThrow(/larger than 5120 bytes/)
  })

  test('that is a key set may be larger, because it can hold certificates', async () => {
    const of = (document: object) => clientDocument('https://app.example/keys.json', Response.json(document))
    const keys = { keys: [{ kty: 'RSA', kid: 'one', x5c: ['x'.repeat(20_000)] }] }
    expect(await (await of(keys)).json()).toEqual(keys)
    await expect(of({ keys: [{ x5c: ['x'.repeat(70_000)] }] })).rejects.toThrow(/larger than 65536 bytes/)
    await expect(of({ client_id: DOCUMENT, ...keys })).rejects.toThrow(/larger than 5120 bytes/)
  })

  test('that its host sends byte by byte holds nobody up', async () => {
    const text = JSON.stringify({ keys: [{ kty: 'RSA', kid: 'one', x5c: ['x'.repeat(30_000)] }] })
    const body = Readable.toWeb(Readable.from(Array.from(Buffer.from(text), (byte) => Uint8Array.of(byte))))
    const before = process.cpuUsage()
    const read = await clientDocument(
      'https://app.example/keys.json',
      new Response(body as unknown as BodyInit, { headers: { 'content-type': 'application/json' } }),
    )
    const { user, system } = process.cpuUsage(before)
    expect(await read.text()).toBe(text)
    // Microseconds of processor time: a fraction of a second, where looking at all of it again for each byte takes twenty seconds.
    expect(user + system).toBeLessThan(5_000_000)
  })

  test('outlives a host that is down for a day, not one that says it is gone', async () => {
    let at = 0
    let host = (): Response => Response.json(good, { headers: { 'cache-control': 'max-age=60' } })
    const read = withLastGood(
      async () => host(),
      () => new Date(at),
    )
    expect(await (await read(DOCUMENT)).json()).toEqual(good)
    host = () => {
      throw new Error('no route')
    }
    expect(await (await read(DOCUMENT)).json()).toEqual(good)
    host = () => new Response(null, { status: 503 })
    expect((await read(DOCUMENT)).headers.get('cache-control')).toBe('max-age=60')
    host = () => new Response(null, { status: 404 })
    expect((await read(DOCUMENT)).status).toBe(404)
    at = 86_400_001
    host = () => {
      throw new Error('no route')
    }
    await expect(read(DOCUMENT)).rejects.toThrow('no route')
  })

  test('loses what would lock the app in or out', async () => {
    const read = await clientDocument(
      DOCUMENT,
      Response.json({ ...good, scope: 'openid profile', application_type: 'web' }),
    )
    expect(await read.json()).toEqual({ ...good, application_type: 'native' })
  })
})

describe('an app known by its document', () => {
  let pm33: Site
  let browser: Browser
  const documents: Record<string, { body: string | object; status?: number; headers?: Record<string, string> }> = {
    [DOCUMENT]: { body: good },
  }
  const at = (name: string, body: object, rest: object = {}) =>
    (documents[`https://app.example/${name}`] = {
      body: { ...good, client_id: `https://app.example/${name}`, ...body },
      ...rest,
    })

  beforeAll(async () => {
    at('mismatch', { client_id: DOCUMENT })
    at('secret', { client_secret: 'x' })
    at('confidential', { token_endpoint_auth_method: 'client_secret_post' })
    at('nameless', { client_name: undefined })
    at('nowhere', { redirect_uris: [] })
    at('moved', {}, { status: 302, headers: { location: 'https://10.0.0.1/' } })
    at('page', {}, { headers: { 'content-type': 'text/html' } })
    at('script', { redirect_uris: ['javascript:alert(1)'] })
    pm33 = await site('embedded', { documents })
    const acme = await pm33.world.tenant('Acme')
    await acme.workspace('Shop')
    browser = await signedIn(pm33, (await pm33.person(acme)).email)
  })
  afterAll(() => pm33.close())

  test('connects without registering, on a port that is not in it', async () => {
    const app = new App(pm33, DOCUMENT)
    const tokens = await app.connect(browser, { redirect_uri: 'http://localhost:50123/callback' })
    expect(await app.opens(tokens.access_token)).toBe(200)
    expect(await app.refresh(tokens.refresh_token)).toMatchObject({ status: 200 })
  })

  test.each(['mismatch', 'secret', 'confidential', 'nameless', 'nowhere', 'moved', 'page', 'script', 'absent'])(
    'is refused when it is: %s',
    async (name) => {
      const arrived = await arrive(
        browser,
        new App(pm33, `https://app.example/${name}`).authorizeUrl({ redirect_uri: 'https://app.example/callback' }),
      )
      expect((arrived as { page: Response }).page.status).toBe(400)
    },
  )

  test.each([
    'http://app.example/client.json',
    'https://user@app.example/client.json',
    'https://app.example/a/../client.json',
    'https://app.example/client.json#x',
  ])('is not looked for at %s', async (clientId) => {
    const arrived = await arrive(
      browser,
      new App(pm33, clientId).authorizeUrl({ redirect_uri: 'https://app.example/callback' }),
    )
    expect((arrived as { page: Response }).page.status).toBe(400)
  })
})

describe('an address that makes up apps', () => {
  let pm33: Site
  let fetched = 0

  beforeAll(async () => {
    const fetchDocument = async () => {
      fetched++
      throw new Error('no such host')
    }
    pm33 = await site('embedded', { limits: {}, fetchDocument })
  })
  afterAll(() => pm33.close())

  test('has ten documents a minute fetched, and no more', async () => {
    for (let i = 0; i < 14; i++)
      await new Browser(pm33.url).go(
        new App(pm33, `https://app.example/${i}`).authorizeUrl({ redirect_uri: 'https://app.example/callback' }),
      )
    expect(fetched).toBe(10)
  })
})
