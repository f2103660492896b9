import { LockMode } from '@mikro-orm/core'
import type { Browser } from '../sessions/browser.ts'
import type { Context } from '../../data/context.ts'
import type { EntityManager } from '../../data/database.ts'
import { badInput, Refusal } from '../../graphql/errors.ts'
import { admittedFirst, refusalIn } from '../access/admission-service.ts'
import { LONGEST_NAME, User } from '../entity.ts'
import { LoginSession } from './people-entity.ts'
import { within, type Reach } from '../reach.ts'
import { roleMay, type Role } from '../scope.ts'
import { knownId, knownToken } from '../sessions/known-browser.ts'
import type { Account } from '../sessions/sessions.ts'
import { cleanName } from '../workspaces/named-service.ts'

/** One sentence for every reason, so that nobody learns who has an account. */
export const NOT_SIGNED_IN = 'The email address or password is wrong.'
export const LINK_DEAD = 'This link is unknown, used, or expired. Ask for a new one.'
const NO_TENANT =
  'Tenant not found: the user must be a member of at least one PM33 workspace. Ask an admin for an invitation.'

/** Said to whoever has just shown the password. */
const RESTRICTED =
  'Processing of your data is restricted, so you cannot sign in. An admin of your organization can lift that; for an owner, another owner. To download or erase your data, write to the address on the privacy page.'

export const normalEmail = (email: string) => email.trim().toLowerCase()

export const isEmail = (normal: string) => normal.length <= 320 && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(normal)

/** @throws BAD_USER_INPUT for what is not an address */
export function assertEmail(email: string): string {
  const normal = normalEmail(email)
  if (!isEmail(normal)) throw badInput({ path: ['email'], message: 'is not an email address' })
  return normal
}

export function assertName(name: string, path: string): string {
  return cleanName(name, LONGEST_NAME, [path])
}

/** @throws FORBIDDEN for a key: only a person's browser signs in */
export function browserOf({ browser }: Context): Browser {
  if (!browser) throw new Refusal('FORBIDDEN', 'An API key cannot sign in. Use a browser.')
  return browser
}

export interface MembershipOf {
  tenantId: string
  role: Role
  workspaceIds: string[] | null
}

/** Every tenant that a person belongs to and may act in, oldest first. */
export async function membershipsOf(em: EntityManager, userId: string): Promise<MembershipOf[]> {
  return (await allMembershipsOf(em, userId)).filter(({ restricted }) => !restricted)
}

/** Also those where their data is only kept: for whatever asks what an account is worth, not where it may act. */
export async function allMembershipsOf(
  em: EntityManager,
  userId: string,
): Promise<(MembershipOf & { restricted: boolean })[]> {
  const rows = await em.execute<
    { tenant_id: string; role: Role; workspace_ids: string[] | null; restricted: boolean }[]
  >(
    'select tenant_id, role, workspace_ids, restricted_at is not null as restricted from memberships_of(?) order by created_at, tenant_id',
    [userId],
  )
  return rows.map(({ tenant_id, role, workspace_ids, restricted }) => ({
    tenantId: tenant_id,
    role,
    workspaceIds: workspace_ids,
    restricted,
  }))
}

/**
 * Whether an account opens something, or will once a restriction is lifted: whoever takes it takes that along. An account
 * that belongs nowhere is nobody's.
 */
export async function belongsSomewhere(em: EntityManager, userId: string): Promise<boolean> {
  return (await allMembershipsOf(em, userId)).length > 0
}

/** Who gives something by an invitation or a link. With neither, whoever gave it is gone. */
export interface Giver {
  byOperator: boolean
  person: string | null | undefined
}

/**
 * Whether somebody may give at this moment what a link of theirs gives: it is looked at when the link is used. The operator
 * always may, and nobody who is gone.
 */
export async function mayStillGive(
  em: EntityManager,
  tenantId: string,
  { byOperator, person }: Giver,
  given: Reach,
): Promise<boolean> {
  if (byOperator) return true
  if (!person) return false
  const own = (await membershipsOf(em, person)).find((membership) => membership.tenantId === tenantId)
  return (
    own !== undefined &&
    roleMay(own.role, 'tenant:admin') &&
    within(given, own) &&
    (await em.count(User, { id: person, disabledAt: null })) === 1
  )
}

