import { DeferMode, defineEntity, p } from '@mikro-orm/core'
import { workspace } from '../identity/workspace-column.ts'
import { Sprint, Team } from '../teams/entity.ts'
import { tenantKey, workspaceOwned } from '../data/tenant.ts'
import { COST_OF_DELAY, ITEM_FIELDS } from './item-fields.ts'
import { CHANGE_FIELDS, DEPENDENCY_KINDS, ITEM_TYPES, OPEN, PRIORITIES, STATUS_CATEGORIES } from './vocabulary.ts'

/** What a backlog can be ordered by. */
const ORDERS = ['score', 'rank', 'priorityOrder', 'updatedAt', 'createdAt', 'dueOrder', 'number'] as const

/**
 * An index of the open items alone, because most lists leave out the finished ones, and those often come first.
 * It needs a name of its own: with the name of the full index on the same columns it would silently not be made.
 */
const openIndex = (name: string, ...order: (typeof ORDERS)[number][] | ['team' | 'type', 'rank']) => ({
  name: `backlog_item_open_${name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}`,
  properties: ['tenantId', 'workspace', ...order, 'id'] as never,
  where: { statusCategory: { $in: [...OPEN] } } as never,
})

const BacklogItemSchema = defineEntity({
  name: 'BacklogItem',
  tableName: 'backlog_item',
  ...workspaceOwned,
  uniques: [
    { properties: ['tenantId', 'workspace', 'key'] },
    { name: 'backlog_item_source_unique', properties: ['tenantId', 'workspace', 'source', 'sourceKey'] },
  ],
  indexes: [
    ...ORDERS.map((order) => ({ properties: ['tenantId', 'workspace', order, 'id'] as never })),
    ...ORDERS.map((order) => openIndex(order, order)),
    openIndex('team', 'team', 'rank'),
    openIndex('type', 'type', 'rank'),
    { name: 'backlog_item_sprint_rank', properties: ['tenantId', 'workspace', 'sprint', 'rank', 'id'] },
    { properties: ['tenantId', 'workspace', 'statusCategory', 'score'] },
    { properties: ['tenantId', 'workspace', 'resolvedAt'] },
    { properties: ['tenantId', 'parent'] },
    { properties: ['tenantId', 'epic'] },
    { properties: ['tenantId', 'sprint'] },
    {
      name: 'backlog_item_search',
      expression: 'create index "backlog_item_search" on "backlog_item" using gin ("search")',
    },
  ],
  policies: [{ name: 'backlog_item_search', roles: ['pm33_search'], command: 'select', using: 'true' }],
  properties: {
    ...tenantKey,
    workspace,
    key: p.string().length(60),
    /** The digits at the end of the key, for natural order; 0 when it has none. */
    number: p.integer().default(0),
    title: p.text(),
    description: p.text().default('').lazy(),
    type: p.enum(ITEM_TYPES).default('story'),
    /** The word the team uses; `statusCategory` is what PM33 computes with. */
    status: p.string().length(ITEM_FIELDS.status.longest),
    statusCategory: p.enum(STATUS_CATEGORIES).default('backlog'),
    priority: p.enum(PRIORITIES).default('none'),
    storyPoints: p.double().$type<number>().nullable(),
    /** SAFe: relative size, and the three parts of the cost of delay (1, 2, 3, 5, 8, 13, 20). */
    jobSize: p.double().$type<number>().nullable(),
    businessValue: p.double().$type<number>().nullable(),
    timeCriticality: p.double().$type<number>().nullable(),
    riskReduction: p.double().$type<number>().nullable(),
    /** Cost of delay in cents per week, where the team knows it. */
    delayCostCents: p.double().$type<number>().nullable(),
    /** RICE. Reach per quarter, impact 0.25…3, confidence 0…1; effort is the job size. */
    reach: p.double().$type<number>().nullable(),
    impact: p.double().$type<number>().nullable(),
    confidence: p.double().$type<number>().nullable(),
    dueDate: p.date().nullable(),
    /** Hard: work after it is worthless. */
    deadline: p.date().nullable(),
    /** Work cannot start before it. */
    releaseDate: p.date().nullable(),
    /** Skills that the work asks for. */
    skills: p.json<string[]>().default('[]').lazy(),
    parent: () =>
      p
        .manyToOne(BacklogItem)
        .ref()
        .nullable()
        .joinColumns('tenant_id', 'parent_id')
        .deleteRule('set null (parent_id)')
        .updateRule('no action')
        .deferMode(DeferMode.INITIALLY_DEFERRED),
    /** The nearest ancestor that is an epic, kept here because most questions ask by epic. */
    epic: () =>
      p
        .manyToOne(BacklogItem)
        .ref()
        .nullable()
        .joinColumns('tenant_id', 'epic_id')
        .deleteRule('set null (epic_id)')
        .updateRule('no action')
        .deferMode(DeferMode.INITIALLY_DEFERRED),
    team: () =>
      p
        .manyToOne(Team)
        .ref()
        .nullable()
        .joinColumns('tenant_id', 'team_id')
        .deleteRule('set null (team_id)')
        .updateRule('no action'),
    sprint: () =>
      p
        .manyToOne(Sprint)
        .ref()
        .nullable()
        .joinColumns('tenant_id', 'sprint_id')
        .deleteRule('set null (sprint_id)')
        .updateRule('no action'),
    /** Manual order, ascending. */
    rank: p.double().$type<number>().default(0),
    /** As the source names the person; personal data, which `eraseAssignee` erases. */
    assignee: p.string().length(ITEM_FIELDS.assignee.longest).nullable(),
    url: p.text().nullable(),
    /** Where the item came from, and what it is called there: an import finds its own rows by these. */
    source: p.string().length(40).nullable(),
    sourceKey: p.string().length(300).nullable(),
    /** The import that last wrote the item, and what its source said beyond these columns. */
    importId: p.uuid().nullable(),
    extra: p.json<Record<string, unknown> | null>().nullable().lazy(),
    startedAt: p.datetime(3).nullable(),
    resolvedAt: p.datetime(3).nullable(),
    createdAt: p.datetime(3).onCreate(() => new Date()),
    updatedAt: p.datetime(3).onCreate(() => new Date()),
    /** WSJF where it can be computed, else 0: a page by score needs a column without nulls. */
    score: p
      .double()
      .$type<number>()
      .generated(
        (c) => `(coalesce((${COST_OF_DELAY.map((part) => c[part]).join(' + ')}) / nullif(${c.jobSize}, 0), 0)) stored`,
      ),
    priorityOrder: p
      .smallint()
      .$type<number>()
      .generated(
        (c) =>
          `(case ${c.priority} when 'critical' then 0 when 'high' then 1 when 'medium' then 2 when 'low' then 3 else 4 end) stored`,
      ),
    dueOrder: p
      .date()
      .$type<string>()
      .generated((c) => `(coalesce(${c.dueDate}, '9999-12-31'::date)) stored`),
    search: p
      .text()
      .columnType('tsvector')
      .$type<string>()
      .hidden()
      .lazy()
      .generated(
        (c) =>
          // Titles also as they are written: whole words without their stems, and words that English leaves out.
          `(setweight(to_tsvector('simple', ${c.key} || ' ' || ${c.title}), 'A') || setweight(to_tsvector('english', ${c.key} || ' ' || ${c.title}), 'A') || setweight(to_tsvector('english', left(${c.description}, 100000)), 'B')) stored`,
      ),
  },
})
export class BacklogItem extends BacklogItemSchema.class {}
BacklogItemSchema.setClass(BacklogItem)

