import type { ImportRecord } from './record.ts'
import type { Plan } from './plan.ts'

/** What applying an import did. `created + updated + unchanged + refused` is what the file gave. */
export interface WrittenCounts {
  created: number
  updated: number
  unchanged: number
  /** Rows whose key belongs to another item of the workspace. */
  refused: number
  dependenciesStarted: number
  dependenciesEnded: number
  /** Items gone from the source, closed because that was asked for. */
  endedItems: number
}

export const nothingWritten = (): WrittenCounts => ({ created: 0, updated: 0, unchanged: 0, refused: 0, dependenciesStarted: 0, dependenciesEnded: 0, endedItems: 0 })

/** A row of `backlog_item` as JSON, by column name. Instants and days are ISO texts. */
export type ItemColumns = Record<string, unknown> & { id: string; key: string; source_key: string }

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

/** Columns that a re-import overwrites: those that the file has. What a team added here stays. */
export function columnsOf(plan: Plan): string[] {
  const fields = new Set(plan.fields.filter((field) => field !== null))
  const has = (...names: string[]) => names.some((name) => fields.has(name as never))
  const json = plan.delimiter === null
  return [
    'key', 'number', 'title', 'status', 'status_category', 'updated_at', 'import_id', 'extra',
    ...(json || has('description') ? ['description'] : []),
    ...(json || has('type') ? ['type'] : []),
    ...(has('priority') ? ['priority'] : []),
    ...(has('storyPoints') || plan.report.counts.points > 0 ? ['story_points'] : []),
    ...(has('jobSize') ? ['job_size'] : []),
    ...(has('businessValue') ? ['business_value'] : []),
    ...(has('timeCriticality') ? ['time_criticality'] : []),
    ...(has('riskReduction') ? ['risk_reduction'] : []),
    ...(json || has('createdAt') ? ['created_at'] : []),
    ...(json || has('startedAt', 'statusChangedAt', 'history') ? ['started_at'] : []),
    ...(json || has('resolvedAt', 'completed', 'cancelledAt', 'statusChangedAt') ? ['resolved_at'] : []),
    ...(has('dueDate') ? ['due_date'] : []),
    ...(has('releaseDate') ? ['release_date'] : []),
    ...(has('parentKey', 'parent', 'parentId', 'epicLink', 'parentName') ? ['parent_id', 'epic_id'] : []),
    ...(has('team') ? ['team_id'] : []),
    ...(json || has('sprint', 'sprintNumber') ? ['sprint_id'] : []),
  ]
}

export function extraOf(record: ImportRecord): Extra | null {
  const extra: Extra = {
    ...(record.estimateHours === null ? {} : { estimateHours: record.estimateHours }),
    ...(record.remainingHours === null ? {} : { remainingHours: record.remainingHours }),
    ...(record.spentHours === null ? {} : { spentHours: record.spentHours }),
    ...(record.startDate === null ? {} : { startDate: record.startDate }),
    ...(record.parentExternal && record.parentRef ? { parentRef: record.parentRef } : {}),
    ...(record.createdAt === null ? { createdUnknown: true as const } : {}),
  }
  return Object.keys(extra).length ? extra : null
}

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

/** The nearest ancestor that is an epic, by source key. Circles end the search. */
export function epicOf(sourceKey: string, structure: ReadonlyMap<string, { parent: string | null; epic: boolean }>): string | null {
  const seen = new Set<string>([sourceKey])
  for (let at = structure.get(sourceKey)?.parent ?? null; at && !seen.has(at); at = structure.get(at)?.parent ?? null) {
    seen.add(at)
    if (structure.get(at)?.epic) return at
  }
  return null
}