/** Where a sign-in leads. @param own at least one */
export const entranceOf = (context: Context, own: readonly MembershipOf[]): Promise<string> =>
  admittedFirst(
    context,
    own.map(({ tenantId }) => tenantId),
  )

/** Signs a browser in: a new session under a new cookie, whatever cookie it came with. */
export async function enter(context: Context, account: Account, standsIn: string): Promise<void> {
  const browser = browserOf(context)
  Object.assign(context.audited, { person: account.id, tenantId: standsIn })
  if (browser.session) await context.identity.sessions.end(browser.session)
  const cookie = await context.identity.sessions.open(account, standsIn, browser)
  if (!cookie) throw new Refusal('UNAUTHENTICATED', NOT_SIGNED_IN)
  browser.setSession(cookie)
  const { email } = await context.db.em.findOneOrFail(User, { id: account.id }, { disableIdentityMap: true })
  browser.setKnown(knownToken(context.linkKey, email))
}

/** @throws UNAUTHENTICATED in the same words and after the same time for a wrong password and for an unknown email */
export async function proven(context: Context, email: string, password: string): Promise<User> {
  const { identity, db } = context
  const browser = browserOf(context)
  // Others' guesses slow down an address and an account, and must not lock out who has been here before.
  const known = knownId(context.linkKey, email, browser.known)
  if (known) await identity.limits.assert('sign-in from known browser', known)
  else {
    await identity.limits.assert('sign-in by address', browser.ip)
    await identity.limits.assert('sign-in to account', email)
  }
  const user = await db.em.findOne(User, { email }, { disableIdentityMap: true })
  if (user) context.audited.person = user.id
  const stored = user && !user.disabledAt ? (user.passwordHash ?? null) : null
  if (!(await identity.passwords.matches(password, stored)) || !user || !stored)
    throw new Refusal('UNAUTHENTICATED', NOT_SIGNED_IN)
  // The guesses of others still count; only who came in this way is forgiven.
  if (known) await identity.limits.forgive('sign-in from known browser', known)
  else await identity.limits.forgive('sign-in to account', email)
  if (!identity.passwords.outdated(stored)) return user
  const passwordHash = await identity.passwords.hash(password)
  const kept = await db.em.nativeUpdate(User, { id: user.id, passwordHash: stored }, { passwordHash })
  return kept ? Object.assign(user, { passwordHash }) : user
}

export async function signIn(context: Context, input: { email: string; password: string }): Promise<User> {
  const user = await proven(context, normalEmail(input.email), input.password)
  const own = await membershipsOf(context.db.em, user.id)
  if (!own.length)
    throw new Refusal('FORBIDDEN', (await belongsSomewhere(context.db.em, user.id)) ? RESTRICTED : NO_TENANT)
  await enter(context, user, await entranceOf(context, own))
  return user
}

export async function signOut(context: Context): Promise<void> {
  const browser = browserOf(context)
  if (browser.session) await context.identity.sessions.end(browser.session)
  browser.setSession(null)
}

/** @throws NOT_FOUND; what the organization says of a browser that it does not admit, which then stays where it is */
export async function chooseTenant(context: Context, userId: string, tenantId: string): Promise<void> {
  const browser = browserOf(context)
  const all = await membershipsOf(context.db.em, userId)
  if (!browser.session || !all.some((membership) => membership.tenantId === tenantId))
    throw new Refusal('NOT_FOUND', 'You no longer belong to this organization. Reload the page.', { kind: 'Tenant' })
  // It is the one that is entered, or that turned the browser away, whose log says so.
  context.audited.tenantId = tenantId
  const refused = await refusalIn(context, tenantId)
  if (refused) throw refused
  await context.identity.sessions.chooseTenant(browser.session, tenantId)
}

/** Until the transaction ends nobody else changes the account's password or takes it into another tenant. */
export async function lockAccount(em: EntityManager, userId: string): Promise<User | null> {
  return em.findOne(User, { id: userId }, { lockMode: LockMode.PESSIMISTIC_WRITE, disableIdentityMap: true })
}

/** A new password ends every session. Remembered credentials are forgotten by the caller, once this is committed. */
export async function setPassword(em: EntityManager, userId: string, passwordHash: string): Promise<void> {
  await em.nativeUpdate(User, { id: userId }, { passwordHash })
  await em.nativeDelete(LoginSession, { user: userId })
}
