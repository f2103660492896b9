import type { FlowItem, PlanningDependency, PlanningTeam } from '../velocity/work/planning.ts'
import type { ItemRow } from '../velocity/backlog/row.ts'
import { dayOf } from '../velocity/math/calendar.ts'
import { median } from '../velocity/math/percentile.ts'
import type { CoupledItem } from '../velocity/velocity/simulation/coupling.ts'

export type Unit = 'items' | 'points'

/** Open work that counts: epics are containers and count only when nothing is in them. */
export function leavesOf<Item extends Pick<ItemRow, 'id' | 'type' | 'parentId' | 'epicId'>>(
  items: readonly Item[],
): Item[] {
  const containers = new Set(items.flatMap(({ parentId, epicId }) => [parentId, epicId]))
  return items.filter(({ id, type }) => type !== 'epic' || !containers.has(id))
}

/** Everything below some items, the items themselves included; asking for an epic asks for what is in it. */
export function below<Item extends Pick<ItemRow, 'id' | 'parentId' | 'epicId'>>(
  items: readonly Item[],
  ids: ReadonlySet<string>,
): Item[] {
  const inside = new Set(ids)
  for (let grew = true; grew;) {
    grew = false
    for (const { id, parentId, epicId } of items) {
      if (inside.has(id) || !((parentId && inside.has(parentId)) || (epicId && inside.has(epicId)))) continue
      inside.add(id)
      grew = true
    }
  }
  return items.filter(({ id }) => inside.has(id))
}

/** Sizes in the asked unit. An item without points counts as the median of those that have some, and is counted as estimated by us. */
export function sizesOf(
  items: readonly Pick<ItemRow, 'id' | 'storyPoints'>[],
  history: readonly FlowItem[],
  unit: Unit,
): { sizes: Map<string, number>; assumed: number; assumedSize: number } {
  if (unit === 'items') return { sizes: new Map(items.map(({ id }) => [id, 1])), assumed: 0, assumedSize: 1 }
  const known = [...history.map(({ points }) => points), ...items.map(({ storyPoints }) => storyPoints)].filter(
    (points): points is number => points !== null && points > 0,
  )
  const assumedSize = known.length ? median(known) : 1
  const unknown = items.filter(({ storyPoints }) => storyPoints === null)
  return {
    sizes: new Map(items.map(({ id, storyPoints }) => [id, storyPoints ?? assumedSize])),
    assumed: unknown.length,
    assumedSize,
  }
}

/** What a team finished, as completions of the forecast: cancelled work is not delivery. */
export function completionsOf(
  history: readonly FlowItem[],
  unit: Unit,
  ofTeam: (team: string | null) => boolean,
): { day: number; size: number }[] {
  return history.flatMap((item) => {
    if (item.statusCategory !== 'done' || item.resolvedDay === null || !ofTeam(item.teamId)) return []
    if (unit === 'points' && item.points === null) return []
    return [{ day: item.resolvedDay, size: unit === 'items' ? 1 : item.points! }]
  })
}

/** Items as a simulation takes them, with the dependencies among themselves. A release date ahead holds an item back. */
export function coupledItems(
  items: readonly Pick<ItemRow, 'key' | 'rank' | 'teamId' | 'releaseDate'>[],
  sizes: ReadonlyMap<string, number>,
  dependencies: readonly PlanningDependency[],
  today: number,
): CoupledItem[] {
  const inside = new Set(items.map(({ key }) => key))
  const blockers = Map.groupBy(
    dependencies.filter(({ item, blocker }) => inside.has(item) && inside.has(blocker)),
    ({ item }) => item,
  )
  return items.map(({ key, rank, teamId, releaseDate }) => ({
    key,
    team: teamId ?? NO_TEAM,
    size: sizes.get(key)!,
    rank,
    earliest: releaseDate ? Math.max(0, dayOf(releaseDate) - today - 1) : 0,
    blockedBy: (blockers.get(key) ?? []).map(({ blocker, lagDays }) => ({ key: blocker, lagDays })),
  }))
}

/** Work without a team, in lanes and sentences. */
export const NO_TEAM = 'no team'

/** Names of teams for a sentence: "Checkout", "Checkout and Mobile", "all teams". */
export function teamWords(teams: readonly Pick<PlanningTeam, 'name'>[], of: number): string {
  if (teams.length === 0 || teams.length === of) return of > 1 ? 'all teams' : 'the team'
  return teams.length < 4 ? teams.map(({ name }) => name).join(' and ') : `${teams.length} teams`
}
