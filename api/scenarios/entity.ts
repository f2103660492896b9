import { defineEntity, p } from '@mikro-orm/core'
import { workspace } from '../identity/workspace-column.ts'
import { createdAt, tenantKey, workspaceOwned } from '../data/tenant.ts'
import type { AskedChange } from './asked-change.ts'

/** A question that was kept under a name, to be asked again of later data. */
const SavedScenarioSchema = defineEntity({
  name: 'SavedScenario',
  tableName: 'scenario',
  ...workspaceOwned,
  uniques: [{ properties: ['tenantId', 'workspace', 'name'] }],
  properties: {
    ...tenantKey,
    workspace,
    name: p.string().length(120),
    /** As they were asked for, in order. */
    changes: p.json<AskedChange[]>(),
    createdAt,
  },
})
export class SavedScenario extends SavedScenarioSchema.class {}
SavedScenarioSchema.setClass(SavedScenario)
