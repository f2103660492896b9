import { defineEntity, p } from '@mikro-orm/core'
import { BacklogItem } from '../backlog/entity.ts'
import { createdAt, tenantKey, workspaceOwned } from '../data/tenant.ts'
import { workspace } from '../identity/workspace-column.ts'
import { Import } from '../imports/entity.ts'
import type { Mapping } from '../imports/record/mapping.ts'
import { SOURCE_KINDS } from './source.ts'

/** `paused`: a person stopped it, or only a person can help; `pausedBecause` says why. */
export const SYNC_STATES = ['active', 'paused'] as const

const SyncConnectionSchema = defineEntity({
  name: 'SyncConnection',
  tableName: 'sync_connection',
  ...workspaceOwned,
  policies: [{ name: 'sync_connection_lookup', roles: ['pm33_lookup'], command: 'select', using: 'true' }],
  indexes: [{ properties: ['tenantId', 'workspace'] }],
  properties: {
    ...tenantKey,
    workspace,
    kind: p.enum(SOURCE_KINDS),
    name: p.string().length(200),
    /** Jira only: `https://acme.atlassian.net`. */
    site: p.string().length(300).nullable(),
    /** Jira only: whose token it is. */
    account: p.string().length(300).nullable(),
    sealedToken: p.text().hidden(),
    /** The last characters of the token, to recognize it by. */
    tokenHint: p.string().length(8),
    tokenExpiresAt: p.datetime(3).nullable(),
    sealedWebhookSecret: p.text().nullable().hidden(),
    scopes: p.json<string[]>(),
    filter: p.text().nullable(),
    mapping: p.json<Mapping>().nullable(),
    state: p.enum(SYNC_STATES).default('active'),
    pausedBecause: p.text().nullable(),
    cursor: p.text().nullable(),
    /** What writes its items: an import that never ends. */
    import: () =>
      p.manyToOne(Import).ref().joinColumns('tenant_id', 'import_id').deleteRule('cascade').updateRule('no action'),
    /** When it is due, and until when a node has it. */
    dueAt: p.datetime(3),
    leasedUntil: p.datetime(3).nullable(),
    leasedBy: p.uuid().nullable(),
    /** Runs in a row that failed, and why the last one did. */
    failures: p.integer().default(0),
    trouble: p.text().nullable(),
    triedAt: p.datetime(3).nullable(),
    succeededAt: p.datetime(3).nullable(),
    /** Everything before this is here. */
    syncedThrough: p.datetime(3).nullable(),
    censusAt: p.datetime(3).nullable(),
    walkedAt: p.datetime(3).nullable(),
    /** When everything was here for the first time. */
    completeAt: p.datetime(3).nullable(),
    /** Items that the source has, as far as it says so. */
    total: p.integer().nullable(),
    /** Items of the source that are not here, as the last comparison of ids found. */
    refused: p.integer().default(0),
    /** What the credential may not read although a sync can go on without it, in sentences. */
    missing: p.text().nullable(),
    /** Items an hour whose history can be read, where the source limits that. */
    pace: p.integer().nullable(),
    createdAt,
  },
})
export class SyncConnection extends SyncConnectionSchema.class {}
SyncConnectionSchema.setClass(SyncConnection)

const connection = () =>
  p
    .manyToOne(SyncConnection)
    .ref()
    .joinColumns('tenant_id', 'connection_id')
    .deleteRule('cascade')
    .updateRule('no action')

/** Which item is which at the source. */
const SyncItemSchema = defineEntity({
  name: 'SyncItem',
  tableName: 'sync_item',
  ...workspaceOwned,
  uniques: [{ properties: ['tenantId', 'connection', 'sourceId'] }],
  indexes: [{ properties: ['tenantId', 'item'] }],
  properties: {
    ...tenantKey,
    workspace,
    connection,
    sourceId: p.string().length(120),
    item: () =>
      p.manyToOne(BacklogItem).ref().joinColumns('tenant_id', 'item_id').deleteRule('cascade').updateRule('no action'),
    /** Last change at the source that was written. */
    changedAt: p.datetime(3),
    /** Its history has been read. */
    complete: p.boolean(),
    endedAt: p.datetime(3).nullable(),
    /** The record that was last written, and the item as that left it; null where it may have left something out. */
    digest: p.string().length(44).nullable(),
    leftAs: p.string().length(60).nullable(),
  },
})
export class SyncItem extends SyncItemSchema.class {}
SyncItemSchema.setClass(SyncItem)

/** Ids at the source to look at soon, whatever the search says. */
const SyncLookSchema = defineEntity({
  name: 'SyncLook',
  tableName: 'sync_look',
  ...workspaceOwned,
  uniques: [{ properties: ['tenantId', 'connection', 'sourceId'] }],
  properties: {
    ...tenantKey,
    workspace,
    connection,
    sourceId: p.string().length(120),
    createdAt,
  },
})
export class SyncLook extends SyncLookSchema.class {}
SyncLookSchema.setClass(SyncLook)

/** Webhooks that have been seen: the same one is not taken twice. */
const SyncDeliverySchema = defineEntity({
  name: 'SyncDelivery',
  tableName: 'sync_delivery',
  ...workspaceOwned,
  uniques: [{ properties: ['tenantId', 'connection', 'delivery'] }],
  properties: {
    ...tenantKey,
    workspace,
    connection,
    delivery: p.string().length(200),
    createdAt,
  },
})
export class SyncDelivery extends SyncDeliverySchema.class {}
SyncDeliverySchema.setClass(SyncDelivery)
