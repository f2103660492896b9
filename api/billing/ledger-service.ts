import { randomUUID } from 'node:crypto'
import { type Context, principalOf } from '../data/context.ts'
import { refTo, tenantOf } from '../data/tenant.ts'
import { Refusal } from '../graphql/errors.ts'
import { chargeOf, debtOf, isAmount, monthOf, shortageOf, usedIn, type Account } from './accounting.ts'
import { accountOf, knownAccount, lockOrganization, save, type Ledger } from './account-service.ts'
import { CreditEntry } from './entity.ts'
import type { Purpose } from './prices.ts'
import { LARGEST_AMOUNT, LONGEST_REQUEST_ID, RESERVED_SECONDS, type EntryKind } from './vocabulary.ts'

/** Where a person tops up. */
const TOP_UP_PATH = '/settings/billing'

export interface Wanted {
  /** The caller's own id of the request. Sent again by the same principal, it is never charged twice. */
  requestId: string
  /** Credits, at least 1: the most that the work can cost. */
  amount: number
  purpose: Purpose
  workspaceId?: string | null
  /** Seconds until the reservation returns by itself; longer than the work can take. */
  seconds?: number
}

/** A reservation to settle or release, or what an earlier call with the same request came to. */
export type Reserved =
  | { state: 'reserved'; id: string; amount: number }
  | { state: 'settled'; id: string; charged: number; document: string | null }

/** A principal's request as the ledger has it. */
interface Attempt {
  id: string
  attempt: number
  purpose: Purpose
  expires_at: Date
  resolved: EntryKind | null
  charged: number | null
  document: string | null
}

/**
 * Reserves credits before work that costs them, in a transaction of its own. Afterwards either `settle` with what came of
 * the work, in the transaction that saves it, or `release`. What is neither returns by itself after `seconds`.
 * @returns the reservation, or the document that the same request was already charged for
 * @throws INSUFFICIENT_CREDITS with needed, available, and where to top up; CONFLICT while the same request is still running
 */
export async function reserve(
  context: Pick<Context, 'db' | 'now' | 'principal'>,
  { requestId, amount, purpose, workspaceId = null, seconds = RESERVED_SECONDS }: Wanted,
): Promise<Reserved> {
  const { db, now } = context
  const { subject, userId } = principalOf(context as Context)
  if (!isAmount(amount)) throw new RangeError(`a reservation is 1 to ${LARGEST_AMOUNT} whole credits, not ${amount}`)
  if (!requestId || requestId.length > LONGEST_REQUEST_ID)
    throw new Refusal('BAD_USER_INPUT', `requestId must be 1 to ${LONGEST_REQUEST_ID} characters.`, {
      issues: [{ path: ['requestId'], message: `must be 1 to ${LONGEST_REQUEST_ID} characters` }],
    })
  const request = `${subject}:${requestId}`
  return db.transaction(async (): Promise<Reserved> => {
    const at = now()
    const organization = await lockOrganization({ db, now })
    await returnOverdue({ db, now }, at)
    const last = await lastAttempt({ db, now }, request)
    if (last && last.purpose !== purpose)
      throw new Refusal('CONFLICT', 'This requestId was used for different work. Use a new one.')
    if (last?.resolved === 'settle')
      return { state: 'settled', id: last.id, charged: last.charged ?? 0, document: last.document }
    if (last && last.resolved === null)
      throw new Refusal(
        'CONFLICT',
        'A call with this requestId is still running, and nothing was charged for this one. Wait for it, or try again later.',
        { retryAfter: Math.max(1, Math.ceil((last.expires_at.getTime() - at.getTime()) / 1_000)) },
      )
    const accounts = [
      await accountOf({ db, now }, 'organization', organization.owner),
      ...(workspaceId ? [await accountOf({ db, now }, 'workspace', workspaceId)] : []),
      ...(userId ? [await accountOf({ db, now }, 'person', userId)] : []),
    ]
    const short = shortageOf(accounts, amount, monthOf(at))
    if (short) throw insufficient(amount, short)
    const id = randomUUID()
    await db.em.insert(CreditEntry, {
      tenantId: tenantOf(db.em),
      id,
      kind: 'reserve',
      amount,
      request,
      attempt: (last?.attempt ?? 0) + 1,
      subject,
      userId,
      workspaceId,
      purpose,
      expiresAt: new Date(at.getTime() + seconds * 1_000),
      createdAt: at,
    })
    for (const account of accounts) await save(db, { ...account, pending: account.pending + amount })
    return { state: 'reserved', id, amount }
  })
}

/**
 * Charges a reservation for what was used and returns the rest. Call it in the transaction that saves what came of the
 * work: no document, nothing charged. Again, it changes nothing.
 * @param used credits; what exceeds the reservation is ours
 * @returns what was charged: 0 when the reservation had already returned
 */
export async function settle(
  ledger: Ledger,
  id: string,
  used: number,
  document: string | null = null,
): Promise<number> {
  return resolve(ledger, id, 'settle', used, { document })
}

