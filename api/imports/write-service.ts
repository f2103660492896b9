import { setImmediate as breathe } from 'node:timers/promises'
import type { Db } from '../database.ts'
import { tenantOf } from '../tenant.ts'
import type { Plan, Source } from './plan.ts'
import type { ImportedLink, ImportRecord } from './record.ts'
import { rows } from './rows.ts'
import { TeamsAndSprints } from './names-service.ts'
import { writeLinks } from './links-service.ts'
import { columnsOf, earliest, epicOf, extraOf, nothingWritten, numberOf, type ItemColumns, type WrittenCounts } from './written.ts'

/** Rows per statement. After each the event loop gets a turn: health checks answer while an import runs. */
const CHUNK = 250

const COLUMNS = [
  'tenant_id', 'id', 'workspace_id', 'key', 'number', 'title', 'description', 'type', 'status', 'status_category', 'priority', 'story_points', 'job_size',
  'business_value', 'time_criticality', 'risk_reduction', 'due_date', 'release_date', 'skills', 'parent_id', 'epic_id', 'team_id', 'sprint_id', 'rank',
  'source', 'source_key', 'started_at', 'resolved_at', 'created_at', 'updated_at', 'import_id', 'extra',
]

export interface Writing {
  db: Db
  workspaceId: string
  importId: string
  plan: Plan
  source: Source
  now: Date
  /** Close what this source no longer has. */
  endMissing: boolean
  onProgress: (done: number) => void
}

