/** Invitations: the only way into a tenant that exists. What an account could do before is no way in. */
import { DAY_MS } from '../../math/calendar.ts'
import { UniqueConstraintViolationException } from '@mikro-orm/core'
import type { Context } from '../../data/context.ts'
import type { Db } from '../../data/database.ts'
import { tenantOf } from '../../data/tenant.ts'
import { badInput, Refusal } from '../../graphql/errors.ts'
import { OauthGrant } from '../../oauth/entity.ts'
import { ApiKey, Membership, User } from '../entity.ts'
import { assertPassword } from './password.ts'
import { Invite, OneTimeLink } from './people-entity.ts'
import {
  assertName,
  belongsSomewhere,
  browserOf,
  enter,
  LINK_DEAD,
  lockAccount,
  mayStillGive,
  proven,
  setPassword,
} from './people-service.ts'
import type { Role } from '../scope.ts'
import { hashToken, mintToken } from '../credentials/token.ts'

const INVITE_DAYS = 7

const NOT_BY_INVITATION =
  'This address has an account without a password. Ask the person who runs PM33 to create a reset link with: npx pm33 admin reset-link EMAIL. Then open the invitation again.'
const MEANWHILE = 'The account for this address just changed. Open the link again.'

export interface NewInvite {
  email: string
  role: Role
  workspaceIds: string[] | null
  /** How the list names whoever invites. */
  invitedBy: string
  inviter: string | null
  byOperator: boolean
}

/** @returns the link, to be passed on by hand: it is shown once. An earlier one for the address is dead. */
export async function makeInvite(
  { identity, now }: Pick<Context, 'identity' | 'now'>,
  { em }: Db,
  given: NewInvite,
): Promise<{ link: string; invite: Invite }> {
  const token = mintToken()
  await em.nativeDelete(Invite, { email: given.email })
  const invite = em.create(Invite, {
    ...given,
    hash: hashToken(token),
    expiresAt: new Date(now().getTime() + INVITE_DAYS * DAY_MS),
    createdAt: now(),
  })
  await em.flush()
  return { link: `${identity.publicUrl}/invite#${token}`, invite }
}

/** The account that an address has. */
interface Invited {
  user: User
  /** It belongs somewhere. An account that belongs nowhere opens nothing, and starts anew with the invitation. */
  taken: boolean
}

/** @throws NOT_FOUND when the link is dead, or whoever invited may not give this any more, or the person is let in nowhere */
export async function openInvite(
  context: Context,
  token: string,
): Promise<{ invite: Invite; db: Db; tenantId: string; account: Invited | null }> {
  const [row] = await context.db.em.execute<{ id: string; tenant_id: string }[]>(
    'select id, tenant_id from invite_by_hash(?)',
    [hashToken(token)],
  )
  const db = row && context.dbIn(row.tenant_id)
  const invite = await db?.em.findOne(Invite, { id: row!.id, expiresAt: { $gt: context.now() } })
  if (!row || !db || !invite || !(await standsGood(db, row.tenant_id, invite)))
    throw new Refusal('NOT_FOUND', LINK_DEAD)
  const user = await context.db.em.findOne(User, { email: invite.email }, { disableIdentityMap: true })
  if (user?.disabledAt) throw new Refusal('NOT_FOUND', LINK_DEAD)
  return {
    invite,
    db,
    tenantId: row.tenant_id,
    account: user && { user, taken: await belongsSomewhere(context.db.em, user.id) },
  }
}

const standsGood = ({ em }: Db, tenantId: string, { inviter, byOperator, role, workspaceIds }: Invite) =>
  mayStillGive(em, tenantId, { byOperator, person: inviter }, { role, workspaceIds: workspaceIds ?? null })

export interface Acceptance {
  token: string
  /** Not needed by an account that belongs somewhere. */
  name?: string | null | undefined
  /** A new one; of an account that belongs somewhere, its own. */
  password: string
  /** For an account that belongs somewhere. */
  newPassword?: string | null | undefined
}

