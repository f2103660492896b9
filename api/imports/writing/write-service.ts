import { createHash } from 'node:crypto'
import { cut } from '../../../text.ts'
import { FieldHistory } from './field-history-service.ts'
import { foundItems } from './found-service.ts'
import { StatusHistory, type Arrival } from './history-service.ts'
import { Identities } from './identities.ts'
import { columnsOf, ITEM_COLUMNS, isPlace, keyOf, type ItemColumns } from './item-columns.ts'
import { closeMissing, holdPlaces, relabel, remember, reparent, type Ground, type Writing } from './items-service.ts'
import { idsOf, itemsAround, knownItems, lastRank, storedItems } from './known-service.ts'
import { writeLinks } from './links-service.ts'
import type { Made } from '../record/made.ts'
import { currentSprint, TeamsAndSprints } from './names-service.ts'
import type { ImportedLink, ImportRecord } from '../record/record.ts'
import { rowGroups } from '../record/row-groups.ts'
import { rows } from '../reading/rows.ts'
import { PartWriter } from './parts-service.ts'
import { RowWriter } from './rows-service.ts'
import { inPieces } from './statement-service.ts'
import { treeOf } from './tree.ts'
import { differs, mergedWith, statedBy, statesLinks, type StoredItem, type WrittenCounts } from './written.ts'

const LABEL = 200
const REPLACE = `on conflict (tenant_id, id) do update set ${ITEM_COLUMNS.filter(
  (column) => column !== 'tenant_id' && column !== 'id',
)
  .map((column) => `${column} = excluded.${column}`)
  .join(', ')}`
/**
 * Rows after which plans are made again. PostgreSQL plans the check of a foreign key once a session, when the table may be
 * empty and every index as good as another: what it chose then reads the whole tenant for each row now.
 */
const REPLAN = [250, 1_000, 4_000, 16_000, 64_000]
export interface Wrote {
  written: WrittenCounts
  made: Made
  /** Whether the workspace is not what it was. */
  changed: boolean
  /** Nothing was left out because it would close a circle with what the file or the workspace has now. */
  whole: boolean
}

