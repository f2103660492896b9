import { dbForTenant } from '../data/context.ts'
import type { Db, Orm } from '../data/database.ts'
import { Tenant } from '../identity/entity.ts'
import { lockOrganization, type Ledger } from './account-service.ts'
import { CreditEntry } from './entity.ts'
import { grant, keyOfPayment, revoke, type Entered } from './grant-service.ts'
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
    // Also where it was entered by hand, with another amount.
    if (known) return { applied: 'duplicate', db: known.db }
    const ledger = await ledgerAt(payments, event.organization)
    if (!ledger) return { applied: 'unknown' }
    const applied = entered(
      await grant(ledger, {
        key: keyOfPayment(event.payment),
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

type TakenBack = Extract<PaymentEvent, { kind: 'refunded' | 'disputed' | 'dispute won' }>

async function takeBack(ledger: Ledger, event: TakenBack): Promise<Applied> {
  // Two events about one payment are entered one after the other: each sees what the other took.
  const { granted } = await lockOrganization(ledger)
  const { bought, lots, taken } = await creditsOf(ledger, event.payment)
  const sum = (entries: readonly CreditEntry[]) => entries.reduce((credits, { amount }) => credits + amount, 0)
  // What the operator has revoked without naming a payment is gone, too: there is no more to take than there is.
  const left = Math.min(
    granted,
    lots.reduce((credits, { size }) => credits + size, 0),
  )
  if (event.kind === 'dispute won') {
    const amount = sum(taken.filter((entry) => disputeOf(entry) === event.dispute))
    // Where something is left that it could have taken, nobody has said yet that it was there: the provider tells it again.
    if (!amount) return left < 1 ? 'ignored' : 'unknown'
    return entered(
      await grant(ledger, {
        key: `dispute won ${event.dispute}`,
        amount,
        subject: 'payment',
        // Not as its payment, which has one grant.
        reason: `Dispute won (${event.payment})`,
      }),
    )
  }
  if (event.kind === 'disputed') {
    if (taken.some((entry) => disputeOf(entry) === event.dispute)) return 'duplicate'
    const amount = Math.min(left, shareOf(bought.amount, event.amount, bought.paid ?? event.amount))
    return takeFrom(ledger, lots, amount, {
      key: `dispute ${event.dispute}`,
      reason: 'Payment disputed',
      payment: event.payment,
    })
  }
  // The provider tells how much of a payment was refunded in all: what is not taken yet is taken now.
  const refunded = shareOf(bought.amount, event.refunded, event.amount)
  const key = `refund ${event.payment} ${refunded}`
  if (taken.some((entry) => entry.key === key)) return 'duplicate'
  // Also what the operator has taken by hand under the payment: the refund was for that.
  const amount = Math.min(left, refunded - sum(taken.filter((entry) => disputeOf(entry) === null)))
  return takeFrom(ledger, lots, amount, { key, reason: 'Payment refunded', payment: event.payment })
}

/** The dispute that an entry was taken for; null for others. */
const disputeOf = ({ key }: CreditEntry): string | null => /^dispute (\S+)(?: \d+)?$/.exec(key ?? '')?.[1] ?? null

interface Lot {
  id: string
  size: number
}

/**
 * What a payment has bought, what was given back for it when a dispute was won, and what was taken from all of that.
 * @returns lots: what is left of each grant, spent or not
 */
async function creditsOf(
  { db: { em } }: Ledger,
  payment: string,
): Promise<{ bought: CreditEntry; lots: Lot[]; taken: CreditEntry[] }> {
  const bought = await em.findOneOrFail(CreditEntry, { payment, kind: 'grant' })
  const grants = [bought]
  const [lots, taken]: [Lot[], CreditEntry[]] = [[], []]
  // A grant that a won dispute has given back can be disputed and given back again.
  for (const { id, amount } of grants) {
    const about = await em.find(CreditEntry, { kind: { $in: ['revoke', 'expire'] }, about: { id } })
    lots.push({ id, size: about.reduce((rest, entry) => rest - entry.amount, amount) })
    taken.push(...about.filter(({ kind }) => kind === 'revoke'))
    const won = about.flatMap((entry) => disputeOf(entry) ?? []).map((dispute) => `dispute won ${dispute}`)
    for (const back of await em.find(CreditEntry, { kind: 'grant', key: { $in: won } }))
      if (!grants.includes(back)) grants.push(back)
  }
  return { bought, lots, taken }
}

/** Takes an amount from grants, one entry each: their keys are numbered from the second one on. */
async function takeFrom(
  ledger: Ledger,
  lots: readonly Lot[],
  amount: number,
  { key, reason, payment }: { key: string; reason: string; payment: string },
): Promise<Applied> {
  let [rest, entries] = [amount, 0]
  for (const [at, { id, size }] of lots.entries()) {
    const part = Math.min(rest, size)
    if (part < 1) continue
    const own = ++entries === 1 ? key : `${key} ${entries}`
    // Only the first grant says whose it is.
    const said = at === 0 ? reason : `${reason} (${payment})`
    await revoke(ledger, { key: own, amount: part, subject: 'payment', grant: id, reason: said })
    rest -= part
  }
  return entries ? 'applied' : 'duplicate'
}

const entered = ({ again }: Entered): Applied => (again ? 'duplicate' : 'applied')
