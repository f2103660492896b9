/** The audit log as tests read it: each event with who it was. */
import { AuditEvent, AuditIdentity } from '../api/audit/entity.ts'
import type { EntityManager } from '../api/data/database.ts'

export async function auditRows(em: EntityManager, action?: string) {
  const events = await em.find(AuditEvent, action ? { action } : {}, { orderBy: { sequence: 'asc' } })
  const ids = events.map(({ id }) => id)
  const identities = new Map((await em.find(AuditIdentity, { id: ids })).map((identity) => [identity.id, identity]))
  return events.map(({ id, at, sequence, action, outcome, correlationId, actor, scopes, milliseconds, credits }) => {
    const { userId = null, subject, sessionId = null, ip = null, userAgent = null } = identities.get(id) ?? {}
    const event = { id, at, sequence, action, outcome, correlationId, actor, scopes, milliseconds, credits }
    return { ...event, userId, subject, sessionId, ip, userAgent }
  })
}
