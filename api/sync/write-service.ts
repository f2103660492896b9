import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { lockStructure } from '../backlog/structure/hierarchy-service.ts'
import type { Db } from '../data/database.ts'
import { tenantOf } from '../data/tenant.ts'
import { InlineReader, type ReadsImports } from '../imports/reader-inline-service.ts'
import type { ImportReport } from '../imports/record/report.ts'
import { StatusHistory } from '../imports/writing/history-service.ts'
import { closeItems } from '../imports/writing/items-service.ts'
import { TeamsAndSprints } from '../imports/writing/names-service.ts'
import type { ImportedSprint } from '../imports/record/record.ts'
import { RowWriter } from '../imports/writing/rows-service.ts'
import { sessionOf } from '../imports/writing/session-service.ts'
import { inPieces } from '../imports/writing/statement-service.ts'
import { VERSION } from '../data/version.ts'
import { digestsOf, fileOf, sortRecords, type KnownRecord } from './batch.ts'
import type { Desk } from './desk-service.ts'
import { adopt, followMoves, forgetEnds, hadByOthers, ITEM_AS_IT_IS, rememberIds, rememberMade } from './ids-service.ts'
import type { SourceRecord } from './source.ts'

export interface WrittenBatch {
  readonly written: number
  readonly refused: number
  readonly report: ImportReport | null
}

/** Records that are written without a thread. */
const INLINE = 100
const MAY_LINK = { objectiveItems: false, capabilityItems: false } as const

