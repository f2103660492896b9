import { randomUUID } from 'node:crypto'
import { refTo, tenantOf } from '../data/tenant.ts'
import { badInput, Refusal } from '../graphql/errors.ts'
import { lockOrganization, save, type Ledger } from './account-service.ts'
import { availableIn, debtOf, isAmount, lotsOf, type Account, type Grant, type Lot } from './accounting.ts'
import { CreditEntry } from './entity.ts'
import { LARGEST_AMOUNT, LARGEST_TOTAL, LONGEST_REASON } from './vocabulary.ts'

export interface NewGrant {
  /** What the grant is known by to whoever makes it: again, it changes nothing. */
  key: string
  amount: number
  subject: string
  reason: string | null
  expiresAt?: Date | null
  payment?: string
  /** What was paid, in the smallest unit of its currency. */
  paid?: number
}

export interface Revocation {
  key: string
  amount: number
  subject: string
  reason: string | null
  /** The grant to take from: then also what is already spent, as a debt. */
  grant?: string
}

/** What the grant for a payment is known by, whoever enters it: told again, it changes nothing. */
export const keyOfPayment = (payment: string): string => `payment ${payment}`

/** The grant for a payment. @throws BAD_USER_INPUT for a payment that bought nothing here */
export async function grantFor({ db }: Ledger, payment: string): Promise<string> {
  const bought = await db.em.findOne(CreditEntry, { payment, kind: 'grant' }, { disableIdentityMap: true })
  if (!bought) throw badInput({ path: ['payment'], message: 'has bought no credits for this organization' })
  return bought.id
}

/** @throws BAD_USER_INPUT for a payment that has bought credits for another organization */
export async function assertNotElsewhere({ db }: Pick<Ledger, 'db'>, payment: string): Promise<void> {
  const rows = await db.em.execute<{ id: string }[]>('select id from tenant_of_payment(?) as found(id)', [payment])
  if (rows.some(({ id }) => id !== tenantOf(db.em)))
    throw badInput({
      path: ['payment'],
      message: 'has bought credits for another organization: revoke them there, and grant these without a payment',
    })
}

/** What an entry came to. */
export interface Entered {
  id: string
  /** It was there already, and nothing changed. */
  again: boolean
}

/** Adds credits. A debt is paid from them first. @throws BAD_USER_INPUT, or CONFLICT for a known key with another amount */
export async function grant(ledger: Ledger, wanted: NewGrant): Promise<Entered> {
  const { db, now } = ledger
  const { key, amount, reason, expiresAt = null, payment = null, paid = null, subject } = wanted
  assertAmount(amount)
  assertReason(reason)
  if (expiresAt && expiresAt <= now()) throw badInput({ path: ['expiresAt'], message: 'must be in the future' })
  return db.transaction(async () => {
    const account = await lockOrganization(ledger)
    const known = await entered(ledger, key, 'grant', amount)
    if (known) return known
    if (account.granted + amount > LARGEST_TOTAL)
      throw badInput({ path: ['amount'], message: `would bring the total above ${LARGEST_TOTAL} credits` })
    const id = randomUUID()
    const at = now()
    await db.em.insert(CreditEntry, {
      tenantId: tenantOf(db.em),
      id,
      kind: 'grant',
      amount,
      key,
      subject,
      reason,
      expiresAt,
      payment,
      paid,
      createdAt: at,
    })
    await saveGranted(ledger, account, account.granted + amount)
    return { id, again: false }
  })
}

/**
 * Takes credits away. A refund or a dispute of a payment names its grant and also takes what is already spent, which
 * leaves a debt; the operator takes only what is available.
 * @throws BAD_USER_INPUT for more than there is
 */
