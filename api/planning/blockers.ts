/** Dependencies between pieces of work: what blocks an epic holds back what is in the epic, for every tool. */
import { ancestors, cycleAmong } from '../math/graph.ts'
import type { PlanItem, PlanningDependency } from './planning.ts'
import { leavesOf } from './work.ts'

type Placed = Pick<PlanItem, 'id' | 'type' | 'parentId' | 'epicId' | 'step' | 'hasParts'>

/** Arcs that groups may be tied by in all: two epics of four hundred stories each, without an order inside. */
const MOST_ARCS = 200_000
/** Steps that may be walked to find arcs that run in a circle. */
const MOST_STEPS = 5_000_000

type Arc = Pick<PlanningDependency, 'item' | 'blocker'>

/** How many of the stated dependencies between epics and features are not followed as they stand. */
export interface LeftOut {
  /** They run against dependencies of the work inside, which are stated more exactly. */
  readonly against: number
  /** Between groups that are too large: what is in the one waits for the last of the other alone. */
  readonly shortened: number
}

export interface Blockers {
  readonly dependencies: readonly PlanningDependency[]
  readonly leftOut: LeftOut
}

/** What was left out, in words. */
export function blockerWords({ against, shortened }: LeftOut): string[] {
  return [
    ...(against
      ? [
          `${against === 1 ? '1 dependency between epics contradicts' : `${against} dependencies between epics contradict`} those between their items; the items' own dependencies are used.`,
        ]
      : []),
    ...(shortened
      ? [
          `${shortened === 1 ? '1 dependency is' : `${shortened} dependencies are`} between epics too large to follow item by item: what is in one waits for the last item of the other.`,
        ]
      : []),
  ]
}

/** What a tool lists: leaves, or whatever was chosen, epics beside stories. */
interface Listing {
  readonly ids: readonly string[]
  /** What an item is in, itself left out. */
  readonly above: (id: string) => readonly string[]
  /** The one piece of the list that an item belongs to; undefined for what holds several of them, or none. */
  readonly pieceOf: (id: string) => string | undefined
}

interface Listed<Dependency> {
  /** Stated between two pieces of the list. */
  readonly direct: readonly Dependency[]
  /** Taken over from what is not in the list itself. */
  readonly derived: readonly Dependency[]
  /** Held back by something that has no piece in the list: the blocker is named as it is. */
  readonly outside: readonly Dependency[]
  /** Stated between groups so large that their ends would make more arcs than a plan can hold: tied to the last one alone. */
  readonly shortened: number
}

/**
 * A dependency of something that is not in the list holds for what stands for it there: for a step its story, for an epic what
 * is in it. Of such a group only the ends are tied, because the order inside follows from its own dependencies. An item and
 * what it is in never wait for each other.
 */
export function listedBlockers<Dependency extends Arc>(
  { ids, above, pieceOf }: Listing,
  dependencies: readonly Dependency[],
): Listed<Dependency> {
  const listed = new Set(ids)
  const inside = new Map<string, string[]>()
  for (const id of ids)
    for (const container of above(id)) {
      const group = inside.get(container)
      if (group) group.push(id)
      else inside.set(container, [id])
    }
  const [direct, others] = split(dependencies, ({ item, blocker }) => listed.has(item) && listed.has(blocker))
  const tied = { item: Map.groupBy(direct, ({ item }) => item), blocker: Map.groupBy(direct, ({ blocker }) => blocker) }
  const ends = (id: string, end: keyof Arc): readonly string[] => {
    const piece = pieceOf(id)
    if (piece !== undefined) return [piece]
    const group = inside.get(id) ?? []
    const members = new Set(group)
    const far = end === 'item' ? 'blocker' : 'item'
    const loose = group.filter((one) => !tied[end].get(one)?.some((arc) => members.has(arc[far])))
    return loose.length > 0 ? loose : group
  }
  const derived: Dependency[] = []
  const outside: Dependency[] = []
  let shortened = 0
  for (const one of others) {
    if (above(one.item).includes(one.blocker) || above(one.blocker).includes(one.item)) continue
    const first = ends(one.blocker, 'blocker')
    const waiting = ends(one.item, 'item')
    const room = MOST_ARCS - derived.length
    const isLarge = first.length * waiting.length > room
    if (isLarge) shortened++
    const earlier = isLarge ? first.slice(-1) : first
    const later = isLarge && waiting.length > room ? waiting.slice(0, 1) : waiting
    for (const item of later) {
      if (earlier.length === 0) outside.push({ ...one, item })
      for (const blocker of earlier) if (blocker !== item) derived.push({ ...one, item, blocker })
    }
  }
  return { direct, derived, outside, shortened }
}

