import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setImmediate as breathe } from 'node:timers/promises'
import type { Db, EntityManager } from '../data/database.ts'
import { tenantOf } from '../data/tenant.ts'
import { columnOf, emptyValue, PLAIN_MEMBERS, type PlainMember } from '../backlog/item-fields.ts'
import type { ChangeField } from '../backlog/vocabulary.ts'
import { exportedParts } from './export-parts-service.ts'
import { exportCsv, exportJson } from './export.ts'
import type { ItemColumns } from './writing/item-columns.ts'
import { kindOfLink } from './record/links.ts'
import type { ImportedLink, ImportedSprint, ImportRecord } from './record/record.ts'

export const EXPORT_FORMATS = ['csv', 'json'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

const COLUMNS = [
  ...new Set([
    ...'id key source_key status status_category rank sprint_id extra created_at updated_at started_at resolved_at'.split(
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

/**
 * Writes a workspace to a file as it is at one moment, as far as the scopes may read it, and gives the file as a stream that removes it at the end.
 * The database is free again before the first byte leaves: a slow reader holds nothing.
 */
export async function exportFile(
  db: Db,
  folder: string,
  workspaceId: string,
  format: ExportFormat,
  scopes: ReadonlySet<string>,
): Promise<Readable> {
  const file = join(folder, `${randomUUID()}.export`)
  try {
    await db.snapshot(async () => {
      const items = records(db, workspaceId)
      const parts = (when: 'before' | 'after') => exportedParts(db, workspaceId, scopes, when)
      const texts = format === 'csv' ? exportCsv(items) : exportJson(items, parts('before'), parts('after'))
      await pipeline(Readable.from(texts), createWriteStream(file, { mode: 0o600, flags: 'wx' }))
    })
  } catch (error) {
    rmSync(file, { force: true })
    throw error
  }
  return createReadStream(file).on('close', () => rmSync(file, { force: true }))
}

interface Row {
  row: string
  team_name: string | null
  parent_key: string | null
}

interface SprintRow {
  id: string
  name: string
  state: ImportedSprint['state']
  start_date: string | null
  end_date: string | null
  added_at: string | Date | null
  removed_at: string | Date | null
  points_at_add: number | null
}

interface Parts {
  labels: { name: string }[]
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

/** Every item with all that is known of it, in natural order of the keys; the same on either database. */
async function* records(db: Db, workspaceId: string): AsyncGenerator<ImportRecord> {
  let row = 0
  const sprints = await sprintsById(db.em, workspaceId)
  const placeOf = new Map([...sprints.keys()].map((id, place) => [id, place]))
  for await (const ids of pages(db, workspaceId)) {
    const { em } = db
    const page = new Map(
      (
        await em.execute<Row[]>(
          // The columns by name: as JSON, the whole row with its search vector costs a millisecond.
          `select (select row_to_json(c) from (select ${COLUMNS}) c)::text as row,
             (select t.name from team t where t.tenant_id = i.tenant_id and t.id = i.team_id) as team_name,
             (select coalesce(p.source_key, 'pm33:' || p.key) from backlog_item p where p.tenant_id = i.tenant_id and p.id = i.parent_id) as parent_key
           from backlog_item i where i.tenant_id = ? and i.id = any(?::uuid[])`,
          [tenantOf(em), arrayOf(ids)],
        )
      ).map(({ row: json, ...names }) => {
        const item = JSON.parse(json) as ItemColumns
        return [item.id, { item, ...names }] as const
      }),
    )
    const parts = await partsOf(em, ids)
    for (const id of ids) {
      const { item, team_name, parent_key } = page.get(id)!
      const { stays, ...rest } = parts(id)
      const inSprints = staysOf(stays, item.sprint_id as string | null, sprints, placeOf)
      yield recordOf(item, ++row, team_name, parent_key, { ...rest, sprints: inSprints })
    }
    await breathe()
  }
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

async function partsOf(
  em: EntityManager,
  ids: readonly string[],
): Promise<(id: string) => Omit<Parts, 'sprints'> & { stays: Stay[] }> {
  const of = async <T>(sql: string) =>
    Map.groupBy(
      await em.execute<(T & { item_id: string })[]>(sql.replace('in (…)', '= any(?::uuid[])'), [
        tenantOf(em),
        arrayOf(ids),
      ]),
      ({ item_id }) => item_id,
    )
  const labels = await of<Parts['labels'][number]>(
    'select item_id, name from item_label where tenant_id = ? and item_id in (…) order by name collate "C"',
  )
  const stays = await of<Stay>(
    'select item_id, sprint_id as id, added_at, removed_at, points_at_add from sprint_scope where tenant_id = ? and item_id in (…) order by added_at, removed_at, points_at_add',
  )
  const changes = await of<Parts['changes'][number]>(
    'select item_id, at, from_status, to_status, to_category from status_change where tenant_id = ? and item_id in (…) order by at, id',
  )
  const fields = await of<Parts['fields'][number]>(
    'select item_id, at, field, before, after from field_change where tenant_id = ? and item_id in (…) order by at, field, before, after',
  )
  const links = await of<Parts['links'][number]>(
    `select d.item_id, d.kind, d.label, d.lag_days, coalesce(o.source_key, 'pm33:' || o.key) as other, d.external_ref, d.outward from dependency d left join backlog_item o on o.tenant_id = d.tenant_id and o.id = d.blocker_id
     where d.tenant_id = ? and d.item_id in (…) and d.ended_at is null order by d.kind, d.label collate "C", coalesce(o.source_key, 'pm33:' || o.key) collate "C", d.external_ref collate "C", d.outward`,
  )
  return (id) => ({
    labels: labels.get(id) ?? [],
    stays: stays.get(id) ?? [],
    changes: changes.get(id) ?? [],
    fields: fields.get(id) ?? [],
    links: links.get(id) ?? [],
  })
}

function recordOf(
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
    ...(Object.fromEntries(
      PLAIN_MEMBERS.map((member) => [member, item[columnOf(member)] ?? emptyValue(member)]),
    ) as Pick<ImportRecord, PlainMember>),
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
    labels: parts.labels.map(({ name }) => name),
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

const instant = (value: unknown): string | null => (value == null ? null : new Date(value as string).toISOString())
