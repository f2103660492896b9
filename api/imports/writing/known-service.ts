import type { KnownItem } from './identities.ts'
import { byId, type Session } from './statement-service.ts'
import type { StoredItem } from './written.ts'

const PAGE = 2_000

/** Every item of a workspace by the few columns that place it. Items made here are called `pm33:KEY`, as their export does. */
export async function knownItems(session: Session, workspaceId: string): Promise<KnownItem[]> {
  const known: KnownItem[] = []
  for (let after = '00000000-0000-0000-0000-000000000000'; ;) {
    const page = await session.query<KnownItem>(
      `select id, key, coalesce(source_key, 'pm33:' || key) as source_key, parent_id, epic_id, type, rank, extra->>'parentRef' as parent_ref from backlog_item where tenant_id = ? and workspace_id = ? and id > ? order by id limit ${PAGE}`,
      [session.tenant, workspaceId, after],
    )
    for (const item of page) known.push(item)
    if (page.length < PAGE) return known
    after = page.at(-1)!.id
  }
}

/** Items as they are now, with labels and times in sprints; locked until the transaction ends. */
export async function storedItems(session: Session, ids: readonly string[]): Promise<Map<string, StoredItem>> {
  const found = await byId<{ row: string; labels: string; scopes: string }>(
    session,
    `select (to_jsonb(i) - 'search')::text as row,
       coalesce((select jsonb_agg(l.name order by l.name collate "C") from item_label l where l.tenant_id = i.tenant_id and l.item_id = i.id), '[]')::text as labels,
       coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'sprint_id', c.sprint_id, 'added_at', c.added_at, 'removed_at', c.removed_at, 'points_at_add', c.points_at_add, 'import_id', c.import_id)) from sprint_scope c where c.tenant_id = i.tenant_id and c.item_id = i.id), '[]')::text as scopes
     from backlog_item i where i.tenant_id = ? and i.id in (…) for update of i`,
    [session.tenant],
    ids,
  )
  return new Map(
    found.map(({ row, labels, scopes }) => {
      const item = {
        ...(JSON.parse(row) as StoredItem),
        labels: JSON.parse(labels) as string[],
        scopes: JSON.parse(scopes) as StoredItem['scopes'],
      }
      return [item.id, item] as const
    }),
  )
}