/** Returns a reservation whose work came to nothing. @returns whether it was still open @param reason for the person who reads the ledger */
export async function release(ledger: Ledger, id: string, reason: string): Promise<boolean> {
  return (await resolve(ledger, id, 'void', 0, { reason })) === 0
}

/** Returns every reservation of this tenant that nobody settled in time. @returns how many */
export async function sweepReservations({ db, now }: Ledger): Promise<number> {
  return db.transaction(async () => {
    const at = now()
    await lockOrganization({ db, now })
    return returnOverdue({ db, now }, at)
  })
}

/** The row of a reservation, and how it was resolved if it was. */
interface Open {
  id: string
  amount: number
  subject: string
  user_id: string | null
  workspace_id: string | null
  purpose: Purpose
  resolved: EntryKind | null
  charged: number | null
}

const OPEN = `select r.id, r.amount, r.subject, r.user_id, r.workspace_id, r.purpose, x.kind as resolved, x.amount as charged
  from credit_entry r left join credit_entry x
    on x.tenant_id = r.tenant_id and x.about_id = r.id and x.kind in ('settle', 'void', 'timeout')
  where r.tenant_id = ? and r.kind = 'reserve'`

async function resolve(
  ledger: Ledger,
  id: string,
  kind: 'settle' | 'void',
  used: number,
  said: { document?: string | null; reason?: string },
): Promise<number> {
  const { db } = ledger
  return db.transaction(async () => {
    await lockOrganization(ledger)
    const [open] = await db.em.execute<Open[]>(`${OPEN} and r.id = ?`, [tenantOf(db.em), id])
    if (!open) throw new Error('there is no such reservation')
    if (open.resolved) return open.resolved === 'settle' ? Number(open.charged) : 0
    return close(ledger, open, kind, chargeOf(used, open.amount), said)
  })
}

/** Overdue reservations of the tenant whose organization is locked. */
async function returnOverdue(ledger: Ledger, at: Date): Promise<number> {
  const { em } = ledger.db
  const overdue = await em.execute<Open[]>(
    `${OPEN} and x.id is null and r.expires_at <= ? order by r.expires_at, r.id`,
    [tenantOf(em), at],
  )
  for (const open of overdue) await close(ledger, open, 'timeout', 0, { reason: 'not settled in time' })
  return overdue.length
}

/** Writes how a reservation ended, and takes it off every account that it weighs on. */
async function close(
  ledger: Ledger,
  open: Open,
  kind: 'settle' | 'void' | 'timeout',
  charged: number,
  { document = null, reason }: { document?: string | null; reason?: string },
): Promise<number> {
  const { db, now } = ledger
  const at = now()
  await db.em.insert(CreditEntry, {
    tenantId: tenantOf(db.em),
    id: randomUUID(),
    kind,
    amount: charged,
    about: refTo({ tenantId: tenantOf(db.em), id: open.id }),
    subject: open.subject,
    userId: open.user_id,
    workspaceId: open.workspace_id,
    purpose: open.purpose,
    document,
    reason: reason?.slice(0, 300) ?? null,
    createdAt: at,
  })
  const owners = [
    ['organization', tenantOf(db.em)],
    ['workspace', open.workspace_id],
    ['person', open.user_id],
  ] as const
  for (const [whose, owner] of owners) {
    if (!owner) continue
    // Reserving has made it; where it is gone, an erasure has taken its owner away, and nobody counts on it.
    const account = await knownAccount(ledger, whose, owner)
    if (!account) continue
    await save(db, spentFrom(account, open.amount, charged, monthOf(at)))
  }
  return charged
}

function spentFrom(account: Account, reserved: number, charged: number, month: string): Account {
  const after = {
    ...account,
    pending: account.pending - reserved,
    spent: account.spent + charged,
    month,
    used: usedIn(account, month) + charged,
  }
  return account.kind === 'organization' ? { ...after, debt: debtOf(after) } : after
}

async function lastAttempt({ db }: Ledger, request: string): Promise<Attempt | undefined> {
  const [last] = await db.em.execute<Attempt[]>(
    `select r.id, r.attempt, r.purpose, r.expires_at, x.kind as resolved, x.amount as charged, x.document
     from credit_entry r left join credit_entry x
       on x.tenant_id = r.tenant_id and x.about_id = r.id and x.kind in ('settle', 'void', 'timeout')
     where r.tenant_id = ? and r.request = ? order by r.attempt desc limit 1`,
    [tenantOf(db.em), request],
  )
  return last && { ...last, expires_at: new Date(last.expires_at) }
}

function insufficient(needed: number, { limit, available }: { limit: string; available: number }): Refusal {
  const capped = limit !== 'balance'
  return new Refusal(
    'INSUFFICIENT_CREDITS',
    capped
      ? `Insufficient credits: ${needed} needed, and the monthly cap of this ${limit.replace(' cap', '')} leaves ${available}. An admin can raise it in Settings › Billing.`
      : `Insufficient credits: ${needed} needed, ${available} available. Top up in Settings › Billing.`,
    { needed, available, limit, topUp: TOP_UP_PATH },
  )
}
