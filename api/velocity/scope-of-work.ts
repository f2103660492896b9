import type { FlowItem, PlanningDependency, PlanningTeam } from '../backlog/planning-service.ts'
import type { ItemRow } from '../backlog/row.ts'
import { median } from '../math/percentile.ts'
import type { CoupledItem } from './coupling.ts'

export type Unit = 'items' | 'points'

/** Open work that counts: epics are containers and count only when nothing is in them. */
export function leavesOf<Item extends Pick<ItemRow, 'id' | 'type' | 'parentId' | 'epicId'>>(items: readonly Item[]): Item[] {
  const containers = new Set(items.flatMap(({ parentId, epicId }) => [parentId, epicId]))
  return items.filter(({ id, type }) => type !== 'epic' || !containers.has(id))
}

/** Everything below some items, the items themselves included; asking for an epic asks for what is in it. */
export function below<Item extends Pick<ItemRow, 'id' | 'parentId' | 'epicId'>>(items: readonly Item[], ids: ReadonlySet<string>): Item[] {
  const inside = new Set(ids)
  for (let grew = true; grew; ) {
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
export function sizesOf(items: readonly Pick<ItemRow, 'id' | 'storyPoints'>[], history: readonly FlowItem[], unit: Unit): { sizes: Map<string, number>; assumed: number; assumedSize: number } {
  if (unit === 'items') return { sizes: new Map(items.map(({ id }) => [id, 1])), assumed: 0, assumedSize: 1 }
  const known = [...history.map(({ points }) => points), ...items.map(({ storyPoints }) => storyPoints)].filter((points): points is number => points !== null && points > 0)
  const assumedSize = known.length ? median(known) : 1
  const unknown = items.filter(({ storyPoints }) => storyPoints === null)
  return { sizes: new Map(items.map(({ id, storyPoints }) => [id, storyPoints ?? assumedSize])), assumed: unknown.length, assumedSize }
}

/** What a team finished, as completions of the forecast: cancelled work is not delivery. */
export function completionsOf(history: readonly FlowItem[], unit: Unit, ofTeam: (team: string | null) => boolean): { day: number; size: number }[] {
  return history.flatMap((item) => {
    if (item.statusCategory !== 'done' || item.resolvedDay === null || !ofTeam(item.teamId)) return []
    if (unit === 'points' && item.points === null) return []
    return [{ day: item.resolvedDay, size: unit === 'items' ? 1 : item.points! }]
  })
}

/** Dependencies that join two teams: only they make a simulation necessary. */
export function coupledItems(
  items: readonly Pick<ItemRow, 'id' | 'rank' | 'teamId' | 'releaseDate'>[],
  sizes: ReadonlyMap<string, number>,
  dependencies: readonly PlanningDependency[],
  teamKey: (team: string | null) => string,
  earliest: (releaseDate: string | null) => number,
): CoupledItem[] {
  const byId = new Map(items.map((item) => [item.id, item]))
  const inside = dependencies.filter(({ item, blocker }) => byId.has(item) && byId.has(blocker))
  const crossing = inside.some(({ item, blocker }) => teamKey(byId.get(item)!.teamId) !== teamKey(byId.get(blocker)!.teamId))
  if (!crossing) return []
  const blockers = Map.groupBy(inside, ({ item }) => item)
  return items.map((item) => ({
    key: item.id,
    team: teamKey(item.teamId),
    size: sizes.get(item.id)!,
    rank: item.rank,
    earliest: earliest(item.releaseDate),
    blockedBy: (blockers.get(item.id) ?? []).map(({ blocker, lagDays }) => ({ key: blocker, lagDays })),
  }))
}

/** Names of teams for a sentence: "Checkout", "Checkout and Mobile", "all teams". */
export function teamWords(teams: readonly Pick<PlanningTeam, 'name'>[], of: number): string {
  if (teams.length === 0 || teams.length === of) return of > 1 ? 'all teams' : 'the team'
  return teams.length < 4 ? teams.map(({ name }) => name).join(' and ') : `${teams.length} teams`
}
