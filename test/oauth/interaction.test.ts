import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OauthGrant } from '../../api/oauth/entity.ts'
import type { TenantInTest } from '../world.ts'
import { arrive, Browser, consent, DECIDE, INTERACTION, type Asked } from './browser.ts'
import { ALL_SCOPES, App, signedIn } from './client.ts'
import { site, type Site } from './server.ts'

const CLAUDE = 'https://claude.ai/oauth/mcp-oauth-client-metadata'
const EVIL = 'https://evil.example/client.json'

let pm33: Site
let acme: TenantInTest
let email: string
let browser: Browser
let app: App

beforeAll(async () => {
  pm33 = await site('embedded', {
    documents: {
      [CLAUDE]: {
        body: {
          client_id: CLAUDE,
          client_name: 'Claude',
          redirect_uris: ['https://claude.ai/api/mcp/auth_callback', 'http://localhost/callback'],
        },
      },
      [EVIL]: {
        body: { client_id: EVIL, client_name: 'Claude', redirect_uris: ['https://collector.example/back'] },
      },
    },
  })
  acme = await pm33.world.tenant('Acme')
  await acme.workspace('Shop')
  await acme.workspace('Till')
  ;({ email } = await pm33.person(acme, 'admin'))
  browser = await signedIn(pm33, email)
  app = new App(pm33)
  await app.register({ client_name: 'Notes\u202Eexe <b>' })
})
afterAll(() => pm33.close())

const uidOf = async (who: Browser, url = app.authorizeUrl()) => ((await arrive(who, url)) as { uid: string }).uid
const asking = async (who: Browser, uid: string) => who.ask<{ interaction: Asked }>(INTERACTION, { uid })

describe('what the consent page is told', () => {
  test('an app that registered itself has an unverified name, and its answer goes to this computer', async () => {
    const { data } = await asking(browser, await uidOf(browser))
    expect(data!.interaction).toMatchObject({
      clientName: 'Notesexe <b>',
      clientHost: null,
      redirectHost: '127.0.0.1:43999',
      loopback: true,
    })
  })

  test('an app with a document is known by the host that publishes it', async () => {
    const { data } = await asking(
      browser,
      await uidOf(
        browser,
        new App(pm33, CLAUDE).authorizeUrl({ redirect_uri: 'https://claude.ai/api/mcp/auth_callback' }),
      ),
    )
    expect(data!.interaction).toMatchObject({
      clientName: 'Claude',
      clientHost: 'claude.ai',
      redirectHost: 'claude.ai',
      loopback: false,
      elsewhere: false,
    })
  })

  test('an app is new to an organization until somebody else there uses one of its publisher, or a policy names it', async () => {
    const back = { redirect_uri: 'https://collector.example/back' }
    const evil = new App(pm33, EVIL)
    const of = async (who: Browser) => (await asking(who, await uidOf(who, evil.authorizeUrl(back)))).data!.interaction
    expect(await of(browser)).toMatchObject({
      clientName: 'Claude',
      clientHost: 'evil.example',
      redirectHost: 'collector.example',
      elsewhere: true,
      tenants: [{ standing: 'new' }],
    })
    await evil.connect(browser, back)
    // One's own connection says nothing of the app.
    expect(await of(browser)).toMatchObject({ tenants: [{ standing: 'new' }] })
    const colleague = await signedIn(pm33, (await pm33.person(acme, 'owner')).email)
    expect(await of(colleague)).toMatchObject({ tenants: [{ standing: 'used' }] })
    const bolt = await pm33.world.tenant('Cog')
    const stranger = await signedIn(pm33, (await pm33.person(bolt, 'owner')).email)
    expect(await of(stranger)).toMatchObject({ tenants: [{ name: 'Cog', standing: 'new' }] })
    await stranger.ask('mutation { setAccessPolicy(input: { clientHosts: ["evil.example"] }) { clientHosts } }')
    expect(await of(stranger)).toMatchObject({ tenants: [{ name: 'Cog', standing: 'allowed' }] })
    expect((await asking(colleague, await uidOf(colleague))).data!.interaction.tenants![0]!.standing).toBe('new')
  })

  test('each scope in plain words; what everything needs is locked, what costs credits says so', async () => {
    const { data } = await asking(browser, await uidOf(browser))
    expect(data!.interaction.scopes.map(({ scope }) => scope).join(' ')).toBe(ALL_SCOPES)
    expect(data!.interaction.scopes.filter(({ required }) => required).map(({ scope }) => scope)).toEqual([
      'mcp:enabled',
    ])
    expect(data!.interaction.scopes.filter(({ consumesCredits }) => consumesCredits)).toEqual([
      expect.objectContaining({ scope: 'prd:write', detail: expect.stringContaining('AI credits') }),
    ])
  })

  test('the organizations and workspaces of the person, and nobody else’s', async () => {
    const other = await pm33.world.tenant('Bolt')
    await other.workspace('Secret')
    const { data } = await asking(browser, await uidOf(browser))
    expect(
      data!.interaction.tenants!.map(({ name, role, workspaces }) => [name, role, workspaces.map(({ key }) => key)]),
    ).toEqual([['Acme', 'admin', ['shop', 'till']]])
  })

  test('a viewer is shown that writing is not theirs to give', async () => {
    const viewer = await signedIn(pm33, (await pm33.person(acme, 'viewer')).email)
    const { data } = await asking(viewer, await uidOf(viewer))
    expect(data!.interaction.tenants![0]!.grantable).not.toContain('prd:write')
    expect((await app.connect(viewer)).scope).toBe(ALL_SCOPES.replace(' prd:write', ''))
  })

  test('nobody signed in: who asks is shown, whom it could reach is not', async () => {
    const stranger = new Browser(pm33.url)
    const { data } = await asking(stranger, await uidOf(stranger))
    expect(data!.interaction).toMatchObject({ clientHost: null, tenants: null })
  })
})

