import { defineEntity, p } from '@mikro-orm/core'
import { workspace } from '../identity/workspace-column.ts'
import { createdAt, tenantKey, workspaceOwned } from '../data/tenant.ts'
import type { BaselineItem } from './plan/baseline.ts'

/** A plan that was kept, to compare later ones with. */
const ScheduleSchema = defineEntity({
  name: 'Schedule',
  tableName: 'schedule',
  ...workspaceOwned,
  uniques: [{ properties: ['tenantId', 'workspace', 'name'] }],
  properties: {
    ...tenantKey,
    workspace,
    name: p.string().length(120),
    asOf: p.date(),
    dataVersion: p.integer(),
    inputHash: p.string().length(32),
    /** A megabyte of a large backlog: read only where it is asked for. */
    items: p.json<BaselineItem[]>().lazy(),
    createdAt,
  },
})
export class Schedule extends ScheduleSchema.class {}
ScheduleSchema.setClass(Schedule)
