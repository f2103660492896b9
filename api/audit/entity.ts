import { defineEntity, p } from '@mikro-orm/core'
import { tenantKey, tenantOf, tenantOwned } from '../data/tenant.ts'
import { AUDIT_ACTORS } from './vocabulary.ts'

/** One row per call or change: what, when, how it ended. Rows are inserted and read; nobody who serves changes or deletes one. */
const AuditEventSchema = defineEntity({
  name: 'AuditEvent',
  tableName: 'audit_event',
  ...tenantOwned,
  uniques: [{ properties: ['tenantId', 'sequence'] }],
  indexes: [{ properties: ['tenantId', 'at', 'id'] }, { properties: ['tenantId', 'action', 'sequence'] }],
  properties: {
    ...tenantKey,
    /** 1, 2, 3, … in each organization, without gaps. */
    sequence: p.bigint('number'),
    at: p.datetime(3),
    /** Our own name: a tool, `resource <name>`, a mutation's field, `graphql` for a query. */
    action: p.string().length(120),
    /** `ok` or the error code. */
    outcome: p.string().length(40),
    correlationId: p.string().length(60),
    actor: p.enum(AUDIT_ACTORS),
    /** Of the credential at that moment, separated by spaces. */
    scopes: p.string().length(400),
    milliseconds: p.integer(),
    credits: p.integer().nullable(),
    /** SHA-256 over the row beside this one and its salt. It says nothing once that row is erased. */
    identityDigest: p.string().length(64),
    /** HMAC over this row and the hash before it. */
    hash: p.string().length(64),
  },
})
export class AuditEvent extends AuditEventSchema.class {}
AuditEventSchema.setClass(AuditEvent)

/** Who an event was, and from where: beside it under the same id, so that it can be erased while the event stands. */
const AuditIdentitySchema = defineEntity({
  name: 'AuditIdentity',
  tableName: 'audit_identity',
  ...tenantOwned,
  policies: [{ name: 'audit_identity_lookup', roles: ['pm33_lookup'], command: 'select', using: 'true' }],
  indexes: [{ properties: ['tenantId', 'userId'] }],
  properties: {
    ...tenantKey,
    userId: p.uuid().nullable(),
    /** The credential: `key:<id>`, `grant:<id>`, `user:<id>`, `operator`. */
    subject: p.string().length(120),
    sessionId: p.string().length(64).nullable(),
    ip: p.string().length(64).nullable(),
    userAgent: p.string().length(300).nullable(),
    salt: p.string().length(32),
  },
})
export class AuditIdentity extends AuditIdentitySchema.class {}
AuditIdentitySchema.setClass(AuditIdentity)

/** How far an organization's log goes. Locked by whoever appends, so there is one writer at a time. */
const AuditHeadSchema = defineEntity({
  name: 'AuditHead',
  tableName: 'audit_head',
  ...tenantOwned,
  policies: [{ name: 'audit_head_lookup', roles: ['pm33_lookup'], command: 'select', using: 'true' }],
  properties: {
    tenantId: p
      .uuid()
      .primary()
      .onCreate((_row, em) => tenantOf(em)),
    sequence: p.bigint('number'),
    hash: p.string().length(64),
  },
})
export class AuditHead extends AuditHeadSchema.class {}
AuditHeadSchema.setClass(AuditHead)

/** Where a purge by retention ended: the log is verified from the newest of these on. */
const AuditCheckpointSchema = defineEntity({
  name: 'AuditCheckpoint',
  tableName: 'audit_checkpoint',
  ...tenantOwned,
  uniques: [{ properties: ['tenantId', 'sequence'] }],
  properties: {
    ...tenantKey,
    /** The last event that was purged, and its hash. */
    sequence: p.bigint('number'),
    hash: p.string().length(64),
    rows: p.integer(),
    at: p.datetime(3),
    signature: p.string().length(64),
  },
})
export class AuditCheckpoint extends AuditCheckpointSchema.class {}
AuditCheckpointSchema.setClass(AuditCheckpoint)
