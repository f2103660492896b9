import type { Context } from '../backlog/data/context.ts'
import type { Workspace } from '../backlog/identity/entity.ts'
import { tenantOf } from '../backlog/data/tenant.ts'
import { leftOutWords, plainWork, type ParentRow } from './choice.ts'
import type { BacklogFilter } from '../backlog/backlog/list.ts'
import { ALL_COLUMNS, type ItemRow } from '../backlog/backlog/row.ts'
import { itemsQuery, readItems } from '../backlog/backlog/service.ts'

export interface Choice {
  /** In the manual order. */
  readonly items: readonly ItemRow[]
  readonly parents: ReadonlyMap<string, ParentRow>
  /** What was left out, in words. */
  readonly leftOut: readonly string[]
}

/**
 * The items that an analysis is about. Where neither items nor types are named, epics count by what is in them.
 * Call it inside `db.snapshot`. @throws NOT_FOUND for a name that does not exist
 */
export async function chosenItems(
  context: Pick<Context, 'db'>,
  workspace: Workspace,
  filter: BacklogFilter,
): Promise<Choice> {
  const query = await itemsQuery(context, workspace.id, filter)
  query.orderBy({ rank: 'asc', id: 'asc' })
  const rows = await readItems(query, ALL_COLUMNS)
  const parents = await loadParents(context, workspace)
  if (filter.itemIds || filter.types?.length) return { items: rows, parents, leftOut: [] }
  const work = plainWork(rows, parents, filter.mode === 'full' || Boolean(filter.status?.length))
  return { items: work.items, parents, leftOut: leftOutWords(work) }
}

/** Every item that has parts. */
async function loadParents({ db: { em } }: Pick<Context, 'db'>, workspace: Workspace): Promise<Map<string, ParentRow>> {
  const rows = await em.execute<
    Record<'id' | 'key' | 'title' | 'type' | 'parent_id' | 'open_parts' | 'parts', string>[]
  >(
    `select p.id, p.key, p.title, p.type, p.parent_id, count(*) as parts, count(*) filter (where c.status_category not in ('done', 'cancelled')) as open_parts
     from backlog_item p join backlog_item c on c.tenant_id = p.tenant_id and c.parent_id = p.id
     where p.tenant_id = ? and p.workspace_id = ? group by p.tenant_id, p.id`,
    [tenantOf(em), workspace.id],
  )
  return new Map(
    rows.map((row) => [
      row.id,
      {
        id: row.id,
        key: row.key,
        title: row.title,
        type: row.type as ParentRow['type'],
        parentId: row.parent_id,
        parts: Number(row.parts),
        openParts: Number(row.open_parts),
      },
    ]),
  )
}

/** What was written about items, cut to the length that analyses read: descriptions can be long. */
export async function wordsOf(
  { db: { em } }: Pick<Context, 'db'>,
  workspace: Workspace,
  ids: ReadonlySet<string>,
): Promise<Map<string, { description: string; labels: string[] }>> {
  const mine = [tenantOf(em), workspace.id]
  const texts = await em.execute<{ id: string; description: string }[]>(
    `select id, left(description, ${LONGEST_READ}) as description from backlog_item where tenant_id = ? and workspace_id = ?`,
    mine,
  )
  const labels = await em.execute<{ item_id: string; name: string }[]>(
    'select item_id, name from item_label where tenant_id = ? and workspace_id = ? order by name',
    mine,
  )
  const byItem = Map.groupBy(labels, ({ item_id }) => item_id)
  return new Map(
    texts
      .filter(({ id }) => ids.has(id))
      .map(({ id, description }) => [id, { description, labels: (byItem.get(id) ?? []).map(({ name }) => name) }]),
  )
}

const LONGEST_READ = 4_000
