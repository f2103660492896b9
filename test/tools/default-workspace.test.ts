import { afterAll, beforeAll, expect, test } from 'vitest'
import { ApiKey, Workspace } from '../../api/identity/entity.ts'
import { adapter, claude, type AdapterInTest } from '../claude.ts'
import { givenItems, world, type Ask, type TenantInTest, type World } from '../world.ts'

let pm33: World
let mcp: AdapterInTest
let acme: TenantInTest
let owner: Ask
let shop: Workspace
let warehouse: Workspace

beforeAll(async () => {
  pm33 = await world()
  acme = await pm33.tenant('Acme')
  shop = await acme.workspace('Shop')
  warehouse = await acme.workspace('Warehouse')
  await givenItems(acme, shop, [{ key: 'SHOP-1' }])
  owner = pm33.person(acme, 'owner')
  mcp = await adapter(pm33)
})
afterAll(async () => {
  await mcp?.close()
  await pm33?.close()
})

async function asked(key: string, args: Record<string, unknown> = {}) {
  const client = await claude(mcp, key)
  const answer = await client.call<{ items: { key: string }[]; warnings?: string[] }>('query_backlog', args)
  await client.close()
  return answer
}

/** A key, and the id by which a person manages it. */
async function keyFor(...workspaces: Workspace[]): Promise<{ key: string; id: string }> {
  const key = await acme.key(workspaces.length ? { workspaceIds: workspaces.map(({ id }) => id) } : {})
  const rows = await acme.em().find(ApiKey, {}, { orderBy: { id: 'asc' } })
  return { key, id: rows.find(({ hint }) => hint.endsWith(key.slice(-4)))!.id }
}

const SET =
  'mutation($id: ID!, $workspaceId: ID) { setApiKeyWorkspace(id: $id, workspaceId: $workspaceId) { defaultWorkspaceId } }'
const about = (key: string) => `Used workspace ${key}, because none was named. To use another one, pass workspaceId.`

test('the only workspace with a backlog answers a question that names none, and the answer says so', async () => {
  const { key } = await keyFor()
  const { data, text } = await asked(key)
  expect(data.items).toMatchObject([{ key: 'SHOP-1' }])
  expect(data.warnings).toContain(about('shop'))
  expect(text).toContain(about('shop'))
  expect((await asked(key, { workspaceId: 'shop' })).text).not.toContain('This is about')
})

test('with two backlogs a question names one, or the key has a default', async () => {
  await givenItems(acme, warehouse, [{ key: 'WARE-1' }])
  const { key, id } = await keyFor()
  expect((await asked(key)).text).toMatch(/^WORKSPACE_REQUIRED/)
  expect((await owner(SET, { id, workspaceId: 'warehouse' })).data).toEqual({
    setApiKeyWorkspace: { defaultWorkspaceId: `Workspace:${warehouse.id}` },
  })
  const { data, text } = await asked(key)
  expect(data.items).toMatchObject([{ key: 'WARE-1' }])
  expect(text).toContain(about('warehouse'))
  expect((await asked(key, { workspaceId: 'shop' })).data.items).toMatchObject([{ key: 'SHOP-1' }])
  await owner(SET, { id, workspaceId: null })
  expect((await asked(key)).text).toMatch(/^WORKSPACE_REQUIRED/)
})

test('a default lies within what the key can open, and one that has gone counts as none', async () => {
  const third = await acme.workspace('Third')
  const { key, id } = await keyFor(shop, third)
  const refused = await owner(SET, { id, workspaceId: 'warehouse' })
  expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' })
  await givenItems(acme, third, [{ key: 'THIRD-1' }])
  await owner(SET, { id, workspaceId: 'third' })
  expect((await asked(key)).data.items).toMatchObject([{ key: 'THIRD-1' }])
  const stranger = pm33.person(await pm33.tenant('Other'), 'owner')
  expect((await stranger(SET, { id, workspaceId: null })).errors?.[0]?.extensions).toMatchObject({ code: 'NOT_FOUND' })
  const deleted = await owner<{ deleteWorkspace: object | null }>('mutation { deleteWorkspace(id: "third") { name } }')
  expect(deleted.errors).toBeUndefined()
  // The only one that is left to the key.
  expect((await asked(key)).data.items).toMatchObject([{ key: 'SHOP-1' }])
})

test('competitive_analysis looks for items where every question does, and says where', async () => {
  const changes = [
    'createCompetitor(input: { name: "Norda", category: direct }) { name }',
    'createCapability(input: { name: "Gift cards", own: none }) { name }',
    'recordClaim(input: { competitorId: "norda", capabilityId: "gift cards", statement: "Sells them", level: full, source: "Shop", capturedAt: "2026-10-01" }) { key }',
    'linkItemsToCapability(workspaceId: "shop", id: "Gift cards", itemIds: ["SHOP-1"]) { name }',
  ]
  for (const change of changes) expect((await owner(`mutation { ${change} }`)).errors).toBeUndefined()
  const { key, id } = await keyFor()
  await owner(SET, { id, workspaceId: 'shop' })
  const client = await claude(mcp, key)
  const gaps = await client.call<{ gaps: { linkedItems: string[] }[]; warnings?: string[] }>('competitive_analysis', {
    focus: 'gaps',
  })
  expect(gaps.data.gaps.map(({ linkedItems }) => linkedItems)).toEqual([['SHOP-1']])
  expect(gaps.data.warnings).toContain(
    'Only items of the workspace shop were considered, because none was named. For another one, pass workspaceId.',
  )
  const named = await client.call<{ gaps: object[] }>('competitive_analysis', { focus: 'gaps', itemIds: ['SHOP-1'] })
  expect([named.isError, named.data.gaps.length]).toEqual([false, 1])
  const prd = await client.call('generate_prd', { epicId: 'SHOP-1', dryRun: true })
  expect(prd.text).toMatch(/^WORKSPACE_REQUIRED/)
  await client.close()
})