/** Writes a planned file. Runs inside the caller's transaction: all of it, or nothing. */
export async function writeImport(writing: Writing): Promise<WrittenCounts> {
  const { db, workspaceId, importId, plan, source, now } = writing
  const { em } = db
  const tenantId = tenantOf(em)
  const written = nothingWritten()
  const overwritten = columnsOf(plan)
  const known = await knownItems()
  const { structure, links: stated } = await structureOf(source, plan)
  const ids = new Map<string, string>()
  for (const key of structure.keys()) ids.set(key, known.bySource.get(key) ?? crypto.randomUUID())
  const idOf = (ref: string | null) => (ref === null ? null : (ids.get(ref) ?? known.bySource.get(ref) ?? null))
  const names = new TeamsAndSprints(db, workspaceId, importId)
  let rank = known.lastRank
  let done = 0
  let chunk: ImportRecord[] = []
  for await (const record of rows(source, plan)) {
    chunk.push(record)
    if (chunk.length < CHUNK) continue
    await writeChunk(chunk)
    chunk = []
  }
  await writeChunk(chunk)
  const links = await writeLinks({ ...writing, tenantId, idOf, inFile: ids, stated })
  written.dependenciesStarted = links.started
  written.dependenciesEnded = links.ended
  if (writing.endMissing) written.endedItems = await endMissing()
  db.changed(workspaceId)
  return written

  async function writeChunk(records: readonly ImportRecord[]): Promise<void> {
    if (!records.length) return
    const mine = records.filter((record) => {
      const owner = known.byKey.get(record.key)
      const free = owner === undefined || owner === ids.get(record.sourceKey)
      if (!free) written.refused++
      else known.byKey.set(record.key, ids.get(record.sourceKey)!)
      return free
    })
    await names.see(mine)
    const items = mine.map(columnsFor)
    const before = await existing(items.filter(({ source_key }) => known.bySource.has(source_key)))
    const changed = items.filter((item) => {
      const old = before.get(item.id)
      if (!old) return true
      return overwritten.some((column) => column !== 'import_id' && column !== 'updated_at' && !same(old[column], item[column]))
    })
    written.created += items.length - before.size
    written.updated += changed.filter(({ id }) => before.has(id)).length
    written.unchanged += items.length - changed.length
    const changedIds = new Set(changed.map(({ id }) => id))
    await remember(changed.map(({ id }) => before.get(id)).filter((old) => old !== undefined))
    await upsert(changed)
    await names.place(mine.filter(({ sourceKey }) => changedIds.has(ids.get(sourceKey)!)), (key) => ids.get(key)!, now)
    await labels(mine.filter(({ sourceKey }) => changedIds.has(ids.get(sourceKey)!)), before)
    await history(mine, before)
    done += records.length
    writing.onProgress(done)
    await breathe()
  }

  function columnsFor(record: ImportRecord): ItemColumns {
    const epic = epicOf(record.sourceKey, structure)
    const createdAt = record.createdAt ?? earliest(record, now.toISOString())
    return {
      tenant_id: tenantId,
      id: ids.get(record.sourceKey)!,
      workspace_id: workspaceId,
      key: record.key,
      number: numberOf(record.key),
      title: record.title,
      description: record.description ?? '',
      type: record.type,
      status: record.status.slice(0, 120) || record.statusCategory,
      status_category: record.statusCategory,
      priority: record.priority,
      story_points: record.storyPoints,
      job_size: record.jobSize,
      business_value: record.businessValue,
      time_criticality: record.timeCriticality,
      risk_reduction: record.riskReduction,
      due_date: record.dueDate,
      release_date: record.releaseDate,
      skills: [],
      parent_id: record.parentExternal ? null : idOf(record.parentRef),
      epic_id: idOf(epic),
      team_id: names.team(record.teamName),
      sprint_id: names.sprint(record.sprints.at(-1)?.name),
      rank: ++rank,
      source: sourceOf(record.sourceKey),
      source_key: record.sourceKey,
      started_at: record.startedAt,
      resolved_at: record.resolvedAt,
      created_at: createdAt,
      updated_at: record.updatedAt ?? record.resolvedAt ?? createdAt,
      import_id: importId,
      extra: extraOf(record),
    }
  }

  async function knownItems() {
    const found = await em.execute<{ id: string; key: string; source_key: string | null; rank: number }[]>(
      'select id, key, source_key, rank from backlog_item where tenant_id = ? and workspace_id = ?',
      [tenantId, workspaceId],
    )
    return {
      bySource: new Map(found.flatMap(({ id, source_key }) => (source_key ? [[source_key, id] as const] : []))),
      byKey: new Map(found.map(({ id, key }) => [key, id])),
      lastRank: found.reduce((most, { rank }) => Math.max(most, rank), 0),
    }
  }

  async function existing(items: readonly ItemColumns[]): Promise<Map<string, Record<string, unknown>>> {
    if (!items.length) return new Map()
    const found = await em.execute<{ id: string; row: Record<string, unknown> | string }[]>(
      `select i.id, to_jsonb(i) - 'search' as row, coalesce((select jsonb_agg(l.name order by l.name) from item_label l where l.tenant_id = i.tenant_id and l.item_id = i.id), '[]') as labels
       from backlog_item i where i.tenant_id = ? and i.id in (${items.map(() => '?').join(', ')})`,
      [tenantId, ...items.map(({ id }) => id)],
    )
    return new Map(found.map(({ id, row, ...rest }) => [id, { ...(typeof row === 'string' ? (JSON.parse(row) as object) : row), ...rest }]))
  }

  async function remember(old: readonly Record<string, unknown>[]): Promise<void> {
    await insertJson('import_change', ['tenant_id', 'id', 'workspace_id', 'import_id', 'item_id', 'before'], old.map((before) => ({
      tenant_id: tenantId, id: crypto.randomUUID(), workspace_id: workspaceId, import_id: importId, item_id: before.id, before,
    })))
  }

  async function upsert(items: readonly ItemColumns[]): Promise<void> {
    const update = overwritten.map((column) => `${column} = excluded.${column}`).join(', ')
    await insertJson('backlog_item', COLUMNS, items, `on conflict (tenant_id, id) do update set ${update}`)
  }

  async function labels(records: readonly ImportRecord[], before: ReadonlyMap<string, unknown>): Promise<void> {
    const old = records.map(({ sourceKey }) => ids.get(sourceKey)!).filter((id) => before.has(id))
    if (old.length) await em.execute(`delete from item_label where tenant_id = ? and item_id in (${old.map(() => '?').join(', ')})`, [tenantId, ...old])
    await insertJson('item_label', ['tenant_id', 'id', 'workspace_id', 'item_id', 'name'], records.flatMap((record) =>
      [...new Set(record.labels.map((label) => label.slice(0, 200)))].map((name) => ({ tenant_id: tenantId, id: crypto.randomUUID(), workspace_id: workspaceId, item_id: ids.get(record.sourceKey), name })),
    ))
  }

  /** The source's own history; and where this import moved an item, that move. */
  async function history(records: readonly ImportRecord[], before: ReadonlyMap<string, Record<string, unknown>>): Promise<void> {
    const changes = records.flatMap((record) => {
      const item = ids.get(record.sourceKey)!
      const old = before.get(item)
      const one = (at: string, from: string | null, fromCategory: unknown, to: string, category: string) => ({
        tenant_id: tenantId, id: crypto.randomUUID(), workspace_id: workspaceId, item_id: item, at, from_status: from?.slice(0, 120) ?? null, from_category: fromCategory ?? null, to_status: to.slice(0, 120), to_category: category, import_id: importId,
      })
      if (record.statusChanges.length) return old ? [] : record.statusChanges.map((change, step) => one(change.at, change.from, record.statusChanges[step - 1]?.category, change.to, change.category))
      if (!old || old.status === record.status) return []
      return [one(record.updatedAt ?? now.toISOString(), String(old.status), old.status_category, record.status, record.statusCategory)]
    })
    const renewed = records.filter((record) => record.statusChanges.length && before.has(ids.get(record.sourceKey)!))
    for (const record of renewed) changes.push(...(await newer(record)))
    await insertJson('status_change', ['tenant_id', 'id', 'workspace_id', 'item_id', 'at', 'from_status', 'from_category', 'to_status', 'to_category', 'import_id'], changes)
  }

  /** Of a recorded history, what is later than the last change we have. */
  async function newer(record: ImportRecord) {
    const item = ids.get(record.sourceKey)!
    const [last] = await em.execute<{ at: string | Date | null }[]>('select max(at) as at from status_change where tenant_id = ? and item_id = ?', [tenantId, item])
    const after = last?.at ? new Date(last.at).toISOString() : ''
    return record.statusChanges.flatMap((change, step) =>
      change.at > after
        ? [{ tenant_id: tenantId, id: crypto.randomUUID(), workspace_id: workspaceId, item_id: item, at: change.at, from_status: change.from, from_category: record.statusChanges[step - 1]?.category ?? null, to_status: change.to, to_category: change.category, import_id: importId }]
        : [],
    )
  }

  async function endMissing(): Promise<number> {
    const gone = [...known.bySource].filter(([key]) => !ids.has(key) && sourceOf(key) === sourceOf(ids.keys().next().value ?? '')).map(([, id]) => id)
    let ended = 0
    for (let at = 0; at < gone.length; at += CHUNK) {
      const part = gone.slice(at, at + CHUNK)
      const before = await existing(part.map((id) => ({ id }) as ItemColumns))
      const open = [...before.values()].filter(({ status_category }) => status_category !== 'done' && status_category !== 'cancelled')
      await remember(open)
      if (open.length) {
        await em.execute(
          `update backlog_item set status = 'Gone from the source', status_category = 'cancelled', resolved_at = ?, updated_at = ?, import_id = ? where tenant_id = ? and id in (${open.map(() => '?').join(', ')})`,
          [now, now, importId, tenantId, ...open.map(({ id }) => id as string)],
        )
      }
      ended += open.length
      await breathe()
    }
    return ended
  }

  async function insertJson(tableName: string, columns: readonly string[], values: readonly object[], conflict = ''): Promise<void> {
    for (let at = 0; at < values.length; at += CHUNK) {
      await em.execute(
        `insert into ${tableName} (${columns.join(', ')}) select ${columns.join(', ')} from json_populate_recordset(null::${tableName}, ?::json) ${conflict}`,
        [JSON.stringify(values.slice(at, at + CHUNK))],
      )
      if (at) await breathe()
    }
  }
}

