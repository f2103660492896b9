/** What an import did, and what a second import of the same item keeps and replaces. */
import { columnOf, importedAs, PLAIN_MEMBERS } from '../../backlog/item-fields.ts'
import type { StatusCategory } from '../../backlog/vocabulary.ts'
import type { Field } from '../record/fields.ts'
import { ITEM_COLUMNS, sourceOf, type Extra, type ItemColumns } from './item-columns.ts'
import { OWN_COLUMNS } from '../formats/own/own-format.ts'
import type { Plan } from '../record/plan.ts'
import type { RowGroup } from '../record/report.ts'
import { pointsOfLabel, priorityOfLabel, typeOfLabel } from '../record/words.ts'

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
  /** What the workspace holds of the file now; imports of earlier versions did not ask. */
  found?: Found
  teamsMade: number
  sprintsMade: number
  /** Of our own JSON export only. */
  parts?: readonly WrittenPart[]
}

export interface FoundDate {
  /** Items that have it. */
  items: number
  /** Days in UTC; null where no item has it. */
  first: string | null
  last: string | null
}

/** The items of a file, as they are after it was written. */
export interface Found {
  items: number
  /** Most items first. */
  statuses: { status: string; category: StatusCategory; items: number }[]
  dates: Record<'createdAt' | 'startedAt' | 'resolvedAt' | 'dueDate', FoundDate>
  withParent: number
  inSprint: number
  estimated: number
  /** Stated by the file: each once, though both ends may state it. */
  links: number
  /** Of these, links whose other end is not in the workspace. */
  linksOutside: number
}

/** What applying an import did with one part of our own export. */
export interface WrittenPart {
  part: string
  added: number
  /** Already there under the same name, and left as they were. */
  kept: number
  refused: readonly RowGroup[]
}

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

/** The project, repository or board that a source key stands in: only there can an export say that an item is gone. */
export const containerOf = (sourceKey: string) => /^(.*)[-#]\d+$/.exec(sourceKey)?.[1] ?? sourceOf(sourceKey)

/** Columns by the fields that state them. A file that has none of the fields leaves the column of known items alone. */
const STATED_BY: Readonly<Record<string, readonly Field[]>> = {
  // A title is stated by every file: where it is empty, the key stands in.
  ...Object.fromEntries(
    PLAIN_MEMBERS.filter((member) => member !== 'title').map((member) => [columnOf(member), [importedAs(member)]]),
  ),
  rank: ['rank'],
  created_at: ['createdAt'],
  started_at: ['startedAt', 'history'],
  resolved_at: ['resolvedAt', 'completed', 'cancelledAt', 'archivedAt', 'history'],
  parent_id: ['parentKey', 'parent', 'parentId', 'epicLink', 'parentName'],
  sprint_id: ['sprint', 'sprintNumber'],
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

/** Which columns (and parts of `extra`) a file says something about. @param owned fields of a live source, always stated */
export function statedBy(plan: Plan, owned: readonly Field[] = []): (column: string) => boolean {
  const own =
    plan.format === 'pm33-json'
      ? OWN_COLUMNS.filter(([, name]) => plan.header.includes(name)).map(([, , , field]) => field)
      : []
  const fields = new Set<Field | null>([...plan.fields, ...own, ...owned])
  if (plan.report.counts.statusChanges > 0) fields.add('history')
  const stated = new Set(
    Object.entries({ ...STATED_BY, ...PARTS })
      .filter(([, by]) => by.some((field) => fields.has(field)))
      .map(([column]) => column),
  )
  return (column) => stated.has(column)
}

/** Whether the file says anything about links, so that a missing one is one that is gone. */
export const statesLinks = ({ fields }: Plan) =>
  fields.some((field) => field !== null && ['link', 'blocks', 'blockedBy', 'relatesTo', 'duplicateOf'].includes(field))

/** Fields that a label can give where a tool has none for them. */
const GUESSED: Readonly<Record<string, (label: string) => unknown>> = {
  type: typeOfLabel,
  priority: priorityOfLabel,
  story_points: pointsOfLabel,
}

/** Whether an item has a value because of a label that says so, and that is not among those it has now. */
const wasGuessed = (item: StoredItem, column: string, labels: readonly string[]): boolean => {
  const value = column === 'story_points' ? Number(item[column]) : item[column]
  const says = (label: string) => (GUESSED[column]?.(label) ?? null) === value
  return value !== null && item.labels.some(says) && !labels.some(says)
}

/**
 * An item that is known, after the file: the file where it says something, else as it was. A field that is only guessed
 * from labels replaces when the guess says something, and is emptied when the label that gave it is gone.
 */
export function mergedWith(
  old: StoredItem,
  given: ItemColumns,
  {
    stated,
    defaultType,
    labels,
  }: { stated: (column: string) => boolean; defaultType: string; labels: readonly string[] },
): ItemColumns {
  const keep = (column: string, empty: unknown = null) =>
    stated(column) || given[column] !== empty || (stated('labels') && wasGuessed(old, column, labels))
      ? given[column]
      : old[column]
  const plain = Object.fromEntries(
    Object.keys(STATED_BY)
      .filter((column) => column !== 'labels')
      .map((column) => [column, stated(column) ? given[column] : old[column]]),
  )
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
    resolved_at: stated('resolved_at')
      ? given.resolved_at
      : ended
        ? (old.resolved_at ?? (old.status_category === status.status_category ? null : given.updated_at))
        : null,
    extra: mergedExtra(old.extra, given.extra, stated),
  }
}

function mergedExtra(old: Extra | null, given: Extra | null, stated: (column: string) => boolean): Extra | null {
  const extra = Object.fromEntries(
    (Object.keys(PARTS) as (keyof Extra)[]).flatMap((part) => {
      const value = (stated(part) ? given : old)?.[part]
      return value === undefined ? [] : [[part, value]]
    }),
  ) as Extra
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
  if (typeof stored === 'object' || typeof given === 'object')
    return JSON.stringify(sorted(stored)) === JSON.stringify(sorted(given))
  return (
    typeof stored === 'string' &&
    typeof given === 'string' &&
    INSTANT.test(stored) &&
    INSTANT.test(given) &&
    Date.parse(stored) === Date.parse(given)
  )
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T/

const sorted = (value: unknown): unknown =>
  value && typeof value === 'object' && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value
