import { INSTALLATION } from '../audit/vocabulary.ts'
import type { Context } from '../data/context.ts'
import type { Db } from '../data/database.ts'
import { tenantOf } from '../data/tenant.ts'
import type { Refusal } from '../graphql/errors.ts'
import { CreditAccount, CreditEntry } from '../billing/entity.ts'
import { both } from '../identity/credentials/credentials.ts'
import { McpSession, Membership, Tenant, type User } from '../identity/entity.ts'
import { Invite, LoginSession } from '../identity/people/people-entity.ts'
import { allMembershipsOf } from '../identity/people/people-service.ts'
import type { Principal } from '../identity/principal.ts'
import { PrdVersion } from '../prd/entity.ts'
import { namedByUs } from './erase-service.ts'
import { credentialsIn, nameIn, organizationsKnowing } from './known-service.ts'

/** Rows of each kind in one archive: the newest, and the archive says so. */
const MOST_ROWS = 50_000
const plain = { disableIdentityMap: true } as const

/** Whose archive it is. */
export interface ArchiveFor {
  /** An admin, who gets what their own organization holds, of the workspaces that they see. */
  admin?: Pick<Principal, 'tenantId' | 'workspaceIds'>
  /**
   * The operator, who gets it also from organizations that the person has left, and from the installation's own log. The
   * person does not: an invitation starts an account anew that belonged nowhere, and whoever it was before is none of theirs.
   * By name, also the operator gets only what the person may look at: anyone can choose any name.
   */
  everywhere?: boolean
  /** Rows of each kind. */
  most?: number
  /** Why an organization shows nothing of itself to this request, if so: the archive then has that instead. */
  refusalIn?: (tenantId: string) => Promise<Refusal | null>
}

/**
 * All that PM33 holds about a person, as JSON (GDPR Art. 15 and 20): the account, and in each organization the role, keys,
 * apps, activity, and the records that name them.
 */
export async function personArchive(context: Context, user: User, given: ArchiveFor): Promise<string> {
  const { admin, everywhere = false } = given
  const memberships = await allMembershipsOf(context.db.em, user.id)
  const sessions = admin
    ? []
    : await context.db.em.find(LoginSession, { user: user.id }, { ...plain, orderBy: { createdAt: 'asc' } })
  await context.auditWritten()
  const ids = everywhere
    ? await organizationsKnowing(context, user)
    : memberships.map(({ tenantId }) => tenantId).filter((id) => !admin || id === admin.tenantId)
  const organizations: object[] = []
  for (const id of ids) {
    const refusal = await given.refusalIn?.(id)
    if (refusal) {
      const { name: organization } = await context.dbIn(id).em.findOneOrFail(Tenant, {})
      organizations.push({ organization, leftOut: refusal.message })
      continue
    }
    const own = memberships.find(({ tenantId }) => tenantId === id)
    const workspaceIds = own ? both(own.workspaceIds, admin?.workspaceIds ?? null) : []
    organizations.push(await heldIn(context.dbIn(id), user, workspaceIds, given))
  }
  const { name, email, createdAt, disabledAt } = user
  const account = { name, email, createdAt, disabledAt: disabledAt ?? null }
  const browsers = sessions.map(({ ip, userAgent, lastSeenAt, expiresAt, createdAt: since }) => {
    return { ip, userAgent, lastSeenAt, expiresAt, signedInAt: since }
  })
  const beside = everywhere ? { installation: await activityIn(context.dbIn(INSTALLATION), user, [], given.most) } : {}
  const archive = { format: 'pm33 person 1', at: context.now(), account, browsers, organizations, ...beside }
  return JSON.stringify(archive, null, 2)
}

interface Activity {
  at: Date
  action: string
  outcome: string
  actor: string
  credential: string
  ip: string | null
  userAgent: string | null
}

/** What a person did, as an organization's log says it. @param subjects keys and apps of theirs */
async function activityIn(
  { em }: Db,
  user: Pick<User, 'id'>,
  subjects: readonly string[],
  most = MOST_ROWS,
): Promise<{ activity: Activity[]; onlyNewest: string[] }> {
  const rows = await em.execute<Activity[]>(
    `select e.at, e.action, e.outcome, e.actor, i.subject as credential, i.ip, i.user_agent as "userAgent"
     from audit_identity i join audit_event e on e.tenant_id = i.tenant_id and e.id = i.id
     where i.tenant_id = ? and (i.user_id = ? or i.subject ${oneOf(subjects)}) order by e.sequence desc limit ${most + 1}`,
    [tenantOf(em), user.id, ...subjects],
  )
  return { activity: rows.slice(0, most).reverse(), onlyNewest: rows.length > most ? ['activity'] : [] }
}

