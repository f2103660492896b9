import type { Db } from '../data/database.ts'
import { Import } from '../imports/entity.ts'
import { JSON_SOURCES } from '../imports/formats/index.ts'
import type { Made } from '../imports/record/made.ts'
import { StatusHistory } from '../imports/writing/history-service.ts'
import { closeItems, GONE } from '../imports/writing/items-service.ts'
import { idsOf } from '../imports/writing/known-service.ts'
import { RowWriter } from '../imports/writing/rows-service.ts'
import { inPieces, type Session } from '../imports/writing/statement-service.ts'
import { keysOf } from './batch.ts'
import type { Desk } from './desk-service.ts'
import type { SourceRecord } from './source.ts'

const familyOf = (format: string) => JSON_SOURCES.find((source) => source.format === format)!.family

/** Connections of one tracker into one workspace, this one among them: an id means the same item to all. */
const SAME_TRACKER = `select other.id from sync_connection other join sync_connection mine on mine.tenant_id = other.tenant_id
  and mine.workspace_id = other.workspace_id and mine.kind = other.kind and mine.site is not distinct from other.site
  where mine.tenant_id = ? and mine.id = ?`

/** What moves from one connection to another of the same tracker stays the same item, also where the first has ended it. */
export async function adopt(session: Session, { connection }: Desk, records: readonly SourceRecord[]) {
  await inPieces(
    session,
    `insert into sync_item (tenant_id, id, workspace_id, connection_id, source_id, item_id, changed_at, complete, ended_at)
     select distinct on (s.source_id) s.tenant_id, gen_random_uuid(), s.workspace_id, ?::uuid, s.source_id, s.item_id, s.changed_at, false, s.ended_at
     from sync_item s where s.connection_id in (${SAME_TRACKER}) and s.tenant_id = ? and s.connection_id <> ? and s.source_id in (…)
     order by s.source_id, s.ended_at desc nulls first on conflict do nothing`,
    [connection.id, session.tenant, connection.id, session.tenant, connection.id],
    records.map(({ id }) => id),
  )
}

/** Those of the items that another connection of the same tracker still has and reads. A paused one would never end them. */
export async function hadByOthers(session: Session, connectionId: string, items: readonly string[]) {
  const rows = await inPieces<{ item_id: string }>(
    session,
    `select distinct s.item_id from sync_item s where s.connection_id in (${SAME_TRACKER}
     and other.state = 'active') and s.tenant_id = ? and s.connection_id <> ? and s.ended_at is null and s.item_id in (…)`,
    [session.tenant, connectionId, session.tenant, connectionId],
    items,
  )
  return new Set(rows.map(({ item_id }) => item_id))
}

/**
 * Items that have moved get their new source keys before anything is written, so that what names them finds them.
 * Where another item has the key already (a file brought it), that one goes on, and the old one is looked at.
 */
export async function followMoves(
  session: Session,
  { source, connection, now }: Desk,
  records: readonly SourceRecord[],
) {
  const family = familyOf(source.format)
  const keys = keysOf(records)
  const rows = await inPieces<{ id: string; source_id: string; item_id: string; source_key: string | null }>(
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
  const there = await idsOf(
    session,
    connection.workspaceId,
    moved.map(({ to }) => to),
  )
  const holders = new Map([...there].filter(([, id]) => !mine.has(id)))
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

const THEIR_IMPORTS = SAME_TRACKER.replace('other.id', 'other.import_id')

/** An item that is back was never gone: it has the status that it had before, and the step that said so goes. */
export async function forgetEnds(session: Session, { connection }: Desk, records: readonly SourceRecord[]) {
  const back = await inPieces<{ item_id: string }>(
    session,
    'select item_id from sync_item where tenant_id = ? and connection_id = ? and ended_at is not null and source_id in (…)',
    [session.tenant, connection.id],
    records.map(({ id }) => id),
  )
  await inPieces(
    session,
    `update backlog_item i set status = c.from_status, status_category = c.from_category from status_change c
     where c.tenant_id = ? and c.import_id in (${THEIR_IMPORTS}) and c.to_status = '${GONE}' and i.tenant_id = c.tenant_id and i.id = c.item_id
     and i.status = c.to_status and c.from_status is not null and c.from_category is not null and i.id in (…)`,
    [session.tenant, session.tenant, connection.id],
    back.map(({ item_id }) => item_id),
  )
  await inPieces(
    session,
    `delete from status_change where tenant_id = ? and import_id in (${THEIR_IMPORTS}) and to_status = '${GONE}' and item_id in (…)`,
    [session.tenant, session.tenant, connection.id],
    back.map(({ item_id }) => item_id),
  )
}

/** Changes whenever anybody writes the row of the item `i`, or ends one of the links that its source has stated. */
export const ITEM_AS_IT_IS = `i.xmin::text || ' ' || (select count(*) from dependency d
  where d.tenant_id = i.tenant_id and d.item_id = i.id and d.ended_at is null and d.source is not null)`

/** @param digests of the records that need not be written again while they and their items stay as they are */
export async function rememberIds(
  session: Session,
  { source, connection }: Desk,
  records: readonly SourceRecord[],
  digests: ReadonlyMap<SourceRecord, string>,
) {
  const family = familyOf(source.format)
  const rows = records.map((record) => ({
    source_id: record.id,
    ref: `${family}:${record.key}`,
    changed_at: new Date(record.updatedAt).toISOString(),
    complete: record.complete,
    digest: digests.get(record) ?? null,
  }))
  await session.run(
    `insert into sync_item (tenant_id, id, workspace_id, connection_id, source_id, item_id, changed_at, complete, digest, left_as)
     select i.tenant_id, gen_random_uuid(), i.workspace_id, ?, r.source_id, i.id, r.changed_at, r.complete, r.digest, ${ITEM_AS_IT_IS}
     from json_to_recordset(?::json) as r(source_id text, ref text, changed_at timestamptz, complete boolean, digest text)
     join backlog_item i on i.tenant_id = ? and i.workspace_id = ? and i.source = ? and i.source_key = r.ref
     on conflict (tenant_id, connection_id, source_id) do update
       set item_id = excluded.item_id, changed_at = excluded.changed_at, complete = excluded.complete, ended_at = null,
         digest = excluded.digest, left_as = excluded.left_as`,
    [connection.id, new TextEncoder().encode(JSON.stringify(rows)), session.tenant, connection.workspaceId, family],
  )
}

/** What goes with the connection's items when they are removed. */
export async function rememberMade(db: Db, importId: string, made: Made) {
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
