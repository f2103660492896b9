import type { LinkPart, Part } from '../formats/own/own-parts.ts'
import type { Field } from '../record/fields.ts'
import type { Plan, Source } from '../record/plan.ts'
import type { StatusHistory } from './history-service.ts'
import type { Identities } from './identities.ts'
import { ITEM_COLUMNS, type Extra, type ItemColumns } from './item-columns.ts'
import { storedItems } from './known-service.ts'
import type { PlacedEntry, TakenParts } from './part.ts'
import type { RowWriter } from './rows-service.ts'
import { inPieces, type Session } from './statement-service.ts'
import type { treeOf } from './tree.ts'
import { containerOf, type StoredItem } from './written.ts'

export interface Writing {
  session: Session
  workspaceId: string
  importId: string
  plan: Plan
  source: Source
  now: Date
  /** Close what this source no longer has. */
  endMissing: boolean
  onProgress: (done: number) => void
  /** Writes entries of a part of our own export, by the rules of the API; on the thread that serves. */
  takeParts: (part: Part, entries: readonly PlacedEntry[]) => Promise<TakenParts>
  /** Whether the caller may link items to objectives and capabilities. */
  mayLink: Readonly<Record<LinkPart, boolean>>
  /** Where the rows are some of a source that is kept in step, not all of a file. */
  live?: Live
}

/** A source that hands over its items bit by bit. */
export interface Live {
  /** Fields that it owns: a row that has none empties the item's, whether or not any other row has one. */
  readonly owns: readonly Field[]
  /** Either end of a link says that it is gone, or only the item that waits, or these rows say nothing of links. */
  readonly links: 'both' | 'waiting' | 'none'
}

/** What every step of a writing needs. */
export interface Ground {
  writer: RowWriter
  writing: Pick<Writing, 'session' | 'workspaceId' | 'importId' | 'now'>
  /** ISO instant. */
  now: string
}

type Tree = ReturnType<typeof treeOf>

interface Labelled {
  item: ItemColumns
  labels: readonly string[]
}

/** Status of an item that its source no longer has. */
export const GONE = 'Gone from the source'

/** Rows of new parents, made before their children and filled when they come: children may stand first in a file. */
export async function holdPlaces({ writer, writing, now }: Ground, places: ReadonlySet<string>): Promise<void> {
  const { tenant } = writing.session
  const { workspaceId, importId } = writing
  await writer.insert(
    'backlog_item',
    [
      'tenant_id',
      'id',
      'workspace_id',
      'key',
      'title',
      'status',
      'description',
      'type',
      'status_category',
      'priority',
      'number',
      'skills',
      'rank',
      'created_at',
      'updated_at',
      'import_id',
    ],
    [...places].map((id) => ({
      tenant_id: tenant,
      id,
      workspace_id: workspaceId,
      key: id,
      title: '',
      status: '',
      description: '',
      type: 'epic',
      status_category: 'backlog',
      priority: 'none',
      number: 0,
      skills: [],
      rank: 0,
      created_at: now,
      updated_at: now,
      import_id: importId,
    })),
  )
}

/** Keeps items as they were, so that the import can be undone. */
export async function remember({ writer, writing }: Ground, old: readonly StoredItem[]): Promise<void> {
  const { tenant } = writing.session
  const { workspaceId, importId } = writing
  await writer.insert(
    'import_change',
    ['tenant_id', 'id', 'workspace_id', 'import_id', 'item_id', 'before'],
    // What it made itself goes when it is undone.
    old
      .filter((before) => before['import_id'] !== importId)
      .map((before) => ({
        tenant_id: tenant,
        id: crypto.randomUUID(),
        workspace_id: workspaceId,
        import_id: importId,
        item_id: before.id,
        before,
      })),
    'on conflict (tenant_id, import_id, item_id) do nothing',
  )
}

/** Labels of items that are new, and of those whose labels the file changes. */
export async function relabel(
  { writer, writing }: Ground,
  fresh: readonly Labelled[],
  changed: readonly (Labelled & { before: StoredItem | undefined })[],
): Promise<void> {
  const { session, workspaceId } = writing
  const { tenant } = session
  const other = changed.filter(({ labels, before }) => labels.join('\n') !== before!.labels.join('\n'))
  await inPieces(
    session,
    'delete from item_label where tenant_id = ? and item_id in (…)',
    [tenant],
    other.map(({ item }) => item.id),
  )
  await writer.later(
    'item_label',
    ['tenant_id', 'id', 'workspace_id', 'item_id', 'name'],
    [...fresh, ...other].flatMap(({ item, labels }) =>
      labels.map((name) => ({
        tenant_id: tenant,
        id: crypto.randomUUID(),
        workspace_id: workspaceId,
        item_id: item.id,
        name,
      })),
    ),
  )
}

/** Closes open items of the same project, repository or board that the file no longer has. */
export async function closeMissing(ground: Ground, identities: Identities, history: StatusHistory): Promise<number> {
  const containers = new Set([...identities.refs()].map(containerOf))
  const missing = identities
    .others()
    .filter(([ref]) => containers.has(containerOf(ref)))
    .map(([, { id }]) => id)
  return closeItems(ground, missing, history)
}

/** Closes those of these items that are open: they are gone from the source. */
export async function closeItems(ground: Ground, gone: readonly string[], history: StatusHistory): Promise<number> {
  const { writing, now } = ground
  const { session, importId } = writing
  const { tenant } = session
  const open = [...(await storedItems(session, gone)).values()].filter(
    ({ status_category }) => status_category !== 'done' && status_category !== 'cancelled',
  )
  await remember(ground, open)
  await inPieces(
    session,
    `update backlog_item set status = '${GONE}', status_category = 'cancelled', resolved_at = ?, updated_at = ?, import_id = ? where tenant_id = ? and id in (…)`,
    [writing.now, writing.now, importId, tenant],
    open.map(({ id }) => id),
  )
  await history.write(
    open.map(({ id, status, status_category }) => ({
      item: id,
      at: now,
      from: status,
      fromCategory: status_category,
      to: GONE,
      toCategory: 'cancelled',
    })),
  )
  return open.length
}

/** Items outside of the file may have another epic now, because something above them moved, or the parent they wait for. */
export async function reparent(ground: Ground, identities: Identities, tree: Tree): Promise<void> {
  const { session, importId } = ground.writing
  const moved = identities
    .others()
    .filter(
      ([, { id, epic_id, parent_id }]) => tree.epicOf(id) !== epic_id || (tree.parentOf(id) !== null && !parent_id),
    )
    .map(([, { id }]) => id)
  const before = await storedItems(session, moved)
  await remember(ground, [...before.values()])
  await ground.writer.insert(
    'backlog_item',
    ITEM_COLUMNS,
    [...before.values()].map((item) => ({
      ...item,
      epic_id: tree.epicOf(item.id),
      parent_id: item['parent_id'] ?? tree.parentOf(item.id),
      extra: item['parent_id'] || tree.parentOf(item.id) === null ? item.extra : withoutParent(item.extra),
      import_id: importId,
    })),
    'on conflict (tenant_id, id) do update set epic_id = excluded.epic_id, parent_id = excluded.parent_id, extra = excluded.extra, import_id = excluded.import_id',
  )
}

function withoutParent(extra: Extra | null): Extra | null {
  const { parentRef: _found, ...rest } = extra ?? {}
  return Object.keys(rest).length ? rest : null
}
