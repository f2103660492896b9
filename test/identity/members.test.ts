import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { Invite } from '../../api/identity/people/people-entity.ts'
import { ROLES, type Role } from '../../api/identity/scope.ts'
import type { TenantInTest } from '../world.ts'
import { Browser } from '../oauth/browser.ts'
import { App, signedIn } from '../oauth/client.ts'
import { site, type Site } from '../oauth/server.ts'

interface Member {
  id: string
  email: string
  role: Role
  isViewer: boolean
}

let pm33: Site
let acme: TenantInTest
const people = {} as Record<Role, { email: string; userId: string; browser: Browser }>

beforeAll(async () => {
  pm33 = await site()
  acme = await pm33.world.tenant('Acme', 'viewer')
  await acme.workspace('Shop')
  for (const role of ROLES) {
    const person = await pm33.person(acme, role)
    people[role] = { ...person, browser: await signedIn(pm33, person.email) }
  }
})
afterAll(() => pm33.close())

const members = async () =>
  (await people.owner.browser.ask<{ members: Member[] }>('{ members { id email role isViewer } }')).data!.members
const memberOf = async (email: string) => (await members()).find((member) => member.email === email)!.id
const codeOf = ({ errors }: { errors: { extensions: Record<string, unknown> }[] }) => errors[0]?.extensions.code ?? 'ok'

const INVITE = 'mutation ($email: String!, $role: Role!) { inviteMember(email: $email, role: $role) { link } }'
const CHANGE =
  'mutation ($id: ID!, $role: Role, $workspaceIds: [ID!], $allWorkspaces: Boolean) { changeMember(id: $id, role: $role, workspaceIds: $workspaceIds, allWorkspaces: $allWorkspaces) { role workspaceIds } }'
const REMOVE = 'mutation ($id: ID!) { removeMember(id: $id) }'
const RESET = 'mutation ($id: ID!) { memberResetLink(id: $id) }'

test('privacy: An invitation that nobody accepted is deleted a day after it expires.', async () => {
  const email = 'late@example.test'
  await people.owner.browser.ask(INVITE, { email, role: 'viewer' })
  const keptAfter = async (hours: number) => {
    await acme.em().nativeUpdate(Invite, { email }, { expiresAt: new Date(Date.now() - hours * 3_600_000) })
    await pm33.api.identity.sweep()
    return (await acme.em().count(Invite, { email })) === 1
  }
  expect(await keptAfter(23)).toBe(true)
  expect(await keptAfter(25)).toBe(false)
})

test('what cannot be deleted for one organization is deleted for every other', async () => {
  const { credentials, identity } = pm33.api
  const both = [acme, await pm33.world.tenant('Bolt', 'viewer')]
  for (const broken of both) {
    const other = both.find((tenant) => tenant !== broken)!
    const em = other.em()
    const expiresAt = new Date(Date.now() - 25 * 3_600_000)
    em.create(Invite, {
      hash: randomUUID(),
      email: 'late@example.test',
      role: 'viewer',
      invitedBy: 'Alex',
      expiresAt,
    })
    await em.flush()
    const standingIn = vi.spyOn(credentials, 'standingIn').mockImplementation((id) => {
      if (id === broken.id) throw new Error('refused')
      return other.em()
    })
    try {
      await expect(identity.sweep()).rejects.toThrow(`for the organization ${broken.id}`)
    } finally {
      standingIn.mockRestore()
    }
    expect(await other.em().count(Invite, { email: 'late@example.test' })).toBe(0)
  }
})

describe('who may do what about people', () => {
  const operations: [
    name: string,
    ask: (browser: Browser) => Promise<{ errors: { extensions: Record<string, unknown> }[] }>,
  ][] = [
    ['see members', (browser) => browser.ask('{ members { id } }')],
    ['see invitations', (browser) => browser.ask('{ invites { id } }')],
    ['invite', (browser) => browser.ask(INVITE, { email: `${crypto.randomUUID()}@example.test`, role: 'viewer' })],
    [
      'change a role',
      async (browser) => browser.ask(CHANGE, { id: await memberOf(people.viewer.email), role: 'viewer' }),
    ],
    ['make a way back in', async (browser) => browser.ask(RESET, { id: await memberOf(people.viewer.email) })],
    [
      'remove',
      async (browser) => {
        const { email } = await pm33.person(acme, 'viewer')
        return browser.ask(REMOVE, { id: await memberOf(email) })
      },
    ],
  ]

  test.each(operations)('%s: administrators and owners', async (_name, ask) => {
    const codes = []
    for (const role of ROLES) codes.push([role, codeOf(await ask(people[role].browser))])
    expect(codes).toEqual([
      ['viewer', 'FORBIDDEN'],
      ['member', 'FORBIDDEN'],
      ['admin', 'ok'],
      ['owner', 'ok'],
    ])
  })

  test('no key manages people, whatever its scopes', async () => {
    const { errors } = await pm33.world.graphql(await acme.key(), '{ members { id } }')
    expect(errors![0]!.message).toBe('Cannot query field "members" on type "Query".')
  })
})