/** Dependencies of all open work as dependencies of its leaves. */
export function blockersOf(items: readonly Placed[], dependencies: readonly PlanningDependency[]): Blockers {
  const byId = new Map(items.map((item) => [item.id, item]))
  const leaves = leavesOf(items).map(({ id }) => id)
  const leafIds = new Set(leaves)
  const storyOf = (id: string): string => {
    const line = [id, ...ancestors((at) => byId.get(at)?.parentId, id)]
    return line.find((at) => !byId.get(at)?.step || byId.get(at)!.parentId === null) ?? id
  }
  const above = (id: string) => (byId.has(id) ? lineAbove(byId.get(id)!, byId) : [])
  const stories = dependencies
    .map((one, stated) => ({ ...one, stated, item: storyOf(one.item), blocker: storyOf(one.blocker) }))
    .filter(({ item, blocker }) => item !== blocker && !above(item).includes(blocker) && !above(blocker).includes(item))
  const { direct, derived, shortened } = listedBlockers(
    { ids: leaves, above, pieceOf: (id) => (leafIds.has(id) ? id : undefined) },
    stories,
  )
  const plain = ({ item, blocker, lagDays }: PlanningDependency) => ({ item, blocker, lagDays })
  const arcs = new Map(direct.map((one) => [arcOf(one), plain(one)]))
  const inherited = new Map<string, PlanningDependency>()
  for (const one of derived) {
    const arc = arcOf(one)
    if (!arcs.has(arc) && (inherited.get(arc)?.lagDays ?? -1) < one.lagDays) inherited.set(arc, plain(one))
  }
  const all = [...arcs.values(), ...inherited.values()]
  if (inherited.size === 0 || !runsInCircle(all)) return { dependencies: all, leftOut: { against: 0, shortened } }
  const kept = [...arcs.values()]
  const walk = new Walk(kept)
  const against = new Set<string>()
  for (const [arc, one] of inherited) {
    if (walk.leadsTo(one.item, one.blocker)) against.add(arc)
    else {
      kept.push(one)
      walk.add(one)
    }
  }
  const stated = new Set(derived.filter((one) => against.has(arcOf(one))).map((one) => one.stated))
  return { dependencies: kept, leftOut: { against: stated.size, shortened } }
}

const arcOf = ({ item, blocker }: Arc) => `${blocker}>${item}`

function split<T>(all: readonly T[], belongs: (one: T) => boolean): [T[], T[]] {
  const sides: [T[], T[]] = [[], []]
  for (const one of all) sides[belongs(one) ? 0 : 1].push(one)
  return sides
}

/** Parents of an item up to the top, and its epic. */
export function lineAbove(
  item: Pick<Placed, 'id' | 'parentId' | 'epicId'>,
  byId: ReadonlyMap<string, Pick<Placed, 'parentId'>>,
): string[] {
  const line = new Set(ancestors((id) => byId.get(id)?.parentId, item.id))
  if (item.epicId !== null) line.add(item.epicId)
  return [...line]
}

function runsInCircle(arcs: readonly Arc[]): boolean {
  const ids = [...new Set(arcs.flatMap(({ item, blocker }) => [item, blocker]))]
  return (
    cycleAmong(
      ids,
      arcs.map(({ item, blocker }) => ({ from: blocker, to: item })),
    ) !== null
  )
}

/** Arcs as they come, and whether one item leads to another by them. */
class Walk {
  readonly #next = new Map<string, string[]>()
  #left = MOST_STEPS

  constructor(arcs: readonly Arc[]) {
    for (const arc of arcs) this.add(arc)
  }

  add({ item, blocker }: Arc): void {
    const next = this.#next.get(blocker)
    if (next) next.push(item)
    else this.#next.set(blocker, [item])
  }

  /** Yes, too, once so much was walked that nobody would wait for more. */
  leadsTo(from: string, to: string): boolean {
    const seen = new Set([from])
    for (const at of seen) {
      if (at === to) return true
      for (const next of this.#next.get(at) ?? []) {
        if (--this.#left < 0) return true
        seen.add(next)
      }
    }
    return false
  }
}
