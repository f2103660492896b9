import type { Db } from '../data/database.ts'
import { tenantOf } from '../data/tenant.ts'
import { Tenant, User } from '../identity/entity.ts'
import { AuditEvent, AuditHead, AuditIdentity } from './entity.ts'
import { digestOf, GENESIS, hashOf, newSalt, NOBODY, type Identity, type SealedRow } from './seal.ts'
import { INSTALLATION } from './vocabulary.ts'

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
    const isGone = await goneIn(locked, events)
    const rows: (SealedRow & { actor: AuditEvent['actor']; hash: string })[] = []
    const identities = []
    for (const { identity: known, ...event } of events) {
      const identity = isGone(known) ? NOBODY : known
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

/**
 * Whose account, or organization, was erased while the call ran or its event waited: they are not written down again. The
 * head is locked, so that an erasure either finds what is written here, or is found by it.
 */
async function goneIn(em: Db['em'], events: readonly NewEvent[]): Promise<(identity: Identity) => boolean> {
  const tenantId = tenantOf(em)
  if (tenantId !== INSTALLATION && !(await em.count(Tenant, { tenantId }))) return () => true
  const people = [...new Set(events.flatMap(({ identity }) => identity.userId ?? []))]
  const rows = people.length
    ? await em.find(User, { id: { $in: people } }, { fields: ['id'], disableIdentityMap: true })
    : []
  const there = new Set(rows.map(({ id }) => id))
  return ({ userId }) => userId !== null && !there.has(userId)
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
