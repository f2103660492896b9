import { DAY_MS } from '../../math/calendar.ts'
import { asLine } from '../../../text.ts'
import { type Context, principalOf } from '../../data/context.ts'
import { badInput, notFound, Refusal, type InputIssue } from '../../graphql/errors.ts'
import { readAccessPolicy } from '../access/policy-service.ts'
import { apiKeyHint, hashApiKey, mintApiKey } from './api-key.ts'
import { ApiKey, LONGEST_KEY_NAME, Membership, User } from '../entity.ts'
import { assertMayChangeFor, rightsNow } from '../people/rights-service.ts'
import { roleMay, SCOPES, SURFACES, grantableScopes, type Surface } from '../scope.ts'
import { uuidOf, workspaceFor } from '../service.ts'

export const DEFAULT_DAYS = 90
/** Days that a key may work. */
export const LONGEST_DAYS = 3_650

/** Keys of one organization that work: all of them fit into its list, with room for others. */
export const MOST_KEYS = 500
/** Keys in a list. */
const LISTED = 1_000

export interface NewApiKey {
  name: string
  /** All of the nine that the creator may grant, when left out. */
  scopes?: readonly string[] | null | undefined
  surfaces?: readonly Surface[] | null | undefined
  /** Global ids, uuids or keys; all that the creator sees, later ones too, when left out. */
  workspaceIds?: readonly string[] | null | undefined
  /** Answers questions that name no workspace; one of those above. */
  defaultWorkspaceId?: string | null | undefined
  /** null never expires. */
  expiresInDays?: number | null | undefined
}

/** Makes a key with at most its creator's rights. Call it in a transaction. @returns the key, which is kept nowhere, and the id of its row */
export async function createApiKey(context: Context, input: NewApiKey): Promise<{ key: string; id: string }> {
  const { db, now, call, credentials } = context
  const { role } = await rightsNow(context, 'tenant:admin')
  const grantable = [...grantableScopes(role)]
  const name = asLine(input.name)
  const scopes = [...new Set<string>(input.scopes ?? SCOPES.filter((scope) => grantable.includes(scope)))]
  const surfaces = [...new Set<Surface>(input.surfaces ?? ['mcp'])]
  const { keyDays, keySurfaces } = await readAccessPolicy(db)
  const days = input.expiresInDays === undefined ? Math.min(DEFAULT_DAYS, keyDays ?? DEFAULT_DAYS) : input.expiresInDays

  const issues: InputIssue[] = []
  const at = (field: string, message: string, allowed?: readonly string[]) =>
    issues.push({ path: ['input', field], message, ...(allowed ? { allowed } : {}) })
  if (!name || name.length > LONGEST_KEY_NAME) at('name', `must be 1 to ${LONGEST_KEY_NAME} characters`)
  const beyond = scopes.filter((scope) => !(grantable as string[]).includes(scope))
  if (beyond.length) at('scopes', `${beyond.join(', ')} cannot be granted; allowed: ${grantable.join(', ')}`, grantable)
  if (!scopes.includes('mcp:enabled')) at('scopes', 'must include mcp:enabled', grantable)
  if (!surfaces.length) at('surfaces', `must name at least one of ${SURFACES.join(', ')}`, SURFACES)
  if (days === null && !roleMay(role, 'tenant:admin'))
    at('expiresInDays', 'is required: only an admin can create a key that never expires')
  if (days !== null && (days < 1 || days > LONGEST_DAYS))
    at('expiresInDays', `must be 1 to ${LONGEST_DAYS}, or null for a key that never expires`)
  if (keyDays !== null && (days === null || days > keyDays))
    at('expiresInDays', `must be at most ${keyDays}, which is what this organization allows`)
  if (keySurfaces && surfaces.some((surface) => !keySurfaces.includes(surface)))
    at('surfaces', `must be among ${keySurfaces.join(', ')}, which is what this organization allows`, keySurfaces)
  if (input.workspaceIds?.length === 0) at('workspaceIds', 'must include a workspace; omit it for all of them')
  if (issues.length) throw badInput(...issues)

  const workspaceIds = input.workspaceIds
    ? [...new Set(await Promise.all(input.workspaceIds.map(async (ref) => (await workspaceFor(context, ref)).id)))]
    : null
  const defaultWorkspaceId = input.defaultWorkspaceId
    ? await defaultWithin(context, workspaceIds, input.defaultWorkspaceId)
    : null
  if ((await db.em.count(ApiKey, working(now()))) >= MOST_KEYS)
    throw new Refusal(
      'CONFLICT',
      `This organization already has ${MOST_KEYS} active API keys, the maximum. Revoke the ones you no longer need, then try again.`,
    )
  const user = await ownerOfNewKey(context)
  const key = mintApiKey()
  const row = db.em.create(ApiKey, {
    hash: hashApiKey(credentials.pepper, key),
    hint: apiKeyHint(key),
    name,
    user: db.em.getReference(User, user, { wrapped: true }),
    scopes,
    surfaces,
    workspaceIds,
    defaultWorkspaceId,
    createdIp: call.ip?.slice(0, 64) ?? null,
    expiresAt: days === null ? null : new Date(now().getTime() + days * DAY_MS),
    createdAt: now(),
  })
  return { key, id: row.id }
}

