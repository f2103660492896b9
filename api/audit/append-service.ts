import type { Db } from '../data/database.ts'
import { tenantOf } from '../data/tenant.ts'
import { AuditEvent, AuditHead, AuditIdentity } from './entity.ts'
import { digestOf, GENESIS, hashOf, newSalt, type Identity, type SealedRow } from './seal.ts'

/** What happened, before it has its place in the log. */
export interface NewEvent extends Omit<SealedRow, 'tenantId' | 'sequence' | 'identityDigest' | 'actor'> {
  actor: AuditEvent['actor']
  identity: Identity
}

/**
 * Appends events to their organization's log, all or none: each gets the next number, and a hash over itself and the one
 * before. The head is locked, so nodes that append at once wait for each other.
 */
export async function appendEvents(
  { em }: Pick<Db, 'em'>,
  key: Uint8Array,
  events: readonly NewEvent[],
): Promise<void> {
  // Not through `Db.transaction`: the last events of a server are written after it has stopped accepting changes.
  await em.transactional(async (inner) => {
    const locked = inner as typeof em
    const tenantId = tenantOf(locked)
    let { sequence, hash } = await lockHead(locked)
    const rows: (SealedRow & { actor: AuditEvent['actor']; hash: string })[] = []
    const identities = []
    for (const { identity, ...event } of events) {
      const salt = newSalt()
      const row = { ...event, tenantId, sequence: ++sequence, identityDigest: digestOf(salt, identity) }
      hash = hashOf(key, hash, row)
      rows.push({ ...row, hash })
      identities.push({ tenantId, id: event.id, ...identity, salt })
    }
    await locked.insertMany(AuditEvent, rows)
    await locked.insertMany(AuditIdentity, identities)
    await locked.nativeUpdate(AuditHead, { tenantId }, { sequence, hash })
  })
}

/** Until the transaction ends nobody else appends to or purges this organization's log. */
export async function lockHead(em: Db['em']): Promise<{ sequence: number; hash: string }> {
  const tenantId = tenantOf(em)
  await em.execute(
    'insert into audit_head (tenant_id, sequence, hash) values (?, 0, ?) on conflict (tenant_id) do nothing',
    [tenantId, GENESIS],
  )
  const [head] = await em.execute<{ sequence: string | number; hash: string }[]>(
    'select sequence, hash from audit_head where tenant_id = ? for update',
    [tenantId],
  )
  return { sequence: Number(head!.sequence), hash: head!.hash }
}
