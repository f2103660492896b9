/** Cuts what is planned into bars: work that may start at the same time. */
import type { PlanItem } from '../../planning/planning.ts'
import type { Begun } from '../../planning/under-way.ts'
import type { Startable, Unit } from './units.ts'

/**
 * A unit whose leaves are held back by different release dates, their own or of what they wait for inside of the same item,
 * becomes one bar for each; of one in which something is in progress, what still waits for other work is a bar of its own. In
 * the order of the units.
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
  const { held, ahead } = holdsOf(units, leaves, dependencies, start)
  return units.flatMap((unit): Startable[] => {
    const inside = unit.leaves.map((leaf) => byId.get(leaf.id)!)
    const hasBegun = inside.some(({ key }) => underWay.has(key))
    const parts = Map.groupBy(inside, ({ id }) => ahead.get(id) ?? (hasBegun && held.has(id) ? WAITING : ''))
    return [...parts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([part, some]) => ({
        ...unit,
        whole: unit,
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

/** What bars cost to delay: of what their units do, as much as of their work. @param costs by unit */
export function costsOf(bars: readonly Startable[], costs: ReadonlyMap<string, number>): Map<string, number> {
  return new Map(
    bars.map(({ id, points, whole }) => [id, costs.get(whole.id)! * (whole.points > 0 ? points / whole.points : 1)]),
  )
}

interface Holds {
  /** Leaves that wait for work of another item of the plan, or for one of their own that does. */
  readonly held: ReadonlySet<string>
  /** Latest day ahead before which a leaf cannot start: its release date, or that of what it waits for in its item. */
  readonly ahead: ReadonlyMap<string, string>
}

function holdsOf(
  units: readonly Unit[],
  leaves: readonly PlanItem[],
  dependencies: Begun<PlanItem>['dependencies'],
  start: string,
): Holds {
  const headOf = new Map(units.flatMap((unit) => unit.leaves.map(({ id }) => [id, unit.item.id] as const)))
  const held = new Set<string>()
  const inner = new Map<string, string[]>()
  for (const { item, blocker } of dependencies) {
    const [of, by] = [headOf.get(item), headOf.get(blocker)]
    if (of === undefined || by === undefined) continue
    if (of !== by) held.add(item)
    else inner.set(blocker, [...(inner.get(blocker) ?? []), item])
  }
  for (const id of held) for (const next of inner.get(id) ?? []) held.add(next)
  const byDate = Map.groupBy(
    leaves.filter(({ releaseDate }) => releaseDate !== null && releaseDate > start),
    ({ releaseDate }) => releaseDate!,
  )
  const ahead = new Map<string, string>()
  // Latest first: the first date that reaches a leaf is the one that holds it.
  for (const [date, some] of [...byDate].sort(([a], [b]) => (a < b ? 1 : -1))) {
    const reached = new Set(some.map(({ id }) => id))
    for (const id of reached) {
      if (ahead.has(id)) continue
      ahead.set(id, date)
      for (const next of inner.get(id) ?? []) reached.add(next)
    }
  }
  return { held, ahead }
}
