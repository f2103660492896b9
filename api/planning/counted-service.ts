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
  const [row] = await em.execute<Record<'work' | 'epic' | 'feature', string>[]>(
    `with empty as materialized (
       select i.type from backlog_item i
       left join backlog_item p on p.tenant_id = i.tenant_id and p.id = i.parent_id
       where i.tenant_id = ? and i.workspace_id = ? and i.status_category not in ('done', 'cancelled')
         and i.type in ('epic', 'feature') and (p.id is null or p.type in ('epic', 'feature'))
         and not exists (select 1 from backlog_item c where c.tenant_id = i.tenant_id and c.parent_id = i.id)
         and not exists (select 1 from backlog_item c where c.tenant_id = i.tenant_id and c.epic_id = i.id
           and c.workspace_id = i.workspace_id and c.status_category not in ('done', 'cancelled'))
     )
     select (select count(*) from backlog_item i
         left join backlog_item p on p.tenant_id = i.tenant_id and p.id = i.parent_id
         where i.tenant_id = ? and i.workspace_id = ? and i.status_category not in ('done', 'cancelled')
           and i.type not in ('epic', 'feature') and (p.id is null or p.type in ('epic', 'feature'))) as work,
       (select count(*) from empty where type = 'epic') as epic,
       (select count(*) from empty where type = 'feature') as feature`,
    [...here, ...here],
  )
  const empty = EMPTY_TYPES.map((type) => ({ type, count: Number(row![type]) })).filter(({ count }) => count > 0)
  if (empty.length === 0) return Number(row!.work)
  const finished = await finishedContainers(em, here)
  if (empty.some(({ type }) => (finished.get(type)?.length ?? 0) < CONTAINERS_NEEDED)) return null
  return Math.round(
    empty.reduce((sum, { type, count }) => sum + count * median(finished.get(type)!), Number(row!.work)),
  )
}

const EMPTY_TYPES = ['epic', 'feature'] as const

/** Pieces of work in each finished epic or feature that had some, by type: what {@link piecesOf} finds, by SQL. */
async function finishedContainers(em: Context['db']['em'], here: readonly string[]): Promise<Map<string, number[]>> {
  const rows = await em.execute<{ type: string; leaves: string; containers: string }[]>(
    `with recursive held as (
       select distinct c.parent_id as id from backlog_item c where c.tenant_id = ? and c.workspace_id = ? and c.parent_id is not null
     ), item as materialized (
       select i.id, i.type, i.parent_id, i.status_category, i.resolved_at,
         i.type <> 'epic' and (p.id is null or p.type in ('epic', 'feature')) and not (i.type = 'feature' and held.id is not null) as counts
       from backlog_item i
       left join backlog_item p on p.tenant_id = i.tenant_id and p.id = i.parent_id
       left join held on held.id = i.id
       where i.tenant_id = ? and i.workspace_id = ?
     ), top as (
       select id, type, counts from item where type in ('epic', 'feature') and status_category = 'done' and resolved_at is not null
     ), below as (
       select id as top, id from top where not counts
       union
       select b.top, c.id from below b join item c on c.parent_id = b.id where c.type in ('epic', 'feature')
     ), found as (
       select t.type, 1::bigint as leaves from top t where t.counts
       union all
       select t.type, count(*) from below b join top t on t.id = b.top join item c on c.parent_id = b.id
       where c.counts and c.status_category <> 'cancelled' group by t.id, t.type
     )
     select type, leaves, count(*) as containers from found group by type, leaves`,
    [...here, ...here],
  )
  const found = new Map<string, number[]>()
  for (const { type, leaves, containers } of rows) {
    const sizes = Array.from({ length: Number(containers) }, () => Number(leaves))
    found.set(type, [...(found.get(type) ?? []), ...sizes])
  }
  return found
}
