import type { Db } from '../data/database.ts'
import { tenantOf } from '../data/tenant.ts'
import type { ImportedSprint } from '../imports/record/record.ts'
import type { ImportSpool } from '../imports/spool-service.ts'
import { sessionOf } from '../imports/writing/session-service.ts'
import { oneOfEachName } from './batch.ts'
import type { Desk } from './desk-service.ts'
import { SyncConnection, SyncDelivery, SyncItem, SyncLook } from './entity.ts'
import type { Source, SourceRecord } from './source.ts'
import { missingOf } from './status-service.ts'
import { SourceTrouble } from './trouble.ts'
import { endItems, knownAmong, lookAt, writeRecords, writeSprints } from './write-service.ts'

const MINUTE = 60_000
/** For how long a node has a connection without saying so again. */
export const LEASE_MS = 3 * MINUTE
/** Between two runs: a change is here within five minutes although nobody announced it. */
export const POLL_MS = 3 * MINUTE
const CENSUS_MS = 60 * MINUTE
/** For how long a webhook is known as seen; sources send one again for a day or so. */
const DELIVERIES_MS = 14 * 24 * 60 * MINUTE
/** Records in one transaction. */
const BATCH = 500

/** Another node has the connection now, or a person has stopped or removed it: the run ends without a word. */
export class LostLease extends Error {}

export interface PullParts {
  readonly db: Db
  readonly imports: ImportSpool
  readonly now: () => Date
  readonly source: Source
  readonly connection: SyncConnection
  readonly node: string
  readonly signal: AbortSignal
  /** Rows that were written, for metrics. */
  readonly onRows: (rows: number) => void
}

/** One run: looks at what was announced, reads what has changed, ends what is gone, and fetches missing history. */
export async function pull(parts: PullParts): Promise<void> {
  const { db, now, source, connection, signal } = parts
  const workspaceId = connection.workspace.id
  const started = now()
  const desk: Desk = {
    db,
    imports: parts.imports,
    now,
    source,
    about: await source.about(signal),
    connection: {
      id: connection.id,
      workspaceId,
      importId: connection.import.id,
      mapping: connection.mapping ?? null,
    },
    hold: (more = {}) => hold(parts, more),
  }
  await lookAtAll(desk, parts)
  const completeAt = (await walk(desk, parts, connection.cursor ?? null)) ?? connection.completeAt ?? now()
  await db.transaction(() =>
    hold(parts, { syncedThrough: started, completeAt, ...(connection.completeAt ? {} : { walkedAt: started }) }),
  )
  const compared = isDue(connection.censusAt, CENSUS_MS, started) ? await census(desk, parts) : null
  if (compared) await readSprints(desk, parts)
  if (source.rereadMs !== undefined && isDue(connection.walkedAt ?? started, source.rereadMs, started)) {
    await walk(desk, parts, null, false)
    await db.transaction(() => hold(parts, { walkedAt: started }))
  }
  await lookAtAll(desk, parts)
  if (compared) await sayRefused(desk, compared)
  await fetchHistory(desk, parts)
  if (compared) await sayMissing(desk, parts)
}

const isDue = (last: Date | null | undefined, everyMs: number, now: Date) =>
  !last || now.getTime() - last.getTime() >= everyMs

/** Keeps the lease; in the transaction that writes. @throws LostLease */
async function hold({ db, connection, node, now }: PullParts, more: Partial<SyncConnection>): Promise<void> {
  const mine = { id: connection.id, state: 'active' as const, leasedBy: node }
  const leasedUntil = new Date(now().getTime() + LEASE_MS)
  if (!(await db.em.nativeUpdate(SyncConnection, mine, { ...more, leasedUntil }))) throw new LostLease()
}

/** Keeps the lease while pages come that write nothing. */
function renewing({ db, hold: again }: Desk, now: () => Date): () => Promise<void> {
  let last = now().getTime()
  return async () => {
    if (now().getTime() - last < MINUTE) return
    last = now().getTime()
    await db.transaction(() => again())
  }
}

/** @returns when everything was here for the first time, if the walk goes on after that */
async function walk(desk: Desk, parts: PullParts, cursor: string | null, keeps = true): Promise<Date | null> {
  const { source } = desk
  let usableAt: Date | null = null
  let waiting: SourceRecord[] = []
  let reached: string | undefined
  const write = async () => {
    const { written } = await writeRecords(desk, waiting, {
      looked: false,
      cursor: keeps ? reached : undefined,
    })
    parts.onRows(written)
    waiting = []
    reached = undefined
  }
  const renewed = renewing(desk, parts.now)
  for await (const page of source.changes(cursor, parts.signal)) {
    waiting.push(...page.records)
    await renewed()
    if (page.cursor !== undefined) reached = page.cursor
    if (page.usable) {
      await write()
      const completeAt = (usableAt = parts.connection.completeAt ?? parts.now())
      await desk.db.transaction(() => desk.hold({ completeAt, pace: source.pace?.() ?? null }))
    }
    if (page.total !== undefined) await desk.db.transaction(() => desk.hold({ total: page.total! }))
    if (waiting.length < BATCH) continue
    await write()
    await lookAtAll(desk, parts)
  }
  if (waiting.length > 0 || reached !== undefined) await write()
  return usableAt
}

