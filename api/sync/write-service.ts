import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import type { Db } from '../data/database.ts'
import { JSON_SOURCES } from '../imports/formats/index.ts'
import type { Mapping } from '../imports/record/mapping.ts'
import type { ImportReport } from '../imports/record/report.ts'
import type { ImportSpool } from '../imports/spool-service.ts'
import { StatusHistory } from '../imports/writing/history-service.ts'
import { closeItems, GONE } from '../imports/writing/items-service.ts'
import { RowWriter } from '../imports/writing/rows-service.ts'
import { sessionOf } from '../imports/writing/session-service.ts'
import { byId, type Session } from '../imports/writing/statement-service.ts'
import type { Made } from '../imports/record/made.ts'
import { Import } from '../imports/entity.ts'
import { fileOf, keysOf, sortRecords, type KnownRecord } from './batch.ts'
import { SyncConnection, SyncLook } from './entity.ts'
import type { About, Source, SourceRecord } from './source.ts'

/** What a writing stands on: one connection in one tenant, and the node that has it. */
export interface Desk {
  readonly db: Db
  readonly imports: ImportSpool
  readonly now: () => Date
  readonly source: Source
  readonly about: About
  readonly connection: {
    readonly tenantId: string
    readonly id: string
    readonly workspaceId: string
    readonly importId: string
    readonly mapping: Mapping | null
  }
  /** @throws LostLease when another node has the connection, or a person has stopped it. In the transaction that writes */
  readonly hold: (more?: Partial<SyncConnection>) => Promise<void>
}

export interface WrittenBatch {
  readonly written: number
  readonly refused: number
  readonly report: ImportReport | null
}

const MAY_LINK = { objectiveItems: false, capabilityItems: false } as const

/**
 * Writes records and then how far the source has been read: a crash between the two reads them again.
 * @param looked what the source says now of these ids; else a page of a list
 */
export async function writeRecords(
  desk: Desk,
  records: readonly SourceRecord[],
  { looked, cursor }: { looked: boolean; cursor?: string | undefined },
): Promise<WrittenBatch> {
  const { db, connection } = desk
  const known = await db.snapshot(() => knownRecords(desk, [...new Set(records.map(({ id }) => id))]))
  const sorted = sortRecords(records, known, looked)
  let [written, refused] = [0, 0]
  let report: ImportReport | null = null
  // What comes without its history must not empty what a history has said.
  for (const complete of [true, false]) {
    const batch = sorted.records.filter((record) => record.complete === complete)
    if (batch.length === 0) continue
    const done = await writeBatch(desk, batch)
    written += done.written
    refused += done.refused
    report ??= done.report
  }
  if (cursor !== undefined || sorted.doubtful.length > 0)
    await db.transaction(async () => {
      await desk.hold(cursor === undefined ? {} : { cursor })
      await lookAt(db, connection, sorted.doubtful, desk.now())
    })
  return { written, refused, report }
}

async function writeBatch(desk: Desk, records: readonly SourceRecord[]): Promise<WrittenBatch> {
  const { db, imports, source, about, connection, now } = desk
  const file = randomUUID()
  await writeFile(imports.file(file), fileOf(records, source.list, about), { mode: 0o600 })
  const reader = imports.open(file)
  try {
    return await imports.turn(connection.tenantId, async () => {
      const report = await reader.plan({
        ...connection.mapping,
        format: source.format,
        statuses: { ...about.statuses, ...connection.mapping?.statuses },
      })
      return db.transaction(async () => {
        await desk.hold()
        const session = sessionOf(db.em)
        await followMoves(session, desk, records)
        await forgetEnds(session, desk, records)
        const { written, made, changed } = await reader.write(
          {
            workspaceId: connection.workspaceId,
            importId: connection.importId,
            now: now(),
            endMissing: false,
            mayLink: MAY_LINK,
            live: {
              owns: source.owns.filter((field) => field !== 'history' || records.every(({ complete }) => complete)),
              links: source.links,
            },
          },
          session,
          async () => ({ added: 0, kept: 0, refused: [] }),
          () => undefined,
        )
        await rememberIds(session, desk, records)
        await rememberMade(db, connection.importId, made)
        if (changed) db.changed(connection.workspaceId)
        return { written: written.created + written.updated, refused: written.refused, report }
      })
    })
  } finally {
    await reader.close()
    rmSync(imports.file(file), { force: true })
  }
}

