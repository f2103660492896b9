import { refusalIn } from '../identity/access/admission-service.ts'
import { refusalOf } from '../identity/access/policy.ts'
import { isLoopback } from '../../address.ts'
import { cut } from '../../text.ts'
import { type Context, principalOf } from '../data/context.ts'
import type { EntityManager } from '../data/database.ts'
import { badInput, Refusal } from '../graphql/errors.ts'
import { Tenant, Workspace } from '../identity/entity.ts'
import { membershipsOf } from '../identity/people/people-service.ts'
import { grantableScopes, SCOPES, type Role, type Scope } from '../identity/scope.ts'
import { uuidOf } from '../identity/service.ts'
import { interactionCookie } from './authorization-server.ts'
import { OauthGrant } from './entity.ts'
import { resourceOf } from './provider.ts'

const GONE = 'This request to connect has expired or was started in another browser. Start again from your app.'
const SIGN_IN = 'Sign in first.'

/** A sign-in under way, as the library keeps it. */
interface Interaction {
  uid: string
  exp: number
  returnTo: string
  params: Record<string, unknown>
  session?: { accountId?: string; uid?: string }
  lastSubmission?: Record<string, unknown>
  result?: Record<string, unknown>
  save(seconds: number): Promise<unknown>
}

export interface TenantChoice {
  id: string
  name: string
  role: Role
  workspaces: { id: string; key: string; name: string }[]
  /** What the person's role there lets them give away. */
  scopes: Scope[]
  standing: AppStanding
  /** Why the organization shows nothing of itself to this browser, and no app can be let in from it; null where one can. */
  refusal: Refusal | null
}

/**
 * What an organization knows of an app by the host of its document: its access policy names the host, or somebody else there
 * has connected an app of that host. Anybody can publish a document, and an app without one could be any app.
 */
export const APP_STANDINGS = ['allowed', 'used', 'new'] as const
export type AppStanding = (typeof APP_STANDINGS)[number]

export interface Asking {
  clientName: string
  /** Host that publishes what the client says of itself, its name included; null for a client without a document. */
  clientHost: string | null
  redirectHost: string
  /** The answer goes to a program on this computer: continue only if you started it. */
  loopback: boolean
  /** The answer goes to a website that is not the publisher's. */
  elsewhere: boolean
  scopes: Scope[]
  /** Where the person who is signed in may let it in; null while nobody is signed in. */
  tenants: TenantChoice[] | null
}

/** @throws NOT_FOUND unless this browser began it: otherwise a link could have somebody else's request decided */
async function underWay({ identity, browser }: Context, uid: string): Promise<Interaction> {
  const provider = await identity.authorization.provider()
  const mine = browser && identity.authorization.mayDecide(uid, browser.cookie(interactionCookie(uid)))
  const found = mine ? await provider.Interaction.find(uid) : undefined
  if (!found) throw new Refusal('NOT_FOUND', GONE)
  return found as unknown as Interaction
}

async function partiesOf(context: Context, { params }: Interaction) {
  const provider = await context.identity.authorization.provider()
  const clientId = String(params.client_id)
  const client = await provider.Client.find(clientId)
  if (!client) throw new Refusal('NOT_FOUND', GONE)
  const redirect = new URL(String(params.redirect_uri))
  const publisher = URL.canParse(clientId) ? new URL(clientId) : null
  const isWeb = /^https?:$/.test(redirect.protocol)
  const loopback = redirect.protocol === 'http:' && isLoopback(redirect.hostname)
  return {
    clientId,
    clientName: cut((client.clientName ?? 'An unnamed app').replace(/[\p{Cc}\p{Cf}]+/gu, ' '), 200),
    clientHost: publisher?.host ?? null,
    // A private-use scheme names the program, not a host.
    redirectHost: isWeb ? redirect.host : redirect.protocol.slice(0, -1),
    loopback,
    elsewhere: publisher !== null && isWeb && !loopback && !isOf(redirect, publisher),
    scopes: SCOPES.filter((scope) => String(params.scope).split(' ').includes(scope)),
  }
}

