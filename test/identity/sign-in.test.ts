import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Passwords } from '../../api/identity/people/password.ts'
import { User } from '../../api/identity/entity.ts'
import { LoginSession, RateLimit } from '../../api/identity/people/people-entity.ts'
import { testOn } from '../depth.ts'
import { ENGINES, type TenantInTest } from '../world.ts'
import { Browser } from '../oauth/browser.ts'
import { App, signedIn } from '../oauth/client.ts'
import { PASSWORD, site, type Site } from '../oauth/server.ts'

const VIEWER = '{ viewer { name email role permissions tenants { id name role } } }'

describe.each(ENGINES)('signing in on %s', (engine) => {
  const deep = testOn(engine)
  let pm33: Site
  let acme: TenantInTest
  let email: string

  beforeAll(async () => {
    pm33 = await site(engine)
    acme = await pm33.world.tenant('Acme')
    ;({ email } = await pm33.person(acme, 'admin'))
  })
  afterAll(() => pm33.close())

  const later = async (milliseconds: number, work: () => Promise<unknown>) => {
    pm33.world.clock.move(milliseconds)
    await work().finally(() => pm33.world.clock.move(-milliseconds))
  }

  test('opens the API to the browser, as the person and their role', async () => {
    const browser = await signedIn(pm33, email.toUpperCase())
    expect(await browser.ask(VIEWER)).toMatchObject({
      errors: [],
      data: {
        viewer: {
          name: 'Acme admin',
          email,
          role: 'admin',
          permissions: ['backlog:write', 'strategy:write', 'competitive:write', 'prd:write', 'tenant:admin'],
          tenants: [{ id: `Tenant:${acme.id}`, name: 'Acme', role: 'admin' }],
        },
      },
    })
  })

  deep('says the same of a wrong password and of an unknown person, and hashes for both', async () => {
    const browser = new Browser(pm33.url)
    const [wrong, unknown, disabled] = [
      await browser.signIn(email, 'not the password at all'),
      await browser.signIn('nobody@example.test'),
      await browser.signIn(`${email} `, 'no'),
    ]
    expect(wrong.errors).toEqual(unknown.errors)
    expect(disabled.errors).toEqual(unknown.errors)
    expect(unknown.errors[0]).toMatchObject({
      message: 'The email address or password is wrong.',
      extensions: { code: 'UNAUTHENTICATED' },
    })
    expect(browser.cookies).toEqual([])
  })

  deep('is not for somebody who was disabled, nor for somebody who belongs nowhere', async () => {
    const gone = await pm33.person(acme, 'member')
    await pm33.operator('mutation ($email: String!) { disableUser(email: $email) }', gone)
    expect((await new Browser(pm33.url).signIn(gone.email)).errors[0]!.extensions.code).toBe('UNAUTHENTICATED')
    const stray = acme.em().create(User, {
      email: 'stray@example.test',
      name: 'Stray',
      passwordHash: await pm33.api.identity.passwords.hash(PASSWORD),
    })
    await acme.em().fork().persist(stray).flush()
    expect((await new Browser(pm33.url).signIn(stray.email)).errors[0]!.message).toMatch(
      /^Tenant not found: the user must be a member of at least one PM33 workspace/,
    )
  })

  deep(
    'the cookie cannot be read by scripts nor sent along from elsewhere, and the table does not know it',
    async () => {
      const browser = await signedIn(pm33, email)
      const cookie = browser.cookies.find(({ name }) => name === 'pm33')!
      expect(cookie.attributes).toMatch(/Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800/)
      expect(Buffer.from(cookie.value, 'base64url')).toHaveLength(32)
      expect(JSON.stringify(await pm33.world.orm.em.fork().find(LoginSession, {}))).not.toContain(cookie.value)
    },
  )

  deep('a cookie that was planted before is not the one that is signed in', async () => {
    const browser = new Browser(pm33.url)
    browser.cookies.push({ name: 'pm33', value: 'planted', path: '/', attributes: '' })
    await browser.signIn(email)
    expect(browser.cookies.filter(({ name }) => name === 'pm33').map(({ value }) => value)).toEqual([
      expect.not.stringMatching('planted'),
    ])
  })

  test('signing out ends the session, not only the cookie', async () => {
    const browser = await signedIn(pm33, email)
    const kept = browser.cookies.map((cookie) => ({ ...cookie }))
    expect((await browser.ask('mutation { signOut }')).errors).toEqual([])
    // That it has been signed in from is remembered.
    expect(browser.cookies.map(({ name }) => name)).toEqual(['pm33-known'])
    browser.cookies.push(...kept)
    expect((await browser.ask(VIEWER)).errors[0]!.extensions.code).toBe('UNAUTHENTICATED')
  })

  deep('signing out with a cookie that opens nothing has nobody looked up again', async () => {
    let forgotten = 0
    pm33.api.credentials.onForget(() => void forgotten++)
    const stranger = new Browser(pm33.url)
    stranger.cookies.push({ name: 'pm33', value: 'planted', path: '/', attributes: '' })
    // A node may still be hearing of what an earlier test changed, but only once.
    const after: number[] = []
    for (let time = 0; time < 3; time++) {
      const before = forgotten
      expect((await stranger.ask('mutation { signOut }')).errors).toEqual([])
      after.push(forgotten - before)
    }
    expect(Math.min(...after)).toBe(0)
    const before = forgotten
    await (await signedIn(pm33, email)).ask('mutation { signOut }')
    expect(forgotten).toBeGreaterThan(before)
  })

  test('signing out everywhere ends the others too', async () => {
    const { email: mine } = await pm33.person(acme, 'member')
    const [laptop, phone] = [await signedIn(pm33, mine), await signedIn(pm33, mine)]
    await laptop.ask('mutation { signOutEverywhere }')
    expect((await phone.ask(VIEWER)).errors[0]!.extensions.code).toBe('UNAUTHENTICATED')
  })

  deep('twelve idle hours end a session, and seven days in any case', async () => {
    const browser = await signedIn(pm33, email)
    await later(11 * 3_600_000, async () => expect((await browser.ask(VIEWER)).errors).toEqual([]))
    await later(22 * 3_600_000, async () => expect((await browser.ask(VIEWER)).errors).toEqual([]))
    await later(35 * 3_600_000, async () =>
      expect((await browser.ask(VIEWER)).errors[0]!.extensions.code).toBe('UNAUTHENTICATED'),
    )
    const busy = await signedIn(pm33, email)
    for (let hours = 11; hours < 168; hours += 11)
      await later(hours * 3_600_000, async () => expect((await busy.ask(VIEWER)).errors).toEqual([]))
    await later(169 * 3_600_000, async () =>
      expect((await busy.ask(VIEWER)).errors[0]!.extensions.code).toBe('UNAUTHENTICATED'),
    )
  })

  test('a new password ends every other session, and needs the old one', async () => {
    const { email: mine } = await pm33.person(acme, 'member')
    const [laptop, phone] = [await signedIn(pm33, mine), await signedIn(pm33, mine)]
    const change = (current: string, next: string) =>
      laptop.ask(
        'mutation ($current: String!, $next: String!) { changePassword(current: $current, next: $next) { sessions apps } }',
        { current, next },
      )
    expect((await change('wrong wrong wrong', 'a better password')).errors[0]!.extensions.code).toBe('UNAUTHENTICATED')
    expect((await change(PASSWORD, 'too short')).errors[0]!.message).toBe('password: must have at least 12 characters')
    expect(await change(PASSWORD, 'a better password')).toMatchObject({
      data: { changePassword: { sessions: 1, apps: [] } },
      errors: [],
    })
    expect((await laptop.ask(VIEWER)).errors).toEqual([])
    expect((await phone.ask(VIEWER)).errors[0]!.extensions.code).toBe('UNAUTHENTICATED')
    expect((await new Browser(pm33.url).signIn(mine)).errors[0]!.extensions.code).toBe('UNAUTHENTICATED')
    expect((await new Browser(pm33.url).signIn(mine, 'a better password')).errors).toEqual([])
  })

  deep('a new password disconnects the apps of the person, unless they say otherwise', async () => {
    const { email: mine } = await pm33.person(acme, 'member')
    const browser = await signedIn(pm33, mine)
    const app = new App(pm33)
    const { access_token: token } = await app.connect(browser)
    const change = async (current: string, next: string, disconnectApps: boolean) =>
      (
        await browser.ask<{ changePassword: { apps: string[] } }>(
          'mutation ($current: String!, $next: String!, $disconnectApps: Boolean!) { changePassword(current: $current, next: $next, disconnectApps: $disconnectApps) { apps } }',
          { current, next, disconnectApps },
        )
      ).data!.changePassword.apps
    expect(await change(PASSWORD, 'a better password', false)).toEqual([])
    expect(await app.opens(token)).toBe(200)
    expect(await change('a better password', 'the best password', true)).toEqual(['An app'])
    expect(await app.opens(token)).toBe(401)
  })

  test('somebody in two organizations looks at one at a time, and only at theirs', async () => {
    const [bolt, crate] = [await pm33.world.tenant('Bolt'), await pm33.world.tenant('Crate')]
    await pm33.person(bolt, 'viewer', email)
    const browser = await signedIn(pm33, email)
    const choose = (id: string) => browser.ask('mutation ($id: ID!) { chooseTenant(id: $id) }', { id })
    expect((await choose(`Tenant:${bolt.id}`)).errors).toEqual([])
    expect(await browser.ask(VIEWER)).toMatchObject({
      data: { viewer: { role: 'viewer', tenants: [{ name: 'Acme' }, { name: 'Bolt' }] } },
    })
    expect((await choose(`Tenant:${crate.id}`)).errors[0]!.extensions.code).toBe('NOT_FOUND')
  })

  deep('a page elsewhere cannot sign anybody in or out', async () => {
    const browser = await signedIn(pm33, email)
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: pm33.url },
      { origin: 'https://evil.test' },
      { origin: 'null' },
    ] as Record<string, string>[]) {
      expect([
        (await browser.ask('mutation { signOut }', {}, headers)).status,
        (await browser.ask(VIEWER)).errors,
      ]).toEqual([403, []])
    }
  })

  test('a burst is locked out, by address and by account, and says when to come back', async () => {
    await pm33.world.orm.em.fork().nativeDelete(RateLimit, {})
    const strict = await site(engine, { world: pm33.world, limits: {} })
    const browser = new Browser(strict.url)
    for (let i = 0; i < 10; i++)
      expect((await browser.signIn(email, 'guess guess guess')).errors[0]!.extensions.code).toBe('UNAUTHENTICATED')
    expect((await browser.signIn(email)).errors[0]).toMatchObject({
      message: expect.stringMatching(/^Too many attempts. Try again in \d+ minutes\.$/),
      extensions: { code: 'RATE_LIMITED', retryAfter: expect.any(Number) },
    })
    for (let i = 0; i < 9; i++) await browser.signIn(`${i}@example.test`)
    expect((await browser.signIn('another@example.test')).errors[0]).toMatchObject({
      message: expect.stringMatching(/in \d+ seconds\.$/),
      extensions: { code: 'RATE_LIMITED' },
    })
    await strict.close()
  })

  deep('getting in forgives earlier mistakes', async () => {
    await pm33.world.orm.em.fork().nativeDelete(RateLimit, {})
    const strict = await site(engine, {
      world: pm33.world,
      limits: {
        'sign-in by address': { points: 1_000, seconds: 60 },
        'sign-in to account': { points: 3, seconds: 3_600 },
      },
    })
    const { email: mine } = await pm33.person(acme, 'member')
    const browser = new Browser(strict.url)
    for (let round = 0; round < 3; round++) {
      await browser.signIn(mine, 'guess guess guess')
      expect((await browser.signIn(mine)).errors).toEqual([])
    }
    await strict.close()
  })
})

