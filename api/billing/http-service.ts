import { Hono } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { applyPayment, type Applied, type Payments } from './payment-service.ts'
import { readEvent } from './payment.ts'

/** Stripe's events are a few kilobytes. */
const MOST_BYTES = 262_144
/** Seconds that a signature is good for. */
const TOLERANCE = 300
/** Seconds after an event during which it may come before the payment that it is about. */
const EARLY = 86_400

export interface BillingParts extends Payments {
  /** Signing secret of the webhook; null when no payments are taken. */
  webhookSecret: string | null
  log: { error(details: object, message: string): void; info(details: object, message: string): void }
}

/** Delivered twice is as good as once: whatever is answered with 200 is not delivered again. */
const STATUS: Record<Applied, 200 | 409> = { applied: 200, duplicate: 200, ignored: 200, unknown: 409 }

/**
 * Where Stripe reports payments, refunds, and disputes. The signature is the credential: no session, no cookie. Nothing is
 * read before it is verified, and it is verified over the bytes as they were sent.
 */
export function billingRoutes({ webhookSecret, log, ...payments }: BillingParts): Hono {
  const routes = new Hono()
  if (!webhookSecret) return routes
  const refuse = (message: string) => ({ error: message })
  routes.post(
    '/billing/stripe',
    bodyLimit({
      maxSize: MOST_BYTES,
      onError: ({ json }) => json(refuse('The event is larger than 256 KB.'), 413, { connection: 'close' }),
    }),
    async ({ req, json }) => {
      const signature = req.header('stripe-signature')
      if (!signature) return json(refuse('The stripe-signature header is missing.'), 400)
      const body = await req.text()
      // Loaded with the first event: it takes 90 ms and 33 MB.
      const { Stripe } = await import('stripe')
      const event = await Stripe.webhooks
        .constructEventAsync(body, signature, webhookSecret, TOLERANCE, undefined, payments.now().getTime())
        .catch(() => null)
      if (!event) return json(refuse('The signature does not match this body, or is older than five minutes.'), 400)
      const said = readEvent(event)
      const became = await applyPayment(payments, said)
      const payment = said.kind === 'other' ? null : said.payment
      const details = { event: event.id, type: event.type, outcome: became, ...(payment && { payment }) }
      if (became !== 'unknown') {
        log.info(details, 'a payment event was received')
        return json({ outcome: became }, STATUS[became])
      }
      // Also other things may be sold in the same account: what is refunded there is none of ours.
      if (said.kind !== 'paid' && payments.now().getTime() / 1_000 - event.created > EARLY)
        return json({ outcome: 'ignored' }, 200)
      log.error(details, 'a payment event names no organization or payment of this installation')
      return json(refuse('No organization or payment of this installation belongs to this event.'), STATUS[became])
    },
  )
  return routes
}
