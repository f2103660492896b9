/** What PM33 holds of a source, in words that can be compared with what the source holds: equal, or something was lost. */
import type { EntityManager } from '../../api/data/database.ts'

export interface Held {
  key: string
  title: string
  status: string
  category: string
  points: number | null
  assignee: string | null
  labels: string
  parent: string | null
  sprint: string | null
  blockers: string
  /** Links that order no work, whichever end states them. */
  others: string
  team: string | null
  priority: string
  due: string | null
  /** Statuses that it has had, in order. */
  steps: string
}

/** Items that have not ended, by the source's id. */
export async function heldIn(em: EntityManager, tenantId: string, connectionId: string): Promise<Map<string, Held>> {
  const rows = await em.execute<({ source_id: string } & Held)[]>(
    `select s.source_id, i.key, i.title, i.status, i.status_category as category, i.story_points::float as points, i.assignee,
       coalesce((select string_agg(l.name, ',' order by l.name) from item_label l where l.tenant_id = i.tenant_id and l.item_id = i.id), '') as labels,
       (select p.key from backlog_item p where p.tenant_id = i.tenant_id and p.id = i.parent_id
         and exists (select 1 from sync_item o where o.tenant_id = p.tenant_id and o.item_id = p.id and o.ended_at is null)) as parent,
       (select n.name from sprint n where n.tenant_id = i.tenant_id and n.id = i.sprint_id) as sprint,
       coalesce((select string_agg(b.key, ',' order by b.key) from dependency d join backlog_item b on b.tenant_id = d.tenant_id and b.id = d.blocker_id
         where d.tenant_id = i.tenant_id and d.item_id = i.id and d.ended_at is null and d.kind = 'blocks'
         and exists (select 1 from sync_item o where o.tenant_id = b.tenant_id and o.item_id = b.id and o.ended_at is null)), '') as blockers,
       coalesce((select string_agg(e.word, ',' order by e.word) from (
         select distinct d.kind || ' ' || o.key as word
         from dependency d join backlog_item o on o.tenant_id = d.tenant_id and o.id = case when d.item_id = i.id then d.blocker_id else d.item_id end
         where d.tenant_id = i.tenant_id and i.id in (d.item_id, d.blocker_id) and d.ended_at is null and d.kind <> 'blocks'
         and exists (select 1 from sync_item a where a.tenant_id = o.tenant_id and a.item_id = o.id and a.ended_at is null)) e), '') as others,
       (select t.name from team t where t.tenant_id = i.tenant_id and t.id = i.team_id) as team,
       i.priority, i.due_date::text as due,
       coalesce((select string_agg(c.to_status, ' > ' order by c.at, c.id) from status_change c
         where c.tenant_id = i.tenant_id and c.item_id = i.id and c.to_status is distinct from c.from_status), '') as steps
     from sync_item s join backlog_item i on i.tenant_id = s.tenant_id and i.id = s.item_id
     where s.tenant_id = ? and s.connection_id = ? and s.ended_at is null`,
    [tenantId, connectionId.replace('SyncConnection:', '')],
  )
  return new Map(rows.map(({ source_id, ...held }) => [source_id, held]))
}
