import type { Browser } from '../sessions/browser.ts'
import type { Context } from '../../data/context.ts'
import type { EntityManager } from '../../data/database.ts'
import { badInput, Refusal } from '../../graphql/errors.ts'
import { Membership, Tenant, User, Workspace } from '../entity.ts'
import { assertPassword } from './password.ts'
import { Invite, OneTimeLink } from './people-entity.ts'
import type { Principal } from '../principal.ts'
import type { Role } from '../scope.ts'
import { hashToken, mintToken } from '../credentials/token.ts'

const LINK_MS = 3_600_000

/** One sentence for every reason, so that nobody learns who has an account. */
const NOT_SIGNED_IN = 'E-mail or password is wrong.'
const LINK_DEAD = 'This link is unknown, used or expired. Ask for a new one.'
const NO_TENANT = 'Tenant not found: the user must be a member of at least one PM33 workspace. Ask an administrator for an invitation.'

export const normalEmail = (email: string) => email.trim().toLowerCase()

/** @throws BAD_USER_INPUT for what is not an address */
export function assertEmail(email: string): string {
  const normal = normalEmail(email)
  if (normal.length > 320 || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(normal)) throw badInput({ path: ['email'], message: 'is not an e-mail address' })
  return normal
}

function assertName(name: string, path: string): string {
  const clean = name.toWellFormed().replace(/\p{Cc}+/gu, ' ').trim()
  if (!clean || clean.length > 200) throw badInput({ path: [path], message: 'must be 1 to 200 characters' })
  return clean
}

function browserOf({ browser }: Context): Browser {
  if (!browser) throw new Refusal('FORBIDDEN', 'This is for a person in a browser: an API key does not sign in.')
  return browser
}

export interface MembershipOf {
  tenantId: string
  role: Role
  workspaceIds: string[] | null
}

/** Every tenant that a person belongs to, oldest first. */
export async function membershipsOf(em: EntityManager, userId: string): Promise<MembershipOf[]> {
  const rows = await em.execute<{ tenant_id: string; role: Role; workspace_ids: string[] | null }[]>('select tenant_id, role, workspace_ids from memberships_of(?) order by created_at, tenant_id', [userId])
  return rows.map(({ tenant_id, role, workspace_ids }) => ({ tenantId: tenant_id, role, workspaceIds: workspace_ids }))
}

/** Signs a browser in: a new session under a new cookie, whatever cookie it came with. */
async function enter(context: Context, userId: string, standsIn: string): Promise<void> {
  const browser = browserOf(context)
  if (browser.session) await context.identity.sessions.end(browser.session)
  browser.setSession(await context.identity.sessions.open(userId, standsIn, browser))
}

/** @throws UNAUTHENTICATED in the same words and after the same time for a wrong password and for an unknown e-mail */
async function proven(context: Context, email: string, password: string): Promise<User> {
  const { identity, db } = context
  const browser = browserOf(context)
  await identity.limits.assert('sign-in by address', browser.ip)
  await identity.limits.assert('sign-in to account', email)
  const user = await db.em.findOne(User, { email })
  const stored = user && !user.disabledAt ? (user.passwordHash ?? null) : null
  if (!(await identity.passwords.matches(password, stored)) || !user || !stored) throw new Refusal('UNAUTHENTICATED', NOT_SIGNED_IN)
  await identity.limits.forgive('sign-in to account', email)
  if (identity.passwords.outdated(stored)) await db.em.nativeUpdate(User, { id: user.id }, { passwordHash: await identity.passwords.hash(password) })
  return user
}

export async function signIn(context: Context, input: { email: string; password: string }): Promise<User> {
  const user = await proven(context, normalEmail(input.email), input.password)
  const [first] = await membershipsOf(context.db.em, user.id)
  if (!first) throw new Refusal('FORBIDDEN', NO_TENANT)
  await enter(context, user.id, first.tenantId)
  return user
}

export async function signOut(context: Context): Promise<void> {
  const browser = browserOf(context)
  if (browser.session) await context.identity.sessions.end(browser.session)
  browser.setSession(null)
}