/** Writes a planned file. Runs inside the caller's transaction: all of it, or nothing. */
export async function writeImport(writing: Writing): Promise<Wrote> {
  const { session, workspaceId, importId, plan, source, endMissing, live } = writing
  const { tenant } = session
  const now = writing.now.toISOString()
  const writer = new RowWriter(session)
  const ground: Ground = { writer, writing, now }
  const names = new TeamsAndSprints(writing, writer)
  const history = new StatusHistory(session, writer, workspaceId, importId)
  const fields = new FieldHistory(session, writer, workspaceId, importId)
  const stated = statedBy(plan, live?.owns)
  const refusals = rowGroups()
  const counts = { created: 0, updated: 0, unchanged: 0 }
  // Checked and indexed row by row, not at the end or by the megabyte: on the embedded database that would stand still.
  await session.run('set constraints all immediate', [])
  await session.run("set local gin_pending_list_limit = '64kB'", [])

  const beside = new PartWriter(writing)
  await beside.before()
  const known = live ? await itemsAround(session, workspaceId, plan, digest) : await knownItems(session, workspaceId)
  const identities = new Identities(plan, known, () => crypto.randomUUID())
  const tree = treeOf(plan, known, identities, { statesParents: stated('parent_id'), live: live !== undefined })
  let rank = await lastRank(session, workspaceId)
  let whole = plan.cutParents.size + plan.cutDependencies.size === 0
  /** Rows that hold the place of a parent that has not come yet. */
  const places = new Set<string>()
  const links = new Map<string, readonly ImportedLink[]>()

  for (const key of plan.parents.values()) {
    const id = identities.idOf(identities.refOf(key))
    if (id !== null && !identities.isKnown(id)) places.add(id)
  }
  await holdPlaces(ground, places)

  let done = 0
  let chunk: ImportRecord[] = []
  for await (const record of rows(source, plan)) {
    chunk.push(record)
    if (record.links.length) links.set(record.sourceKey, record.links)
    if (chunk.length < writer.size('backlog_item', ITEM_COLUMNS)) continue
    await writeChunk(chunk)
    chunk = []
  }
  if (chunk.length) await writeChunk(chunk)
  await writer.flush()
  // A parent that was refused leaves its children without one.
  await inPieces(session, 'delete from backlog_item where tenant_id = ? and id in (…)', [tenant], [...places])
  const closed = endMissing ? await closeMissing(ground, identities, history) : 0
  await reparent(ground, identities, tree)
  await writer.flush()
  await names.finish()
  // A live source names items that none of its rows has touched.
  const outside = live
    ? await idsOf(
        session,
        workspaceId,
        [...links.values()].flatMap((stated) => stated.map(({ targetRef }) => targetRef)),
      )
    : null
  const linked = await writeLinks({
    session,
    writer,
    workspaceId,
    importId,
    now: writing.now,
    again: identities.again(),
    fresh: identities.brought(),
    stated: links,
    speaks: live !== undefined || statesLinks(plan),
    ...(live ? { live: { ...live, refs: identities.refs() } } : {}),
    idOf: (ref) => identities.standing(identities.idOf(ref) ?? outside?.get(ref) ?? null),
  })
  await beside.after(writer, (ref) => identities.standing(identities.idOf(ref)))
  const found = await foundItems(session, identities.brought(), {
    links: linked.standing,
    linksOutside: linked.outside,
  })
  const parts = beside.list()
  const changed =
    counts.created + counts.updated + closed + linked.started + linked.ended + names.made.changedSprints.length > 0 ||
    parts.some(({ added }) => added > 0)
  return {
    changed,
    // A record that was refused is tried again, because what stood in its way may go.
    whole: whole && linked.leftOut === 0 && refusals.count() === 0,
    written: {
      ...counts,
      refused: refusals.count(),
      refusals: refusals.list(),
      dependenciesStarted: linked.started,
      dependenciesEnded: linked.ended,
      dependenciesLeftOut: linked.leftOut,
      endedItems: closed,
      found,
      teamsMade: names.made.teams.length,
      sprintsMade: names.made.sprints.length,
      ...(parts.length ? { parts } : {}),
    },
    made: { ...names.made, rows: beside.made },
  }

  async function writeChunk(records: readonly ImportRecord[]): Promise<void> {
    const mine = records.filter(hasFreeKey)
    await names.see(mine)
    const before = await storedItems(
      session,
      mine.map(({ sourceKey }) => identities.idOf(sourceKey)!).filter((id) => identities.isKnown(id)),
    )
    const arrivals = mine.map((record): Arrival & { moves: ReturnType<TeamsAndSprints['moves']>; labels: string[] } => {
      const old = before.get(identities.idOf(record.sourceKey)!)
      const given = rowOf(record, old)
      const moves = names.moves(record, old?.scopes ?? [])
      return {
        record,
        before: old,
        item: old ? mergedWith(old, given, { stated, defaultType: plan.defaultType, labels: labelsOf(record) }) : given,
        moves: stated('sprint_id') || !old ? moves : { end: [], remove: [], add: [] },
        labels: labelsOf(record),
      }
    })
    const fresh = arrivals.filter((arrival) => !arrival.before)
    const changed = arrivals.filter(
      ({ before: old, item, moves, labels }) =>
        old &&
        (differs(old, item) ||
          moves.end.length + moves.remove.length + moves.add.length > 0 ||
          (stated('labels') && labels.join('\n') !== old.labels.join('\n'))),
    )
    counts.created += fresh.length
    counts.updated += changed.length
    counts.unchanged += arrivals.length - fresh.length - changed.length

    await remember(
      ground,
      changed.map(({ before: old }) => old!),
    )
    await writer.insert(
      'backlog_item',
      ITEM_COLUMNS,
      fresh.filter(({ item }) => !places.has(item.id)).map(({ item }) => item),
    )
    await writer.later(
      'backlog_item',
      ITEM_COLUMNS,
      [...fresh.filter(({ item }) => places.delete(item.id)), ...changed].map(({ item }) => item),
      REPLACE,
    )
    await relabel(ground, fresh, stated('labels') ? changed : [])
    await names.place([...fresh, ...changed].map(({ item, moves }) => ({ id: item.id, moves })))
    await history.arrive(arrivals, now)
    await fields.arrive(arrivals, now)
    if (REPLAN.some((rows) => done < rows && done + records.length >= rows)) await session.run('discard plans', [])
    done += records.length
    writing.onProgress(done)
  }

  function keyFor(record: ImportRecord): string | null {
    return identities.keyOf(identities.idOf(record.sourceKey)!, keyOf(record, digest), isPlace(record))
  }

  function hasFreeKey(record: ImportRecord): boolean {
    if (keyFor(record) !== null) return true
    refusals.add(record.row, 'its key belongs to another item in the workspace')
    return false
  }

  function rowOf(record: ImportRecord, old: StoredItem | undefined): ItemColumns {
    const id = identities.idOf(record.sourceKey)!
    const parent = tree.parentOf(id)
    if (parent === null && record.parentRef !== null && identities.idOf(record.parentRef) !== null) whole = false
    return columnsOf(record, {
      tenant,
      workspaceId,
      importId,
      id,
      now,
      key: keyFor(record)!,
      again: old !== undefined,
      parentId: identities.standing(parent),
      parentKnown: record.parentRef !== null && parent !== null && identities.idOf(record.parentRef) === parent,
      epicId: identities.standing(tree.epicOf(id)),
      teamId: names.team(record.teamName),
      sprintId: names.sprint(currentSprint(record)),
      rank: record.rank ?? (old ? 0 : ++rank),
    })
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex')

const labelsOf = ({ labels }: ImportRecord) =>
  [...new Set(labels.map((label) => cut(label, LABEL)))].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
