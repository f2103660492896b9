import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { lastsUntil, typicalCosts } from '../../api/billing/runway.ts'
import { settle, sweepReservations } from '../../api/billing/ledger-service.ts'
import { priceOf } from '../../api/billing/prices.ts'
import { openConsole } from '../../cli/console.ts'
import { grantCredits, revokeCredits, showBalance } from '../../cli/commands/credits.ts'
import { ENGINES, world, type TenantInTest, type World } from '../world.ts'
import { booksOf, caller, given, ledgerOf, reserved } from './ledger.ts'

describe.each(ENGINES)('billing on %s', (engine) => {
  let pm33: World
  let acme: TenantInTest

  beforeAll(async () => {
    pm33 = await world(engine)
  })
  afterAll(() => pm33.close())

  const owner = () => pm33.operator(acme)
  const spends = async (amount: number, workspaceId: string | null = null, used = amount) =>
    settle(ledgerOf(pm33, acme), await reserved(caller(pm33, acme), { amount, workspaceId }), used, randomUUID())

  test('an organization without credits has nothing, and is not alerted', async () => {
    acme = await pm33.tenant('Acme')
    const { data } = await owner()<any>(
      '{ billing { balance { available reserved debt expiring nextExpiry lastsUntil low costs { p50 } } caps { id } ledger { totalCount nodes { id } } topUpUrl prices { most } } }',
    )
    expect(data.billing).toEqual({
      balance: {
        available: 0,
        reserved: 0,
        debt: 0,
        expiring: 0,
        nextExpiry: null,
        lastsUntil: null,
        low: false,
        costs: [],
      },
      caps: [],
      ledger: {
        totalCount: 0,
        nodes: [],
      },
      topUpUrl: null,
      prices: [{ most: 10 }, { most: 0 }, { most: 5 }],
    })
  })

  test('the ledger is read a page at a time, newest first, and no entry is missed or repeated', async () => {
    acme = await pm33.tenant('Acme')
    for (let at = 0; at < 7; at++) await given(pm33, acme, 10)
    const seen: string[] = []
    let after: string | null = null
    do {
      const answer: any = await owner()(
        'query($after: String) { billing { ledger(first: 3, after: $after) { totalCount nodes { id at } pageInfo { hasNextPage endCursor } } } }',
        { after },
      )
      const { nodes, totalCount, pageInfo } = answer.data.billing.ledger
      expect(totalCount).toBeGreaterThanOrEqual(7)
      seen.push(...nodes.map(({ id }: { id: string }) => id))
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null
      // Written meanwhile: it stands before what was read.
      await given(pm33, acme, 1)
    } while (after)
    expect([seen.length, new Set(seen).size]).toEqual([7, 7])
    for (const [args, code] of [
      ['first: 0', 'BAD_USER_INPUT'],
      ['first: 201', 'BAD_USER_INPUT'],
      ['after: "x"', 'BAD_CURSOR'],
    ]) {
      const { errors } = await owner()(`{ billing { ledger(${args}) { totalCount } } }`)
      expect(errors?.map(({ extensions }) => extensions.code)).toEqual([code])
    }
  })

  test('an admin of some workspaces sees their entries and the organization’s, and no others', async () => {
    acme = await pm33.tenant('Acme')
    const [shop, labs] = [await acme.workspace('Shop'), await acme.workspace('Labs')]
    await given(pm33, acme, 100)
    await spends(3, shop.id)
    await spends(4, labs.id)
    await pm33.operator(acme)(
      'mutation { a: setWorkspaceCreditCap(workspaceId: "shop", monthlyCap: 50) { topUpUrl } b: setWorkspaceCreditCap(workspaceId: "labs", monthlyCap: 60) { topUpUrl } }',
    )
    const some = pm33.person(acme, 'admin', [shop.id])
    const { data } = await some<any>(
      '{ billing { balance { available } caps { name used } ledger { totalCount nodes { kind change workspace } } ledgerCsv } }',
    )
    expect(data.billing).toMatchObject({
      balance: { available: 93 },
      caps: [{ name: 'Shop', used: 3 }],
      ledger: {
        totalCount: 2,
        nodes: [
          { kind: 'settle', change: -3, workspace: 'Shop' },
          { kind: 'grant', change: 100, workspace: null },
        ],
      },
    })
    expect(data.billing.ledgerCsv).not.toContain('Labs')
    const { errors } = await some('mutation { setWorkspaceCreditCap(workspaceId: "labs", monthlyCap: 1) { topUpUrl } }')
    expect(errors![0]!.extensions.code).toBe('NOT_FOUND')
  })

  test('keys have no part in it', async () => {
    acme = await pm33.tenant('Acme')
    const { errors } = await pm33.graphql(await acme.key(), '{ billing { topUpUrl } }')
    expect(errors!.map(({ extensions }) => extensions.code)).toEqual(['GRAPHQL_VALIDATION_FAILED'])
  })

  test('the operator grants, revokes, and reads the balance on the command line; an id counts once', async () => {
    acme = await pm33.tenant('Acme')
    const fetchApi = async (input: string | URL | Request, init?: RequestInit) =>
      pm33.api.fetch(new Request(input, init))
    const link = {
      url: 'http://pm33.test',
      fetch: fetchApi as typeof fetch,
      operatorKey: pm33.doors.operatorKey,
      close: async () => undefined,
    }
    const console = openConsole(link, acme.id)
    const granted = { amount: 500, id: 'plan', expires: '2040-12-31', reason: 'Annual plan' }
    for (let at = 0; at < 2; at++)
      expect(await grantCredits(console, granted)).toBe(
        'Granted 500 credits (ID plan).\n500 credits available, 0 reserved.\n500 credits expire on 2040-12-31.',
      )
    await expect(grantCredits(console, { ...granted, amount: 400 })).rejects.toThrow(
      'This ID was already used for another entry: grant of 500 credits.',
    )
    await expect(grantCredits(console, { amount: 5, expires: '2020-01-01' })).rejects.toThrow(
      'expiresAt: must be in the future',
    )
    await expect(revokeCredits(console, { amount: 501, yes: true })).rejects.toThrow(
      'is more than there is to revoke: 500 credits',
    )
    expect(await revokeCredits(console, { amount: 1, id: 'x', yes: true, json: true })).toContain('"available":499')
    expect(await showBalance(console, {})).toContain('499 credits available, 0 reserved.')
  })

  test('the schedule returns what nobody settled and ends what has expired, in every organization', async () => {
    const all = [await pm33.tenant('Acme'), await pm33.tenant('Bolt')]
    for (const tenant of all) {
      await given(pm33, tenant, 20, { expiresAt: new Date(pm33.clock.now().getTime() + 3_600_000) })
      await reserved(caller(pm33, tenant), { amount: 5, seconds: 60 })
    }
    pm33.clock.move(61_000)
    await pm33.api.credits.run()
    for (const tenant of all) expect(await booksOf(tenant)).toEqual({ granted: 20, spent: 0, pending: 0, debt: 0 })
    pm33.clock.move(3_600_000)
    await Promise.all([pm33.api.credits.run(), pm33.api.credits.run()])
    for (const tenant of all) expect(await booksOf(tenant)).toEqual({ granted: 0, spent: 0, pending: 0, debt: 0 })
    expect(await sweepReservations(ledgerOf(pm33, all[0]!))).toBe(0)
  })
})

describe('how long a balance lasts', () => {
  const now = new Date('2027-03-01T12:00:00Z')
  const daily = (days: number, credits: number) =>
    Array.from({ length: days }, (_, at) => ({
      at: new Date(now.getTime() - at * 864e5),
      credits,
      purpose: 'generate_prd' as const,
    }))

  test('is not said with too little history, or of an empty balance', () => {
    expect(lastsUntil(daily(5, 3), 100, now)).toBeNull()
    expect(lastsUntil(daily(90, 3), 0, now)).toBeNull()
    expect(lastsUntil([], 100, now)).toBeNull()
  })

  test('is about the balance over the daily use', () => {
    const days = (Date.parse(lastsUntil(daily(120, 3), 90, now)!) - now.getTime()) / 86_400_000
    expect(days).toBeGreaterThan(24)
    expect(days).toBeLessThan(38)
  })

  test('and what work usually costs is said by kind', () => {
    expect(typicalCosts([...daily(9, 2), ...daily(1, 8)])).toEqual([
      { purpose: 'generate_prd', count: 10, p50: 2, p90: 3 },
    ])
    expect([priceOf('generate_prd'), priceOf('score_alignment')]).toEqual([10, 5])
  })
})
