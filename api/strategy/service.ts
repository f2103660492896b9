import type { Context } from '../data/context.ts'
import { linkItems, unlinkItems } from '../backlog/link-service.ts'
import { itemsById } from '../backlog/service.ts'
import type { ItemRow } from '../backlog/row.ts'
import { badInput } from '../graphql/errors.ts'
import { byWorkspace } from '../identity/workspaces/by-workspace.ts'
import type { Workspace } from '../identity/entity.ts'
import {
  addTo,
  cleanName,
  cleanText,
  edit,
  given,
  namedFor,
  refuseNew,
  refuseTakenName,
} from '../identity/workspaces/named-service.ts'
import { refTo, tenantOf } from '../data/tenant.ts'
import { ItemObjective, Mission, Objective, Theme } from './entity.ts'
import { OBJECTIVE_STATES } from './states.ts'

export type ObjectiveState = (typeof OBJECTIVE_STATES)[number]

export interface ThemeInput {
  name?: string | null | undefined
  description?: string | null | undefined
  position?: number | null | undefined
}

export interface ObjectiveInput extends ThemeInput {
  themeId?: string | null | undefined
  measure?: string | null | undefined
  target?: string | null | undefined
  current?: string | null | undefined
  dueDate?: string | null | undefined
  state?: ObjectiveState | null | undefined
}

export const LONGEST = {
  theme: 200,
  objective: 300,
  description: 20_000,
  measure: 300,
  target: 120,
  current: 120,
  mission: 5_000,
}
const inOrder = { orderBy: { position: 'asc', createdAt: 'asc', id: 'asc' }, limit: 1_000 } as const

/** The mission of each workspace, or null. */
export async function missionsOf({ db }: Context, ids: readonly string[]): Promise<(string | null)[]> {
  const rows = byWorkspace(await db.em.find(Mission, { workspace: { id: { $in: [...ids] } } }), ids, 1)
  return rows.map(([mission]) => mission?.statement ?? null)
}

/** The themes of each workspace, in their order, at most 1,000 each. */
export async function themesOf({ db }: Context, ids: readonly string[]): Promise<Theme[][]> {
  const { limit, ...order } = inOrder
  return byWorkspace(await db.em.find(Theme, { workspace: { id: { $in: [...ids] } } }, order), ids, limit)
}

export const objectivesOf = ({ db }: Context, workspaceId: string, state: ObjectiveState | null | undefined) =>
  db.em.find(Objective, { workspace: { id: workspaceId }, ...(state ? { state } : {}) }, inOrder)

/** Objectives that each item is linked to, by position. */
export async function objectivesOfItems({ db }: Context, ids: readonly string[]): Promise<Objective[][]> {
  const links = await db.em.find(ItemObjective, { item: { id: { $in: [...ids] } } }, { populate: ['objective'] })
  const byItem = Map.groupBy(links, ({ item }) => item.id)
  return ids.map((id) =>
    (byItem.get(id) ?? [])
      .map(({ objective }) => objective.$ as Objective)
      .sort((a, b) => a.position - b.position || (a.name < b.name ? -1 : 1)),
  )
}

/** Items linked to an objective, in the manual order. */
export async function itemsOfObjectives(context: Context, ids: readonly string[], limit: number): Promise<ItemRow[][]> {
  const { em } = context.db
  const links = await em.execute<{ objective_id: string; item_id: string }[]>(
    `select objective_id, item_id from (
       select l.objective_id, l.item_id, row_number() over (partition by l.objective_id order by i.rank, i.id) as place
       from item_objective l join backlog_item i on i.tenant_id = l.tenant_id and i.id = l.item_id
       where l.tenant_id = ? and l.objective_id in (${ids.map(() => '?').join(', ')})
     ) linked where place <= ? order by objective_id, place`,
    [tenantOf(em), ...ids, limit],
  )
  const items = await itemsById(
    context,
    links.map(({ item_id }) => item_id),
  )
  const byObjective = Map.groupBy(links.keys(), (at) => links[at]!.objective_id)
  return ids.map((id) => (byObjective.get(id) ?? []).flatMap((at) => items[at] ?? []))
}

/** How many items are linked to each objective. */
export async function itemCountsOf({ db }: Context, ids: readonly string[]): Promise<number[]> {
  const rows = await db.em.execute<{ objective_id: string; items: string }[]>(
    `select objective_id, count(*) as items from item_objective where tenant_id = ? and objective_id in (${ids.map(() => '?').join(', ')}) group by 1`,
    [tenantOf(db.em), ...ids],
  )
  const counts = new Map(rows.map(({ objective_id, items }) => [objective_id, Number(items)]))
  return ids.map((id) => counts.get(id) ?? 0)
}

/** Objectives by theme, in their order, at most 1,000 each. */
export async function objectivesOfThemes({ db }: Context, ids: readonly string[]): Promise<Objective[][]> {
  const rows = await db.em.find(
    Objective,
    { theme: { id: { $in: [...ids] } } },
    { orderBy: { position: 'asc', createdAt: 'asc', id: 'asc' } },
  )
  const byTheme = Map.groupBy(rows, ({ theme }) => theme!.id)
  return ids.map((id) => (byTheme.get(id) ?? []).slice(0, 1_000))
}