/** What is known of an item, and the digest of what was written, unless the item is no longer as that left it. */
type Known = KnownRecord & { readonly digest: string | null }

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
  const digests = digestsOf(sorted.records, groundOf(desk))
  const news = sorted.records.filter((record) => {
    const before = known.get(record.id)
    return !before || before.ended || before.digest !== digests.get(record)
  })
  let [written, refused] = [0, 0]
  let report: ImportReport | null = null
  // What comes without its history, or without some fields, must not empty what others have said.
  for (const batch of Map.groupBy(news, saysOf).values()) {
    const done = await writeBatch(desk, batch, digests)
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

/** Records of the same words say something about the same fields. */
const saysOf = ({ complete, lacks = [] }: SourceRecord) => `${complete} ${lacks.join()}`

/** What a record is read by; another version of PM33 may read it in another way. */
const groundOf = ({ source: { format, list, owns, links }, about, connection: { mapping } }: Desk) => ({
  version: VERSION,
  source: { format, list, owns, links },
  about,
  mapping,
})

const NO_DIGESTS: ReadonlyMap<SourceRecord, string> = new Map()

async function writeBatch(
  desk: Desk,
  records: readonly SourceRecord[],
  digests: ReadonlyMap<SourceRecord, string>,
): Promise<WrittenBatch> {
  const { db, imports, source, about } = desk
  const text = fileOf(records, source.list, about)
  const write = (reader: ReadsImports) => readAndWrite(desk, reader, records, digests)
  if (records.length <= INLINE) return imports.turn(tenantOf(db.em), () => write(new InlineReader(text)))
  const file = randomUUID()
  await writeFile(imports.file(file), text, { mode: 0o600 })
  try {
    return await imports.turn(tenantOf(db.em), () => imports.batch(file, write))
  } finally {
    rmSync(imports.file(file), { force: true })
  }
}

/** Milliseconds after which the structure is asked for again. */
const TAKEN_MS = 1_000

/**
 * Waits until nobody has the structure, which an import may have for minutes. The lease is kept meanwhile, or another server
 * would read the same pages and wait too; a connection to the database is not.
 */
async function structureFree({ db, connection, hold }: Desk): Promise<void> {
  while (!(await db.unlessLocked(() => lockStructure(db, connection.workspaceId)))) {
    await db.transaction(() => hold())
    await pause(TAKEN_MS)
  }
}

async function readAndWrite(
  desk: Desk,
  reader: ReadsImports,
  records: readonly SourceRecord[],
  digests: ReadonlyMap<SourceRecord, string>,
): Promise<WrittenBatch> {
  const { db, source, about, connection, now } = desk
  const complete = records.every((record) => record.complete)
  const lacks = new Set(records.flatMap((record) => record.lacks ?? []))
  const report = await reader.plan({
    ...connection.mapping,
    format: source.format,
    statuses: { ...about.statuses, ...connection.mapping?.statuses },
  })
  await structureFree(desk)
  return db.transaction(async () => {
    // First, because an import may have it for minutes: whoever has locked the connection keeps its webhooks waiting.
    await lockStructure(db, connection.workspaceId)
    await desk.hold()
    const session = sessionOf(db.em)
    await adopt(session, desk, records)
    await followMoves(session, desk, records)
    await forgetEnds(session, desk, records)
    const { written, made, changed, whole } = await reader.write(
      {
        workspaceId: connection.workspaceId,
        importId: connection.importId,
        now: now(),
        endMissing: false,
        mayLink: MAY_LINK,
        live: {
          owns: source.owns.filter((field) => (field !== 'history' || complete) && !lacks.has(field)),
          links: lacks.has('blocks') ? 'none' : source.links,
        },
      },
      session,
      async () => ({ added: 0, kept: 0, refused: [] }),
      () => undefined,
    )
    // What would close a circle now may be free to come when the same is said again.
    await rememberIds(session, desk, records, whole ? digests : NO_DIGESTS)
    await rememberMade(db, connection.importId, made)
    if (changed) db.changed(connection.workspaceId)
    return { written: written.created + written.updated, refused: written.refused, report }
  })
}

/** Sprints that the source lists by themselves, as those that items name are written. */
export async function writeSprints(desk: Desk, sprints: readonly ImportedSprint[]): Promise<void> {
  const { db, connection, now } = desk
  if (sprints.length === 0) return
  await structureFree(desk)
  await db.transaction(async () => {
    const { workspaceId, importId } = connection
    // Connections of one workspace may list the same sprints at once.
    await lockStructure(db, workspaceId)
    await desk.hold()
    const session = sessionOf(db.em)
    const names = new TeamsAndSprints({ session, workspaceId, importId, now: now() }, new RowWriter(session))
    await names.seeSprints(sprints, desk.source.kind === 'linear')
    await rememberMade(db, importId, names.made)
    if (names.made.sprints.length + names.made.changedSprints.length > 0) db.changed(workspaceId)
  })
}

/** Ends items that the source no longer has: closed, never deleted. @returns how many */
export async function endItems(desk: Desk, ids: readonly string[]): Promise<number> {
  const { db, connection, now } = desk
  if (ids.length === 0) return 0
  await structureFree(desk)
  return db.transaction(async () => {
    await lockStructure(db, connection.workspaceId)
    await desk.hold()
    const session = sessionOf(db.em)
    const rows = await inPieces<{ id: string; item_id: string }>(
      session,
      'select id, item_id from sync_item where tenant_id = ? and connection_id = ? and ended_at is null and source_id in (…)',
      [session.tenant, connection.id],
      ids,
    )
    const writer = new RowWriter(session)
    const { workspaceId, importId } = connection
    const history = new StatusHistory(session, writer, workspaceId, importId)
    const items = rows.map(({ item_id }) => item_id)
    const elsewhere = await hadByOthers(session, connection.id, items)
    const closed = await closeItems(
      { writer, writing: { session, workspaceId, importId, now: now() }, now: now().toISOString() },
      items.filter((item) => !elsewhere.has(item)),
      history,
    )
    await writer.flush()
    await inPieces(
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
  connection: { readonly id: string; readonly workspaceId: string },
  ids: readonly string[],
  now: Date,
): Promise<void> {
  if (ids.length === 0) return
  const rows = [...new Set(ids)].map((source_id) => ({ id: randomUUID(), source_id }))
  // What is announced again gets an id of its own, so that whoever has looked meanwhile does not take it off the list.
  await sessionOf(db.em).run(
    `insert into sync_look (tenant_id, id, workspace_id, connection_id, source_id, created_at)
     select ?, r.id, ?, ?, r.source_id, ? from json_to_recordset(?::json) as r(id uuid, source_id text)
     on conflict (tenant_id, connection_id, source_id) do update set id = excluded.id, created_at = excluded.created_at`,
    [tenantOf(db.em), connection.workspaceId, connection.id, now, new TextEncoder().encode(JSON.stringify(rows))],
  )
}

/** Records of items that are here, or were. */
export async function knownAmong(desk: Desk, records: readonly SourceRecord[]): Promise<readonly SourceRecord[]> {
  if (records.length === 0) return []
  const ids = records.map(({ id }) => id)
  const known = await desk.db.snapshot(() => knownRecords(desk, ids))
  return records.filter(({ id }) => known.has(id))
}

async function knownRecords({ db, connection }: Desk, ids: readonly string[]): Promise<Map<string, Known>> {
  const rows = await inPieces<{ source_id: string; changed_at: string | Date; ended: boolean; digest: string | null }>(
    sessionOf(db.em),
    `select s.source_id, s.changed_at, s.ended_at is not null as ended, case when s.left_as = ${ITEM_AS_IT_IS} then s.digest end as digest
     from sync_item s join backlog_item i on i.tenant_id = s.tenant_id and i.id = s.item_id
     where s.tenant_id = ? and s.connection_id = ? and s.source_id in (…)`,
    [tenantOf(db.em), connection.id],
    ids,
  )
  return new Map(
    rows.map(({ source_id, changed_at, ended, digest }) => [
      source_id,
      { sourceId: source_id, changedAt: new Date(changed_at).getTime(), ended, digest },
    ]),
  )
}