export async function chooseTenant(context: Context, userId: string, tenantId: string): Promise<void> {
  const browser = browserOf(context)
  const all = await membershipsOf(context.db.em, userId)
  if (!browser.session || !all.some((membership) => membership.tenantId === tenantId)) throw new Refusal('NOT_FOUND', 'Tenant not found.', { kind: 'Tenant' })
  await context.identity.sessions.standIn(browser.session, tenantId)
}

export async function changePassword(context: Context, userId: string, input: { current: string; next: string }): Promise<void> {
  const { email } = await context.db.em.findOneOrFail(User, { id: userId })
  await proven(context, email, input.current)
  await setPassword(context, userId, email, input.next)
  await enter(context, userId, context.principal!.tenantId)
}

/** A new password ends every session: whoever knew the old one is out. */
async function setPassword({ db, identity }: Context, userId: string, email: string, password: string): Promise<void> {
  assertPassword(password, email)
  const passwordHash = await identity.passwords.hash(password)
  await db.em.nativeUpdate(User, { id: userId }, { passwordHash })
  await identity.sessions.endAll(userId)
}

const nobodyYet = async (em: EntityManager) => (await em.count(User, { passwordHash: { $ne: null } })) === 0

/** The first person's link, made anew each time: the one before is dead. @returns null once somebody has a password */
export async function setUpLink({ db, identity, now }: Pick<Context, 'db' | 'identity' | 'now'>): Promise<string | null> {
  if (!(await nobodyYet(db.em))) return null
  await db.em.nativeDelete(OneTimeLink, { kind: 'set_up' })
  return `${identity.publicUrl}/set-up#${await mintLink(db.em, 'set_up', null, now())}`
}

/** A way back in, for a person to be given by hand. */
export async function resetLink({ db, identity, now }: Pick<Context, 'db' | 'identity' | 'now'>, userId: string): Promise<string> {
  await db.em.nativeDelete(OneTimeLink, { kind: 'reset', user: userId })
  return `${identity.publicUrl}/reset#${await mintLink(db.em, 'reset', userId, now())}`
}

async function mintLink(em: EntityManager, kind: OneTimeLink['kind'], userId: string | null, at: Date): Promise<string> {
  const token = mintToken()
  await em.insert(OneTimeLink, { hash: hashToken(token), kind, user: userId, expiresAt: new Date(at.getTime() + LINK_MS), createdAt: at })
  return token
}

/** Uses a link up. Of two that come at once, one is too late. @returns whose it was */
async function spend({ db, now }: Context, kind: OneTimeLink['kind'], token: string): Promise<string | null> {
  const row = await db.em.findOne(OneTimeLink, { hash: hashToken(token), kind, expiresAt: { $gt: now() } })
  if (!row || (await db.em.nativeDelete(OneTimeLink, { hash: row.hash })) !== 1) throw new Refusal('NOT_FOUND', LINK_DEAD)
  return row.user?.id ?? null
}

export interface LinkContent {
  kind: 'set_up' | 'reset' | 'invite'
  email: string | null
  organisation: string | null
  /** Whether the invited person has an account, and so signs in with its password. */
  known: boolean
}

/** What a link is for, before it is used; looking does not use it up. @throws NOT_FOUND when it is dead */
export async function readLink(context: Context, token: string): Promise<LinkContent> {
  await context.identity.limits.assert('link', browserOf(context).ip)
  const link = await context.db.em.findOne(OneTimeLink, { hash: hashToken(token), expiresAt: { $gt: context.now() } }, { populate: ['user'] })
  if (link) return { kind: link.kind, email: (link.user?.$ as User | undefined)?.email ?? null, organisation: null, known: link.kind === 'reset' }
  const { invite, db } = await openInvite(context, token)
  const known = await context.db.em.count(User, { email: invite.email, passwordHash: { $ne: null } })
  return { kind: 'invite', email: invite.email, organisation: (await db.em.findOneOrFail(Tenant, {})).name, known: known > 0 }
}

