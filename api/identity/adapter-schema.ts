/** Operations that only the adapter's service credential opens: who is calling, and the rows of MCP sessions. */
import { builder } from '../graphql/builder.ts'
import { principalOf } from '../data/context.ts'
import { API_KEY_REJECTED, type Rejection } from './credentials/credentials.ts'
import { Refusal } from '../graphql/errors.ts'
import type { Taken } from './credentials/limits.ts'
import { Tenant } from './entity.ts'
import {
  endMcpSession,
  openMcpSession,
  touchMcpSession,
  type TouchedMcpSession,
} from './sessions/mcp-session-service.ts'
import { ASSERTION_SECONDS } from './credentials/assertion.ts'
import { CallerKindRef, SurfaceRef } from './schema.ts'
import type { Principal } from './principal.ts'
import { grantableScopes } from './scope.ts'

interface Introspected {
  isToken: boolean
  reason: Rejection | null
  principal: Principal | null
  tenant: Tenant | null
  assertion: string | null
  assertionExpiresAt: Date | null
}

const Caller = builder.objectRef<{ principal: Principal; tenant: Tenant }>('Caller').implement({
  description: 'The identity behind a credential.',
  fields: (t) => ({
    kind: t.field({ type: CallerKindRef, resolve: ({ principal }) => principal.kind }),
    subject: t.string({
      description: 'Opaque and stable. Sessions and caches are keyed by it.',
      resolve: ({ principal }) => principal.subject,
    }),
    tenantId: t.id({ resolve: ({ principal }) => principal.tenantId }),
    name: t.string({ resolve: ({ principal }) => principal.name }),
    scopes: t.stringList({ resolve: ({ principal }) => [...principal.scopes] }),
    grantableScopes: t.stringList({
      description: 'The most that the role of the person behind the credential allows.',
      resolve: ({ principal }) => [...grantableScopes(principal.role)],
    }),
    expiresAt: t.field({ type: 'DateTime', nullable: true, resolve: ({ principal }) => principal.expiresAt }),
    sessionMinutes: t.int({ resolve: ({ tenant }) => tenant.sessionMinutes }),
    views: t.boolean({
      description: 'Whether the organization offers views to assistants.',
      resolve: async ({ principal }, _args, { credentials }) =>
        (await credentials.policies.of(principal.tenantId)).views,
    }),
    sessionStrict: t.boolean({ resolve: ({ tenant }) => tenant.sessionStrict }),
  }),
})

const Introspection = builder.objectRef<Introspected>('Introspection').implement({
  description: 'Whether a credential is valid, and for whom (modeled on RFC 7662).',
  fields: (t) => ({
    active: t.boolean({ resolve: ({ principal }) => principal !== null }),
    reason: t.exposeString('reason', { nullable: true, description: 'Why the credential is not valid, as a code.' }),
    message: t.string({
      nullable: true,
      description: 'Why the credential is not valid, with the next step.',
      resolve: ({ reason, isToken }) => (reason ? sentence(reason, isToken) : null),
    }),
    caller: t.field({
      type: Caller,
      nullable: true,
      resolve: ({ principal, tenant }) => (principal && tenant ? { principal, tenant } : null),
    }),
    assertion: t.exposeString('assertion', {
      nullable: true,
      description: 'Represents the caller in further operations, for at most a minute.',
    }),
    assertionExpiresAt: t.expose('assertionExpiresAt', { type: 'DateTime', nullable: true }),
  }),
})

function sentence(reason: Rejection, isToken: boolean): string {
  if (reason === 'wrong_surface') return 'This API key does not work with MCP. Create one that does (surface mcp).'
  if (reason === 'no_membership') return 'Tenant not found: the user must be a member of at least one PM33 workspace.'
  if (reason === 'expired')
    return isToken
      ? 'Token expired: the client refreshes it automatically. If this persists, authorize again.'
      : 'The API key has expired. Create a new one.'
  if (!isToken) return API_KEY_REJECTED
  if (reason === 'missing_mcp_enabled') return 'Invalid scope: ensure mcp:enabled is included in requested scopes.'
  return reason === 'revoked'
    ? 'The app was disconnected. Connect it again.'
    : 'The access token is invalid. Authorize again.'
}

