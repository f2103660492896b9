import { ringIn } from '../../math/graph.ts'
import type { ItemClock } from '../forecast/item-clock.ts'

/** An item that may wait for others. `rank` orders the work of a team: the smallest goes first, equal ranks by key. */
export interface CoupledItem {
  readonly key: string
  readonly team: string
  readonly size: number
  readonly rank: number
  /** Items that must be finished before this one can be worked on, and how many days after. */
  readonly blockedBy: readonly { readonly key: string; readonly lagDays: number }[]
  /** Not before this many days from today, 0 = now. */
  readonly earliest?: number
  /** How long it takes from its own start, where it was asked for by itself: it ends no earlier, however fast its team is. */
  readonly clock?: ItemClock
}

/**
 * True when the end depends on more than each team's total: teams wait for each other, an item with a clock of its own waits or is waited for, or
 * something may not start yet. Only then are trials played.
 */
export function isCoupled(items: readonly CoupledItem[]): boolean {
  const byKey = new Map(items.map((item) => [item.key, item]))
  return items.some(
    (item) =>
      (item.earliest ?? 0) > 0 ||
      item.blockedBy.some(({ key, lagDays }) => {
        const blocker = byKey.get(key)
        return lagDays > 0 || blocker?.team !== item.team || Boolean(item.clock ?? blocker.clock)
      }),
  )
}

/** Items that wait for each other, in their order and back to the first; null when there are none. */
export function circleAmong(items: readonly CoupledItem[]): string[] | null {
  const sorted = items.toSorted((a, b) => (a.key < b.key ? -1 : 1))
  const position = new Map(sorted.map(({ key }, i) => [key, i]))
  const ring = ringIn(sorted.map(({ blockedBy }) => blockedBy.flatMap(({ key }) => position.get(key) ?? [])))
  return ring && [...ring, ring[0]!].reverse().map((i) => sorted[i]!.key)
}

/** Items and dependencies as typed arrays, in rank order, ready for many trials. */
export interface Coupling {
  readonly keys: readonly string[]
  readonly team: Int32Array
  readonly itemSize: Float64Array
  readonly earliest: Int32Array
  readonly clock: readonly (ItemClock | null)[]
  /** Number of unfinished blockers of each item. */
  readonly blockers: Int32Array
  /** Dependents of item i are `dependents[dependentsFrom[i] … dependentsFrom[i + 1]]`, each `lag` working days later. */
  readonly dependents: Int32Array
  readonly dependentsFrom: Int32Array
  readonly lag: Int32Array
  /** Day number that days count from: lags are working days. */
  readonly today: number
  /** Total size per team, and the common size of its items (0 when they differ). */
  readonly load: readonly { readonly total: number; readonly unit: number }[]
}

/** @throws RangeError for an unknown team or blocker, a repeated key, a negative size, or a dependency cycle (its items are named) */
export function couplingOf(teamKeys: readonly string[], items: readonly CoupledItem[], today: number): Coupling {
  const sorted = [...items].sort((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : 1))
  const indexOf = new Map(sorted.map((item, i) => [item.key, i]))
  if (indexOf.size !== sorted.length) throw new RangeError('two items have the same key')
  const teamOf = new Map(teamKeys.map((key, k) => [key, k]))
  const n = sorted.length
  const team = Int32Array.from(sorted, (item) => known(teamOf, item.team, `the team of ${item.key}`))
  const arcs = sorted.flatMap((item, to) =>
    item.blockedBy.map((blocker) => ({
      from: known(indexOf, blocker.key, `a blocker of ${item.key}`),
      to,
      lag: blocker.lagDays,
    })),
  )
  arcs.sort((a, b) => a.from - b.from || a.to - b.to || a.lag - b.lag)
  const dependentsFrom = new Int32Array(n + 1)
  const blockers = new Int32Array(n)
  for (const arc of arcs) {
    dependentsFrom[arc.from + 1]!++
    blockers[arc.to]!++
  }
  for (let i = 0; i < n; i++) dependentsFrom[i + 1]! += dependentsFrom[i]!
  const dependents = Int32Array.from(arcs, (arc) => arc.to)
  const circle = circleAmong(items)
  if (circle) throw new RangeError(`these items block each other: ${circle.join(' → ')}`)
  return {
    keys: sorted.map((item) => item.key),
    team,
    itemSize: Float64Array.from(sorted, (item) => sizeOf(item)),
    earliest: Int32Array.from(sorted, (item) => Math.max(0, Math.ceil(item.earliest ?? 0))),
    clock: sorted.map(({ clock }) => clock ?? null),
    blockers,
    dependents,
    dependentsFrom,
    lag: Int32Array.from(arcs, (arc) => arc.lag),
    today,
    load: teamKeys.map((_, k) => loadOf(sorted.filter((_, i) => team[i] === k))),
  }
}

function known(index: ReadonlyMap<string, number>, key: string, what: string): number {
  const found = index.get(key)
  if (found === undefined) throw new RangeError(`${what} is not part of the simulation: ${key}`)
  return found
}

function sizeOf(item: CoupledItem): number {
  if (!(item.size >= 0 && Number.isFinite(item.size)))
    throw new RangeError(`the size of ${item.key} is not a number from 0`)
  return item.size
}

function loadOf(items: readonly CoupledItem[]): { total: number; unit: number } {
  const first = items[0]?.size ?? 0
  return {
    total: items.reduce((sum, item) => sum + item.size, 0),
    unit: items.every((item) => item.size === first) ? first : 0,
  }
}
