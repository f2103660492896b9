/** Precedence between the items of one list: an acyclic graph over positions 0…n−1. */
import { ringIn } from '../../math/graph.ts'

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
        ? `${keys[0]} waits for itself. Remove that dependency, then ask again.`
        : `${[...shown, keys[0]].join(' waits for ')}: none of them can start. Remove one of these dependencies, then ask again.`,
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
  const ring = ringIn(before)
  if (ring) {
    throw new DependencyCycle(
      ring.map((i) => items[i]!.id),
      ring.map((i) => items[i]!.key),
    )
  }
  return { precedence, outside }
}
