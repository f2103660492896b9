import type { Db } from '../data/database.ts'
import { tenantOf } from '../data/tenant.ts'
import { Checker, type Finding, type Place } from './check.ts'
import { AuditCheckpoint, AuditEvent, AuditHead, AuditIdentity } from './entity.ts'
import { GENESIS } from './seal.ts'

const BATCH = 2_000

export interface Verification {
  events: number
  unsealed: number
  erased: number
  /** Events that retention has purged. */
  purged: number
  last: Place
  findings: readonly Finding[]
}

/** Reads an organization's whole audit log and checks every row. @param witness number and hash of the last event of an earlier check */
export async function verifyEvents(
  { em }: Pick<Db, 'em'>,
  key: Uint8Array,
  witness: Place | null = null,
): Promise<Verification> {
  const tenantId = tenantOf(em)
  const plain = { disableIdentityMap: true } as const
  const checkpoints = await em.find(AuditCheckpoint, {}, { ...plain, orderBy: { sequence: 'asc' } })
  const checker = new Checker(key, checkpoints, witness)
  // Events are appended meanwhile: where the head is further than what was read, there is more to read, or the end is missing.
  let head = { sequence: 0, hash: GENESIS }
  for (let end = -1; ;) {
    const rows = await em.find(
      AuditEvent,
      { sequence: { $gt: checker.last.sequence } },
      { ...plain, orderBy: { sequence: 'asc' }, limit: BATCH },
    )
    if (!rows.length) {
      head = (await em.findOne(AuditHead, { tenantId }, plain)) ?? head
      // Twice nothing at the same place: what the head speaks of is not there.
      if (head.sequence <= checker.last.sequence || end === checker.last.sequence) break
      end = checker.last.sequence
      continue
    }
    const identities = await em.find(AuditIdentity, { id: { $in: rows.map(({ id }) => id) } }, plain)
    const byId = new Map(
      identities.map(({ id, userId, subject, sessionId, ip, userAgent, salt }) => {
        const identity = { userId: userId ?? null, subject, sessionId: sessionId ?? null }
        return [id, { ...identity, ip: ip ?? null, userAgent: userAgent ?? null, salt }]
      }),
    )
    for (const row of rows) checker.take({ ...row, credits: row.credits ?? null, identity: byId.get(row.id) ?? null })
  }
  checker.end(head)
  const { events, unsealed, erased, last, findings } = checker
  return { events, unsealed, erased, purged: checkpoints.reduce((sum, { rows }) => sum + rows, 0), last, findings }
}