/** Neither revoked nor expired. */
const working = (at: Date) => ({ revokedAt: null, $or: [{ expiresAt: null }, { expiresAt: { $gt: at } }] })

/** Newest first: all keys that work, and the newest of the others. One that works must be found to be revoked. */
export async function listApiKeys({ db, now }: Pick<Context, 'db' | 'now'>): Promise<ApiKey[]> {
  const at = now()
  const newest = { createdAt: 'desc', id: 'desc' } as const
  const living = await db.em.find(ApiKey, working(at), { orderBy: newest, limit: LISTED })
  const ended = { $or: [{ revokedAt: { $ne: null } }, { expiresAt: { $lte: at } }] }
  const room = LISTED - living.length
  const others = room > 0 ? await db.em.find(ApiKey, ended, { orderBy: newest, limit: room }) : []
  return [...living, ...others].sort((a, b) => +b.createdAt - +a.createdAt || (a.id < b.id ? 1 : -1))
}

/** @returns the id of the workspace that a credential answers for when a question names none. @throws BAD_USER_INPUT when it is beyond its reach */
export async function defaultWithin(
  context: Context,
  workspaceIds: readonly string[] | null,
  ref: string,
): Promise<string> {
  const { id } = await workspaceFor(context, ref)
  if (workspaceIds && !workspaceIds.includes(id))
    throw badInput({
      path: ['defaultWorkspaceId'],
      message: 'must be one of the workspaces that the credential can open',
    })
  return id
}

/** Call it in a transaction. @param ref null: questions name a workspace, or are asked to. @throws NOT_FOUND; FORBIDDEN for a key of somebody with more rights */
export async function setKeyDefault(context: Context, keyRef: string, ref: string | null): Promise<string> {
  const uuid = uuidOf('ApiKey', keyRef)
  const key = uuid ? await context.db.em.findOne(ApiKey, { id: uuid, revokedAt: null }) : null
  if (!key) throw notFound('ApiKey', keyRef)
  await assertMayChangeFor(context, key.user.id)
  key.defaultWorkspaceId = ref === null ? null : await defaultWithin(context, key.workspaceIds ?? null, ref)
  return key.id
}

/** A key acts for a person: whoever makes it, or, at the console, the tenant's first owner. */
async function ownerOfNewKey(context: Context): Promise<string> {
  const { userId } = principalOf(context)
  if (userId) return userId
  const owner = await context.db.em.findOne(
    Membership,
    { role: 'owner', restrictedAt: null, user: { disabledAt: null } },
    { orderBy: { createdAt: 'asc', id: 'asc' } },
  )
  if (!owner)
    throw new Refusal(
      'CONFLICT',
      'A key acts for a person, but this organization has no owner yet. The owner must open their link first; create a new one with: npx pm33 tenant invite-owner EMAIL',
    )
  return owner.user.id
}

/** Revokes a key; again changes nothing. Call it in a transaction. The caller forgets remembered credentials once this is committed. @returns its id */
export async function revokeApiKey(context: Context, ref: string): Promise<string> {
  const { db, now } = context
  await rightsNow(context, 'tenant:admin')
  const uuid = uuidOf('ApiKey', ref)
  const key = uuid ? await db.em.findOne(ApiKey, { id: uuid }) : null
  if (!key) throw notFound('ApiKey', ref)
  key.revokedAt ??= now()
  return key.id
}

export const API_KEY_STATES = ['active', 'expired', 'revoked', 'disabled'] as const
export type ApiKeyState = (typeof API_KEY_STATES)[number]

/** What each key is worth now. A key is disabled whose person has left, or whose data is only kept. */
export async function apiKeyStates(
  { db, now }: Pick<Context, 'db' | 'now'>,
  keys: readonly ApiKey[],
): Promise<ApiKeyState[]> {
  const people = [...new Set(keys.map(({ user }) => user.id))]
  const members = new Set(
    (
      await db.em.find(
        Membership,
        { user: { id: { $in: people }, disabledAt: null }, restrictedAt: null },
        { disableIdentityMap: true },
      )
    ).map(({ user }) => user.id),
  )
  return keys.map((key) => {
    if (key.revokedAt) return 'revoked'
    if (key.expiresAt && key.expiresAt <= now()) return 'expired'
    return members.has(key.user.id) ? 'active' : 'disabled'
  })
}