builder.queryField('introspect', (t) =>
  t.field({
    type: Introspection,
    authScopes: { adapter: true },
    args: {
      apiKey: t.arg.string({ required: false }),
      accessToken: t.arg.string({ required: false }),
      surface: t.arg({ type: SurfaceRef, required: true }),
      ip: t.arg.string({ required: false }),
    },
    resolve: async (
      _root,
      { apiKey, accessToken, surface, ip },
      { credentials, now, dbIn, identity, audited },
    ): Promise<Introspected> => {
      const answer = apiKey
        ? await credentials.byApiKey(apiKey, surface)
        : accessToken
          ? await credentials.byAccessToken(accessToken)
          : ({ rejected: 'malformed' } as const)
      const isToken = !apiKey
      if ('rejected' in answer) {
        // Clients of many people can share an address, and each comes with an expired token before it renews it. A key is not renewed.
        const renews = answer.rejected === 'expired' && isToken
        if (!renews) {
          Object.assign(audited, { refused: 'checkCredential', outcome: 'UNAUTHENTICATED', ...(ip && { ip }) })
          const { limited, retryAfter } = await identity.calls.ofAddress(ip ?? 'unknown')
          if (limited) delete audited.outcome
          if (limited)
            throw new Refusal('RATE_LIMITED', `Too many calls without a valid credential. Wait ${retryAfter} s.`, {
              retryAfter,
            })
        }
        return {
          isToken,
          reason: answer.rejected,
          principal: null,
          tenant: null,
          assertion: null,
          assertionExpiresAt: null,
        }
      }
      const db = dbIn(answer.principal.tenantId, answer.principal.workspaceIds)
      return {
        isToken,
        reason: null,
        principal: answer.principal,
        tenant: await db.em.findOneOrFail(Tenant, { tenantId: answer.principal.tenantId }),
        assertion: await credentials.assertionFor(answer.ref),
        assertionExpiresAt: new Date(now().getTime() + ASSERTION_SECONDS * 1_000),
      }
    },
  }),
)

const McpSessionState = builder.enumType('McpSessionState', {
  description:
    '`ended`: the client ended it. `foreign`: it belongs to another caller. `rolled_over`: it expired and was restarted empty.',
  values: ['active', 'rolled_over', 'ended', 'foreign', 'expired'] as const,
})

const TouchedMcpSession = builder.objectRef<TouchedMcpSession>('TouchedMcpSession').implement({
  fields: (t) => ({
    state: t.field({ type: McpSessionState, resolve: ({ state }) => state }),
    clientName: t.exposeString('clientName', { nullable: true, description: 'As given when the session was opened.' }),
  }),
})

/** Most calls that one request can stand for: a batch of the heaviest tool. */
const MOST_CALLS = 1_000

const CountedCalls = builder.objectRef<Taken>('CountedCalls').implement({
  description: 'What was counted against the limits of the caller, or of the address where there is none.',
  fields: (t) => ({
    limited: t.exposeBoolean('limited', { description: 'Over the limit: refuse the calls.' }),
    retryAfter: t.exposeInt('retryAfter', { description: 'Seconds until calls count from zero again.' }),
    policy: t.string({
      description: 'Value of the RateLimit-Policy header.',
      resolve: ({ headers }) => headers['ratelimit-policy'] ?? '',
    }),
    state: t.string({
      description: 'Value of the RateLimit header.',
      resolve: ({ headers }) => headers.ratelimit ?? '',
    }),
  }),
})

builder.mutationFields((t) => ({
  countCalls: t.field({
    type: CountedCalls,
    description: 'Counts the calls of an MCP request before they are answered.',
    authScopes: { adapter: true },
    args: {
      calls: t.arg.int({ required: true, description: 'Heavy analyses count more than once.' }),
      ip: t.arg.string({ required: false }),
    },
    resolve: async (_root, { calls, ip }, { principal, identity, db, audited }) => {
      const taken = await (principal
        ? identity.calls.ofCaller(principal, db, Math.min(MOST_CALLS, Math.max(1, calls)))
        : identity.calls.ofAddress(ip ?? 'unknown'))
      if (taken.limited) Object.assign(audited, { refused: 'callMcp', outcome: 'RATE_LIMITED', ...(ip && { ip }) })
      return taken
    },
  }),
  noteRefusedCall: t.boolean({
    description: 'Writes a call that the adapter refused into the audit log.',
    authScopes: { $all: { adapter: true, signedIn: true } },
    args: {
      outcome: t.arg({
        type: builder.enumType('RefusedCall', {
          description: '`BAD_USER_INPUT`: its arguments were not valid. `FORBIDDEN`: the caller lacks its scope.',
          values: ['BAD_USER_INPUT', 'FORBIDDEN'] as const,
        }),
        required: true,
      }),
    },
    resolve: (_root, { outcome }, { audited }) => {
      audited.outcome = outcome
      return true
    },
  }),
  openMcpSession: t.boolean({
    authScopes: { $all: { adapter: true, signedIn: true } },
    args: {
      id: t.arg.string({ required: true }),
      clientName: t.arg.string({ required: false }),
      clientVersion: t.arg.string({ required: false }),
      protocolVersion: t.arg.string({ required: false }),
    },
    resolve: async (_root, args, context) => {
      await openMcpSession(context, principalOf(context).subject, args)
      return true
    },
  }),
  touchMcpSession: t.field({
    type: TouchedMcpSession,
    authScopes: { $all: { adapter: true, signedIn: true } },
    args: { id: t.arg.string({ required: true }) },
    resolve: async (_root, { id }, context) => {
      const touched = await touchMcpSession(context, principalOf(context).subject, id)
      if (touched.state === 'foreign')
        Object.assign(context.audited, { refused: 'touchMcpSession', outcome: 'FORBIDDEN' })
      return touched
    },
  }),
  endMcpSession: t.boolean({
    authScopes: { $all: { adapter: true, signedIn: true } },
    args: { id: t.arg.string({ required: true }) },
    resolve: (_root, { id }, context) => endMcpSession(context, principalOf(context).subject, id),
  }),
}))
