import { buildSchema, type GraphQLField } from 'graphql'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Membership, User, Workspace } from '../../api/identity/entity.ts'
import { ROLES, SCOPES, WRITE_SCOPES, type Role } from '../../api/identity/scope.ts'
import { FULL } from '../depth.ts'
import { schema } from '../isolation/examples.ts'
import { ENGINES, type TenantInTest } from '../world.ts'
import { arrive, Browser, DECIDE } from '../oauth/browser.ts'
import { App } from '../oauth/client.ts'
import { site, type Site } from '../oauth/server.ts'
import { givenBeyond, givingMutations, randomCall, reachesIn, type Reach } from './giving.ts'

interface Giver {
  role: Role
  /** Keys of workspaces; null is all. */
  sees: readonly string[] | null
  memberId: string
  browser: Browser
}

/** What is given: left out, all, or workspaces by their keys. */
const GIVEN: readonly ('nothing' | 'all' | readonly string[])[] = ['nothing', 'all', ['a'], ['b'], ['a', 'b']]
/** One of them in turn, so that over all givers each meets each; all of them in full. */
const givenIn = (turn: number) => (FULL ? GIVEN : [GIVEN[turn % GIVEN.length]!])
const SEES: readonly (readonly string[] | null)[] = [null, ['a'], ['a', 'b']]

