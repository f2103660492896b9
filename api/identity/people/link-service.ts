/** Links that work once: the first person's, and the way back into an account. */
import type { Context } from '../../data/context.ts'
import type { EntityManager } from '../../data/database.ts'
import { Refusal } from '../../graphql/errors.ts'
import { Membership, Tenant, User, Workspace } from '../entity.ts'
import { openInvite } from './invite-service.ts'
import { assertPassword } from './password.ts'
import { replacePassword, settle, type NewPassword } from './new-password-service.ts'
import { joinDemo } from './demo-service.ts'
import { OneTimeLink } from './people-entity.ts'
import {
  allMembershipsOf,
  assertEmail,
  assertName,
  browserOf,
  enter,
  entranceOf,
  LINK_DEAD,
  lockAccount,
  mayStillGive,
  type MembershipOf,
} from './people-service.ts'
import { hashToken, mintToken } from '../credentials/token.ts'

const LINK_MS = 3_600_000

const OPENS_TOO_MUCH =
  'An admin of one organization created this link, but the account now belongs to another one as well. Ask the person who runs PM33 for a link: npx pm33 admin reset-link EMAIL'
const MAKER_GONE = 'The admin who created this link no longer has the right to do so. Ask for a new link.'

/** Whether nobody has an account yet that one can sign in to. */
export const nobodyYet = async (em: EntityManager): Promise<boolean> =>
  (await em.findOne(User, { passwordHash: { $ne: null } }, { fields: ['id'] })) === null

export type LinkContext = Pick<Context, 'db' | 'identity' | 'now'>

/**
 * A new first-run setup link. Earlier ones work until they expire, because each node prints one as it starts; once somebody
 * has set a password, none does. @returns null from then on
 */
export async function setUpLink(context: LinkContext): Promise<string | null> {
  const { db, now } = context
  if (!(await nobodyYet(db.em))) return null
  await db.em.nativeDelete(OneTimeLink, { kind: 'set_up', expiresAt: { $lte: now() } })
  return `${context.identity.publicUrl}/set-up#${await mintLink(context, { kind: 'set_up' })}`
}

/** Who made a link, and for which tenant alone. */
export type MadeFor = Pick<OneTimeLink, 'byOperator'> & { madeIn: string | null; madeBy: string | null }

const BY_OPERATOR: MadeFor = { madeIn: null, madeBy: null, byOperator: true }

/** A way back in, for a person to be given by hand. @param made left out: the operator's, which opens all of the account */
export async function resetLink(context: LinkContext, userId: string, made = BY_OPERATOR): Promise<string> {
  // An admin's takes no link of the operator's away.
  await context.db.em.nativeDelete(OneTimeLink, { kind: 'reset', user: userId, madeIn: made.madeIn })
  return `${context.identity.publicUrl}/reset#${await mintLink(context, { kind: 'reset', user: userId, ...made })}`
}

export async function mintLink(
  { db, now }: LinkContext,
  link: { kind: OneTimeLink['kind']; user?: string } & Partial<MadeFor>,
): Promise<string> {
  const token = mintToken()
  const at = now()
  await db.em.insert(OneTimeLink, {
    ...link,
    hash: hashToken(token),
    expiresAt: new Date(at.getTime() + LINK_MS),
    createdAt: at,
  })
  return token
}

/** Uses a link up. Of two that come at once, one is too late. */
export async function spend(
  { db, now }: Pick<Context, 'db' | 'now'>,
  kind: OneTimeLink['kind'],
  token: string,
): Promise<OneTimeLink> {
  const row = await db.em.findOne(
    OneTimeLink,
    { hash: hashToken(token), kind, expiresAt: { $gt: now() } },
    { disableIdentityMap: true },
  )
  if (!row || (await db.em.nativeDelete(OneTimeLink, { hash: row.hash })) !== 1)
    throw new Refusal('NOT_FOUND', LINK_DEAD)
  return row
}

export interface LinkContent {
  kind: OneTimeLink['kind'] | 'invite'
  email: string | null
  organization: string | null
  /** Whether the account of the address opens something already: to join takes its password. */
  known: boolean
}

