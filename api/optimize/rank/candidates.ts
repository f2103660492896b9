/** From a backlog to what is ranked: figures that a method can use, and dependencies at the level of the list. */
import { COST_OF_DELAY, eachOf } from '../../backlog/item-fields.ts'
import { ancestors } from '../../math/graph.ts'
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
  const { direct, derived } = blockersOf(chosen, open, parents, dependencies)
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

function append(lists: Map<string, string[]>, name: string, value: string): void {
  const list = lists.get(name)
  if (list) list.push(value)
  else lists.set(name, [value])
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

/**
 * A dependency of something that is not in the list holds for what stands for it there: for a sub-task its story, for an epic
 * what is in it. Of such a group only the ends are tied, because the order inside follows from its own dependencies.
 */
function blockersOf(
  chosen: readonly RankableItem[],
  open: readonly RankableItem[],
  parents: ReadonlyMap<string, ParentRow>,
  dependencies: readonly PlanningDependency[],
): Blockers {
  const byId = new Map(open.map((item) => [item.id, item]))
  const listed = new Set(chosen.map(({ id }) => id))
  const lineOf = (id: string): string[] => {
    const line: string[] = []
    for (
      let at: string | null = id;
      at !== null && !line.includes(at);
      at = byId.get(at)?.parentId ?? parents.get(at)?.parentId ?? null
    )
      line.push(at)
    return line
  }
  const inside = new Map<string, string[]>()
  for (const { id } of chosen) for (const container of lineOf(id).slice(1)) append(inside, container, id)
  const neighbors = { first: new Map<string, string[]>(), last: new Map<string, string[]>() }
  for (const { item, blocker } of dependencies) {
    if (!listed.has(item) || !listed.has(blocker)) continue
    append(neighbors.first, item, blocker)
    append(neighbors.last, blocker, item)
  }
  const standsFor = (id: string, end: 'first' | 'last'): readonly string[] => {
    if (listed.has(id)) return [id]
    const story = lineOf(id).find((at, step) => step > 0 && listed.has(at))
    if (story !== undefined && !isContainer(byId.get(story)!)) return [story]
    const group = new Set(inside.get(id))
    const ends = [...group].filter((member) => !neighbors[end].get(member)?.some((other) => group.has(other)))
    return ends.length ? ends : [...group]
  }
  const direct = new Map<string, string[]>()
  const derived = new Map<string, string[]>()
  const keyOf = (id: string) => byId.get(id)!.key
  for (const { item, blocker } of dependencies) {
    if (listed.has(item) && listed.has(blocker)) {
      append(direct, keyOf(item), keyOf(blocker))
      continue
    }
    if (lineOf(item).includes(blocker) || lineOf(blocker).includes(item)) continue
    const earlier = standsFor(blocker, 'last')
    for (const later of standsFor(item, 'first')) {
      if (earlier.length === 0) append(direct, keyOf(later), keyOf(blocker))
      for (const one of earlier) append(derived, keyOf(later), keyOf(one))
    }
  }
  return { direct, derived }
}
