/**
 * Who may give and take rights, as the transaction that writes finds it. A request carries rights that were looked up when
 * it came in, or seconds before: enough to read by, and not to give by, because what is given with them stays.
 */
import { LockMode } from '@mikro-orm/core'
import { type Context, principalOf } from '../../data/context.ts'
import type { Db } from '../../data/database.ts'
import { Refusal } from '../../graphql/errors.ts'
import { Membership, User } from '../entity.ts'
import { roleWithin, workspacesWithin, type Reach } from '../reach.ts'
import { roleMay, type Permission } from '../scope.ts'

const CHANGED = 'Your rights in this organization have changed and no longer allow this. Reload the page.'

/**
 * Memberships of these people and of all owners, held until the end of the transaction. All of them at once and in one
 * order: two changes at the same time wait for each other, and neither for ever.
 */
async function held({ em }: Pick<Db, 'em'>, people: readonly string[]): Promise<Membership[]> {
  return em.find(
    Membership,
    { $or: [{ role: 'owner' }, { user: { $in: [...people] } }] },
    { lockMode: LockMode.PESSIMISTIC_WRITE, orderBy: { id: 'asc' }, disableIdentityMap: true },
  )
}

/**
 * The caller's rights now. Call it in the transaction that writes, before anything else is locked.
 * @param people whose memberships the transaction changes
 * @throws FORBIDDEN for a person who no longer has the permission
 */
export async function rightsNow(
  context: Context,
  permission: Permission,
  people: readonly string[] = [],
): Promise<Reach> {
  const { kind, role, workspaceIds, userId } = principalOf(context)
  const memberships = await held(context.db, userId ? [...people, userId] : people)
  // The console's rights are its credential's.
  if (kind === 'operator') return { role, workspaceIds }
  const own = memberships.find(({ user }) => user.id === userId)
  const stands = own && !own.restrictedAt && (await context.db.em.count(User, { id: own.user.id, disabledAt: null }))
  if (!stands || !roleMay(own.role, permission)) throw new Refusal('FORBIDDEN', CHANGED)
  return { role: own.role, workspaceIds: own.workspaceIds }
}

/** @throws FORBIDDEN for more than the caller has: nobody can grant, change, or invite at a level above their own, or for workspaces they cannot see */
export function assertMayGive(own: Reach, { role, workspaceIds }: Reach, whose: 'given' | 'theirs' = 'given'): void {
  if (!roleWithin(role, own.role))
    throw new Refusal(
      'FORBIDDEN',
      whose === 'given'
        ? `Only an owner can make someone an owner. You are ${own.role === 'admin' ? 'an' : 'a'} ${own.role}.`
        : 'This person is an owner. Ask an owner to do this.',
    )
  if (workspacesWithin(workspaceIds, own.workspaceIds)) return
  throw new Refusal(
    'FORBIDDEN',
    whose === 'given'
      ? 'You cannot grant access to workspaces that you cannot see. Choose from yours, or ask an admin who can see them all.'
      : 'This person has access to workspaces that you cannot see. Ask an admin who can see them all.',
  )
}

/**
 * The caller may change what acts for a person: their own, and, as an admin, what belongs to nobody with more rights. Call it
 * in the transaction that writes. @throws FORBIDDEN
 */
export async function assertMayChangeFor(context: Context, userId: string): Promise<void> {
  if (principalOf(context).userId === userId) return
  const own = await rightsNow(context, 'tenant:admin', [userId])
  const theirs = await context.db.em.findOne(Membership, { user: userId }, { disableIdentityMap: true })
  if (theirs) assertMayGive(own, theirs, 'theirs')
}

/**
 * The owners that an organization rests on, held until the end of the transaction, because two who remove each other at once
 * would leave nobody: those who can act, or all where none can. Whose data is only kept, or whose account is disabled, cannot.
 * @param people whose memberships the transaction changes
 */
export async function ownersOf(db: Pick<Db, 'em'>, people: readonly string[] = []): Promise<Membership[]> {
  const owners = (await held(db, people)).filter(({ role }) => role === 'owner')
  const enabled = await db.em.find(
    User,
    { id: { $in: owners.map(({ user }) => user.id) }, disabledAt: null },
    { fields: ['id'], disableIdentityMap: true },
  )
  const ids = new Set(enabled.map(({ id }) => id))
  const acting = owners.filter(({ restrictedAt, user }) => !restrictedAt && ids.has(user.id))
  return acting.length ? acting : owners
}

/** Whether nobody else could act for the organization. */
export const isOnlyOwner = (owners: readonly Membership[], userId: string): boolean =>
  owners.length === 1 && owners[0]!.user.id === userId
