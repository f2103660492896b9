import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { User } from '../../api/identity/entity.ts'
import { OneTimeLink, RateLimit } from '../../api/identity/people/people-entity.ts'
import { testOn } from '../depth.ts'
import { ENGINES, type TenantInTest } from '../world.ts'
import { Browser } from '../oauth/browser.ts'
import { App, signedIn } from '../oauth/client.ts'
import { PASSWORD, site, type Site } from '../oauth/server.ts'

const tokenOf = (link: string) => link.split('#')[1]!
const LINK = 'query ($token: String!) { link(token: $token) { kind email organization known } }'
const SET_UP =
  'mutation ($token: String!, $email: String!, $password: String!) { setUp(token: $token, email: $email, name: "Ada", password: $password, organization: "Analytical Engines") { name email } }'
const ACCEPT =
  'mutation ($token: String!, $name: String, $password: String!, $newPassword: String) { acceptInvite(token: $token, name: $name, password: $password, newPassword: $newPassword) { email } }'
const RESET =
  'mutation ($token: String!, $password: String!) { resetPassword(token: $token, password: $password) { email } }'
const INVITE =
  'mutation ($email: String!, $role: Role!, $workspaceIds: [ID!]) { inviteMember(email: $email, role: $role, workspaceIds: $workspaceIds) { link invite { id email role } } }'

describe.each(ENGINES)('the first run on %s', (engine) => {
  let pm33: Site
  beforeAll(async () => void (pm33 = await site(engine)))
  afterAll(() => pm33.close())

  const setUpLink = async () =>
    (await pm33.operator<{ setUpLink: string | null }>('mutation { setUpLink }')).data!.setUpLink
  const ada = { email: 'ada@example.test', password: PASSWORD }

  test('one link lets one person in, as owner of an organization with a workspace', async () => {
    await pm33.world.tenant('Demo')
    // Each node prints one as it starts.
    const [older, link] = [(await setUpLink())!, (await setUpLink())!]
    expect(link).toMatch(new RegExp(`^${pm33.url}/set-up#[\\w-]{43}$`))
    expect(JSON.stringify(await pm33.world.orm.em.fork().find(OneTimeLink, {}))).not.toContain(tokenOf(link))
    const browser = new Browser(pm33.url)
    expect((await browser.ask(LINK, { token: tokenOf(older) })).errors).toEqual([])
    expect((await browser.ask(SET_UP, { ...ada, password: 'short', token: tokenOf(link) })).errors[0]!.message).toBe(
      'password: must have at least 12 characters',
    )
    expect((await browser.ask(SET_UP, { ...ada, email: 'nonsense', token: tokenOf(link) })).errors[0]!.message).toBe(
      'email: is not an email address',
    )
    expect((await browser.ask<{ link: object }>(LINK, { token: tokenOf(link) })).data!.link).toEqual({
      kind: 'set_up',
      email: null,
      organization: null,
      known: false,
    })
    expect(await browser.ask(SET_UP, { ...ada, token: tokenOf(link) })).toMatchObject({
      errors: [],
      data: { setUp: { name: 'Ada', email: ada.email } },
    })
    expect(await browser.ask('{ viewer { role tenant { name } } workspaces { nodes { key } } }')).toMatchObject({
      data: {
        viewer: { role: 'owner', tenant: { name: 'Analytical Engines' } },
        workspaces: { nodes: [{ key: 'main' }] },
      },
    })
    for (const token of [older, link].map(tokenOf))
      expect((await browser.ask(SET_UP, { ...ada, email: 'eve@example.test', token })).errors[0]!.extensions.code).toBe(
        'NOT_FOUND',
      )
    expect(await setUpLink()).toBeNull()
  })

  test('two links used at once still let one person in', async () => {
    const em = pm33.world.orm.em.fork()
    await em.nativeUpdate(User, {}, { passwordHash: null })
    const links = [(await setUpLink())!, (await setUpLink())!]
    const codes = await Promise.all(
      links.map(async (link, at) => {
        const email = `first-${at}@example.test`
        return (await new Browser(pm33.url).ask(SET_UP, { ...ada, email, token: tokenOf(link) })).errors.length
      }),
    )
    expect(codes.sort()).toEqual([0, 1])
  })
})

