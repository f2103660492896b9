import { dbForTenant } from '../data/context.ts'
import type { Db, Orm } from '../data/database.ts'
import { Tenant } from '../identity/entity.ts'
import { lockOrganization, type Ledger } from './account-service.ts'
import { CreditEntry } from './entity.ts'
import { grant, revoke, type Entered } from './grant-service.ts'
import { shareOf, type PaymentEvent } from './payment.ts'

/** What became of an event. `unknown` is a payment that no organization can be found for. */
export type Applied = 'applied' | 'duplicate' | 'ignored' | 'unknown'

export interface Payments {
  orm: Orm
  now: () => Date
  /** Hears of what was entered, for the audit log. */
  entered?(db: Db, kind: Exclude<PaymentEvent['kind'], 'other'>): void
}

/** The ledger that a payment's entries stand in, found by the payment before the tenant is known. */
async function ledgerBehind({ orm, now }: Payments, payment: string): Promise<Ledger | null> {
  const [row] = await orm.em
    .fork()
    .getConnection()
    .execute<{ id: string }[]>('select id from tenant_of_payment(?) as found(id)', [payment])
  return row ? { db: dbForTenant(orm, row.id), now } : null
}

async function ledgerAt({ orm, now }: Payments, organization: string | null): Promise<Ledger | null> {
  if (!organization) return null
  const db: Db = dbForTenant(orm, organization)
  return (await db.em.count(Tenant, {})) ? { db, now } : null
}

/**
 * Enters what an event says, once: entries are keyed by the payment, so that the same payment told by two events, or one
 * event delivered twice, changes nothing the second time. Whatever is written is written in one transaction.
 */
export async function applyPayment(payments: Payments, event: PaymentEvent): Promise<Applied> {
  if (event.kind === 'other') return 'ignored'
  const { applied, db } = await enter(payments, event)
  if (applied === 'applied' && db) payments.entered?.(db, event.kind)
  return applied
}

async function enter(
  payments: Payments,
  event: Exclude<PaymentEvent, { kind: 'other' }>,
): Promise<{ applied: Applied; db?: Db }> {
  const known = await ledgerBehind(payments, event.payment)
  if (event.kind === 'paid') {
    const ledger = known ?? (await ledgerAt(payments, event.organization))
    if (!ledger) return { applied: 'unknown' }
    const applied = entered(
      await grant(ledger, {
        key: `payment ${event.payment}`,
        amount: event.credits,
        subject: 'payment',
        reason: 'Top-up',
        payment: event.payment,
        paid: event.paid,
      }),
    )
    return { applied, db: ledger.db }
  }
  // Not a payment for credits, or its grant has not been told yet: the provider tells the refund again.
  if (!known) return { applied: 'unknown' }
  const applied = await known.db.transaction(() => takeBack(known, event))
  return { applied, db: known.db }
}

async function takeBack(
  ledger: Ledger,
  event: Extract<PaymentEvent, { kind: 'refunded' | 'disputed' | 'dispute won' }>,
): Promise<Applied> {
  const { em } = ledger.db
  // Two events about one payment are entered one after the other: each sees what the other took.
  await lockOrganization(ledger)
  const bought = await em.findOneOrFail(CreditEntry, { payment: event.payment, kind: 'grant' })
  const taken = await em.find(CreditEntry, { kind: 'revoke', about: { id: bought.id } })
  const sum = (entries: readonly CreditEntry[]) => entries.reduce((credits, { amount }) => credits + amount, 0)
  if (event.kind === 'dispute won') {
    const amount = sum(taken.filter(({ key }) => key === `dispute ${event.dispute}`))
    if (!amount) return 'ignored'
    return entered(
      await grant(ledger, {
        key: `dispute won ${event.dispute}`,
        amount,
        subject: 'payment',
        reason: 'Dispute won',
      }),
    )
  }
  const left = bought.amount - sum(taken)
  if (event.kind === 'disputed') {
    const amount = Math.min(left, shareOf(bought.amount, event.amount, bought.paid ?? event.amount))
    if (amount < 1) return 'duplicate'
    return entered(
      await revoke(ledger, {
        key: `dispute ${event.dispute}`,
        amount,
        subject: 'payment',
        grant: bought.id,
        reason: 'Payment disputed',
      }),
    )
  }
  // The provider tells how much of a payment was refunded in all: what is not taken yet is taken now.
  const refunded = shareOf(bought.amount, event.refunded, event.amount)
  const amount = Math.min(left, refunded - sum(taken.filter(({ key }) => key?.startsWith('refund '))))
  if (amount < 1) return 'duplicate'
  return entered(
    await revoke(ledger, {
      key: `refund ${event.payment} ${refunded}`,
      amount,
      subject: 'payment',
      grant: bought.id,
      reason: 'Payment refunded',
    }),
  )
}

const entered = ({ again }: Entered): Applied => (again ? 'duplicate' : 'applied')
