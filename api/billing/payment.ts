import { isUuid } from '../math/uuid.ts'
import { LARGEST_AMOUNT } from './vocabulary.ts'

/** What an event of the payment provider means for the ledger. Amounts of money are in the smallest unit of the currency. */
export type PaymentEvent =
  | { kind: 'paid'; payment: string; organization: string | null; credits: number; paid: number }
  | { kind: 'refunded'; payment: string; amount: number; refunded: number }
  | { kind: 'disputed'; payment: string; dispute: string; amount: number }
  | { kind: 'dispute won'; payment: string; dispute: string }
  /** Nothing to do: another kind of event, or not about credits. */
  | { kind: 'other' }

type Fields = Readonly<Record<string, unknown>>
const fieldsOf = (value: unknown): Fields => (typeof value === 'object' && value !== null ? (value as Fields) : {})
const textOf = (value: unknown): string | null => (typeof value === 'string' && value ? value : null)
const wholeOf = (value: unknown): number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : 0
/** An id, or the object that it stands for where the provider has expanded it. */
const idOf = (value: unknown): string | null => textOf(value) ?? textOf(fieldsOf(value).id)

/**
 * Reads a signed event. A payment counts once it is paid, whichever event says so: a payment link says it by
 * `checkout.session.completed`, a slow payment method later by `checkout.session.async_payment_succeeded`. The link's
 * metadata `pm33_credits` says how many credits it buys; `client_reference_id` says for which organization.
 */
export function readEvent({ type, data }: { type: string; data: { object: unknown } }): PaymentEvent {
  const object = fieldsOf(data.object)
  const payment = idOf(object.payment_intent) ?? textOf(object.id)
  if (!payment) return { kind: 'other' }
  switch (type) {
    case 'checkout.session.completed':
    case 'checkout.session.async_payment_succeeded':
      return object.payment_status === 'unpaid'
        ? { kind: 'other' }
        : paid(payment, object, textOf(object.client_reference_id), wholeOf(object.amount_total))
    case 'payment_intent.succeeded':
      return paid(payment, object, null, wholeOf(object.amount_received))
    case 'charge.refunded':
      return {
        kind: 'refunded',
        payment,
        amount: wholeOf(object.amount),
        refunded: wholeOf(object.amount_refunded),
      }
    // An inquiry moves no money. Where it becomes a chargeback, `funds_withdrawn` says so.
    case 'charge.dispute.created':
    case 'charge.dispute.funds_withdrawn':
      if (textOf(object.status)?.startsWith('warning_')) return { kind: 'other' }
      return { kind: 'disputed', payment, dispute: String(object.id), amount: wholeOf(object.amount) }
    case 'charge.dispute.funds_reinstated':
      return { kind: 'dispute won', payment, dispute: String(object.id) }
    case 'charge.dispute.closed':
      return object.status === 'won' ? { kind: 'dispute won', payment, dispute: String(object.id) } : { kind: 'other' }
    default:
      return { kind: 'other' }
  }
}

function paid(payment: string, object: Fields, reference: string | null, amount: number): PaymentEvent {
  const metadata = fieldsOf(object.metadata)
  const credits = Number(metadata.pm33_credits ?? 0)
  if (!Number.isSafeInteger(credits) || credits < 1 || credits > LARGEST_AMOUNT) return { kind: 'other' }
  const organization = reference ?? textOf(metadata.pm33_organization)
  return {
    kind: 'paid',
    payment,
    credits,
    paid: amount,
    organization: organization && isUuid(organization) ? organization.toLowerCase() : null,
  }
}

/** Credits that a part of a payment stands for: rounded up, so that a whole refund takes all. */
export const shareOf = (credits: number, part: number, whole: number): number =>
  whole > 0 ? Math.min(credits, Math.ceil((credits * part) / whole)) : credits
