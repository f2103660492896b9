/** The items of a workspace with all that is known of them, read page by page for an export. */
import { setImmediate as breathe } from 'node:timers/promises'
import type { Db, EntityManager } from '../data/database.ts'
import { tenantOf } from '../data/tenant.ts'
import { columnOf, PLAIN_MEMBERS } from '../backlog/item-fields.ts'
import type { ItemColumns } from './writing/item-columns.ts'
import { type Parts, recordOf, type SprintRow } from './export-record.ts'
import type { ImportRecord } from './record/record.ts'

const COLUMNS = [
  ...new Set([
    ...'id key source_key status status_category rank sprint_id team_id extra created_at updated_at started_at resolved_at'.split(
      ' ',
    ),
    ...PLAIN_MEMBERS.map(columnOf),
  ]),
]
  .map((column) => `i.${column}`)
  .join(', ')

/** Items read at once: a page stops the embedded database for some tens of milliseconds. */
const PAGE = 100
const PLACES = 2_000

interface Row {
  row: string
  parent_key: string | null
}

/** A page as it was read, and what hangs on its items. */
interface Page {
  readonly items: readonly { readonly item: ItemColumns; readonly parentKey: string | null }[]
  readonly partsOf: (id: string) => Omit<Parts, 'sprints'> & { stays: Stay[] }
}

