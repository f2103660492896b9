import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { clientAddress, networkOf } from '../../address.ts'
import { foreign } from '../../api/identity/sessions/browser.ts'
import { Pages } from '../../api/server/pages.ts'
import { readOperations } from '../../api/server/graphql/operations.ts'
import { createApi } from '../../api/server/app.ts'
import { deriveSecrets } from '../../api/identity/credentials/secrets.ts'
import { ALL_SCOPES, App, signedIn } from '../oauth/client.ts'
import { site, type Site } from '../oauth/server.ts'
import { UNLIMITED } from '../servers/unlimited.ts'

let pm33: Site
beforeAll(async () => void (pm33 = await site()))
afterAll(() => pm33.close())

describe('every address of the authorization server', () => {
  test('is in its metadata, exactly where clients look', async () => {
    const metadata = (await (await fetch(`${pm33.url}/.well-known/oauth-authorization-server`)).json()) as Record<
      string,
      unknown
    >
    expect(metadata).toMatchObject({
      issuer: pm33.url,
      authorization_endpoint: `${pm33.url}/oauth/authorize`,
      token_endpoint: `${pm33.url}/oauth/token`,
      revocation_endpoint: `${pm33.url}/oauth/revoke`,
      registration_endpoint: `${pm33.url}/oauth/register`,
      jwks_uri: `${pm33.url}/.well-known/jwks.json`,
      scopes_supported: ALL_SCOPES.split(' '),
      response_types_supported: ['code'],
      response_modes_supported: ['query'],
      grant_types_supported: ['authorization_code', 'refresh_token'],
      code_challenge_methods_supported: ['S256'],
      token_endpoint_auth_methods_supported: ['none', 'private_key_jwt'],
      revocation_endpoint_auth_methods_supported: ['none', 'private_key_jwt'],
      client_id_metadata_document_supported: true,
      authorization_response_iss_parameter_supported: true,
    })
    // RFC 8414 wants the algorithms beside each of the two.
    expect(metadata.revocation_endpoint_auth_signing_alg_values_supported).toEqual(
      metadata.token_endpoint_auth_signing_alg_values_supported,
    )
    expect(metadata.revocation_endpoint_auth_signing_alg_values_supported).toContain('ES256')
    expect(Object.keys(metadata).filter((name) => /claim|id_token|subject|userinfo|request_uri/.test(name))).toEqual([])
  })

  test('is in the same document where clients look that insert the path of /mcp', async () => {
    const read = async (path: string) => (await fetch(`${pm33.url}${path}`)).json() as Promise<Record<string, unknown>>
    const document = await read('/.well-known/oauth-authorization-server')
    expect(document.issuer).toBe(pm33.url)
    expect(await read('/.well-known/oauth-authorization-server/mcp')).toEqual(document)
    expect((await fetch(`${pm33.url}/.well-known/oauth-authorization-server/else`)).status).toBe(404)
  })

  test('OpenID Connect is not here', async () => {
    expect((await fetch(`${pm33.url}/.well-known/openid-configuration`)).status).toBe(404)
  })

  test('the key set has public halves only', async () => {
    const { keys } = (await (await fetch(`${pm33.url}/.well-known/jwks.json`)).json()) as {
      keys: Record<string, unknown>[]
    }
    expect(keys).toHaveLength(2)
    for (const key of keys)
      expect([key.kty, key.crv, key.alg, key.use, key.d]).toEqual(['EC', 'P-256', 'ES256', 'sig', undefined])
  })

  test.each([
    '/oauth/register',
    '/oauth/token',
    '/oauth/revoke',
    '/.well-known/oauth-authorization-server',
    '/.well-known/oauth-authorization-server/mcp',
    '/.well-known/jwks.json',
  ])('a page of another origin may speak to %s', async (path) => {
    const preflight = await fetch(`${pm33.url}${path}`, {
      method: 'OPTIONS',
      headers: { origin: 'https://inspector.test', 'access-control-request-method': 'POST' },
    })
    expect([preflight.status, preflight.headers.get('access-control-allow-origin')]).toEqual([204, '*'])
    const answer = await fetch(
      `${pm33.url}${path}`,
      path.startsWith('/oauth')
        ? {
            method: 'POST',
            headers: { origin: 'https://inspector.test', 'content-type': 'application/x-www-form-urlencoded' },
            body: '',
          }
        : { headers: { origin: 'https://inspector.test' } },
    )
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  })

  test('but none may read what a person’s cookie opens', async () => {
    const answer = await fetch(`${pm33.url}/graphql`, {
      method: 'POST',
      headers: { origin: 'https://evil.test', 'content-type': 'application/json' },
      body: '{"query":"{ viewer { name } }"}',
    })
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([403, null])
  })
})