/** Ends items that the source no longer has: closed, never deleted. @returns how many */
export async function endItems(desk: Desk, ids: readonly string[]): Promise<number> {
  const { db, connection, now } = desk
  if (ids.length === 0) return 0
  return db.transaction(async () => {
    await desk.hold()
    const session = sessionOf(db.em)
    const rows = await byId<{ id: string; item_id: string }>(
      session,
      'select id, item_id from sync_item where tenant_id = ? and connection_id = ? and ended_at is null and source_id in (…)',
      [session.tenant, connection.id],
      ids,
    )
    const writer = new RowWriter(session)
    const { workspaceId, importId } = connection
    const history = new StatusHistory(session, writer, workspaceId, importId)
    const closed = await closeItems(
      { writer, writing: { session, workspaceId, importId, now: now() }, now: now().toISOString() },
      rows.map(({ item_id }) => item_id),
      history,
    )
    await writer.flush()
    await byId(
      session,
      'update sync_item set ended_at = ? where tenant_id = ? and id in (…)',
      [now(), session.tenant],
      rows.map(({ id }) => id),
    )
    if (closed > 0) db.changed(workspaceId)
    return rows.length
  })
}

/** Puts ids on the list of those to look at. */
export async function lookAt(
  db: Db,
  connection: { readonly tenantId: string; readonly id: string; readonly workspaceId: string },
  ids: readonly string[],
  now: Date,
): Promise<void> {
  if (ids.length === 0) return
  const at = (property: string) => [connection.tenantId, property] as never
  await db.em.upsertMany(
    SyncLook,
    [...new Set(ids)].map((sourceId) => ({
      tenantId: connection.tenantId,
      id: randomUUID(),
      workspace: at(connection.workspaceId),
      connection: at(connection.id),
      sourceId,
      createdAt: now,
    })),
    {
      onConflictFields: ['tenantId', 'connection', 'sourceId'],
      onConflictAction: 'merge',
      onConflictMergeFields: ['createdAt'],
    },
  )
}

async function knownRecords({ db, connection }: Desk, ids: readonly string[]): Promise<Map<string, KnownRecord>> {
  const rows = await byId<{ source_id: string; changed_at: string | Date; ended: boolean }>(
    sessionOf(db.em),
    'select source_id, changed_at, ended_at is not null as ended from sync_item where tenant_id = ? and connection_id = ? and source_id in (…)',
    [connection.tenantId, connection.id],
    ids,
  )
  return new Map(
    rows.map(({ source_id, changed_at, ended }) => [
      source_id,
      { sourceId: source_id, changedAt: new Date(changed_at).getTime(), ended },
    ]),
  )
}

const familyOf = (format: string) => JSON_SOURCES.find((source) => source.format === format)!.family

/**
 * Items that have moved get their new source keys before anything is written, so that what names them finds them.
 * Where another item has the key already (a file brought it), that one goes on, and the old one is looked at.
 */
