/**
 * The items of a workspace as analyses know them, kept by the thread that read them: after a change only what changed is read
 * again. Whether that is all is checked each time against the versions of all rows, so that nothing rests on a clock or a flag.
 */
import { ALL_COLUMNS, type ItemRow } from '../backlog/row.ts'
import { BacklogItem } from '../backlog/entity.ts'
import { readItems } from '../backlog/query-service.ts'
import { OPEN } from '../backlog/vocabulary.ts'
import type { Context } from '../data/context.ts'
import { Kept, type At } from '../data/kept.ts'
import { tenantOf } from '../data/tenant.ts'
import type { FlowItem } from './planning.ts'
import { mostKept } from '../workers/memory.ts'

/** What is known of every item, open or closed. */
export interface BasisRow extends FlowItem {
  readonly parentId: string | null
  /** Transaction that wrote the row: another number means another row. */
  readonly written: number
}

export type OpenRow = ItemRow & { skills: string[] }

export interface Basis {
  /** Every item by its ID. */
  readonly rows: ReadonlyMap<string, BasisRow>
  /** All that analyses read of the open ones. */
  readonly open: ReadonlyMap<string, OpenRow>
  /** Day of the newest change; null without an item. */
  readonly newestDay: number | null
}

type Known = Basis & State

/** What the database says of all rows at the moment of a snapshot. */
interface State {
  readonly count: number
  /** Sum of {@link BasisRow.written}. */
  readonly written: number
  /** Transactions before this one had ended: what they wrote was seen. */
  readonly ended: bigint
  readonly newestDay: number | null
  /** This transaction itself writes: what it sees may never come to be. */
  readonly writing: boolean
  /** What was written since. */
  readonly changed: readonly string[]
}

/** Of this thread, in items. */
const kept = new Kept<Known>(mostKept())

type Reader = Pick<Context, 'db'>

/** Call it inside `db.snapshot`. The walls are passed before: whoever asks has read the workspace. */
export async function loadBasis(reader: Reader, workspace: At): Promise<Basis> {
  const same = kept.at(workspace)
  if (same) return same
  const known = kept.last(workspace)
  const state = await stateOf(reader, workspace, known?.ended)
  const basis =
    (known && !state.writing && (await caughtUp(reader, workspace, known, state))) ||
    (await readWhole(reader, workspace))
  if (!state.writing) kept.keep(workspace, '', { ...state, changed: [], ...basis }, basis.rows.size + 1)
  return { ...basis, newestDay: state.newestDay }
}

/** The same without what is kept: what tests hold a kept basis against. @internal */
export async function readBasis(reader: Reader, workspace: At): Promise<Basis> {
  return { ...(await readWhole(reader, workspace)), newestDay: (await stateOf(reader, workspace)).newestDay }
}

/** @param since transactions from this one on are named by what they wrote, and perhaps some before */
async function stateOf({ db: { em } }: Reader, workspace: At, since?: bigint): Promise<State> {
  const isLater = 'age(xmin) <= age((?::text::xid8)::xid)'
  const [row] = await em.execute<
    (Record<'count' | 'written' | 'ended', string> & {
      newest: number | null
      writing: boolean
      changed: string | null
    })[]
  >(
    `select count(*) as count, coalesce(sum(xmin::text::bigint), 0) as written, pg_snapshot_xmin(pg_current_snapshot())::text as ended,
       pg_current_xact_id_if_assigned() is not null as writing, ${dayIn('max(updated_at)')} as newest,
       ${since === undefined ? 'null' : `string_agg(id::text, ',') filter (where ${isLater})`} as changed
     from backlog_item where tenant_id = ? and workspace_id = ?`,
    [...(since === undefined ? [] : [String(since)]), tenantOf(em), workspace.id],
  )
  const { count, written, ended, newest, writing, changed } = row!
  return {
    count: Number(count),
    written: Number(written),
    ended: BigInt(ended),
    newestDay: newest,
    writing,
    changed: changed?.split(',') ?? [],
  }
}

type Items = Pick<Basis, 'rows' | 'open'>

