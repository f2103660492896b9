import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Stripe } from 'stripe'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { billingRoutes } from '../../api/billing/http-service.ts'
import { grant, grantFor, keyOfPayment, revoke } from '../../api/billing/grant-service.ts'
import { ledgerCsv } from '../../api/billing/history-service.ts'
import { settle } from '../../api/billing/ledger-service.ts'
import { ENGINES, world, type TenantInTest, type World } from '../world.ts'
import { booksOf, caller, ledgerOf, misfits, reserved, reserving } from './ledger.ts'

const SECRET = 'whsec_for_tests_only'

let count = 0
const event = (type: string, object: object, created: number) =>
  // Stripe sends indented JSON: what is verified is the bytes.
  JSON.stringify({ id: `evt_${++count}`, object: 'event', type, created, data: { object } }, null, 2)

describe.each(ENGINES)('payments on %s', (engine) => {
  let pm33: World
  let url: string
  let routes: ReturnType<typeof billingRoutes>
  let close: () => void
  const logged: string[] = []

  beforeAll(async () => {
    pm33 = await world(engine)
    const log = { error: (_details: object, message: string) => void logged.push(message), info: () => undefined }
    routes = billingRoutes({ orm: pm33.orm, now: pm33.clock.now, webhookSecret: SECRET, log })
    const server = serve({ fetch: routes.fetch, port: 0, hostname: '127.0.0.1', overrideGlobalObjects: false })
    await once(server, 'listening')
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/billing/stripe`
    close = () => void server.close()
  })
  afterAll(async () => {
    close()
    await pm33.close()
  })

  const seconds = () => Math.floor(pm33.clock.now().getTime() / 1_000)
  const sign = (payload: string, secret = SECRET, timestamp = seconds()) =>
    Stripe.webhooks.generateTestHeaderString({ payload, secret, timestamp })
  const post = async (body: string, signature: string | null = sign(body)) => {
    const response = await fetch(url, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...(signature ? { 'stripe-signature': signature } : {}) },
    })
    return [response.status, ((await response.json()) as { outcome?: string }).outcome ?? 'refused'] as const
  }
  const tells = (type: string, object: object) => post(event(type, object, seconds()))
  const session = (tenant: { id: string }, payment: string, more = {}) => ({
    id: `cs_${payment}`,
    object: 'checkout.session',
    payment_intent: payment,
    payment_status: 'paid',
    amount_total: 10_000,
    client_reference_id: tenant.id,
    metadata: {
      pm33_credits: '100',
      note: 'Grüße €',
    },
    ...more,
  })
  const charge = (payment: string, refunded: number) => ({
    id: `ch_${payment}`,
    object: 'charge',
    payment_intent: payment,
    amount: 10_000,
    amount_refunded: refunded,
  })
  const buys = async (tenant: TenantInTest, payment: string) =>
    expect(await tells('checkout.session.completed', session(tenant, payment))).toEqual([200, 'applied'])

  test('a payment link’s payment becomes credits, once, however often and by whichever event it is told', async () => {
    const acme = await pm33.tenant('Acme')
    const completed = event('checkout.session.completed', session(acme, 'pi_1'), seconds())
    const answers = await Promise.all(Array.from({ length: 10 }, () => post(completed)))
    expect(answers.filter(([, outcome]) => outcome === 'applied')).toHaveLength(1)
    expect(answers.every(([status]) => status === 200)).toBe(true)
    const slow = session(acme, 'pi_1')
    expect(await tells('checkout.session.async_payment_succeeded', slow)).toEqual([200, 'duplicate'])
    const intent = { id: 'pi_1', object: 'payment_intent', amount_received: 10_000, metadata: { pm33_credits: '100' } }
    expect(await tells('payment_intent.succeeded', intent)).toEqual([200, 'duplicate'])
    expect(await booksOf(acme)).toEqual({ granted: 100, spent: 0, pending: 0, debt: 0 })
  })

  test('one redelivery does not stand for two different payments, nor for another organization', async () => {
    const [acme, bolt] = [await pm33.tenant('Acme'), await pm33.tenant('Bolt')]
    await buys(acme, 'pi_2')
    await buys(acme, 'pi_3')
    expect(await tells('checkout.session.completed', session(bolt, 'pi_2'))).toEqual([200, 'duplicate'])
    expect([await booksOf(acme), await booksOf(bolt)]).toMatchObject([{ granted: 200 }, { granted: 0 }])
  })

  test('what is not paid yet buys nothing until it is', async () => {
    const acme = await pm33.tenant('Acme')
    const unpaid = session(acme, 'pi_4', { payment_status: 'unpaid' })
    expect(await tells('checkout.session.completed', unpaid)).toEqual([200, 'ignored'])
    expect(await tells('checkout.session.async_payment_succeeded', session(acme, 'pi_4'))).toEqual([200, 'applied'])
    expect(await booksOf(acme)).toMatchObject({ granted: 100 })
  })

  test('refunds take back their share, each once, in any order; a debt is paid by the next payment', async () => {
    const acme = await pm33.tenant('Acme')
    await buys(acme, 'pi_5')
    await settle(ledgerOf(pm33, acme), await reserved(caller(pm33, acme), { amount: 80 }), 80)
    expect(await tells('charge.refunded', charge('pi_5', 2_500))).toEqual([200, 'applied'])
    expect(await tells('charge.refunded', charge('pi_5', 2_500))).toEqual([200, 'duplicate'])
    expect(await booksOf(acme)).toEqual({ granted: 75, spent: 80, pending: 0, debt: 5 })
    // Stripe tells how much was refunded in all.
    expect(await tells('charge.refunded', charge('pi_5', 4_000))).toEqual([200, 'applied'])
    expect(await booksOf(acme)).toEqual({ granted: 60, spent: 80, pending: 0, debt: 20 })
    await Promise.all([
      tells('charge.refunded', charge('pi_5', 10_000)),
      tells('charge.refunded', charge('pi_5', 10_000)),
    ])
    expect(await tells('charge.refunded', charge('pi_5', 5_000))).toEqual([200, 'duplicate'])
    expect(await booksOf(acme)).toEqual({ granted: 0, spent: 80, pending: 0, debt: 80 })
    expect(await reserving(caller(pm33, acme))).toBe('INSUFFICIENT_CREDITS')
    await buys(acme, 'pi_6')
    expect(await booksOf(acme)).toEqual({ granted: 100, spent: 80, pending: 0, debt: 0 })
    expect(await misfits(acme)).toEqual([])
  })

  test('a dispute takes the credits, and gives them back when it is won', async () => {
    const acme = await pm33.tenant('Acme')
    await buys(acme, 'pi_7')
    const dispute = { id: 'dp_1', object: 'dispute', payment_intent: 'pi_7', amount: 10_000 }
    expect(await tells('charge.dispute.created', dispute)).toEqual([200, 'applied'])
    expect(await tells('charge.dispute.created', dispute)).toEqual([200, 'duplicate'])
    expect(await booksOf(acme)).toMatchObject({ granted: 0 })
    expect(await tells('charge.dispute.closed', { ...dispute, status: 'lost' })).toEqual([200, 'ignored'])
    expect(await tells('charge.dispute.funds_withdrawn', dispute)).toEqual([200, 'duplicate'])
    for (const outcome of ['applied', 'duplicate'])
      expect(await tells('charge.dispute.closed', { ...dispute, status: 'won' })).toEqual([200, outcome])
    expect(await tells('charge.dispute.funds_reinstated', dispute)).toEqual([200, 'duplicate'])
    expect(await booksOf(acme)).toMatchObject({ granted: 100, debt: 0 })
    // In the file, each entry can be matched with its payment.
    const [head, ...rows] = (await ledgerCsv({ db: acme.db() })).trimEnd().split('\r\n')
    expect(head).toMatch(/,id,payment,grant,expires$/)
    const cellsOf = (reason: string) =>
      rows
        .find((row) => row.includes(reason))!
        .split(',')
        .slice(-4)
    const [bought] = cellsOf('Top-up')
    expect(rows.find((row) => row.includes('Dispute won'))).toContain('Dispute won (pi_7)')
    expect(cellsOf('Top-up')).toEqual([bought, 'pi_7', '', ''])
    expect(cellsOf('Payment disputed').slice(1)).toEqual(['pi_7', bought, ''])
    expect(cellsOf('Dispute won').slice(1)).toEqual(['', '', ''])
    // The operator gives the money back all the same.
    expect(await tells('charge.refunded', charge('pi_7', 10_000))).toEqual([200, 'applied'])
    expect(await tells('charge.refunded', charge('pi_7', 10_000))).toEqual([200, 'duplicate'])
    expect(await booksOf(acme)).toMatchObject({ granted: 0, debt: 0 })
    expect(await misfits(acme)).toEqual([])
    expect(await ledgerCsv({ db: acme.db() })).toContain('Payment refunded (pi_7)')
  })

  test('a dispute that took nothing, because all was refunded before, is won without a trace', async () => {
    const acme = await pm33.tenant('Acme')
    await buys(acme, 'pi_14')
    expect(await tells('charge.refunded', charge('pi_14', 10_000))).toEqual([200, 'applied'])
    const dispute = { id: 'dp_4', object: 'dispute', payment_intent: 'pi_14', amount: 10_000 }
    expect(await tells('charge.dispute.funds_withdrawn', dispute)).toEqual([200, 'duplicate'])
    expect(await tells('charge.dispute.funds_reinstated', dispute)).toEqual([200, 'ignored'])
    expect(await booksOf(acme)).toMatchObject({ granted: 0, debt: 0 })
  })

  test('a refund after a dispute about a part takes what was kept and what was given back', async () => {
    const acme = await pm33.tenant('Acme')
    await buys(acme, 'pi_10')
    const dispute = { id: 'dp_2', object: 'dispute', payment_intent: 'pi_10', amount: 6_000, status: 'needs_response' }
    expect(await tells('charge.dispute.funds_withdrawn', dispute)).toEqual([200, 'applied'])
    expect(await tells('charge.dispute.created', dispute)).toEqual([200, 'duplicate'])
    expect(await booksOf(acme)).toMatchObject({ granted: 40 })
    expect(await tells('charge.dispute.funds_reinstated', dispute)).toEqual([200, 'applied'])
    expect(await tells('charge.refunded', charge('pi_10', 9_000))).toEqual([200, 'applied'])
    expect(await booksOf(acme)).toMatchObject({ granted: 10 })
    expect(await tells('charge.refunded', charge('pi_10', 10_000))).toEqual([200, 'applied'])
    expect(await booksOf(acme)).toMatchObject({ granted: 0, debt: 0 })
    expect(await misfits(acme)).toEqual([])
  })

  test('an inquiry takes nothing, and a dispute that is won before it was told of is told again', async () => {
    const acme = await pm33.tenant('Acme')
    await buys(acme, 'pi_11')
    const inquiry = { id: 'dp_3', object: 'dispute', payment_intent: 'pi_11', amount: 10_000 }
    for (const status of ['warning_needs_response', 'warning_under_review'])
      expect(await tells('charge.dispute.created', { ...inquiry, status })).toEqual([200, 'ignored'])
    expect(await tells('charge.dispute.closed', { ...inquiry, status: 'warning_closed' })).toEqual([200, 'ignored'])
    expect(await booksOf(acme)).toMatchObject({ granted: 100 })
    expect(await tells('charge.dispute.closed', { ...inquiry, status: 'won' })).toEqual([409, 'refused'])
    expect(await tells('charge.dispute.funds_withdrawn', { ...inquiry, status: 'won' })).toEqual([200, 'applied'])
    expect(await tells('charge.dispute.closed', { ...inquiry, status: 'won' })).toEqual([200, 'applied'])
    expect(await booksOf(acme)).toMatchObject({ granted: 100, debt: 0 })
  })

  test('a refund takes no more than there is after the operator has revoked, whether or not that named the payment', async () => {
    const byHand = async (amount: number, payment: string | null, refunded = 10_000) => {
      const acme = await pm33.tenant('Acme')
      const id = `pi_${crypto.randomUUID()}`
      await buys(acme, id)
      if (payment) await buys(acme, `${id}_other`)
      const ledger = ledgerOf(pm33, acme)
      const grant = payment ? { grant: await grantFor(ledger, id) } : {}
      await revoke(ledger, { key: 'operator 1', amount, subject: 'operator', reason: 'refund', ...grant })
      await settle(ledger, await reserved(caller(pm33, acme), { amount: 30 }), 30).catch(() => undefined)
      const outcome = await tells('charge.refunded', charge(id, refunded))
      expect(await tells('charge.refunded', charge(id, refunded))).toEqual([200, 'duplicate'])
      expect(await misfits(acme)).toEqual([])
      return [outcome[1], await booksOf(acme)]
    }
    expect(await byHand(60, null)).toEqual(['applied', { granted: 0, spent: 30, pending: 0, debt: 30 }])
    expect(await byHand(60, 'named')).toEqual(['applied', { granted: 100, spent: 30, pending: 0, debt: 0 }])
    expect(await byHand(100, 'named')).toEqual(['duplicate', { granted: 100, spent: 30, pending: 0, debt: 0 }])
    // A part: 60 of 100 credits were bought with 6,000 of 10,000.
    expect(await byHand(60, 'named', 6_000)).toEqual(['duplicate', { granted: 140, spent: 30, pending: 0, debt: 0 }])
    expect(await byHand(60, 'named', 8_000)).toEqual(['applied', { granted: 120, spent: 30, pending: 0, debt: 0 }])
  })

  test('after the operator has revoked all of it, a refund has nothing left to take', async () => {
    const acme = await pm33.tenant('Acme')
    await buys(acme, 'pi_12')
    await revoke(ledgerOf(pm33, acme), { key: 'operator 1', amount: 100, subject: 'operator', reason: 'refund' })
    expect(await tells('charge.refunded', charge('pi_12', 10_000))).toEqual([200, 'duplicate'])
    expect(await booksOf(acme)).toEqual({ granted: 0, spent: 0, pending: 0, debt: 0 })
  })

  test('a payment that the operator has granted by hand does not count again when it is told', async () => {
    const acme = await pm33.tenant('Acme')
    const given = { amount: 100, subject: 'operator', reason: 'paid by the bare link', payment: 'pi_13' }
    await grant(ledgerOf(pm33, acme), { key: keyOfPayment('pi_13'), ...given })
    expect(await tells('checkout.session.completed', session(acme, 'pi_13'))).toEqual([200, 'duplicate'])
    expect(await tells('charge.refunded', charge('pi_13', 5_000))).toEqual([200, 'applied'])
    expect(await booksOf(acme)).toMatchObject({ granted: 50 })
    // Support gave more than was paid for: nothing is added, and Stripe need not tell it again.
    await grant(ledgerOf(pm33, acme), { ...given, key: keyOfPayment('pi_15'), amount: 120, payment: 'pi_15' })
    expect(await tells('checkout.session.completed', session(acme, 'pi_15'))).toEqual([200, 'duplicate'])
    expect(await booksOf(acme)).toMatchObject({ granted: 170 })
    // Another organization does not get it, too.
    const bolt = await pm33.tenant('Bolt')
    const { errors } = await pm33.operator(bolt)(
      'mutation { grantCredits(amount: 100, key: "k", payment: "pi_15") { __typename } }',
    )
    expect(errors![0]!.message).toContain('has bought credits for another organization')
    expect(await booksOf(bolt)).toMatchObject({ granted: 0 })
  })

  test('a payment of nobody, or a refund before its payment, is told again by the provider; what is old is left', async () => {
    logged.length = 0
    expect(await tells('checkout.session.completed', session({ id: crypto.randomUUID() }, 'pi_8'))).toEqual([
      409,
      'refused',
    ])
    expect(await tells('checkout.session.completed', session({ id: 'acme' }, 'pi_8'))).toEqual([409, 'refused'])
    expect(await tells('charge.refunded', charge('pi_8', 100))).toEqual([409, 'refused'])
    expect(logged).toHaveLength(3)
    expect(await post(event('charge.refunded', charge('pi_8', 100), seconds() - 100_000))).toEqual([200, 'ignored'])
  })

  test('other events and other products are none of ours', async () => {
    const acme = await pm33.tenant('Acme')
    expect(await tells('customer.created', { id: 'cus_1' })).toEqual([200, 'ignored'])
    for (const credits of [undefined, '0', '-5', '1e9', 'many', '0.5'])
      expect(
        await tells(
          'checkout.session.completed',
          session(acme, `pi_o${credits}`, { metadata: { pm33_credits: credits } }),
        ),
      ).toEqual([200, 'ignored'])
    expect(await booksOf(acme)).toMatchObject({ granted: 0 })
  })

  test('what is not signed is refused, and nothing of it is read', async () => {
    const acme = await pm33.tenant('Acme')
    const body = event('checkout.session.completed', session(acme, 'pi_9'), seconds())
    const refused = [400, 'refused']
    expect(await post(body, null)).toEqual(refused)
    expect(await post(body, 'nonsense')).toEqual(refused)
    expect(await post(body, sign(body, 'whsec_other'))).toEqual(refused)
    expect(await post(body, sign(body, SECRET, seconds() - 301))).toEqual(refused)
    expect(await post(body.replace('10000', '90000'), sign(body))).toEqual(refused)
    expect(await post(JSON.stringify(JSON.parse(body)), sign(body))).toEqual(refused)
    // Over a socket the client may still be sending when it is refused.
    const large = body + ' '.repeat(300_000)
    const headers = { 'stripe-signature': sign(large) }
    expect((await routes.request('/billing/stripe', { method: 'POST', body: large, headers })).status).toBe(413)
    expect(await booksOf(acme)).toMatchObject({ granted: 0 })
    // While a secret is replaced, Stripe signs with both.
    expect(await post(body, `${sign(body)},v1=${'0'.repeat(64)}`)).toEqual([200, 'applied'])
  })

  test('without a secret there is no such route', async () => {
    const closed = billingRoutes({ orm: pm33.orm, now: pm33.clock.now, webhookSecret: null, log: console })
    expect((await closed.request('/billing/stripe', { method: 'POST', body: '{}' })).status).toBe(404)
  })
})
