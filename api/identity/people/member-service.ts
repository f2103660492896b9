import { LockMode } from '@mikro-orm/core'
import { type Context, principalOf } from '../../data/context.ts'
import type { Db } from '../../data/database.ts'
import { badInput, notFound, Refusal } from '../../graphql/errors.ts'
import { OauthGrant } from '../../oauth/entity.ts'
import { Membership, User, Workspace } from '../entity.ts'
import { Invite } from './people-entity.ts'
import { makeInvite } from './invite-service.ts'
import { resetLink } from './link-service.ts'
import { allMembershipsOf, assertEmail } from './people-service.ts'
import { roleWithin, within, workspacesWithin, type Reach } from '../reach.ts'
import type { Role } from '../scope.ts'
import { uuidOf } from '../service.ts'

/** @throws FORBIDDEN for more than the caller has: nobody can grant, change, or invite at a level above their own, or for workspaces they cannot see */
function assertMayGive(context: Context, { role, workspaceIds }: Reach, whose: 'given' | 'theirs' = 'given'): void {
  const own = principalOf(context)
  if (!roleWithin(role, own.role))
    throw new Refusal(
      'FORBIDDEN',
      `Only an owner can make someone an owner. You are ${own.role === 'admin' ? 'an' : 'a'} ${own.role}.`,
    )
  if (workspacesWithin(workspaceIds, own.workspaceIds)) return
  throw new Refusal(
    'FORBIDDEN',
    whose === 'given'
      ? 'You cannot grant access to workspaces that you cannot see. Choose from yours, or ask an admin who can see them all.'
      : 'This person has access to workspaces that you cannot see. Ask an admin who can see them all.',
  )
}

export async function memberFor(context: Context, id: string): Promise<Membership> {
  const member = await context.db.em.findOne(
    Membership,
    { id: uuidOf('Member', id) ?? crypto.randomUUID() },
    { populate: ['user'] },
  )
  if (!member) throw notFound('Member', id)
  assertMayGive(context, member, 'theirs')
  return member
}

/** Whether the caller may change, remove or let in a member. */
export const mayChange = (context: Context, member: Membership): boolean => within(member, principalOf(context))

/** The owners, held until the end of the transaction: two who remove each other at once would leave nobody. */
export async function ownersOf({ em }: Pick<Db, 'em'>): Promise<Membership[]> {
  const held = { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' }, disableIdentityMap: true } as const
  return em.find(Membership, { role: 'owner' }, held)
}

/** An organization without an owner could not be ended, and without one who sees all, nobody could give all any more. */
async function assertOwnerStays({ db }: Context, before: Membership, after: Reach | null): Promise<void> {
  if (before.role !== 'owner' || (after && within(before, after))) return
  const others = (await ownersOf(db)).filter(({ id }) => id !== before.id)
  if (!others.length && after?.role !== 'owner')
    throw new Refusal('CONFLICT', 'This is the only owner. Make someone else an owner first.')
  if (!before.workspaceIds && others.every(({ workspaceIds }) => workspaceIds))
    throw new Refusal(
      'CONFLICT',
      'This is the only owner with access to all workspaces. Give another owner access to all workspaces first.',
    )
}

/** Ids of workspaces that exist here; null stays "all, later ones too". */
async function workspacesFor({ db }: Context, refs: readonly string[] | null | undefined): Promise<string[] | null> {
  if (!refs) return null
  const ids = refs.map((ref) => uuidOf('Workspace', ref) ?? ref)
  const known = await db.em.find(Workspace, {
    $or: [{ id: { $in: ids.filter((id) => uuidOf('Workspace', id)) } }, { key: { $in: ids } }],
  })
  if (known.length !== new Set(ids).size)
    throw badInput({ path: ['workspaceIds'], message: 'includes a workspace that does not exist' })
  if (!known.length)
    throw badInput({ path: ['workspaceIds'], message: 'must name at least one workspace; leave it out for all' })
  return known.map(({ id }) => id)
}

/** @returns the link, to be copied and passed on: it is shown once. Inviting an address again replaces its link. */
export async function inviteMember(
  context: Context,
  input: { email: string; role: Role; workspaceIds?: readonly string[] | null | undefined },
): Promise<{ link: string; invite: Invite }> {
  const { db } = context
  const own = principalOf(context)
  const email = assertEmail(input.email)
  const workspaceIds = input.workspaceIds
    ? await workspacesFor(context, input.workspaceIds)
    : own.workspaceIds && [...own.workspaceIds]
  assertMayGive(context, { role: input.role, workspaceIds })
  return db.transaction(async () => {
    const known = await db.em.findOne(User, { email })
    if (known && (await db.em.count(Membership, { user: known.id })))
      throw new Refusal('CONFLICT', `${email} is already a member.`)
    const open = await db.em.findOne(Invite, { email }, { disableIdentityMap: true })
    if (open) assertMayGive(context, open, 'theirs')
    return makeInvite(context, db, { email, role: input.role, workspaceIds, invitedBy: own.name, inviter: own.userId, byOperator: own.kind === 'operator' })
  })
}

export async function cancelInvite(context: Context, id: string): Promise<void> {
  const invite = await context.db.em.findOne(
    Invite,
    { id: uuidOf('Invite', id) ?? crypto.randomUUID() },
    { disableIdentityMap: true },
  )
  if (!invite) throw notFound('Invite', id)
  assertMayGive(context, invite, 'theirs')
  await context.db.em.nativeDelete(Invite, { id: invite.id })
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
    const member = await memberFor(context, id)
    const role = change.role ?? member.role
    const workspaceIds = change.allWorkspaces
      ? null
      : change.workspaceIds
        ? await workspacesFor(context, change.workspaceIds)
        : (member.workspaceIds ?? null)
    assertMayGive(context, { role, workspaceIds })
    await assertOwnerStays(context, member, { role, workspaceIds })
    return Object.assign(member, { role, workspaceIds })
  })
  context.credentials.forget()
  return changed
}

/** Removes a member: keys stop, connections end, and sessions in this tenant see nothing. In effect on this node when it returns. */
export async function removeMember(context: Context, id: string): Promise<void> {
  const { db, identity } = context
  const grants = await db.transaction(async () => {
    const member = await memberFor(context, id)
    await assertOwnerStays(context, member, null)
    const theirs = await db.em.find(OauthGrant, { user: member.user.id, revokedAt: null })
    db.em.remove(member)
    return theirs.map(({ id: grant }) => grant)
  })
  await identity.authorization.grants.end(...grants)
  context.credentials.forget()
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
