import type { Context } from '../data/context.ts'
import type { Workspace } from '../identity/entity.ts'
import { tenantOf } from '../data/tenant.ts'
import { leftOutWords, plainWork, type ParentRow } from './choice.ts'
import { loadParents } from './planning-service.ts'
import type { BacklogFilter } from '../backlog/list.ts'
import type { ItemRow } from '../backlog/row.ts'
import { itemsById } from '../backlog/service.ts'
import { loadBasis } from './basis-service.ts'
import type { ListContext } from '../backlog/filter-service.ts'
import { itemsQuery, readItems } from '../backlog/query-service.ts'

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
export async function chosenItems(context: ListContext, workspace: Workspace, filter: BacklogFilter): Promise<Choice> {
  const query = await itemsQuery(context, workspace, filter)
  query.orderBy({ rank: 'asc', id: 'asc' })
  const { open } = await loadBasis(context, workspace)
  const ids = (await readItems(query, ['id'])).map(({ id }) => id)
  const closed = ids.filter((id) => !open.has(id))
  const others = new Map(
    (closed.length > 0 ? await itemsById(context, closed) : []).map((row, at) => [closed[at]!, row]),
  )
  const rows = ids.flatMap((id) => open.get(id) ?? others.get(id) ?? [])
  const parents = await loadParents(context, workspace)
  if (filter.itemIds || filter.types?.length) return { items: rows, parents, leftOut: [] }
  const closedToo = filter.mode === 'full' || Boolean(filter.status?.length || filter.statusNames?.length)
  const work = plainWork(rows, parents, closedToo)
  return { items: work.items, parents, leftOut: leftOutWords(work) }
}

/** What was written about items, cut to the length that is read: descriptions can be long. @param longest in characters */
export async function wordsOf(
  { db: { em } }: Pick<Context, 'db'>,
  workspace: Workspace,
  ids: ReadonlySet<string>,
  longest = LONGEST_READ,
): Promise<Map<string, { description: string; labels: string[] }>> {
  const mine = [tenantOf(em), workspace.id]
  const named = `{${[...ids].join()}}`
  const texts = await em.execute<{ id: string; description: string }[]>(
    `select id, left(description, ?::int) as description from backlog_item where tenant_id = ? and workspace_id = ? and id = any(?::uuid[])`,
    [longest, ...mine, named],
  )
  const labels = await em.execute<{ item_id: string; name: string }[]>(
    'select item_id, name from item_label where tenant_id = ? and workspace_id = ? and item_id = any(?::uuid[]) order by name',
    [...mine, named],
  )
  const byItem = Map.groupBy(labels, ({ item_id }) => item_id)
  return new Map(
    texts.map(({ id, description }) => [id, { description, labels: (byItem.get(id) ?? []).map(({ name }) => name) }]),
  )
}

const LONGEST_READ = 4_000