describe('no answer can be framed, sniffed or kept', () => {
  test.each([
    '/',
    '/sign-in',
    '/set-up',
    '/invite',
    '/reset',
    '/settings',
    '/settings/members',
    '/oauth/interaction/x',
    '/oauth/authorize',
    '/healthz',
    '/graphql',
    '/nowhere',
  ])('%s', async (path) => {
    const { headers } = await fetch(`${pm33.url}${path}`)
    expect(headers.get('content-security-policy')).toMatch(
      /^default-src 'none'; script-src 'self';.*frame-ancestors 'none'/,
    )
    expect(headers.get('content-security-policy')).not.toContain('unsafe')
    expect([
      headers.get('x-frame-options'),
      headers.get('x-content-type-options'),
      headers.get('referrer-policy'),
    ]).toEqual(['DENY', 'nosniff', 'no-referrer'])
    if (!['/healthz', '/nowhere'].includes(path)) expect(headers.get('cache-control')).toContain('no-store')
  })

  test('tokens neither', async () => {
    const { headers } = await fetch(`${pm33.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'x', client_id: 'y' }),
    })
    expect(headers.get('cache-control')).toContain('no-store')
  })
})

describe('a name that is not ours, as in DNS rebinding', () => {
  const withHost = (host: string) =>
    new Promise<number>((done, fail) => {
      const url = new URL(`${pm33.url}/graphql`)
      request(
        {
          host: '127.0.0.1',
          port: url.port,
          path: url.pathname,
          method: 'POST',
          headers: { host, 'content-type': 'application/json' },
        },
        (answer) => done(answer.resume().statusCode!),
      )
        .on('error', fail)
        .end('{"query":"{ __typename }"}')
    })

  test('is refused; ours is not', async () => {
    expect(await withHost('evil.test')).toBe(403)
    expect(await withHost('evil.test:3033')).toBe(403)
    expect(await withHost(new URL(pm33.url).host)).toBe(200)
  })
})

describe('what a browser adds by itself is used only by our own pages', () => {
  const post = (headers: Record<string, string>) =>
    foreign(new Request('http://localhost:3033/graphql', { method: 'POST', headers }), 'http://localhost:3033')

  test.each<[headers: Record<string, string>, foreign: boolean]>([
    [{ 'sec-fetch-site': 'same-origin' }, false],
    [{ 'sec-fetch-site': 'none' }, false],
    [{ 'sec-fetch-site': 'same-site' }, true],
    [{ 'sec-fetch-site': 'cross-site' }, true],
    [{ 'sec-fetch-site': 'cross-site', origin: 'http://localhost:3033' }, true],
    [{ origin: 'http://localhost:3033' }, false],
    [{ origin: 'http://localhost:3034' }, true],
    [{ origin: 'https://localhost:3033' }, true],
    [{ origin: 'null' }, true],
    [{}, false],
    [{ 'sec-fetch-site': 'cross-site', 'x-api-key': 'k' }, false],
    [{ 'sec-fetch-site': 'cross-site', authorization: 'Bearer k' }, false],
    // What a browser repeats for a proxy that asks for a password.
    [{ 'sec-fetch-site': 'same-site', authorization: 'Basic dXNlcjpwYXNz' }, true],
    [{ 'sec-fetch-site': 'same-origin', authorization: 'Basic dXNlcjpwYXNz' }, false],
    [{ origin: 'http://wiki.localhost:3033', authorization: 'Basic dXNlcjpwYXNz' }, true],
    [{ 'sec-fetch-site': 'cross-site', 'x-api-key': '' }, true],
    [{ host: 'rebound.example', authorization: 'x' }, true],
  ])('%j', (headers, expected) => expect(post(headers) !== null).toBe(expected))

  test('a link from elsewhere may open the address, but not ask a question in it', () => {
    const get = (address: string, site: string) =>
      foreign(new Request(address, { headers: { 'sec-fetch-site': site } }), 'http://localhost:3033')
    expect(get('http://localhost:3033/graphql', 'cross-site')).toBeNull()
    expect(get('http://localhost:3033/graphql?query={me{id}}', 'cross-site')).not.toBeNull()
    expect(get('http://localhost:3033/graphql?query={me{id}}', 'same-origin')).toBeNull()
  })
})

describe('where a request came from', () => {
  test.each<[claim: string, remote: string, forwarded: string | null, publicUrl: string, address: string]>([
    ['a direct one says nothing of itself', '203.0.113.9', '198.51.100.1', 'http://localhost:3033', '203.0.113.9'],
    ['a proxy on our network is believed', '10.0.0.2', '198.51.100.1', 'https://pm33.example', '198.51.100.1'],
    ['only for what it added itself', '10.0.0.2', '1.1.1.1, 198.51.100.1', 'https://pm33.example', '198.51.100.1'],
    ['a stranger is not a proxy', '8.8.4.4', '198.51.100.1', 'https://pm33.example', '8.8.4.4'],
    ['nonsense is not an address', '10.0.0.2', 'me', 'https://pm33.example', '10.0.0.2'],
  ])('%s', (_claim, remote, forwarded, publicUrl, address) =>
    expect(clientAddress({ remote, forwardedFor: forwarded, publicUrl })).toBe(address),
  )

  test.each<[claim: string, remote: string, forwarded: string, address: string]>([
    [
      'proxies that are named are believed one after another',
      '203.0.113.9',
      '198.51.100.1, 203.0.113.7',
      '198.51.100.1',
    ],
    ['up to the first that is not', '203.0.113.9', '1.1.1.1, 198.51.100.1, 203.0.113.7', '198.51.100.1'],
    ['and no other, on whatever network it stands', '10.0.0.2', '198.51.100.1', '10.0.0.2'],
    ['in IPv6 too', '2001:db8:1::5', '2001:db8:ffff::1', '2001:db8:ffff::1'],
    ['nonsense ends the way', '203.0.113.9', '198.51.100.1, me, 203.0.113.7', '203.0.113.7'],
  ])('%s', (_claim, remote, forwardedFor, address) => {
    const trustedProxies = ['203.0.113.0/24', '2001:db8:1::/48']
    expect(clientAddress({ remote, forwardedFor, publicUrl: 'https://pm33.example', trustedProxies })).toBe(address)
  })

  test.each([
    ['203.0.113.9', '203.0.113.9'],
    ['::ffff:203.0.113.9', '203.0.113.9'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::1', '2001:db8:1:2::/64'],
    ['2001:db8:1:3::1', '2001:db8:1:3::/64'],
    ['key:1', 'key:1'],
  ])('%s is counted as %s', (address, network) => expect(networkOf(address)).toBe(network))
})

test('sizes have ends', async () => {
  const large = 'x'.repeat(1_100_000)
  const graphql = await fetch(`${pm33.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: large }),
  })
  const token = await fetch(`${pm33.url}/oauth/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `code=${large.slice(0, 60_000)}`,
  })
  const revoke = await fetch(`${pm33.url}/oauth/revoke`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: `token=${large.slice(0, 60_000)}`,
  })
  expect([graphql.status, token.status, revoke.status]).toEqual([413, 413, 413])
  // Without a length, as a stream: counted while it is read.
  const streamed = (path: string, type: string, bytes: number) =>
    fetch(`${pm33.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': type },
      duplex: 'half',
      body: new Blob(['x'.repeat(bytes)]).stream(),
    } as RequestInit).then(
      ({ status }) => status,
      () => 'closed',
    )
  expect(await streamed('/oauth/token', 'application/x-www-form-urlencoded', 200)).toBe(400)
  expect([413, 'closed']).toContain(await streamed('/oauth/token', 'application/x-www-form-urlencoded', 3_000_000))
  expect([413, 'closed']).toContain(await streamed('/graphql', 'application/json', 3_000_000))
})