describe.each(ENGINES)('links on %s', (engine) => {
  const deep = testOn(engine, 'embedded')
  let pm33: Site
  let acme: TenantInTest
  let admin: Browser

  beforeAll(async () => {
    pm33 = await site(engine)
    acme = await pm33.world.tenant('Acme')
    await acme.workspace('Shop')
    await acme.workspace('Till')
    admin = await signedIn(pm33, (await pm33.person(acme, 'admin')).email)
  })
  afterAll(() => pm33.close())

  const invited = async (email: string, role = 'member', rest: object = {}) => {
    const { data, errors } = await admin.ask<{ inviteMember: { link: string; invite: { id: string } } }>(INVITE, {
      email,
      role,
      ...rest,
    })
    expect(errors).toEqual([])
    return data!.inviteMember
  }

  test('an invitation lets in the person it was made for, with the role and workspaces in it', async () => {
    const { link } = await invited('Grace@Example.test', 'member', { workspaceIds: ['shop'] })
    const browser = new Browser(pm33.url)
    expect((await browser.ask<{ link: object }>(LINK, { token: tokenOf(link) })).data!.link).toEqual({
      kind: 'invite',
      email: 'grace@example.test',
      organization: 'Acme',
      known: false,
    })
    expect((await browser.ask(ACCEPT, { token: tokenOf(link), name: 'Grace', password: PASSWORD })).errors).toEqual([])
    expect(await browser.ask('{ viewer { name role } workspaces { nodes { key } } }')).toMatchObject({
      data: { viewer: { name: 'Grace', role: 'member' }, workspaces: { nodes: [{ key: 'shop' }] } },
    })
    expect(
      (await new Browser(pm33.url).ask(ACCEPT, { token: tokenOf(link), name: 'Eve', password: PASSWORD })).errors[0],
    ).toMatchObject({ message: 'This link is unknown, used, or expired. Ask for a new one.' })
  })

  deep(
    'somebody who has an account joins with its password and no other, and with a new one from then on',
    async () => {
      const bolt = await pm33.world.tenant('Bolt')
      const { email } = await pm33.person(bolt, 'owner')
      const { link } = await invited(email, 'viewer')
      const browser = new Browser(pm33.url)
      expect((await browser.ask<{ link: { known: boolean } }>(LINK, { token: tokenOf(link) })).data!.link.known).toBe(
        true,
      )
      const accept = async (given: object) => (await browser.ask(ACCEPT, { token: tokenOf(link), ...given })).errors[0]
      const newPassword = 'nobody else has known this'
      expect((await accept({ password: 'the thief chose this', newPassword }))!.extensions.code).toBe('UNAUTHENTICATED')
      expect((await accept({ password: PASSWORD }))!.message).toBe(
        'newPassword: is required: joining another organization replaces the current password',
      )
      expect((await accept({ password: PASSWORD, newPassword: 'too short' }))!.message).toBe(
        'newPassword: must have at least 12 characters',
      )
      expect((await accept({ password: PASSWORD, newPassword: PASSWORD }))!.message).toBe(
        'newPassword: must differ from the current password',
      )
      expect(await accept({ password: PASSWORD, newPassword })).toBeUndefined()
      expect(await browser.ask('{ viewer { tenants { name role } } }')).toMatchObject({
        data: {
          viewer: {
            tenants: [
              { name: 'Bolt', role: 'owner' },
              { name: 'Acme', role: 'viewer' },
            ],
          },
        },
      })
    },
  )

  deep('an invitation does not open an account of another organization that has no password yet', async () => {
    const crate = await pm33.world.tenant('Crate')
    const { email } = await crate.em().findOneOrFail(User, { id: crate.userId })
    const { link } = await invited(email)
    expect(
      (
        await new Browser(pm33.url).ask(ACCEPT, {
          token: tokenOf(link),
          name: 'Eve',
          password: PASSWORD,
          newPassword: PASSWORD,
        })
      ).errors[0]!.message,
    ).toContain('npx pm33 admin reset-link')
  })

  test('of two who use an invitation at once, one comes in', async () => {
    const { link } = await invited('race@example.test')
    const answers = await Promise.all(
      [1, 2, 3].map((n) =>
        new Browser(pm33.url).ask(ACCEPT, { token: tokenOf(link), name: `Racer ${n}`, password: PASSWORD }),
      ),
    )
    expect(answers.filter(({ errors }) => !errors.length)).toHaveLength(1)
  })

  test('is dead when it was cancelled, replaced, or a week old', async () => {
    const accept = (link: string) =>
      new Browser(pm33.url).ask(ACCEPT, { token: tokenOf(link), name: 'Late', password: PASSWORD })
    const cancelled = await invited('late@example.test')
    expect((await admin.ask('mutation ($id: ID!) { cancelInvite(id: $id) }', cancelled.invite)).errors).toEqual([])
    expect((await accept(cancelled.link)).errors[0]!.extensions.code).toBe('NOT_FOUND')
    const [replaced, current] = [await invited('late@example.test'), await invited('late@example.test')]
    expect((await accept(replaced.link)).errors[0]!.extensions.code).toBe('NOT_FOUND')
    pm33.world.clock.move(8 * 86_400_000)
    expect((await accept(current.link)).errors[0]!.extensions.code).toBe('NOT_FOUND')
    pm33.world.clock.move(-8 * 86_400_000)
    expect((await accept(current.link)).errors).toEqual([])
  })

  test('a way back in works once, for an hour, ends all sessions, and does not cost the link a short password', async () => {
    const { email } = await pm33.person(acme, 'member')
    const old = await signedIn(pm33, email)
    const make = async () =>
      tokenOf(
        (
          await pm33.operator<{ resetLink: string }>('mutation ($email: String!) { resetLink(email: $email) }', {
            email,
          })
        ).data!.resetLink,
      )
    const token = await make()
    const browser = new Browser(pm33.url)
    expect((await browser.ask(RESET, { token, password: 'short' })).errors[0]!.extensions.code).toBe('BAD_USER_INPUT')
    expect((await browser.ask(RESET, { token, password: 'a brand new password' })).errors).toEqual([])
    expect((await browser.ask('{ viewer { email } }')).data).toEqual({ viewer: { email } })
    expect((await old.ask('{ viewer { email } }')).errors[0]!.extensions.code).toBe('UNAUTHENTICATED')
    expect((await browser.ask(RESET, { token, password: 'a second new password' })).errors[0]!.extensions.code).toBe(
      'NOT_FOUND',
    )
    const expired = await make()
    pm33.world.clock.move(3_700_000)
    expect(
      (await browser.ask(RESET, { token: expired, password: 'a third new password' })).errors[0]!.extensions.code,
    ).toBe('NOT_FOUND')
    pm33.world.clock.move(-3_700_000)
    expect(
      (await pm33.operator('mutation { resetLink(email: "nobody@example.test") }')).errors[0]!.extensions.code,
    ).toBe('NOT_FOUND')
  })

  deep('a way back in disconnects every app of the person, and names the keys that stay', async () => {
    const { email } = await pm33.person(acme, 'admin')
    const thief = await signedIn(pm33, email)
    const [notes, editor] = [new App(pm33), new App(pm33)]
    await notes.register({ client_name: 'Notes' })
    await editor.register({ client_name: 'Editor' })
    const tokens = await notes.connect(thief)
    const code = await editor.code(thief)
    const others = await new App(pm33).connect(admin)
    const made = await thief.ask<{ createApiKey: { key: string } }>(
      'mutation { createApiKey(input: { name: "Nightly" }) { key } }',
    )
    const { key } = made.data!.createApiKey
    const { data: link } = await pm33.operator<{ resetLink: string }>(
      'mutation ($email: String!) { resetLink(email: $email) }',
      { email },
    )
    const browser = new Browser(pm33.url)
    const { data, errors } = await browser.ask(
      'mutation ($token: String!, $password: String!) { resetPassword(token: $token, password: $password) { sessions apps keys { name hint organization mayRevoke } } }',
      { token: tokenOf(link!.resetLink), password: 'nobody has guessed this one' },
    )
    expect({ data, errors }).toEqual({
      data: {
        resetPassword: {
          sessions: 1,
          apps: expect.arrayContaining(['Notes', 'Editor']),
          keys: [
            { name: 'Nightly', hint: `${key.slice(0, 14)}…${key.slice(-4)}`, organization: 'Acme', mayRevoke: true },
          ],
        },
      },
      errors: [],
    })
    expect(await notes.opens(tokens.access_token)).toBe(401)
    expect((await notes.refresh(tokens.refresh_token)).error).toBe('invalid_grant')
    expect((await editor.redeem(code)).error).toBe('invalid_grant')
    expect((await browser.ask('{ connections { isViewer clientName } }')).data).toEqual({
      connections: [{ isViewer: false, clientName: 'An app' }],
    })
    // Nobody else's app is touched.
    expect(await notes.opens(others.access_token)).toBe(200)
  })

  // In the memory of the process, or in PostgreSQL.
  test('guessing links is counted', async () => {
    await pm33.world.orm.em.fork().nativeDelete(RateLimit, {})
    const strict = await site(engine, { world: pm33.world, limits: {} })
    const browser = new Browser(strict.url)
    const codes = []
    for (let i = 0; i < 6; i++)
      codes.push((await browser.ask(RESET, { token: `guess ${i}`, password: PASSWORD })).errors[0]!.extensions.code)
    expect(codes).toEqual([...Array.from({ length: 5 }, () => 'NOT_FOUND'), 'RATE_LIMITED'])
    await strict.close()
  })

  deep('the console’s doors are the console’s', async () => {
    for (const operation of [
      'mutation { setUpLink }',
      'mutation { resetLink(email: "x@example.test") }',
      'mutation { rotateKeys }',
      'mutation { disableUser(email: "x@example.test") }',
    ]) {
      expect((await admin.ask(operation)).errors[0]!.extensions.code).toBe('FORBIDDEN')
      expect((await new Browser(pm33.url).ask(operation)).errors[0]!.extensions.code).toBe('UNAUTHENTICATED')
    }
  })
})
