import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { expireGrants, grant, lots, revoke } from '../../api/billing/grant-service.ts'
import { release, reserve, settle, sweepReservations } from '../../api/billing/ledger-service.ts'
import { setCap } from '../../api/billing/cap-service.ts'
import { ENGINES, world, type TenantInTest, type World } from '../world.ts'
import { booksOf, caller, given, ledgerOf, misfits, reserved, reserving } from './ledger.ts'

const counted = (answers: readonly unknown[]) =>
  answers.reduce<Record<string, number>>((sums, answer) => {
    const name = typeof answer === 'string' ? answer : (answer as { state: string }).state
    return { ...sums, [name]: (sums[name] ?? 0) + 1 }
  }, {})
const many = <T>(count: number, make: (at: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, at) => make(at)))
const DAY = 86_400_000

describe.each(ENGINES)('credits on %s', (engine) => {
  let pm33: World
  let acme: TenantInTest
  const fresh = async () => (acme = await pm33.tenant('Acme'))

  beforeAll(async () => {
    pm33 = await world(engine)
  })
  afterAll(() => pm33.close())

  const ask = (wanted = {}) => reserving(caller(pm33, acme), wanted)
  const ledger = () => ledgerOf(pm33, acme)

  test('fifty calls at once with one credit: exactly one is paid', async () => {
    await fresh()
    await given(pm33, acme, 1)
    expect(counted(await many(50, () => ask()))).toEqual({ reserved: 1, INSUFFICIENT_CREDITS: 49 })
    expect(await booksOf(acme)).toEqual({ granted: 1, spent: 0, pending: 1, debt: 0 })
    expect(await misfits(acme)).toEqual([])
  })

  test('the refusal says what is needed, what is available, and where to top up', async () => {
    await fresh()
    await given(pm33, acme, 3)
    await expect(
      reserve(caller(pm33, acme), { requestId: 'r', amount: 10, purpose: 'generate_prd' }),
    ).rejects.toMatchObject({
      message: 'Insufficient credits: 10 needed, 3 available. Top up in Settings › Billing.',
      extensions: {
        code: 'INSUFFICIENT_CREDITS',
        needed: 10,
        available: 3,
        limit: 'balance',
        topUp: '/settings/billing',
      },
    })
  })

  test('what was not used returns, and a settlement charges once', async () => {
    await fresh()
    await given(pm33, acme, 20)
    const id = await reserved(caller(pm33, acme), { amount: 10 })
    expect(await many(20, () => settle(ledger(), id, 4))).toEqual(Array.from({ length: 20 }, () => 4))
    expect(await booksOf(acme)).toEqual({ granted: 20, spent: 4, pending: 0, debt: 0 })
  })

  test('a request sent again after its answer was lost: the same document, one charge', async () => {
    await fresh()
    await given(pm33, acme, 20)
    const who = caller(pm33, acme)
    const id = await reserved(who, { requestId: 'prd', amount: 10 })
    expect(await ask({ requestId: 'prd', amount: 10 })).toBe('CONFLICT')
    const document = randomUUID()
    await settle(ledger(), id, 7, document)
    expect(await ask({ requestId: 'prd', amount: 10 })).toEqual({ state: 'settled', id, charged: 7, document })
    expect(await booksOf(acme)).toEqual({ granted: 20, spent: 7, pending: 0, debt: 0 })
  })

  test('fifty copies of one request at once: one reservation', async () => {
    await fresh()
    await given(pm33, acme, 100)
    expect(counted(await many(50, () => ask({ requestId: 'same' })))).toEqual({ reserved: 1, CONFLICT: 49 })
  })

  test('a failed attempt is free, and the request may be tried again', async () => {
    await fresh()
    await given(pm33, acme, 10)
    const id = await reserved(caller(pm33, acme), { requestId: 'again', amount: 10 })
    expect(await release(ledger(), id, 'the provider refused')).toBe(true)
    const second = await reserved(caller(pm33, acme), { requestId: 'again', amount: 10 })
    expect(second).not.toBe(id)
    expect(await settle(ledger(), second, 10)).toBe(10)
    expect(await release(ledger(), second, 'too late')).toBe(false)
    expect(await booksOf(acme)).toEqual({ granted: 10, spent: 10, pending: 0, debt: 0 })
  })

  test('a reservation that nobody settles returns, and its late settlement charges nothing', async () => {
    await fresh()
    await given(pm33, acme, 10)
    const id = await reserved(caller(pm33, acme), { amount: 10, seconds: 60 })
    expect(await sweepReservations(ledger())).toBe(0)
    pm33.clock.move(61_000)
    // Whoever asks first finds it returned, also before the schedule has come by.
    const next = await reserved(caller(pm33, acme), { amount: 10 })
    expect(await settle(ledger(), id, 5)).toBe(0)
    expect(await settle(ledger(), next, 5)).toBe(5)
    expect(await many(3, () => sweepReservations(ledger()))).toEqual([0, 0, 0])
    expect(await misfits(acme)).toEqual([])
  })

  test('a document that is not saved costs nothing: both are one transaction', async () => {
    await fresh()
    await given(pm33, acme, 10)
    const id = await reserved(caller(pm33, acme), { amount: 10 })
    const { db, now } = ledger()
    await expect(
      db.transaction(async () => {
        await settle({ db, now }, id, 10, randomUUID())
        throw new Error('the document was refused')
      }),
    ).rejects.toThrow('the document was refused')
    expect(await booksOf(acme)).toEqual({ granted: 10, spent: 0, pending: 10, debt: 0 })
    await release(ledger(), id, 'the document was refused')
    expect(await booksOf(acme)).toEqual({ granted: 10, spent: 0, pending: 0, debt: 0 })
  })

  test('caps of organization, workspace, and person hold together, and start over each month', async () => {
    await fresh()
    await given(pm33, acme, 100)
    const workspaceId = (await acme.workspace('Shop')).id
    await setCap(ledger(), 'workspace', workspaceId, 10)
    await setCap(ledger(), 'person', acme.userId, 3)
    expect(counted(await many(20, () => ask({ workspaceId })))).toEqual({ reserved: 3, INSUFFICIENT_CREDITS: 17 })
    const other = () => caller(pm33, acme, null)
    expect(counted(await many(20, () => reserving(other(), { workspaceId })))).toEqual({
      reserved: 7,
      INSUFFICIENT_CREDITS: 13,
    })
    await expect(
      reserve(other(), { requestId: 'over', amount: 1, purpose: 'generate_prd', workspaceId }),
    ).rejects.toThrow(
      'Insufficient credits: 1 needed, and the monthly cap of this workspace leaves 0. An admin can raise it in Settings › Billing.',
    )
    expect(await reserving(other())).toMatchObject({ state: 'reserved' })
    // A cap below what was used refuses, and takes nothing back.
    await setCap(ledger(), 'organization', acme.id, 5)
    expect(await reserving(other())).toBe('INSUFFICIENT_CREDITS')
    pm33.clock.move(40 * DAY)
    expect(await reserving(caller(pm33, acme), { workspaceId, amount: 3 })).toMatchObject({ state: 'reserved' })
    expect(await reserving(caller(pm33, acme), { workspaceId })).toBe('INSUFFICIENT_CREDITS')
    expect(await misfits(acme)).toEqual([])
  })

  test('what is used counts against the cap of its month once it is settled', async () => {
    await fresh()
    await given(pm33, acme, 100)
    await setCap(ledger(), 'person', acme.userId, 10)
    const id = await reserved(caller(pm33, acme), { amount: 10 })
    await settle(ledger(), id, 4)
    expect(await ask({ amount: 7 })).toBe('INSUFFICIENT_CREDITS')
    expect(await ask({ amount: 6 })).toMatchObject({ state: 'reserved' })
  })

  test('granted credits expire by lots: the earliest first, and only what is left of them', async () => {
    await fresh()
    const now = pm33.clock.now().getTime()
    await given(pm33, acme, 100)
    await given(pm33, acme, 20, { expiresAt: new Date(now + 10 * DAY) })
    await given(pm33, acme, 30, { expiresAt: new Date(now + 20 * DAY) })
    await settle(ledger(), await reserved(caller(pm33, acme), { amount: 25 }), 25)
    const left = async () => (await lots(ledger(), await booksOf(acme))).map(({ remaining }) => remaining)
    expect(await left()).toEqual([0, 25, 100])
    expect(await expireGrants(ledger())).toBe(0)
    pm33.clock.move(11 * DAY)
    expect(await expireGrants(ledger())).toBe(0)
    pm33.clock.move(10 * DAY)
    expect(await many(5, () => expireGrants(ledger()))).toEqual(expect.arrayContaining([25, 0, 0, 0, 0]))
    expect(await booksOf(acme)).toEqual({ granted: 125, spent: 25, pending: 0, debt: 0 })
    expect(await misfits(acme)).toEqual([])
  })

  test('a refund after spending leaves a debt, which the next grant pays first', async () => {
    await fresh()
    const { id } = await given(pm33, acme, 50)
    await settle(ledger(), await reserved(caller(pm33, acme), { amount: 30 }), 30)
    await revoke(ledger(), { key: 'refund', amount: 50, subject: 'payment', reason: 'refunded', grant: id })
    expect(await booksOf(acme)).toEqual({ granted: 0, spent: 30, pending: 0, debt: 30 })
    expect(await ask()).toBe('INSUFFICIENT_CREDITS')
    await given(pm33, acme, 40)
    expect(await booksOf(acme)).toEqual({ granted: 40, spent: 30, pending: 0, debt: 0 })
    expect(await ask({ amount: 11 })).toBe('INSUFFICIENT_CREDITS')
    expect(await ask({ amount: 10 })).toMatchObject({ state: 'reserved' })
    expect(await misfits(acme)).toEqual([])
  })

  test('a refund while credits are reserved: what returns pays the debt and cannot be spent', async () => {
    await fresh()
    const { id } = await given(pm33, acme, 10)
    const open = await reserved(caller(pm33, acme), { amount: 10 })
    await revoke(ledger(), { key: 'refund', amount: 10, subject: 'payment', reason: 'refunded', grant: id })
    expect(await booksOf(acme)).toMatchObject({ debt: 10 })
    await release(ledger(), open, 'failed')
    expect(await booksOf(acme)).toEqual({ granted: 0, spent: 0, pending: 0, debt: 0 })
    expect(await ask()).toBe('INSUFFICIENT_CREDITS')
  })

  test('the operator revokes no more than is available', async () => {
    await fresh()
    await given(pm33, acme, 10)
    await reserved(caller(pm33, acme), { amount: 4 })
    const take = (amount: number) =>
      revoke(ledger(), { key: `take ${amount}`, amount, subject: 'operator', reason: null })
    await expect(take(7)).rejects.toThrow('amount: is more than there is to revoke: 6 credits')
    await take(6)
    expect(await booksOf(acme)).toEqual({ granted: 4, spent: 0, pending: 4, debt: 0 })
    expect(await misfits(acme)).toEqual([])
  })

  describe('entries never change', () => {
    test.each([
      ['update', `update credit_entry set amount = 1000`],
      ['delete', 'delete from credit_entry'],
    ])('%s is refused to the serving role', async (_what, sql) => {
      await fresh()
      await given(pm33, acme, 1)
      await expect(acme.em().execute(sql)).rejects.toThrow(/permission denied/)
    })

    test('a balance below zero is refused by the account itself', async () => {
      await fresh()
      await given(pm33, acme, 1)
      await expect(acme.em().execute('update credit_account set pending = 2')).rejects.toThrow(/credit_account_enough/)
    })

    test('another organization’s entries do not exist', async () => {
      await fresh()
      await given(pm33, acme, 5)
      const bolt = await pm33.tenant('Bolt')
      expect(await bolt.em().execute('select * from credit_entry')).toEqual([])
      expect(await bolt.em().execute('select * from credit_account')).toEqual([])
      await expect(settle(ledgerOf(pm33, bolt), await reserved(caller(pm33, acme)), 1)).rejects.toThrow(
        'there is no such reservation',
      )
    })
  })

  /** Each has happened to somebody else's product. */
  describe('real failures', () => {
    test('a negative price mints credits', async () => {
      await fresh()
      await given(pm33, acme, 10)
      for (const amount of [-5, 0, 0.5, NaN, Infinity])
        await expect(ask({ amount })).rejects.toThrow(/a reservation is 1 to 1000000 whole credits/)
      for (const amount of [-5, 0, 2.5])
        await expect(given(pm33, acme, amount)).rejects.toThrow(/amount: must be a whole number/)
      const id = await reserved(caller(pm33, acme), { amount: 5 })
      await expect(settle(ledger(), id, NaN)).rejects.toThrow(/not a number/)
      expect(await settle(ledger(), id, -31_348)).toBe(0)
      expect(await booksOf(acme)).toEqual({ granted: 10, spent: 0, pending: 0, debt: 0 })
    })

    test('a settlement retried after an error refunds work that was done', async () => {
      await fresh()
      await given(pm33, acme, 10)
      const id = await reserved(caller(pm33, acme), { amount: 10 })
      await settle(ledger(), id, 10)
      expect(await release(ledger(), id, 'an error after the settlement')).toBe(false)
      expect(await settle(ledger(), id, 0)).toBe(10)
      expect(await booksOf(acme)).toEqual({ granted: 10, spent: 10, pending: 0, debt: 0 })
    })

    test('a commit whose acknowledgment was lost is applied twice', async () => {
      await fresh()
      const twice = () => grant(ledger(), { key: 'pay', amount: 10, subject: 'payment', reason: null })
      expect((await many(10, twice)).filter(({ again }) => !again)).toHaveLength(1)
      await expect(grant(ledger(), { key: 'pay', amount: 11, subject: 'payment', reason: null })).rejects.toMatchObject(
        { extensions: { code: 'CONFLICT' } },
      )
      expect(await booksOf(acme)).toMatchObject({ granted: 10 })
    })

    test('a requestId chosen by a client is shared between tenants, or between people', async () => {
      const bolt = await pm33.tenant('Bolt')
      await fresh()
      await given(pm33, acme, 10)
      await given(pm33, bolt, 10)
      const document = randomUUID()
      await settle(ledger(), await reserved(caller(pm33, acme), { requestId: '1' }), 1, document)
      expect(await reserving(caller(pm33, bolt), { requestId: '1' })).toMatchObject({ state: 'reserved' })
      expect(await reserving(caller(pm33, acme, randomUUID()), { requestId: '1' })).toMatchObject({ state: 'reserved' })
    })

    test('one credit pays for two analyses at once', async () => {
      await fresh()
      await given(pm33, acme, 1)
      const answers = await many(2, () => ask({ purpose: 'score_alignment' }))
      expect(counted(answers)).toEqual({ reserved: 1, INSUFFICIENT_CREDITS: 1 })
    })

    test('a refund is retried', async () => {
      await fresh()
      await given(pm33, acme, 10)
      const id = await reserved(caller(pm33, acme), { amount: 6 })
      const refunds = await many(10, () => release(ledger(), id, 'failed'))
      expect(refunds.every(Boolean)).toBe(true)
      const [{ voids }] = (await acme
        .em()
        .execute(`select count(*)::int as voids from credit_entry where kind = 'void'`)) as [{ voids: number }]
      expect(voids).toBe(1)
      expect(await booksOf(acme)).toEqual({ granted: 10, spent: 0, pending: 0, debt: 0 })
    })
  })
})
