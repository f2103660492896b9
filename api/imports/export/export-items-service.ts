/** The items of a workspace with all that is known of them, read page by page for an export. */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Db, EntityManager } from '../../data/database.ts'
import { tenantOf } from '../../data/tenant.ts'
import {
  EXPORTED_COLUMNS,
  type ExportedRow,
  type Parts,
  recordOf,
  type SprintRow,
  type Surroundings,
} from './export-record.ts'
import type { ImportRecord } from '../record/record.ts'

/** Items read at once: a page stops the embedded database for some tens of milliseconds. */
const PAGE = 500
/** Items written before others have a turn. */
const TURN = 50
const PLACES = 2_000

/** Every item with all that is known of it, in natural order of the keys; the same on either database. */
export async function* records(db: Db, workspaceId: string): AsyncGenerator<ImportRecord> {
  let row = 0
  const { em } = db
  const surroundings = await surroundingsOf(em, workspaceId)
  for await (const page of ahead(pages(db, workspaceId), (ids) => pageOf(em, ids))) {
    for (const item of page) {
      yield recordOf(item, ++row, surroundings)
      if (row % TURN === 0) await breathe()
    }
  }
}

/** Reads the next one while the last one is being written: the database and this thread work at the same time. */
async function* ahead<From, To>(all: AsyncIterable<From>, read: (one: From) => Promise<To>): AsyncGenerator<To> {
  let coming: Promise<To> | null = null
  try {
    for await (const one of all) {
      const ready = coming
      coming = read(one)
      // Whoever stops in the middle has heard of what went wrong; nobody waits for this one then.
      coming.catch(() => undefined)
      if (ready) yield await ready
    }
    const last = coming
    coming = null
    if (last) yield await last
  } finally {
    // The transaction ends behind its last statement.
    await coming?.catch(() => undefined)
  }
}

/** An instant as text, whatever the time zone of the session. */
const utc = (column: string) => `(${column} at time zone 'UTC')::text`
const nameOf = (item: string) => `coalesce(${item}.source_key, 'pm33:' || ${item}.key)`

/**
 * Arrays of texts: a database writes them as JSON in a third of the time that it takes for objects with values of many types.
 * Each item is looked up by its id: right after an import, statistics are old, and a join would read the whole tenant.
 */
const ITEMS_SQL = `select array_to_json(array[${EXPORTED_COLUMNS.map(([column, kind]) => (kind === 'instant' ? utc(`i.${column}`) : `i.${column}::text`)).join(', ')},
    (select ${nameOf('p')} from backlog_item p where p.tenant_id = i.tenant_id and p.id = i.parent_id)])::text as columns
  from unnest(?::uuid[]) with ordinality as asked (id, place)
  cross join lateral (select * from backlog_item b where b.id = asked.id and b.tenant_id = ? limit 1) i
  order by asked.place`

/** What hangs on items: the texts of an entry, where it is, and the order in which an export has it. */
const PARTS_SQL = Object.entries({
  labels: ['d.name', 'item_label d', 'd.name collate "C"'],
  stays: [
    `d.sprint_id::text, ${utc('d.added_at')}, ${utc('d.removed_at')}, d.points_at_add::text`,
    'sprint_scope d',
    'd.added_at, d.removed_at, d.points_at_add',
  ],
  changes: [`${utc('d.at')}, d.from_status, d.to_status, d.to_category`, 'status_change d', 'd.at, d.id'],
  fields: [
    `${utc('d.at')}, d.field, d.before, d.after`,
    'field_change d',
    'd.at, d.field collate "C", d.before collate "C", d.after collate "C"',
  ],
  links: [
    `d.kind, d.label, d.lag_days::text, ${nameOf('o')}, d.external_ref, d.outward::text`,
    'dependency d left join backlog_item o on o.tenant_id = d.tenant_id and o.id = d.blocker_id',
    `d.kind, d.label collate "C", ${nameOf('o')} collate "C", d.external_ref collate "C", d.outward`,
  ],
} satisfies Record<keyof Parts, [entry: string, from: string, order: string]>).map(
  ([part, [entry, from, order]]) =>
    [
      part as keyof Parts,
      `select json_agg(array[d.item_id::text, ${entry}] order by ${order})::text as list from ${from}
       where d.item_id = any(?::uuid[]) and d.tenant_id = ?${part === 'links' ? ' and d.ended_at is null' : ''}`,
    ] as const,
)

async function pageOf(em: EntityManager, ids: readonly string[]): Promise<ExportedRow[]> {
  // The ids as one parameter: a statement with hundreds of them takes longer to prepare than to run.
  const wanted = [`{${ids.join(',')}}`, tenantOf(em)]
  const lists = new Map<keyof Parts, Map<string, string[][]>>()
  // A statement each: on the embedded database, others come in between.
  for (const [part, sql] of PARTS_SQL) {
    const [row] = await em.execute<{ list: string | null }[]>(sql, wanted)
    const entries = JSON.parse(row!.list ?? '[]') as [id: string, ...string[]][]
    lists.set(
      part,
      Map.groupBy(entries, ([id]) => id),
    )
    await breathe()
  }
  const rows = await em.execute<{ columns: string }[]>(ITEMS_SQL, wanted)
  await breathe()
  return rows.map(({ columns }, at) => ({
    columns,
    entries: <P extends keyof Parts>(part: P) => (lists.get(part)!.get(ids[at]!) ?? []) as unknown as Parts[P][],
  }))
}

/** Ids in natural order of the keys. The order is looked up for many pages at once: each look sorts all that is left. */
async function* pages({ em }: Db, workspaceId: string): AsyncGenerator<string[]> {
  let after = { number: -1, key: '' }
  for (;;) {
    const places = await em.execute<{ id: string; number: number; key: string }[]>(
      `select id, number, key from backlog_item where tenant_id = ? and workspace_id = ? and number >= ? and (number > ? or key collate "C" > ?)
       order by number, key collate "C" limit ${PLACES}`,
      [tenantOf(em), workspaceId, after.number, after.number, after.key],
    )
    await breathe()
    for (let at = 0; at < places.length; at += PAGE) yield places.slice(at, at + PAGE).map(({ id }) => id)
    if (places.length < PLACES) return
    after = places.at(-1)!
  }
}

/** What many items refer to: sprints, which come in their order, and teams. */
async function surroundingsOf(em: EntityManager, workspaceId: string): Promise<Surroundings> {
  const here = [tenantOf(em), workspaceId]
  const sprints = await em.execute<SprintRow[]>(
    `select id, name, state, start_date::text as start_date, end_date::text as end_date from sprint
     where tenant_id = ? and workspace_id = ? order by start_date nulls first, name collate "C", id`,
    here,
  )
  await breathe()
  const teams = await em.execute<{ id: string; name: string }[]>(
    'select id, name from team where tenant_id = ? and workspace_id = ?',
    here,
  )
  await breathe()
  return {
    sprints: new Map(sprints.map((sprint, place) => [sprint.id, { ...sprint, place }])),
    teams: new Map(teams.map(({ id, name }) => [id, name])),
  }
}
