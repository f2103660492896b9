/** A tenant's credits as a test moves and audits them. */
import { grant } from '../../api/billing/grant-service.ts'
import { reserve, type Reserved, type Wanted } from '../../api/billing/ledger-service.ts'
import type { Ledger } from '../../api/billing/account-service.ts'
import type { Context } from '../../api/data/context.ts'
import type { Principal } from '../../api/identity/principal.ts'
import type { TenantInTest, World } from '../world.ts'

export type Caller = Pick<Context, 'db' | 'now' | 'principal'>

/** Somebody who asks for work that costs credits, on a connection of their own. */
export const caller = (world: World, tenant: TenantInTest, userId: string | null = tenant.userId): Caller => ({
  db: tenant.db(),
  now: world.clock.now,
  principal: { subject: `user:${userId ?? 'nobody'}`, userId, tenantId: tenant.id } as Principal,
})

export const ledgerOf = (world: World, tenant: TenantInTest): Ledger => ({ db: tenant.db(), now: world.clock.now })

let count = 0

export const given = (
  world: World,
  tenant: TenantInTest,
  amount: number,
  more: { expiresAt?: Date; key?: string } = {},
) => grant(ledgerOf(world, tenant), { key: `test ${++count}`, amount, subject: 'operator', reason: 'test', ...more })

/** A reservation, or the code of the refusal. */
export async function reserving(who: Caller, wanted: Partial<Wanted> = {}): Promise<Reserved | string> {
  return reserve(who, { requestId: `request ${++count}`, amount: 1, purpose: 'generate_prd', ...wanted }).catch(
    (error: unknown) => {
      const code = (error as { extensions?: { code?: string } }).extensions?.code
      if (!code) throw error
      return code
    },
  )
}

export async function reserved(who: Caller, wanted: Partial<Wanted> = {}): Promise<string> {
  const answer = await reserving(who, wanted)
  if (typeof answer === 'string' || answer.state !== 'reserved')
    throw new Error(`not reserved: ${JSON.stringify(answer)}`)
  return answer.id
}

export interface Books {
  granted: number
  spent: number
  pending: number
  debt: number
}

/** The organization's account. */
export async function booksOf(tenant: TenantInTest): Promise<Books> {
  const [row] = await tenant
    .em()
    .execute<Books[]>(`select granted, spent, pending, debt from credit_account where kind = 'organization'`)
  return row ?? { granted: 0, spent: 0, pending: 0, debt: 0 }
}

/** What the entries alone say; every account must say the same. @returns sentences about what does not fit; none when the books are right */
export async function misfits(tenant: TenantInTest): Promise<string[]> {
  const em = tenant.em()
  const [sums] = await em.execute<(Books & { entries: number })[]>(`
    select coalesce(sum(case when kind = 'grant' then amount when kind in ('revoke', 'expire') then -amount end), 0)::int as granted,
      coalesce(sum(amount) filter (where kind = 'settle'), 0)::int as spent,
      coalesce(sum(amount) filter (where kind = 'reserve' and not exists (
        select from credit_entry x where x.tenant_id = e.tenant_id and x.about_id = e.id and x.kind in ('settle', 'void', 'timeout'))), 0)::int as pending
    from credit_entry e`)
  const { granted, spent, pending } = sums!
  const debt = Math.max(0, spent + pending - granted)
  const books = await booksOf(tenant)
  const wrong: string[] = []
  if (JSON.stringify(books) !== JSON.stringify({ granted, spent, pending, debt }))
    wrong.push(`entries say ${JSON.stringify({ granted, spent, pending, debt })}, the account ${JSON.stringify(books)}`)
  if (books.granted + books.debt - books.spent - books.pending < 0) wrong.push('the balance is below zero')
  if (books.debt > 0 && books.granted - books.spent - books.pending > 0) wrong.push('a debt beside credits')
  const parts = await em.execute<
    { kind: string; owner: string; pending: number; wanted: number; spent: number; charged: number }[]
  >(`
    select a.kind, a.owner, a.pending, a.spent,
      coalesce((select sum(e.amount) from credit_entry e where e.kind = 'reserve' and (e.user_id = a.owner or e.workspace_id = a.owner) and not exists (
        select from credit_entry x where x.tenant_id = e.tenant_id and x.about_id = e.id and x.kind in ('settle', 'void', 'timeout'))), 0)::int as wanted,
      coalesce((select sum(e.amount) from credit_entry e where e.kind = 'settle' and (e.user_id = a.owner or e.workspace_id = a.owner)), 0)::int as charged
    from credit_account a where a.kind <> 'organization'`)
  for (const { kind, owner, pending: held, wanted, spent: used, charged } of parts)
    if (held !== wanted || used !== charged)
      wrong.push(`${kind} ${owner}: pending ${held} of ${wanted}, spent ${used} of ${charged}`)
  return wrong
}
