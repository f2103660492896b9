import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { BacklogItem } from '../../api/backlog/entity.ts'
import { Membership } from '../../api/identity/entity.ts'
import { beside } from '../beside.ts'
import { givenItems, world, type Ask, type TenantInTest, type World } from '../world.ts'

describe('workspaces, settings and the operator’s room', () => {
  let pm33: World
  let acme: TenantInTest
  let ask: Ask

  beforeAll(async () => {
    pm33 = await world('postgres')
  })
  afterAll(() => pm33.close())

  test('the operator makes a tenant, and acts inside the only one without naming it', async () => {
    const operator = pm33.operator()
    expect((await operator<any>('mutation { assume { assertion } }')).errors![0]).toMatchObject({
      message: 'There is no organization yet. Create one with: npx pm33 tenant create NAME --owner EMAIL',
      extensions: { code: 'NOT_FOUND' },
    })
    const made = await operator<any>(
      'mutation { createTenant(name: "Acme", ownerEmail: "Ada@Example.test") { id name } }',
    )
    const { assume } = (await operator<any>('mutation { assume { assertion expiresAt tenantId } }')).data!
    expect(assume.tenantId).toBe(made.data!.createTenant.id)
    const answer = await pm33.api.fetch(
      new Request('http://pm33.test/graphql', {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${pm33.doors.operatorKey}`,
          'x-pm33-caller': assume.assertion,
        },
        body: JSON.stringify({ query: '{ viewer { kind role tenant { name } } }' }),
      }),
    )
    expect(await answer.json()).toEqual({
      data: { viewer: { kind: 'operator', role: 'owner', tenant: { name: 'Acme' } } },
    })
  })

  test('with several tenants the operator must choose, by name or id', async () => {
    acme = await pm33.tenant('Beta')
    ask = pm33.operator(acme)
    const operator = pm33.operator()
    expect(
      (await operator<any>('{ operatorTenants { name } }'))
        .data!.operatorTenants.map(({ name }: { name: string }) => name)
        .sort(),
    ).toEqual(['Acme', 'Beta'])
    expect((await operator<any>('mutation { assume { tenantId } }')).errors![0]!.extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      issues: [{ path: ['tenant'], allowed: expect.arrayContaining(['Acme', 'Beta']) }],
    })
    expect(
      (await operator<any>('mutation { assume(tenant: "Gamma") { tenantId } }')).errors![0]!.extensions,
    ).toMatchObject({ code: 'NOT_FOUND' })
    for (const tenant of ['Beta', acme.id])
      expect(
        (await operator<any>('mutation ($tenant: String) { assume(tenant: $tenant) { tenantId } }', { tenant })).data,
      ).toEqual({ assume: { tenantId: acme.id } })
    expect(
      (await operator<any>('mutation { createTenant(name: "", ownerEmail: "nobody") { id } }')).errors![0]!.extensions,
    ).toMatchObject({ code: 'BAD_USER_INPUT', issues: [{ path: ['name'] }, { path: ['ownerEmail'] }] })
  })

  test('the operator’s room is closed to everybody else', async () => {
    const key = await acme.key({ scopes: ['mcp:enabled', 'backlog:write'] })
    for (const field of [
      'query { operatorTenants { name } }',
      'mutation { assume { tenantId } }',
      'mutation { createTenant(name: "x", ownerEmail: "x@x.test") { id } }',
    ]) {
      const { errors, data } = await pm33.graphql(key, field)
      expect([errors![0]!.message.startsWith('Cannot query field'), data ?? null]).toEqual([true, null])
    }
  })

  test('a workspace is made, renamed and deleted with everything in it', async () => {
    expect(
      (await ask<any>('mutation { createWorkspace(name: "Web Shöp") { key name dataVersion teams { name } } }')).data!
        .createWorkspace,
    ).toEqual({ key: 'web-shop', name: 'Web Shöp', dataVersion: 1, teams: [] })
    expect((await ask<any>('mutation { createWorkspace(name: "Web shop") { key } }')).data!.createWorkspace).toEqual({
      key: 'web-shop-2',
    })
    expect(
      (await ask<any>('mutation { createWorkspace(name: "x", key: "web-shop") { key } }')).errors![0]!.extensions,
    ).toMatchObject({ code: 'CONFLICT', issues: [{ path: ['key'] }] })
    expect(
      (
        await ask<any>(
          'mutation { renameWorkspace(id: "web-shop-2", name: "Lab", key: "lab") { key name dataVersion } }',
        )
      ).data!.renameWorkspace,
    ).toEqual({ key: 'lab', name: 'Lab', dataVersion: 2 })
    await ask(
      'mutation { upsertItems(workspaceId: "lab", items: [{ key: "L-1", title: "a", type: epic, labels: ["x"] }, { key: "L-2", title: "b", parentId: "L-1" }]) { created } addDependency(workspaceId: "lab", item: "L-2", blocker: "L-1") { id } }',
    )
    const gone = await ask<any>('mutation { deleteWorkspace(id: "lab") { key name rows { kind count } } }')
    expect(gone.data!.deleteWorkspace).toEqual({
      key: 'lab',
      name: 'Lab',
      rows: [
        { kind: 'BacklogItem', count: 2 },
        { kind: 'Dependency', count: 1 },
        { kind: 'ItemLabel', count: 1 },
        { kind: 'StatusChange', count: 2 },
      ],
    })
    expect((await ask<any>('{ workspaces { nodes { key } } }')).data!.workspaces.nodes).toEqual([{ key: 'web-shop' }])
    expect(await acme.em().count(BacklogItem)).toBe(0)
  })

  test('whoever sees only some workspaces sees the one they make', async () => {
    const limited = pm33.person(acme, 'admin', [])
    const { data } = await limited<any>('mutation { createWorkspace(name: "Mine") { id key } }')
    expect(data!.createWorkspace.key).toBe('mine')
    expect((await acme.em().findOneOrFail(Membership, { role: 'admin' })).workspaceIds).toEqual([
      data!.createWorkspace.id.replace('Workspace:', ''),
    ])
  })

  test('a list of workspaces that somebody else is changing keeps what they change', async () => {
    const [a, b, c] = [await acme.workspace('List A'), await acme.workspace('List B'), await acme.workspace('List C')]
    const limited = pm33.person(acme, 'member', [a.id, b.id, c.id])
    await limited('{ viewer { kind } }')
    const listed = async () => (await acme.em().findOneOrFail(Membership, { role: 'member' })).workspaceIds
    const other = await beside(acme)
    const set = (ids: string[]) =>
      other.run("update membership set workspace_ids = ?::jsonb where role = 'member'", [JSON.stringify(ids)])
    await set([a.id, c.id])
    const gone = ask('mutation ($id: ID!) { deleteWorkspace(id: $id) { key } }', { id: c.id })
    await other.waitedFor()
    await other.commit()
    expect((await gone).errors).toBeUndefined()
    expect(await listed()).toEqual([a.id])

    const admin = pm33.person(acme, 'admin', [a.id])
    await admin('{ viewer { kind } }')
    const giving = await beside(acme)
    await giving.run(
      "update membership set workspace_ids = workspace_ids || to_jsonb(?::text) where workspace_ids = to_jsonb(array[?::text]) and role = 'admin'",
      [b.id, a.id],
    )
    const made = admin<any>('mutation { createWorkspace(name: "List D") { id } }')
    await giving.waitedFor()
    await giving.commit()
    const id = (await made).data!.createWorkspace.id.replace('Workspace:', '')
    const lists = (await acme.em().find(Membership, { role: 'admin' })).map(({ workspaceIds }) => workspaceIds)
    expect(lists).toContainEqual([a.id, b.id, id])
  })

  test('the life of a session is set for the whole tenant, within bounds', async () => {
    expect(
      (
        await ask<any>(
          'mutation { updateSettings(sessionMinutes: 60, sessionStrict: true) { sessionMinutes sessionStrict } }',
        )
      ).data!.updateSettings,
    ).toEqual({ sessionMinutes: 60, sessionStrict: true })
    expect(
      (await ask<any>('mutation { updateSettings(sessionMinutes: 4) { sessionMinutes } }')).errors![0]!.extensions,
    ).toMatchObject({ code: 'BAD_USER_INPUT', issues: [{ path: ['sessionMinutes'] }] })
    expect((await ask<any>('{ viewer { tenant { sessionMinutes sessionStrict } } }')).data!.viewer.tenant).toEqual({
      sessionMinutes: 60,
      sessionStrict: true,
    })
  })

  test('items of another tenant’s workspace cannot be reached by its key', async () => {
    const other = await pm33.tenant('Other')
    await givenItems(other, await other.workspace('Secret'), [{ key: 'X-1' }])
    for (const mutation of [
      'deleteWorkspace(id: "secret") { key }',
      'renameWorkspace(id: "secret", name: "x") { key }',
      'upsertItems(workspaceId: "secret", items: []) { created }',
    ]) {
      expect((await ask(`mutation { ${mutation} }`)).errors![0]!.extensions).toMatchObject({ code: 'NOT_FOUND' })
    }
  })
})