describe('nobody gives more than they have', () => {
  test('an administrator makes no owner, and touches none', async () => {
    const admin = people.admin.browser
    expect(codeOf(await admin.ask(INVITE, { email: 'new@example.test', role: 'owner' }))).toBe('FORBIDDEN')
    expect(codeOf(await admin.ask(CHANGE, { id: await memberOf(people.member.email), role: 'owner' }))).toBe(
      'FORBIDDEN',
    )
    for (const operation of [CHANGE, REMOVE, RESET])
      expect(codeOf(await admin.ask(operation, { id: await memberOf(people.owner.email), role: 'viewer' }))).toBe(
        'FORBIDDEN',
      )
  })

  test('the only owner stays one', async () => {
    const id = await memberOf(people.owner.email)
    const owner = people.owner.browser
    expect((await owner.ask(CHANGE, { id, role: 'admin' })).errors[0]).toMatchObject({
      message: 'This is the only owner. Make someone else an owner first.',
      extensions: { code: 'CONFLICT' },
    })
    expect(codeOf(await owner.ask(REMOVE, { id }))).toBe('CONFLICT')
    const second = await pm33.person(acme, 'member')
    expect(codeOf(await owner.ask(CHANGE, { id: await memberOf(second.email), role: 'owner' }))).toBe('ok')
    expect(codeOf(await owner.ask(CHANGE, { id: await memberOf(second.email), role: 'member' }))).toBe('ok')
  })

  test('an organization makes no way into an account that also opens another one', async () => {
    const bolt = await pm33.world.tenant('Bolt')
    const shared = await pm33.person(acme, 'member')
    await pm33.person(bolt, 'owner', shared.email)
    expect((await people.owner.browser.ask(RESET, { id: await memberOf(shared.email) })).errors[0]).toMatchObject({
      message: expect.stringContaining('npx pm33 admin reset-link'),
      extensions: { code: 'FORBIDDEN' },
    })
  })
})

test('a member of another organization does not exist here', async () => {
  const bolt = await pm33.world.tenant('Bolt two')
  const stranger = await signedIn(pm33, (await pm33.person(bolt, 'owner')).email)
  const id = await memberOf(people.member.email)
  for (const operation of [CHANGE, REMOVE, RESET])
    expect(codeOf(await stranger.ask(operation, { id, role: 'viewer' }))).toBe('NOT_FOUND')
  expect(
    (await stranger.ask<{ members: Member[] }>('{ members { id email role isViewer } }')).data!.members.map(
      ({ email }) => email,
    ),
  ).not.toContain(people.member.email)
})

test('a role and workspaces change at once, for sessions that are open', async () => {
  const { email } = await pm33.person(acme, 'member')
  const browser = await signedIn(pm33, email)
  const till = await acme.workspace('Till')
  const seen = async () =>
    (
      await browser.ask<{ viewer: { role: string }; workspaces: { nodes: { key: string }[] } }>(
        '{ viewer { role } workspaces { nodes { key } } }',
      )
    ).data!
  expect((await seen()).workspaces.nodes).toHaveLength(2)
  const id = await memberOf(email)
  await people.admin.browser.ask(CHANGE, { id, role: 'viewer', workspaceIds: [`Workspace:${till.id}`] })
  expect(await seen()).toEqual({ viewer: { role: 'viewer' }, workspaces: { nodes: [{ key: 'till' }] } })
  await people.admin.browser.ask(CHANGE, { id, allWorkspaces: true })
  expect((await seen()).workspaces.nodes).toHaveLength(2)
  await people.admin.browser.ask(CHANGE, { id, workspaceIds: ['TILL', till.id] })
  expect((await seen()).workspaces.nodes).toEqual([{ key: 'till' }])
  expect(codeOf(await people.admin.browser.ask(CHANGE, { id, workspaceIds: [crypto.randomUUID()] }))).toBe(
    'BAD_USER_INPUT',
  )
})

test('a key stops when its person is removed', async () => {
  const key = await acme.key()
  expect((await pm33.world.graphql(key, '{ viewer { name } }')).errors).toBeUndefined()
  const { data } = await people.owner.browser.ask<{ members: Member[] }>('{ members { id email role isViewer } }')
  const first = data!.members[0]!
  expect(codeOf(await people.owner.browser.ask(REMOVE, { id: first.id }))).toBe('ok')
  pm33.world.clock.move(6_000)
  expect((await pm33.world.graphql(key, '{ viewer { name } }')).errors![0]!.extensions).toMatchObject({
    code: 'UNAUTHENTICATED',
    reason: 'no_membership',
  })
})

test('inviting a member again is refused, in words', async () => {
  expect(
    (await people.admin.browser.ask(INVITE, { email: people.member.email, role: 'viewer' })).errors[0],
  ).toMatchObject({ message: `${people.member.email} is already a member.`, extensions: { code: 'CONFLICT' } })
})

test('apps of an earlier membership stay ended, also if their tokens could not be deleted', async () => {
  const { email } = await pm33.person(acme, 'member')
  const app = new App(pm33)
  const tokens = await app.connect(await signedIn(pm33, email))
  const { grants } = pm33.api.identity.authorization
  const away = vi.spyOn(grants, 'end').mockRejectedValueOnce(Object.assign(new Error('gone'), { code: '57P01' }))
  expect(codeOf(await people.owner.browser.ask(REMOVE, { id: await memberOf(email) }))).toBe('ok')
  expect(away).toHaveBeenCalled()
  away.mockRestore()
  const { data } = await people.owner.browser.ask<{ inviteMember: { link: string } }>(INVITE, { email, role: 'member' })
  const ACCEPT =
    'mutation ($token: String!) { acceptInvite(token: $token, name: "Back", password: "a sentence of their own") { email } }'
  expect(codeOf(await new Browser(pm33.url).ask(ACCEPT, { token: data!.inviteMember.link.split('#')[1] }))).toBe('ok')
  expect(await app.opens(tokens.access_token)).toBe(401)
  expect(await app.refresh(tokens.refresh_token)).toMatchObject({ status: 400, error: 'invalid_grant' })
})
