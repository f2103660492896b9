import { refTo, tenantOf } from '../data/tenant.ts'
import { ItemObjective, Mission, Objective, Theme } from '../strategy/entity.ts'
import { at } from './days.ts'
import type { DemoItem } from './item.ts'
import { MISSION, OBJECTIVES } from './strategy.ts'
import type { Home } from './teams-service.ts'

/** @param objectiveOf names of objectives by the epic that is linked to them */
export async function writeStrategy(
  { db: { em }, workspaceId, today }: Home,
  ids: ReadonlyMap<DemoItem, string>,
  objectiveOf: ReadonlyMap<DemoItem, string>,
): Promise<void> {
  const tenantId = tenantOf(em)
  const createdAt = at(today - 200)
  const own = () => ({ tenantId, id: crypto.randomUUID(), workspace: refTo({ tenantId, id: workspaceId }), createdAt })
  em.create(Mission, { workspace: refTo({ tenantId, id: workspaceId }), statement: MISSION, createdAt })
  const names = [...new Set(OBJECTIVES.map(({ theme }) => theme))]
  const themes = names.map((name, position) => ({ ...own(), name, description: '', position }))
  await em.insertMany(Theme, themes)
  const objectives = OBJECTIVES.map(({ theme, ...objective }, position) => ({
    ...own(),
    ...objective,
    theme: refTo({ tenantId, id: themes.find(({ name }) => name === theme)!.id }),
    dueDate: null,
    state: 'active' as const,
    position,
  }))
  await em.insertMany(Objective, objectives)
  const links = [...objectiveOf].map(([item, name]) => ({
    ...own(),
    item: refTo({ tenantId, id: ids.get(item)! }),
    objective: refTo({ tenantId, id: objectives.find((objective) => objective.name === name)!.id }),
  }))
  await em.insertMany(ItemObjective, links)
}
