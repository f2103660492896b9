import { LARGEST_AMOUNT, type AccountKind } from './vocabulary.ts'

/** An account as its row has it. */
export interface Account {
  readonly id: string
  readonly kind: AccountKind
  readonly owner: string
  readonly granted: number
  readonly spent: number
  readonly pending: number
  readonly debt: number
  readonly monthlyCap: number | null
  readonly month: string
  readonly used: number
}

/** A UTC month, as YYYY-MM. */
export const monthOf = (at: Date): string => at.toISOString().slice(0, 7)

/** Credits that can be reserved now; never below zero. */
export const availableIn = ({ granted, spent, pending }: Pick<Account, 'granted' | 'spent' | 'pending'>): number =>
  Math.max(0, granted - spent - pending)

/** What was revoked after it was spent or reserved. */
export const debtOf = ({ granted, spent, pending }: Pick<Account, 'granted' | 'spent' | 'pending'>): number =>
  Math.max(0, spent + pending - granted)

/** Credits spent in a month; an account that counts another month has spent none in this one. */
export const usedIn = ({ month, used }: Pick<Account, 'month' | 'used'>, wanted: string): number =>
  month === wanted ? used : 0

/** Credits that a cap leaves in a month; null without a cap. */
export function leftOfCap(account: Account, month: string): number | null {
  if (account.monthlyCap === null) return null
  return Math.max(0, account.monthlyCap - usedIn(account, month) - account.pending)
}

export interface Shortage {
  /** What does not suffice: the balance itself, or the cap of an account. */
  readonly limit: 'balance' | `${AccountKind} cap`
  readonly available: number
}

/** The tightest of all limits that an amount does not fit into; null when it fits. */
export function shortageOf(accounts: readonly Account[], amount: number, month: string): Shortage | null {
  const limits = accounts.flatMap((account): Shortage[] => {
    const left = leftOfCap(account, month)
    return [
      ...(account.kind === 'organization' ? [{ limit: 'balance' as const, available: availableIn(account) }] : []),
      ...(left === null ? [] : [{ limit: `${account.kind} cap` as const, available: left }]),
    ]
  })
  const short = limits.filter(({ available }) => available < amount)
  return short.sort((a, b) => a.available - b.available)[0] ?? null
}

/** What a settlement charges: never more than was reserved, never less than nothing; a started credit counts whole. */
export function chargeOf(used: number, reserved: number): number {
  if (Number.isNaN(used)) throw new RangeError('the credits used are not a number')
  return Math.min(reserved, Math.max(0, Math.ceil(used)))
}

/** Whether an amount can stand in an entry: a whole number from 1. */
export const isAmount = (amount: number): boolean =>
  Number.isSafeInteger(amount) && amount >= 1 && amount <= LARGEST_AMOUNT

/** A grant, less what was revoked from it or has expired. */
export interface Grant {
  readonly id: string
  readonly size: number
  readonly expiresAt: Date | null
  readonly at: Date
}

export interface Lot extends Grant {
  readonly remaining: number
}

/**
 * What is left of each grant, in the order in which they are used up: the earliest expiry first, those that never expire
 * last. All that was used is laid on them in this order, whenever it was used, which is in the customer's favor.
 * @param used credits spent, reserved, and revoked without naming a grant
 */
export function lotsOf(grants: readonly Grant[], used: number): Lot[] {
  let covered = used
  return grants
    .toSorted(
      (a, b) =>
        (a.expiresAt?.getTime() ?? Infinity) - (b.expiresAt?.getTime() ?? Infinity) ||
        a.at.getTime() - b.at.getTime() ||
        (a.id < b.id ? -1 : 1),
    )
    .map((grant) => {
      const taken = Math.min(covered, grant.size)
      covered -= taken
      return { ...grant, remaining: grant.size - taken }
    })
}

/** Credits that expire next, and when; null when none do. */
export function nextExpiry(lots: readonly Lot[], now: Date): { at: Date; credits: number } | null {
  const next = lots.find(({ expiresAt, remaining }) => expiresAt && expiresAt > now && remaining > 0)?.expiresAt
  if (!next) return null
  const same = lots.filter(({ expiresAt }) => expiresAt?.getTime() === next.getTime())
  return { at: next, credits: same.reduce((sum, { remaining }) => sum + remaining, 0) }
}

/** Share of the latest grant below which the balance counts as low, unless the owner says otherwise. */
export const LOW_SHARE = 0.2
/** Share of a cap from which on it counts as nearly used up. */
export const NEAR_SHARE = 0.8