/** Whether an address is the publisher's: its host, or one below it. */
const isOf = ({ host }: URL, publisher: URL) => host === publisher.host || host.endsWith(`.${publisher.host}`)

async function standingIn(
  context: Context,
  em: EntityManager,
  asked: { tenantId: string; userId: string; clientHost: string | null },
): Promise<AppStanding> {
  const { tenantId, userId, clientHost } = asked
  if (clientHost === null) return 'new'
  const { clientHosts } = await context.credentials.policies.of(tenantId)
  if (clientHosts?.includes(clientHost)) return 'allowed'
  return (await em.count(OauthGrant, { clientHost, revokedAt: null, user: { $ne: userId } })) ? 'used' : 'new'
}

async function choicesFor(context: Context, userId: string, clientHost: string | null): Promise<TenantChoice[]> {
  const memberships = await membershipsOf(context.db.em, userId)
  return Promise.all(
    memberships.map(async ({ tenantId, role, workspaceIds }) => {
      const { em } = context.dbIn(tenantId, workspaceIds)
      const tenant = await em.findOneOrFail(Tenant, { tenantId })
      const refusal = await refusalIn(context, tenantId)
      const workspaces = refusal
        ? []
        : await em.find(Workspace, {}, { orderBy: { name: 'asc', id: 'asc' }, limit: 500 })
      const grantable = grantableScopes(role)
      return {
        id: tenantId,
        name: tenant.name,
        role,
        workspaces: workspaces.map(({ id, key, name }) => ({ id, key, name })),
        scopes: SCOPES.filter((scope) => grantable.has(scope)),
        standing: refusal ? 'new' : await standingIn(context, em, { tenantId, userId, clientHost }),
        refusal,
      }
    }),
  )
}

/** What the consent page shows. */
export async function interactionFor(context: Context, uid: string): Promise<Asking> {
  const interaction = await underWay(context, uid)
  const { principal } = context
  const parties = await partiesOf(context, interaction)
  return {
    ...parties,
    tenants: principal?.kind === 'session' ? await choicesFor(context, principal.userId!, parties.clientHost) : null,
  }
}

export interface Decision {
  allow: boolean
  tenantId?: string | null | undefined
  /** null is all of the person's, later ones too. */
  workspaceIds?: readonly string[] | null | undefined
  /** Answers questions that name no workspace. */
  defaultWorkspaceId?: string | null | undefined
  scopes?: readonly string[] | null | undefined
}

/** @returns where the browser goes next: back to the authorization endpoint, which sends it to the client. */
export async function decideInteraction(context: Context, uid: string, decision: Decision): Promise<string> {
  const interaction = await underWay(context, uid)
  // Decided already: a second click, or a page that was sent twice.
  if (interaction.result) return interaction.returnTo
  if (!decision.allow) return finish(interaction, { error: 'access_denied', error_description: 'the user declined' })
  const { userId } = principalOf(context)
  // Not as remembered: a session that a new password has just ended gives nothing away, on no node.
  const { sessions } = context.identity
  const token = context.browser?.session ?? null
  if (!userId || context.principal?.kind !== 'session' || !(await sessions.stands(token)))
    throw new Refusal('UNAUTHENTICATED', SIGN_IN)
  const parties = await partiesOf(context, interaction)
  const choices = await choicesFor(context, userId, parties.clientHost)
  const choice = choices.find(({ id }) => id === uuidOf('Tenant', decision.tenantId ?? ''))
  if (!choice)
    throw new Refusal('NOT_FOUND', 'Tenant not found: the user must be a member of at least one PM33 workspace.', {
      kind: 'Tenant',
    })
  context.audited.tenantId = choice.id
  if (choice.refusal) throw choice.refusal
  const refused = refusalOf(await context.credentials.policies.of(choice.id), {
    kind: 'oauth',
    surface: 'mcp',
    ip: context.call.ip ?? null,
    tool: null,
    clientHost: parties.clientHost,
    createdAt: null,
    now: context.now(),
  })
  if (refused) throw new Refusal('FORBIDDEN', refused, { policy: true })
  const workspaceIds = chosenWorkspaces(choice, decision.workspaceIds)
  const defaultWorkspaceId = chosenDefault(choice, workspaceIds, decision.defaultWorkspaceId)
  const scopes = parties.scopes.filter(
    (scope) => scope === 'mcp:enabled' || (decision.scopes?.includes(scope) && choice.scopes.includes(scope)),
  )
  const grantId = await keep(context, userId, choice.id, { ...parties, scopes, workspaceIds, defaultWorkspaceId })
  // A new password that came meanwhile ended all grants that it saw; this one it may not have seen. One that is being set
  // holds the account, to which a grant refers, so the grant was kept only once that was done and the session gone.
  if (!(await sessions.opens(token, choice.id))) {
    await context.identity.authorization.grants.end(grantId)
    throw new Refusal('UNAUTHENTICATED', SIGN_IN)
  }
  await forgetOtherAccount(context, interaction, userId)
  return finish(interaction, {
    ...interaction.lastSubmission,
    login: { accountId: userId, remember: false },
    consent: { grantId },
  })
}

