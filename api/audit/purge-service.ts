import { DAY_MS } from '../math/calendar.ts'
import type { Db } from '../data/database.ts'
import { tenantOf } from '../data/tenant.ts'
import { Tenant } from '../identity/entity.ts'
import { lockHead } from './append-service.ts'
import { AuditCheckpoint } from './entity.ts'
import { signatureOf } from './seal.ts'

/**
 * Purges events that are older than the organization keeps them, from the start of its log, and leaves a signed checkpoint
 * from which the rest is verified.
 * @param ownerless days for a log that belongs to no organization: the installation's, or one of an organization that was
 * erased
 * @returns how many events are gone
 */
export async function purgeEvents(
  db: Db,
  key: Uint8Array,
  now: Date,
  ownerless: number | null = null,
): Promise<number> {
  return db.transaction(async () => {
    const { em } = db
    const tenantId = tenantOf(em)
    const tenant = await em.findOne(Tenant, { tenantId }, { disableIdentityMap: true })
    const auditDays = tenant ? tenant.auditDays : ownerless
    if (auditDays == null) return 0
    await lockHead(em)
    // `audit_purge` goes by the database's clock: where this one is ahead, it would refuse what was chosen by it.
    const limit = new Date(now.getTime() - auditDays * DAY_MS)
    // Only a beginning of the log goes: a row that was written late keeps those after it.
    const [last] = await em.execute<{ sequence: string | number; hash: string; rows: string | number }[]>(
      `select e.sequence, e.hash, (select count(*) from audit_event where tenant_id = ? and sequence <= e.sequence) as rows
       from audit_event e where e.tenant_id = ? and e.sequence < coalesce(
         (select min(sequence) from audit_event where tenant_id = ? and at >= least(?::timestamptz, now() - make_interval(days => ?))),
         (select max(sequence) + 1 from audit_event where tenant_id = ?))
       order by e.sequence desc limit 1`,
      [tenantId, tenantId, tenantId, limit, auditDays, tenantId],
    )
    if (!last) return 0
    const checkpoint = {
      tenantId,
      id: crypto.randomUUID(),
      sequence: Number(last.sequence),
      hash: last.hash,
      rows: Number(last.rows),
      at: now,
    }
    await em.insert(AuditCheckpoint, { ...checkpoint, signature: signatureOf(key, checkpoint) })
    const [gone] = await em.execute<{ gone: number }[]>('select audit_purge(?) as gone', [checkpoint.sequence])
    return gone!.gone
  })
}
