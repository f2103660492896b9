/** Which work counts, in what unit, and how big it is: decided here for every tool. */
import { isContainer } from './choice.ts'
import type { FlowItem, History, OpenWork, PlanItem, PlanningDependency, PlanningTeam } from './planning.ts'
import type { ItemRow } from '../backlog/row.ts'
import { WITHOUT } from '../backlog/vocabulary.ts'
import { dayOf } from '../math/calendar.ts'
import { median } from '../math/percentile.ts'
import type { CoupledItem } from '../velocity/simulation/coupling.ts'

export const UNITS = ['items', 'points'] as const
export type Unit = (typeof UNITS)[number]

type Counted = Pick<PlanItem, 'id' | 'type' | 'parentId' | 'epicId' | 'step' | 'hasParts'>

/**
 * Open work that counts, for every tool: stories, tasks and bugs; an epic or feature only while nothing was ever in it.
 * The steps of a story go with it.
 */
export function leavesOf<Item extends Counted>(items: readonly Item[]): readonly Item[] {
  const known = leaves.get(items)
  if (known) return known as readonly Item[]
  const holding = new Set<string | null>()
  for (const { parentId, epicId } of items) holding.add(parentId).add(epicId)
  const found = items.filter((item) => !item.step && !(isContainer(item) && (item.hasParts || holding.has(item.id))))
  leaves.set(items, found)
  return found
}

/** Asked for by every step of an answer, of one list. */
const leaves = new WeakMap<readonly Counted[], readonly Counted[]>()

/** Ids with the stories that named steps go with: whoever asks for a step asks for its story. */
export function withStories(items: readonly Counted[], ids: readonly string[]): string[] {
  const byId = new Map(items.map((item) => [item.id, item]))
  return ids.map((id) => {
    let item = byId.get(id)
    for (let depth = 0; item?.step && item.parentId !== null && byId.has(item.parentId) && depth < 50; depth++)
      item = byId.get(item.parentId)
    return item?.id ?? id
  })
}

/** Fewer containers than this say nothing about what an empty one will hold. */
export const CONTAINERS_NEEDED = 3

/** Pieces of work that an empty epic or feature stands for, by its type. */
export type PiecesInside = ReadonlyMap<ItemRow['type'], number>

/** The median of finished containers of the type, else of those that are open now; missing where neither is known. */
export function piecesInside(items: readonly Counted[], { containers }: Pick<History, 'containers'>): PiecesInside {
  const inside = new Map<string, number>()
  for (const { parentId, epicId } of leavesOf(items))
    for (const id of new Set([parentId, epicId])) if (id !== null) inside.set(id, (inside.get(id) ?? 0) + 1)
  const known = new Map<ItemRow['type'], number>()
  for (const type of ['epic', 'feature'] as const) {
    const finished = containers.filter((one) => one.type === type).map((one) => one.leaves)
    const open = items.filter((item) => item.type === type).flatMap(({ id }) => inside.get(id) ?? [])
    const seen = finished.length >= CONTAINERS_NEEDED ? finished : [...finished, ...open]
    if (seen.length > 0) known.set(type, median(seen))
  }
  return known
}

/** What every answer says of its `openWork`. */
export const OPEN_WORK =
  'Open work items in the whole workspace, not counting epics and sub-tasks. The same in every answer.'

/** What an answer about an earlier day rests on. */
export const AS_OF =
  'Answer as of this date. What was created, started, or finished later is ignored; teams, ranks, points, due dates, and imported dependencies are those of today.'

/** The number of open pieces of work, the same in every answer. An empty epic counts as {@link piecesInside}. */
export function openWorkOf({ items, history }: Pick<OpenWork, 'items'> & { readonly history: History }): number {
  const inside = piecesInside(items, history)
  return Math.round(
    leavesOf(items).reduce((sum, item) => sum + (isContainer(item) ? (inside.get(item.type) ?? 1) : 1), 0),
  )
}

/** Days back in which half of the finished work must carry points for points to be the unit. */
const UNIT_DAYS = 182

/** The unit of every answer when nobody asks for one: points if half of the work finished in 26 weeks has them. */
export function usualUnit(history: Pick<History, 'items'>, end: number): Unit {
  const recent = history.items.filter(
    ({ statusCategory, resolvedDay }) =>
      statusCategory === 'done' && resolvedDay !== null && resolvedDay <= end && resolvedDay > end - UNIT_DAYS,
  )
  const sized = recent.filter(({ points }) => points !== null).length
  return recent.length > 0 && sized * 2 >= recent.length ? 'points' : 'items'
}

/** What a piece of work without points counts as, open or finished: the median of those that have some. */
export function usualPoints(finished: Finished): number {
  const value = usual.get(finished) ?? medianPoints(finished)
  usual.set(finished, value)
  return value
}

/** Whether any finished work has points: without, {@link usualPoints} is a guess, and points say nothing. */
export const knowsPoints = (finished: Finished): boolean => pointsIn(finished).length > 0

type Finished = readonly Pick<FlowItem, 'points' | 'statusCategory'>[]

/** Asked for by every lane of a forecast, of one history. */
const usual = new WeakMap<Finished, number>()

function medianPoints(finished: Finished): number {
  const known = pointsIn(finished)
  return known.length ? median(known) : 1
}

const pointsIn = (finished: Finished) =>
  finished.flatMap(({ points, statusCategory }) =>
    statusCategory === 'done' && points !== null && points > 0 ? [points] : [],
  )

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