async function followMoves(session: Session, { source, connection, now }: Desk, records: readonly SourceRecord[]) {
  const family = familyOf(source.format)
  const keys = keysOf(records)
  const rows = await byId<{ id: string; source_id: string; item_id: string; source_key: string | null }>(
    session,
    `select s.id, s.source_id, s.item_id, i.source_key from sync_item s join backlog_item i on i.tenant_id = s.tenant_id and i.id = s.item_id
     where s.tenant_id = ? and s.connection_id = ? and s.source_id in (…)`,
    [session.tenant, connection.id],
    [...keys.keys()],
  )
  const moved = rows
    .map((row) => ({ ...row, to: `${family}:${keys.get(row.source_id)!}` }))
    .filter(({ source_key, to }) => source_key !== to)
  if (moved.length === 0) return
  const mine = new Set(moved.map(({ item_id }) => item_id))
  const holders = new Map(
    (
      await byId<{ id: string; source_key: string }>(
        session,
        'select id, source_key from backlog_item where tenant_id = ? and workspace_id = ? and source_key in (…)',
        [session.tenant, connection.workspaceId],
        moved.map(({ to }) => to),
      )
    )
      .filter(({ id }) => !mine.has(id))
      .map(({ id, source_key }) => [source_key, id] as const),
  )
  const free = moved.filter(({ to }) => !holders.has(to))
  // Two steps: one item may move to the key that another one leaves.
  for (const key of [({ item_id }: { item_id: string }) => `moving:${item_id}`, ({ to }: { to: string }) => to])
    for (const row of free)
      await session.run('update backlog_item set source_key = ? where tenant_id = ? and id = ?', [
        key(row),
        session.tenant,
        row.item_id,
      ])
  for (const { id, item_id, to } of moved.filter(({ to: key }) => holders.has(key))) {
    await session.run('update sync_item set item_id = ? where tenant_id = ? and id = ?', [
      holders.get(to)!,
      session.tenant,
      id,
    ])
    const writer = new RowWriter(session)
    const { workspaceId, importId } = connection
    await closeItems(
      { writer, writing: { session, workspaceId, importId, now: now() }, now: now().toISOString() },
      [item_id],
      new StatusHistory(session, writer, workspaceId, importId),
    )
    await writer.flush()
  }
}

/** An item that is back was never gone: the step that said so goes. */
async function forgetEnds(session: Session, { connection }: Desk, records: readonly SourceRecord[]) {
  const back = await byId<{ item_id: string }>(
    session,
    'select item_id from sync_item where tenant_id = ? and connection_id = ? and ended_at is not null and source_id in (…)',
    [session.tenant, connection.id],
    records.map(({ id }) => id),
  )
  await byId(
    session,
    `delete from status_change where tenant_id = ? and import_id = ? and to_status = '${GONE}' and item_id in (…)`,
    [session.tenant, connection.importId],
    back.map(({ item_id }) => item_id),
  )
}

async function rememberIds(session: Session, { source, connection }: Desk, records: readonly SourceRecord[]) {
  const family = familyOf(source.format)
  const rows = records.map(({ id, key, updatedAt, complete }) => ({
    source_id: id,
    ref: `${family}:${key}`,
    changed_at: new Date(updatedAt).toISOString(),
    complete,
  }))
  await session.run(
    `insert into sync_item (tenant_id, id, workspace_id, connection_id, source_id, item_id, changed_at, complete)
     select i.tenant_id, gen_random_uuid(), i.workspace_id, ?, r.source_id, i.id, r.changed_at, r.complete
     from json_to_recordset(?::json) as r(source_id text, ref text, changed_at timestamptz, complete boolean)
     join backlog_item i on i.tenant_id = ? and i.workspace_id = ? and i.source_key = r.ref
     on conflict (tenant_id, connection_id, source_id) do update
       set item_id = excluded.item_id, changed_at = excluded.changed_at, complete = excluded.complete, ended_at = null`,
    [connection.id, new TextEncoder().encode(JSON.stringify(rows)), session.tenant, connection.workspaceId],
  )
}

/** What goes with the connection's items when they are removed. */
async function rememberMade(db: Db, importId: string, made: Made) {
  if (made.teams.length + made.sprints.length + made.changedSprints.length === 0) return
  const row = await db.em.findOneOrFail(Import, { id: importId })
  const before = row.made ?? { teams: [], sprints: [], changedSprints: [] }
  const own = new Set(before.sprints)
  const changed = new Set(before.changedSprints.map(({ id }) => id))
  row.made = {
    ...before,
    teams: [...before.teams, ...made.teams],
    sprints: [...before.sprints, ...made.sprints],
    changedSprints: [
      ...before.changedSprints,
      ...made.changedSprints.filter(({ id }) => !own.has(id) && !changed.has(id)),
    ],
  }
  await db.em.flush()
}