/** What webhooks announced, what a list and PM33 disagree about, and what a census missed. */
async function lookAtAll(desk: Desk, parts: PullParts): Promise<void> {
  const { db, source, connection } = desk
  for (;;) {
    const rows = await db.snapshot(() =>
      db.em.find(
        SyncLook,
        { connection: { id: connection.id } },
        { orderBy: { createdAt: 'asc', id: 'asc' }, limit: source.atOnce, disableIdentityMap: true },
      ),
    )
    if (rows.length === 0) return
    await look(
      desk,
      parts,
      rows.map(({ sourceId }) => sourceId),
    )
    // What was announced again meanwhile stays, to be looked at again.
    await db.transaction(async () => {
      await desk.hold()
      await db.em.nativeDelete(SyncLook, { id: { $in: rows.map(({ id }) => id) } })
    })
  }
}

async function look(desk: Desk, parts: PullParts, ids: readonly string[]): Promise<void> {
  const { records, gone, finished = [] } = await desk.source.byIds(ids, parts.signal)
  // Of what was finished elsewhere and never was here, nothing comes.
  const { written } = await writeRecords(desk, [...records, ...(await knownAmong(desk, finished))], { looked: true })
  parts.onRows(written + (await endItems(desk, gone)))
}

/**
 * Compares all ids. What is here and not there, or there and not here, is looked at: only a look decides.
 * @returns the ids that are there
 */
async function census(desk: Desk, parts: PullParts): Promise<ReadonlySet<string>> {
  const { db, source, connection, now } = desk
  const there = new Set<string>()
  const renewed = renewing(desk, now)
  for await (const ids of source.ids(parts.signal)) {
    for (const id of ids) there.add(id)
    await renewed()
  }
  const here = await itemsHere(desk)
  const gone = [...here].filter(([id, ended]) => !ended && !there.has(id)).map(([id]) => id)
  const missed = [...there].filter((id) => here.get(id) !== false)
  await db.transaction(async () => {
    await desk.hold({ censusAt: now(), total: there.size })
    const before = new Date(now().getTime() - DELIVERIES_MS)
    await db.em.nativeDelete(SyncDelivery, { connection: { id: connection.id }, createdAt: { $lt: before } })
    await lookAt(db, connection, [...gone, ...missed], now())
  })
  return there
}

/** As often as all ids are compared: a sprint that ends changes none of its items. */
async function readSprints(desk: Desk, parts: PullParts): Promise<void> {
  const found: ImportedSprint[] = []
  const renewed = renewing(desk, parts.now)
  for await (const sprints of desk.source.sprints?.(parts.signal) ?? []) {
    found.push(...sprints)
    await renewed()
  }
  await writeSprints(desk, oneOfEachName(found, parts.now()))
}

/** As often, too: a permission can be taken away, or given, while everything else goes on. */
async function sayMissing({ db, source, hold: again }: Desk, { signal }: PullParts): Promise<void> {
  if (!source.goesWithout) return
  // A notice ends no run in which everything was read.
  const checked = await source.check(signal).catch((error: unknown) => {
    if (error instanceof SourceTrouble && (error.kind === 'busy' || error.kind === 'unreachable')) return null
    throw error
  })
  if (!checked) return
  const missing = missingOf(checked)
  await db.transaction(() => again({ missing }))
}

/** Whether each item has ended, by the source's ids. */
async function itemsHere({ db, connection }: Desk): Promise<ReadonlyMap<string, boolean>> {
  const rows = await db.snapshot(() =>
    sessionOf(db.em).query<{ source_id: string; ended: boolean }>(
      'select source_id, ended_at is not null as ended from sync_item where tenant_id = ? and connection_id = ?',
      [tenantOf(db.em), connection.id],
    ),
  )
  return new Map(rows.map(({ source_id, ended }) => [source_id, ended]))
}

/** History that was left for later, so that items were here sooner. */
async function fetchHistory(desk: Desk, parts: PullParts): Promise<void> {
  const { db, source, connection } = desk
  for (let before = ''; ;) {
    const rows = await db.snapshot(() =>
      db.em.find(
        SyncItem,
        { connection: { id: connection.id }, complete: false, endedAt: null, sourceId: { $gt: before } },
        { orderBy: { sourceId: 'asc' }, limit: source.atOnce, disableIdentityMap: true },
      ),
    )
    if (rows.length === 0) return
    await look(
      desk,
      parts,
      rows.map(({ sourceId }) => sourceId),
    )
    if (before === '') await db.transaction(() => desk.hold({ pace: source.pace?.() ?? null }))
    before = rows.at(-1)!.sourceId
    await lookAtAll(desk, parts)
  }
}

/** What a census found at the source, and what is still not here after a look at it. */
async function sayRefused(desk: Desk, there: ReadonlySet<string>): Promise<void> {
  const here = await itemsHere(desk)
  const refused = [...there].filter((id) => !here.has(id)).length
  await desk.db.transaction(() => desk.hold({ refused }))
}
