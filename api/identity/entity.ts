import { defineEntity, p } from '@mikro-orm/core'
import { createdAt, tenantFilter, tenantKey, tenantOf, tenantOwned } from '../data/tenant.ts'
import { ROLES } from './scope.ts'

/** Characters of the name of an organization, a person, and a workspace. */
export const LONGEST_NAME = 200
/** Of an API key. */
export const LONGEST_KEY_NAME = 120

const TenantSchema = defineEntity({
  name: 'Tenant',
  tableName: 'tenant',
  ...tenantOwned,
  policies: [{ name: 'tenant_lookup', roles: ['pm33_lookup'], command: 'select', using: 'true' }],
  properties: {
    tenantId: p
      .uuid()
      .primary()
      .onCreate((_row, em) => tenantOf(em)),
    name: p.string().length(LONGEST_NAME),
    /** Sliding life of an MCP session, in minutes. */
    sessionMinutes: p.integer().default(30),
    /** Answer 404 to an expired MCP session instead of rolling it over. */
    sessionStrict: p.boolean().default(false),
    /** Days for which audit events are kept; null is for good. */
    auditDays: p.integer().nullable(),
    /** Raised by one in each transaction that changes what all workspaces share: competitors and what is said of them. */
    dataVersion: p.integer().default(1),
    createdAt,
  },
})
export class Tenant extends TenantSchema.class {}
TenantSchema.setClass(Tenant)

/** Global: one person can belong to several tenants. */
const UserSchema = defineEntity({
  name: 'User',
  tableName: 'user_account',
  properties: {
    id: p
      .uuid()
      .primary()
      .onCreate(() => crypto.randomUUID()),
    email: p.string().length(320).unique(),
    name: p.string().length(LONGEST_NAME),
    passwordHash: p.string().length(400).nullable().hidden(),
    disabledAt: p.datetime(3).nullable(),
    /** When an invitation started the account anew that belonged nowhere: what is older may be another person's. */
    startedAnewAt: p.datetime(3).nullable(),
    createdAt,
  },
})
export class User extends UserSchema.class {}
UserSchema.setClass(User)

const MembershipSchema = defineEntity({
  name: 'Membership',
  tableName: 'membership',
  ...tenantOwned,
  uniques: [{ properties: ['tenantId', 'user'] }],
  policies: [{ name: 'membership_lookup', roles: ['pm33_lookup'], command: 'select', using: 'true' }],
  properties: {
    ...tenantKey,
    user: () => p.manyToOne(User).ref().deleteRule('cascade').updateRule('no action'),
    role: p.enum(ROLES),
    /** Workspaces that this person sees; null is all of the tenant's, later ones too. */
    workspaceIds: p.json<string[] | null>().nullable(),
    /** Since when the person's data is only kept (GDPR Art. 18): no credential of theirs opens this organization. */
    restrictedAt: p.datetime(3).nullable(),
    /** They object to the processing (Art. 21), and it is restricted until that is decided. */
    objected: p.boolean().default(false),
    createdAt,
  },
})
export class Membership extends MembershipSchema.class {}
MembershipSchema.setClass(Membership)

const WorkspaceSchema = defineEntity({
  name: 'Workspace',
  tableName: 'workspace',
  filters: {
    ...tenantFilter,
    workspace: { name: 'workspace', cond: (args) => (args.ids ? { id: { $in: args.ids } } : {}), default: true },
  },
  rowLevelSecurity: 'force',
  uniques: [{ properties: ['tenantId', 'key'] }],
  properties: {
    ...tenantKey,
    key: p.string().length(60),
    name: p.string().length(LONGEST_NAME),
    /** ISO 4217 code of every amount in it; null is not stated. */
    currency: p.string().length(3).nullable(),
    /** Raised by one in each transaction that changes planning data. */
    dataVersion: p.integer().default(1),
    dataChangedAt: p.datetime(3).onCreate(() => new Date()),
    /** The highest number that something deleted had, by what stands before it in its key: no key is given twice. */
    retiredKeys: p.json<Readonly<Record<string, number>>>().nullable(),
    createdAt,
  },
})
export class Workspace extends WorkspaceSchema.class {}
WorkspaceSchema.setClass(Workspace)

const ApiKeySchema = defineEntity({
  name: 'ApiKey',
  tableName: 'api_key',
  ...tenantOwned,
  uniques: [{ properties: ['tenantId', 'hash'] }],
  indexes: [{ properties: ['hash'] }],
  policies: [{ name: 'api_key_lookup', roles: ['pm33_lookup'], command: 'select', using: 'true' }],
  properties: {
    ...tenantKey,
    /** HMAC-SHA-256 of the key under the pepper, base64url. The key itself is shown once and not kept. */
    hash: p.string().length(64).hidden(),
    /** What a list shows: `pm33_live_FYxx…abcd`. */
    hint: p.string().length(32),
    name: p.string().length(LONGEST_KEY_NAME),
    user: () => p.manyToOne(User).ref().deleteRule('cascade').updateRule('no action'),
    scopes: p.json<string[]>(),
    surfaces: p.json<string[]>(),
    workspaceIds: p.json<string[] | null>().nullable(),
    /** Answers a question that names no workspace. One that has gone, or is out of reach, counts as none. */
    defaultWorkspaceId: p.uuid().nullable(),
    createdIp: p.string().length(64).nullable(),
    expiresAt: p.datetime(3).nullable(),
    lastUsedAt: p.datetime(3).nullable(),
    revokedAt: p.datetime(3).nullable(),
    createdAt,
  },
})
export class ApiKey extends ApiKeySchema.class {}
ApiKeySchema.setClass(ApiKey)

const McpSessionSchema = defineEntity({
  name: 'McpSession',
  tableName: 'mcp_session',
  ...tenantOwned,
  uniques: [{ properties: ['tenantId', 'idHash'] }],
  indexes: [{ properties: ['tenantId', 'expiresAt'] }],
  properties: {
    ...tenantKey,
    idHash: p.string().length(64).hidden(),
    subject: p.string().length(120),
    clientName: p.string().length(200).nullable(),
    clientVersion: p.string().length(60).nullable(),
    protocolVersion: p.string().length(20).nullable(),
    lastSeenAt: p.datetime(3),
    expiresAt: p.datetime(3),
    endedAt: p.datetime(3).nullable(),
    createdAt,
  },
})
export class McpSession extends McpSessionSchema.class {}
McpSessionSchema.setClass(McpSession)

const SettingSchema = defineEntity({
  name: 'Setting',
  tableName: 'setting',
  ...tenantOwned,
  uniques: [{ properties: ['tenantId', 'name'] }],
  properties: { ...tenantKey, name: p.string().length(120), value: p.json<unknown>(), createdAt },
})
export class Setting extends SettingSchema.class {}
SettingSchema.setClass(Setting)