const oneOf = (values: readonly string[]) => `in (${values.map(() => '?').join(', ') || 'null'})`

/** @param workspaceIds what the person may look at there; null is all */
async function heldIn(
  db: Db,
  user: User,
  workspaceIds: readonly string[] | null,
  { everywhere = false, most = MOST_ROWS }: ArchiveFor,
): Promise<object> {
  const { em } = db
  const tenantId = tenantOf(em)
  const tenant = await em.findOneOrFail(Tenant, {})
  const membership = await em.findOne(Membership, { user: user.id }, plain)
  const { keys, grants, subjects } = await credentialsIn(db, user)
  /** Lists of which older rows are not in the archive. */
  const { activity, onlyNewest } = await activityIn(db, user, subjects, most)
  /** Rows that come newest first, as a list that ends with the newest. */
  const kept = <T>(list: string, rows: readonly T[]): T[] => {
    if (rows.length > most) onlyNewest.push(list)
    return rows.slice(0, most).reverse()
  }
  const recent = { ...plain, orderBy: { createdAt: 'desc', id: 'desc' }, limit: most + 1 } as const
  // Anyone can choose any name, and accept an invitation of any address: both find what the person may look at.
  const seen = workspaceIds ? `workspace_id ${oneOf(workspaceIds)}` : 'true'
  const { shared } = await nameIn(db, user)
  const names = shared ? [] : [user.name, ...namedByUs(user.name, grants)]
  const items = await em.execute<{ key: string; title: string; assignee: string }[]>(
    `select key, title, assignee from backlog_item
     where tenant_id = ? and (${seen} and assignee ${oneOf(names)} or ${everywhere ? 'true' : seen} and lower(assignee) = ?)
     order by created_at desc, id limit ${most + 1}`,
    [tenantId, ...(workspaceIds ?? []), ...names, ...(everywhere ? [] : (workspaceIds ?? [])), user.email],
  )
  const versions = await em.execute<{ key: string; version: number; at: Date }[]>(
    `select 'PRD-' || p.number as key, v.number as version, v.created_at as at
     from ${em.getMetadata(PrdVersion).tableName} v join prd p on p.tenant_id = v.tenant_id and p.id = v.prd_id
     where v.tenant_id = ? and ${workspaceIds ? `v.${seen}` : 'true'} and v.author ${oneOf(names)}
     order by v.created_at desc, v.id limit ${most + 1}`,
    [tenantId, ...(workspaceIds ?? []), ...names],
  )
  const sessions = await em.find(McpSession, { subject: { $in: [...subjects] } }, recent)
  const credits = await em.find(CreditEntry, { userId: user.id }, recent)
  const account = await em.findOne(CreditAccount, { kind: 'person', owner: user.id }, plain)
  const invitations = (where: object) => em.find(Invite, where, { ...plain, orderBy: { createdAt: 'asc' } })
  return {
    organization: tenant.name,
    role: membership?.role ?? null,
    since: membership?.createdAt ?? null,
    restrictedSince: membership?.restrictedAt ?? null,
    objected: membership?.objected ?? false,
    apiKeys: keys.map(({ name, hint, scopes, createdIp, createdAt: at, expiresAt, lastUsedAt, revokedAt }) => {
      return { name, hint, scopes, createdIp, createdAt: at, expiresAt, lastUsedAt, revokedAt }
    }),
    apps: grants.map(({ clientName, redirectHost, scopes, createdAt: at, lastUsedAt, revokedAt }) => {
      return { name: clientName, redirectHost, scopes, connectedAt: at, lastUsedAt, revokedAt }
    }),
    mcpSessions: kept('mcpSessions', sessions).map(
      ({ subject, clientName, clientVersion, createdAt: at, lastSeenAt, endedAt }) => {
        return { credential: subject, clientName, clientVersion, at, lastSeenAt, endedAt }
      },
    ),
    invitations: (await invitations({ email: user.email })).map(({ role: as, createdAt: at }) => ({ role: as, at })),
    invited: (await invitations({ inviter: user.id })).map(({ email, role: as, createdAt: at }) => {
      return { email, role: as, at }
    }),
    creditCap: account && { monthlyCap: account.monthlyCap ?? null, month: account.month, used: account.used },
    credits: kept('credits', credits).map(({ kind, amount, purpose, createdAt: at }) => ({
      kind,
      amount,
      purpose,
      at,
    })),
    activity,
    assignedItems: kept('assignedItems', items),
    documents: kept('documents', versions),
    onlyNewest,
  }
}
