/** A record as a row of the backlog. */
import { columnOf, emptyValue, PLAIN_MEMBERS } from '../../backlog/item-fields.ts'
import { LENGTHS } from '../record/lengths.ts'
import type { ImportRecord } from '../record/record.ts'

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
export type ItemColumns = Record<string, unknown> & {
  id: string
  key: string
  source_key: string
  status: string
  status_category: string
  extra: Extra | null
}

/** Columns of an item that an import writes, in the order of the statement. */
export const ITEM_COLUMNS: readonly string[] = [
  'tenant_id',
  'id',
  'workspace_id',
  'key',
  'number',
  'status',
  'status_category',
  ...PLAIN_MEMBERS.map(columnOf),
  'parent_id',
  'epic_id',
  'team_id',
  'sprint_id',
  'rank',
  'source',
  'source_key',
  'started_at',
  'resolved_at',
  'created_at',
  'updated_at',
  'import_id',
  'extra',
]

/** What a row is besides what its record says: who it is, whom it refers to, and which import brings it. */
export interface Placed {
  tenant: string
  workspaceId: string
  importId: string
  id: string
  key: string
  parentId: string | null
  epicId: string | null
  teamId: string | null
  sprintId: string | null
  rank: number
  /** The item is known already. */
  again: boolean
  /** What the record calls its parent is one of the workspace. */
  parentKnown: boolean
  /** ISO instant. */
  now: string
}

export function columnsOf(record: ImportRecord, placed: Placed): ItemColumns {
  const createdAt = record.createdAt ?? earliest(record, placed.now)
  return {
    tenant_id: placed.tenant,
    id: placed.id,
    workspace_id: placed.workspaceId,
    key: placed.key,
    number: numberOf(placed.key),
    status: record.status || record.statusCategory,
    status_category: record.statusCategory,
    ...Object.fromEntries(PLAIN_MEMBERS.map((member) => [columnOf(member), record[member] ?? emptyValue(member)])),
    parent_id: placed.parentId,
    epic_id: placed.epicId,
    team_id: placed.teamId,
    sprint_id: placed.sprintId,
    rank: placed.rank,
    source: sourceOf(record.sourceKey),
    source_key: record.sourceKey,
    started_at: record.startedAt,
    resolved_at: record.resolvedAt,
    created_at: createdAt,
    updated_at: record.updatedAt ?? (placed.again ? placed.now : (record.resolvedAt ?? createdAt)),
    import_id: placed.importId,
    extra: extraOf(record, placed.parentKnown),
  }
}

/** What the key column takes: a longer key is cut and told apart by a digest of its source key. */
export function keyOf(
  { key, sourceKey }: Pick<ImportRecord, 'key' | 'sourceKey'>,
  digest: (text: string) => string,
): string {
  return key.length <= LENGTHS.key ? key : `${key.slice(0, LENGTHS.key - 9).trimEnd()}~${digest(sourceKey).slice(0, 8)}`
}

/** Whether the key is only the place of the item in a list without keys. */
export const isPlace = ({ key, sourceKey }: Pick<ImportRecord, 'key' | 'sourceKey'>): boolean =>
  /^ROW-\d+(-[A-Z]+)?$/.test(key) && !sourceKey.endsWith(`:${key}`)

/** The tool that a source key belongs to: `jira:SHOP-12` → `jira`. */
export const sourceOf = (sourceKey: string) =>
  sourceKey.slice(0, Math.max(0, sourceKey.indexOf(':'))).slice(0, 40) || 'import'

function extraOf(record: ImportRecord, parentKnown: boolean): Extra | null {
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

/** The earliest date the source knows of an item, for one that has no creation date. */
function earliest(record: ImportRecord, now: string): string {
  const known = [record.startedAt, record.resolvedAt, record.updatedAt, record.statusChanges[0]?.at].filter(
    (at): at is string => typeof at === 'string',
  )
  return known.length ? known.reduce((a, b) => (a < b ? a : b)) : now
}

/** Digits at the end of a key, for natural order. */
const numberOf = (key: string): number => {
  const digits = Number(/\d+$/.exec(key)?.[0] ?? 0)
  return digits <= 2_147_483_647 ? digits : 0
}
