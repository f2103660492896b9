import { decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { OauthClient, OauthGrant, OauthPayload, SigningKey } from '../../api/oauth/entity.ts'
import { KeyRing } from '../../api/oauth/key-ring.ts'
import { seal, unseal } from '../../api/oauth/seal.ts'
import type { DatabaseLocation } from '../../api/data/database.ts'
import { asOwner, newDatabase } from '../servers/databases.ts'
import { ENGINES, world, type TenantInTest } from '../world.ts'
import { arrive, type Browser } from './browser.ts'
import { App, signedIn } from './client.ts'
import { PASSWORD, site, type Site } from './server.ts'

describe.each(ENGINES)('keys and dead rows on %s', (engine) => {
  let pm33: Site
  let at: DatabaseLocation
  let acme: TenantInTest
  let browser: Browser

  beforeAll(async () => {
    at = await newDatabase(engine)
    pm33 = await site(engine, { world: await world(engine, at) })
    acme = await pm33.world.tenant('Acme')
    await acme.workspace('Shop')
    browser = await signedIn(pm33, (await pm33.person(acme)).email)
  })
  afterAll(() => pm33.close())

  const published = async () =>
    ((await (await fetch(`${pm33.url}/.well-known/jwks.json`)).json()) as { keys: { kid: string }[] }).keys.map(
      ({ kid }) => kid,
    )
  const rotate = async () => (await pm33.operator<{ rotateKeys: string[] }>('mutation { rotateKeys }')).data!.rotateKeys

  test('while the database is away no token is called bad, and no client is sent off', async () => {
    const app = new App(pm33)
    const { access_token: token } = await app.connect(await signedIn(pm33, (await pm33.person(acme)).email))
    const away = [
      `create function away() returns boolean language plpgsql as $$ begin raise exception 'as after a restart' using errcode = '57P03'; end $$`,
      'alter table signing_key enable row level security',
      'create policy away on signing_key using (away())',
      'alter table oauth_client enable row level security',
      'create policy away on oauth_client using (away())',
    ]
    await asOwner(at, pm33.world.orm, ...away)
    // So that the keys are looked up again.
    pm33.world.clock.move(2 * 60_000)
    expect(await app.opens(token)).toBe(503)
    const metadata = await fetch(`${pm33.url}/.well-known/jwks.json`)
    expect([metadata.status, metadata.headers.get('retry-after')]).toEqual([503, '5'])
    await asOwner(
      at,
      pm33.world.orm,
      'drop policy away on signing_key',
      'alter table signing_key disable row level security',
    )
    // The library's own error, from its store.
    const form = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: 'any', client_id: app.clientId })
    const refresh = await fetch(`${pm33.url}/oauth/token`, { method: 'POST', body: form })
    expect([refresh.status, refresh.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await refresh.json()).toEqual({
      error: 'temporarily_unavailable',
      error_description: 'The database is not available right now. Nothing was saved. Try again in 5 seconds.',
    })
    await asOwner(
      at,
      pm33.world.orm,
      'drop policy away on oauth_client',
      'alter table oauth_client disable row level security',
      'drop function away',
    )
    expect(await app.opens(token)).toBe(200)
    pm33.world.clock.move(-2 * 60_000)
  })

  test('rotation needs no restart: old tokens stay good, new ones are signed by the key that was published ahead', async () => {
    const app = new App(pm33)
    const tokens = await app.connect(browser)
    const before = await published()
    expect(decodeProtectedHeader(tokens.access_token).kid).toBe(before[0])
    expect(await rotate()).toEqual([before[1], expect.any(String), before[0]])
    expect((await published()).sort()).toEqual(
      [...before, expect.any(String)].sort((a, b) => (String(a) < String(b) ? -1 : 1)).map(() => expect.any(String)),
    )
    expect(await app.opens(tokens.access_token)).toBe(200)
    const next = await app.refresh(tokens.refresh_token)
    expect(decodeProtectedHeader(next.access_token!).kid).toBe(before[1])
    expect(await app.opens(next.access_token!)).toBe(200)
  })

  test('a retired key goes when nothing it signed can live, and a tired one rotates by itself', async () => {
    const [first] = await published()
    await rotate()
    pm33.world.clock.move(20 * 60_000)
    await pm33.api.identity.sweep()
    const keys = await pm33.world.orm.em.fork().find(SigningKey, {})
    expect(keys.map(({ kid }) => kid)).not.toContain(first)
    expect(keys.map(({ state }) => state).sort()).toEqual(['current', 'next'])
    pm33.world.clock.move(91 * 86_400_000)
    await pm33.api.identity.sweep()
    expect((await pm33.world.orm.em.fork().findOneOrFail(SigningKey, { state: 'current' })).kid).toBe(
      keys.find(({ state }) => state === 'next')!.kid,
    )
    pm33.world.clock.move(-91 * 86_400_000 - 20 * 60_000)
  })

  test('private halves are sealed: another master secret does not open them', async () => {
    const rows = await pm33.world.orm.em.fork().find(SigningKey, {})
    expect(rows.map(({ sealed }) => sealed).join()).not.toContain('"d"')
    await expect(new KeyRing(pm33.world.orm, new Uint8Array(32), pm33.world.clock.now).keys()).rejects.toThrow(
      /sealed with another PM33_SECRET/,
    )
    expect(unseal(new Uint8Array(32).fill(1), seal(new Uint8Array(32), 'text'))).toBeNull()
    expect(unseal(new Uint8Array(32), seal(new Uint8Array(32), 'text'))).toBe('text')
  })

  test('two nodes that start on an empty table make one pair of keys', async () => {
    await pm33.world.orm.em.fork().nativeDelete(SigningKey, {})
    const ring = () => new KeyRing(pm33.world.orm, new Uint8Array(32), pm33.world.clock.now)
    const sets = await Promise.all([ring().keys(), ring().keys(), ring().keys()])
    expect(new Set(sets.map((keys) => keys.map(({ kid }) => kid).join())).size).toBe(1)
    await pm33.world.orm.em.fork().nativeDelete(SigningKey, {})
  })

  test('an app that was disconnected, or whose page was closed, comes back with the ID that it has kept', async () => {
    const someone = await signedIn(pm33, (await pm33.person(acme)).email)
    const [left, closed, often] = [new App(pm33), new App(pm33), new App(pm33)]
    await left.register({ client_name: 'Left' })
    await left.connect(someone)
    await closed.register({ client_name: 'Closed' })
    await often.register({ client_name: 'Often' })
    const [{ id } = { id: '' }] = (await someone.ask<{ connections: { id: string }[] }>('{ connections { id } }')).data!
      .connections
    await someone.ask('mutation ($id: ID!) { disconnect(id: $id) }', { id })
    const again = async (app: App) => 'uid' in (await arrive(someone, app.authorizeUrl()))
    pm33.world.clock.move(25 * 3_600_000)
    await pm33.api.identity.sweep()
    const later = await signedIn(pm33, (await pm33.person(acme)).email)
    expect([await again(left), await again(closed)]).toEqual([true, true])
    expect((await left.connect(later)).expires_in).toBe(900)
    // Each time that somebody begins counts.
    for (let month = 0; month < 2; month++) {
      pm33.world.clock.move(60 * 86_400_000)
      await pm33.api.identity.sweep()
      expect(await again(often)).toBe(true)
    }
    pm33.world.clock.move(3_600_000)
    await pm33.api.identity.sweep()
    pm33.world.clock.move(-120 * 86_400_000 - 26 * 3_600_000)
  })

  test('an app that a node from before the last update let in is kept while it is connected', async () => {
    const app = new App(pm33)
    await app.register({ client_name: 'Let in by an older node' })
    let { refresh_token: refresh } = await app.connect(await signedIn(pm33, (await pm33.person(acme)).email))
    const em = pm33.world.orm.em.fork()
    // That node does not know this column.
    await em.nativeUpdate(OauthClient, { id: app.clientId }, { grantedAt: null })
    for (let month = 0; month < 4; month++) {
      pm33.world.clock.move(25 * 86_400_000)
      await pm33.api.identity.sweep()
      const next = await app.refresh(refresh)
      expect(next.status).toBe(200)
      refresh = next.refresh_token!
    }
    await app.revoke(refresh)
    pm33.world.clock.move(-100 * 86_400_000)
  })

  test('apps that a new password shut out are noted as disconnected, also where the database went away meanwhile', async () => {
    const { email } = await pm33.person(acme)
    const app = new App(pm33)
    await app.register({ client_name: 'Shut out' })
    const browser = await signedIn(pm33, email)
    const { access_token: token } = await app.connect(browser)
    expect(await app.opens(token)).toBe(200)
    const { grants } = pm33.api.identity.authorization
    const end = grants.end.bind(grants)
    grants.end = () => Promise.reject(Object.assign(new Error('gone'), { code: '57P01' }))
    const { errors } = await browser.ask(
      'mutation ($current: String!, $next: String!) { changePassword(current: $current, next: $next, disconnectApps: true) { email } }',
      { current: PASSWORD, next: 'nobody has guessed this one' },
    )
    grants.end = end
    expect([errors, await app.opens(token)]).toEqual([[], 401])
    const listed = () => acme.em().count(OauthGrant, { clientName: 'Shut out', revokedAt: null })
    expect(await listed()).toBe(1)
    await pm33.api.identity.sweep()
    expect(await listed()).toBe(0)
  })

  test('an app that was connected for a year is noted as disconnected', async () => {
    const app = new App(pm33)
    await app.register({ client_name: 'Old friend' })
    let { refresh_token: refresh } = await app.connect(await signedIn(pm33, (await pm33.person(acme)).email))
    const listed = () => acme.em().count(OauthGrant, { clientName: 'Old friend', revokedAt: null })
    for (let days = 25; days <= 350; days += 25) {
      pm33.world.clock.move(25 * 86_400_000)
      refresh = (await app.refresh(refresh)).refresh_token!
    }
    await pm33.api.identity.sweep()
    expect(await listed()).toBe(1)
    pm33.world.clock.move(40 * 86_400_000)
    await pm33.api.identity.sweep()
    expect(await listed()).toBe(0)
    pm33.world.clock.move(-390 * 86_400_000)
  })

  test('dead rows go: codes, sign-ins, apps that nobody has let in for a season, connections that ran out', async () => {
    const [used, unused, unredeemed] = [new App(pm33), new App(pm33), new App(pm33)]
    await used.register({ client_name: 'Used' })
    await unused.register({ client_name: 'Unused' })
    await unredeemed.register({ client_name: 'Unredeemed' })
    await pm33.api.identity.authorization.keys.keys(0)
    const someone = await signedIn(pm33, (await pm33.person(acme)).email)
    const tokens = await used.connect(someone)
    await unredeemed.code(someone)
    pm33.world.clock.move(25 * 3_600_000)
    await pm33.api.identity.sweep()
    const em = pm33.world.orm.em.fork()
    const clients = (await em.find(OauthClient, {})).map(({ metadata }) => metadata.client_name)
    // Apps keep their ID for good, so nobody is forgotten who came yesterday.
    expect(['Used', 'Unused', 'Unredeemed'].filter((name) => !clients.includes(name))).toEqual([])
    expect(await em.count(OauthPayload, { model: { $in: ['AuthorizationCode', 'Interaction', 'Session'] } })).toBe(0)
    const open = await acme.em().find(OauthGrant, { revokedAt: null })
    expect([
      open.some(({ clientName }) => clientName === 'Used'),
      open.some(({ clientName }) => clientName === 'Unredeemed'),
    ]).toEqual([true, false])
    expect((await used.refresh(tokens.refresh_token)).status).toBe(200)
    pm33.world.clock.move(31 * 86_400_000)
    await pm33.api.identity.sweep()
    expect(await acme.em().count(OauthGrant, { revokedAt: null })).toBe(0)
    pm33.world.clock.move(60 * 86_400_000)
    await pm33.api.identity.sweep()
    const kept = (await em.fork().find(OauthClient, {})).map(({ metadata }) => metadata.client_name)
    expect([kept.includes('Used'), kept.includes('Unused')]).toEqual([true, false])
    pm33.world.clock.move(-91 * 86_400_000 - 25 * 3_600_000)
  })
})