test('floods of registrations and token requests are told when to come back', async () => {
  const strict = await site('embedded', {
    world: pm33.world,
    limits: {
      authorize: { points: 2, seconds: 60 },
      register: { points: 2, seconds: 3_600 },
      token: { points: 2, seconds: 60 },
    },
  })
  const register = async (client_name: string) => (await new App(strict).register({ client_name })).status
  // An office adds one app to many computers: it is one app.
  expect([await register('Cursor'), await register('Cursor'), await register('Cursor')]).toEqual([201, 201, 201])
  expect([await register('Another'), await register('A third'), await register('Cursor')]).toEqual([201, 429, 201])
  const third = await new App(strict).register({ client_name: 'A third' })
  expect(third.body).toEqual({
    error: 'temporarily_unavailable',
    error_description: 'Too many registrations from this address. Try again in 60 minutes.',
  })
  const authorize = []
  for (let i = 0; i < 3; i++)
    authorize.push((await fetch(new App(strict).authorizeUrl(), { redirect: 'manual' })).status)
  expect(authorize).toEqual([400, 400, 429])
  let last: Response | undefined
  for (let i = 0; i < 3; i++)
    last = await fetch(`${strict.url}/oauth/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'x' }),
    })
  expect([last!.status, last!.headers.get('ratelimit-policy'), Number(last!.headers.get('retry-after')) > 50]).toEqual([
    429,
    '"token";q=2;w=60',
    true,
  ])
  await strict.close()
})

test('many people behind one address renew their tokens; only what is refused is counted', async () => {
  const acme = await pm33.world.tenant('Busy')
  await acme.workspace('Shop')
  const browser = await signedIn(pm33, (await pm33.person(acme)).email)
  const app = new App(pm33)
  let refresh = (await app.connect(browser)).refresh_token
  const strict = await site('embedded', {
    world: pm33.world,
    publicUrl: pm33.url,
    limits: { token: { points: 2, seconds: 60 }, refresh: { points: 5, seconds: 60 } },
  })
  const here = new App(strict, app.clientId)
  for (let i = 0; i < 4; i++) {
    const next = await here.refresh(refresh)
    expect(next.status).toBe(200)
    refresh = next.refresh_token!
  }
  const wrong = () => here.refresh('nothing of ours')
  expect([(await wrong()).status, (await wrong()).status]).toEqual([400, 400])
  expect(await wrong()).toMatchObject({ status: 429, error: 'temporarily_unavailable' })
  pm33.api.identity.serveAt({ publicUrl: pm33.url, shared: false, limits: { refresh: { points: 1, seconds: 60 } } })
  const again = await app.refresh(refresh)
  expect(again.status).toBe(200)
  expect(await app.refresh(again.refresh_token!)).toMatchObject({ status: 429, error: 'temporarily_unavailable' })
  pm33.api.identity.serveAt({ publicUrl: pm33.url, shared: false, limits: UNLIMITED })
  await strict.close()
})

test('a token that was given back can be given back again only as often as one that is wrong', async () => {
  const acme = await pm33.world.tenant('Returns')
  await acme.workspace('Shop')
  const strict = await site('embedded', {
    world: pm33.world,
    publicUrl: pm33.url,
    limits: { token: { points: 2, seconds: 60 } },
  })
  const { email } = await pm33.person(acme)
  const [app, other] = [new App(pm33), new App(pm33)]
  const tokens = await app.connect(await signedIn(pm33, email))
  await other.register({ client_name: 'Of a colleague' })
  const colleagues = await other.connect(await signedIn(pm33, email))
  let forgotten = 0
  strict.api.credentials.onForget(() => forgotten++)
  const here = new App(strict, app.clientId)
  const statuses = []
  for (let i = 0; i < 4; i++) statuses.push((await here.revoke(tokens.access_token)).status)
  // The first one counts for nothing, as it should; and only it makes nodes look everybody up again.
  expect([statuses, forgotten]).toEqual([[200, 200, 200, 429], 1])
  expect(await other.opens(colleagues.access_token)).toBe(200)
  await strict.close()
})

test('/graphql says with a 401 what would let a caller in, and takes no forms', async () => {
  const answer = await fetch(`${pm33.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': 'pm33_live_wrong' },
    body: '{"query":"{ __typename }"}',
  })
  expect([answer.status, answer.headers.get('www-authenticate')]).toEqual([
    401,
    'ApiKey realm="PM33", header="x-api-key"',
  ])
  const form = await fetch(`${pm33.url}/graphql`, {
    method: 'POST',
    body: new URLSearchParams({ query: '{ __typename }' }),
  })
  expect(form.status).toBe(415)
})

