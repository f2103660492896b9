/** Dependencies between pieces of work: what blocks an epic holds back what is in the epic, for every tool. */
import type { PlanItem, PlanningDependency } from './planning.ts'
import { leavesOf } from './work.ts'

type Placed = Pick<PlanItem, 'id' | 'type' | 'parentId' | 'epicId' | 'step' | 'hasParts'>

export interface Blockers {
  readonly dependencies: readonly PlanningDependency[]
  /** Dependencies of epics that run against those of the work inside, which are stated more exactly: left out. */
  readonly dropped: number
}

/**
 * Dependencies of epics and features as dependencies of the leaves inside, those of a step as its story's. Of the work in an
 * epic only the ends are tied, because the order inside follows from its own dependencies.
 */
export function blockersOf(items: readonly Placed[], dependencies: readonly PlanningDependency[]): Blockers {
  const byId = new Map(items.map((item) => [item.id, item]))
  const leaves = leavesOf(items)
  const leafIds = new Set(leaves.map(({ id }) => id))
  const inside = new Map<string, string[]>()
  for (const leaf of leaves)
    for (const above of lineAbove(leaf, byId)) inside.set(above, [...(inside.get(above) ?? []), leaf.id])
  const storyOf = (id: string): string => {
    const seen = new Set<string>()
    let at = id
    for (let item = byId.get(at); item?.step && item.parentId !== null && !seen.has(at); item = byId.get(at)) {
      seen.add(at)
      at = item.parentId
    }
    return at
  }
  const above = (id: string) => (byId.has(id) ? lineAbove(byId.get(id)!, byId) : [])
  const named = dependencies
    .map(({ item, blocker, lagDays }) => ({ item: storyOf(item), blocker: storyOf(blocker), lagDays }))
    // An item and what it is in cannot wait for each other.
    .filter(({ item, blocker }) => item !== blocker && !above(item).includes(blocker) && !above(blocker).includes(item))
  const direct = named.filter(({ item, blocker }) => leafIds.has(item) && leafIds.has(blocker))
  const ends = (id: string, end: 'item' | 'blocker'): readonly string[] => {
    if (leafIds.has(id)) return [id]
    const group = inside.get(id) ?? []
    const members = new Set(group)
    const among = direct.filter((one) => members.has(one.item) && members.has(one.blocker))
    const tied = new Set(among.map((one) => one[end]))
    const loose = group.filter((leaf) => !tied.has(leaf))
    return loose.length > 0 ? loose : group
  }
  const known = new Map(direct.map((one) => [`${one.blocker}>${one.item}`, one]))
  const derived = new Map<string, PlanningDependency>()
  for (const { item, blocker, lagDays } of named) {
    if (leafIds.has(item) && leafIds.has(blocker)) continue
    for (const from of ends(blocker, 'blocker'))
      for (const to of ends(item, 'item')) {
        const arc = `${from}>${to}`
        if (from === to || known.has(arc) || (derived.get(arc)?.lagDays ?? -1) >= lagDays) continue
        derived.set(arc, { item: to, blocker: from, lagDays })
      }
  }
  const all = [...known.values(), ...derived.values()]
  if (derived.size === 0 || !hasCircle(all)) return { dependencies: all, dropped: 0 }
  const kept = [...known.values()]
  let dropped = 0
  for (const one of derived.values()) {
    if (reaches(kept, one.item, one.blocker)) dropped++
    else kept.push(one)
  }
  return { dependencies: kept, dropped }
}

/** Parents of an item up to the top, and its epic. */
function lineAbove(item: Placed, byId: ReadonlyMap<string, Placed>): string[] {
  const line = new Set<string>()
  for (let at = item.parentId; at !== null && !line.has(at); at = byId.get(at)?.parentId ?? null) line.add(at)
  if (item.epicId !== null) line.add(item.epicId)
  return [...line]
}

function hasCircle(arcs: readonly PlanningDependency[]): boolean {
  const open = new Map<string, number>()
  for (const { item, blocker } of arcs) {
    open.set(item, (open.get(item) ?? 0) + 1)
    if (!open.has(blocker)) open.set(blocker, 0)
  }
  const next = Map.groupBy(arcs, ({ blocker }) => blocker)
  const ready = [...open].flatMap(([id, waits]) => (waits === 0 ? [id] : []))
  for (let at = 0; at < ready.length; at++)
    for (const { item } of next.get(ready[at]!) ?? []) {
      open.set(item, open.get(item)! - 1)
      if (open.get(item) === 0) ready.push(item)
    }
  return ready.length < open.size
}

function reaches(arcs: readonly PlanningDependency[], from: string, to: string): boolean {
  const next = Map.groupBy(arcs, ({ blocker }) => blocker)
  const seen = new Set<string>()
  const stack = [from]
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    if (at === to) return true
    if (seen.has(at)) continue
    seen.add(at)
    for (const { item } of next.get(at) ?? []) stack.push(item)
  }
  return false
}
