/** A new password shuts out whoever knew the old one: browsers, and the apps that were connected with it. Keys stay, and are named. */
import type { Context } from '../../data/context.ts'
import type { EntityManager } from '../../data/database.ts'
import { troubleOf } from '../../data/unavailable.ts'
import { Refusal } from '../../graphql/errors.ts'
import type { PersonsGrant } from '../../oauth/grants.ts'
import { ApiKey, Tenant, User } from '../entity.ts'
import { MOST_KEYS } from '../keys/key-service.ts'
import { roleMay } from '../scope.ts'
import { assertPassword } from './password.ts'
import {
  browserOf,
  enter,
  lockAccount,
  membershipsOf,
  NOT_SIGNED_IN,
  proven,
  setPassword,
  type MembershipOf,
} from './people-service.ts'

export interface KeptKey {
  name: string
  hint: string
  organization: string
  /** Whether the person can revoke it. */
  mayRevoke: boolean
}

/** What a new password ended, and what it did not. */
export interface NewPassword {
  name: string
  email: string
  /** Other browsers that were signed in. */
  sessions: number
  /** Names of the apps that were disconnected. */
  apps: string[]
  keys: KeptKey[]
}

export interface Ended {
  sessions: number
  grants: readonly PersonsGrant[]
}

/** Call it in a transaction, with the account locked. Access ends with it; `settle` says so everywhere. */
export async function replacePassword(
  context: Context,
  em: EntityManager,
  given: { userId: string; passwordHash: string; disconnectApps: boolean },
): Promise<Ended> {
  const { sessions: all, authorization } = context.identity
  const sessions = await all.others(em, given.userId, browserOf(context).session)
  await setPassword(em, given.userId, given.passwordHash)
  return { sessions, grants: given.disconnectApps ? await authorization.grants.cutOff(em, given.userId) : [] }
}

/** Call it once the new password is committed. @param memberships where the person may act */
export async function settle(
  context: Context,
  { id, name, email }: Pick<User, 'id' | 'name' | 'email'>,
  memberships: readonly MembershipOf[],
  { sessions, grants }: Ended,
): Promise<NewPassword> {
  context.credentials.forget()
  // The event of the new password itself is in one organization's log.
  for (const tenantId of new Set(grants.map((grant) => grant.tenantId)))
    context.auditNote(tenantId, 'apps disconnected')
  // The password is set, whatever becomes of the rest: nothing opens with the old one, and the sweep notes what is left.
  await context.identity.authorization.grants.end(...grants.map((grant) => grant.id)).catch(unlessInTrouble)
  const keys = await Promise.all(
    memberships.map(async (membership) => (await keysIn(context, id, membership).catch(unlessInTrouble)) ?? []),
  )
  return { name, email, sessions, apps: grants.map(({ clientName }) => clientName), keys: keys.flat() }
}

/** For what may come later than the change that it follows. @throws what is no trouble of the database */
export function unlessInTrouble(error: unknown): undefined {
  if (troubleOf(error) === null) throw error
}

/** The keys that act for a person in one organization, and work. */
async function keysIn(context: Context, userId: string, { tenantId, role }: MembershipOf): Promise<KeptKey[]> {
  const { em } = context.dbIn(tenantId)
  const keys = await em.find(
    ApiKey,
    { user: userId, revokedAt: null, $or: [{ expiresAt: null }, { expiresAt: { $gt: context.now() } }] },
    { orderBy: { createdAt: 'desc', id: 'desc' }, limit: MOST_KEYS },
  )
  if (!keys.length) return []
  const { name: organization } = await em.findOneOrFail(Tenant, { tenantId })
  return keys.map(({ name, hint }) => ({ name, hint, organization, mayRevoke: roleMay(role, 'tenant:admin') }))
}

export async function changePassword(
  context: Context,
  userId: string,
  input: { current: string; next: string; disconnectApps: boolean },
): Promise<NewPassword> {
  const { db, identity } = context
  const { email, name } = await db.em.findOneOrFail(User, { id: userId })
  const before = await proven(context, email, input.current)
  assertPassword(input.next, email)
  const passwordHash = await identity.passwords.hash(input.next)
  const ended = await db.transaction(async () => {
    const account = await lockAccount(db.em, userId)
    if (account?.passwordHash !== before.passwordHash) throw new Refusal('UNAUTHENTICATED', NOT_SIGNED_IN)
    return replacePassword(context, db.em, { userId, passwordHash, disconnectApps: input.disconnectApps })
  })
  const said = await settle(context, { id: userId, name, email }, await membershipsOf(db.em, userId), ended)
  await enter(context, { id: userId, passwordHash }, context.principal!.tenantId)
  return said
}