/** What a link is for, before it is used; looking does not use it up. @throws NOT_FOUND when it is dead */
export async function readLink(context: Context, token: string): Promise<LinkContent> {
  await context.identity.limits.assert('link', browserOf(context).ip)
  const link = await context.db.em.findOne(
    OneTimeLink,
    { hash: hashToken(token), expiresAt: { $gt: context.now() } },
    { populate: ['user'] },
  )
  if (link)
    return {
      kind: link.kind,
      email: (link.user?.$ as User | undefined)?.email ?? null,
      organization: null,
      known: link.kind === 'reset',
    }
  const { invite, db, account } = await openInvite(context, token)
  return {
    kind: 'invite',
    email: invite.email,
    organization: (await db.em.findOneOrFail(Tenant, {})).name,
    known: account?.taken ?? false,
  }
}

/** The first person, and an organization of their own with a workspace in it. */
export async function setUp(
  context: Context,
  input: { token: string; email: string; name: string; password: string; organization: string },
): Promise<User> {
  const { identity } = context
  await identity.limits.assert('link', browserOf(context).ip)
  const email = assertEmail(input.email)
  const name = assertName(input.name, 'name')
  const organization = assertName(input.organization, 'organization')
  assertPassword(input.password, email)
  // First, so that a link is not spent on a server that is too busy for it.
  const passwordHash = await identity.passwords.hash(input.password)
  const tenantId = crypto.randomUUID()
  const own = context.dbIn(tenantId)
  const user = await own.transaction(async () => {
    // Each node has its link, and there is one first person.
    await own.em.execute(`select pg_advisory_xact_lock(hashtextextended('set up', 0))`)
    await spend({ db: own, now: context.now }, 'set_up', input.token)
    if (!(await nobodyYet(own.em)))
      throw new Refusal('CONFLICT', 'This server has already been set up. Sign in, or ask an admin for an invitation.')
    await own.em.nativeDelete(OneTimeLink, { kind: 'set_up' })
    // Somebody may have been entered by the console, and has no password yet.
    const entered = await own.em.findOne(User, { email })
    const person = entered
      ? own.em.assign(entered, { name, passwordHash })
      : own.em.create(User, { email, name, passwordHash })
    own.em.create(Tenant, { name: organization })
    own.em.create(Membership, { user: person, role: 'owner' })
    own.em.create(Workspace, { key: 'main', name: 'Main' })
    await own.em.flush()
    return person
  })
  await joinDemo(context, user.id)
  await identity.limits.forgive('link', browserOf(context).ip)
  await enter(context, user, tenantId)
  return user
}

export async function resetPassword(
  context: Context,
  input: { token: string; password: string },
): Promise<NewPassword> {
  const { identity, db } = context
  await identity.limits.assert('link', browserOf(context).ip)
  const peeked = await db.em.findOne(
    OneTimeLink,
    { hash: hashToken(input.token), kind: 'reset', expiresAt: { $gt: context.now() } },
    { populate: ['user'] },
  )
  if (!peeked?.user) throw new Refusal('NOT_FOUND', LINK_DEAD)
  assertPassword(input.password, (peeked.user.$ as User).email)
  const passwordHash = await identity.passwords.hash(input.password)
  // What refuses here does not cost the link.
  const { account, memberships, ended } = await db.transaction(async () => {
    const link = await spend(context, 'reset', input.token)
    const account = await lockAccount(db.em, link.user!.id)
    if (!account || account.disabledAt) throw new Refusal('NOT_FOUND', LINK_DEAD)
    const all = await allMembershipsOf(db.em, account.id)
    await assertOpensNoMore(db.em, link, all)
    const memberships = all.filter(({ restricted }) => !restricted)
    const ended = await replacePassword(context, db.em, { userId: account.id, passwordHash, disconnectApps: true })
    await db.em.nativeDelete(OneTimeLink, { kind: 'reset', user: account.id })
    return { account, memberships, ended }
  })
  const said = await settle(context, account, memberships, ended)
  if (memberships.length) await enter(context, { id: account.id, passwordHash }, await entranceOf(context, memberships))
  return said
}

/** An admin's link opens what that admin may give, in that admin's organization, as it is when the link is used. One that was made in none is the operator's. */
async function assertOpensNoMore(
  em: EntityManager,
  { madeIn, madeBy, byOperator }: OneTimeLink,
  memberships: readonly (MembershipOf & { restricted: boolean })[],
): Promise<void> {
  if (!madeIn) return
  const there = memberships.find(({ tenantId }) => tenantId === madeIn)
  if (!there || there.restricted) throw new Refusal('NOT_FOUND', LINK_DEAD)
  if (memberships.length > 1) throw new Refusal('FORBIDDEN', OPENS_TOO_MUCH)
  if (!(await mayStillGive(em, madeIn, { byOperator, person: madeBy }, there)))
    throw new Refusal('FORBIDDEN', MAKER_GONE)
}