function chosenWorkspaces({ workspaces }: TenantChoice, refs: Decision['workspaceIds']): string[] | null {
  if (!refs) return null
  const ids = new Set(refs.map((ref) => uuidOf('Workspace', ref)))
  const chosen = workspaces.filter(({ id }) => ids.has(id)).map(({ id }) => id)
  if (chosen.length !== ids.size)
    throw badInput({ path: ['workspaceIds'], message: 'includes a workspace you cannot access' })
  if (!chosen.length)
    throw badInput({ path: ['workspaceIds'], message: 'must include at least one workspace; omit it for all' })
  return chosen
}

function chosenDefault(
  { workspaces }: TenantChoice,
  chosen: readonly string[] | null,
  ref: Decision['defaultWorkspaceId'],
): string | null {
  if (!ref) return null
  const id = uuidOf('Workspace', ref)
  const reached = id !== null && (chosen ?? workspaces.map((one) => one.id)).includes(id)
  if (!reached)
    throw badInput({ path: ['defaultWorkspaceId'], message: 'must be one of the workspaces that the app can open' })
  return id
}

/** The grant twice under one id: for the library, and with its tenant behind both walls. */
async function keep(
  context: Context,
  userId: string,
  tenantId: string,
  given: Awaited<ReturnType<typeof partiesOf>> &
    Pick<OauthGrant, 'defaultWorkspaceId'> & { workspaceIds: string[] | null },
): Promise<string> {
  const { identity, dbIn } = context
  const provider = await identity.authorization.provider()
  const grantId = crypto.randomUUID()
  const { em }: { em: EntityManager } = dbIn(tenantId)
  const { clientId, clientName, clientHost, redirectHost, scopes, workspaceIds, defaultWorkspaceId } = given
  const grant = new provider.Grant({ accountId: userId, clientId })
  Object.assign(grant, { jti: grantId })
  const resource = resourceOf(identity.publicUrl)
  grant.addResourceScope(resource, scopes.join(' '))
  const withheld = SCOPES.filter((scope) => !scopes.includes(scope))
  if (withheld.length) grant.rejectResourceScope(resource, withheld.join(' '))
  // The library's first: by itself it opens nothing, and the sweep finds it. The other alone would be on the list for good.
  await grant.save()
  await em.insert(OauthGrant, {
    tenantId,
    id: grantId,
    user: userId,
    clientId,
    clientName,
    clientHost,
    redirectHost,
    scopes,
    workspaceIds,
    defaultWorkspaceId: defaultWorkspaceId ?? null,
    createdAt: context.now(),
  })
  return grantId
}

/** The library's own short session may still be another person's on this computer: then it starts anew. */
async function forgetOtherAccount({ identity }: Context, interaction: Interaction, userId: string): Promise<void> {
  const { session } = interaction
  if (!session?.uid || session.accountId === userId) return
  await identity.authorization.storage.endSession(session.uid)
  delete session.uid
}

async function finish(interaction: Interaction, result: Record<string, unknown>): Promise<string> {
  interaction.result = result
  await interaction.save(Math.max(1, interaction.exp - Math.floor(Date.now() / 1_000)))
  return interaction.returnTo
}
