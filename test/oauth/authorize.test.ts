import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TenantInTest } from '../world.ts'
import { arrive, Browser, consent, INTERACTION, type Asked } from './browser.ts'
import { ALL_SCOPES, App, REDIRECT, signedIn } from './client.ts'
import { site, type Site } from './server.ts'

let pm33: Site
let acme: TenantInTest
let browser: Browser
let app: App

beforeAll(async () => {
  pm33 = await site()
  acme = await pm33.world.tenant('Acme')
  await acme.workspace('Shop')
  browser = await signedIn(pm33, (await pm33.person(acme)).email)
  app = new App(pm33)
  await app.register()
})
afterAll(() => pm33.close())

describe('a request that is not good enough goes back to the app, with the error and the issuer', () => {
  test.each<[claim: string, change: Record<string, string | undefined>, error: string, description: RegExp]>([
    [
      'without the scope that everything needs',
      { scope: 'backlog:read' },
      'invalid_scope',
      /Ensure mcp:enabled is included in requested scopes/,
    ],
    ['with a scope that is not offered', { scope: 'mcp:enabled admin' }, 'invalid_scope', /unknown scope/],
    ['with a scope that only keys can carry', { scope: 'mcp:enabled backlog:write' }, 'invalid_scope', /unknown scope/],
    ['for another resource', { resource: 'https://evil.test/mcp' }, 'invalid_target', /./],
    ['with plain PKCE', { code_challenge_method: 'plain' }, 'invalid_request', /code_challenge_method/],
    [
      'without PKCE',
      { code_challenge: undefined, code_challenge_method: undefined },
      'invalid_request',
      /PKCE|code_challenge/,
    ],
  ])('%s', async (_claim, change, error, description) => {
    const arrived = await arrive(browser, app.authorizeUrl(change))
    const { searchParams, origin } = (arrived as { elsewhere: URL }).elsewhere
    expect([origin, searchParams.get('error'), searchParams.get('iss'), searchParams.get('state')]).toEqual([
      'http://127.0.0.1:43999',
      error,
      pm33.url,
      'opaque',
    ])
    expect(searchParams.get('error_description')).toMatch(description)
  })
})

