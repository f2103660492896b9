import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { EntityManager } from '../../api/data/database.ts'
import { AuditIdentity } from '../../api/audit/entity.ts'
import { Membership, User } from '../../api/identity/entity.ts'
import { lockAccount } from '../../api/identity/people/people-service.ts'
import { createTenant } from '../../cli/commands/tenant.ts'
import type { Console } from '../../cli/console.ts'
import { casesOn, testOn } from '../depth.ts'
import { ENGINES, givenItems, type TenantInTest } from '../world.ts'
import { arrive, Browser, DECIDE } from '../oauth/browser.ts'
import { App, signedIn } from '../oauth/client.ts'
import { PASSWORD, site, type Site } from '../oauth/server.ts'

const OWN = 'a sentence that only I know'
const NEXT = 'and another one after that'
const tokenOf = (link: string) => link.split('#')[1]!
const ACCEPT =
  'mutation ($token: String!, $name: String, $password: String!, $newPassword: String) { acceptInvite(token: $token, name: $name, password: $password, newPassword: $newPassword) { email } }'
const RESET =
  'mutation ($token: String!, $password: String!) { resetPassword(token: $token, password: $password) { email } }'
const INVITE = 'mutation ($email: String!, $role: Role!) { inviteMember(email: $email, role: $role) { link } }'
const CHANGE = 'mutation ($id: ID!, $role: Role!) { changeMember(id: $id, role: $role) { id } }'
const TENANTS = '{ viewer { tenants { id name role } } }'
const LINK = 'query ($token: String!) { link(token: $token) { kind organization known } }'

interface Tenants {
  viewer: { tenants: { id: string; name: string; role: string }[] }
}

