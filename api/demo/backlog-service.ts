import { Dependency, ItemLabel } from '../backlog/entity.ts'
import { COST_OF_DELAY, columnOf } from '../backlog/item-fields.ts'
import { refTo, tenantOf } from '../data/tenant.ts'
import { isoOf } from '../math/calendar.ts'
import { at } from './days.ts'
import type { DemoItem } from './item.ts'
import { assigneeOf } from './staff.ts'
import { insertRows } from './rows-service.ts'
import type { DemoStory } from './story.ts'
import type { Home, TeamIds } from './teams-service.ts'

/** The relative sizes of SAFe: points outside of them are no job size. */
const RELATIVE = [1, 2, 3, 5, 8, 13, 20]

/** @returns the id of each item */
export async function writeBacklog(
  { db, workspaceId }: Home,
  { items, dependencies }: DemoStory,
  { teams, sprints }: TeamIds,
): Promise<ReadonlyMap<DemoItem, string>> {
  const { em } = db
  const tenantId = tenantOf(em)
  const ids = new Map(items.map((item) => [item, crypto.randomUUID() as string]))
  const rows = items.map((item, order) => ({
    tenant_id: tenantId,
    id: ids.get(item)!,
    workspace_id: workspaceId,
    key: item.key,
    number: Number(item.key.slice(5)),
    title: item.title,
    description: item.description,
    type: item.type,
    status: item.status,
    status_category: item.category,
    priority: item.priority,
    story_points: item.points,
    ...Object.fromEntries(COST_OF_DELAY.map((part, place) => [columnOf(part), item.scores?.[place] ?? null])),
    job_size: item.scores && item.points !== null && RELATIVE.includes(item.points) ? item.points : null,
    due_date: item.dueDay === null ? null : isoOf(item.dueDay),
    skills: [],
    parent_id: item.epic ? ids.get(item.epic)! : null,
    epic_id: item.epic ? ids.get(item.epic)! : null,
    team_id: teams.get(item.team)!,
    assignee: assigneeOf(
      item.team,
      Number(item.key.slice(5)),
      item.type !== 'epic' && (item.startedDay !== null || item.resolvedDay !== null),
    ),
    sprint_id: item.sprint ? sprints.get(item.sprint.name)! : null,
    rank: order + 1,
    started_at: item.startedDay === null ? null : at(item.startedDay),
    resolved_at: item.resolvedDay === null ? null : at(item.resolvedDay),
    created_at: at(item.createdDay),
    updated_at: at(item.history.at(-1)!.day),
  }))
  await insertRows(db, 'backlog_item', rows)
  // Foreign-key checks planned while the table was empty would read all of it.
  await em.execute('discard plans')

  const own = (item: DemoItem) => ({
    tenant_id: tenantId,
    id: crypto.randomUUID(),
    workspace_id: workspaceId,
    item_id: ids.get(item)!,
  })
  await insertRows(
    db,
    'status_change',
    items.flatMap((item) =>
      item.history.map((change, step) => ({
        ...own(item),
        at: new Date(at(change.day).getTime() + step * 60_000),
        from_status: item.history[step - 1]?.status ?? null,
        from_category: item.history[step - 1]?.category ?? null,
        to_status: change.status,
        to_category: change.category,
      })),
    ),
  )
  await insertRows(
    db,
    'field_change',
    items.flatMap((item) =>
      item.dueBefore.map((due, step) => ({
        ...own(item),
        at: at(due),
        field: 'dueDate',
        before: isoOf(due),
        after: isoOf(item.dueBefore[step + 1] ?? item.dueDay!),
      })),
    ),
  )
  await insertRows(
    db,
    'sprint_scope',
    items.flatMap((item) =>
      item.scopes.map(({ sprint, day, leftDay }) => ({
        ...own(item),
        sprint_id: sprints.get(sprint.name)!,
        added_at: at(day),
        removed_at: leftDay === null ? null : at(leftDay),
        points_at_add: item.points,
      })),
    ),
  )

  const part = (item: DemoItem) => ({
    tenantId,
    id: crypto.randomUUID(),
    workspace: refTo({ tenantId, id: workspaceId }),
    item: refTo({ tenantId, id: ids.get(item)! }),
  })
  await em.insertMany(
    ItemLabel,
    items.flatMap((item) => item.labels.map((name) => ({ ...part(item), name }))),
  )
  await em.insertMany(
    Dependency,
    dependencies.map(({ item, blocker }) => ({
      ...part(item),
      blocker: refTo({ tenantId, id: ids.get(blocker)! }),
      kind: 'blocks' as const,
      lagDays: 0,
      startedAt: at(Math.max(item.createdDay, blocker.createdDay)),
      endedAt: null,
      externalRef: null,
      label: null,
      source: null,
    })),
  )
  return ids
}
