import { decodeProtectedHeader } from 'jose'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { EntityManager } from '../../api/data/database.ts'
import { lockAccount, setPassword } from '../../api/identity/people/people-service.ts'
import { OauthGrant, OauthPayload, SigningKey } from '../../api/oauth/entity.ts'
import { newDatabase } from '../servers/databases.ts'
import { world, type TenantInTest, type World } from '../world.ts'
import { arrive, DECIDE } from './browser.ts'
import { signedIn, App } from './client.ts'
import { site, type Site } from './server.ts'

/** Milliseconds: a node asks every 2 s. What it remembers by itself would last for five. */
const HEARD = 4_000

/** Two processes on one PostgreSQL, behind one public origin: here the first one's. */
describe('two nodes', () => {
  let shared: World
  let a: Site
  let b: Site
  let acme: TenantInTest
  let email: string
  let listenUrl: string

  beforeAll(async () => {
    const location = (await newDatabase('postgres')) as { url: string }
    listenUrl = location.url
    shared = await world('postgres', location)
    a = await site('postgres', { world: shared })
    b = await site('postgres', { world: shared, publicUrl: a.url })
    acme = await shared.tenant('Acme')
    await acme.workspace('Shop')
    ;({ email } = await a.person(acme))
  })
  afterAll(async () => {
    await a.close()
    await b.close()
    await shared.close()
  })

  /** The same app, talking to the other node. */
  const over = (app: App, node: Site) => Object.assign(new App(node, app.clientId), { verifier: app.verifier })
  const connected = async () => {
    const app = new App(a)
    const tokens = await app.connect(await signedIn(a, email))
    return { app, there: over(app, b), tokens }
  }
  const seen = async (wanted: () => Promise<boolean>): Promise<number> => {
    const started = performance.now()
    while (!(await wanted())) {
      if (performance.now() - started > 8_000) return Infinity
      await new Promise((soon) => setTimeout(soon, 100))
    }
    return performance.now() - started
  }

  const ownersRows = async (sql: string): Promise<unknown[]> => {
    const client = new pg.Client({ connectionString: listenUrl })
    await client.connect()
    return client
      .query(sql)
      .then(({ rows }) => rows)
      .finally(() => client.end())
  }

  test('a new password that is not committed yet is waited for: nothing is connected beside it', async () => {
    const person = await a.person(acme, 'member')
    const browser = await signedIn(a, person.email)
    const app = new App(a)
    await app.register()
    const { uid } = (await arrive(browser, app.authorizeUrl())) as { uid: string }
    const { grants } = b.api.identity.authorization
    const waiting = "from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
    const decided = await shared.orm.em.fork().transactional(async (em) => {
      await lockAccount(em as EntityManager, person.userId)
      await setPassword(
        em as EntityManager,
        person.userId,
        await b.api.identity.passwords.hash('nobody has guessed it'),
      )
      expect(await grants.cutOff(em as EntityManager, person.userId)).toEqual([])
      const answer = browser.ask(DECIDE, { uid, allow: true, tenantId: acme.id, scopes: [] })
      await expect.poll(async () => (await ownersRows(`select pid ${waiting}`)).length, { timeout: 5_000 }).toBe(1)
      return { answer }
    })
    expect((await decided.answer).errors[0]?.extensions.code).toBe('UNAUTHENTICATED')
    expect(await acme.em().count(OauthGrant, { user: person.userId, revokedAt: null })).toBe(0)
  })

  test('a code from one is redeemed at the other, and its token opens both', async () => {
    const app = new App(a)
    await app.register()
    const tokens = await over(app, b).redeem(await app.code(await signedIn(a, email)))
    expect([await app.opens(tokens.access_token!), await over(app, b).opens(tokens.access_token!)]).toEqual([200, 200])
  })

  test('fifty refreshes over both get one new pair', async () => {
    const { app, there, tokens } = await connected()
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, n) => (n % 2 ? app : there).refresh(tokens.refresh_token)),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(answers.map(({ refresh_token }) => refresh_token)).size).toBe(1)
    const rows = await shared.orm.em
      .fork()
      .find(OauthPayload, { model: 'RefreshToken', clientId: app.clientId, consumedAt: null })
    expect(rows.filter(({ payload }) => payload.rotations === 1)).toHaveLength(1)
  })

  test('of a code redeemed at both at once, one gets tokens', async () => {
    const app = new App(a)
    await app.register()
    const code = await app.code(await signedIn(a, email))
    const answers = await Promise.all([app.redeem(code), over(app, b).redeem(code)])
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 400])
  })

  test.each<[claim: string, end: (app: App, tokens: { refresh_token: string }) => Promise<unknown>]>([
    ['revoked', (app, tokens) => app.revoke(tokens.refresh_token)],
    [
      'ended by a replay',
      async (app, tokens) => {
        await app.refresh(tokens.refresh_token)
        shared.clock.move(11_000)
        await app.refresh(tokens.refresh_token)
        shared.clock.move(-11_000)
      },
    ],
  ])(
    'a connection that was %s at one is dead there at once, and at the other within five seconds',
    async (_claim, end) => {
      const { app, there, tokens } = await connected()
      expect([await app.opens(tokens.access_token), await there.opens(tokens.access_token)]).toEqual([200, 200])
      await end(app, tokens)
      expect(await app.opens(tokens.access_token)).toBe(401)
      expect(await seen(async () => (await there.opens(tokens.access_token)) === 401)).toBeLessThan(HEARD)
    },
  )

  test('a node that has only just started hears it too', async () => {
    const { app, tokens } = await connected()
    const c = await site('postgres', { world: shared, publicUrl: a.url })
    const young = over(app, c)
    expect(await young.opens(tokens.access_token)).toBe(200)
    await app.revoke(tokens.refresh_token)
    expect(await seen(async () => (await young.opens(tokens.access_token)) === 401)).toBeLessThan(HEARD)
    await c.close()
  })

  test('a node with a direct connection hears it without asking', async () => {
    // Its clock for asking stands still, so that only an announcement can reach it.
    vi.useFakeTimers({ toFake: ['setInterval'] })
    const c = await site('postgres', { world: shared, publicUrl: a.url, listenUrl }).finally(() => vi.useRealTimers())
    const { app, tokens } = await connected()
    const listening = over(app, c)
    expect(await listening.opens(tokens.access_token)).toBe(200)
    await app.revoke(tokens.refresh_token)
    expect(await seen(async () => (await listening.opens(tokens.access_token)) === 401)).toBeLessThan(HEARD)
    await c.close()
  })

  test('a node that loses its direct connection goes on asking', async () => {
    const c = await site('postgres', { world: shared, publicUrl: a.url, listenUrl })
    const { app, tokens } = await connected()
    const cut = over(app, c)
    expect(await cut.opens(tokens.access_token)).toBe(200)
    const listeners = "from pg_stat_activity where datname = current_database() and query ilike 'listen %'"
    await expect.poll(async () => (await ownersRows(`select pid ${listeners}`)).length).toBe(1)
    await ownersRows(`select pg_terminate_backend(pid) ${listeners}`)
    await app.revoke(tokens.refresh_token)
    expect(await seen(async () => (await cut.opens(tokens.access_token)) === 401)).toBeLessThan(HEARD)
    await c.close()
  })

  test('signing out at one signs out at the other', async () => {
    const browser = await signedIn(a, email)
    const cookie = browser.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    const there = async () =>
      JSON.stringify(
        await (
          await fetch(`${b.url}/graphql`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', cookie },
            body: '{"query":"{ viewer { email } }"}',
          })
        ).json(),
      ).includes(email)
    expect(await there()).toBe(true)
    await browser.ask('mutation { signOut }')
    expect(await seen(async () => !(await there()))).toBeLessThan(HEARD)
  })

  test('a key rotated at one is believed by the other, also after two rotations in its sleep', async () => {
    const { app, there, tokens } = await connected()
    await a.operator('mutation { rotateKeys }')
    await a.operator('mutation { rotateKeys }')
    const next = await app.refresh(tokens.refresh_token)
    const current = await shared.orm.em.fork().findOneOrFail(SigningKey, { state: 'current' })
    expect(decodeProtectedHeader(next.access_token!).kid).toBe(current.kid)
    shared.clock.move(11_000)
    expect(await there.opens(next.access_token!)).toBe(200)
    shared.clock.move(-11_000)
  })

  test('attempts are counted over both', async () => {
    const limits = { register: { points: 3, seconds: 3_600 } }
    const strict = [
      await site('postgres', { world: shared, limits }),
      await site('postgres', { world: shared, limits }),
    ]
    await shared.orm.em.fork().execute('delete from rate_limit')
    const statuses = []
    for (let n = 0; n < 5; n++)
      statuses.push((await new App(strict[n % 2]!).register({ client_name: `App ${n}` })).status)
    expect(statuses).toEqual([201, 201, 201, 429, 429])
    for (const node of strict) await node.close()
  })
})