const item = () =>
  p.manyToOne(BacklogItem).ref().joinColumns('tenant_id', 'item_id').deleteRule('cascade').updateRule('no action')

/** A child table, because under row-level security an array condition never uses an index. */
const ItemLabelSchema = defineEntity({
  name: 'ItemLabel',
  tableName: 'item_label',
  ...workspaceOwned,
  uniques: [{ properties: ['tenantId', 'item', 'name'] }],
  indexes: [{ properties: ['tenantId', 'workspace', 'name', 'item'] }],
  properties: { ...tenantKey, workspace, item, name: p.string().length(ITEM_FIELDS.labels.longest) },
})
export class ItemLabel extends ItemLabelSchema.class {}
ItemLabelSchema.setClass(ItemLabel)

const StatusChangeSchema = defineEntity({
  name: 'StatusChange',
  tableName: 'status_change',
  ...workspaceOwned,
  indexes: [{ properties: ['tenantId', 'item', 'at'] }, { properties: ['tenantId', 'workspace', 'at'] }],
  properties: {
    ...tenantKey,
    workspace,
    item,
    at: p.datetime(3),
    fromStatus: p.string().length(120).nullable(),
    fromCategory: p.enum(STATUS_CATEGORIES).nullable(),
    toStatus: p.string().length(120),
    toCategory: p.enum(STATUS_CATEGORIES),
    /** The import that brought it. */
    importId: p.uuid().nullable(),
  },
})
export class StatusChange extends StatusChangeSchema.class {}
StatusChangeSchema.setClass(StatusChange)

