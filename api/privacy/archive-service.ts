import type { Context } from '../data/context.ts'
import type { Db } from '../data/database.ts'
import { tenantOf } from '../data/tenant.ts'
import { AuditEvent, AuditIdentity } from '../audit/entity.ts'
import { CreditEntry } from '../billing/entity.ts'
import { BacklogItem } from '../backlog/entity.ts'
import { ApiKey, Membership, Tenant, type User } from '../identity/entity.ts'
import { Invite, LoginSession } from '../identity/people/people-entity.ts'
import { allMembershipsOf } from '../identity/people/people-service.ts'
import { OauthGrant } from '../oauth/entity.ts'
import { PrdVersion } from '../prd/entity.ts'

/** Rows of each kind in one archive: the newest. */
const MOST_ROWS = 50_000
const plain = { disableIdentityMap: true } as const

/**
 * All that PM33 holds about a person, as JSON (GDPR Art. 15 and 20): the account, and in each organization the role, keys,
 * apps, activity, and the records that name them.
 * @param tenantId one organization alone, for its admin; null: all of them, for the person and the operator
 */
export async function personArchive(context: Context, user: User, tenantId: string | null): Promise<string> {
  const memberships = await allMembershipsOf(context.db.em, user.id)
  const sessions = tenantId
    ? []
    : await context.db.em.find(LoginSession, { user: user.id }, { ...plain, orderBy: { createdAt: 'asc' } })
  await context.auditWritten()
  const organizations = []
  for (const membership of memberships)
    if (!tenantId || membership.tenantId === tenantId)
      organizations.push(await heldIn(context.dbIn(membership.tenantId), user))
  const { name, email, createdAt, disabledAt } = user
  const account = { name, email, createdAt, disabledAt: disabledAt ?? null }
  const browsers = sessions.map(({ ip, userAgent, lastSeenAt, expiresAt, createdAt: since }) => {
    return { ip, userAgent, lastSeenAt, expiresAt, signedInAt: since }
  })
  const archive = { format: 'pm33 person 1', at: context.now(), account, browsers, organizations }
  return JSON.stringify(archive, null, 2)
}

async function heldIn({ em }: Db, user: User): Promise<object> {
  const of = { user: user.id }
  const tenant = await em.findOneOrFail(Tenant, {})
  const { role, createdAt, restrictedAt, objected } = await em.findOneOrFail(Membership, of, plain)
  const keys = await em.find(ApiKey, of, plain)
  const apps = await em.find(OauthGrant, of, plain)
  const identities = await em.find(AuditIdentity, { userId: user.id }, { ...plain, limit: MOST_ROWS })
  const byId = new Map(identities.map((identity) => [identity.id, identity]))
  const events = await em.find(
    AuditEvent,
    { id: { $in: [...byId.keys()] } },
    { ...plain, orderBy: { sequence: 'asc' } },
  )
  const items = await em.find(
    BacklogItem,
    { assignee: { $in: [user.name, user.email] } },
    { ...plain, fields: ['key', 'title', 'assignee'], limit: MOST_ROWS, filters: { workspace: false } },
  )
  const versions = await em.execute<{ key: string; version: number; created_at: Date }[]>(
    `select 'PRD-' || p.number as key, v.number as version, v.created_at from ${em.getMetadata(PrdVersion).tableName} v
     join prd p on p.tenant_id = v.tenant_id and p.id = v.prd_id where v.tenant_id = ? and v.author = ? order by v.created_at`,
    [tenantOf(em), user.name],
  )
  return {
    organization: tenant.name,
    role,
    since: createdAt,
    restrictedSince: restrictedAt ?? null,
    objected,
    apiKeys: keys.map(({ name, hint, scopes, createdIp, createdAt: at, expiresAt, lastUsedAt, revokedAt }) => {
      return { name, hint, scopes, createdIp, createdAt: at, expiresAt, lastUsedAt, revokedAt }
    }),
    apps: apps.map(({ clientName, redirectHost, scopes, createdAt: at, lastUsedAt, revokedAt }) => {
      return { name: clientName, redirectHost, scopes, connectedAt: at, lastUsedAt, revokedAt }
    }),
    invitations: (await em.find(Invite, { email: user.email }, plain)).map(({ role: as, createdAt: at }) => {
      return { role: as, at }
    }),
    credits: (await em.find(CreditEntry, { userId: user.id }, { ...plain, limit: MOST_ROWS })).map((entry) => {
      const { kind, amount, purpose, createdAt: at } = entry
      return { kind, amount, purpose, at }
    }),
    activity: events.map(({ id, at, action, outcome, actor }) => {
      const { ip, userAgent, subject } = byId.get(id)!
      return { at, action, outcome, actor, credential: subject, ip, userAgent }
    }),
    assignedItems: items.map(({ key, title, assignee }) => ({ key, title, assignee })),
    documents: versions.map(({ key, version, created_at: at }) => ({ key, version, at })),
  }
}