/** The first person, and an organisation of their own with a workspace in it. */
export async function setUp(context: Context, input: { token: string; email: string; name: string; password: string; organisation: string }): Promise<User> {
  const { identity, db } = context
  await identity.limits.assert('link', browserOf(context).ip)
  const email = assertEmail(input.email)
  const name = assertName(input.name, 'name')
  const organisation = assertName(input.organisation, 'organisation')
  assertPassword(input.password, email)
  await spend(context, 'set_up', input.token)
  if (!(await nobodyYet(db.em))) throw new Refusal('CONFLICT', 'Somebody has set this PM33 up already. Sign in, or ask them for an invitation.')
  const passwordHash = await identity.passwords.hash(input.password)
  const tenantId = crypto.randomUUID()
  const own = context.standInTenant({ tenantId, workspaceIds: null } as Principal)
  const user = await own.transaction(async () => {
    // Somebody may have been entered by the console, and has no password yet.
    const entered = await own.em.findOne(User, { email })
    const person = entered ? own.em.assign(entered, { name, passwordHash }) : own.em.create(User, { email, name, passwordHash })
    own.em.create(Tenant, { name: organisation })
    own.em.create(Membership, { user: person, role: 'owner' })
    own.em.create(Workspace, { key: 'main', name: 'Main' })
    await own.em.flush()
    return person
  })
  await enter(context, user.id, tenantId)
  return user
}

export async function resetPassword(context: Context, input: { token: string; password: string }): Promise<User> {
  await context.identity.limits.assert('link', browserOf(context).ip)
  const peeked = await context.db.em.findOne(OneTimeLink, { hash: hashToken(input.token), kind: 'reset', expiresAt: { $gt: context.now() } }, { populate: ['user'] })
  // A password that is too short must not cost the link.
  if (peeked?.user) assertPassword(input.password, (peeked.user.$ as User).email)
  const userId = await spend(context, 'reset', input.token)
  const user = await context.db.em.findOneOrFail(User, { id: userId! })
  if (user.disabledAt) throw new Refusal('NOT_FOUND', LINK_DEAD)
  await setPassword(context, user.id, user.email, input.password)
  const [first] = await membershipsOf(context.db.em, user.id)
  if (first) await enter(context, user.id, first.tenantId)
  return user
}

async function openInvite(context: Context, token: string) {
  const [row] = await context.db.em.execute<{ id: string; tenant_id: string }[]>('select id, tenant_id from invite_by_hash(?)', [hashToken(token)])
  const db = row && context.standInTenant({ tenantId: row.tenant_id, workspaceIds: null } as Principal)
  const invite = await db?.em.findOne(Invite, { id: row!.id, expiresAt: { $gt: context.now() } })
  if (!row || !db || !invite) throw new Refusal('NOT_FOUND', LINK_DEAD)
  return { invite, db, tenantId: row.tenant_id }
}

/** Joins by an invitation: a new person chooses a password, a known one proves to be that person with theirs. */
export async function acceptInvite(context: Context, input: { token: string; name?: string | null | undefined; password: string }): Promise<User> {
  await context.identity.limits.assert('link', browserOf(context).ip)
  const { invite, db, tenantId } = await openInvite(context, input.token)
  const { email } = invite
  const known = await context.db.em.findOne(User, { email })
  let passwordHash: string | null = null
  if (known?.passwordHash) await proven(context, email, input.password)
  else if (known?.disabledAt) throw new Refusal('NOT_FOUND', LINK_DEAD)
  // Whoever invites holds the link: it must not open an account that already belongs somewhere else.
  else if (known && (await membershipsOf(context.db.em, known.id)).length) throw new Refusal('CONFLICT', 'This person has an account without a password. The operator makes the link: npx pm33 admin reset-link EMAIL')
  else {
    assertPassword(input.password, email)
    passwordHash = await context.identity.passwords.hash(input.password)
  }
  const user = await db.transaction(async () => {
    if ((await db.em.nativeDelete(Invite, { id: invite.id })) !== 1) throw new Refusal('NOT_FOUND', LINK_DEAD)
    const person = known ? await db.em.findOneOrFail(User, { id: known.id }) : db.em.create(User, { email, name: assertName(input.name ?? '', 'name'), passwordHash: null })
    if (passwordHash) person.passwordHash = passwordHash
    await db.em.flush()
    if (!(await db.em.count(Membership, { user: person.id }))) db.em.create(Membership, { user: person, role: invite.role, workspaceIds: invite.workspaceIds ?? null })
    await db.em.flush()
    return person
  })
  await enter(context, user.id, tenantId)
  return user
}
