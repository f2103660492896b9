import { type Context, principalOf } from '../../data/context.ts'
import { badInput, notFound, Refusal } from '../../graphql/errors.ts'
import { OauthGrant } from '../../oauth/entity.ts'
import { Membership, User } from '../entity.ts'
import { Invite } from './people-entity.ts'
import { makeInvite } from './invite-service.ts'
import { resetLink } from './link-service.ts'
import { unlessInTrouble } from './new-password-service.ts'
import { allMembershipsOf, assertEmail } from './people-service.ts'
import { assertMayGive, ownersOf, rightsNow } from './rights-service.ts'
import { within, type Reach } from '../reach.ts'
import type { Role } from '../scope.ts'
import { severalCalled, uuidOf, workspacesCalled } from '../service.ts'

/** Reads a member. @throws NOT_FOUND; FORBIDDEN for a member with more rights or workspaces than the caller */
export async function memberFor(context: Context, id: string): Promise<Membership> {
  const member = await memberBy(context, id)
  assertMayGive(principalOf(context), member, 'theirs')
  return member
}

async function memberBy({ db }: Context, id: string): Promise<Membership> {
  const where = { id: uuidOf('Member', id) ?? crypto.randomUUID() }
  const member = await db.em.findOne(Membership, where, { populate: ['user'], disableIdentityMap: true })
  if (!member) throw notFound('Member', id)
  return member
}

/**
 * A member to change, and the caller's rights, both as they are now and until the end of the transaction.
 * @throws as `memberFor`; FORBIDDEN for a caller who has lost the right meanwhile
 */
export async function memberToChange(context: Context, id: string): Promise<{ member: Membership; own: Reach }> {
  const found = await memberBy(context, id)
  const own = await rightsNow(context, 'tenant:admin', [found.user.id])
  const member = await context.db.em.findOne(Membership, { id: found.id }, { populate: ['user'], refresh: true })
  if (!member) throw notFound('Member', id)
  assertMayGive(own, member, 'theirs')
  return { member, own }
}

/** Whether the caller may change, remove or let in a member. */
export const mayChange = (context: Context, member: Membership): boolean => within(member, principalOf(context))

/** An organization without an owner could not be ended, and without one who sees all, nobody could give all any more. */
async function assertOwnerStays({ db }: Context, before: Membership, after: Reach | null): Promise<void> {
  if (before.role !== 'owner' || (after && within(before, after))) return
  const others = (await ownersOf(db, [before.user.id])).filter(({ id }) => id !== before.id)
  if (!others.length && after?.role !== 'owner')
    throw new Refusal('CONFLICT', 'This is the only owner. Make someone else an owner first.')
  if (!before.workspaceIds && others.every(({ workspaceIds }) => workspaceIds))
    throw new Refusal(
      'CONFLICT',
      'This is the only owner with access to all workspaces. Give another owner access to all workspaces first.',
    )
}

/** Ids of workspaces that exist here; null stays "all, later ones too". @throws BAD_USER_INPUT; WORKSPACE_REQUIRED for a name that several have */
async function workspacesFor(context: Context, refs: readonly string[] | null | undefined): Promise<string[] | null> {
  if (!refs) return null
  const ids = new Set<string>()
  for (const ref of new Set(refs)) {
    const called = await workspacesCalled(context, ref)
    if (called.length > 1) throw severalCalled(ref, called)
    if (!called[0]) throw badInput({ path: ['workspaceIds'], message: 'includes a workspace that does not exist' })
    ids.add(called[0].id)
  }
  if (!ids.size)
    throw badInput({ path: ['workspaceIds'], message: 'must name at least one workspace; leave it out for all' })
  return [...ids]
}

