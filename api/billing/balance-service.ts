import { DAY_MS } from '../math/calendar.ts'
import type { Context } from '../data/context.ts'
import { tenantOf } from '../data/tenant.ts'
import { Membership, Workspace } from '../identity/entity.ts'
import {
  availableIn,
  leftOfCap,
  LOW_SHARE,
  monthOf,
  NEAR_SHARE,
  nextExpiry,
  usedIn,
  type Account,
} from './accounting.ts'
import { CreditAccount, CreditEntry } from './entity.ts'
import { lots } from './grant-service.ts'
import type { Purpose } from './prices.ts'
import { lastsUntil, typicalCosts, type Charge, type TypicalCost } from './runway.ts'
import type { AccountKind } from './vocabulary.ts'

/** Days of charges that the forecast and the typical costs look back on. */
const HISTORY_DAYS = 400

export interface Balance {
  available: number
  reserved: number
  /** Refunded after it was spent; the next grant pays it first. */
  debt: number
  /** Credits that expire next. */
  expiring: number
  nextExpiry: Date | null
  /** Day until which the balance lasts at the usual pace, with even odds. */
  lastsUntil: string | null
  alertBelow: number
  low: boolean
  costs: TypicalCost[]
}

const NOTHING = { granted: 0, spent: 0, pending: 0, debt: 0, alertBelow: null }

/** What an organization has, as of now. */
export async function balanceOf({ db, now }: Pick<Context, 'db' | 'now'>): Promise<Balance> {
  return db.snapshot(async () => {
    const at = now()
    const account = (await organizationAccount(db)) ?? NOTHING
    const available = availableIn(account)
    const expiry = nextExpiry(await lots({ db, now }, account), at)
    const charges = await chargesSince({ db }, new Date(at.getTime() - HISTORY_DAYS * DAY_MS))
    const latest = await db.em.findOne(CreditEntry, { kind: 'grant' }, { orderBy: { createdAt: 'desc', id: 'desc' } })
    const alertBelow = account.alertBelow ?? Math.floor((latest?.amount ?? 0) * LOW_SHARE)
    return {
      available,
      reserved: account.pending,
      debt: account.debt,
      expiring: expiry?.credits ?? 0,
      nextExpiry: expiry?.at ?? null,
      lastsUntil: lastsUntil(charges, available, at),
      alertBelow,
      low: latest !== null && available < Math.max(1, alertBelow),
      costs: typicalCosts(charges),
    }
  })
}

const organizationAccount = (db: Context['db']): Promise<CreditAccount | null> =>
  db.em.findOne(CreditAccount, { kind: 'organization', owner: tenantOf(db.em) }, { disableIdentityMap: true })

async function chargesSince({ db }: Pick<Context, 'db'>, since: Date): Promise<Charge[]> {
  const rows = await db.em.execute<{ created_at: Date; amount: number; purpose: Purpose | null }[]>(
    `select created_at, amount, purpose from credit_entry where tenant_id = ? and kind = 'settle' and amount > 0 and created_at > ?`,
    [tenantOf(db.em), since],
  )
  return rows.map(({ created_at, amount, purpose }) => ({ at: new Date(created_at), credits: amount, purpose }))
}

/** A monthly cap and how far it is used. */
export interface Cap {
  id: string
  kind: AccountKind
  /** Name of the workspace or the person; null when it is gone. */
  name: string | null
  /** Id of the workspace or the member; null for the organization. */
  of: string | null
  monthlyCap: number
  used: number
  left: number
  near: boolean
}

/** Every cap that the caller may see, the organization's first. */
export async function capsOf({ db, now }: Pick<Context, 'db' | 'now'>): Promise<Cap[]> {
  return db.snapshot(async () => {
    const month = monthOf(now())
    const accounts = await db.em.find(
      CreditAccount,
      { monthlyCap: { $ne: null } },
      { orderBy: { kind: 'asc', createdAt: 'asc', id: 'asc' }, disableIdentityMap: true, limit: 1_000 },
    )
    const owners = accounts.map(({ owner }) => owner)
    const workspaces = await db.em.find(Workspace, { id: { $in: owners } }, { disableIdentityMap: true })
    const members = await db.em.find(Membership, { user: { id: { $in: owners } } }, { populate: ['user'] })
    return accounts.flatMap((account): Cap[] => {
      const workspace = workspaces.find(({ id }) => id === account.owner)
      const member = members.find(({ user }) => user.id === account.owner)
      // A cap of what the caller cannot see, or of somebody who left, is nothing to change here.
      if (account.kind !== 'organization' && !workspace && !member) return []
      const [cap, used] = [account.monthlyCap!, usedIn(account, month)]
      return [
        {
          id: account.id,
          kind: account.kind,
          monthlyCap: cap,
          used,
          name: workspace?.name ?? member?.user.getEntity().name ?? null,
          of: workspace ? `Workspace:${workspace.id}` : member ? `Member:${member.id}` : null,
          left: leftOfCap(account as Account, month) ?? 0,
          near: used + account.pending >= cap * NEAR_SHARE,
        },
      ]
    })
  })
}
