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

const PAGE = 200

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
  let after = { number: -1, key: '' }
  let row = 0
  for (;;) {
    const { em } = db
    const page = (
      await em.execute<Row[]>(
        `select (to_jsonb(i) - 'search')::text as row, t.name as team_name, coalesce(p.source_key, 'pm33:' || p.key) as parent_key from backlog_item i
       left join team t on t.tenant_id = i.tenant_id and t.id = i.team_id left join backlog_item p on p.tenant_id = i.tenant_id and p.id = i.parent_id
       where i.tenant_id = ? and i.workspace_id = ? and i.number >= ? and (i.number > ? or i.key collate "C" > ?) order by i.number, i.key collate "C" limit ${PAGE}`,
        [tenantOf(em), workspaceId, after.number, after.number, after.key],
      )
    ).map(({ row: json, ...names }) => ({ item: JSON.parse(json) as ItemColumns, ...names }))
    if (!page.length) return
    const parts = await partsOf(
      em,
      page.map(({ item }) => item.id),
    )
    for (const { item, team_name, parent_key } of page)
      yield recordOf(item, ++row, team_name, parent_key, parts(item.id))
    const last = page.at(-1)!.item
    after = { number: last.number as number, key: last.key }
    await breathe()
  }
}

async function partsOf(em: EntityManager, ids: readonly string[]): Promise<(id: string) => Parts> {
  const marks = ids.map(() => '?').join(', ')
  const of = async <T>(sql: string) =>
    Map.groupBy(
      await em.execute<(T & { item_id: string })[]>(sql.replace('(…)', `(${marks})`), [tenantOf(em), ...ids]),
      ({ item_id }) => item_id,
    )
  const labels = await of<Parts['labels'][number]>(
    'select item_id, name from item_label where tenant_id = ? and item_id in (…) order by name collate "C"',
  )
  const sprints = await of<SprintRow>(
    `select i.id as item_id, s.id, s.name, s.state, s.start_date::text as start_date, s.end_date::text as end_date, c.added_at, c.removed_at, c.points_at_add
     from backlog_item i join sprint s on s.tenant_id = i.tenant_id left join sprint_scope c on c.tenant_id = i.tenant_id and c.item_id = i.id and c.sprint_id = s.id
     where i.tenant_id = ? and i.id in (…) and (c.id is not null or s.id = i.sprint_id)
     order by s.start_date nulls first, s.name collate "C", c.added_at, c.removed_at, c.points_at_add`,
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
    sprints: sprints.get(id) ?? [],
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