describe('a stored password', () => {
  const passwords = new Passwords({ concurrent: 2, waiting: 2 })

  test('carries its own parameters, so they may rise', async () => {
    const stored = await passwords.hash(PASSWORD)
    expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w-]{22}\$[\w-]{43}$/)
    expect(passwords.outdated(stored)).toBe(false)
    expect(await passwords.matches(PASSWORD, stored)).toBe(true)
    expect(await passwords.matches(`${PASSWORD}!`, stored)).toBe(false)
    const older = '$argon2id$v=19$m=8192,t=1,p=1$c29tZXNhbHRzb21lc2FsdA$'
    expect(passwords.outdated(`${older}${'A'.repeat(43)}`)).toBe(true)
  })

  test('is the same however the keyboard composes it', async () => {
    expect(await passwords.matches('Zu\u0308rich ist scho\u0308n', await passwords.hash('Zürich ist schön'))).toBe(true)
  })

  test('of nobody is never right', async () => {
    expect(await passwords.matches(PASSWORD, null)).toBe(false)
  })

  test('is hashed a few at a time; a flood is told to wait', async () => {
    const answers = await Promise.allSettled(Array.from({ length: 6 }, () => passwords.hash(PASSWORD)))
    expect(answers.map(({ status }) => status)).toEqual([
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'fulfilled',
      'rejected',
      'rejected',
    ])
    expect(await passwords.hash(PASSWORD)).toContain('$argon2id$')
  })
})
