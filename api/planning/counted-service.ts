/** How much open work there is, counted by the database: a list needs the number, and nothing else of the plan. */
import type { Context } from '../data/context.ts'
import { tenantOf } from '../data/tenant.ts'
import type { Workspace } from '../identity/entity.ts'
import { median } from '../math/percentile.ts'
import { CONTAINERS_NEEDED } from './work.ts'

/** Open pieces of work by SQL alone; null where only the plan knows what an empty epic or feature counts as. */
export async function countedOpenWork(
  { db: { em } }: Pick<Context, 'db'>,
  workspace: Workspace,
): Promise<number | null> {
  const here = [tenantOf(em), workspace.id]
  const rows = await em.execute<Open[]>(OPEN_WORK, [...here, ...here, ...here])
  const of = (what: Open['what']) =>
    rows.filter((row) => row.what === what).map(({ type, count }) => ({ type, count: Number(count) }))
  const work = of('work').reduce((sum, { count }) => sum + count, 0)
  const empty = of('empty')
  // Only then does what is finished matter, and it is most of a backlog.
  if (empty.length === 0) return work
  const held = await em.execute<Finished[]>(FINISHED, [...here, ...here])
  const finished = new Map(
    [...Map.groupBy(held, ({ type }) => type)].map(([type, some]) => [
      type,
      some.flatMap(({ leaves, count }) => Array.from({ length: Number(count) }, () => Number(leaves))),
    ]),
  )
  if (empty.some(({ type }) => (finished.get(type)?.length ?? 0) < CONTAINERS_NEEDED)) return null
  return Math.round(empty.reduce((sum, { type, count }) => sum + count * median(finished.get(type)!), work))
}

interface Open {
  what: 'work' | 'empty'
  type: string
  count: string
}

/** Open work that is no epic or feature, and empty epics and features, which count as what others held: what `leavesOf` finds. */
const OPEN_WORK = `with open as materialized (
    select id, type, parent_id, epic_id from backlog_item
    where tenant_id = ? and workspace_id = ? and status_category in ('backlog', 'todo', 'active', 'review')
  ), container as materialized (
    select i.id from backlog_item i
    where i.tenant_id = ? and i.workspace_id = ? and i.type in ('epic', 'feature')
      and i.id in (select parent_id from open where parent_id is not null)
  ), no_step as materialized (
    select id, type, epic_id from open where parent_id is null or parent_id in (select id from container)
  )
  select 'work' as what, '' as type, count(*) as count from no_step where type not in ('epic', 'feature')
  union all
  select 'empty', n.type, count(*) from no_step n
  where n.type in ('epic', 'feature')
    and n.id not in (select epic_id from open where epic_id is not null)
    and not exists (select from backlog_item i where i.tenant_id = ? and i.workspace_id = ? and i.parent_id = n.id)
  group by n.type`

interface Finished {
  type: string
  /** Pieces of work in each of so many finished epics or features. */
  leaves: string
  count: string
}

/**
 * Finished epics and features that held some work, by how much: what `piecesOf` finds. The items are read twice, once by what they
 * are in and once for epics and features alone.
 */
const FINISHED = `with recursive held as materialized (
    select parent_id as id, count(*) filter (where type not in ('epic', 'feature') and status_category <> 'cancelled') as work
    from backlog_item where tenant_id = ? and workspace_id = ? and parent_id is not null group by parent_id
  ), container as materialized (
    select i.id, i.type, i.parent_id, i.status_category, i.resolved_at, held.id is not null as holds, held.work
    from backlog_item i left join held on held.id = i.id
    where i.tenant_id = ? and i.workspace_id = ? and i.type in ('epic', 'feature')
  ), placed as materialized (
    select c.*, c.parent_id is null or p.id is not null as is_no_step
    from container c left join container p on p.id = c.parent_id
  ), inside as (
    select id, sum(work) as work from (
      select id, work from placed where holds
      union all
      select parent_id, 1 from placed
      where type = 'feature' and not holds and is_no_step and parent_id is not null and status_category <> 'cancelled'
    ) pieces group by id
  ), below as (
    select id as top, id from placed where holds and status_category = 'done' and resolved_at is not null
    union
    select b.top, c.id from below b join placed c on c.parent_id = b.id where c.holds
  ), finished as (
    select type, 1::numeric as leaves from placed
    where type = 'feature' and not holds and is_no_step and status_category = 'done' and resolved_at is not null
    union all
    select t.type, sum(i.work) from below b join placed t on t.id = b.top join inside i on i.id = b.id
    group by t.id, t.type having sum(i.work) > 0
  )
  select type, leaves, count(*) as count from finished group by type, leaves`
