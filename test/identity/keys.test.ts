import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Membership, User } from '../../api/identity/entity.ts'
import { isWellFormedApiKey } from '../../api/identity/keys/api-key.ts'
import { world, type Ask, type TenantInTest, type World } from '../world.ts'

const DAY = 86_400_000
const NINE = [
  'mcp:enabled',
  'backlog:read',
  'optimize:read',
  'velocity:read',
  'competitive:read',
  'strategy:read',
  'scheduling:read',
  'scenarios:read',
  'prd:write',
]

describe('API keys', () => {
  let pm33: World
  let acme: TenantInTest
  let console: Ask

  beforeAll(async () => {
    pm33 = await world('postgres')
    acme = await pm33.tenant('Acme')
    console = pm33.operator(acme)
    await acme.workspace('Shop')
    await acme.workspace('Lab')
  })
  afterAll(() => pm33.close())

  const create = (input: object, ask = console) =>
    ask<any>(
      'mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { key apiKey { id name hint actsFor scopes surfaces workspaceIds state expiresAt lastUsedAt } } }',
      { input },
    )
  const listed = async (id: string) =>
    (await console<any>('{ apiKeys { id state lastUsedAt revokedAt } }')).data!.apiKeys.find(
      (key: { id: string }) => key.id === id,
    )
  const opens = async (key: string) =>
    (await pm33.graphql<any>(key, '{ viewer { name } }')).errors?.[0]?.extensions ?? 'opens'

  test('of many, all that work are listed, and at most 500 of them work', async () => {
    const full = await pm33.tenant('Full')
    const owner = pm33.operator(full)
    const many = (count: number, revoked: string) =>
      full.em().execute(
        `insert into api_key (tenant_id, id, hash, hint, name, user_id, scopes, surfaces, created_at, revoked_at)
         select ?::uuid, gen_random_uuid(), gen_random_uuid()::text, 'pm33_live_x…y', 'many', ?::uuid, '["mcp:enabled"]', '["mcp"]', now(), ${revoked}
         from generate_series(1, ${count})`,
        [full.id, full.userId],
      )
    const { data } = await create({ name: 'first' }, owner)
    const { id } = data!.createApiKey.apiKey
    await many(1_000, 'now()')
    const all = (await owner<any>('{ apiKeys { id name } }')).data!.apiKeys
    expect([all.length, all.some((key: { id: string }) => key.id === id)]).toEqual([1_000, true])
    await many(499, 'null')
    expect((await create({ name: 'one more' }, owner)).errors![0]).toMatchObject({
      message: expect.stringContaining('already has 500 active API keys, the maximum'),
      extensions: { code: 'CONFLICT' },
    })
    expect((await owner('mutation ($id: ID!) { revokeApiKey(id: $id) { id } }', { id })).errors).toBeUndefined()
    expect((await create({ name: 'one more' }, owner)).errors).toBeUndefined()
  })

  test('a key is shown once; the list shows its hint', async () => {
    const { data } = await create({ name: ' CI\n' })
    const { key, apiKey } = data!.createApiKey
    expect(isWellFormedApiKey(key)).toBe(true)
    expect(apiKey).toMatchObject({
      name: 'CI',
      hint: `${key.slice(0, 14)}…${key.slice(-4)}`,
      actsFor: 'Acme owner',
      scopes: NINE,
      surfaces: ['mcp'],
      workspaceIds: null,
      state: 'active',
      lastUsedAt: null,
    })
    expect(Math.round((Date.parse(apiKey.expiresAt) - pm33.clock.now().getTime()) / DAY)).toBe(90)
    expect(JSON.stringify((await console('{ apiKeys { id name hint scopes } }')).data)).not.toContain(key.slice(14, -4))
  })

  test('a key opens the surfaces it names and the workspaces it names', async () => {
    const mcp = (await create({ name: 'mcp only' })).data!.createApiKey.key
    expect(await opens(mcp)).toMatchObject({ code: 'UNAUTHENTICATED', reason: 'wrong_surface' })
    const { key, apiKey } = (await create({ name: 'partner', surfaces: ['graphql'], workspaceIds: ['lab'] })).data!
      .createApiKey
    expect(apiKey.workspaceIds).toHaveLength(1)
    expect((await pm33.graphql<any>(key, '{ workspaces { nodes { name } } }')).data!.workspaces.nodes).toEqual([
      { name: 'Lab' },
    ])
    await pm33.api.credentials.uses.settled()
    expect((await listed(apiKey.id)).lastUsedAt).toEqual(expect.any(String))
  })

  test('a call does not wait until the last use of its key is written', async () => {
    const { key, apiKey } = (await create({ name: 'used', surfaces: ['graphql'] })).data!.createApiKey
    const db = acme.db()
    await db.transaction(async () => {
      await db.em.execute('select id from api_key where tenant_id = ? and id = ? for update', [
        acme.id,
        apiKey.id.split(':').at(-1),
      ])
      expect(await opens(key)).toBe('opens')
      expect((await listed(apiKey.id)).lastUsedAt).toBeNull()
    })
    await pm33.api.credentials.uses.settled()
    expect((await listed(apiKey.id)).lastUsedAt).toEqual(expect.any(String))
  })

  test('a revoked key is refused at once, an expired one in time', async () => {
    const one = (await create({ name: 'one', surfaces: ['graphql'] })).data!.createApiKey
    const two = (await create({ name: 'two', surfaces: ['graphql'], expiresInDays: 1 })).data!.createApiKey
    const three = (await create({ name: 'three', surfaces: ['graphql'], expiresInDays: null })).data!.createApiKey
    expect(three.apiKey.expiresAt).toBeNull()
    expect(await Promise.all([one, two, three].map(({ key }) => opens(key)))).toEqual(['opens', 'opens', 'opens'])
    const { data } = await console<any>(`mutation { revokeApiKey(id: "${one.apiKey.id}") { state revokedAt } }`)
    expect(data!.revokeApiKey.state).toBe('revoked')
    expect(await opens(one.key)).toMatchObject({ code: 'UNAUTHENTICATED', reason: 'revoked' })
    expect((await console<any>(`mutation { revokeApiKey(id: "${one.apiKey.id}") { state revokedAt } }`)).data).toEqual(
      data,
    )
    pm33.clock.move(DAY)
    expect(await opens(two.key)).toMatchObject({ code: 'UNAUTHENTICATED', reason: 'expired' })
    expect(await opens(three.key)).toBe('opens')
    expect([(await listed(two.apiKey.id)).state, (await listed(three.apiKey.id)).state]).toEqual(['expired', 'active'])
  })

  test('a key can do no more than its person may do today, and nothing once the person has left', async () => {
    const other = await pm33.tenant('Fleeting')
    const ask = pm33.operator(other)
    const { key, apiKey } = (
      await create({ name: 'writes', surfaces: ['graphql'], scopes: [...NINE, 'backlog:write'] }, ask)
    ).data!.createApiKey
    const scopes = async () => (await pm33.graphql<any>(key, '{ viewer { scopes } }')).data?.viewer.scopes
    expect(await scopes()).toContain('backlog:write')
    await other.em().nativeUpdate(Membership, { user: other.userId }, { role: 'viewer' })
    pm33.api.credentials.forget()
    expect(await scopes()).not.toContain('backlog:write')
    expect(await scopes()).not.toContain('prd:write')
    await other.em().nativeUpdate(User, { id: other.userId }, { disabledAt: pm33.clock.now() })
    pm33.api.credentials.forget()
    expect(await opens(key)).toMatchObject({ code: 'UNAUTHENTICATED', reason: 'no_membership' })
    const states = async () => (await ask<any>('{ apiKeys { id state } }')).data!.apiKeys
    expect(await states()).toEqual([{ id: apiKey.id, state: 'disabled' }])
    await other.em().nativeUpdate(User, { id: other.userId }, { disabledAt: null })
    expect(await states()).toEqual([{ id: apiKey.id, state: 'active' }])
    await other.em().nativeUpdate(Membership, { user: other.userId }, { restrictedAt: pm33.clock.now() })
    expect(await states()).toEqual([{ id: apiKey.id, state: 'disabled' }])
  })

  test.each<[claim: string, input: object, field: string]>([
    ['a key without mcp:enabled', { scopes: ['backlog:read'] }, 'scopes'],
    ['a scope that does not exist', { scopes: ['mcp:enabled', 'everything'] }, 'scopes'],
    ['no surface at all', { surfaces: [] }, 'surfaces'],
    ['no workspace at all', { workspaceIds: [] }, 'workspaceIds'],
    ['a life of no days', { expiresInDays: 0 }, 'expiresInDays'],
    ['a key without a name', { name: ' ' }, 'name'],
  ])('refuses %s and names the field', async (_claim, input, field) => {
    const { errors } = await create({ name: 'bad', ...input })
    expect(errors![0]).toMatchObject({
      path: ['createApiKey'],
      extensions: { code: 'BAD_USER_INPUT', issues: [{ path: ['input', field] }] },
    })
    if (field === 'scopes')
      expect((errors![0]!.extensions.issues as { allowed: string[] }[])[0]!.allowed).toEqual([
        ...NINE,
        'backlog:write',
        'strategy:write',
        'competitive:write',
        'audit:read',
      ])
  })

  test('another tenant’s keys do not exist', async () => {
    const other = await pm33.tenant('Other')
    const { id } = (await create({ name: 'theirs' }, pm33.operator(other))).data!.createApiKey.apiKey
    expect((await console<any>(`mutation { revokeApiKey(id: "${id}") { id } }`)).errors![0]!.extensions).toMatchObject({
      code: 'NOT_FOUND',
    })
    expect((await console<any>(`{ node(id: "${id}") { id } }`)).data).toEqual({ node: null })
    expect(await listed(id)).toBeUndefined()
    expect(
      (await create({ name: 'x', workspaceIds: [(await other.workspace('Theirs')).id] })).errors![0]!.extensions,
    ).toMatchObject({ code: 'NOT_FOUND', kind: 'Workspace' })
  })
})
