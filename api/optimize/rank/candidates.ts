/** From a backlog to what is ranked: figures that a method can use, and dependencies at the level of the list. */
import { COST_OF_DELAY, eachOf } from '../../backlog/item-fields.ts'
import { ancestors } from '../../math/graph.ts'
import { listedBlockers } from '../../planning/blockers.ts'
import { isContainer, type ParentRow } from '../../planning/choice.ts'
import type { PlanningDependency } from '../../planning/planning.ts'
import type { ItemRow } from '../../backlog/row.ts'
import { compareKeys, INPUT_FIELDS, NO_INPUTS } from '../score/candidate.ts'
import type { Candidate, InputField } from '../score/candidate.ts'
import { DependencyCycle, precedenceOf } from '../sequence/precedence.ts'

type RankableItem = Pick<
  ItemRow,
  | 'id'
  | 'key'
  | 'type'
  | 'priority'
  | 'parentId'
  | (typeof COST_OF_DELAY)[number]
  | 'jobSize'
  | 'storyPoints'
  | 'delayCostCents'
  | 'reach'
  | 'impact'
  | 'confidence'
>

export interface Candidates {
  /** Known by their keys, so that an answer does not depend on ids. */
  readonly candidates: readonly Candidate[]
  /** Figures outside their range, which count as not stated. */
  readonly unusable: readonly { readonly key: string; readonly field: InputField; readonly value: number }[]
  /** Epics and features without a size of their own, sized by the points of their open parts. */
  readonly sizedByParts: number
  /** A ring that only the dependencies of epics close: they are left out then. Keys, or null. */
  readonly contradiction: readonly string[] | null
}

/**
 * @param open all open work of the workspace, the chosen items among it
 * @throws DependencyCycle where items wait for each other in a ring
 */
export function candidatesOf(
  chosen: readonly RankableItem[],
  open: readonly RankableItem[],
  parents: ReadonlyMap<string, ParentRow>,
  dependencies: readonly PlanningDependency[],
): Candidates {
  const unusable: Candidates['unusable'][number][] = []
  const points = pointsBelow(open)
  let sizedByParts = 0
  const { direct, derived } = blockersOfChosen(chosen, open, parents, dependencies)
  const candidates = chosen.map((item): Candidate => {
    const stated = {
      ...NO_INPUTS,
      ...eachOf(COST_OF_DELAY, (part) => item[part]),
      jobSize: item.jobSize,
      storyPoints: item.storyPoints,
      costOfDelayPerWeek: item.delayCostCents === null ? null : item.delayCostCents / 100,
      reach: item.reach,
      impact: item.impact,
      confidence: item.confidence,
    }
    for (const field of INPUT_FIELDS) {
      const value = stated[field]
      if (value === null || (Number.isFinite(value) && value >= 0 && (field !== 'confidence' || value <= 1))) continue
      unusable.push({ key: item.key, field, value })
      stated[field] = null
    }
    const byParts = isContainer(item) && stated.jobSize === null && stated.storyPoints === null && points.has(item.id)
    if (byParts) {
      stated.storyPoints = points.get(item.id)!
      sizedByParts++
    }
    return {
      ...stated,
      id: item.key,
      key: item.key,
      type: item.type,
      priority: item.priority,
      blockedBy: [...new Set(direct.get(item.key))].sort(compareKeys),
      ...(byParts && { sizedByParts: true }),
    }
  })
  precedenceOf(candidates)
  const linked = candidates.map((candidate) => ({
    ...candidate,
    blockedBy: [...new Set([...candidate.blockedBy, ...(derived.get(candidate.key) ?? [])])]
      .filter((key) => key !== candidate.key)
      .sort(compareKeys),
  }))
  try {
    precedenceOf(linked)
    return { candidates: linked, unusable, sizedByParts, contradiction: null }
  } catch (error) {
    if (!(error instanceof DependencyCycle)) throw error
    return { candidates, unusable, sizedByParts, contradiction: error.keys }
  }
}

/** Points of open work below each item that has any. */
function pointsBelow(open: readonly RankableItem[]): Map<string, number> {
  const byId = new Map(open.map((item) => [item.id, item]))
  const points = new Map<string, number>()
  for (const item of open) {
    const own = item.storyPoints ?? 0
    if (own <= 0 || isContainer(item)) continue
    for (const above of ancestors((id) => byId.get(id)?.parentId, item.id))
      points.set(above, (points.get(above) ?? 0) + own)
  }
  return points
}

interface Blockers {
  /** Stated between items of the list, and from outside it, by key. */
  readonly direct: ReadonlyMap<string, readonly string[]>
  /** Taken over from items that are not in the list themselves. */
  readonly derived: ReadonlyMap<string, readonly string[]>
}

/** What holds back the chosen items, which may be epics beside stories. */
function blockersOfChosen(
  chosen: readonly RankableItem[],
  open: readonly RankableItem[],
  parents: ReadonlyMap<string, ParentRow>,
  dependencies: readonly PlanningDependency[],
): Blockers {
  const byId = new Map(open.map((item) => [item.id, item]))
  const listed = new Set(chosen.map(({ id }) => id))
  const above = (id: string) => [...ancestors((at) => byId.get(at)?.parentId ?? parents.get(at)?.parentId, id)]
  const pieceOf = (id: string) => {
    if (listed.has(id)) return id
    const holder = above(id).find((at) => listed.has(at))
    return holder !== undefined && !isContainer(byId.get(holder)!) ? holder : undefined
  }
  const found = listedBlockers({ ids: chosen.map(({ id }) => id), above, pieceOf }, dependencies)
  const keyOf = (id: string) => byId.get(id)!.key
  const byKey = (arcs: readonly PlanningDependency[]) =>
    new Map(
      [...Map.groupBy(arcs, ({ item }) => keyOf(item))].map(([key, of]) => [
        key,
        of.map(({ blocker }) => keyOf(blocker)),
      ]),
    )
  return { direct: byKey([...found.direct, ...found.outside]), derived: byKey(found.derived) }
}