async function readWhole(reader: Reader, workspace: At): Promise<Items> {
  const rows = new Map<string, BasisRow>()
  for (const row of await readRows(reader, workspace, null)) rows.set(row.id, row)
  const open = new Map((await readOpen(reader, workspace, null)).map((row) => [row.id, row]))
  return { rows, open }
}

/** What is kept, with what was written since; null where that does not add up to what is there. */
async function caughtUp(reader: Reader, workspace: At, known: Known, state: State): Promise<Items | null> {
  // Numbers of transactions that fall belong to another database than the one that was read.
  if (state.ended < known.ended) return null
  if (state.count === known.count && state.written === known.written) return { rows: known.rows, open: known.open }
  if (2 * state.changed.length > state.count) return null
  const changed = await readRows(reader, workspace, state.changed)
  const rows = new Map(known.rows)
  for (const row of changed) rows.set(row.id, row)
  if (rows.size > state.count) {
    const present = new Set(await idsOf(reader, workspace))
    for (const id of rows.keys()) if (!present.has(id)) rows.delete(id)
  }
  let written = 0
  for (const row of rows.values()) written += row.written
  if (rows.size !== state.count || written !== state.written) return null
  const open = new Map(known.open)
  for (const id of open.keys()) if (!rows.has(id)) open.delete(id)
  for (const { id } of changed) open.delete(id)
  const reopened = changed.filter(({ statusCategory }) => isOpen(statusCategory)).map(({ id }) => id)
  for (const row of reopened.length > 0 ? await readOpen(reader, workspace, reopened) : []) open.set(row.id, row)
  return { rows, open }
}

const isOpen = (category: ItemRow['statusCategory']) => OPEN.includes(category)

/** A moment as the number of its day in UTC. */
const dayIn = (moment: string) => `((${moment}) at time zone 'UTC')::date - date '1970-01-01'`

/** @param ids of these alone; null: all */
async function readRows({ db: { em } }: Reader, workspace: At, ids: readonly string[] | null): Promise<BasisRow[]> {
  if (ids?.length === 0) return []
  const rows = await em.execute<Record<string, unknown>[]>(
    `select id, key, type, status_category, parent_id, team_id, epic_id, story_points, xmin::text as written,
       case when coalesce(extra ->> 'createdUnknown', '') = '' then ${dayIn('created_at')} end as created,
       ${dayIn('started_at')} as started, ${dayIn('resolved_at')} as resolved
     from backlog_item where tenant_id = ? and workspace_id = ? ${ids ? 'and id = any(?::uuid[])' : ''}`,
    [tenantOf(em), workspace.id, ...(ids ? [`{${ids.join()}}`] : [])],
  )
  return rows.map((row): BasisRow => ({
    id: row.id as string,
    key: row.key as string,
    type: row.type as FlowItem['type'],
    statusCategory: row.status_category as FlowItem['statusCategory'],
    teamId: row.team_id as string | null,
    epicId: row.epic_id as string | null,
    points: row.story_points as number | null,
    createdDay: row.created as number | null,
    startedDay: row.started as number | null,
    resolvedDay: row.resolved as number | null,
    parentId: row.parent_id as string | null,
    written: Number(row.written),
  }))
}

/** @param ids of these alone; null: all */
async function readOpen({ db: { em } }: Reader, workspace: At, ids: readonly string[] | null): Promise<OpenRow[]> {
  const query = em
    .createQueryBuilder(BacklogItem, 'i')
    .where({ workspace: { id: workspace.id }, statusCategory: { $in: [...OPEN] } })
  if (ids) query.andWhere('i.id = any(?::uuid[])', [`{${ids.join()}}`])
  await query.applyFilters()
  return (await readItems(query, [...ALL_COLUMNS, 'skills'])) as OpenRow[]
}

async function idsOf({ db: { em } }: Reader, workspace: At): Promise<string[]> {
  const rows = await em.execute<{ id: string }[]>(
    'select id from backlog_item where tenant_id = ? and workspace_id = ?',
    [tenantOf(em), workspace.id],
  )
  return rows.map(({ id }) => id)
}
