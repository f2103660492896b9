import { randomUUID } from 'node:crypto'
import type { Given } from './commands.ts'
import { confirm } from './confirm.ts'
import type { Console } from './console.ts'
import { ConsoleError } from './errors.ts'
import { counted } from './table.ts'

interface Balance {
  available: number
  reserved: number
  debt: number
  expiring: number
  nextExpiry: string | null
  lastsUntil: string | null
}

const BALANCE = 'balance { available reserved debt expiring nextExpiry lastsUntil }'

export async function showBalance(console: Console, { json }: Given<'credits balance'>): Promise<string> {
  const { billing } = await console.tenant<{ billing: { balance: Balance } }>(`{ billing { ${BALANCE} } }`)
  return said(billing.balance, json)
}

export async function grantCredits(
  console: Console,
  { amount, reason, expires, id, json }: Given<'credits grant'>,
): Promise<string> {
  const key = id ?? randomUUID()
  const { grantCredits: after } = await console.tenant<{ grantCredits: { balance: Balance } }>(
    `mutation Grant($amount: Int!, $key: String!, $reason: String, $expiresAt: DateTime) {
      grantCredits(amount: $amount, key: $key, reason: $reason, expiresAt: $expiresAt) { ${BALANCE} }
    }`,
    { amount: credits(amount), key, reason: reason ?? null, expiresAt: expires ? endOf(expires) : null },
  )
  return said(after.balance, json, `Granted ${counted(credits(amount), 'credit')} (ID ${key}).\n`)
}

export async function revokeCredits(
  console: Console,
  { amount, reason, id, yes, json }: Given<'credits revoke'>,
): Promise<string> {
  const key = id ?? randomUUID()
  await confirm(`Revoke ${counted(credits(amount), 'credit')}?`, yes)
  const { revokeCredits: after } = await console.tenant<{ revokeCredits: { balance: Balance } }>(
    `mutation Revoke($amount: Int!, $key: String!, $reason: String) {
      revokeCredits(amount: $amount, key: $key, reason: $reason) { ${BALANCE} }
    }`,
    { amount: credits(amount), key, reason: reason ?? null },
  )
  return said(after.balance, json, `Revoked ${counted(credits(amount), 'credit')} (ID ${key}).\n`)
}

function credits(text: string): number {
  const amount = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (amount < 1)
    throw new ConsoleError(`The number of credits must be a whole number from 1, not ${JSON.stringify(text)}.`)
  return amount
}

/** The day itself still counts, in UTC. */
function endOf(day: string): string {
  const end = new Date(`${day}T23:59:59.999Z`)
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(end.getTime()) || !end.toISOString().startsWith(day))
    throw new ConsoleError(`--expires must be a date such as 2027-12-31, not ${JSON.stringify(day)}.`)
  return end.toISOString()
}

function said(balance: Balance, json: boolean | undefined, before = ''): string {
  if (json) return JSON.stringify(balance)
  const { available, reserved, debt, expiring, nextExpiry, lastsUntil } = balance
  return [
    `${before}${counted(available, 'credit')} available, ${reserved.toLocaleString('en-US')} reserved.`,
    ...(debt
      ? [`${counted(debt, 'credit')} were refunded after they were spent; the next grant pays them first.`]
      : []),
    ...(nextExpiry
      ? [`${counted(expiring, 'credit')} expire${expiring === 1 ? 's' : ''} on ${nextExpiry.slice(0, 10)}.`]
      : []),
    ...(lastsUntil ? [`At the usual pace, the balance lasts until about ${lastsUntil}.`] : []),
  ].join('\n')
}
