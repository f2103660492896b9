import { defineEntity, p } from '@mikro-orm/core'
import { createdAt, tenantKey, workspaceOwned } from '../data/tenant.ts'
import { BacklogItem } from '../backlog/entity.ts'
import { Workspace } from '../identity/entity.ts'
import { workspace } from '../identity/workspace-column.ts'
import type { Mapping } from './record/mapping.ts'
import type { ImportReport } from './record/report.ts'
import type { WrittenCounts } from './writing/written.ts'
import type { Made } from './record/made.ts'

export const IMPORT_STATES = ['awaiting_upload', 'planned', 'refused', 'applied', 'undone'] as const

const ImportSchema = defineEntity({
  name: 'Import',
  tableName: 'import',
  ...workspaceOwned,
  policies: [{ name: 'import_lookup', roles: ['pm33_lookup'], command: 'select', using: 'true' }],
  uniques: [{ properties: ['tenantId', 'ticketHash'] }],
  properties: {
    ...tenantKey,
    state: p.enum(IMPORT_STATES).default('awaiting_upload'),
    /** Who asked, as the audit log names them. */
    subject: p.string().length(120),
    fileName: p.string().length(300),
    /** The workspace it goes into; null until a new one is made for it. */
    workspace: () =>
      p
        .manyToOne(Workspace)
        .ref()
        .nullable()
        .joinColumns('tenant_id', 'workspace_id')
        .deleteRule('cascade')
        .updateRule('no action'),
    workspaceName: p.string().length(200),
    /** Whether applying it made the workspace. */
    madeWorkspace: p.boolean().default(false),
    ticketHash: p.string().length(64).hidden(),
    ticketExpiresAt: p.datetime(3),
    mapping: p.json<Mapping>().nullable(),
    report: p.json<ImportReport>().nullable(),
    refusal: p.json<{ code: string; message: string; next: string }>().nullable(),
    written: p.json<WrittenCounts>().nullable(),
    made: p.json<Made>().nullable().hidden(),
    /** Data version that applying it led to: undoing is safe while it has not moved on. */
    dataVersion: p.integer().nullable(),
    appliedAt: p.datetime(3).nullable(),
    createdAt,
  },
})
export class Import extends ImportSchema.class {}
ImportSchema.setClass(Import)

/** What an import overwrote, so that it can be undone. */
const ImportChangeSchema = defineEntity({
  name: 'ImportChange',
  tableName: 'import_change',
  ...workspaceOwned,
  uniques: [{ properties: ['tenantId', 'import', 'item'] }],
  indexes: [{ properties: ['tenantId', 'item'] }],
  properties: {
    ...tenantKey,
    workspace,
    import: () =>
      p.manyToOne(Import).ref().joinColumns('tenant_id', 'import_id').deleteRule('cascade').updateRule('no action'),
    item: () =>
      p.manyToOne(BacklogItem).ref().joinColumns('tenant_id', 'item_id').deleteRule('cascade').updateRule('no action'),
    before: p.json<Record<string, unknown>>(),
  },
})
export class ImportChange extends ImportChangeSchema.class {}
ImportChangeSchema.setClass(ImportChange)
