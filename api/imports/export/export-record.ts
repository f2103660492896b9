/** An item as the database has it, with what hangs on it, as a record of an export. */
import { columnOf, emptyValue, fieldOf, PLAIN_MEMBERS, type PlainMember } from '../../backlog/item-fields.ts'
import type { ChangeField } from '../../backlog/vocabulary.ts'
import type { Extra } from '../writing/item-columns.ts'
import { kindOfLink } from '../record/links.ts'
import type { ImportedLink, ImportedSprint, ImportRecord } from '../record/record.ts'

/** An item and what hangs on it, as texts. */
export interface ExportedRow {
  /** JSON of a list: as `EXPORTED_COLUMNS`, and what its parent is called. */
  readonly columns: string
  readonly entries: <P extends keyof Parts>(part: P) => readonly Parts[P][]
}

/** An entry of each part, behind the id of its item. */
export interface Parts {
  labels: [item: string, name: string]
  stays: [item: string, sprint: string, addedAt: string, removedAt: string | null, points: string | null]
  changes: [item: string, at: string, from: string | null, to: string, category: ImportRecord['statusCategory']]
  fields: [item: string, at: string, field: ChangeField, before: string | null, after: string | null]
  links: [
    item: string,
    kind: string,
    label: string | null,
    lagDays: string,
    other: string | null,
    external: string | null,
    outward: 'true' | 'false',
  ]
}

export interface SprintRow {
  id: string
  name: string
  state: ImportedSprint['state']
  start_date: string | null
  end_date: string | null
}

/** What items refer to by id; sprints with their place in the order of all. */
export interface Surroundings {
  readonly sprints: ReadonlyMap<string, SprintRow & { readonly place: number }>
  readonly teams: ReadonlyMap<string, string>
}

type Kind = 'text' | 'number' | 'json' | 'instant'
const KIND_OF = { text: 'text', word: 'text', day: 'text', number: 'number', list: 'json' } as const

/** Members of an item that are written as they are. */
const PLAIN = PLAIN_MEMBERS.map((member) => [member, emptyValue(member)] as const)
/** Columns that an export reads, plain members first. */
export const EXPORTED_COLUMNS: readonly (readonly [column: string, kind: Kind])[] = [
  ...PLAIN_MEMBERS.map((member) => [columnOf(member), KIND_OF[fieldOf(member).kind]] as const),
  ['key', 'text'],
  ['source_key', 'text'],
  ['status', 'text'],
  ['status_category', 'text'],
  ['rank', 'number'],
  ['sprint_id', 'text'],
  ['team_id', 'text'],
  ['extra', 'json'],
  ['created_at', 'instant'],
  ['updated_at', 'instant'],
  ['started_at', 'instant'],
  ['resolved_at', 'instant'],
]

export function recordOf(row: ExportedRow, place: number, { sprints, teams }: Surroundings): ImportRecord {
  const texts = JSON.parse(row.columns) as (string | null)[]
  const { length } = PLAIN
  const plain: Record<string, unknown> = {}
  for (let at = 0; at < length; at++) {
    const [member, empty] = PLAIN[at]!
    plain[member] = valueOf(texts[at]!, EXPORTED_COLUMNS[at]![1]) ?? empty
  }
  const [key, sourceKey, status, category, rank, sprintId, teamId, json, created, updated, started, resolved, above] =
    texts.slice(length) as [string, string | null, string, string, string, ...(string | null)[]]
  const extra = (valueOf(json ?? null, 'json') ?? {}) as Extra
  return {
    row: place,
    sourceKey: sourceKey ?? `pm33:${key}`,
    key,
    ...(plain as Pick<ImportRecord, PlainMember>),
    description: (plain['description'] as string) || null,
    status,
    statusCategory: category as ImportRecord['statusCategory'],
    estimateHours: extra.estimateHours ?? null,
    remainingHours: extra.remainingHours ?? null,
    spentHours: extra.spentHours ?? null,
    createdAt: extra.createdUnknown ? null : maybeInstant(created),
    updatedAt: maybeInstant(updated),
    startedAt: maybeInstant(started),
    resolvedAt: maybeInstant(resolved),
    startDate: extra.startDate ?? null,
    labels: row.entries('labels').map(([, name]) => name),
    teamName: teams.get(teamId ?? '') ?? null,
    rank: Number(rank),
    sprints: sprintsOf(row.entries('stays'), sprintId ?? null, sprints),
    parentRef: above ?? extra.parentRef ?? null,
    parentExternal: (above ?? null) === null,
    links: row.entries('links').map(linkOf),
    statusChanges: row.entries('changes').map(([, at, from, to, of]) => ({
      at: instant(at),
      from,
      to,
      category: of,
    })),
    fieldChanges: row.entries('fields').map(([, at, field, before, after]) => ({
      at: instant(at),
      field,
      before,
      after,
    })),
  }
}

function valueOf(text: string | null, kind: Kind): unknown {
  if (text === null || kind === 'text') return text
  return kind === 'number' ? Number(text) : (JSON.parse(text) as unknown)
}

/** An item's times in sprints, and its sprint now where no time in it is known, in the order of the sprints. */
function sprintsOf(
  stays: readonly Parts['stays'][],
  current: string | null,
  sprints: Surroundings['sprints'],
): ImportedSprint[] {
  const times = Map.groupBy(stays, ([, sprint]) => sprint)
  if (current !== null && !times.has(current)) times.set(current, [])
  return [...times]
    .flatMap(([id, all]) => (sprints.has(id) ? [{ all, ...sprints.get(id)! }] : []))
    .sort((a, b) => a.place - b.place)
    .map(({ all, id, name, state, start_date, end_date }) => ({
      name,
      state,
      startDate: start_date,
      endDate: end_date,
      stays: all.map(([, , from, to, points]) => ({
        from: instant(from),
        to: maybeInstant(to),
        points: points === null ? null : Number(points),
      })),
      ...(id === current ? { current: true as const } : {}),
    }))
}

/** What was found in prose keeps its type in its word. */
function linkOf([, kind, label, lag, other, external, outward]: Parts['links']): ImportedLink {
  const direction = outward === 'true' ? 'outward' : 'inward'
  const targetRef = other ?? external ?? ''
  const suggested = kind === 'suggested'
  const lagDays = Number(lag)
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
    ...(lagDays ? { lagDays } : {}),
  }
}

/** What PostgreSQL writes of a moment in UTC, `2026-01-05 09:00:00.12`, needs no calendar. */
function instant(text: string): string {
  const second = text.length === 19 || text[19] === '.' ? text.slice(0, 19) : null
  return second === null || text.length > 23
    ? new Date(`${text.replace(' ', 'T')}Z`).toISOString()
    : `${second.replace(' ', 'T')}.${text.slice(20).padEnd(3, '0')}Z`
}

const maybeInstant = (text: string | null | undefined) => (text == null ? null : instant(text))
