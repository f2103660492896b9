import { randomUUID } from 'node:crypto'
import type { Given } from '../commands.ts'
import { confirm } from '../confirm.ts'
import type { Console } from '../console.ts'
import {
  GrantCreditsDocument,
  RevokeCreditsDocument,
  ShowBalanceDocument,
  type BalanceFragment,
} from '../operations.generated.ts'
import { counted } from '../../text.ts'

export async function showBalance(console: Console, { json }: Given<'credits balance'>): Promise<string> {
  const { billing } = await console.tenant(ShowBalanceDocument)
  return said(billing.balance, json)
}

export async function grantCredits(
  console: Console,
  { amount, reason, expires, payment, id, json }: Given<'credits grant'>,
): Promise<string> {
  const key = id ?? randomUUID()
  const { grantCredits: after } = await console.tenant(GrantCreditsDocument, {
    amount,
    key,
    reason: reason ?? null,
    // The day itself still counts, in UTC.
    expiresAt: expires ? `${expires}T23:59:59.999Z` : null,
    payment: payment ?? null,
  })
  return said(
    after.balance,
    json,
    `Granted ${counted(amount, 'credit')} (${payment ? `payment ${payment}` : `ID ${key}`}).\n`,
  )
}

export async function revokeCredits(
  console: Console,
  { amount, reason, payment, id, yes, json }: Given<'credits revoke'>,
): Promise<string> {
  const key = id ?? randomUUID()
  await confirm(`Revoke ${counted(amount, 'credit')}?`, yes)
  const { revokeCredits: after } = await console.tenant(RevokeCreditsDocument, {
    amount,
    key,
    reason: reason ?? null,
    payment: payment ?? null,
  })
  return said(after.balance, json, `Revoked ${counted(amount, 'credit')} (ID ${key}).\n`)
}

function said(balance: BalanceFragment, json: boolean | undefined, before = ''): string {
  if (json) return JSON.stringify(balance)
  const { available, reserved, debt, expiring, nextExpiry, lastsUntil } = balance
  return [
    `${before}${counted(available, 'credit')} available, ${reserved.toLocaleString('en-US')} reserved.`,
    ...(debt
      ? [
          `${counted(debt, 'credit was', 'credits were')} refunded after being spent; the next grant pays this debt first.`,
        ]
      : []),
    ...(nextExpiry
      ? [`${counted(expiring, 'credit')} expire${expiring === 1 ? 's' : ''} on ${nextExpiry.slice(0, 10)}.`]
      : []),
    ...(lastsUntil ? [`At the usual pace, the balance lasts until about ${lastsUntil}.`] : []),
  ].join('\n')
}