/** The tool that a source key belongs to: `jira:SHOP-12` → `jira`. */
export const sourceOf = (sourceKey: string) => sourceKey.slice(0, Math.max(0, sourceKey.indexOf(':'))).slice(0, 40) || 'import'

/** Who is whose parent, who is an epic, who is linked to whom: needed before the first row is written, because rows come in any order. */
async function structureOf(source: Source, plan: Plan) {
  const structure = new Map<string, { parent: string | null; epic: boolean }>()
  const links = new Map<string, readonly ImportedLink[]>()
  let seen = 0
  for await (const { sourceKey, parentRef, parentExternal, type, links: own } of rows(source, plan)) {
    if (own.length) links.set(sourceKey, own)
    structure.set(sourceKey, { parent: parentExternal ? null : parentRef, epic: type === 'epic' })
    if (++seen % CHUNK === 0) await breathe()
  }
  return { structure, links }
}

/** Whether a stored value and a file's value say the same, in spite of how JSON writes dates. */
function same(stored: unknown, given: unknown): boolean {
  if (stored == null || given == null) return (stored ?? null) === (given ?? null)
  if (typeof stored === 'string' && typeof given === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(given)) return new Date(stored).getTime() === new Date(given).getTime()
  if (typeof stored === 'object' || typeof given === 'object') return JSON.stringify(sorted(stored)) === JSON.stringify(sorted(given))
  return stored === given
}

const sorted = (value: unknown): unknown =>
  value && typeof value === 'object' && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value