/** @returns the link, to be copied and passed on: it is shown once. Inviting an address again replaces its link. */
export async function inviteMember(
  context: Context,
  input: { email: string; role: Role; workspaceIds?: readonly string[] | null | undefined },
): Promise<{ link: string; invite: Invite }> {
  const { db } = context
  const { name: invitedBy, userId: inviter, kind } = principalOf(context)
  const email = assertEmail(input.email)
  return db.transaction(async () => {
    const own = await rightsNow(context, 'tenant:admin')
    const workspaceIds = input.workspaceIds
      ? await workspacesFor(context, input.workspaceIds)
      : own.workspaceIds
        ? [...own.workspaceIds]
        : null
    assertMayGive(own, { role: input.role, workspaceIds })
    const known = await db.em.findOne(User, { email })
    if (known && (await db.em.count(Membership, { user: known.id })))
      throw new Refusal('CONFLICT', `${email} is already a member.`)
    const open = await db.em.findOne(Invite, { email }, { disableIdentityMap: true })
    if (open) assertMayGive(own, open, 'theirs')
    const byOperator = kind === 'operator'
    return makeInvite(context, db, { email, role: input.role, workspaceIds, invitedBy, inviter, byOperator })
  }, context)
}

export async function cancelInvite(context: Context, id: string): Promise<void> {
  const { db } = context
  await db.transaction(async () => {
    const own = await rightsNow(context, 'tenant:admin')
    const where = { id: uuidOf('Invite', id) ?? crypto.randomUUID() }
    const invite = await db.em.findOne(Invite, where, { disableIdentityMap: true })
    if (!invite) throw notFound('Invite', id)
    assertMayGive(own, invite, 'theirs')
    await db.em.nativeDelete(Invite, { id: invite.id })
  }, context)
}

export async function changeMember(
  context: Context,
  id: string,
  change: {
    role?: Role | null | undefined
    workspaceIds?: readonly string[] | null | undefined
    allWorkspaces?: boolean | null | undefined
  },
): Promise<Membership> {
  const { db } = context
  const changed = await db.transaction(async () => {
    const { member, own } = await memberToChange(context, id)
    const role = change.role ?? member.role
    const workspaceIds = change.allWorkspaces
      ? null
      : change.workspaceIds
        ? await workspacesFor(context, change.workspaceIds)
        : (member.workspaceIds ?? null)
    assertMayGive(own, { role, workspaceIds })
    await assertOwnerStays(context, member, { role, workspaceIds })
    return Object.assign(member, { role, workspaceIds })
  }, context)
  context.credentials.forget()
  return changed
}

/** Removes a member: keys stop, connections end, and sessions in this tenant see nothing. In effect on this node when it returns. */
export async function removeMember(context: Context, id: string): Promise<void> {
  const { db, identity, now } = context
  const grants = await db.transaction(async () => {
    const { member } = await memberToChange(context, id)
    await assertOwnerStays(context, member, null)
    const theirs = await db.em.find(OauthGrant, { user: member.user.id, revokedAt: null }, { disableIdentityMap: true })
    // With the membership, so that none comes back with a later one, whatever becomes of their tokens below.
    await db.em.nativeUpdate(OauthGrant, { user: member.user.id, revokedAt: null }, { revokedAt: now() })
    db.em.remove(member)
    return theirs.map(({ id: grant }) => grant)
  }, context)
  context.credentials.forget()
  await identity.authorization.grants.end(...grants).catch(unlessInTrouble)
}

/**
 * A way back in for a member who belongs to this organization alone: looked at now, and again when the link is used.
 * @throws FORBIDDEN for a person who also belongs elsewhere: one organization must not grant access to another; CONFLICT
 * while the processing of their data is restricted here
 */
export async function memberResetLink(context: Context, id: string): Promise<string> {
  const member = await memberFor(context, id)
  const { tenantId, userId, kind } = principalOf(context)
  const everywhere = await allMembershipsOf(context.db.em, member.user.id)
  if (everywhere.length > 1)
    throw new Refusal(
      'FORBIDDEN',
      'This person also belongs to another organization. The operator can create the link: npx pm33 admin reset-link EMAIL',
    )
  if (member.restrictedAt)
    throw new Refusal('CONFLICT', 'Processing of this person’s data is restricted. Lift the restriction first.')
  return resetLink(context, member.user.id, { madeIn: tenantId, madeBy: userId, byOperator: kind === 'operator' })
}