export async function setMission(
  { db, now }: Context,
  workspace: Workspace,
  statement: string | null | undefined,
): Promise<void> {
  const text = cleanText(statement ?? '', 'statement', LONGEST.mission)
  const mission = await db.em.findOne(Mission, { workspace: { id: workspace.id } })
  if ((mission?.statement ?? '') === text) return
  if (!text) await db.em.nativeDelete(Mission, { id: mission!.id })
  else if (mission) mission.statement = text
  else addTo(db, Mission, workspace.id, { statement: text, createdAt: now() })
  db.changed(workspace.id)
}

const descriptionOf = (description: string | null | undefined) =>
  description === undefined ? undefined : cleanText(description ?? '', 'description', LONGEST.description)

/** That a workspace can hold. */
const MOST = { themes: 200, objectives: 1_000 }

export async function createTheme(context: Context, workspace: Workspace, input: ThemeInput): Promise<string> {
  const { db, now } = context
  const name = cleanName(input.name, LONGEST.theme)
  await refuseNew(context, Theme, workspace.id, name, MOST.themes, 'themes')
  const position = input.position ?? (await db.em.count(Theme, { workspace: { id: workspace.id } }))
  return addTo(db, Theme, workspace.id, {
    name,
    description: descriptionOf(input.description) ?? '',
    position,
    createdAt: now(),
  }).id
}

export async function updateTheme(
  context: Context,
  workspace: Workspace,
  ref: string,
  input: ThemeInput,
): Promise<string> {
  const theme = await namedFor(context, Theme, 'Theme', workspace.id, ref)
  const name = input.name === undefined ? theme.name : cleanName(input.name, LONGEST.theme)
  if (name !== theme.name) await refuseTakenName(context, Theme, workspace.id, name)
  edit(context.db, theme, {
    name,
    description: descriptionOf(input.description),
    position: input.position ?? undefined,
  })
  return theme.id
}

/** Deletes a theme; its objectives stay, without one. @returns its name */
export async function deleteTheme(context: Context, workspace: Workspace, ref: string): Promise<string> {
  const theme = await namedFor(context, Theme, 'Theme', workspace.id, ref)
  await context.db.em.nativeDelete(Theme, { id: theme.id })
  context.db.changed(workspace.id)
  return theme.name
}

/** The members of an objective that stand in an input, cleaned. What is left out is undefined. */
async function objectiveValues(context: Context, workspace: Workspace, input: ObjectiveInput) {
  const short = (field: 'measure' | 'target' | 'current') =>
    input[field] ? cleanText(input[field], field, LONGEST[field]) || null : (input[field] as null | undefined)
  if (input.state === null)
    throw badInput({ path: ['input', 'state'], message: 'cannot be empty', allowed: OBJECTIVE_STATES })
  const theme = input.themeId
    ? await namedFor(context, Theme, 'Theme', workspace.id, input.themeId, ['input', 'themeId'])
    : (input.themeId as null | undefined)
  return {
    description: descriptionOf(input.description),
    measure: short('measure'),
    target: short('target'),
    current: short('current'),
    dueDate: input.dueDate,
    state: input.state,
    position: input.position ?? undefined,
    theme,
  }
}

export async function createObjective(context: Context, workspace: Workspace, input: ObjectiveInput): Promise<string> {
  const { db, now } = context
  const name = cleanName(input.name, LONGEST.objective)
  const { theme, ...values } = await objectiveValues(context, workspace, input)
  await refuseNew(context, Objective, workspace.id, name, MOST.objectives, 'objectives')
  const position = values.position ?? (await db.em.count(Objective, { workspace: { id: workspace.id } }))
  return addTo(db, Objective, workspace.id, {
    ...given(values),
    name,
    position,
    theme: theme ? refTo(theme) : null,
    createdAt: now(),
  }).id
}

export async function updateObjective(
  context: Context,
  workspace: Workspace,
  ref: string,
  input: ObjectiveInput,
): Promise<string> {
  const objective = await namedFor(context, Objective, 'Objective', workspace.id, ref)
  const name = input.name === undefined ? objective.name : cleanName(input.name, LONGEST.objective)
  const values = await objectiveValues(context, workspace, input)
  if (name !== objective.name) await refuseTakenName(context, Objective, workspace.id, name)
  edit(context.db, objective, { name, ...values })
  return objective.id
}

/** Deletes an objective with its links. @returns its name */
export async function deleteObjective(context: Context, workspace: Workspace, ref: string): Promise<string> {
  const objective = await namedFor(context, Objective, 'Objective', workspace.id, ref)
  await context.db.em.nativeDelete(Objective, { id: objective.id })
  context.db.changed(workspace.id)
  return objective.name
}

/** Links items to an objective; those that are linked already stay as they are. @returns its id */
export async function linkToObjective(
  context: Context,
  workspace: Workspace,
  ref: string,
  items: readonly string[],
): Promise<string> {
  const objective = await namedFor(context, Objective, 'Objective', workspace.id, ref)
  await linkItems(context, workspace, items, ItemObjective, { objective })
  return objective.id
}

/** Takes links away; those that are not there are no error. @returns the objective's id */
export async function unlinkFromObjective(
  context: Context,
  workspace: Workspace,
  ref: string,
  items: readonly string[],
): Promise<string> {
  const objective = await namedFor(context, Objective, 'Objective', workspace.id, ref)
  await unlinkItems(context, workspace, items, ItemObjective, { objective })
  return objective.id
}
