import type { IncomingMessage } from 'node:http'
import type { JWK } from 'jose'
import { errors, Provider, type Configuration, type KoaContextWithOIDC } from 'oidc-provider'
import type { Logger } from 'pino'
import { User } from '../identity/entity.ts'
import { SCOPES } from '../identity/scope.ts'
import type { DocumentFetch } from './client-document.ts'
import { clientIdOf } from './client-id.ts'
import { errorPage, stayUntilDecided } from './error-page.ts'
import type { Grants } from './grants.ts'
import { ACCESS_TOKEN_SECONDS, CLOCK_SKEW_SECONDS } from './key-ring.ts'
import { GRANT_SECONDS, type Storage } from './storage.ts'
import { sayTrouble } from './trouble.ts'

const DAY = 86_400
const CODE_SECONDS = 60
const INTERACTION_SECONDS = 600

export interface ProviderParts {
  issuer: string
  keys: JWK[]
  cookieKey: string
  storage: Storage
  grants: Grants
  fetchDocument: DocumentFetch
  /** Whether the address that a request came from may have one more document fetched. */
  mayFetchDocument: (ip: string | undefined) => Promise<boolean>
  /** A sign-in has begun in this browser: @returns what to set so that only this browser may decide it. */
  bindInteraction: (uid: string) => { name: string; value: string; path: string }
  log: Pick<Logger, 'error' | 'warn'>
}

/** The one resource that tokens open. */
export const resourceOf = (issuer: string) => `${issuer}/mcp`

/**
 * The resource as it is written in tokens, for any spelling of it that clients use; anything else as it is. Clients repeat the
 * address that a person typed, with its query: that chooses how PM33 answers, not what a token opens.
 */
export function canonicalResource(issuer: string, asked: string): string {
  if (!URL.canParse(asked)) return asked
  const { origin, pathname, hash } = new URL(asked)
  const bare = (origin + pathname).replace(/\/$/, '')
  return !hash && (bare === resourceOf(issuer) || bare === issuer) ? resourceOf(issuer) : asked
}

/**
 * The OAuth authorization server of oidc-provider, without the OpenID Connect half: authorization code with PKCE
 * (RFC 7636, S256 only), rotating refresh tokens, resource-bound JWT access tokens (RFC 8707, RFC 9068), registration
 * (RFC 7591) and client metadata documents, revocation (RFC 7009), `iss` (RFC 9207).
 */
