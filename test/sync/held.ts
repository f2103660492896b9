/** What PM33 holds of a source, and what the source holds, in the same words: equal, or something was lost. */
import type { EntityManager } from '../../api/data/database.ts'
import type { FakeJira } from './fake-jira.ts'
import { STATUSES, type FakeIssue } from './jira-site.ts'

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
         and exists (select 1 from sync_item o where o.tenant_id = b.tenant_id and o.item_id = b.id and o.ended_at is null)), '') as blockers
     from sync_item s join backlog_item i on i.tenant_id = s.tenant_id and i.id = s.item_id
     where s.tenant_id = ? and s.connection_id = ? and s.ended_at is null`,
    [tenantId, connectionId.replace('SyncConnection:', '')],
  )
  return new Map(rows.map(({ source_id, ...held }) => [source_id, held]))
}

const CATEGORIES: Readonly<Record<string, string>> = { '1': 'todo', '3': 'active', '4': 'review', '5': 'done' }

export function saidBy(jira: FakeJira): Map<string, Held> {
  const living = [...jira.issues.values()].filter(({ archived }) => !archived)
  const lives = (id: number | null): FakeIssue | null => living.find((issue) => issue.id === id) ?? null
  const key = (id: number | null) => lives(id)?.key ?? null
  return new Map(
    living.map((issue) => [
      String(issue.id),
      {
        key: issue.key,
        title: issue.summary,
        status: STATUSES[issue.status]!.name,
        category: CATEGORIES[issue.status]!,
        points: issue.points,
        assignee: issue.assignee,
        labels: issue.labels.toSorted().join(','),
        parent: key(issue.parent),
        sprint: issue.sprint === null ? null : jira.sprints.get(issue.sprint)!.name,
        blockers: living
          .filter(({ blocks }) => blocks.includes(issue.id))
          .map((blocker) => blocker.key)
          .toSorted()
          .join(','),
      },
    ]),
  )
}
