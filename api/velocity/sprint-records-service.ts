import { FINISHED_IN_SPRINT } from '../backlog/find/find-service.ts'
import type { AnalysisContext } from '../data/context.ts'
import { tenantOf } from '../data/tenant.ts'
import type { Workspace } from '../identity/entity.ts'
import type { Unit } from '../planning/work.ts'
import type { SprintRecord } from './flow/sprint-velocity.ts'

/**
 * Sprints closed by a day, oldest first: what was in at the start, what came later, what was taken out before the end, what
 * was done. Sprints of several teams that start together count as one; where they do not, none are given. Trackers do not
 * say whose a sprint is: of a sprint without a team, a team that has no sprints of its own has what its own items are.
 */
export async function sprintRecords(
  { db }: AnalysisContext,
  workspace: Workspace,
  { team, unit, until }: { team: string | null; unit: Unit; until: string },
): Promise<{ sprints: SprintRecord[]; mixed: boolean }> {
  const size = unit === 'items' ? '1' : 'coalesce(c.points_at_add, i.story_points, 0)'
  const finished = unit === 'items' ? '1' : 'coalesce(i.story_points, 0)'
  const start = `s.start_date + interval '1 day'`
  const isDone = `i.status_category = 'done' and i.resolved_at >= s.start_date and ${FINISHED_IN_SPRINT}`
  const rows = await db.em.execute<
    Record<'name' | 'start' | 'end' | 'committed' | 'added' | 'removed' | 'completed' | 'kept', string>[]
  >(
    `with mine as (select t.id from team t where t.tenant_id = ? and t.workspace_id = ? and t.name = ?),
     closed as (select * from sprint where tenant_id = ? and workspace_id = ? and state = 'closed' and start_date is not null and end_date <= ?)
     select s.name, s.start_date::text as start, s.end_date::text as end,
       coalesce(sum(case when c.added_at < ${start} then ${size} end), 0) as committed,
       coalesce(sum(case when c.added_at >= ${start} then ${size} end), 0) as added,
       coalesce(sum(case when c.removed_at < s.end_date and not coalesce(i.resolved_at < c.removed_at, false) then ${size} end), 0) as removed,
       coalesce(sum(case when ${isDone} then ${finished} end), 0) as completed,
       coalesce(sum(case when c.added_at < ${start} and ${isDone} then ${size} end), 0) as kept
     from closed s join sprint_scope c on c.tenant_id = s.tenant_id and c.sprint_id = s.id join backlog_item i on i.tenant_id = c.tenant_id and i.id = c.item_id
     ${team === null ? '' : `where s.team_id in (select id from mine) or s.team_id is null and i.team_id in (select id from mine) and not exists (select 1 from closed o where o.team_id in (select id from mine))`}
     group by s.id, s.name, s.start_date, s.end_date`,
    [tenantOf(db.em), workspace.id, team, tenantOf(db.em), workspace.id, until],
  )
  const inOrder = rows
    .map((row) => ({ row, order: `${row.start} ${row.name}` }))
    .sort((a, b) => (a.order < b.order ? -1 : 1))
  const together = [
    ...Map.groupBy(
      inOrder.map(({ row }) => row),
      ({ start }) => start,
    ).values(),
  ]
  const mixed = together.some((sprint, at) => at > 0 && together[at - 1]!.some(({ end }) => end > sprint[0]!.start))
  if (mixed) return { sprints: [], mixed }
  return {
    mixed,
    sprints: together.map((sprint): SprintRecord => {
      const total = (of: 'committed' | 'added' | 'removed' | 'completed' | 'kept') =>
        sprint.reduce((sum, row) => sum + Number(row[of]), 0)
      return {
        key: sprint.map(({ name }) => name).join(', '),
        committed: total('committed'),
        added: total('added'),
        removed: total('removed'),
        completed: total('completed'),
        completedOfCommitted: total('kept'),
      }
    }),
  }
}
