/** An item as the database has it, with what hangs on it, as a record of an export. */
import { columnOf, emptyValue, PLAIN_MEMBERS, type PlainMember } from '../backlog/item-fields.ts'
import type { ChangeField } from '../backlog/vocabulary.ts'
import type { ItemColumns } from './writing/item-columns.ts'
import { kindOfLink } from './record/links.ts'
import type { ImportedLink, ImportedSprint, ImportRecord } from './record/record.ts'

export interface SprintRow {
  id: string
  name: string
  state: ImportedSprint['state']
  start_date: string | null
  end_date: string | null
  added_at: string | Date | null
  removed_at: string | Date | null
  points_at_add: number | null
}

export interface Parts {
  labels: string[]
  sprints: SprintRow[]
  changes: {
    at: string | Date
    from_status: string | null
    to_status: string
    to_category: ImportRecord['statusCategory']
  }[]
  fields: { at: string | Date; field: ChangeField; before: string | null; after: string | null }[]
  links: {
    kind: string
    label: string | null
    lag_days: number
    other: string | null
    external_ref: string | null
    outward: boolean
  }[]
}

/** Members of an item that are written as they are, with their columns. */
const PLAIN = PLAIN_MEMBERS.map((member) => [member, columnOf(member), emptyValue(member)] as const)

export function recordOf(
  item: ItemColumns,
  row: number,
  teamName: string | null,
  parentKey: string | null,
  parts: Parts,
): ImportRecord {
  const extra = item.extra ?? {}
  return {
    row,
    sourceKey: (item.source_key as string | null) ?? `pm33:${item.key}`,
    key: item.key,
    ...(Object.fromEntries(PLAIN.map(([member, column, empty]) => [member, item[column] ?? empty])) as Pick<
      ImportRecord,
      PlainMember
    >),
    description: (item.description as string) || null,
    status: item.status,
    statusCategory: item.status_category as ImportRecord['statusCategory'],
    estimateHours: extra.estimateHours ?? null,
    remainingHours: extra.remainingHours ?? null,
    spentHours: extra.spentHours ?? null,
    createdAt: extra.createdUnknown ? null : instant(item.created_at),
    updatedAt: instant(item.updated_at),
    startedAt: instant(item.started_at),
    resolvedAt: instant(item.resolved_at),
    startDate: extra.startDate ?? null,
    labels: parts.labels,
    teamName,
    rank: item.rank as number,
    sprints: sprintsOf(parts.sprints, item.sprint_id as string | null),
    parentRef: parentKey ?? extra.parentRef ?? null,
    parentExternal: parentKey === null,
    links: parts.links.map(linkOf),
    statusChanges: parts.changes.map((change) => ({
      at: instant(change.at)!,
      from: change.from_status,
      to: change.to_status,
      category: change.to_category,
    })),
    fieldChanges: parts.fields.map(({ at, field, before, after }) => ({ at: instant(at)!, field, before, after })),
  }
}

function sprintsOf(rows: readonly SprintRow[], current: string | null): ImportedSprint[] {
  return [...Map.groupBy(rows, ({ id }) => id)].map(([id, stays]) => {
    const { name, state, start_date, end_date } = stays[0]!
    return {
      name,
      state,
      startDate: start_date,
      endDate: end_date,
      stays: stays.flatMap(({ added_at, removed_at, points_at_add }) =>
        added_at === null ? [] : [{ from: instant(added_at)!, to: instant(removed_at), points: points_at_add }],
      ),
      ...(id === current ? { current: true as const } : {}),
    }
  })
}

/** What was found in prose keeps its type in its word. */
function linkOf({ kind, label, lag_days, other, external_ref, outward }: Parts['links'][number]): ImportedLink {
  const direction = outward ? 'outward' : 'inward'
  const targetRef = other ?? external_ref ?? ''
  const suggested = kind === 'suggested'
  return {
    type: !suggested
      ? (kind as ImportedLink['type'])
      : label === null
        ? 'blocks'
        : kindOfLink({ name: label, direction, target: targetRef, suggested }).type,
    name: label ?? kind,
    direction,
    targetRef,
    external: other === null,
    suggested,
    ...(lag_days ? { lagDays: lag_days } : {}),
  }
}

/** What PostgreSQL writes of a moment in UTC, `2026-01-05T09:00:00.12+00:00`, needs no calendar. */
const UTC = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,3}))?\+00:00$/

function instant(value: unknown): string | null {
  if (value == null) return null
  const utc = typeof value === 'string' ? UTC.exec(value) : null
  return utc ? `${utc[1]}.${(utc[2] ?? '').padEnd(3, '0')}Z` : new Date(value as string).toISOString()
}