export async function revoke(ledger: Ledger, wanted: Revocation): Promise<Entered> {
  const { db, now } = ledger
  const { key, amount, subject, reason, grant: from } = wanted
  assertAmount(amount)
  assertReason(reason)
  return db.transaction(async () => {
    const account = await lockOrganization(ledger)
    const known = await entered(ledger, key, 'revoke', amount)
    if (known) return known
    const most = from
      ? Math.min(account.granted, (await grantsOf(ledger)).grants.find(({ id }) => id === from)?.size ?? 0)
      : availableIn(account)
    if (amount > most) throw badInput({ path: ['amount'], message: `is more than there is to revoke: ${most} credits` })
    const id = randomUUID()
    await db.em.insert(CreditEntry, {
      tenantId: tenantOf(db.em),
      id,
      kind: 'revoke',
      amount,
      key,
      subject,
      reason,
      createdAt: now(),
      ...(from && { about: refTo({ tenantId: tenantOf(db.em), id: from }) }),
    })
    await saveGranted(ledger, account, account.granted - amount)
    return { id, again: false }
  })
}

/** Ends what is left of grants whose time has come. @returns the credits that expired */
export async function expireGrants(ledger: Ledger): Promise<number> {
  const { db, now } = ledger
  return db.transaction(async () => {
    const account = await lockOrganization(ledger)
    const at = now()
    const over = (await lots(ledger, account)).filter(
      ({ expiresAt, remaining }) => remaining > 0 && expiresAt && expiresAt <= at,
    )
    let credits = 0
    for (const lot of over) {
      await db.em.insert(CreditEntry, {
        tenantId: tenantOf(db.em),
        id: randomUUID(),
        kind: 'expire',
        amount: lot.remaining,
        subject: 'schedule',
        createdAt: at,
        about: refTo({ tenantId: tenantOf(db.em), id: lot.id }),
      })
      credits += lot.remaining
    }
    if (credits) await saveGranted(ledger, account, account.granted - credits)
    return credits
  })
}

/** What is left of each grant of the tenant. @param account the organization's */
export async function lots(ledger: Ledger, account: Pick<Account, 'spent' | 'pending'>): Promise<Lot[]> {
  const { grants, revoked } = await grantsOf(ledger)
  return lotsOf(grants, account.spent + account.pending + revoked)
}

/** Every grant less what was taken from it, and what was revoked without naming one. */
async function grantsOf({ db }: Ledger): Promise<{ grants: Grant[]; revoked: number }> {
  const tenant = tenantOf(db.em)
  const rows = await db.em.execute<{ id: string; size: number; expires_at: Date | null; created_at: Date }[]>(
    `select g.id, (g.amount - coalesce(sum(x.amount), 0))::int as size, g.expires_at, g.created_at
     from credit_entry g left join credit_entry x
       on x.tenant_id = g.tenant_id and x.about_id = g.id and x.kind in ('revoke', 'expire')
     where g.tenant_id = ? and g.kind = 'grant' group by g.tenant_id, g.id`,
    [tenant],
  )
  const [plain] = await db.em.execute<{ revoked: number }[]>(
    `select coalesce(sum(amount), 0)::int as revoked from credit_entry where tenant_id = ? and kind = 'revoke' and about_id is null`,
    [tenant],
  )
  return {
    grants: rows.map(({ id, size, expires_at, created_at }) => ({
      id,
      size,
      at: new Date(created_at),
      expiresAt: expires_at && new Date(expires_at),
    })),
    revoked: plain!.revoked,
  }
}

async function saveGranted({ db }: Ledger, account: Account, granted: number): Promise<void> {
  await save(db, { ...account, granted, debt: debtOf({ ...account, granted }) })
}

/** An entry that is there already. @throws CONFLICT when the key stands for something else */
async function entered({ db }: Ledger, key: string, kind: 'grant' | 'revoke', amount: number): Promise<Entered | null> {
  const known = await db.em.findOne(CreditEntry, { key }, { disableIdentityMap: true })
  if (!known) return null
  if (known.kind !== kind || known.amount !== amount)
    throw new Refusal(
      'CONFLICT',
      `This ID was already used for another entry: ${known.kind} of ${known.amount} credits.`,
    )
  return { id: known.id, again: true }
}

function assertAmount(amount: number): void {
  if (!isAmount(amount))
    throw badInput({ path: ['amount'], message: `must be a whole number from 1 to ${LARGEST_AMOUNT}` })
}

function assertReason(reason: string | null): void {
  if (reason !== null && reason.length > LONGEST_REASON)
    throw badInput({ path: ['reason'], message: `must have at most ${LONGEST_REASON} characters` })
}