describe('what a person decides', () => {
  test('fewer scopes than were asked for', async () => {
    expect((await app.connect(browser, {}, { scopes: ['backlog:read'] })).scope).toBe('mcp:enabled backlog:read')
  })

  test('some workspaces: the app sees no other, nor one that is made later', async () => {
    const { data } = await asking(browser, await uidOf(browser))
    const shop = data!.interaction.tenants![0]!.workspaces[0]!
    const narrow = await pm33.api.credentials.byAccessToken(
      (await app.connect(browser, {}, { workspaceIds: [shop.id] })).access_token,
    )
    const wide = await pm33.api.credentials.byAccessToken((await app.connect(browser)).access_token)
    expect('principal' in narrow && narrow.principal.workspaceIds).toEqual([shop.id.replace('Workspace:', '')])
    expect('principal' in wide && wide.principal.workspaceIds).toBeNull()
  })

  test('after signing in on the way', async () => {
    const stranger = new Browser(pm33.url)
    const uid = await uidOf(stranger)
    expect((await stranger.ask(DECIDE, { uid, allow: true, tenantId: acme.id })).errors[0]!.extensions.code).toBe(
      'UNAUTHENTICATED',
    )
    await stranger.signIn(email)
    const { data } = await stranger.ask<{ decideInteraction: string }>(DECIDE, {
      uid,
      allow: true,
      tenantId: acme.id,
      scopes: [],
    })
    const { elsewhere } = (await arrive(stranger, data!.decideInteraction)) as { elsewhere: URL }
    expect(elsewhere.searchParams.get('code')).toBeTruthy()
  })

  test('while a new password ends their session: nothing is connected', async () => {
    const person = await pm33.person(acme, 'member')
    const late = await signedIn(pm33, person.email)
    const uid = await uidOf(late)
    const { sessions } = pm33.api.identity
    const stands = sessions.stands.bind(sessions)
    sessions.stands = async (token) => {
      const stood = await stands(token)
      await sessions.endAll(person.userId)
      return stood
    }
    const { errors } = await late.ask(DECIDE, { uid, allow: true, tenantId: acme.id, scopes: [] })
    sessions.stands = stands
    expect(errors[0]!.extensions.code).toBe('UNAUTHENTICATED')
    expect(await acme.em().count(OauthGrant, { user: person.userId, revokedAt: null })).toBe(0)
  })

  test('twice is once', async () => {
    const uid = await uidOf(browser)
    const decide = () =>
      browser.ask<{ decideInteraction: string }>(DECIDE, { uid, allow: true, tenantId: acme.id, scopes: [] })
    const [first, second] = [await decide(), await decide()]
    expect(second.data).toEqual(first.data)
  })

  test('two apps asking at once, in either order', async () => {
    const [one, two] = [await uidOf(browser), await uidOf(browser)]
    for (const uid of [two, one]) expect((await asking(browser, uid)).errors).toEqual([])
  })
})

