/** Cuts what is planned into bars: work that may start at the same time. */
import type { PlanItem } from '../../planning/planning.ts'
import type { Begun } from '../../planning/under-way.ts'
import type { Startable, Unit } from './units.ts'

/**
 * A unit whose leaves are held back by different release dates becomes one bar for each; of one in which something is in
 * progress, what still waits for other work is a bar of its own. In the order of the units.
 * @param going the leaves of all units, with what holds them back
 * @param start the first day of the plan
 */
export function startable(
  units: readonly Unit[],
  { leaves, dependencies, underWay }: Pick<Begun<PlanItem>, 'leaves' | 'dependencies' | 'underWay'>,
  sizeOf: (leaf: PlanItem) => number,
  start: string,
): Startable[] {
  const byId = new Map(leaves.map((leaf) => [leaf.id, leaf]))
  const held = heldBack(units, dependencies)
  return units.flatMap((unit): Startable[] => {
    const inside = unit.leaves.map((leaf) => byId.get(leaf.id)!)
    const hasBegun = inside.some(({ key }) => underWay.has(key))
    const aheadOf = ({ releaseDate }: PlanItem) => (releaseDate !== null && releaseDate > start ? releaseDate : '')
    const parts = Map.groupBy(inside, (leaf) => aheadOf(leaf) || (hasBegun && held.has(leaf.id) ? WAITING : ''))
    return [...parts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([part, some]) => ({
        ...unit,
        id: part === '' || parts.size === 1 ? unit.id : `${unit.item.id}@${unit.teamId ?? ''} ${part}`,
        points: some.reduce((sum, leaf) => sum + sizeOf(leaf), 0),
        leaves: some,
        started: some.some(({ key }) => underWay.has(key)),
        releaseDate: part === '' || part === WAITING ? null : part,
        deadline: hasBegun ? null : unit.item.deadline,
      }))
  })
}

const WAITING = 'waiting'

/** Leaves that wait for work of another item of the plan, or for one of their own that does. */
function heldBack(units: readonly Unit[], dependencies: Begun<PlanItem>['dependencies']): ReadonlySet<string> {
  const headOf = new Map(units.flatMap(({ item, leaves }) => leaves.map(({ id }) => [id, item.id] as const)))
  const held = new Set<string>()
  const inner = new Map<string, string[]>()
  for (const { item, blocker } of dependencies) {
    const [of, by] = [headOf.get(item), headOf.get(blocker)]
    if (of === undefined || by === undefined) continue
    if (of !== by) held.add(item)
    else inner.set(blocker, [...(inner.get(blocker) ?? []), item])
  }
  for (const id of held) for (const next of inner.get(id) ?? []) held.add(next)
  return held
}
