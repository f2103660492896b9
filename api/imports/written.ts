/** From a record to the columns of the backlog, and what a second import of the same item keeps and replaces. */
import type { Field } from './fields.ts'
import { OWN_COLUMNS } from './own-format.ts'
import type { Plan } from './plan.ts'
import type { ImportRecord } from './record.ts'
import type { RowGroup } from './report.ts'

/** What applying an import did. `created + updated + unchanged + refused` is what the file gave. */
export interface WrittenCounts {
  created: number
  updated: number
  unchanged: number
  /** Rows that could not be taken in, and why. */
  refused: number
  refusals: readonly RowGroup[]
  dependenciesStarted: number
  dependenciesEnded: number
  /** Dependencies that would close a circle with those that the workspace has already. */
  dependenciesLeftOut: number
  /** Items gone from the source, closed because that was asked for. */
  endedItems: number
  teamsMade: number
  sprintsMade: number
}

/** The parts of a record that the backlog has no column for; kept, so that an export gives them back. */
export interface Extra {
  estimateHours?: number
  remainingHours?: number
  spentHours?: number
  startDate?: string
  /** A parent that is not in this workspace. */
  parentRef?: string
  /** The source gave no creation date: `created_at` is the earliest date known. */
  createdUnknown?: true
}

/** A row of `backlog_item` as JSON, by column name. Instants and days are ISO texts. */
export type ItemColumns = Record<string, unknown> & { id: string; key: string; source_key: string; status: string; status_category: string; extra: Extra | null }

/** A row as it was, with what hangs on it. */
export type StoredItem = ItemColumns & { labels: readonly string[]; scopes: readonly StoredScope[] }

export interface StoredScope {
  id: string
  sprint_id: string
  added_at: string
  removed_at: string | null
  points_at_add: number | null
  import_id: string | null
}

/** Columns of an item that an import writes, in the order of the statement. */
export const ITEM_COLUMNS = [
  'tenant_id', 'id', 'workspace_id', 'key', 'number', 'title', 'description', 'type', 'status', 'status_category', 'priority', 'story_points', 'job_size',
  'business_value', 'time_criticality', 'risk_reduction', 'delay_cost_cents', 'reach', 'impact', 'confidence', 'due_date', 'deadline', 'release_date', 'skills',
  'parent_id', 'epic_id', 'team_id', 'sprint_id', 'rank', 'url', 'source', 'source_key', 'started_at', 'resolved_at', 'created_at', 'updated_at', 'import_id', 'extra',
] as const

const KEY = 60

/** What the key column takes: a longer key is cut and told apart by a digest of its source key. */
export function keyOf(record: Pick<ImportRecord, 'key' | 'sourceKey'>, digest: (text: string) => string): string {
  return record.key.length <= KEY ? record.key : `${record.key.slice(0, KEY - 9).trimEnd()}~${digest(record.sourceKey).slice(0, 8)}`
}

/** The tool that a source key belongs to: `jira:SHOP-12` → `jira`. */
export const sourceOf = (sourceKey: string) => sourceKey.slice(0, Math.max(0, sourceKey.indexOf(':'))).slice(0, 40) || 'import'