describe('nobody gives more than they have', () => {
  let pm33: Site
  let acme: TenantInTest
  let app: App
  const spaces: Record<string, string> = {}
  const givers: Giver[] = []
  let turn = 0
  /** Others, whom a giver may try to change. */
  const others: { memberId: string }[] = []

  beforeAll(async () => {
    pm33 = await site('postgres')
    acme = await pm33.world.tenant('Acme')
    for (const key of ['a', 'b', 'c']) spaces[key] = (await acme.workspace(key)).id
    for (const role of ROLES) for (const sees of SEES) givers.push(await person(role, sees))
    for (const [role, sees] of [
      ['viewer', ['a']],
      ['viewer', null],
      ['admin', ['a', 'b']],
      ['owner', ['a']],
    ] as const)
      others.push(await person(role, sees))
    app = new App(pm33)
    await app.register()
  })
  afterAll(() => pm33.close())

  async function person(role: Role, sees: readonly string[] | null): Promise<Giver> {
    const em = acme.em()
    const user = em.create(User, {
      email: `${crypto.randomUUID()}@example.test`,
      name: `${role} of ${sees?.join() ?? 'all'}`,
    })
    const member = em.create(Membership, { user, role, workspaceIds: sees && sees.map((key) => spaces[key]!) })
    await em.flush()
    const browser = new Browser(pm33.url)
    const cookie = await pm33.api.identity.sessions.open(user, acme.id, { ip: '127.0.0.1', userAgent: null })
    browser.cookies.push({ name: 'pm33', value: cookie!, path: '/', attributes: '' })
    return { role, sees, memberId: member.id, browser }
  }

  const idsOf = (given: (typeof GIVEN)[number]) =>
    typeof given === 'string' ? undefined : given.map((key) => `Workspace:${spaces[key]}`)

  /** Every mutation by which somebody says what somebody may do, with all that it can be asked to give, one by one. A new one is added here. */
  const mutations: Record<string, (giver: Giver) => AsyncGenerator<unknown>> = {
    inviteMember: async function* ({ browser }) {
      for (const role of ROLES) {
        for (const given of givenIn(turn++))
          yield browser.ask(
            'mutation ($email: String!, $role: Role!, $ids: [ID!]) { inviteMember(email: $email, role: $role, workspaceIds: $ids) { link } }',
            { email: `${crypto.randomUUID()}@example.test`, role, ids: idsOf(given) },
          )
      }
    },
    changeMember: async function* ({ browser, memberId }) {
      for (const target of [memberId, ...others.map((other) => other.memberId)]) {
        for (const role of [undefined, 'owner', 'admin', 'viewer']) {
          for (const given of givenIn(turn++))
            yield browser.ask(
              'mutation ($id: ID!, $role: Role, $ids: [ID!], $all: Boolean) { changeMember(id: $id, role: $role, workspaceIds: $ids, allWorkspaces: $all) { id } }',
              { id: `Member:${target}`, role, ids: idsOf(given), all: given === 'all' },
            )
        }
      }
    },
    createApiKey: async function* ({ browser }) {
      for (const scopes of [undefined, ['mcp:enabled', ...WRITE_SCOPES], [...SCOPES]]) {
        for (const given of GIVEN)
          yield browser.ask('mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { key } }', {
            input: {
              name: 'key',
              surfaces: ['mcp', 'graphql'],
              ...(scopes ? { scopes } : {}),
              ...(idsOf(given) ? { workspaceIds: idsOf(given) } : {}),
            },
          })
      }
    },
    decideInteraction: async function* ({ browser }) {
      for (const given of GIVEN) {
        const arrived = await arrive(browser, app.authorizeUrl())
        yield browser.ask(DECIDE, {
          ...arrived,
          allow: true,
          tenantId: `Tenant:${acme.id}`,
          workspaceIds: idsOf(given),
          scopes: [...SCOPES, ...WRITE_SCOPES],
        })
      }
    },
  }

  /** Looks after each thing that somebody does. @returns what one of them gave beyond what they had, and how many gave anything */
  async function watch(giver: Giver, work: AsyncIterable<unknown>): Promise<{ beyond: string[]; changed: number }> {
    const before = await reachesIn(acme)
    const existing = new Set((await acme.em().find(Workspace, {})).map(({ id }) => id))
    const own: Reach = before.get(`member ${giver.memberId}`)!
    const beyond: string[] = []
    let [changed, last] = [0, before]
    for await (const _done of work) {
      const now = await reachesIn(acme)
      beyond.push(...givenBeyond(own, before, now, existing))
      if ([...now].some(([name, reach]) => JSON.stringify(last.get(name)) !== JSON.stringify(reach))) changed++
      last = now
    }
    return { beyond, changed }
  }

  /** Each as they were: what one giver changed must not help the next. */
  async function restored(work: () => Promise<void>): Promise<void> {
    const em = acme.em()
    const kept = (await em.find(Membership, {})).map(({ id, role, workspaceIds }) => ({
      id,
      role,
      workspaceIds: workspaceIds ?? null,
    }))
    await work()
    for (const { id, role, workspaceIds } of kept)
      await acme.em().nativeUpdate(Membership, { id }, { role, workspaceIds })
    pm33.api.credentials.forget()
  }

  test('every mutation that says what somebody may do is tried here', () => {
    expect(givingMutations(schema)).toEqual(Object.keys(mutations).sort())
  })

  test('a new one would be missed', () => {
    const grown = buildSchema(
      'type Query { a: Int } input Share { to: Deep } input Deep { workspaceIds: [ID!] } type Mutation { rename(name: String): Int share(input: Share): Int promote(role: String): Int }',
    )
    expect(givingMutations(grown)).toEqual(['promote', 'share'])
  })

  describe.each(Object.keys(mutations))('by %s', (mutation) => {
    test.each(ROLES)('of a %s', async (role) => {
      let changed = 0
      for (const giver of givers.filter((one) => one.role === role)) {
        await restored(async () => {
          const seen = await watch(giver, mutations[mutation]!(giver))
          expect(seen.beyond, `${role} of ${giver.sees?.join() ?? 'all'}`).toEqual([])
          changed += seen.changed
        })
      }
      // Who may give at all does give something: nothing is refused wholesale.
      const gives = mutation === 'decideInteraction' || role === 'admin' || role === 'owner'
      expect(changed > 0).toBe(gives)
    })
  })

  test('by any mutation of the API, with whatever arguments', async () => {
    let state = 20_261_127
    const random = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648
    const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!
    // These end the session that asks.
    const leaving = new Set(['signOut', 'signOutEverywhere'])
    const all = Object.values(schema.getMutationType()!.getFields()).filter(
      ({ name }) => !leaving.has(name),
    ) as GraphQLField<unknown, unknown>[]
    const giver = givers.find(({ role, sees }) => role === 'admin' && sees?.length === 1)!
    await restored(async () => {
      // Few, so that chance often names the giver, or somebody whom the giver may change.
      const ids = [giver.memberId, giver.memberId, others[0]!.memberId, others[1]!.memberId]
        .map((id) => `Member:${id}`)
        .concat(`Workspace:${spaces.a}`, `Workspace:${spaces.b}`)
      for (const field of all) {
        const calls = async function* () {
          for (let i = 0; i < 2; i++) {
            const call = randomCall(field, {
              pick,
              ids,
              texts: ['x', 'mcp:enabled', 'a sentence that is long enough', 'backlog.csv'],
            })
            yield giver.browser.ask(call.query, call.variables)
          }
        }
        expect((await watch(giver, calls())).beyond, field.name).toEqual([])
      }
    })
  })
})