export function createProvider(parts: ProviderParts): Provider {
  const { issuer, storage, grants } = parts
  const resource = resourceOf(issuer)
  const secure = issuer.startsWith('https:')
  const cookie = { signed: true, httpOnly: true, sameSite: 'lax', secure } as const

  const configuration: Configuration = {
    adapter: storage.adapter as Configuration['adapter'],
    jwks: { keys: parts.keys } as NonNullable<Configuration['jwks']>,
    routes: {
      authorization: '/oauth/authorize',
      token: '/oauth/token',
      revocation: '/oauth/revoke',
      registration: '/oauth/register',
      jwks: '/.well-known/jwks.json',
    },
    responseTypes: ['code'],
    // Our scopes live on the resource; the server itself has none.
    scopes: [],
    claims: {},
    discovery: {
      service_documentation: `${issuer}/docs/connect`,
      op_policy_uri: `${issuer}/docs/privacy`,
      op_tos_uri: `${issuer}/docs/terms`,
    },
    // No client secrets, so none can leak from the database.
    clientAuthMethods: ['none', 'private_key_jwt'],
    // The default algorithm for ID tokens is RS256, which we have no key for: registration would refuse every client.
    clientDefaults: {
      application_type: 'native',
      token_endpoint_auth_method: 'none',
      id_token_signed_response_alg: 'ES256',
      grant_types: ['authorization_code', 'refresh_token'],
      response_types: ['code'],
    },
    pkce: { required: () => true },
    enableHttpPostMethods: false,
    clockTolerance: CLOCK_SKEW_SECONDS,
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      claimsParameter: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => (token as { clientId?: string }).clientId === client.clientId,
      },
      registration: {
        enabled: true,
        initialAccessToken: false,
        issueRegistrationAccessToken: false,
        idFactory: (ctx) => clientIdOf(ctx.oidc.body as Record<string, unknown>),
      },
      clientIdMetadataDocument: {
        enabled: true,
        ack: 'draft-02',
        cacheDuration: { min: 300, max: 86_400 },
        allowFetch: (ctx) => parts.mayFetchDocument(ctx?.ip),
        allowClient: (_ctx, client) => Boolean(client.clientName) && (client.redirectUris?.length ?? 0) > 0,
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => resource,
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, asked) => {
          if (asked !== resource) throw new errors.InvalidTarget()
          if (ctx.oidc.route === 'authorization') assertScopes(ctx)
          return {
            scope: SCOPES.join(' '),
            audience: resource,
            accessTokenFormat: 'jwt',
            accessTokenTTL: ACCESS_TOKEN_SECONDS,
            jwt: { sign: { alg: 'ES256' } },
          }
        },
      },
    },
    // Without a grant's own life (14 days by default) refresh tokens would die before their 30 days.
    ttl: {
      AccessToken: ACCESS_TOKEN_SECONDS,
      AuthorizationCode: CODE_SECONDS + CLOCK_SKEW_SECONDS,
      RefreshToken: 30 * DAY,
      Grant: GRANT_SECONDS,
      Interaction: INTERACTION_SECONDS,
      Session: INTERACTION_SECONDS,
    },
    rotateRefreshToken: () => true,
    // MCP clients do not ask for offline_access, and their tokens outlive the browser's session.
    issueRefreshToken: (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: () => false,
    // Asked every time: nothing that was allowed before is allowed again without a person.
    loadExistingGrant: async (ctx) => {
      const grantId = ctx.oidc.result?.consent?.grantId
      return grantId ? ctx.oidc.provider.Grant.find(grantId) : undefined
    },
    findAccount: async (_ctx, id) => {
      const user = await storage.em.findOne(User, { id, disabledAt: null }, { disableIdentityMap: true })
      return user ? { accountId: id, claims: () => ({ sub: id }) } : undefined
    },
    extraTokenClaims: async (_ctx, token) => {
      const { grantId } = token as { grantId?: string }
      const standing = grantId ? await grants.standing(grantId) : 'ended'
      if (standing === 'ended') throw new errors.InvalidGrant('the connection has been ended')
      if (standing === 'no_membership')
        throw new errors.InvalidGrant('Tenant not found: the user must be a member of at least one PM33 workspace')
      return { tid: standing.tenantId, ws: standing.workspaceIds ?? 'all', gid: grantId }
    },
    interactions: {
      url: (ctx, { uid }) => {
        const { name, value, path } = parts.bindInteraction(uid)
        ctx.cookies.set(name, value, { ...cookie, signed: false, path, maxAge: INTERACTION_SECONDS * 1_000 })
        return `/oauth/interaction/${uid}`
      },
    },
    cookies: {
      keys: [parts.cookieKey],
      names: { session: 'pm33_as', interaction: 'pm33_interaction', resume: 'pm33_resume' },
      long: cookie,
      short: cookie,
    },
    // Public clients, PKCE, no cookies: any page may speak to the token endpoint for itself.
    clientBasedCORS: () => true,
    fetch: parts.fetchDocument as NonNullable<Configuration['fetch']>,
    renderError: (ctx, { error, error_description }) => {
      ctx.type = 'html'
      ctx.body = errorPage(error, error_description ?? '', String(ctx.query.client_id ?? ''))
    },
  }

  const provider = new Provider(issuer, configuration)
  // The front door writes the forwarded headers itself; what a client sends of them does not get this far.
  provider.proxy = true
  sayTrouble(provider, parts.log)
  provider.use((ctx, next) => stayUntilDecided(ctx as KoaContextWithOIDC, next))
  provider.use(async (ctx, next) => {
    await next()
    if ((ctx as KoaContextWithOIDC).oidc?.route === 'discovery' && ctx.status === 200)
      ctx.body = discovery(ctx.body as Record<string, unknown>)
  })
  return provider
}

/** @throws InvalidScope in the words of the troubleshooting table. */
function assertScopes(ctx: KoaContextWithOIDC): void {
  const asked = [...ctx.oidc.requestParamScopes]
  if (!asked.includes('mcp:enabled'))
    throw new errors.InvalidScope(
      'Ensure mcp:enabled is included in requested scopes',
      String(ctx.oidc.params?.scope ?? ''),
    )
  const unknown = asked.filter((scope) => !(SCOPES as readonly string[]).includes(scope))
  if (unknown.length) throw new errors.InvalidScope('unknown scope', unknown.join(' '))
}

const OPENID_ONLY = [
  'claims_parameter_supported',
  'claims_supported',
  'claim_types_supported',
  'id_token_signing_alg_values_supported',
  'request_uri_parameter_supported',
  'subject_types_supported',
]

/** RFC 8414 metadata. The library's option for it only adds, and it would speak of OpenID Connect. */
function discovery(body: Record<string, unknown>): Record<string, unknown> {
  const rest = Object.fromEntries(Object.entries(body).filter(([name]) => !OPENID_ONLY.includes(name)))
  return {
    ...rest,
    scopes_supported: SCOPES,
    response_modes_supported: ['query'],
    revocation_endpoint_auth_methods_supported: body.token_endpoint_auth_methods_supported,
    // RFC 8414 §2 wants it beside private_key_jwt.
    revocation_endpoint_auth_signing_alg_values_supported: body.token_endpoint_auth_signing_alg_values_supported,
  }
}

/** A request of Koa's, where a form that was read before it is kept beside it, and who waits for its status. */
export type FormRequest = IncomingMessage & { form?: URLSearchParams; answered?: (status: number) => void }
