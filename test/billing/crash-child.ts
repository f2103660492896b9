/** A process of its own that reserves credits in a database and is killed before it settles them. */
import { dbForTenant } from '../../api/data/context.ts'
import { APP_ROLE, openDatabase, type DatabaseLocation } from '../../api/data/database.ts'
import { reserve } from '../../api/billing/ledger-service.ts'
import type { Principal } from '../../api/identity/principal.ts'

export interface Start {
  at: DatabaseLocation
  tenant: string
  requests: string[]
  amount: number
  seconds: number
}

async function reserveAll({ at, tenant, requests, amount, seconds }: Start): Promise<void> {
  const orm = await openDatabase(at, APP_ROLE)
  const principal = { subject: 'user:crash', userId: null, tenantId: tenant } as Principal
  for (const requestId of requests) {
    await reserve(
      { db: dbForTenant(orm, tenant), now: () => new Date(), principal },
      { requestId, amount, purpose: 'generate_prd', seconds },
    )
    process.send!(requestId)
  }
}

process.once('message', (start: Start) => {
  reserveAll(start).catch((error: unknown) => {
    console.error(error)
    process.exit(1)
  })
})