test('a workspace goes by its key, its ID, or its name in any case; another tenant’s does not exist', async () => {
  const large = await pm33.tenant('Large')
  const web = await large.workspace('Web Shop')
  await givenItems(large, web, [{ key: 'WEB-1' }])
  for (let at = 1; at <= 12; at++) await large.workspace(`Depot ${at}`)
  const other = await large.workspace('Elsewhere')
  await givenItems(large, other, [{ key: 'ELSE-1' }])
  const client = await claude(mcp, await large.key())
  const keysIn = async (workspaceId: string) => {
    const { data, isError, text } = await client.call<{ items: { key: string }[] }>('query_backlog', { workspaceId })
    expect(isError, text).toBe(false)
    return data.items.map(({ key }) => key)
  }
  const rename = (of: Workspace, name: string) => large.em().nativeUpdate(Workspace, { id: of.id }, { name })
  for (const named of [' WEB SHOP ', 'Web-Shop', web.id, `Workspace:${web.id}`])
    expect(await keysIn(named)).toEqual(['WEB-1'])

  const unknown = await client.call('query_backlog', { workspaceId: 'web shops' })
  const lines = unknown.text.split('\n')
  expect(lines[0]).toBe('NOT_FOUND: Workspace "web shops" was not found.')
  expect(lines.filter((line) => line.includes(' | '))).toHaveLength(10)
  expect(lines.find((line) => line.includes(' | '))).toBe('web-shop | Web Shop')
  expect(unknown.text).toContain(
    'Next: If one of these is meant, call again with its key as workspaceId. If not, ask the user. These are 10 of 14; the others can be named, too.',
  )
  const foreign = await client.call('query_backlog', { workspaceId: warehouse.id })
  expect(foreign.text).toMatch(/^NOT_FOUND: Workspace "[0-9a-f-]{36}" was not found\.\n/)
  expect(foreign.text).not.toContain('Warehouse')

  await rename(other, 'web shop')
  expect(await keysIn('Web Shop')).toEqual(['WEB-1'])
  expect(await keysIn('web shop')).toEqual(['ELSE-1'])
  const ambiguous = await client.call('query_backlog', { workspaceId: 'WEB SHOP' })
  expect(ambiguous.text).toMatch(
    /^WORKSPACE_REQUIRED: There are 2 workspaces named "WEB SHOP"\. Use the key of one of them\.\n/,
  )
  expect(ambiguous.text.split('\n').filter((line) => line.includes(' | '))).toEqual([
    'web-shop | Web Shop',
    'elsewhere | web shop',
  ])
  await client.close()
})

test('a name of one word that is also a key belongs to no workspace by itself', async () => {
  const twins = await pm33.tenant('Twins')
  const first = await twins.workspace('Shop')
  const second = await twins.workspace('Shop 2')
  const rename = (of: Workspace, name: string) => twins.em().nativeUpdate(Workspace, { id: of.id }, { name })
  const ask = pm33.person(twins, 'owner')
  const found = async (id: string) => {
    const { data, errors } = await ask<{ workspace: { key: string } | null }>(
      'query($id: ID!) { workspace(id: $id) { key } }',
      { id },
    )
    const { code, workspaces } = (errors?.[0]?.extensions ?? {}) as { code?: string; workspaces?: { key: string }[] }
    return data?.workspace?.key ?? [code, workspaces?.map(({ key }) => key).sort()]
  }
  await rename(second, 'Shop')
  expect(await found('Shop')).toEqual(['WORKSPACE_REQUIRED', ['shop', 'shop-2']])
  expect(await found('SHOP')).toEqual(['WORKSPACE_REQUIRED', ['shop', 'shop-2']])
  expect(await found('shop')).toBe('shop')
  expect(await found('shop-2')).toBe('shop-2')
  const gone = await ask('mutation { deleteWorkspace(id: "Shop") { name } }')
  expect(gone.errors?.[0]?.extensions).toMatchObject({ code: 'WORKSPACE_REQUIRED' })
  // The key stays what the first name made it.
  await rename(first, 'Store')
  expect(await found('Shop')).toBe('shop-2')
  expect(await found('shop')).toBe('shop')
  expect(await found('Store')).toBe('shop')
})

test('a key for some workspaces names and lists those alone', async () => {
  const { key } = await keyFor(shop)
  const { text } = await asked(key, { workspaceId: 'warehouse' })
  expect(text).toMatch(/^NOT_FOUND: Workspace "warehouse" was not found\.\n/)
  expect(text.split('\n').filter((line) => line.includes(' | '))).toEqual(['shop | Shop'])
  const { error } = await mcp.ask(key, 'resources/read', { uri: 'pm33://backlog/Warehouse/summary' })
  expect(error!.message).toBe('Workspace "Warehouse" was not found. Workspaces: shop.')
  const named = await mcp.ask(key, 'resources/read', { uri: 'pm33://backlog/SHOP/summary' })
  expect(JSON.stringify(named.result)).toContain('SHOP')
})

test('changes never use a default', async () => {
  const saved = await owner('mutation { deleteScenario(id: "Plan") }')
  expect(saved.errors?.[0]?.extensions).toMatchObject({ code: 'WORKSPACE_REQUIRED' })
})
