import type { Plan } from '../record/plan.ts'
import { refIn, type KnownItem } from './identities.ts'
import { keyOf, sourceOf } from './item-columns.ts'
import { inPieces, type Session } from './statement-service.ts'
import type { StoredItem } from './written.ts'

const PAGE = 2_000
const COLUMNS =
  "id, key, coalesce(source_key, 'pm33:' || key) as source_key, parent_id, epic_id, type, rank, extra->>'parentRef' as parent_ref"

/** Every item of a workspace by the few columns that place it. Items made here are called `pm33:KEY`, as their export does. */
export async function knownItems(session: Session, workspaceId: string): Promise<KnownItem[]> {
  const known: KnownItem[] = []
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const page = await session.query<KnownItem>(
      `select ${COLUMNS} from backlog_item where tenant_id = ? and workspace_id = ? and id > ? order by id limit ${PAGE}`,
      [session.tenant, workspaceId, after],
    )
    for (const item of page) known.push(item)
    if (page.length < PAGE) return known
    after = page.at(-1)!.id
  }
}

/**
 * Of the items of a workspace, those that some rows of a live source can touch: the ones they bring or name as a parent, or
 * whose key they take, everything above and below these, and what waits for one of them. A batch costs what it holds, not
 * what the workspace does.
 * @param digest of a text, for keys that are cut
 */
export async function itemsAround(
  session: Session,
  workspaceId: string,
  plan: Plan,
  digest: (text: string) => string,
): Promise<KnownItem[]> {
  const found = new Map<string, KnownItem>()
  const where = (more: string, before: readonly unknown[], ids: readonly string[]) =>
    inPieces<KnownItem>(
      session,
      `select ${COLUMNS} from backlog_item where tenant_id = ? and workspace_id = ? and ${more}`,
      [session.tenant, workspaceId, ...before],
      ids,
    )
  /** @returns those that had not been found before */
  const add = (items: readonly KnownItem[]) => {
    const fresh = items.filter(({ id }) => !found.has(id))
    for (const item of fresh) found.set(item.id, item)
    return fresh
  }
  const keys = [...plan.index.rowOf.keys()]
  const refs = keys.map((key) => refIn(plan, key))
  const above = [...new Set(plan.parents.values())].map((key) => refIn(plan, key))
  for (const [source, named] of Map.groupBy(new Set([...refs, ...above]), sourceOf))
    add(await where('source = ? and source_key in (…)', [source], named))
  const waiting = add(await where("parent_id is null and extra->>'parentRef' in (…)", [], refs))
  const brought = new Set(refs)
  for (
    let level = [...[...found.values()].filter(({ source_key }) => brought.has(source_key)), ...waiting];
    level.length > 0;
  )
    level = add(
      await where(
        'parent_id in (…)',
        [],
        level.map(({ id }) => id),
      ),
    )
  for (let level = [...found.values()]; level.length > 0;)
    level = add(
      await where(
        'id in (…)',
        [],
        level.flatMap(({ parent_id }) => (parent_id !== null && !found.has(parent_id) ? parent_id : [])),
      ),
    )
  add(
    await where(
      'key in (…)',
      [],
      keys.map((key) => keyOf({ key, sourceKey: refIn(plan, key) }, digest)),
    ),
  )
  return [...found.values()]
}

/** The rank that the last item of a workspace has. */
export async function lastRank({ query, tenant }: Session, workspaceId: string): Promise<number> {
  const [row] = await query<{ rank: number }>(
    'select rank from backlog_item where tenant_id = ? and workspace_id = ? order by rank desc limit 1',
    [tenant, workspaceId],
  )
  return Math.max(0, row?.rank ?? 0)
}

/** Ids of items by their source keys. */
export async function idsOf(
  session: Session,
  workspaceId: string,
  refs: Iterable<string>,
): Promise<Map<string, string>> {
  const found = new Map<string, string>()
  for (const [source, named] of Map.groupBy(new Set(refs), sourceOf))
    for (const { id, source_key } of await inPieces<{ id: string; source_key: string }>(
      session,
      'select id, source_key from backlog_item where tenant_id = ? and workspace_id = ? and source = ? and source_key in (…)',
      [session.tenant, workspaceId, source],
      named,
    ))
      found.set(source_key, id)
  return found
}

/** Seconds after which an item that somebody is changing is asked for again. */
const TAKEN_S = 0.05
/** As often as that. Changes that people make have given way by then; whoever still has an item keeps it to the end. */
const MOST_TRIES = 40

/**
 * Items as they are now, with labels and times in sprints; locked until the transaction ends. At first it does not wait for
 * a row in the database: whoever has it may want one of ours, and of two that wait for each other PostgreSQL would end the
 * import. An erasure never gives way, so the last wait is one that PostgreSQL sees, and ends where both wait.
 */
export async function storedItems(session: Session, ids: readonly string[]): Promise<Map<string, StoredItem>> {
  const found = new Map<string, StoredItem>()
  let left = ids
  for (let tries = 1; left.length > 0; tries++) {
    for (const item of await lockedItems(session, left, tries < MOST_TRIES ? 'skip locked' : ''))
      found.set(item.id, item)
    left = left.filter((id) => !found.has(id))
    if (left.length === 0) break
    const there = await inPieces<{ id: string }>(
      session,
      'select id from backlog_item where tenant_id = ? and id in (…)',
      [session.tenant],
      left,
    )
    left = there.map(({ id }) => id)
    // In the database, because what the reading thread waits by itself counts as time that the file takes.
    if (left.length > 0) await session.query(`select pg_sleep(${TAKEN_S})`, [])
  }
  return found
}

async function lockedItems(session: Session, ids: readonly string[], taken: 'skip locked' | ''): Promise<StoredItem[]> {
  const found = await inPieces<{ row: string; labels: string; scopes: string }>(
    session,
    `select (to_jsonb(i) - 'search')::text as row,
       coalesce((select jsonb_agg(l.name order by l.name collate "C") from item_label l where l.tenant_id = i.tenant_id and l.item_id = i.id), '[]')::text as labels,
       coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'sprint_id', c.sprint_id, 'added_at', c.added_at, 'removed_at', c.removed_at, 'points_at_add', c.points_at_add, 'import_id', c.import_id)) from sprint_scope c where c.tenant_id = i.tenant_id and c.item_id = i.id), '[]')::text as scopes
     from backlog_item i where i.tenant_id = ? and i.id in (…) for update of i ${taken}`,
    [session.tenant],
    ids,
  )
  return found.map(({ row, labels, scopes }) => ({
    ...(JSON.parse(row) as StoredItem),
    labels: JSON.parse(labels) as string[],
    scopes: JSON.parse(scopes) as StoredItem['scopes'],
  }))
}