describe.each(ENGINES)('an account that somebody else has prepared, on %s', (engine) => {
  const deep = testOn(engine)
  let pm33: Site
  let acme: TenantInTest
  let mallory: Browser
  /** An admin of another organization, who means well. */
  let crate: Browser
  let count = 0

  beforeAll(async () => {
    pm33 = await site(engine)
    acme = await pm33.world.tenant('Acme')
    await acme.workspace('Shop')
    mallory = await signedIn(pm33, (await pm33.person(acme, 'owner')).email)
    crate = await signedIn(pm33, (await pm33.person(await pm33.world.tenant('Crate'), 'admin')).email)
  })
  afterAll(() => pm33.close())

  const fresh = () => new Browser(pm33.url)
  const accept = (browser: Browser, link: string, given: object) =>
    browser.ask(ACCEPT, { token: tokenOf(link), name: 'Vera', ...given })
  const codeOf = ({ errors }: { errors: { extensions: Record<string, unknown> }[] }) =>
    errors[0]?.extensions.code ?? 'ok'
  const tenantsOf = async (browser: Browser) =>
    (await browser.ask<Tenants>(TENANTS)).data?.viewer?.tenants.map(({ name, role }) => `${name} ${role}`) ?? []
  const inviteBy = async (browser: Browser, email: string, role: string) =>
    (await browser.ask<{ inviteMember: { link: string } }>(INVITE, { email, role })).data!.inviteMember.link
  /** How many wait for what a transaction holds. */
  const waiting = async (em: EntityManager) => {
    const [row] = await em.execute<{ n: number }[]>(
      `select count(*)::int as n from pg_locks where locktype = 'transactionid' and not granted and transactionid = pg_current_xact_id()::xid`,
    )
    return row!.n
  }
  const memberId = async (browser: Browser, email: string) =>
    (await browser.ask<{ members: { id: string; email: string }[] }>('{ members { id email } }')).data!.members.find(
      (member) => member.email === email,
    )!.id
  const resetLinkBy = async (browser: Browser, email: string) =>
    browser.ask<{ memberResetLink: string }>('mutation ($id: ID!) { memberResetLink(id: $id) }', {
      id: await memberId(browser, email),
    })
  const operatorsReset = async (email: string) =>
    tokenOf(
      (await pm33.operator<{ resetLink: string }>('mutation ($email: String!) { resetLink(email: $email) }', { email }))
        .data!.resetLink,
    )

  /** Mallory invites somebody else's address to his own organization, and opens the link himself. */
  async function prepared(role = 'admin') {
    const email = `victim-${++count}@example.test`
    const session = fresh()
    expect((await accept(session, await inviteBy(mallory, email, role), { password: PASSWORD })).errors).toEqual([])
    return { email, session }
  }

  /** As `pm33 tenant create` does it. */
  async function byConsole(email: string) {
    const name = `Bolt ${++count}`
    const console = {
      operator: async (query: string, variables?: object) => (await pm33.operator(query, variables)).data,
    } as unknown as Console
    const said = await createTenant(console, { name, owner: email })
    return { name, role: 'owner', link: /http\S+/.exec(said)![0] }
  }

  const byInvitation = async (email: string) => ({
    name: 'Crate',
    role: 'member',
    link: await inviteBy(crate, email, 'member'),
  })

  /** A person's membership in an organization where their data is only kept. */
  const restrictedIn = async (tenant: TenantInTest, userId: string) => {
    const em = tenant.em()
    em.create(Membership, {
      user: em.getReference(User, userId, { wrapped: true }),
      role: 'member',
      restrictedAt: new Date(),
    })
    await em.flush()
  }

  describe.each([
    ['tenant create --owner', byConsole],
    ['an invitation', byInvitation],
  ])('and then %s names its address', (_how, named) => {
    test('is in no organization but the one that prepared it, whatever Mallory holds', async () => {
      const { email, session } = await prepared()
      const app = new App(pm33)
      const tokens = await app.connect(session)
      const { data } = await session.ask<{ createApiKey: { key: string } }>(
        'mutation { createApiKey(input: { name: "kept", surfaces: [graphql] }) { key } }',
      )
      const key = data!.createApiKey.key
      const { name, role, link } = await named(email)
      const stranger = await pm33.operator<{ operatorTenants: { id: string; name: string }[] }>(
        '{ operatorTenants { id name } }',
      )
      const id = stranger.data!.operatorTenants.find((tenant) => tenant.name === name)!.id

      expect(await tenantsOf(session)).toEqual(['Acme admin'])
      expect(codeOf(await session.ask('mutation ($id: ID!) { chooseTenant(id: $id) }', { id: `Tenant:${id}` }))).toBe(
        'NOT_FOUND',
      )
      expect(await tenantsOf(await signedIn(pm33, email))).toEqual(['Acme admin'])
      const arrived = await arrive(session, app.authorizeUrl())
      expect(codeOf(await session.ask(DECIDE, { ...arrived, allow: true, tenantId: `Tenant:${id}` }))).toBe('NOT_FOUND')

      // The address's own person opens the organization's own link. The account there is not theirs to open.
      const vera = fresh()
      expect((await vera.ask<{ link: object }>(LINK, { token: tokenOf(link) })).data!.link).toEqual({
        kind: 'invite',
        organization: name,
        known: true,
      })
      expect(codeOf(await accept(vera, link, { password: OWN, newPassword: NEXT }))).toBe('UNAUTHENTICATED')
      expect(codeOf(await accept(vera, link, { password: OWN }))).toBe('BAD_USER_INPUT')
      // The operator gives them the account, and the link is still good.
      expect((await vera.ask(RESET, { token: await operatorsReset(email), password: OWN })).errors).toEqual([])
      expect(codeOf(await session.ask(TENANTS))).toBe('UNAUTHENTICATED')
      expect((await accept(vera, link, { password: OWN, newPassword: NEXT })).errors).toEqual([])
      expect(await tenantsOf(vera)).toEqual(['Acme admin', `${name} ${role}`])

      for (const password of [PASSWORD, OWN])
        expect(codeOf(await fresh().signIn(email, password))).toBe('UNAUTHENTICATED')
      const seen = await pm33.world
        .graphql<{ viewer: { tenant: { name: string } } }>(key, '{ viewer { tenant { name } } }')
        .catch(() => null)
      expect(seen?.data?.viewer.tenant.name ?? 'Acme').toBe('Acme')
      // The app that Mallory connected ended with the operator's link.
      expect(await pm33.api.credentials.byAccessToken(tokens.access_token)).toHaveProperty('rejected')
      expect((await app.refresh(tokens.refresh_token)).error).toBe('invalid_grant')
      expect((await resetLinkBy(mallory, email)).errors[0]).toMatchObject({
        message: expect.stringContaining('npx pm33 admin reset-link'),
        extensions: { code: 'FORBIDDEN' },
      })
    })

    deep('is not shared with somebody who was given its password', async () => {
      const { email, session } = await prepared('member')
      const [app, pending] = [new App(pm33), new App(pm33)]
      await app.register()
      await pending.register({ client_name: 'Pending' })
      const request = await arrive(session, pending.authorizeUrl())
      const code = await app.code(session)
      const { name, role, link } = await named(email)
      const vera = fresh()
      expect((await accept(vera, link, { password: PASSWORD, newPassword: OWN })).errors).toEqual([])
      expect(await tenantsOf(vera)).toEqual(['Acme member', `${name} ${role}`])
      expect(codeOf(await session.ask(TENANTS))).toBe('UNAUTHENTICATED')
      expect(
        codeOf(
          await session.ask(DECIDE, {
            ...request,
            allow: true,
            tenantId: (await vera.ask<Tenants>(TENANTS)).data!.viewer.tenants[1]!.id,
          }),
        ),
      ).toBe('UNAUTHENTICATED')
      expect(codeOf(await fresh().signIn(email))).toBe('UNAUTHENTICATED')
      const tokens = await app.redeem(code)
      const token = await pm33.api.credentials.byAccessToken(tokens.access_token!)
      expect('principal' in token && token.principal.tenantId).toBe(acme.id)
    })

    deep('and removed again, opens nothing: the link starts it anew, without what Mallory kept', async () => {
      const { email, session } = await prepared()
      const { data } = await session.ask<{ createApiKey: { key: string } }>(
        'mutation { createApiKey(input: { name: "kept", surfaces: [graphql] }) { key } }',
      )
      expect(
        (await mallory.ask('mutation ($id: ID!) { removeMember(id: $id) }', { id: await memberId(mallory, email) }))
          .errors,
      ).toEqual([])
      const { name, role, link } = await named(email)
      const vera = fresh()
      expect((await vera.ask<{ link: { known: boolean } }>(LINK, { token: tokenOf(link) })).data!.link.known).toBe(
        false,
      )
      expect((await accept(vera, link, { name: 'Vera Vang', password: OWN })).errors).toEqual([])
      expect((await vera.ask('{ viewer { name } }')).data).toEqual({ viewer: { name: 'Vera Vang' } })
      expect(await tenantsOf(vera)).toEqual([`${name} ${role}`])
      expect(codeOf(await session.ask(TENANTS))).toBe('UNAUTHENTICATED')
      expect(codeOf(await fresh().signIn(email))).toBe('UNAUTHENTICATED')
      // Back in Acme by Acme's own link, the key of the first time stays dead.
      expect(
        (await accept(vera, await inviteBy(mallory, email, 'admin'), { password: OWN, newPassword: NEXT })).errors,
      ).toEqual([])
      expect(
        (await pm33.world.graphql(data!.createApiKey.key, '{ viewer { name } }')).errors![0]!.extensions,
      ).toMatchObject({ reason: 'revoked' })
    })
  })

  const erasures: [string, typeof byInvitation, string, (name: string) => string][] = [
    ['the account', byInvitation, 'mutation ($word: String!) { eraseMyAccount(password: $word) { what } }', () => OWN],
    [
      'its organization',
      byConsole,
      'mutation ($word: String!) { eraseOrganization(name: $word) { what } }',
      (name: string) => name,
    ],
  ]
  describe.each(casesOn(engine, erasures))('erasing %s', (_what, named, erase, wordOf) => {
    test('privacy: In an organization that you no longer belong to, your name stays in its records, and your email address and IDs disappear unless an invitation has started your account anew since.', async () => {
      // Ada has left Acme, where somebody without an account is called as Mallory calls Ada.
      const ada = await pm33.person(acme, 'member', `ada-${++count}@example.test`)
      const own = await signedIn(pm33, ada.email)
      await own.ask('{ viewer { name } }')
      await pm33.api.audit.flush()
      const em = acme.em()
      const known = await em.count(AuditIdentity, { userId: ada.userId })
      expect(known).toBeGreaterThan(0)
      await em.nativeDelete(Membership, { user: ada.userId })
      const board = await acme.workspace(`Board ${count}`)
      await givenItems(acme, board, [{ key: 'G-1', title: 'Ask Grace Kim', assignee: 'Grace Kim' }])
      const { name, link } = await named(ada.email)
      const session = fresh()
      expect((await accept(session, link, { name: 'Grace Kim', password: OWN })).errors).toEqual([])

      expect((await session.ask(erase, { word: wordOf(name) })).errors).toEqual([])
      expect(await em.count(User, { id: ada.userId })).toBe(0)
      await pm33.api.audit.flush()
      const items = await em.execute<{ title: string; assignee: string }[]>(
        'select title, assignee from backlog_item where workspace_id = ?',
        [board.id],
      )
      expect(items).toEqual([{ title: 'Ask Grace Kim', assignee: 'Grace Kim' }])
      expect(await em.count(AuditIdentity, { userId: ada.userId })).toBe(known)
    })
  })

  test('lets nobody along who signs in with the old password in the moment of joining', async () => {
    for (let round = 0; round < 3; round++) {
      const { email } = await prepared('viewer')
      const { link } = await byInvitation(email)
      const before = await pm33.world.orm.em.fork().findOneOrFail(User, { email })
      const thieves = Array.from({ length: 3 }, fresh)
      const [joined] = await Promise.all([
        accept(fresh(), link, { password: PASSWORD, newPassword: OWN }),
        ...thieves.map((thief) => thief.signIn(email)),
      ])
      expect(joined.errors).toEqual([])
      expect(await Promise.all(thieves.map(tenantsOf))).toEqual([[], [], []])
      // The slowest of them: the password was right when it was checked, and is not when the session opens.
      expect(await pm33.api.identity.sessions.open(before, acme.id, { ip: '127.0.0.1', userAgent: null })).toBeNull()
    }
  })

  test('of two organizations’ links for a new address, opened at once, each lets in only whom it was given to', async () => {
    for (let round = 0; round < 2; round++) {
      const email = `twice-${++count}@example.test`
      const [one, other] = [await byConsole(email), await byInvitation(email)]
      const [first, second] = [fresh(), fresh()]
      const codes = (
        await Promise.all([
          accept(first, one.link, { password: OWN }),
          accept(second, other.link, { password: PASSWORD }),
        ])
      ).map(codeOf)
      expect(codes.filter((code) => code === 'ok')).toHaveLength(1)
      expect(codes.filter((code) => !['ok', 'CONFLICT', 'BAD_USER_INPUT'].includes(String(code)))).toEqual([])
      expect([await tenantsOf(first), await tenantsOf(second)].flat()).toHaveLength(1)
    }
  })

  if (engine === 'postgres')
    test('a session that has ended gives nothing away on a node that still remembers it', async () => {
      const { email, session } = await prepared('member')
      const other = await site(engine, { world: pm33.world, publicUrl: pm33.url })
      try {
        const remembered = new Browser(other.url)
        remembered.cookies.push(...session.cookies)
        const app = new App(pm33)
        await app.register()
        const request = await arrive(session, app.authorizeUrl())
        remembered.cookies.push(...session.cookies.filter(({ name }) => name.startsWith('pm33_sign_in')))
        const { link } = await byInvitation(email)
        expect(await tenantsOf(remembered)).toEqual(['Acme member'])
        const vera = fresh()
        expect((await accept(vera, link, { password: PASSWORD, newPassword: OWN })).errors).toEqual([])
        const id = (await vera.ask<Tenants>(TENANTS)).data!.viewer.tenants[1]!.id
        expect(codeOf(await remembered.ask(DECIDE, { ...request, allow: true, tenantId: id }))).toBe('UNAUTHENTICATED')
      } finally {
        await other.close()
      }
    })

  describe('a reset link that an admin made', () => {
    const madeFor = async (email: string, by = mallory) => tokenOf((await resetLinkBy(by, email)).data!.memberResetLink)
    const reset = (token: string, password = 'the admin chose this one') => fresh().ask(RESET, { token, password })

    test('does not open another organization that the person has joined since', async () => {
      const { email } = await pm33.person(acme, 'member')
      const token = await madeFor(email)
      const vera = fresh()
      expect(
        (await accept(vera, (await byInvitation(email)).link, { password: PASSWORD, newPassword: OWN })).errors,
      ).toEqual([])
      expect((await reset(token)).errors[0]).toMatchObject({
        message: expect.stringContaining('npx pm33 admin reset-link EMAIL'),
        extensions: { code: 'FORBIDDEN' },
      })
      expect(await tenantsOf(vera)).toHaveLength(2)
      expect(codeOf(await fresh().signIn(email, OWN))).toBe('ok')
      // The operator's opens both.
      expect((await reset(await operatorsReset(email), NEXT)).errors).toEqual([])
      expect(codeOf(await fresh().signIn(email, NEXT))).toBe('ok')
    })

    deep('neither takes a link of the operator’s away nor outlives its use', async () => {
      const { email } = await pm33.person(acme, 'member')
      const [operators, admins] = [await operatorsReset(email), await madeFor(email)]
      expect(codeOf(await reset(operators, OWN))).toBe('ok')
      expect(codeOf(await reset(admins))).toBe('NOT_FOUND')
      expect(codeOf(await fresh().signIn(email, OWN))).toBe('ok')
    })

    deep('does not open the organization that the person has gone over to', async () => {
      const { email, userId } = await pm33.person(acme, 'member')
      const token = await madeFor(email)
      await acme.em().nativeDelete(Membership, { user: userId })
      expect((await accept(fresh(), (await byInvitation(email)).link, { password: OWN })).errors).toEqual([])
      expect(codeOf(await reset(token))).toBe('NOT_FOUND')
      expect(codeOf(await fresh().signIn(email, OWN))).toBe('ok')
    })

    test('used while the person is joining another organization, waits, and opens nothing', async () => {
      const { email, userId } = await pm33.person(acme, 'member')
      const token = await madeFor(email)
      const bolt = await pm33.world.tenant('Bolt')
      let used: ReturnType<typeof reset> | undefined
      await bolt.em().transactional(async (em) => {
        const account = await lockAccount(em as EntityManager, userId)
        em.create(Membership, { user: em.getReference(User, account!.id, { wrapped: true }), role: 'member' })
        await em.flush()
        used = reset(token)
        // The embedded database has one connection, which this transaction holds.
        if (engine === 'postgres') await expect.poll(() => waiting(em as EntityManager), { timeout: 30_000 }).toBe(1)
      })
      expect(codeOf(await used!)).toBe('FORBIDDEN')
      expect(codeOf(await fresh().signIn(email, 'the admin chose this one'))).toBe('UNAUTHENTICATED')
    })

    deep(
      'does not open an account whose person has restricted their data elsewhere, whenever the link was made',
      async () => {
        const { email, userId } = await pm33.person(acme, 'member')
        const token = await madeFor(email)
        await restrictedIn(await pm33.world.tenant('Bolt'), userId)
        expect(codeOf(await resetLinkBy(mallory, email))).toBe('FORBIDDEN')
        expect(codeOf(await reset(token))).toBe('FORBIDDEN')
        expect(codeOf(await fresh().signIn(email))).toBe('ok')
      },
    )

    deep('opens nothing while the data is restricted in its own organization', async () => {
      const { email, userId } = await pm33.person(acme, 'member')
      const token = await madeFor(email)
      await acme.em().nativeUpdate(Membership, { user: userId }, { restrictedAt: new Date() })
      expect(codeOf(await resetLinkBy(mallory, email))).toBe('CONFLICT')
      expect(codeOf(await reset(token))).toBe('NOT_FOUND')
      await acme.em().nativeUpdate(Membership, { user: userId }, { restrictedAt: null })
      expect(codeOf(await fresh().signIn(email))).toBe('ok')
    })

    deep('opens no more than its maker may give when it is used', async () => {
      const { email } = await pm33.person(acme, 'viewer')
      const maker = await pm33.person(acme, 'admin')
      const browser = await signedIn(pm33, maker.email)
      const token = await madeFor(email, browser)
      const makeOf = async (role: string, who = email) =>
        expect(codeOf(await mallory.ask(CHANGE, { id: await memberId(mallory, who), role }))).toBe('ok')
      await makeOf('owner')
      expect((await reset(token)).errors[0]).toMatchObject({
        message: 'The admin who created this link no longer has the right to do so. Ask for a new link.',
      })
      await makeOf('viewer')
      await makeOf('member', maker.email)
      expect(codeOf(await reset(token))).toBe('FORBIDDEN')
      await makeOf('admin', maker.email)
      expect(codeOf(await reset(token))).toBe('ok')
    })
  })

  deep('an account whose person has restricted their data everywhere still takes its password to join', async () => {
    const dune = await pm33.world.tenant('Dune')
    const { email, userId } = await pm33.person(dune, 'member')
    await dune.em().nativeUpdate(Membership, { user: userId }, { restrictedAt: new Date() })
    const { link } = await byInvitation(email)
    const before = await pm33.world.orm.em.fork().findOneOrFail(User, { email })
    expect((await fresh().ask<{ link: { known: boolean } }>(LINK, { token: tokenOf(link) })).data!.link.known).toBe(
      true,
    )
    expect(codeOf(await accept(fresh(), link, { name: 'Mallory', password: OWN }))).toBe('BAD_USER_INPUT')
    expect(codeOf(await accept(fresh(), link, { name: 'Mallory', password: OWN, newPassword: NEXT }))).toBe(
      'UNAUTHENTICATED',
    )
    expect(await pm33.world.orm.em.fork().findOneOrFail(User, { email })).toMatchObject({
      name: before.name,
      passwordHash: before.passwordHash,
    })
    const vera = fresh()
    expect((await accept(vera, link, { password: PASSWORD, newPassword: NEXT })).errors).toEqual([])
    expect(await tenantsOf(vera)).toEqual(['Crate member'])
  })

  deep('an invitation is worth nothing once whoever made it may not invite any more', async () => {
    const maker = await pm33.person(acme, 'admin')
    const browser = await signedIn(pm33, maker.email)
    const link = await inviteBy(browser, `way-back-${++count}@example.test`, 'admin')
    expect(codeOf(await fresh().ask(LINK, { token: tokenOf(link) }))).toBe('ok')
    expect(
      (await mallory.ask('mutation ($id: ID!) { removeMember(id: $id) }', { id: await memberId(mallory, maker.email) }))
        .errors,
    ).toEqual([])
    expect(codeOf(await fresh().ask(LINK, { token: tokenOf(link) }))).toBe('NOT_FOUND')
    expect(codeOf(await accept(fresh(), link, { password: PASSWORD }))).toBe('NOT_FOUND')
  })

  describe('what somebody gave who is gone', () => {
    const REMOVE = 'mutation ($id: ID!) { removeMember(id: $id) }'
    const removed = async (email: string) =>
      expect(codeOf(await mallory.ask(REMOVE, { id: await memberId(mallory, email) }))).toBe('ok')
    /** An admin, with an invitation and a reset link that they made. */
    const given = async () => {
      const maker = await pm33.person(acme, 'admin')
      const browser = await signedIn(pm33, maker.email)
      const invited = `given-${++count}@example.test`
      const link = await inviteBy(browser, invited, 'admin')
      const { email } = await pm33.person(acme, 'member')
      return {
        ...maker,
        browser,
        invited,
        link,
        reset: tokenOf((await resetLinkBy(browser, email)).data!.memberResetLink),
      }
    }
    const isDead = async ({ link, reset }: { link: string; reset: string }) => {
      for (const token of [tokenOf(link), reset]) expect(codeOf(await fresh().ask(LINK, { token }))).toBe('NOT_FOUND')
      expect(codeOf(await accept(fresh(), link, { password: OWN }))).toBe('NOT_FOUND')
      expect(codeOf(await fresh().ask(RESET, { token: reset, password: OWN }))).toBe('NOT_FOUND')
    }

    test('is worth nothing once they erase their account', async () => {
      const made = await given()
      const erase = `mutation { eraseMyAccount(password: "${PASSWORD}") { what } }`
      expect(codeOf(await made.browser.ask(erase))).toBe('ok')
      await isDead(made)
    })

    test('is worth nothing once they are removed, and not again once the operator erases them', async () => {
      const made = await given()
      await removed(made.email)
      expect(codeOf(await fresh().ask(LINK, { token: tokenOf(made.link) }))).toBe('NOT_FOUND')
      const erase = 'mutation ($email: String!) { erasePerson(email: $email) { what } }'
      expect(codeOf(await pm33.operator(erase, { email: made.email }))).toBe('ok')
      await isDead(made)
    })

    test('is worth nothing once they are removed, also when they come back', async () => {
      const made = await given()
      await removed(made.email)
      const back = await inviteBy(mallory, made.email, 'admin')
      expect(codeOf(await accept(fresh(), back, { password: OWN }))).toBe('ok')
      await isDead(made)
    })

    test('is worth nothing where an erasure of before has taken their ID out of it', async () => {
      const made = await given()
      const em = acme.em()
      await em.execute('update invite set inviter = null where tenant_id = ? and email = ?', [acme.id, made.invited])
      await em.execute('update one_time_link set made_by = null where made_by = ?', [made.userId])
      expect(codeOf(await fresh().ask(LINK, { token: tokenOf(made.link) }))).toBe('NOT_FOUND')
      expect(codeOf(await accept(fresh(), made.link, { password: OWN }))).toBe('NOT_FOUND')
      expect(codeOf(await fresh().ask(RESET, { token: made.reset, password: OWN }))).toBe('FORBIDDEN')
      // The operator's go on, also those that the console makes inside an organization.
      const operator = pm33.world.operator(acme)
      const { data } = await operator<{ inviteMember: { link: string } }>(INVITE, {
        email: made.invited,
        role: 'admin',
      })
      const path = data!.inviteMember.link
      expect(codeOf(await accept(fresh(), path, { password: OWN }))).toBe('ok')
    })
  })

  describe('rights that were just taken away', () => {
    /** Somebody whose session is remembered with the rights that they had a moment ago. */
    const demoted = async (role: 'owner' | 'admin') => {
      const { email, userId } = await pm33.person(acme, role)
      const browser = await signedIn(pm33, email)
      const id = await memberId(browser, email)
      const { data } = await mallory.ask<{ inviteMember: { invite: { id: string } } }>(
        'mutation ($email: String!) { inviteMember(email: $email, role: viewer) { invite { id } } }',
        { email: `open-${++count}@example.test` },
      )
      // A new invitation makes every node forget: what is remembered now is what the demotion leaves behind.
      expect(codeOf(await browser.ask('{ tenant { name } }'))).toBe('ok')
      await acme.em().nativeUpdate(Membership, { user: userId }, { role: 'viewer' })
      const now = async () => (await acme.em().findOneOrFail(Membership, { user: userId })).role
      return { browser, id, now, invite: data!.inviteMember.invite.id }
    }

    test.each([
      ['changeMember(id: $id, role: admin) { id }'],
      ['removeMember(id: $id)'],
      ['restrictMember(id: $id, ground: restriction) { what }'],
      ['inviteMember(email: "friend@example.test", role: admin) { link }'],
      ['createApiKey(input: { name: "kept" }) { key }'],
    ])('give and take nothing by %s', async (field) => {
      const { browser, id, now } = await demoted('admin')
      const needs = field.includes('$id') ? '($id: ID!)' : ''
      expect((await browser.ask(`mutation ${needs} { ${field} }`, { id })).errors[0]).toMatchObject({
        message: 'Your rights in this organization have changed and no longer allow this. Reload the page.',
        extensions: { code: 'FORBIDDEN' },
      })
      expect(await now()).toBe('viewer')
      expect(await acme.em().count(Membership, { restrictedAt: { $ne: null } })).toBe(0)
    })

    test('take no invitation away', async () => {
      const { browser, invite } = await demoted('admin')
      expect(codeOf(await browser.ask('mutation ($id: ID!) { cancelInvite(id: $id) }', { id: invite }))).toBe(
        'FORBIDDEN',
      )
    })

    test.each([
      ['setAccessPolicy(input: {}) { views }'],
      ['setCallLimits(perKey: 1) { perKey { own } }'],
      ['eraseOrganization(name: "Acme") { what }'],
    ])('of an owner do nothing by %s', async (field) => {
      const { browser } = await demoted('owner')
      expect(codeOf(await browser.ask(`mutation { ${field} }`))).toBe('FORBIDDEN')
      expect(codeOf(await mallory.ask('{ tenant { name } }'))).toBe('ok')
    })
  })
})
