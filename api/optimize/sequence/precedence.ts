/** Precedence between the items of one list: an acyclic graph over positions 0…n−1. */

export interface Precedence {
  readonly size: number
  /** Positions that must come before. */
  readonly before: readonly (readonly number[])[]
  /** Positions that must come after. */
  readonly after: readonly (readonly number[])[]
}

/** Items that wait for each other in a ring, so that none can ever start. */
export class DependencyCycle extends Error {
  readonly code = 'DEPENDENCY_CYCLE'
  /** Ids around the ring: each waits for the next, the last for the first. */
  readonly cycle: readonly string[]
  /** Keys in the same order. */
  readonly keys: readonly string[]
  constructor(cycle: readonly string[], keys: readonly string[]) {
    const shown = keys.length > 12 ? [...keys.slice(0, 11), `… ${keys.length - 11} more`] : keys
    super(
      keys.length === 1
        ? `${keys[0]} waits for itself. End that dependency, then ask again.`
        : `${[...shown, keys[0]].join(' waits for ')}: none of them can start. End one of these dependencies, then ask again.`,
    )
    this.name = 'DependencyCycle'
    this.cycle = cycle
    this.keys = keys
  }
}

/** An item that is blocked by something outside the list: the order cannot honor it. */
export interface OutsideBlocker {
  readonly itemId: string
  readonly blockerId: string
}

/**
 * The graph of `blockedBy` over the given order of items. Repeated arcs count once.
 * @throws DependencyCycle naming one ring.
 */
export function precedenceOf(
  items: readonly { readonly id: string; readonly key: string; readonly blockedBy: readonly string[] }[],
): { readonly precedence: Precedence; readonly outside: readonly OutsideBlocker[] } {
  const position = new Map(items.map((item, i) => [item.id, i]))
  const before: number[][] = items.map(() => [])
  const after: number[][] = items.map(() => [])
  const outside: OutsideBlocker[] = []
  items.forEach((item, i) => {
    for (const blockerId of new Set(item.blockedBy)) {
      const blocker = position.get(blockerId)
      if (blocker === undefined) outside.push({ itemId: item.id, blockerId })
      else before[i]!.push(blocker)
    }
    before[i]!.sort((a, b) => a - b)
  })
  before.forEach((blockers, i) => blockers.forEach((blocker) => after[blocker]!.push(i)))
  const precedence = { size: items.length, before, after }
  const ring = findCycle(precedence)
  if (ring) {
    throw new DependencyCycle(
      ring.map((i) => items[i]!.id),
      ring.map((i) => items[i]!.key),
    )
  }
  return { precedence, outside }
}

/** One ring of positions, each waiting for the next, beginning with the smallest; null when there is none. */
export function findCycle({ size, before }: Precedence): readonly number[] | null {
  const state = new Uint8Array(size) // 0 new, 1 on the path, 2 finished
  for (let root = 0; root < size; root++) {
    if (state[root] !== 0) continue
    const path = [root]
    const next = [0]
    state[root] = 1
    while (path.length > 0) {
      const top = path.length - 1
      const blocker = before[path[top]!]![next[top]!++]
      if (blocker === undefined) {
        state[path.pop()!] = 2
        next.pop()
      } else if (state[blocker] === 1) {
        const ring = path.slice(path.indexOf(blocker))
        const first = ring.indexOf(Math.min(...ring))
        return [...ring.slice(first), ...ring.slice(0, first)]
      } else if (state[blocker] === 0) {
        state[blocker] = 1
        path.push(blocker)
        next.push(0)
      }
    }
  }
  return null
}

/** Groups of positions that are connected by arcs in any direction, each ascending, in order of their smallest member. */
export function components({ size, before, after }: Precedence): readonly (readonly number[])[] {
  const seen = new Uint8Array(size)
  const groups: number[][] = []
  for (let root = 0; root < size; root++) {
    if (seen[root]) continue
    seen[root] = 1
    const group = [root]
    for (let head = 0; head < group.length; head++) {
      for (const side of [before, after]) {
        for (const neighbor of side[group[head]!]!) {
          if (seen[neighbor]) continue
          seen[neighbor] = 1
          group.push(neighbor)
        }
      }
    }
    groups.push(group.sort((a, b) => a - b))
  }
  return groups
}

/** Every position that must come before (or, along `after`, after) `start`, without `start`. */
export function reach(along: readonly (readonly number[])[], start: number): number[] {
  const seen = new Uint8Array(along.length)
  seen[start] = 1
  const found = [start]
  for (let head = 0; head < found.length; head++) {
    for (const neighbor of along[found[head]!]!) {
      if (seen[neighbor]) continue
      seen[neighbor] = 1
      found.push(neighbor)
    }
  }
  return found.slice(1)
}
