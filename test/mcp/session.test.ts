import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Context } from '../../api/data/context.ts'
import { McpSession, Tenant } from '../../api/identity/entity.ts'
import { touchMcpSession } from '../../api/identity/sessions/mcp-session-service.ts'
import { beside } from '../beside.ts'
import { adapter, claude, type AdapterInTest, type Processes } from '../claude.ts'
import { world, type Engine, type TenantInTest, type World } from '../world.ts'

const minutes = (count: number) => count * 60_000
const settings: [Engine, Processes][] = [
  ['embedded', 'one'],
  ['postgres', 'two'],
]

describe.each(settings)('sessions on %s, in %s process(es)', (engine, processes) => {
  let pm33: World
  let mcp: AdapterInTest
  let acme: TenantInTest
  let key: string

  beforeAll(async () => {
    pm33 = await world(engine)
    acme = await pm33.tenant('Acme')
    await acme.workspace('Shop')
    key = await acme.key()
    mcp = await adapter(pm33, processes)
  })
  afterAll(async () => {
    await mcp?.close()
    await pm33?.close()
  })

  const rowOf = (id: string) =>
    acme.em().findOneOrFail(McpSession, { idHash: createHash('sha256').update(id).digest('base64url') })

  test.each(['sdk', 'legacy'] as const)(
    'after 31 idle minutes the session’s data is gone and the %s client goes on',
    async (era) => {
      const client = await claude(mcp, key, era)
      expect(client.sessionId).toMatch(/^[\w-]{32}$/)
      expect(await rowOf(client.sessionId!)).toMatchObject({
        clientName: 'claude-in-test',
        protocolVersion: '2025-11-25',
        endedAt: null,
      })
      pm33.clock.move(minutes(31))
      expect((await client.tools()).length).toBeGreaterThan(0)
      const after = await rowOf(client.sessionId!)
      expect(after).toMatchObject({ clientName: 'claude-in-test', clientVersion: '1.0.0' })
      expect(after.expiresAt.getTime()).toBeGreaterThan(pm33.clock.now().getTime())
      await client.close()
    },
  )

  test('the 2026-07-28 client has no session and does not notice', async () => {
    const client = await claude(mcp, key, 'modern')
    expect(client.sessionId).toBeUndefined()
    pm33.clock.move(minutes(31))
    expect((await client.tools()).length).toBeGreaterThan(0)
    await client.close()
  })

  test('a busy session slides: half an hour counts from the last request', async () => {
    const client = await claude(mcp, key, 'sdk')
    for (let round = 0; round < 3; round++) {
      pm33.clock.move(minutes(20))
      await client.tools()
    }
    expect(await rowOf(client.sessionId!)).toMatchObject({ clientName: 'claude-in-test' })
    await client.close()
  })

  test('a session of a client at work is written to once a minute, and ends at once when its client says so', async () => {
    const client = await claude(mcp, key, 'sdk')
    const id = client.sessionId!
    const opened = (await rowOf(id)).lastSeenAt.getTime()
    const seenAfter = async (seconds: number) => {
      pm33.clock.move(seconds * 1_000)
      await client.tools()
      return Math.floor(((await rowOf(id)).lastSeenAt.getTime() - opened) / 60_000)
    }
    expect([await seenAfter(20), await seenAfter(20), await seenAfter(30), await seenAfter(20)]).toEqual([0, 0, 1, 1])
    await client.end()
    pm33.clock.move(6_000)
    const ended = await mcp.send(
      { jsonrpc: '2.0', id: 1, method: 'tools/list' },
      { 'x-api-key': key, 'mcp-session-id': id },
    )
    expect(ended.status).toBe(404)
  })

  test('a session that its client ended is not found', async () => {
    const client = await claude(mcp, key, 'sdk')
    const id = client.sessionId!
    await client.end()
    const response = await mcp.send(
      { jsonrpc: '2.0', id: 1, method: 'tools/list' },
      { 'x-api-key': key, 'mcp-session-id': id },
    )
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({
      error: { code: -32_001, message: expect.stringContaining('initialize again') },
    })
  })

  test('another caller’s session is not found, and stays alive for its owner', async () => {
    const client = await claude(mcp, key, 'sdk')
    const headers = { 'x-api-key': await acme.key(), 'mcp-session-id': client.sessionId! }
    expect((await mcp.send({ jsonrpc: '2.0', id: 1, method: 'tools/list' }, headers)).status).toBe(404)
    expect((await mcp.send('', headers, { method: 'DELETE', body: null })).status).toBe(404)
    expect((await client.tools()).length).toBeGreaterThan(0)
    await client.close()
  })

  test('what nobody came back to is gone, also in an organization that stopped using PM33', async () => {
    const quiet = await pm33.tenant('Quiet')
    await quiet.workspace('One')
    const client = await claude(mcp, await quiet.key(), 'sdk')
    await client.close()
    const left = () => quiet.em().count(McpSession, {})
    pm33.clock.move(minutes(60))
    await pm33.api.identity.sweep()
    expect(await left()).toBe(1)
    pm33.clock.move(minutes(24 * 60))
    await pm33.api.identity.sweep()
    expect(await left()).toBe(0)
  })

  if (engine === 'postgres')
    test('two calls at once in a session that nobody remembers: both go on in it', async () => {
      const context = { db: acme.db(), now: pm33.clock.now } as Context
      const other = await beside(acme)
      const at = pm33.clock.now()
      const hash = createHash('sha256').update('of last week').digest('base64url')
      await other.run(
        'insert into mcp_session (tenant_id, id, id_hash, subject, last_seen_at, expires_at, created_at) values (?, gen_random_uuid(), ?, ?, ?, ?, ?)',
        [acme.id, hash, 'key:ada', at, new Date(at.getTime() + minutes(30)), at],
      )
      const second = touchMcpSession(context, 'key:ada', 'of last week')
      await other.waitedFor()
      await other.commit()
      expect(await second).toEqual({ state: 'active', clientName: null })
      expect(await touchMcpSession(context, 'key:bo', 'of last week')).toEqual({ state: 'foreign', clientName: null })
    })

  test('a client that drops the session header is served all the same', async () => {
    expect((await mcp.send({ jsonrpc: '2.0', id: 1, method: 'tools/list' }, { 'x-api-key': key })).status).toBe(200)
  })

  test('a tenant that asks for the strict answer gets 404 after expiry', async () => {
    const strict = await pm33.tenant('Strict')
    await strict.workspace('One')
    await strict.em().nativeUpdate(Tenant, { tenantId: strict.id }, { sessionStrict: true })
    const client = await claude(mcp, await strict.key(), 'legacy')
    pm33.clock.move(minutes(31))
    await expect(client.tools()).rejects.toThrow()
    await client.close().catch(() => undefined)
  })
})
