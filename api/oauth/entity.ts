import { defineEntity, p } from '@mikro-orm/core'
import { User } from '../identity/entity.ts'
import { createdAt, tenantKey, tenantOwned } from '../data/tenant.ts'

/**
 * What the authorization server remembers between requests: codes, refresh tokens, grants, interactions, its own short
 * sessions. Bearer handles are stored as SHA-256; the handle itself never reaches the table.
 */
const OauthPayloadSchema = defineEntity({
  name: 'OauthPayload',
  tableName: 'oauth_payload',
  indexes: [{ properties: ['grantId'] }, { properties: ['uid'] }, { properties: ['expiresAt'] }],
  properties: {
    model: p.string().length(40).primary(),
    id: p.string().length(120).primary(),
    payload: p.json<Record<string, unknown>>(),
    grantId: p.string().length(60).nullable(),
    /** Of a session, for which an interaction looks it up. */
    uid: p.string().length(60).nullable(),
    clientId: p.string().length(500).nullable(),
    consumedAt: p.datetime(3).nullable(),
    /** The answer that a rotated refresh token was exchanged for, sealed so that only that token opens it. Kept for seconds. */
    successor: p.text().nullable(),
    expiresAt: p.datetime(3).nullable(),
  },
})
export class OauthPayload extends OauthPayloadSchema.class {}
OauthPayloadSchema.setClass(OauthPayload)

/** A client that registered itself (RFC 7591). Registered again with the same metadata it is the same client. */
const OauthClientSchema = defineEntity({
  name: 'OauthClient',
  tableName: 'oauth_client',
  indexes: [{ properties: ['seenAt'] }],
  properties: {
    id: p.string().length(60).primary(),
    metadata: p.json<Record<string, unknown>>(),
    /** When it registered, or a browser came with it, for the last time. */
    seenAt: p.datetime(3),
    /** When somebody last let it in. Apps keep their id for good, so it is kept for them. */
    grantedAt: p.datetime(3).nullable(),
    createdAt,
  },
})
export class OauthClient extends OauthClientSchema.class {}
OauthClientSchema.setClass(OauthClient)

export const KEY_STATES = ['current', 'next', 'retired'] as const

/** A signing key pair, its private half sealed under a key from the master secret. */
const SigningKeySchema = defineEntity({
  name: 'SigningKey',
  tableName: 'signing_key',
  properties: {
    kid: p.string().length(60).primary(),
    state: p.enum(KEY_STATES),
    sealed: p.text().hidden(),
    /** Until when a retired key is published: the life of the last token it signed. */
    notAfter: p.datetime(3).nullable(),
    createdAt,
  },
})
export class SigningKey extends SigningKeySchema.class {}
SigningKeySchema.setClass(SigningKey)

/** What a person allowed a client: in one tenant, for some workspaces, with some scopes. Its id is the grant's id. */
const OauthGrantSchema = defineEntity({
  name: 'OauthGrant',
  tableName: 'oauth_grant',
  ...tenantOwned,
  indexes: [{ properties: ['tenantId', 'user'] }, { properties: ['id'] }],
  policies: [{ name: 'oauth_grant_lookup', roles: ['pm33_lookup'], command: 'select', using: 'true' }],
  properties: {
    ...tenantKey,
    user: () => p.manyToOne(User).ref().deleteRule('cascade').updateRule('no action'),
    clientId: p.string().length(500),
    clientName: p.string().length(200),
    /** Host that publishes the client's metadata document; null for a client that only says its name. */
    clientHost: p.string().length(255).nullable(),
    redirectHost: p.string().length(255),
    scopes: p.json<string[]>(),
    /** null is all of the person's, later ones too. */
    workspaceIds: p.json<string[] | null>().nullable(),
    /** Answers a question that names no workspace. One that has gone, or is out of reach, counts as none. */
    defaultWorkspaceId: p.uuid().nullable(),
    lastUsedAt: p.datetime(3).nullable(),
    revokedAt: p.datetime(3).nullable(),
    createdAt,
  },
})
export class OauthGrant extends OauthGrantSchema.class {}
OauthGrantSchema.setClass(OauthGrant)