describe.each(ENGINES)('somebody who sees only some workspaces, on %s', (engine) => {
  let pm33: Site
  let acme: TenantInTest
  let narrow: Browser
  let owner: Browser
  let self: string

  const codeOf = ({ errors }: { errors: { extensions: Record<string, unknown> }[] }) =>
    errors[0]?.extensions.code ?? 'ok'
  const inAcme = async (role: Role, workspaceIds: string[] | null = null) => {
    const { email, userId } = await pm33.person(acme, role)
    await acme.em().nativeUpdate(Membership, { user: userId }, { workspaceIds })
    const browser = new Browser(pm33.url)
    await browser.signIn(email)
    return { email, browser, id: `Member:${(await acme.em().findOneOrFail(Membership, { user: userId })).id}` }
  }
  const CHANGE =
    'mutation ($id: ID!, $role: Role, $workspaceIds: [ID!], $allWorkspaces: Boolean) { changeMember(id: $id, role: $role, workspaceIds: $workspaceIds, allWorkspaces: $allWorkspaces) { id } }'

  beforeAll(async () => {
    pm33 = await site(engine)
    acme = await pm33.world.tenant('Acme', 'viewer')
    const shop = await acme.workspace('Shop')
    await acme.workspace('Till')
    ;({ browser: owner } = await inAcme('owner'))
    ;({ browser: narrow, id: self } = await inAcme('admin', [shop.id]))
  })
  afterAll(() => pm33.close())

  test('does not widen themselves, and is told who can', async () => {
    expect((await narrow.ask(CHANGE, { id: self, allWorkspaces: true })).errors[0]).toMatchObject({
      message:
        'You cannot grant access to workspaces that you cannot see. Choose from yours, or ask an admin who can see them all.',
      extensions: { code: 'FORBIDDEN' },
    })
    expect((await narrow.ask('{ workspaces { nodes { key } } viewer { allWorkspaces } }')).data).toEqual({
      workspaces: { nodes: [{ key: 'shop' }] },
      viewer: { allWorkspaces: false },
    })
    expect(codeOf(await owner.ask(CHANGE, { id: self, workspaceIds: ['shop', 'till'] }))).toBe('ok')
    expect(codeOf(await narrow.ask(CHANGE, { id: self, workspaceIds: ['shop'] }))).toBe('ok')
    expect(codeOf(await narrow.ask(CHANGE, { id: self, workspaceIds: ['till'] }))).toBe('BAD_USER_INPUT')
  })

  test('invites to what they see when they name nothing', async () => {
    const { data } = await narrow.ask<{ inviteMember: { link: string } }>(
      'mutation { inviteMember(email: "nina@example.test", role: admin) { link } }',
    )
    const nina = new Browser(pm33.url)
    await nina.ask(
      'mutation ($token: String!) { acceptInvite(token: $token, name: "Nina", password: "correct horse battery staple") { email } }',
      { token: data!.inviteMember.link.split('#')[1] },
    )
    expect((await nina.ask('{ viewer { role } workspaces { nodes { key } } }')).data).toEqual({
      viewer: { role: 'admin' },
      workspaces: { nodes: [{ key: 'shop' }] },
    })
  })

  test('neither changes nor removes nor lets in somebody who sees more, nor takes their invitation away', async () => {
    const { id } = await inAcme('viewer')
    for (const mutation of [
      CHANGE,
      'mutation ($id: ID!) { removeMember(id: $id) }',
      'mutation ($id: ID!) { memberResetLink(id: $id) }',
    ]) {
      expect((await narrow.ask(mutation, { id, role: 'member' })).errors[0]).toMatchObject({
        message: 'This person has access to workspaces that you cannot see. Ask an admin who can see them all.',
        extensions: { code: 'FORBIDDEN' },
      })
    }
    const { data } = await narrow.ask<{ members: { id: string; mayChange: boolean }[] }>('{ members { id mayChange } }')
    expect(
      data!.members
        .filter((member) => [id, self].includes(member.id))
        .map(({ mayChange }) => mayChange)
        .sort(),
    ).toEqual([false, true])
    const invited = await owner.ask<{ inviteMember: { invite: { id: string } } }>(
      'mutation { inviteMember(email: "otto@example.test", role: viewer) { invite { id } } }',
    )
    expect(
      codeOf(await narrow.ask('mutation { inviteMember(email: "otto@example.test", role: viewer) { link } }')),
    ).toBe('FORBIDDEN')
    expect(
      codeOf(await narrow.ask('mutation ($id: ID!) { cancelInvite(id: $id) }', invited.data!.inviteMember.invite)),
    ).toBe('FORBIDDEN')
  })

  test('does not say which workspace the keys and apps of people who see more answer for', async () => {
    const wide = await inAcme('admin')
    const made = await wide.browser.ask<{ createApiKey: { apiKey: { id: string } } }>(
      'mutation { createApiKey(input: { name: "theirs" }) { apiKey { id } } }',
    )
    const { id } = made.data!.createApiKey.apiKey
    const app = new App(pm33)
    await app.connect(wide.browser)
    const { data } = await wide.browser.ask<{ connections: { id: string; isViewer: boolean }[] }>(
      '{ connections { id isViewer } }',
    )
    const connection = data!.connections.find(({ isViewer }) => isViewer)!.id
    const SET_KEY = 'mutation ($id: ID!) { setApiKeyWorkspace(id: $id, workspaceId: "shop") { id } }'
    const SET_APP = 'mutation ($id: ID!) { setConnectionWorkspace(id: $id, workspaceId: "shop") { id } }'
    expect(codeOf(await narrow.ask(SET_KEY, { id }))).toBe('FORBIDDEN')
    expect(codeOf(await narrow.ask(SET_APP, { id: connection }))).toBe('FORBIDDEN')
    expect(codeOf(await wide.browser.ask(SET_KEY, { id }))).toBe('ok')
    expect(codeOf(await wide.browser.ask(SET_APP, { id: connection }))).toBe('ok')
    // To end one is for every admin.
    expect(codeOf(await narrow.ask('mutation ($id: ID!) { revokeApiKey(id: $id) { id } }', { id }))).toBe('ok')
  })

  test('a workspace that is deleted is nobody’s any more, and stands in no way', async () => {
    await acme.workspace('Short')
    const { id } = await inAcme('viewer')
    expect(codeOf(await owner.ask(CHANGE, { id, workspaceIds: ['shop', 'short'] }))).toBe('ok')
    expect(codeOf(await narrow.ask(CHANGE, { id, role: 'member' }))).toBe('FORBIDDEN')
    expect(codeOf(await owner.ask('mutation { deleteWorkspace(id: "short") { key } }'))).toBe('ok')
    expect(codeOf(await narrow.ask(CHANGE, { id, role: 'member' }))).toBe('ok')
  })

  test('an organization keeps an owner who sees all of it', async () => {
    const me = (
      await owner.ask<{ members: { id: string; isViewer: boolean }[] }>('{ members { id isViewer } }')
    ).data!.members.find(({ isViewer }) => isViewer)!
    expect((await owner.ask(CHANGE, { id: me.id, workspaceIds: ['shop'] })).errors[0]).toMatchObject({
      message:
        'This is the only owner with access to all workspaces. Give another owner access to all workspaces first.',
      extensions: { code: 'CONFLICT' },
    })
    const { id } = await inAcme('owner', [(await acme.em().findOneOrFail(Workspace, { key: 'shop' })).id])
    expect(codeOf(await owner.ask('mutation ($id: ID!) { removeMember(id: $id) }', { id: me.id }))).toBe('CONFLICT')
    expect(codeOf(await owner.ask(CHANGE, { id, allWorkspaces: true }))).toBe('ok')
    expect(codeOf(await owner.ask(CHANGE, { id: me.id, workspaceIds: ['shop'] }))).toBe('ok')
  })
})
