import { setImmediate as turn } from 'node:timers/promises'
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

const plain = { disableIdentityMap: true } as const

/**
 * Reads an organization's whole audit log and checks every row. Events are appended and purged meanwhile.
 * @param witness number and hash of the last event of an earlier check
 * @param batch events that are read at once
 */
export async function verifyEvents(
  db: Pick<Db, 'em' | 'snapshot'>,
  key: Uint8Array,
  witness: Place | null = null,
  batch = BATCH,
): Promise<Verification> {
  const checkpoints = await db.em.find(AuditCheckpoint, {}, { ...plain, orderBy: { sequence: 'asc' } })
  const checker = new Checker(key, checkpoints, witness)
  for (;;) {
    const { rows, identities, purge, head } = await db.snapshot(() => nextIn(db, checker.last.sequence, batch))
    if (purge && (rows[0]?.sequence ?? Infinity) > purge.sequence) {
      checkpoints.push(purge)
      checker.pass(purge)
    }
    if (!rows.length) {
      checker.end(head)
      break
    }
    const byId = new Map(
      identities.map(({ id, userId, subject, sessionId, ip, userAgent, salt }) => {
        const identity = { userId: userId ?? null, subject, sessionId: sessionId ?? null }
        return [id, { ...identity, ip: ip ?? null, userAgent: userAgent ?? null, salt }]
      }),
    )
    for (const row of rows) checker.take({ ...row, credits: row.credits ?? null, identity: byId.get(row.id) ?? null })
    // Reads without a pause share a snapshot: others have their turn, and the next events are of a moment of their own.
    await turn()
  }
  const { events, unsealed, erased, last, findings } = checker
  return { events, unsealed, erased, purged: checkpoints.reduce((sum, { rows }) => sum + rows, 0), last, findings }
}

/** The next events of a log, with whom they name, the newest purge if it went further than what was read, and the end: all of one moment. */
async function nextIn({ em }: Pick<Db, 'em'>, after: number, most: number) {
  const rows = await em.find(
    AuditEvent,
    { sequence: { $gt: after } },
    { ...plain, orderBy: { sequence: 'asc' }, limit: most },
  )
  const identities = await em.find(AuditIdentity, { id: { $in: rows.map(({ id }) => id) } }, plain)
  const purge = await em.findOne(
    AuditCheckpoint,
    { sequence: { $gt: after } },
    { ...plain, orderBy: { sequence: 'desc' } },
  )
  const head = await em.findOne(AuditHead, { tenantId: tenantOf(em) }, plain)
  return { rows, identities, purge, head: head ?? { sequence: 0, hash: GENESIS } }
}