/** Every item with all that is known of it, in natural order of the keys; the same on either database. */
export async function* records(db: Db, workspaceId: string): AsyncGenerator<ImportRecord> {
  let row = 0
  const { em } = db
  const sprints = await sprintsById(em, workspaceId)
  const placeOf = new Map([...sprints.keys()].map((id, place) => [id, place]))
  const teams = await teamsById(em, workspaceId)
  for await (const { items, partsOf } of ahead(pages(db, workspaceId), (ids) => pageOf(em, ids))) {
    for (const { item, parentKey } of items) {
      const { stays, ...rest } = partsOf(item.id)
      const inSprints = staysOf(stays, item.sprint_id as string | null, sprints, placeOf)
      const team = teams.get(item.team_id as string) ?? null
      yield recordOf(item, ++row, team, parentKey, { ...rest, sprints: inSprints })
    }
    await breathe()
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

async function pageOf(em: EntityManager, ids: readonly string[]): Promise<Page> {
  const rows = await em.execute<Row[]>(
    // The columns by name: as JSON, the whole row with its search vector costs a millisecond.
    `select (select row_to_json(c) from (select ${COLUMNS}) c)::text as row,
       (select coalesce(p.source_key, 'pm33:' || p.key) from backlog_item p where p.tenant_id = i.tenant_id and p.id = i.parent_id) as parent_key
     from backlog_item i where i.tenant_id = ? and i.id = any(?::uuid[])`,
    [tenantOf(em), arrayOf(ids)],
  )
  await breathe()
  const partsOf = await partsOfPage(em, ids)
  await breathe()
  const byId = new Map(
    rows.map(({ row: json, parent_key: parentKey }) => {
      const item = JSON.parse(json) as ItemColumns
      return [item.id, { item, parentKey }] as const
    }),
  )
  return { items: ids.map((id) => byId.get(id)!), partsOf }
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
    for (let at = 0; at < places.length; at += PAGE) yield places.slice(at, at + PAGE).map(({ id }) => id)
    if (places.length < PLACES) return
    after = places.at(-1)!
    await breathe()
  }
}

/** Ids as one parameter: a statement with hundreds of them takes longer to prepare than to run. */
const arrayOf = (ids: readonly string[]) => `{${ids.join(',')}}`

type Sprint = Pick<SprintRow, 'id' | 'name' | 'state' | 'start_date' | 'end_date'>

/** The sprints of the workspace in their order. */
async function sprintsById(em: EntityManager, workspaceId: string): Promise<ReadonlyMap<string, Sprint>> {
  const sprints = await em.execute<Sprint[]>(
    `select id, name, state, start_date::text as start_date, end_date::text as end_date from sprint
     where tenant_id = ? and workspace_id = ? order by start_date nulls first, name collate "C", id`,
    [tenantOf(em), workspaceId],
  )
  return new Map(sprints.map((sprint) => [sprint.id, sprint]))
}

async function teamsById(em: EntityManager, workspaceId: string): Promise<ReadonlyMap<string, string>> {
  const teams = await em.execute<{ id: string; name: string }[]>(
    'select id, name from team where tenant_id = ? and workspace_id = ?',
    [tenantOf(em), workspaceId],
  )
  return new Map(teams.map(({ id, name }) => [id, name]))
}

/** An item's times in sprints, and its sprint now where no time in it is known, in the order of the sprints. */
function staysOf(
  stays: readonly Stay[],
  current: string | null,
  sprints: ReadonlyMap<string, Sprint>,
  placeOf: ReadonlyMap<string, number>,
): SprintRow[] {
  const unknown = current !== null && !stays.some(({ id }) => id === current) ? [{ ...NO_STAY, id: current }] : []
  return [...stays, ...unknown]
    .filter(({ id }) => sprints.has(id))
    .map((stay) => ({ ...sprints.get(stay.id)!, ...stay }))
    .sort((a, b) => placeOf.get(a.id)! - placeOf.get(b.id)!)
}

type Stay = Pick<SprintRow, 'id' | 'added_at' | 'removed_at' | 'points_at_add'>
const NO_STAY = { added_at: null, removed_at: null, points_at_add: null }

/** What hangs on items: its entries as JSON, in the order in which an export has them, and where they are. */
const PART_SQL: Readonly<Record<keyof ReturnType<Page['partsOf']>, readonly [list: string, from: string]>> = {
  labels: ['d.name order by d.name collate "C"', 'item_label d'],
  stays: [
    `json_build_object('id', d.sprint_id, 'added_at', d.added_at, 'removed_at', d.removed_at, 'points_at_add', d.points_at_add)
      order by d.added_at, d.removed_at, d.points_at_add`,
    'sprint_scope d',
  ],
  changes: [
    `json_build_object('at', d.at, 'from_status', d.from_status, 'to_status', d.to_status, 'to_category', d.to_category)
      order by d.at, d.id`,
    'status_change d',
  ],
  fields: [
    `json_build_object('at', d.at, 'field', d.field, 'before', d.before, 'after', d.after)
      order by d.at, d.field, d.before, d.after`,
    'field_change d',
  ],
  links: [
    `json_build_object('kind', d.kind, 'label', d.label, 'lag_days', d.lag_days, 'other', coalesce(o.source_key, 'pm33:' || o.key),
        'external_ref', d.external_ref, 'outward', d.outward)
      order by d.kind, d.label collate "C", coalesce(o.source_key, 'pm33:' || o.key) collate "C", d.external_ref collate "C", d.outward`,
    'dependency d left join backlog_item o on o.tenant_id = d.tenant_id and o.id = d.blocker_id',
  ],
}
const PARTS = Object.keys(PART_SQL) as (keyof typeof PART_SQL)[]
/** One statement for all: on the embedded database, each takes longer to prepare than to run. */
const PARTS_SQL = PARTS.map((part) => {
  const [list, from] = PART_SQL[part]
  const live = part === 'links' ? ' and d.ended_at is null' : ''
  return `select '${part}' as part, d.item_id, json_agg(${list})::text as list from ${from}
    where d.tenant_id = ? and d.item_id = any(?::uuid[])${live} group by d.item_id`
}).join(' union all ')

async function partsOfPage(em: EntityManager, ids: readonly string[]): Promise<Page['partsOf']> {
  const wanted = [tenantOf(em), arrayOf(ids)]
  const rows = await em.execute<{ part: string; item_id: string; list: string }[]>(
    PARTS_SQL,
    PARTS.flatMap(() => wanted),
  )
  const lists = new Map(rows.map(({ part, item_id, list }) => [`${part} ${item_id}`, list]))
  return (id) => {
    const of = <Entry>(part: keyof typeof PART_SQL): Entry[] => {
      const list = lists.get(`${part} ${id}`)
      return list === undefined ? [] : (JSON.parse(list) as Entry[])
    }
    return {
      labels: of('labels'),
      stays: of('stays'),
      changes: of('changes'),
      fields: of('fields'),
      links: of('links'),
    }
  }
}