describe('a tampered form gets nowhere', () => {
  test.each<[claim: string, change: object, code: string]>([
    ['another tenant', { tenantId: crypto.randomUUID() }, 'NOT_FOUND'],
    ['no tenant', { tenantId: null }, 'NOT_FOUND'],
    ['a workspace of nobody', { workspaceIds: [crypto.randomUUID()] }, 'BAD_USER_INPUT'],
    ['no workspace', { workspaceIds: [] }, 'BAD_USER_INPUT'],
    ['a request that does not exist', { uid: 'x'.repeat(43) }, 'NOT_FOUND'],
  ])('%s', async (_claim, change, code) => {
    const answer = await browser.ask(DECIDE, {
      uid: await uidOf(browser),
      allow: true,
      tenantId: acme.id,
      scopes: [],
      ...change,
    })
    expect(answer.errors[0]!.extensions.code).toBe(code)
  })

  test('a workspace of nobody beside an own one', async () => {
    const uid = await uidOf(browser)
    const { data } = await asking(browser, uid)
    const own = data!.interaction.tenants![0]!.workspaces[0]!.id
    const { errors } = await browser.ask(DECIDE, {
      uid,
      allow: true,
      tenantId: acme.id,
      scopes: [],
      workspaceIds: [own, crypto.randomUUID()],
    })
    expect(errors[0]!.message).toBe('workspaceIds: includes a workspace you cannot access')
  })

  test('a scope that was not asked for, or that only keys carry', async () => {
    expect(
      (
        await app.connect(
          browser,
          { scope: 'mcp:enabled backlog:read' },
          { scopes: ['backlog:read', 'prd:write', 'backlog:write', 'tenant:own'] },
        )
      ).scope,
    ).toBe('mcp:enabled backlog:read')
  })

  test('a request that another browser began cannot be seen or decided: its answer would go to that browser', async () => {
    const uid = await uidOf(new Browser(pm33.url))
    expect((await asking(browser, uid)).errors[0]!.extensions.code).toBe('NOT_FOUND')
    expect(
      (await browser.ask(DECIDE, { uid, allow: true, tenantId: acme.id, scopes: [] })).errors[0]!.extensions.code,
    ).toBe('NOT_FOUND')
    browser.cookies.push({
      name: `pm33_sign_in_${uid.slice(0, 12)}`,
      value: 'x'.repeat(43),
      path: '/graphql',
      attributes: '',
    })
    expect((await asking(browser, uid)).errors[0]!.extensions.code).toBe('NOT_FOUND')
  })

  test('a page elsewhere cannot decide, whatever cookies the browser adds', async () => {
    const uid = await uidOf(browser)
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'https://evil.test' },
      { origin: 'null' },
    ] as Record<string, string>[]) {
      expect((await browser.ask(DECIDE, { uid, allow: true, tenantId: acme.id, scopes: [] }, headers)).status).toBe(403)
    }
    expect(
      (await browser.ask(DECIDE, { uid, allow: true, tenantId: acme.id, scopes: [] }, { origin: pm33.url })).status,
    ).toBe(200)
  })

  test('the way back works only in the browser that began, and once', async () => {
    const uid = await uidOf(browser)
    const { data } = await browser.ask<{ decideInteraction: string }>(DECIDE, {
      uid,
      allow: true,
      tenantId: acme.id,
      scopes: [],
    })
    expect((await new Browser(pm33.url).go(data!.decideInteraction)).status).toBe(400)
    expect(await arrive(browser, data!.decideInteraction)).toHaveProperty('elsewhere')
    expect((await browser.go(data!.decideInteraction)).status).toBe(400)
  })

  test('an API key decides nothing', async () => {
    const key = await acme.key()
    const uid = await uidOf(browser)
    const response = await fetch(`${pm33.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'x-api-key': key,
        cookie: browser.cookies.map(({ name, value }) => `${name}=${value}`).join('; '),
      },
      body: JSON.stringify({ query: DECIDE, variables: { uid, allow: true, tenantId: acme.id } }),
    })
    expect(JSON.stringify(await response.json())).toContain('Cannot query field')
  })
})

test('the next person on the same computer connects for themselves', async () => {
  const shared = await signedIn(pm33, email)
  await app.connect(shared)
  await shared.ask('mutation { signOut }')
  const next = await pm33.person(acme, 'member')
  await shared.signIn(next.email)
  const answer = await pm33.api.credentials.byAccessToken((await app.connect(shared)).access_token)
  expect('principal' in answer && answer.principal.userId).toBe(next.userId)
})

test('a request that nobody decides for ten minutes is gone', async () => {
  const uid = await uidOf(browser)
  pm33.world.clock.move(11 * 60_000)
  expect((await asking(browser, uid)).errors[0]!.message).toContain('Start again from your app')
  pm33.world.clock.move(-11 * 60_000)
})

test('members see their own connections, administrators everybody’s; keys and apps none', async () => {
  const member = await signedIn(pm33, (await pm33.person(acme, 'member')).email)
  await app.connect(member)
  const list = async (who: Browser) =>
    (await who.ask<{ connections: { id: string; isViewer: boolean }[] }>('{ connections { id isViewer } }')).data!
      .connections
  const own = await list(member)
  expect(own).toEqual([{ id: expect.any(String), isViewer: true }])
  const all = await list(browser)
  expect(all.length).toBeGreaterThan(1)
  const foreign = all.find(({ isViewer }) => isViewer)!
  expect((await member.ask('mutation ($id: ID!) { disconnect(id: $id) }', foreign)).errors[0]!.extensions.code).toBe(
    'NOT_FOUND',
  )
  const { errors } = await pm33.world.graphql(await acme.key(), '{ connections { id } }')
  expect(errors![0]!.message).toContain('Cannot query field "connections"')
  expect((await browser.ask('mutation ($id: ID!) { disconnect(id: $id) }', own[0])).errors).toEqual([])
  expect(await list(member)).toEqual([])
})

test('a refusal says no more than that', async () => {
  const back = await consent(browser, app.authorizeUrl(), { allow: false })
  expect([...back.searchParams.keys()].sort()).toEqual(['error', 'error_description', 'iss', 'state'])
})