export interface Sizes {
  readonly sizes: Map<string, number>
  /** Items without points, and what each counts as. */
  readonly assumed: number
  readonly assumedSize: number
  /** That is what finished work shows; else no finished item has points either. */
  readonly seen: boolean
  /** Empty epics and features by type, with how many pieces of work each counts as; null where nobody can know. */
  readonly empty: readonly { readonly type: ItemRow['type']; readonly count: number; readonly pieces: number | null }[]
}

/**
 * Sizes of leaves in a unit. An item without points counts as {@link usualPoints}, as a finished one does; an empty epic
 * or feature as {@link piecesInside} of them unless it has points of its own.
 */
export function sizesOf(
  leaves: readonly Pick<PlanItem, 'id' | 'type' | 'storyPoints'>[],
  { items, history }: { readonly items: readonly Counted[]; readonly history: History },
  unit: Unit,
): Sizes {
  const inside = piecesInside(items, history)
  const assumedSize = unit === 'items' ? 1 : usualPoints(history.items)
  const pieces = (item: Pick<PlanItem, 'type'>) => (isContainer(item) ? (inside.get(item.type) ?? 1) : 1)
  const sizeOf = (item: (typeof leaves)[number]) =>
    unit === 'points' && item.storyPoints !== null ? item.storyPoints : pieces(item) * assumedSize
  return {
    sizes: new Map(leaves.map((item) => [item.id, sizeOf(item)])),
    assumed: unit === 'items' ? 0 : leaves.filter((item) => item.storyPoints === null && !isContainer(item)).length,
    assumedSize,
    seen: knowsPoints(history.items),
    empty: [
      ...Map.groupBy(
        leaves.filter((item) => isContainer(item) && (unit === 'items' || item.storyPoints === null)),
        ({ type }) => type,
      ),
    ].map(([type, some]) => ({ type, count: some.length, pieces: inside.get(type) ?? null })),
  }
}

/** What had to be assumed about sizes, in words. */
export function sizeWords({ assumed, assumedSize, seen, empty }: Sizes): string[] {
  const size = Math.round(assumedSize * 100) / 100
  return [
    ...(assumed
      ? [
          `${assumed} ${assumed === 1 ? 'item has' : 'items have'} no points; ${assumed === 1 ? 'it counts' : 'each counts'} as ${size}, ${seen ? 'the median of finished items' : 'because no finished item has points either'}.`,
        ]
      : []),
    ...empty
      .filter(({ pieces }) => pieces !== 1)
      .map(({ type, count, pieces }) => {
        const subject = count === 1 ? `1 ${type} has nothing in it` : `${count} ${type}s have nothing in them`
        return `${subject} yet; ${count === 1 ? 'it counts' : 'each counts'} as ${pieces === null ? 'one item, because nothing shows how much to expect' : `${Math.round(pieces * 10) / 10} items, the median of others`}.`
      }),
  ]
}

/** Open work that takes no time, because all of it is sized 0. */
export function zeroWords(count: number): string[] {
  return [
    count === 1
      ? '1 open item has 0 points, so it takes no time here. Count items instead of points to get a date for it.'
      : `${count} open items have 0 points, so they take no time here. Count items instead of points to get a date for them.`,
  ]
}

/** Finished work as completions of the forecast. Cancelled work is not delivery; work without points counts as {@link usualPoints}. */
export function completionsOf(
  history: readonly FlowItem[],
  unit: Unit,
  ofTeam: (team: string | null) => boolean,
): { day: number; size: number }[] {
  const assumed = unit === 'points' ? usualPoints(history) : 1
  const completions: { day: number; size: number }[] = []
  for (const { statusCategory, resolvedDay, teamId, points } of history)
    if (statusCategory === 'done' && resolvedDay !== null && ofTeam(teamId))
      completions.push({ day: resolvedDay, size: unit === 'items' ? 1 : (points ?? assumed) })
  return completions
}

/** {@link completionsOf} one team, or of what has none ({@link NO_TEAM}); a workspace with many teams is read once for all of them. */
export function completionsOfOne(
  history: readonly FlowItem[],
  unit: Unit,
  team: string,
): readonly { readonly day: number; readonly size: number }[] {
  const known = finishedBy.get(history) ?? {}
  finishedBy.set(history, known)
  const teams = (known[unit] ??= new Map())
  if (teams.size === 0) {
    const assumed = unit === 'points' ? usualPoints(history) : 1
    for (const { statusCategory, resolvedDay, teamId, points } of history) {
      if (statusCategory !== 'done' || resolvedDay === null) continue
      const one = { day: resolvedDay, size: unit === 'items' ? 1 : (points ?? assumed) }
      const name = teamId ?? NO_TEAM
      const before = teams.get(name)
      if (before) before.push(one)
      else teams.set(name, [one])
    }
  }
  return teams.get(team) ?? []
}

const finishedBy = new WeakMap<
  readonly FlowItem[],
  Partial<Record<Unit, Map<string, { day: number; size: number }[]>>>
>()

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
export const NO_TEAM = WITHOUT.team

/** Names of teams for a sentence: "Checkout", "Checkout and Mobile", "all teams". */
export function teamWords(teams: readonly Pick<PlanningTeam, 'name'>[], of: number): string {
  if (teams.length === 0 || teams.length === of) return of > 1 ? 'all teams' : 'the team'
  return teams.length < 4 ? teams.map(({ name }) => name).join(' and ') : `${teams.length} teams`
}