describe('nobody is sent to an address that the app did not register', () => {
  test.each<[claim: string, change: Record<string, string | undefined>]>([
    ['of another host', { redirect_uri: 'https://evil.test/callback' }],
    ['with another path', { redirect_uri: 'http://127.0.0.1:43999/other' }],
    ['that only begins like it', { redirect_uri: 'http://127.0.0.1:43999/callback/../evil' }],
    ['with the host in the user part', { redirect_uri: 'http://127.0.0.1:43999@evil.test/callback' }],
    ['of an app that does not exist', { client_id: 'nobody' }],
  ])('%s', async (_claim, change) => {
    const arrived = await arrive(browser, app.authorizeUrl(change))
    expect(arrived).toHaveProperty('page')
    const { page } = arrived as { page: Response }
    expect(page.status).toBe(400)
    expect(page.headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
    expect(await page.text()).not.toContain('<script')
  })

  test('and of an app that PM33 has forgotten, the page says how it comes to register anew', async () => {
    const arrived = await arrive(browser, app.authorizeUrl({ client_id: 'nobody' }))
    expect(await (arrived as { page: Response }).page.text()).toContain(
      'Remove PM33 from the app and add it again, so that the app registers again.',
    )
  })

  test('and the page that says so repeats nothing as markup', async () => {
    const arrived = await arrive(browser, app.authorizeUrl({ client_id: '<img src=x onerror=alert(1)>' }))
    expect(await (arrived as { page: Response }).page.text()).not.toContain('<img')
  })
})

describe('a link of PM33’s own takes nobody to a site that somebody has just registered', () => {
  const elsewhere = 'https://evil.example/login'

  test.each<[claim: string, change: Record<string, string | undefined>, error: string]>([
    ['by a scope that does not exist', { scope: 'x' }, 'invalid_scope'],
    ['by asking silently', { prompt: 'none' }, 'login_required'],
    ['by asking for a token', { response_type: 'token' }, 'unsupported_response_type'],
    ['by a wrong resource', { resource: 'https://evil.test/mcp' }, 'invalid_target'],
    ['without PKCE', { code_challenge: undefined, code_challenge_method: undefined }, 'invalid_request'],
  ])('%s: the error is shown, with a link', async (_claim, change, error) => {
    const evil = new App(pm33)
    await evil.register({ redirect_uris: [elsewhere] })
    const stranger = new Browser(pm33.url)
    const arrived = await arrive(stranger, evil.authorizeUrl({ redirect_uri: elsewhere, ...change }))
    const { page } = arrived as { page: Response }
    expect([page.status, page.headers.get('location')]).toEqual([400, null])
    const text = await page.text()
    expect(text).toContain(`${error}: `)
    expect(text).toContain('<a href="https://evil.example/login')
    expect(text).toContain('return to evil.example')
  })

  test('but a person who says no is taken back to the app, and one who says yes, too', async () => {
    const web = new App(pm33)
    const redirect_uri = 'https://claude.ai/api/mcp/auth_callback'
    await web.register({ redirect_uris: [redirect_uri] })
    const no = await consent(browser, web.authorizeUrl({ redirect_uri }), { allow: false })
    expect([no.origin, no.searchParams.get('error')]).toEqual(['https://claude.ai', 'access_denied'])
    expect((await web.connect(browser, { redirect_uri })).expires_in).toBe(900)
  })
})

describe('real clients differ', () => {
  test('no scope at all offers every scope to the user', async () => {
    const arrived = await arrive(browser, app.authorizeUrl({ scope: undefined }))
    const { data } = await browser.ask<{ interaction: Asked }>(INTERACTION, arrived)
    expect(data!.interaction.scopes.map(({ scope }) => scope).join(' ')).toBe(ALL_SCOPES)
  })

  test.each(['openid', 'offline_access'])('asking for %s by habit is passed over', async (habit) => {
    expect((await app.connect(browser, { scope: `mcp:enabled ${habit}` })).scope).toBe('mcp:enabled')
  })

  test.each<[claim: string, resource: (url: string) => string | undefined]>([
    ['left out', () => undefined],
    ['with a slash at the end', (url) => `${url}/mcp/`],
    ['as the bare origin', (url) => url],
    ['with an upper-case host', (url) => `${url.replace('localhost', 'LOCALHOST')}/mcp`],
    ['with the query that was typed', (url) => `${url}/mcp?views=off`],
  ])('the resource %s means /mcp', async (_claim, resource) => {
    const tokens = await app.connect(browser, { resource: resource(pm33.url) })
    expect(await app.opens(tokens.access_token)).toBe(200)
  })

  test('a program on this computer listens on any port, and under any name of it that it registered', async () => {
    const native = new App(pm33)
    await native.register({ redirect_uris: ['http://localhost/callback', 'http://127.0.0.1/callback'] })
    for (const redirect_uri of ['http://localhost:51234/callback', 'http://127.0.0.1:1/callback'])
      expect((await native.connect(browser, { redirect_uri })).expires_in).toBe(900)
  })

  test('a program with a scheme of its own gets its answer there', async () => {
    const cursor = new App(pm33)
    await cursor.register({ redirect_uris: ['cursor://anysphere.cursor-mcp/oauth/callback'] })
    expect(
      (await consent(browser, cursor.authorizeUrl({ redirect_uri: 'cursor://anysphere.cursor-mcp/oauth/callback' })))
        .href,
    ).toMatch(/^cursor:\/\/anysphere.cursor-mcp\/oauth\/callback\?code=/)
  })

  test('calling itself a web app does not take the free port away', async () => {
    const web = new App(pm33)
    expect(
      await web.register({
        application_type: 'web',
        redirect_uris: ['http://127.0.0.1/callback', 'https://claude.ai/api/mcp/auth_callback'],
      }),
    ).toMatchObject({ status: 201 })
    expect((await web.connect(browser, { redirect_uri: 'http://127.0.0.1:9/callback' })).expires_in).toBe(900)
  })

  test('a registered scope does not lock the app in: it may ask for more later', async () => {
    const stepping = new App(pm33)
    await stepping.register({ scope: 'mcp:enabled backlog:read' })
    expect((await stepping.connect(browser, { scope: ALL_SCOPES })).scope).toBe(ALL_SCOPES)
  })

  test('the same app registering again is the same app', async () => {
    const [first, second, other] = [new App(pm33), new App(pm33), new App(pm33)]
    await first.register({ client_name: 'Claude', redirect_uris: ['https://claude.ai/api/mcp/auth_callback'] })
    await second.register({ redirect_uris: ['https://claude.ai/api/mcp/auth_callback'], client_name: 'Claude' })
    await other.register({ client_name: 'Claude', redirect_uris: ['https://claude.com/api/mcp/auth_callback'] })
    expect(second.clientId).toBe(first.clientId)
    expect(other.clientId).not.toBe(first.clientId)
  })
})

describe('registration refuses', () => {
  test.each<[claim: string, metadata: object]>([
    ['a page that is not https', { redirect_uris: ['http://evil.test/callback'] }],
    ['a script as an address', { redirect_uris: ['javascript:alert(1)'] }],
    ['data as an address', { redirect_uris: ['data:text/html,x'] }],
    ['an address with a fragment', { redirect_uris: ['https://app.test/callback#x'] }],
    ['no address', { redirect_uris: [] }],
    ['a client secret', { token_endpoint_auth_method: 'client_secret_basic' }],
    ['tokens without a code', { grant_types: ['client_credentials'] }],
  ])('%s', async (_claim, metadata) => {
    const { status, body } = await new App(pm33).register(metadata)
    expect([status, body.error]).toEqual([400, expect.stringMatching(/^invalid_(redirect_uri|client_metadata)$/)])
  })

  test('what is no JSON object, or is too large', async () => {
    const post = (body: string) =>
      fetch(`${pm33.url}/oauth/register`, { method: 'POST', headers: { 'content-type': 'application/json' }, body })
    expect([
      (await post('[]')).status,
      (await post('{')).status,
      (await post(JSON.stringify({ client_name: 'x'.repeat(60_000) }))).status,
    ]).toEqual([400, 400, 413])
  })

  test('more than an app has to say of itself: it would be kept for months', async () => {
    const { status, body } = await new App(pm33).register({ policy_uri: `https://app.test/${'x'.repeat(5_100)}` })
    expect([status, body]).toEqual([
      400,
      { error: 'invalid_client_metadata', error_description: 'The registration is larger than 5120 bytes.' },
    ])
    // As many addresses as VS Code has, and more.
    const redirect_uris = Array.from({ length: 40 }, (_, at) => `https://app.test/callbacks/of/the/editor/${at}`)
    expect((await new App(pm33).register({ redirect_uris })).status).toBe(201)
  })
})

test('a person is asked every time, also for an app that they have allowed before', async () => {
  await app.connect(browser)
  expect(await arrive(browser, app.authorizeUrl())).toHaveProperty('uid')
  const silently = await arrive(browser, app.authorizeUrl({ prompt: 'none' }))
  expect((silently as { elsewhere: URL }).elsewhere.searchParams.get('error')).toMatch(/_required$/)
})

test('saying no is told to the app', async () => {
  const back = await consent(browser, app.authorizeUrl(), { allow: false })
  expect([
    back.searchParams.get('error'),
    back.searchParams.get('iss'),
    back.searchParams.get('state'),
    back.origin + back.pathname,
  ]).toEqual(['access_denied', pm33.url, 'opaque', REDIRECT])
})

test('a token is never handed out without a code', async () => {
  const { elsewhere } = (await arrive(browser, app.authorizeUrl({ response_type: 'token' }))) as { elsewhere: URL }
  expect(new URLSearchParams(elsewhere.hash.slice(1)).get('error')).toBe('unsupported_response_type')
})

test('authorization cannot be asked for by a form', async () => {
  expect((await fetch(app.authorizeUrl(), { method: 'POST', redirect: 'manual' })).status).toBe(404)
})
