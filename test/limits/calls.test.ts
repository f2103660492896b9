import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { LIMITS, type LimitOverrides } from '../../api/identity/credentials/limits.ts'
import { McpSession } from '../../api/identity/entity.ts'
import { testOn } from '../depth.ts'
import { adapter, claude, ERAS, type AdapterInTest } from '../claude.ts'
import { asOwner, newDatabase } from '../servers/databases.ts'
import type { DatabaseLocation } from '../../api/data/database.ts'
import { givenShop } from '../shop.ts'
import { statementsDuring } from '../statements.ts'
import { UNLIMITED } from '../servers/unlimited.ts'
import { ENGINES, world, type TenantInTest, type World } from '../world.ts'

const LIST = { jsonrpc: '2.0', id: 1, method: 'tools/list' }
const calling = (id: number, name: string, args: object = {}) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: args },
})
const INITIALIZE = {
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'script', version: '1' } },
}
const SECONDS = 60
const of = (key: number, tenant = 1_000, address = 1_000, seconds = SECONDS): LimitOverrides => ({
  ...UNLIMITED,
  key: { points: key, seconds },
  tenant: { points: tenant, seconds },
  address: { points: address, seconds },
})

test('a key has 120 calls a minute, an organization 600, and an address without a credential 60', () => {
  expect([LIMITS.key, LIMITS.tenant, LIMITS.address].map(({ points, seconds }) => [points, seconds])).toEqual([
    [120, 60],
    [600, 60],
    [60, 60],
  ])
})