/** A value of an item that changed, beside its status and its sprint, which have histories of their own. */
const FieldChangeSchema = defineEntity({
  name: 'FieldChange',
  tableName: 'field_change',
  ...workspaceOwned,
  indexes: [{ properties: ['tenantId', 'item', 'at'] }, { properties: ['tenantId', 'workspace', 'field', 'at'] }],
  properties: {
    ...tenantKey,
    workspace,
    item,
    at: p.datetime(3),
    field: p.enum(CHANGE_FIELDS),
    /** As text: a day, a number, a title, the key of a parent, the name of a team. */
    before: p.text().nullable(),
    after: p.text().nullable(),
    /** The import that brought it. */
    importId: p.uuid().nullable(),
  },
})
export class FieldChange extends FieldChangeSchema.class {}
FieldChangeSchema.setClass(FieldChange)

/** `blocker` must be finished before `item` starts, plus a lag. Ended, never deleted: what was true then stays known. */
const DependencySchema = defineEntity({
  name: 'Dependency',
  tableName: 'dependency',
  ...workspaceOwned,
  indexes: [
    { properties: ['tenantId', 'item', 'endedAt'] },
    { properties: ['tenantId', 'blocker', 'endedAt'] },
    { properties: ['tenantId', 'workspace', 'endedAt'] },
  ],
  properties: {
    ...tenantKey,
    workspace,
    item,
    blocker: () =>
      p
        .manyToOne(BacklogItem)
        .ref()
        .nullable()
        .joinColumns('tenant_id', 'blocker_id')
        .deleteRule('cascade')
        .updateRule('no action'),
    /** A blocker that lives outside this workspace, by the name the source gave it. */
    externalRef: p.string().length(300).nullable(),
    kind: p.enum(DEPENDENCY_KINDS).default('blocks'),
    /** The source's own word for the link. */
    label: p.string().length(120).nullable(),
    /** Working days between the blocker's end and this item's start. */
    lagDays: p.integer().default(0),
    source: p.string().length(40).nullable(),
    /** With `externalRef`: true when this item blocks the one outside, false when it waits for it. */
    outward: p.boolean().default(false),
    importId: p.uuid().nullable(),
    endedByImportId: p.uuid().nullable(),
    startedAt: p.datetime(3).onCreate(() => new Date()),
    endedAt: p.datetime(3).nullable(),
  },
})
export class Dependency extends DependencySchema.class {}
DependencySchema.setClass(Dependency)

/** An item's time in a sprint: committed when it was there at the start, added when it came later, ended when it left. */
const SprintScopeSchema = defineEntity({
  name: 'SprintScope',
  tableName: 'sprint_scope',
  ...workspaceOwned,
  indexes: [{ properties: ['tenantId', 'sprint'] }, { properties: ['tenantId', 'item'] }],
  properties: {
    ...tenantKey,
    workspace,
    item,
    sprint: () =>
      p.manyToOne(Sprint).ref().joinColumns('tenant_id', 'sprint_id').deleteRule('cascade').updateRule('no action'),
    addedAt: p.datetime(3),
    removedAt: p.datetime(3).nullable(),
    pointsAtAdd: p.double().$type<number>().nullable(),
    importId: p.uuid().nullable(),
  },
})
export class SprintScope extends SprintScopeSchema.class {}
SprintScopeSchema.setClass(SprintScope)