test('a signed-in page sends stored operations only; so does somebody who is not signed in', async () => {
  const api = createApi({
    orm: pm33.world.orm,
    secrets: deriveSecrets('another master secret of tests'),
    doors: { serviceKey: 's', operatorKey: 'o' },
    log: { error: () => undefined, warn: () => undefined, info: () => undefined },
    operations: readOperations(),
  })
  const browser = {
    ip: '127.0.0.1',
    userAgent: null,
    local: false,
    session: null,
    known: null,
    cookie: () => undefined,
    setSession: () => undefined,
    setKnown: () => undefined,
  }
  const answer = await api.fetch(
    new Request('http://localhost:3033/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: 'mutation { signOut }' }),
    }),
    browser,
  )
  expect(JSON.stringify(await answer.json())).toContain('PERSISTED_OPERATION_REQUIRED')
})

describe('built pages', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pm33-pages-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  const pages = new Pages(folder)

  test('say so when they have not been built', async () => {
    expect([pages.shell().status, await pages.shell().text()]).toEqual([
      503,
      expect.stringContaining('have not been built'),
    ])
  })

  test('are one shell, and assets that are kept for ever because their names change', async () => {
    mkdirSync(join(folder, 'assets'))
    writeFileSync(join(folder, 'index.html'), '<!doctype html><title>PM33</title>')
    writeFileSync(join(folder, 'assets', 'page-abc.js'), 'export {}')
    writeFileSync(join(folder, 'secret'), 'secret')
    expect([pages.shell().status, pages.shell().headers.get('cache-control')]).toEqual([200, 'no-store'])
    const asset = pages.asset('page-abc.js')
    expect([asset.status, asset.headers.get('content-type'), asset.headers.get('cache-control')]).toEqual([
      200,
      'text/javascript; charset=utf-8',
      'public, max-age=31536000, immutable',
    ])
    for (const path of ['../secret', '/../secret', '..%2fsecret', 'absent.js', '', '.'])
      expect(pages.asset(path).status).toBe(404)
  })
})

test('is well while the database answers', async () => {
  const answer = await fetch(`${pm33.url}/healthz`)
  expect([answer.status, await answer.json()]).toEqual([200, { status: 'ok' }])
})