/** The project, repository or board that a source key stands in: only there can an export say that an item is gone. */
export const containerOf = (sourceKey: string) => /^(.*)[-#]\d+$/.exec(sourceKey)?.[1] ?? sourceOf(sourceKey)

/** Columns by the fields that state them. A file that has none of the fields leaves the column of known items alone. */
const STATED_BY: Readonly<Record<string, readonly Field[]>> = {
  description: ['description'],
  job_size: ['jobSize'],
  business_value: ['businessValue'],
  time_criticality: ['timeCriticality'],
  risk_reduction: ['riskReduction'],
  delay_cost_cents: ['delayCost'],
  reach: ['reach'],
  impact: ['impact'],
  confidence: ['confidence'],
  due_date: ['dueDate'],
  deadline: ['deadline'],
  release_date: ['releaseDate'],
  skills: ['skills'],
  url: ['url'],
  rank: ['rank'],
  created_at: ['createdAt'],
  started_at: ['startedAt', 'history'],
  resolved_at: ['resolvedAt', 'completed', 'cancelledAt', 'archivedAt', 'history'],
  parent_id: ['parentKey', 'parent', 'parentId', 'epicLink', 'parentName'],
  sprint_id: ['sprint', 'sprintNumber'],
  priority: ['priority'],
  story_points: ['storyPoints'],
  type: ['type'],
  status: ['status', 'statusCategory', 'completed', 'resolvedAt'],
  team_id: ['team', 'project'],
  labels: ['labels'],
}

const PARTS: Readonly<Record<keyof Extra, readonly Field[]>> = {
  estimateHours: ['estimate'],
  remainingHours: ['remaining'],
  spentHours: ['spent'],
  startDate: ['startDate'],
  parentRef: STATED_BY.parent_id!,
  createdUnknown: ['createdAt'],
}

/** Which columns (and parts of `extra`) a file says something about. */
export function statedBy(plan: Plan): (column: string) => boolean {
  const own = plan.format === 'pm33-json' ? OWN_COLUMNS.filter(([, name]) => plan.header.includes(name)).map(([, , , field]) => field) : []
  const fields = new Set<Field | null>([...plan.fields, ...own])
  if (plan.report.counts.statusChanges > 0) fields.add('history')
  const stated = new Set(Object.entries({ ...STATED_BY, ...PARTS }).filter(([, by]) => by.some((field) => fields.has(field))).map(([column]) => column))
  return (column) => stated.has(column)
}

/** Whether the file says anything about links, so that a missing one is one that is gone. */
export const statesLinks = ({ fields }: Plan) => fields.some((field) => field !== null && ['link', 'blocks', 'blockedBy', 'relatesTo', 'duplicateOf'].includes(field))

export function extraOf(record: ImportRecord, parentKnown: boolean): Extra | null {
  const extra: Extra = {
    ...(record.estimateHours === null ? {} : { estimateHours: record.estimateHours }),
    ...(record.remainingHours === null ? {} : { remainingHours: record.remainingHours }),
    ...(record.spentHours === null ? {} : { spentHours: record.spentHours }),
    ...(record.startDate === null ? {} : { startDate: record.startDate }),
    ...(record.parentRef && !parentKnown ? { parentRef: record.parentRef } : {}),
    ...(record.createdAt === null ? { createdUnknown: true as const } : {}),
  }
  return Object.keys(extra).length ? extra : null
}

/**
 * An item that is known, after the file: the file where it says something, else as it was. A field that is only guessed
 * from labels replaces when the guess says something.
 */
export function mergedWith(old: StoredItem, given: ItemColumns, { stated, defaultType }: { stated: (column: string) => boolean; defaultType: string }): ItemColumns {
  const keep = (column: string, empty: unknown = null) => (stated(column) || given[column] !== empty ? given[column] : old[column])
  const plain = Object.fromEntries(Object.keys(STATED_BY).filter((column) => column !== 'labels').map((column) => [column, stated(column) ? given[column] : old[column]]))
  const status = stated('status') ? given : old
  const ended = status.status_category === 'done' || status.status_category === 'cancelled'
  return {
    ...given,
    ...plain,
    tenant_id: old.tenant_id,
    workspace_id: old.workspace_id,
    source: old.source,
    source_key: old.source_key,
    type: keep('type', defaultType),
    priority: keep('priority', 'none'),
    story_points: keep('story_points'),
    team_id: keep('team_id'),
    epic_id: given.epic_id,
    status: status.status,
    status_category: status.status_category,
    // Without such dates in the file, an item ended when it last changed before an import first saw it ended.
    resolved_at: stated('resolved_at') ? given.resolved_at : ended ? (old.resolved_at ?? (old.status_category === status.status_category ? null : given.updated_at)) : null,
    extra: mergedExtra(old.extra, given.extra, stated),
  }
}

function mergedExtra(old: Extra | null, given: Extra | null, stated: (column: string) => boolean): Extra | null {
  const extra = Object.fromEntries((Object.keys(PARTS) as (keyof Extra)[]).flatMap((part) => {
    const value = (stated(part) ? given : old)?.[part]
    return value === undefined ? [] : [[part, value]]
  })) as Extra
  return Object.keys(extra).length ? extra : null
}

const UNCOMPARED = new Set(['import_id', 'updated_at', 'tenant_id', 'workspace_id'])

/** Whether two rows say different things, in spite of how JSON writes dates. */
export function differs(old: StoredItem, given: ItemColumns): boolean {
  return ITEM_COLUMNS.some((column) => !UNCOMPARED.has(column) && !same(old[column], given[column]))
}

function same(stored: unknown, given: unknown): boolean {
  if (stored == null || given == null) return (stored ?? null) === (given ?? null)
  if (stored === given) return true
  if (typeof stored === 'object' || typeof given === 'object') return JSON.stringify(sorted(stored)) === JSON.stringify(sorted(given))
  return typeof stored === 'string' && typeof given === 'string' && INSTANT.test(stored) && INSTANT.test(given) && Date.parse(stored) === Date.parse(given)
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T/

const sorted = (value: unknown): unknown =>
  value && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value

/** The earliest date the source knows of an item, for one that has no creation date. */
export function earliest(record: ImportRecord, now: string): string {
  const known = [record.startedAt, record.resolvedAt, record.updatedAt, record.statusChanges[0]?.at].filter((at): at is string => typeof at === 'string')
  return known.length ? known.reduce((a, b) => (a < b ? a : b)) : now
}

/** Digits at the end of a key, for natural order. */
export const numberOf = (key: string): number => {
  const digits = Number(/\d+$/.exec(key)?.[0] ?? 0)
  return digits <= 2_147_483_647 ? digits : 0
}
