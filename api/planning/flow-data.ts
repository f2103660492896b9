/** The inputs of velocity, forecasts, plans and scenarios, under the names that people use and as of one day. */
import { DAY_MS } from '../math/calendar.ts'
import type { FlowItem, History, OpenWork, PlanItem } from './planning.ts'

export interface FlowData extends OpenWork {
  readonly history: History
  /** Day number that counts as today. */
  readonly today: number
  /** Last day of which the data can speak. */
  readonly end: number
}

/**
 * The same inputs with keys and team names in the place of ids. Ids are made by whoever holds the data, so they must
 * decide nothing: neither a tie nor the order of a sum.
 * @param all every item, open or closed, epics and steps among them
 */
export function named(
  { items, dependencies, teams }: OpenWork,
  history: History,
  all: Iterable<Pick<FlowItem, 'id' | 'key'>> = [],
): OpenWork & { history: History; keys: ReadonlyMap<string, string>; teamIds: ReadonlyMap<string, string> } {
  const keys = new Map<string, string>()
  for (const { id, key } of all) keys.set(id, key)
  for (const { id, key } of history.items) keys.set(id, key)
  for (const { id, key } of items) keys.set(id, key)
  const names = new Map(teams.map(({ id, name }) => [id, name]))
  const keyOf = (id: string) => keys.get(id) ?? id
  const keyOr = (id: string | null) => (id === null ? null : keyOf(id))
  const nameOr = (id: string | null) => (id === null ? null : (names.get(id) ?? id))
  return {
    items: items
      .map((item) => ({
        ...item,
        id: item.key,
        parentId: keyOr(item.parentId),
        epicId: keyOr(item.epicId),
        teamId: nameOr(item.teamAtWork),
      }))
      .sort((a, b) => a.rank - b.rank || a.number - b.number || (a.key < b.key ? -1 : 1)),
    dependencies: dependencies
      .map(({ item, blocker, lagDays }) => ({ item: keyOf(item), blocker: keyOf(blocker), lagDays }))
      .sort((a, b) => (a.item === b.item ? (a.blocker < b.blocker ? -1 : 1) : a.item < b.item ? -1 : 1)),
    teams: teams.map((team) => ({ ...team, id: team.name })).sort((a, b) => (a.name < b.name ? -1 : 1)),
    history: {
      ...history,
      items: history.items
        .map((item) => ({ ...item, id: item.key, epicId: keyOr(item.epicId), teamId: nameOr(item.teamId) }))
        .sort((a, b) => (a.key < b.key ? -1 : 1)),
    },
    keys,
    teamIds: new Map(teams.map(({ id, name }) => [name, id])),
  }
}

/** What was known at the end of a day: later items do not exist yet, later starts and completions have not happened. */
export function seenOn<Data extends OpenWork & { history: History }>(data: Data, day: number): Data {
  const unborn = new Set(
    data.history.items.filter(({ createdDay }) => createdDay !== null && createdDay > day).map(({ key }) => key),
  )
  const items = data.items.filter(({ key }) => !unborn.has(key)).map((item) => openOn(item, day))
  const present = new Set(items.map(({ id }) => id))
  return {
    ...data,
    items,
    dependencies: data.dependencies.filter(({ item, blocker }) => present.has(item) && present.has(blocker)),
    history: {
      ...data.history,
      items: data.history.items.filter(({ key }) => !unborn.has(key)).map((item) => flowOn(item, day)),
      containers: data.history.containers.filter(({ resolvedDay }) => resolvedDay <= day),
    },
  }
}

function openOn(item: PlanItem, day: number): PlanItem {
  const started = item.startedAt !== null && Math.floor(new Date(item.startedAt).getTime() / DAY_MS) <= day
  const finishedLater = item.statusCategory === 'done' || item.statusCategory === 'cancelled'
  if (started) return finishedLater ? { ...item, statusCategory: 'active', resolvedAt: null } : item
  const waits = finishedLater || item.startedAt !== null
  return waits ? { ...item, statusCategory: 'backlog', startedAt: null, resolvedAt: null } : item
}

function flowOn(item: FlowItem, day: number): FlowItem {
  const startedDay = item.startedDay !== null && item.startedDay <= day ? item.startedDay : null
  if (item.resolvedDay === null || item.resolvedDay <= day)
    return startedDay === item.startedDay ? item : { ...item, startedDay, statusCategory: 'backlog' }
  return { ...item, startedDay, resolvedDay: null, statusCategory: startedDay === null ? 'backlog' : 'active' }
}