describe.each(ENGINES)('calls are counted on %s', (engine) => {
  const deep = testOn(engine)
  let at: DatabaseLocation
  let pm33: World
  let acme: TenantInTest
  let bolt: TenantInTest
  let mcp: AdapterInTest

  beforeAll(async () => {
    at = await newDatabase(engine)
    pm33 = await world(engine, at)
    acme = await pm33.tenant('Acme')
    await givenShop(acme, await acme.workspace('Shop'))
    bolt = await pm33.tenant('Bolt')
    await bolt.workspace('Shop')
    mcp = await adapter(pm33)
  })
  afterAll(async () => {
    await mcp.close()
    await pm33.close()
  })
  /** On PostgreSQL in the table that nodes share, and counted from zero. */
  const limited = async (limits: LimitOverrides, on: World = pm33) => {
    on.api.identity.serveAt({ publicUrl: 'http://localhost:3033', shared: engine === 'postgres', limits })
    await on.orm.em.getConnection().execute('delete from rate_limit')
    on.api.credentials.forget()
  }
  beforeEach(() => limited(of(1_000)))

  const statusOf = async (key: string, message: unknown = LIST) =>
    (await mcp.send(message, { 'x-api-key': key })).status
  const rate = (response: Response) => response.headers.get('ratelimit')!.replaceAll(/t=\d+/g, 't=…')

  test('a key over its limit is refused until the minute is over, and no other key with it', async () => {
    const [key, other, elsewhere] = [await acme.key(), await acme.key(), await bolt.key()]
    await limited(of(3, 1_000, 1_000, 3))
    const answers = []
    for (let at = 0; at < 4; at++) answers.push(await mcp.send(LIST, { 'x-api-key': key }))
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429])
    expect(answers.map(rate)).toEqual([
      '"key";r=2;t=…, "tenant";r=999;t=…',
      '"key";r=1;t=…, "tenant";r=998;t=…',
      '"key";r=0;t=…, "tenant";r=997;t=…',
      '"key";r=0;t=…',
    ])
    expect(answers[0]!.headers.get('ratelimit-policy')).toBe('"key";q=3;w=3, "tenant";q=1000;w=3')
    const wait = Number(answers[3]!.headers.get('retry-after'))
    expect(wait).toBeGreaterThanOrEqual(1)
    expect(wait).toBeLessThanOrEqual(3)
    expect(await answers[3]!.json()).toEqual({
      jsonrpc: '2.0',
      id: 1,
      error: { code: -32_000, message: `Too many calls. Next: Wait ${wait} s, then call again.` },
    })
    expect([await statusOf(other), await statusOf(elsewhere)]).toEqual([200, 200])
    await pause(wait * 1_000 + 100)
    expect(await statusOf(key)).toBe(200)
  })

  deep.each(ERAS)('a real client (%s) is told in plain words, and can go on elsewhere', async (era) => {
    const key = await acme.key()
    const client = await claude(mcp, key, era)
    await limited(of(2))
    expect((await client.call('query_backlog')).isError).toBe(false)
    await client.call('query_backlog')
    await expect(client.call('query_backlog')).rejects.toThrow(
      /RATE_LIMITED: Too many calls\.[\s\S]*Next: Wait \d+ s, then call again\./,
    )
    await limited(of(1_000))
    expect((await client.call('query_backlog')).isError).toBe(false)
    await client.close()
  })

  deep('a document that is not valid is a call, too', async () => {
    const key = await acme.key()
    await limited(of(2))
    const status = async (query: string) => {
      const { errors } = await pm33.graphql(key, query)
      return errors?.[0]!.extensions.code
    }
    expect([await status('{ nothing }'), await status('{'), await status('{ nothing }')]).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
      'GRAPHQL_PARSE_FAILED',
      'RATE_LIMITED',
    ])
  })

  deep('a refused tool call is a tool’s error, too', async () => {
    const key = await acme.key()
    await limited(of(1))
    await statusOf(key)
    const response = await mcp.send(calling(7, 'query_backlog'), { 'x-api-key': key })
    expect(response.status).toBe(429)
    expect(await response.json()).toMatchObject({
      id: 7,
      result: {
        isError: true,
        _meta: {
          'pm33/error': { code: 'RATE_LIMITED', retryAfterSeconds: Number(response.headers.get('retry-after')) },
        },
      },
    })
  })

  deep('a refused tool call says in the revision that asks for it that it is all of the answer', async () => {
    const key = await acme.key()
    await limited(of(1))
    await statusOf(key)
    const { result } = await mcp.ask(key, 'tools/call', { name: 'query_backlog', arguments: {} })
    expect(result).toMatchObject({ resultType: 'complete', isError: true })
    const older = (await (await mcp.send(calling(7, 'query_backlog'), { 'x-api-key': key })).json()) as {
      result: object
    }
    expect(older.result).not.toHaveProperty('resultType')
  })

  deep('a request without a credential is told what its address has left', async () => {
    await limited(of(1_000, 1_000, 3))
    const response = await mcp.send(LIST, {})
    expect([response.status, response.headers.get('ratelimit-policy'), rate(response)]).toEqual([
      401,
      '"address";q=3;w=60',
      '"address";r=2;t=…',
    ])
  })

  deep('every call of a batch counts, a heavy analysis five times, a notification with its request', async () => {
    const key = await acme.key()
    await limited(of(100))
    const left = async (message: unknown) =>
      Number(/"key";r=(\d+)/.exec((await mcp.send(message, { 'x-api-key': key })).headers.get('ratelimit')!)![1])
    expect(await left([calling(1, 'query_backlog'), calling(2, 'query_backlog'), calling(3, 'query_backlog')])).toBe(97)
    expect(await left(calling(1, 'schedule_portfolio'))).toBe(92)
    expect(await left(calling(1, 'pm33_schedulePortfolio'))).toBe(87)
    expect(await left({ jsonrpc: '2.0', method: 'notifications/initialized' })).toBe(86)
    await limited(of(2))
    expect(
      await statusOf(key, [calling(1, 'query_backlog'), calling(2, 'query_backlog'), calling(3, 'query_backlog')]),
    ).toBe(429)
  })

  test('an organization’s keys share its limit, and a key over its own takes nothing from it', async () => {
    const keys = await Promise.all(Array.from({ length: 3 }, () => acme.key()))
    await limited(of(4, 6))
    for (let at = 0; at < 50; at++) await statusOf(keys[0]!)
    expect([await statusOf(keys[1]!), await statusOf(keys[1]!), await statusOf(keys[2]!)]).toEqual([200, 200, 429])
    expect(await statusOf(await bolt.key())).toBe(200)
  })

  test('GraphQL counts by complexity: 429 with the same headers, and nothing has run', async () => {
    const key = await acme.key({ scopes: ['mcp:enabled', 'backlog:read', 'backlog:write'] })
    await limited(of(10))
    const ask = (query: string) =>
      pm33.api.fetch(
        new Request('http://pm33.test/graphql', {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'x-api-key': key },
          body: JSON.stringify({ query }),
        }),
      )
    expect(rate(await ask('{ viewer { name } }'))).toContain('"key";r=9')
    const large = await ask(
      '{ workspace { backlog(first: 200) { nodes { id key title statusHistory(first: 50) { nodes { at } } } } } }',
    )
    expect(large.status).toBe(200)
    expect(Number(/"key";r=(\d+)/.exec(rate(large))![1])).toBeLessThan(8)
    for (let at = 0; at < 10; at++) await ask('{ viewer { name } }')
    const refused = await ask('mutation { createItem(input: { title: "Too much" }) { id } }')
    expect(refused.status).toBe(429)
    expect(refused.headers.get('retry-after')).toMatch(/^\d+$/)
    expect(await refused.json()).toMatchObject({
      errors: [
        {
          message: expect.stringMatching(
            /^Too many calls from this credential or organization\. Wait \d+ s, then try again\.$/,
          ),
          extensions: { code: 'RATE_LIMITED' },
        },
      ],
    })
    await limited(of(1_000))
    expect(
      JSON.stringify(
        await (await ask('{ workspace { backlog(filter: { search: "Too much" }) { totalCount } } }')).json(),
      ),
    ).toContain('"totalCount":0')
  })

  test('bad and missing credentials are counted by address, of which a good one takes no notice', async () => {
    const key = await acme.key()
    await limited(of(1_000, 1_000, 3))
    const from = (ip: string, headers: Record<string, string>) =>
      mcp
        .fetch(
          new Request('http://localhost:3033/mcp', {
            method: 'POST',
            headers: { 'content-type': 'application/json', accept: 'application/json', ...headers },
            body: JSON.stringify(LIST),
          }),
          { ip },
        )
        .then(({ status, headers: said }) => (said.has('retry-after') ? `${status} later` : String(status)))
    const bad = { 'x-api-key': `pm33_live_${'a'.repeat(49)}` }
    const here = '2001:db8:1:2::'
    expect([await from(`${here}1`, bad), await from(`${here}2`, {}), await from(`${here}3`, bad)]).toEqual([
      '401',
      '401',
      '401',
    ])
    expect([await from(`${here}4`, bad), await from(`${here}5`, {})]).toEqual(['429 later', '429 later'])
    expect([await from(`${here}4`, { 'x-api-key': key }), await from('2001:db8:1:3::1', bad)]).toEqual(['200', '401'])
  })

  test('an expired key is a bad one: nothing renews it', async () => {
    const expired = await acme.key({ expiresAt: new Date(Date.now() - 1_000) })
    await limited(of(1_000, 1_000, 3))
    const statuses = []
    for (let at = 0; at < 4; at++) statuses.push(await statusOf(expired))
    expect(statuses).toEqual([401, 401, 401, 429])
  })

  const alone = async () => {
    const tenant = await pm33.tenant('Alone')
    return { acme: tenant, key: await tenant.key() }
  }

  test('opening sessions without end keeps no more than a hundred of them, and the client goes on', async () => {
    const { acme, key } = await alone()
    const opened: string[] = []
    for (let at = 0; at < 120; at++)
      opened.push((await mcp.send(INITIALIZE, { 'x-api-key': key })).headers.get('mcp-session-id')!)
    expect(await acme.em().count(McpSession, {})).toBe(100)
    for (const id of [opened[0]!, opened.at(-1)!])
      expect(
        (await mcp.send(LIST, { 'x-api-key': key, 'mcp-session-id': id, 'mcp-protocol-version': '2025-11-25' })).status,
      ).toBe(200)
    expect(await acme.em().count(McpSession, {})).toBe(100)
  })

  deep('an owner lowers the limits, within the operator’s', async () => {
    await limited(of(50, 100))
    const owner = pm33.person(bolt, 'owner')
    const set =
      'mutation($perKey: Int) { setCallLimits(perKey: $perKey) { perKey { inForce most own } perOrganization { inForce } } }'
    for (const perKey of [0, 51])
      expect((await owner(set, { perKey })).errors![0]!.message).toBe(
        `perKey: must be 1 to 50, the limit of this installation`,
      )
    expect((await owner<any>(set, { perKey: 2 })).data.setCallLimits).toEqual({
      perKey: { inForce: 2, most: 50, own: 2 },
      perOrganization: { inForce: 100 },
    })
    const [key, others] = [await bolt.key(), await acme.key()]
    expect([await statusOf(key), await statusOf(key), await statusOf(key), await statusOf(others)]).toEqual([
      200, 200, 429, 200,
    ])
    await owner(set, { perKey: null })
    expect(await statusOf(key)).toBe(200)
    expect((await owner<any>('{ callLimits { perKey { own } } }')).data.callLimits.perKey.own).toBeNull()
  })

  if (engine === 'postgres')
    test('no call waits until its count is on the disk; everything else is', async () => {
      const key = await acme.key({ scopes: ['mcp:enabled', 'backlog:read', 'backlog:write'] })
      const written = await statementsDuring(pm33.orm, async () => {
        await statusOf(key)
        await mcp.send(LIST, {})
        await pm33.api.identity.limits.take('sign-in to account', 'somebody')
        const { errors } = await pm33.graphql(key, 'mutation { createItem(input: { title: "Counted" }) { id } }')
        expect(errors).toBeUndefined()
        await pm33.api.audit.flush()
      })
      const counts = written.filter((sql) => /insert into "?rate_limit/i.test(sql))
      const soon = written.filter((sql) => sql.includes("set_config('synchronous_commit', 'off', true)"))
      // Key and organization, an address, a sign-in, and key and organization again.
      expect(counts.map((sql) => soon.includes(sql))).toEqual([true, true, true, false, true, true])
      expect(soon).toHaveLength(5)
      expect(written.some((sql) => /insert into "?backlog_item/.test(sql))).toBe(true)
      expect(written.some((sql) => /insert into "?audit_event/.test(sql))).toBe(true)
      // It is for that one statement: every connection that counted waits again.
      const usual = Array.from({ length: 10 }, () =>
        pm33.orm.em
          .getConnection()
          .execute<{ waits: string }[]>(`select current_setting('synchronous_commit') as waits, pg_sleep(0.05)`),
      )
      expect(new Set((await Promise.all(usual)).map(([row]) => row!.waits))).toEqual(new Set(['on']))
    })

  if (engine === 'postgres')
    test('a light read by a key that is looked up again takes 14 statements at most', async () => {
      const key = await acme.key()
      const read = async () => {
        const { errors } = await pm33.graphql(key, '{ workspace(id: "shop") { backlog(first: 5) { nodes { key } } } }')
        expect(errors).toBeUndefined()
      }
      await read()
      const looked = async () => {
        await pm33.api.credentials.uses.settled()
        await pm33.api.audit.flush()
        pm33.api.credentials.forget()
        return (await statementsDuring(pm33.orm, read)).filter((sql) => !/audit|credential_epoch/.test(sql))
      }
      // Another test's change, heard in the middle, makes one of them look twice.
      const [least] = [await looked(), await looked(), await looked()].toSorted((a, b) => a.length - b.length)
      expect(least!.length, least!.join('\n')).toBeLessThanOrEqual(14)
    })

  if (engine === 'postgres')
    test('a caller in a loop costs the database nothing once it is refused', async () => {
      const key = await acme.key()
      await limited(of(3))
      for (let at = 0; at < 5; at++) await statusOf(key)
      const counted = async () =>
        (
          await pm33.orm.em
            .getConnection()
            .execute<{ points: number }[]>(
              `select points from rate_limit where key like 'key:%' order by points desc limit 1`,
            )
        )[0]!.points
      const before = await counted()
      const refused = await Promise.all(Array.from({ length: 50 }, () => statusOf(key)))
      expect(new Set(refused)).toEqual(new Set([429]))
      expect(await counted()).toBe(before)
    })

  if (engine === 'postgres')
    test('nodes share what they count; a store in trouble leaves each node its own count', async () => {
      const second = await world(engine, at, of(4))
      const beside = await adapter(second)
      try {
        const key = await acme.key()
        await limited(of(4))
        await limited(of(4), second)
        const statuses = []
        for (let at = 0; at < 3; at++)
          for (const node of [mcp, beside]) statuses.push((await node.send(LIST, { 'x-api-key': key })).status)
        expect(statuses).toEqual([200, 200, 200, 200, 429, 429])
        const other = await acme.key()
        await asOwner(at, pm33.orm, 'alter table rate_limit rename to rate_limit_away')
        const alone = []
        for (let at = 0; at < 6; at++) alone.push(await statusOf(other))
        expect(alone).toEqual([200, 200, 200, 200, 429, 429])
      } finally {
        await asOwner(at, pm33.orm, 'alter table if exists rate_limit_away rename to rate_limit')
        await beside.close()
        await second.close()
      }
    })
})
