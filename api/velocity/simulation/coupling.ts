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
}

/**
 * True when the end depends on more than each team's total: teams wait for each other, or something may not start yet. Only then are trials
 * played.
 */
export function isCoupled(items: readonly CoupledItem[]): boolean {
  const teamOf = new Map(items.map(({ key, team }) => [key, team]))
  return items.some(
    (item) =>
      (item.earliest ?? 0) > 0 ||
      item.blockedBy.some(({ key, lagDays }) => lagDays > 0 || teamOf.get(key) !== item.team),
  )
}

/** Items that wait for each other, in their order and back to the first; null when there are none. */
export function circleAmong(items: readonly CoupledItem[]): string[] | null {
  const open = new Map(items.map(({ key, blockedBy }) => [key, blockedBy.length]))
  const dependents = Map.groupBy(
    items.flatMap(({ key, blockedBy }) => blockedBy.map((blocker) => ({ key, blocker: blocker.key }))),
    ({ blocker }) => blocker,
  )
  const ready = items.flatMap(({ key, blockedBy }) => (blockedBy.length === 0 ? [key] : []))
  for (let at = 0; at < ready.length; at++) {
    for (const { key } of dependents.get(ready[at]!) ?? []) {
      open.set(key, open.get(key)! - 1)
      if (open.get(key) === 0) ready.push(key)
    }
  }
  if (ready.length === items.length) return null
  return cycleAmong(
    items,
    Int32Array.from(items, ({ key }) => open.get(key)!),
  )
}

/** Items and dependencies as typed arrays, in rank order, ready for many trials. */
export interface Coupling {
  readonly keys: readonly string[]
  readonly team: Int32Array
  readonly itemSize: Float64Array
  readonly earliest: Int32Array
  /** Number of unfinished blockers of each item. */
  readonly blockers: Int32Array
  /** Dependents of item i are `dependents[dependentsFrom[i] … dependentsFrom[i + 1]]`, each `lag` days later. */
  readonly dependents: Int32Array
  readonly dependentsFrom: Int32Array
  readonly lag: Int32Array
  /** Linked lists in rank order: entry items + k is the first item of team k, entry i the one after item i; −1 ends. */
  readonly queue: Int32Array
  /** Total size per team, and the common size of its items (0 when they differ). */
  readonly load: readonly { readonly total: number; readonly unit: number }[]
}

/** @throws RangeError for an unknown team or blocker, a repeated key, a negative size, or a dependency cycle (its items are named) */
export function couplingOf(teamKeys: readonly string[], items: readonly CoupledItem[]): Coupling {
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
  refuseCycle(sorted, blockers, dependents, dependentsFrom)
  return {
    keys: sorted.map((item) => item.key),
    team,
    itemSize: Float64Array.from(sorted, (item) => sizeOf(item)),
    earliest: Int32Array.from(sorted, (item) => Math.max(0, Math.ceil(item.earliest ?? 0))),
    blockers,
    dependents,
    dependentsFrom,
    lag: Int32Array.from(arcs, (arc) => arc.lag),
    queue: queues(team, teamKeys.length),
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

function queues(team: Int32Array, teams: number): Int32Array {
  const queue = new Int32Array(team.length + teams).fill(-1)
  const last = Array.from({ length: teams }, (_, k) => team.length + k)
  team.forEach((k, item) => {
    queue[last[k]!] = item
    last[k] = item
  })
  return queue
}

function loadOf(items: readonly CoupledItem[]): { total: number; unit: number } {
  const first = items[0]?.size ?? 0
  return {
    total: items.reduce((sum, item) => sum + item.size, 0),
    unit: items.every((item) => item.size === first) ? first : 0,
  }
}

/** Kahn's algorithm; what it cannot order contains a cycle. */
function refuseCycle(
  items: readonly CoupledItem[],
  blockers: Int32Array,
  dependents: Int32Array,
  dependentsFrom: Int32Array,
): void {
  const open = blockers.slice()
  const ready = items.flatMap((_, i) => (open[i] === 0 ? [i] : []))
  for (let at = 0; at < ready.length; at++) {
    for (let d = dependentsFrom[ready[at]!]!; d < dependentsFrom[ready[at]! + 1]!; d++)
      if (--open[dependents[d]!]! === 0) ready.push(dependents[d]!)
  }
  if (ready.length < items.length)
    throw new RangeError(`these items block each other: ${cycleAmong(items, open).join(' → ')}`)
}

function cycleAmong(items: readonly CoupledItem[], open: Int32Array): string[] {
  const stuck = new Map(items.filter((_, i) => open[i]! > 0).map((item) => [item.key, item]))
  const path: string[] = []
  let key = [...stuck.keys()].sort()[0]!
  while (!path.includes(key)) {
    path.push(key)
    key = stuck.get(key)!.blockedBy.find((blocker) => stuck.has(blocker.key))!.key
  }
  return [...path.slice(path.indexOf(key)), key].reverse()
}
