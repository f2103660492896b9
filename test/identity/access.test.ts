/** What an organization allows beyond roles and scopes, tried at the door by keys, apps, and people. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { LoginSession } from '../../api/identity/people/people-entity.ts'
import { OauthGrant } from '../../api/oauth/entity.ts'
import { inNetworks } from '../../address.ts'
import { auditRows } from '../audit-rows.ts'
import { adapter, claude, PUBLIC_URL, type AdapterInTest } from '../claude.ts'
import { asOwner, newDatabase } from '../servers/databases.ts'
import type { DatabaseLocation } from '../../api/data/database.ts'
import { arrive, DECIDE } from '../oauth/browser.ts'
import { App, signedIn } from '../oauth/client.ts'
import { site, type Site } from '../oauth/server.ts'
import { givenShop } from '../shop.ts'
import { testOn } from '../depth.ts'
import { ENGINES, world, type Ask, type TenantInTest } from '../world.ts'

const SET = `mutation($input: AccessPolicyInput!) { setAccessPolicy(input: $input) {
  clientHosts toolsOff views keyDays keySurfaces signInHours networks } }`
const CHOOSE = 'mutation ($id: ID!) { chooseTenant(id: $id) }'
const NEXT = 'An owner can change this in Settings › Integrations › MCP Server › Access.'

test.each([
  ['203.0.113.7', ['203.0.113.0/24'], true],
  ['203.0.114.7', ['203.0.113.0/24'], false],
  ['::ffff:203.0.113.7', ['203.0.113.0/24'], true],
  ['2001:db8::1', ['2001:db8::/32'], true],
  ['2001:db9::1', ['2001:db8::/32', '203.0.113.7'], false],
  ['203.0.113.7', ['203.0.113.7'], true],
  ['unknown', ['0.0.0.0/0'], false],
])('%s within %j: %s', (address, networks, within) => {
  expect(inNetworks(address, networks)).toBe(within)
})

describe.each(ENGINES)('the access policy on %s', (engine) => {
  const deep = testOn(engine)
  let pm33: Site
  let at: DatabaseLocation
  let acme: TenantInTest
  let bolt: TenantInTest
  let mcp: AdapterInTest
  let key: string
  let operator: Ask

  beforeAll(async () => {
    at = await newDatabase(engine)
    pm33 = await site(engine, { world: await world(engine, at) })
    ;[acme, bolt] = [await pm33.world.tenant('Acme'), await pm33.world.tenant('Bolt')]
    await givenShop(acme, await acme.workspace('Shop'))
    await bolt.workspace('Shop')
    key = await acme.key({ surfaces: ['mcp', 'graphql'] })
    mcp = await adapter(pm33.world, 'one', { views: new Map([['schedule-portfolio', '<html></html>']]) })
    operator = pm33.world.operator(acme)
  })
  afterAll(async () => {
    await mcp.close()
    await pm33.close()
    await pm33.world.close()
  })
  afterEach(() => allow({}))

  const allow = async (input: object) => {
    expect((await operator(SET, { input })).errors).toBeUndefined()
    // The browser's site is another node of the same database.
    pm33.api.credentials.forget()
  }
  /** A member of both, of Acme for longer. */
  const inBoth = async () => {
    const { email, userId } = await pm33.person(acme, 'member')
    await pm33.person(bolt, 'member', email)
    return { email, userId, browser: await signedIn(pm33, email) }
  }
  const call = async (name: string, ip?: string, apiKey = key) => {
    const response = await mcp.fetch(
      new Request(`${PUBLIC_URL}/mcp`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/json', 'x-api-key': apiKey },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: {} } }),
      }),
      ip ? { ip } : {},
    )
    const { result, error } = (await response.json()) as {
      result?: { isError?: boolean; content: { text: string }[] }
      error?: { message: string }
    }
    if (!result) return error!.message
    return result.isError ? result.content[0]!.text : 'answered'
  }

  test('networks: a request from elsewhere is refused, and so is one whose address is not known', async () => {
    await allow({ networks: ['203.0.113.0/24', '2001:db8::/32'] })
    expect(await call('query_backlog', '203.0.113.9')).toBe('answered')
    expect(await call('query_backlog', '2001:db8::9')).toBe('answered')
    const refused = await call('query_backlog', '198.51.100.1')
    expect(refused).toContain(
      `FORBIDDEN: This organization allows access only from its own networks, and 198.51.100.1 is not in any of them. ${NEXT}`,
    )
    expect(await call('query_backlog')).toContain('an unknown address is not in any of them')
    const { errors } = await pm33.world.graphql(key, '{ workspaces { totalCount } }')
    expect(errors![0]!.extensions.code).toBe('FORBIDDEN')
    // Another organization is not concerned.
    expect(await call('query_backlog', '198.51.100.1', await bolt.key())).toBe('answered')
    await pm33.world.api.audit.flush()
    expect((await auditRows(acme.em())).filter(({ outcome }) => outcome === 'FORBIDDEN').at(-2)).toMatchObject({
      action: 'query_backlog',
      ip: null,
    })
  })

  test('networks: links to upload and download open from there alone, and from the console', async () => {
    const { data: opened } = await operator<{ createImport: { uploadUrl: string } }>(
      'mutation($input: CreateImportInput!) { createImport(input: $input) { uploadUrl } }',
      { input: { fileName: 'more.csv' } },
    )
    const { data: exported } = await operator<{ exportBacklog: string }>('mutation { exportBacklog(format: json) }')
    const at = (link: string) => new URL(link, pm33.url).href.replace(/^https?:\/\/[^/]+/, pm33.url)
    const upload = (headers = {}) =>
      fetch(at(opened!.createImport.uploadUrl), { method: 'POST', body: 'Key,Summary\nA-1,One', headers })
    const download = (headers = {}) => fetch(at(exported!.exportBacklog), { headers })
    await allow({ networks: ['203.0.113.0/24'] })
    for (const response of [await upload(), await download()]) {
      expect(response.status).toBe(403)
      expect(await response.text()).toContain('127.0.0.1 is not in any of them')
    }
    const console = { authorization: `Bearer ${pm33.doors.operatorKey}` }
    expect((await download(console)).status).toBe(200)
    await allow({ networks: ['127.0.0.0/8'] })
    expect((await download()).status).toBe(200)
    expect((await upload()).status).toBe(200)
  })

  deep('nobody locks themselves out by a network', async () => {
    const { email } = await pm33.person(acme, 'owner')
    const browser = await signedIn(pm33, email)
    const { errors } = await browser.ask(SET, { input: { networks: ['203.0.113.0/24'] } })
    expect(errors[0]!.message).toContain('must include your own address, 127.0.0.1')
    expect((await browser.ask(SET, { input: { networks: ['127.0.0.0/8'] } })).errors).toEqual([])
    pm33.world.api.credentials.forget()
    expect(await call('query_backlog', '198.51.100.1')).toContain('is not in any of them')
  })

  deep('tools: one that is off is refused to everybody, and the others answer', async () => {
    await allow({ toolsOff: ['query_backlog'] })
    expect(await call('query_backlog')).toContain(`This organization has turned query_backlog off. ${NEXT}`)
    expect(await call('pm33_query_backlog')).toContain('has turned query_backlog off')
    expect(await call('score_alignment')).toBe('answered')
  })

  deep('views: assistants are offered none', async () => {
    const views = async () => {
      const client = await claude(mcp, await acme.key())
      const listed = (await client.tools()).filter(({ _meta }) => _meta)
      await client.close()
      return listed.length
    }
    expect(await views()).toBeGreaterThan(0)
    await allow({ views: false })
    expect(await views()).toBe(0)
  })

  test('keys: where they work, and for how long, also those that exist', async () => {
    await allow({ keySurfaces: ['mcp'], keyDays: 30 })
    expect(await call('query_backlog')).toBe('answered')
    expect((await pm33.world.graphql(key, '{ workspaces { totalCount } }')).errors![0]!.message).toBe(
      `This organization does not allow API keys on graphql. ${NEXT}`,
    )
    const admin = pm33.world.person(acme, 'admin')
    const made = (input: object) =>
      admin('mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { apiKey { expiresAt } } }', {
        input: { name: 'A key', ...input },
      })
    expect((await made({ expiresInDays: 31 })).errors![0]!.message).toContain('must be at most 30')
    expect((await made({ expiresInDays: null })).errors![0]!.message).toContain('must be at most 30')
    expect((await made({ surfaces: ['graphql'] })).errors![0]!.message).toContain('must be among mcp')
    expect((await made({})).errors).toBeUndefined()
    await acme.em().execute(`update api_key set created_at = now() - interval '31 days' where tenant_id = ?`, [acme.id])
    pm33.world.api.credentials.forget()
    mcp.invalidate()
    expect(await call('query_backlog')).toContain('older than the 30 days that this organization allows')
    await acme.em().execute('update api_key set created_at = now() where tenant_id = ?', [acme.id])
  })

  deep('apps: only those whose document lies with an allowed host connect, and only they go on', async () => {
    const { email } = await pm33.person(acme, 'member')
    const browser = await signedIn(pm33, email)
    const app = new App(pm33)
    const { access_token: token } = await app.connect(browser)
    const listing = { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'query_backlog', arguments: {} } }
    expect(await (await app.mcp(token, listing)).text()).not.toContain('does not allow')
    await allow({ clientHosts: ['claude.ai'] })
    expect(await (await app.mcp(token, listing)).text()).toContain(
      'This organization does not allow apps without a metadata document.',
    )
    await expect(new App(pm33).connect(browser)).rejects.toThrow()
    await pm33.api.audit.flush()
    expect((await auditRows(acme.em())).filter(({ action }) => action === 'decideInteraction').at(-1)).toMatchObject({
      outcome: 'FORBIDDEN',
    })
  })

  deep('people: they sign in again after the hours that are set', async () => {
    const { email, userId } = await pm33.person(acme, 'member')
    const browser = await signedIn(pm33, email)
    const name = async () =>
      (await browser.ask<{ viewer: object | null }>('{ workspaces { totalCount } }')).errors.length
    await allow({ signInHours: 8 })
    expect(await name()).toBe(0)
    await pm33.world.orm.em
      .fork()
      .nativeUpdate(LoginSession, { user: userId }, { createdAt: new Date(Date.now() - 9 * 3_600_000) })
    pm33.api.credentials.forget()
    expect(await name()).toBe(1)
  })

  test('people: the hours also hold for a session that stands elsewhere, on the consent page and where they switch', async () => {
    const { browser, userId } = await inBoth()
    await allow({ signInHours: 8 })
    await pm33.world.orm.em
      .fork()
      .nativeUpdate(
        LoginSession,
        { user: userId },
        { createdAt: new Date(Date.now() - 9 * 3_600_000), standsIn: bolt.id },
      )
    pm33.api.credentials.forget()
    const app = new App(pm33)
    await app.register()
    const arrived = await arrive(browser, app.authorizeUrl())
    const asked = await browser.ask<{
      interaction: { tenants: { name: string; refusal: string; workspaces: object[] }[] }
    }>('query ($uid: String!) { interaction(uid: $uid) { tenants { name refusal workspaces { key } } } }', arrived)
    expect(asked.data!.interaction.tenants).toEqual([
      { name: 'Acme', refusal: expect.stringContaining('Sign in again'), workspaces: [] },
      { name: 'Bolt', refusal: null, workspaces: [{ key: 'shop' }] },
    ])
    const decided = await browser.ask(DECIDE, { ...arrived, allow: true, tenantId: `Tenant:${acme.id}`, scopes: [] })
    expect(decided.errors[0]!.extensions.code).toBe('UNAUTHENTICATED')
    expect(await acme.em().count(OauthGrant, { user: userId })).toBe(0)
    const chosen = await browser.ask(CHOOSE, { id: `Tenant:${acme.id}` })
    expect(chosen.errors[0]!.extensions.code).toBe('UNAUTHENTICATED')
    expect((await browser.ask('{ tenant { name } }')).data).toEqual({ tenant: { name: 'Bolt' } })
    expect(
      (await browser.ask(DECIDE, { ...arrived, allow: true, tenantId: `Tenant:${bolt.id}`, scopes: [] })).errors,
    ).toEqual([])
  })

  test('networks: of one organization keep nobody out of another, nor from leaving, and show nothing of themselves', async () => {
    await allow({ networks: ['203.0.113.0/24'] })
    const { browser, email, userId } = await inBoth()
    // The first that admits the browser.
    expect((await browser.ask('{ tenant { name } }')).data).toEqual({ tenant: { name: 'Bolt' } })
    const here = 'allows access only from its own networks, and 127.0.0.1 is not in any of them'
    expect((await browser.ask(CHOOSE, { id: `Tenant:${acme.id}` })).errors[0]).toMatchObject({
      message: expect.stringContaining(here),
      extensions: { code: 'FORBIDDEN', policy: true },
    })
    const { data } = await browser.ask<{ exportMyData: string }>('mutation { exportMyData }')
    const { organizations } = JSON.parse(data!.exportMyData) as { organizations: object[] }
    expect(organizations).toEqual([
      { organization: 'Acme', leftOut: expect.stringContaining(here) },
      expect.objectContaining({ organization: 'Bolt', role: 'member' }),
    ])

    // As a session that was opened at the office.
    await pm33.world.orm.em.fork().nativeUpdate(LoginSession, { user: userId }, { standsIn: acme.id })
    pm33.api.credentials.forget()
    for (const query of [
      '{ workspaces { totalCount } }',
      '{ viewer { name } }',
      '{ ownTenants { name } tenant { name } }',
      'mutation { exportMyData }',
      'mutation { signOut updateSettings(sessionMinutes: 30) { id } }',
      'query { ...More } fragment More on Query { isSetUp workspaces { totalCount } }',
    ])
      expect((await browser.ask(query)).errors[0]!.extensions, query).toMatchObject({ code: 'FORBIDDEN', policy: true })
    expect((await browser.ask('{ ownTenants { name refusal } }')).data).toEqual({
      ownTenants: [
        { name: 'Acme', refusal: expect.stringContaining(here) },
        { name: 'Bolt', refusal: null },
      ],
    })
    expect((await browser.ask(CHOOSE, { id: `Tenant:${bolt.id}` })).errors).toEqual([])
    expect((await browser.ask('{ tenant { name } }')).data).toEqual({ tenant: { name: 'Bolt' } })
    await pm33.world.orm.em.fork().nativeUpdate(LoginSession, { user: userId }, { standsIn: acme.id })
    pm33.api.credentials.forget()
    expect((await browser.signIn(email)).errors).toEqual([])
    expect((await browser.ask('mutation { signOut }')).errors).toEqual([])
    expect((await browser.ask('{ viewer { name } }')).errors[0]!.extensions.code).toBe('UNAUTHENTICATED')
  })

  test('is an owner’s to change and an admin’s to see, and leaves an event', async () => {
    const of = (role: 'owner' | 'admin' | 'member') => pm33.world.person(acme, role)
    for (const role of ['admin', 'member'] as const)
      expect((await of(role)(SET, { input: {} })).errors![0]!.extensions.code).toBe('FORBIDDEN')
    expect((await of('admin')(SET, { input: {} })).errors![0]!.message).toContain('Ask an owner to do it')
    expect((await of('member')('{ accessPolicy { views } }')).errors![0]!.extensions.code).toBe('FORBIDDEN')
    expect((await of('owner')(SET, { input: { toolsOff: ['generate_prd'], keyDays: 90 } })).data).toEqual({
      setAccessPolicy: {
        clientHosts: null,
        toolsOff: ['generate_prd'],
        views: true,
        keyDays: 90,
        keySurfaces: null,
        signInHours: null,
        networks: null,
      },
    })
    expect((await of('admin')('{ accessPolicy { toolsOff keyDays } }')).data).toEqual({
      accessPolicy: { toolsOff: ['generate_prd'], keyDays: 90 },
    })
    for (const [input, message] of [
      [{ networks: ['203.0.113.0/33'] }, 'must be an address or a network such as 203.0.113.0/24'],
      [{ clientHosts: ['https://claude.ai'] }, 'must be a host such as claude.ai'],
      [{ toolsOff: ['Drop table'] }, 'must be the name of a tool such as generate_prd'],
      [{ keyDays: 0 }, 'must be at least 1, not 0'],
    ] as const)
      expect((await of('owner')(SET, { input })).errors![0]!.message).toContain(message)
    await pm33.world.api.audit.flush()
    expect(
      (await auditRows(acme.em())).filter(({ action, outcome }) => action === 'setAccessPolicy' && outcome === 'ok')
        .length,
    ).toBeGreaterThan(0)
  })

  test('that cannot be read admits nobody', async () => {
    pm33.world.api.credentials.forget()
    await asOwner(at, pm33.world.orm, 'revoke select on setting from pm33_app')
    try {
      expect(await call('query_backlog')).not.toBe('answered')
      expect((await pm33.world.graphql(key, '{ workspaces { totalCount } }')).data?.workspaces ?? null).toBeNull()
    } finally {
      await asOwner(at, pm33.world.orm, 'grant select on setting to pm33_app')
    }
    expect(await call('query_backlog')).toBe('answered')
  })
})
