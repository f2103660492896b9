import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { adapter, claude, ERAS, type AdapterInTest, type Processes } from './claude.ts'
import { givenShop } from './shop.ts'
import { givenItems, world, type Engine, type TenantInTest, type World } from './world.ts'
import type { Workspace } from '../api/identity/entity.ts'

interface Summary {
  name: string
  backlogSummary: { total: number; open: number; byType: { name: string; items: number }[]; dataVersion: number }
}
interface Listed {
  workspaces: { id: string; key: string; name: string; dataVersion: number; resources: string[] }[]
}

const settings: [Engine, Processes][] = [
  ['embedded', 'one'],
  ['postgres', 'two'],
]

describe.each(settings)('resources on %s, in %s process(es)', (engine, processes) => {
  let pm33: World
  let mcp: AdapterInTest
  let acme: TenantInTest
  let shop: Workspace
  let key: string

  beforeAll(async () => {
    pm33 = await world(engine)
    acme = await pm33.tenant('Acme')
    shop = await acme.workspace('Shop')
    await givenShop(acme, shop)
    key = await acme.key()
    mcp = await adapter(pm33, processes)
  })
  afterAll(async () => {
    await mcp?.close()
    await pm33?.close()
  })

  test.each(ERAS)('the %s client finds the workspaces, follows their links and reads the summary', async (era) => {
    const client = await claude(mcp, key, era)
    expect((await client.resources()).map(({ uri }) => uri)).toContain('pm33://workspaces')
    expect((await client.templates()).map(({ uriTemplate }) => uriTemplate)).toContain(
      'pm33://backlog/{workspaceId}/summary',
    )
    const { data } = await client.read<Listed>('pm33://workspaces')
    expect(data.workspaces[0]!.resources).toEqual(
      (await client.templates())
        .map(({ uriTemplate }) => uriTemplate)
        .filter((uri) => uri.includes('{workspaceId}'))
        .map((uri) => uri.replace('{workspaceId}', shop.id)),
    )
    expect(data.workspaces).toEqual([
      expect.objectContaining({
        id: shop.id,
        key: 'shop',
        name: 'Shop',
        resources: expect.arrayContaining([`pm33://backlog/${shop.id}/summary`]),
      }),
    ])
    const summary = await client.read<Summary>(data.workspaces[0]!.resources.find((uri) => uri.endsWith('/summary'))!)
    expect(summary.data).toMatchObject({
      name: 'Shop',
      backlogSummary: { total: expect.any(Number), done: 1, cancelled: 1 },
    })
    await client.close()
  })

  test('the modern wire says how long each may be kept, and that it is private', async () => {
    const read = async (uri: string) => (await mcp.ask(key, 'resources/read', { uri })).result
    expect(await read('pm33://workspaces')).toMatchObject({ ttlMs: 30_000, cacheScope: 'private' })
    expect(await read(`pm33://backlog/${shop.id}/summary`)).toMatchObject({ ttlMs: 60_000, cacheScope: 'private' })
  })

  test('a write is seen by the next reading', async () => {
    const client = await claude(mcp, key)
    const uri = `pm33://backlog/${shop.id}/summary`
    const before = await client.read<Summary>(uri)
    await givenItems(acme, shop, [{ key: `SHOP-${100 + before.data.backlogSummary.total}` }])
    const after = await client.read<Summary>(uri)
    expect(after.data.backlogSummary.total).toBe(before.data.backlogSummary.total + 1)
    expect(after.data.backlogSummary.dataVersion).toBeGreaterThan(before.data.backlogSummary.dataVersion)
    await client.close()
  })

  test('what one caller read is not served to another', async () => {
    const uri = `pm33://backlog/${shop.id}/summary`
    expect((await mcp.ask(key, 'resources/read', { uri })).result).toBeDefined()
    const without = await acme.key({ scopes: ['mcp:enabled'] })
    expect((await mcp.ask(without, 'resources/read', { uri })).error).toMatchObject({
      data: { code: 'FORBIDDEN', scope: 'backlog:read' },
    })
    const rival = await pm33.tenant('Rival')
    await rival.workspace('Theirs')
    const answer = await mcp.ask(await rival.key(), 'resources/read', { uri })
    expect(answer.error).toMatchObject({ code: -32_602 })
    expect(JSON.stringify(answer)).not.toContain('Shop')
  })

  test('completion finds a workspace behind the first hundred, and says when there are more than it gives', async () => {
    const large = await pm33.tenant('Large')
    for (let at = 0; at < 120; at++) await large.workspace(`Space ${String(at).padStart(3, '0')}`)
    const last = await large.workspace('Zoo')
    const client = await claude(mcp, await large.key())
    const { data } = await client.read<Listed & { more: string }>('pm33://workspaces')
    await client.close()
    expect(data.workspaces).toHaveLength(100)
    expect(data.more).toBe('These are the first 100 by name. Others can be named, too: pass their name, key, or ID.')
    const complete = async (value: string) =>
      (
        await mcp.ask(await large.key(), 'completion/complete', {
          ref: { type: 'ref/resource', uri: 'pm33://backlog/{workspaceId}/summary' },
          argument: { name: 'workspaceId', value },
        })
      ).result!.completion as { values: string[]; total: number; hasMore: boolean }
    expect(await complete('zoo')).toMatchObject({ values: [last.id], total: 1, hasMore: false })
    const spaces = await complete('space')
    expect([spaces.values.length, spaces.total, spaces.hasMore]).toEqual([100, 120, true])
  })

  test.each(ERAS)('completion offers the caller’s own workspaces to the %s client', async (era) => {
    const client = await claude(mcp, key, era)
    const complete = (typed: string) => client.complete('pm33://backlog/{workspaceId}/summary', 'workspaceId', typed)
    expect(await complete('')).toEqual([shop.id])
    expect(await complete('sho')).toEqual([shop.id])
    expect(await complete('elsewhere')).toEqual([])
    await client.close()
  })
})
