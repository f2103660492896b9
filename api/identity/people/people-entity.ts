import { defineEntity, p } from '@mikro-orm/core'
import { createdAt, tenantKey, tenantOwned } from '../../data/tenant.ts'
import { User } from '../entity.ts'
import { ROLES } from '../scope.ts'

/** A browser in which a person is signed in. Found by the hash of its cookie, before a tenant is known. */
const LoginSessionSchema = defineEntity({
  name: 'LoginSession',
  tableName: 'login_session',
  indexes: [{ properties: ['expiresAt'] }, { properties: ['user'] }],
  properties: {
    id: p
      .uuid()
      .primary()
      .onCreate(() => crypto.randomUUID()),
    /** SHA-256 of the cookie's 256 random bits, base64url. */
    hash: p.string().length(64).unique().hidden(),
    user: () => p.manyToOne(User).ref().deleteRule('cascade').updateRule('no action'),
    /** The tenant that the person looks at; membership is looked up on every request. */
    standsIn: p.uuid(),
    ip: p.string().length(64).nullable(),
    userAgent: p.string().length(300).nullable(),
    lastSeenAt: p.datetime(3),
    /** The absolute end, whatever the person does. */
    expiresAt: p.datetime(3),
    createdAt,
  },
})
export class LoginSession extends LoginSessionSchema.class {}
LoginSessionSchema.setClass(LoginSession)

export const LINK_KINDS = ['set_up', 'reset', 'demo'] as const

/** A link that works once: the first administrator's, the way back in, or into the demo. Only its hash is kept. */
const OneTimeLinkSchema = defineEntity({
  name: 'OneTimeLink',
  tableName: 'one_time_link',
  properties: {
    hash: p.string().length(64).primary(),
    kind: p.enum(LINK_KINDS),
    user: () => p.manyToOne(User).ref().nullable().deleteRule('cascade').updateRule('no action'),
    /** The tenant in which it was made, and so all that it may open; null opens the account. */
    madeIn: p.uuid().nullable(),
    /** The person who made it: worth what they may give when it is used. */
    madeBy: p.uuid().nullable(),
    /** The operator made it, and may give everything. What neither the operator nor a person made opens nothing. */
    byOperator: p.boolean().default(false),
    expiresAt: p.datetime(3),
    createdAt,
  },
})
export class OneTimeLink extends OneTimeLinkSchema.class {}
OneTimeLinkSchema.setClass(OneTimeLink)

/** An open invitation: whoever has its link and the email address in it may join. */
const InviteSchema = defineEntity({
  name: 'Invite',
  tableName: 'invite',
  ...tenantOwned,
  uniques: [{ properties: ['tenantId', 'email'] }],
  indexes: [{ properties: ['hash'] }],
  policies: [{ name: 'invite_lookup', roles: ['pm33_lookup'], command: 'select', using: 'true' }],
  properties: {
    ...tenantKey,
    hash: p.string().length(64).hidden(),
    email: p.string().length(320),
    role: p.enum(ROLES),
    workspaceIds: p.json<string[] | null>().nullable(),
    invitedBy: p.string().length(200),
    /** The person who invites: worth what they may give when it is accepted. */
    inviter: p.uuid().nullable(),
    /** The operator invites, and may give everything. What neither the operator nor a person gives is worth nothing. */
    byOperator: p.boolean().default(false),
    expiresAt: p.datetime(3),
    createdAt,
  },
})
export class Invite extends InviteSchema.class {}
InviteSchema.setClass(Invite)

/** Attempts counted across nodes, in the form that rate-limiter-flexible expects. */
const RateLimitSchema = defineEntity({
  name: 'RateLimit',
  tableName: 'rate_limit',
  properties: {
    key: p.string().length(255).primary(),
    points: p.integer().default(0),
    /** Milliseconds since 1970. */
    expire: p.bigint('string').nullable(),
  },
})
export class RateLimit extends RateLimitSchema.class {}
RateLimitSchema.setClass(RateLimit)

/** One row: raised when a credential loses rights, so that other nodes forget what they remember. */
const CredentialEpochSchema = defineEntity({
  name: 'CredentialEpoch',
  tableName: 'credential_epoch',
  properties: { id: p.integer().primary(), value: p.integer().default(0) },
})
export class CredentialEpoch extends CredentialEpochSchema.class {}
CredentialEpochSchema.setClass(CredentialEpoch)
