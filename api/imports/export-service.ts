import { randomUUID } from 'node:crypto'
import { createReadStream, createWriteStream, rmSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Db } from '../database.ts'
import { tenantOf } from '../tenant.ts'
import { exportCsv, exportJson } from './export.ts'
import type { ImportedLink, ImportedSprint, ImportRecord } from './record.ts'
import type { Extra } from './written.ts'

export const EXPORT_FORMATS = ['csv', 'json'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

const PAGE = 500

/**
 * Writes a workspace to a file as it is at one moment, and gives the file as a stream that removes it at the end.
 * The database is free again before the first byte leaves: a slow reader holds nothing.
 */
export async function exportFile(db: Db, folder: string, workspaceId: string, format: ExportFormat): Promise<Readable> {
  const file = join(folder, `${randomUUID()}.export`)
  try {
    await db.snapshot(async () => {
      const texts = format === 'csv' ? exportCsv(records(db, workspaceId)) : exportJson(records(db, workspaceId))
      await pipeline(Readable.from(texts), createWriteStream(file, { mode: 0o600, flags: 'wx' }))
    })
  } catch (error) {
    rmSync(file, { force: true })
    throw error
  }
  return createReadStream(file).on('close', () => rmSync(file, { force: true }))
}

type Row = Record<string, string | number | boolean | Date | null | Extra> & { id: string; key: string; source_key: string | null; extra: Extra | string | null; sprint_id: string | null }

/** Every item with all that is known of it, in natural order of the keys. */
async function* records(db: Db, workspaceId: string): AsyncGenerator<ImportRecord> {
  const { em } = db
  const tenantId = tenantOf(em)
  let after = { number: -1, key: '' }
  let row = 0
  for (;;) {
    const page = await em.execute<Row[]>(
      `select i.*, t.name as team_name, coalesce(p.source_key, 'pm33:' || p.key) as parent_key from backlog_item i
       left join team t on t.tenant_id = i.tenant_id and t.id = i.team_id left join backlog_item p on p.tenant_id = i.tenant_id and p.id = i.parent_id
       where i.tenant_id = ? and i.workspace_id = ? and i.number >= ? and (i.number > ? or i.key > ?) order by i.number, i.key limit ${PAGE}`,
      [tenantId, workspaceId, after.number, after.number, after.key],
    )
    if (!page.length) return
    const ids = page.map(({ id }) => id)
    const marks = ids.map(() => '?').join(', ')
    const of = async <T extends { item_id: string }>(sql: string) => Map.groupBy(await em.execute<T[]>(sql, [tenantId, ...ids]), ({ item_id }) => item_id)
    const labels = await of<{ item_id: string; name: string }>(`select item_id, name from item_label where tenant_id = ? and item_id in (${marks}) order by name collate "C"`)
    const sprints = await of<{ item_id: string; id: string; name: string; state: ImportedSprint['state']; start_date: string | Date | null; end_date: string | Date | null }>(
      `select distinct c.item_id, s.id, s.name, s.state, s.start_date, s.end_date from sprint_scope c join sprint s on s.tenant_id = c.tenant_id and s.id = c.sprint_id where c.tenant_id = ? and c.item_id in (${marks}) order by s.start_date nulls first, s.name`,
    )
    const changes = await of<{ item_id: string; at: string | Date; from_status: string | null; to_status: string; to_category: ImportRecord['statusCategory'] }>(
      `select item_id, at, from_status, to_status, to_category from status_change where tenant_id = ? and item_id in (${marks}) order by at, id`,
    )
    const links = await of<{ item_id: string; kind: string; label: string | null; other: string | null; external_ref: string | null; outward: boolean }>(
      `select d.item_id, d.kind, d.label, coalesce(o.source_key, 'pm33:' || o.key) as other, d.external_ref, d.outward from dependency d left join backlog_item o on o.tenant_id = d.tenant_id and o.id = d.blocker_id
       where d.tenant_id = ? and d.item_id in (${marks}) and d.ended_at is null order by d.kind, d.label, other, d.external_ref`,
    )
    for (const item of page) {
      const inSprints = (sprints.get(item.id) ?? []).toSorted((a, b) => Number(a.id === item.sprint_id) - Number(b.id === item.sprint_id))
      yield recordOf(item, ++row, {
        labels: (labels.get(item.id) ?? []).map(({ name }) => name),
        sprints: inSprints.map(({ name, state, start_date, end_date }) => ({ name, state, startDate: day(start_date), endDate: day(end_date) })),
        statusChanges: (changes.get(item.id) ?? []).map((change) => ({ at: instant(change.at)!, from: change.from_status, to: change.to_status, category: change.to_category })),
        links: (links.get(item.id) ?? []).map(
          (link): ImportedLink => ({
            type: link.kind === 'suggested' ? 'blocks' : (link.kind as ImportedLink['type']),
            name: link.label ?? link.kind,
            direction: link.outward ? 'outward' : 'inward',
            targetRef: link.other ?? link.external_ref ?? '',
            external: link.other === null,
            suggested: link.kind === 'suggested',
          }),
        ),
      })
    }
    const last = page.at(-1)!
    after = { number: last.number as number, key: last.key }
  }
}

function recordOf(item: Row, row: number, parts: Pick<ImportRecord, 'labels' | 'sprints' | 'statusChanges' | 'links'>): ImportRecord {
  const extra: Extra = (typeof item.extra === 'string' ? (JSON.parse(item.extra) as Extra) : item.extra) ?? {}
  const number = (name: string) => (item[name] as number | null) ?? null
  return {
    row,
    sourceKey: item.source_key ?? `pm33:${item.key}`,
    key: item.key,
    title: item.title as string,
    description: (item.description as string) || null,
    type: item.type as ImportRecord['type'],
    status: item.status as string,
    statusCategory: item.status_category as ImportRecord['statusCategory'],
    priority: item.priority as ImportRecord['priority'],
    storyPoints: number('story_points'),
    jobSize: number('job_size'),
    businessValue: number('business_value'),
    timeCriticality: number('time_criticality'),
    riskReduction: number('risk_reduction'),
    estimateHours: extra.estimateHours ?? null,
    remainingHours: extra.remainingHours ?? null,
    spentHours: extra.spentHours ?? null,
    createdAt: extra.createdUnknown ? null : instant(item.created_at),
    updatedAt: instant(item.updated_at),
    startedAt: instant(item.started_at),
    resolvedAt: instant(item.resolved_at),
    startDate: extra.startDate ?? null,
    dueDate: day(item.due_date),
    releaseDate: day(item.release_date),
    teamName: (item.team_name as string | null) ?? null,
    parentRef: (item.parent_key as string | null) ?? extra.parentRef ?? null,
    parentExternal: item.parent_key === null,
    ...parts,
  }
}

const instant = (value: unknown): string | null => (value == null ? null : new Date(value as string).toISOString())
const day = (value: unknown): string | null => (value == null ? null : value instanceof Date ? value.toISOString().slice(0, 10) : String(value).slice(0, 10))
