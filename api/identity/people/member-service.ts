import { type Context, principalOf } from '../../data/context.ts'
import { badInput, notFound, Refusal } from '../../graphql/errors.ts'
import { OauthGrant } from '../../oauth/entity.ts'
import { Membership, User, Workspace } from '../entity.ts'
import { Invite } from './people-entity.ts'
import { assertEmail, membershipsOf, resetLink } from './people-service.ts'
import { ROLES, type Role } from '../scope.ts'
import { uuidOf } from '../service.ts'
import { hashToken, mintToken } from '../credentials/token.ts'

const INVITE_MS = 7 * 86_400_000

/** Nobody makes somebody who may do more than they may themselves. */
function assertMayGive(context: Context, role: Role): void {
  const { role: own } = principalOf(context)
  if (ROLES.indexOf(role) > ROLES.indexOf(own)) throw new Refusal('FORBIDDEN', `Only an owner makes an owner. You are ${own === 'admin' ? 'an' : 'a'} ${own}.`)
}

async function memberFor(context: Context, id: string): Promise<Membership> {
  const member = await context.db.em.findOne(Membership, { id: uuidOf('Member', id) ?? crypto.randomUUID() }, { populate: ['user'] })
  if (!member) throw notFound('Member', id)
  assertMayGive(context, member.role)
  return member
}

/** An organisation without an owner could not be paid for, nor ended. */
async function assertOwnerStays({ db }: Context, leaving: Membership): Promise<void> {
  if (leaving.role !== 'owner') return
  if ((await db.em.count(Membership, { role: 'owner', id: { $ne: leaving.id } })) === 0) throw new Refusal('CONFLICT', 'This is the only owner. Make somebody else an owner first.')
}

/** Ids of workspaces that exist here; null stays "all, later ones too". */
async function workspacesFor({ db }: Context, refs: readonly string[] | null | undefined): Promise<string[] | null> {
  if (!refs) return null
  const ids = refs.map((ref) => uuidOf('Workspace', ref) ?? ref)
  const known = await db.em.find(Workspace, { $or: [{ id: { $in: ids.filter((id) => uuidOf('Workspace', id)) } }, { key: { $in: ids } }] })
  if (known.length !== new Set(ids).size) throw badInput({ path: ['workspaceIds'], message: 'names a workspace that is not here' })
  if (!known.length) throw badInput({ path: ['workspaceIds'], message: 'must name at least one workspace; leave it out for all' })
  return known.map(({ id }) => id)
}

/** @returns the link, to be copied and passed on: it is shown once. Inviting an address again replaces its link. */
export async function inviteMember(context: Context, input: { email: string; role: Role; workspaceIds?: readonly string[] | null | undefined }): Promise<{ link: string; invite: Invite }> {
  const { db, identity, now } = context
  const email = assertEmail(input.email)
  assertMayGive(context, input.role)
  const workspaceIds = await workspacesFor(context, input.workspaceIds)
  const token = mintToken()
  const invite = await db.transaction(async () => {
    const known = await db.em.findOne(User, { email })
    if (known && (await db.em.count(Membership, { user: known.id }))) throw new Refusal('CONFLICT', `${email} is a member already.`)
    await db.em.nativeDelete(Invite, { email })
    const created = db.em.create(Invite, { hash: hashToken(token), email, role: input.role, workspaceIds, invitedBy: principalOf(context).name, expiresAt: new Date(now().getTime() + INVITE_MS) })
    await db.em.flush()
    return created
  })
  return { link: `${identity.publicUrl}/invite#${token}`, invite }
}

export async function cancelInvite({ db }: Context, id: string): Promise<void> {
  if (!(await db.em.nativeDelete(Invite, { id: uuidOf('Invite', id) ?? crypto.randomUUID() }))) throw notFound('Invite', id)
}

export async function changeMember(context: Context, id: string, change: { role?: Role | null | undefined; workspaceIds?: readonly string[] | null | undefined; allWorkspaces?: boolean | null | undefined }): Promise<Membership> {
  const { db } = context
  const changed = await db.transaction(async () => {
    const member = await memberFor(context, id)
    if (change.role && change.role !== member.role) {
      assertMayGive(context, change.role)
      await assertOwnerStays(context, member)
      member.role = change.role
    }
    if (change.allWorkspaces) member.workspaceIds = null
    else if (change.workspaceIds) member.workspaceIds = await workspacesFor(context, change.workspaceIds)
    return member
  })
  context.credentials.forget()
  return changed
}

/** Takes somebody out: keys stop, connections end, sessions that look here see nothing. In force on this node when it returns. */
export async function removeMember(context: Context, id: string): Promise<void> {
  const { db, identity } = context
  const grants = await db.transaction(async () => {
    const member = await memberFor(context, id)
    await assertOwnerStays(context, member)
    const theirs = await db.em.find(OauthGrant, { user: member.user.id, revokedAt: null })
    db.em.remove(member)
    return theirs.map(({ id: grant }) => grant)
  })
  await identity.authorization.grants.end(...grants)
  context.credentials.forget()
}

/** @throws FORBIDDEN for a person who also belongs elsewhere: one organisation must not open another one's door */
export async function memberResetLink(context: Context, id: string): Promise<string> {
  const member = await memberFor(context, id)
  const everywhere = await membershipsOf(context.db.em, member.user.id)
  if (everywhere.length > 1) throw new Refusal('FORBIDDEN', 'This person also belongs to another organisation. The operator makes the link: npx pm33 admin reset-link EMAIL')
  return resetLink(context, member.user.id)
}
