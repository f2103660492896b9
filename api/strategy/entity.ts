import { defineEntity, p } from '@mikro-orm/core'
import { BacklogItem } from '../backlog/entity.ts'
import { workspace } from '../identity/workspace-column.ts'
import { createdAt, tenantKey, workspaceOwned } from '../data/tenant.ts'
import { OBJECTIVE_STATES } from './states.ts'
import type { Reading } from './support.ts'

const MissionSchema = defineEntity({
  name: 'Mission',
  tableName: 'mission',
  ...workspaceOwned,
  uniques: [{ properties: ['tenantId', 'workspace'] }],
  properties: { ...tenantKey, workspace, statement: p.text(), createdAt },
})
export class Mission extends MissionSchema.class {}
MissionSchema.setClass(Mission)

const ThemeSchema = defineEntity({
  name: 'Theme',
  tableName: 'theme',
  ...workspaceOwned,
  uniques: [{ properties: ['tenantId', 'workspace', 'name'] }],
  properties: {
    ...tenantKey,
    workspace,
    name: p.string().length(200),
    description: p.text().default(''),
    position: p.integer().default(0),
    createdAt,
  },
})
export class Theme extends ThemeSchema.class {}
ThemeSchema.setClass(Theme)

/** Characters of an objective's name, by which it can also be referred to. */
export const LONGEST_NAME = 300

const ObjectiveSchema = defineEntity({
  name: 'Objective',
  tableName: 'objective',
  ...workspaceOwned,
  uniques: [{ properties: ['tenantId', 'workspace', 'name'] }],
  properties: {
    ...tenantKey,
    workspace,
    theme: () =>
      p
        .manyToOne(Theme)
        .ref()
        .nullable()
        .joinColumns('tenant_id', 'theme_id')
        .deleteRule('set null (theme_id)')
        .updateRule('no action'),
    name: p.string().length(LONGEST_NAME),
    description: p.text().default(''),
    /** What is measured, in words: "share of orders paid within a minute". */
    measure: p.string().length(300).nullable(),
    target: p.string().length(120).nullable(),
    current: p.string().length(120).nullable(),
    dueDate: p.date().nullable(),
    state: p.enum(OBJECTIVE_STATES).default('active'),
    position: p.integer().default(0),
    createdAt,
  },
})
export class Objective extends ObjectiveSchema.class {}
ObjectiveSchema.setClass(Objective)

const ItemObjectiveSchema = defineEntity({
  name: 'ItemObjective',
  tableName: 'item_objective',
  ...workspaceOwned,
  uniques: [{ properties: ['tenantId', 'item', 'objective'] }],
  indexes: [{ properties: ['tenantId', 'objective'] }],
  properties: {
    ...tenantKey,
    workspace,
    item: () =>
      p.manyToOne(BacklogItem).ref().joinColumns('tenant_id', 'item_id').deleteRule('cascade').updateRule('no action'),
    objective: () =>
      p
        .manyToOne(Objective)
        .ref()
        .joinColumns('tenant_id', 'objective_id')
        .deleteRule('cascade')
        .updateRule('no action'),
    createdAt,
  },
})
export class ItemObjective extends ItemObjectiveSchema.class {}
ItemObjectiveSchema.setClass(ItemObjective)

/** What a model read in items, kept so that the same question is neither asked nor charged again. */
const AlignmentReadingSchema = defineEntity({
  name: 'AlignmentReading',
  tableName: 'alignment_reading',
  ...workspaceOwned,
  uniques: [{ properties: ['tenantId', 'workspace', 'fingerprint'] }],
  properties: {
    ...tenantKey,
    workspace,
    /** Hash of the model and of all that it was sent. */
    fingerprint: p.string().length(32),
    readings: p.json<readonly (readonly [key: string, served: readonly Reading[]])[]>(),
    credits: p.integer(),
    createdAt,
  },
})
export class AlignmentReading extends AlignmentReadingSchema.class {}
AlignmentReadingSchema.setClass(AlignmentReading)
