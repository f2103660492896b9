import { defineEntity, p } from '@mikro-orm/core'
import { BacklogItem } from '../backlog/entity.ts'
import { workspace } from '../identity/workspace-column.ts'
import { createdAt, tenantKey, tenantOwned, workspaceOwned } from '../data/tenant.ts'
import { CAPABILITY_LEVELS, COMPETITOR_CATEGORIES, LONGEST } from './bounds.ts'

/** Competition belongs to the tenant: every workspace sells in the same market. */
const CompetitorSchema = defineEntity({
  name: 'Competitor',
  tableName: 'competitor',
  ...tenantOwned,
  uniques: [{ properties: ['tenantId', 'name'] }],
  properties: {
    ...tenantKey,
    name: p.string().length(LONGEST.name),
    /** Other names it goes by. */
    aliases: p.json<string[]>().default('[]'),
    category: p.enum(COMPETITOR_CATEGORIES).default('direct'),
    /** How it presents itself, in a sentence or two. */
    positioning: p.text().default(''),
    url: p.text().nullable(),
    createdAt,
  },
})
export class Competitor extends CompetitorSchema.class {}
CompetitorSchema.setClass(Competitor)

const CapabilitySchema = defineEntity({
  name: 'Capability',
  tableName: 'capability',
  ...tenantOwned,
  uniques: [{ properties: ['tenantId', 'name'] }],
  properties: {
    ...tenantKey,
    name: p.string().length(LONGEST.name),
    description: p.text().default(''),
    /** How much buyers care; 1 = as much as for any other. */
    importance: p.double().$type<number>().default(1),
    /** Our own mark; null until somebody has assessed it. */
    own: p.enum(CAPABILITY_LEVELS).nullable(),
    createdAt,
  },
})
export class Capability extends CapabilitySchema.class {}
CapabilitySchema.setClass(Capability)

/** What somebody said about a competitor, with where and when it was found. */
const CompetitorClaimSchema = defineEntity({
  name: 'CompetitorClaim',
  tableName: 'competitor_claim',
  ...tenantOwned,
  uniques: [{ properties: ['tenantId', 'number'] }],
  indexes: [{ properties: ['tenantId', 'competitor'] }, { properties: ['tenantId', 'capability'] }],
  properties: {
    ...tenantKey,
    /** People cite it as C-12. */
    number: p.integer(),
    competitor: () =>
      p
        .manyToOne(Competitor)
        .ref()
        .joinColumns('tenant_id', 'competitor_id')
        .deleteRule('cascade')
        .updateRule('no action'),
    /** null: about the competitor in general. */
    capability: () =>
      p
        .manyToOne(Capability)
        .ref()
        .nullable()
        .joinColumns('tenant_id', 'capability_id')
        .deleteRule('set null (capability_id)')
        .updateRule('no action'),
    statement: p.text(),
    /** How far the competitor has the capability, if the claim says so. */
    level: p.enum(CAPABILITY_LEVELS).nullable(),
    source: p.string().length(LONGEST.source).nullable(),
    url: p.text().nullable(),
    capturedAt: p.date().nullable(),
    /** 0…1 */
    confidence: p.double().$type<number>().default(0.7),
    createdAt,
  },
})
export class CompetitorClaim extends CompetitorClaimSchema.class {}
CompetitorClaimSchema.setClass(CompetitorClaim)

/** That an item, once done, gives us a capability. */
const ItemCapabilitySchema = defineEntity({
  name: 'ItemCapability',
  tableName: 'item_capability',
  ...workspaceOwned,
  uniques: [{ properties: ['tenantId', 'item', 'capability'] }],
  indexes: [{ properties: ['tenantId', 'capability'] }],
  properties: {
    ...tenantKey,
    workspace,
    item: () =>
      p.manyToOne(BacklogItem).ref().joinColumns('tenant_id', 'item_id').deleteRule('cascade').updateRule('no action'),
    capability: () =>
      p
        .manyToOne(Capability)
        .ref()
        .joinColumns('tenant_id', 'capability_id')
        .deleteRule('cascade')
        .updateRule('no action'),
    createdAt,
  },
})
export class ItemCapability extends ItemCapabilitySchema.class {}
ItemCapabilitySchema.setClass(ItemCapability)
