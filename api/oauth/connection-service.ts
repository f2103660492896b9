import { type Context, principalOf } from '../data/context.ts'
import { notFound, Refusal } from '../graphql/errors.ts'
import { defaultWithin } from '../identity/keys/key-service.ts'
import { assertMayChangeFor, rightsNow } from '../identity/people/rights-service.ts'
import { may } from '../identity/principal.ts'
import { uuidOf } from '../identity/service.ts'
import { OauthGrant } from './entity.ts'

/** People see what they have connected; an administrator sees what anybody has. Apps and keys see nothing of it. */
function visible(context: Context): { user?: string } {
  const principal = principalOf(context)
  if (may(principal, 'tenant:admin')) return {}
  if (principal.kind !== 'session' || !principal.userId)
    throw new Refusal('FORBIDDEN', 'Only a signed-in person can do this. Sign in first.')
  return { user: principal.userId }
}

/** Apps that act for people here, newest first. */
export function connections(context: Context): Promise<OauthGrant[]> {
  return context.db.em.find(
    OauthGrant,
    { revokedAt: null, ...visible(context) },
    { populate: ['user'], orderBy: { createdAt: 'desc', id: 'desc' }, limit: 1_000 },
  )
}

/** Call it in a transaction. @param ref null: questions name a workspace, or are asked to. @throws NOT_FOUND; FORBIDDEN for an app of somebody with more rights */
export async function setConnectionDefault(context: Context, id: string, ref: string | null): Promise<OauthGrant> {
  const grant = await context.db.em.findOne(
    OauthGrant,
    { id: uuidOf('Connection', id) ?? crypto.randomUUID(), revokedAt: null, ...visible(context) },
    { populate: ['user'] },
  )
  if (!grant) throw notFound('Connection', id)
  await assertMayChangeFor(context, grant.user.id)
  grant.defaultWorkspaceId = ref === null ? null : await defaultWithin(context, grant.workspaceIds ?? null, ref)
  return grant
}

/** Ends what an app may do, with its tokens. In force on this node when it returns. */
export async function disconnect(context: Context, id: string): Promise<void> {
  const grant = await context.db.em.findOne(OauthGrant, {
    id: uuidOf('Connection', id) ?? crypto.randomUUID(),
    revokedAt: null,
    ...visible(context),
  })
  if (!grant) throw notFound('Connection', id)
  if (grant.user.id !== principalOf(context).userId)
    await context.db.transaction(() => rightsNow(context, 'tenant:admin'), context)
  await context.identity.authorization.grants.end(grant.id)
}