/**
 * Joins by an invitation. A new person chooses a password. An account that belongs to another organization shows its
 * password and takes a new one, and its sessions end: whoever invited that address there first, or knew the password,
 * does not come along.
 */
export async function acceptInvite(context: Context, input: Acceptance): Promise<User> {
  await context.identity.limits.assert('link', browserOf(context).ip)
  const { invite, db, tenantId, account } = await openInvite(context, input.token)
  const name = account?.taken ? account.user.name : assertName(input.name ?? '', 'name')
  const before = account?.taken ? await shown(context, account.user, input) : (account?.user ?? null)
  if (!account?.taken) assertPassword(input.password, invite.email)
  const passwordHash = await context.identity.passwords.hash(account?.taken ? input.newPassword! : input.password)
  const user = await db.transaction(async () => {
    if ((await db.em.nativeDelete(Invite, { id: invite.id })) !== 1 || !(await standsGood(db, tenantId, invite)))
      throw new Refusal('NOT_FOUND', LINK_DEAD)
    const id = before
      ? await startAnew(db, before, account!.taken, { name, passwordHash, at: context.now() })
      : await newAccount(db, { email: invite.email, name, passwordHash })
    await join(db, id, invite, context.now())
    return db.em.findOneOrFail(User, { id }, { disableIdentityMap: true })
  })
  context.credentials.forget()
  await enter(context, { id: user.id, passwordHash }, tenantId)
  return user
}

/** @throws UNAUTHENTICATED for a wrong password, BAD_USER_INPUT without a new one, CONFLICT when the account has none to show */
async function shown(context: Context, user: User, { password, newPassword }: Acceptance): Promise<User> {
  if (!user.passwordHash) throw new Refusal('CONFLICT', NOT_BY_INVITATION)
  if (!newPassword)
    throw badInput({
      path: ['newPassword'],
      message: 'is required: joining another organization replaces the current password',
    })
  assertPassword(newPassword, user.email, 'newPassword')
  const before = await proven(context, user.email, password)
  if (await context.identity.passwords.matches(newPassword, before.passwordHash ?? null))
    throw badInput({ path: ['newPassword'], message: 'must differ from the current password' })
  return before
}

/** Nothing that the account could show before opens it any more. */
async function startAnew(
  { em }: Db,
  before: User,
  taken: boolean,
  now: { name: string; passwordHash: string; at: Date },
): Promise<string> {
  const account = await lockAccount(em, before.id)
  const changed = !account || account.disabledAt || account.passwordHash !== before.passwordHash
  if (changed || (!taken && (await belongsSomewhere(em, before.id)))) throw new Refusal('CONFLICT', MEANWHILE)
  await setPassword(em, before.id, now.passwordHash)
  if (!taken) await em.nativeUpdate(User, { id: before.id }, { name: now.name, startedAnewAt: now.at })
  return before.id
}

async function newAccount({ em }: Db, person: { email: string; name: string; passwordHash: string }): Promise<string> {
  const { id } = em.create(User, person)
  try {
    await em.flush()
  } catch (error) {
    // Two tenants' links for one new address, opened in the same moment.
    if (error instanceof UniqueConstraintViolationException) throw new Refusal('CONFLICT', MEANWHILE)
    throw error
  }
  return id
}

async function join({ em }: Db, userId: string, { role, workspaceIds }: Invite, at: Date): Promise<void> {
  if (await em.count(Membership, { user: userId })) return
  // What an earlier membership could open and give stays with it.
  await em.nativeUpdate(ApiKey, { user: userId, revokedAt: null }, { revokedAt: at })
  await em.nativeUpdate(OauthGrant, { user: userId, revokedAt: null }, { revokedAt: at })
  await em.nativeDelete(Invite, { inviter: userId })
  await em.nativeDelete(OneTimeLink, { madeIn: tenantOf(em), madeBy: userId })
  em.create(Membership, {
    user: em.getReference(User, userId, { wrapped: true }),
    role,
    workspaceIds: workspaceIds ?? null,
  })
  await em.flush()
}
