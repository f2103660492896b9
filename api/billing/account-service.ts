import { randomUUID } from 'node:crypto'
import type { Context } from '../data/context.ts'
import { tenantOf } from '../data/tenant.ts'
import type { Account } from './accounting.ts'
import { CreditAccount } from './entity.ts'
import type { AccountKind } from './vocabulary.ts'

/** What work on the ledger needs: the tenant's database, and the time. */
export type Ledger = Pick<Context, 'db' | 'now'>

/**
 * The organization's account, locked until the transaction ends. Whatever moves credits locks it first, so that all about
 * one organization's credits happens in line, without deadlocks; the other accounts follow in any order.
 */
export const lockOrganization = ({ db, now }: Ledger): Promise<Account> =>
  accountOf({ db, now }, 'organization', tenantOf(db.em))

/** An account as it is now, locked until the transaction ends. */
export async function knownAccount(
  { db }: Pick<Ledger, 'db'>,
  kind: AccountKind,
  owner: string,
): Promise<Account | null> {
  const [row] = await db.em.execute<Row[]>(
    `select id, granted, spent, pending, debt, monthly_cap, month, used from credit_account
     where tenant_id = ? and kind = ? and owner = ? for update`,
    [tenantOf(db.em), kind, owner],
  )
  return row ? { ...row, kind, owner, monthlyCap: row.monthly_cap } : null
}

/** The same, made when it is first met. */
export async function accountOf(ledger: Ledger, kind: AccountKind, owner: string): Promise<Account> {
  const { db, now } = ledger
  const known = await knownAccount(ledger, kind, owner)
  if (known) return known
  await db.em.execute(
    `insert into credit_account (tenant_id, id, kind, owner, created_at) values (?, ?, ?, ?, ?) on conflict do nothing`,
    [tenantOf(db.em), randomUUID(), kind, owner, now()],
  )
  return (await knownAccount(ledger, kind, owner))!
}

interface Row {
  id: string
  granted: number
  spent: number
  pending: number
  debt: number
  monthly_cap: number | null
  month: string
  used: number
}

/** Writes the amounts of an account that is locked. */
export async function save(db: Ledger['db'], account: Account): Promise<void> {
  const { id, granted, spent, pending, debt, month, used } = account
  await db.em.nativeUpdate(CreditAccount, { id }, { granted, spent, pending, debt, month, used })
}
