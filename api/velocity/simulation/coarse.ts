import type { CoupledItem } from './coupling.ts'

/** Items up to which each is played by itself, in all trials. */
export const FULL_ITEMS = 5_000

/** Of a team's work in one piece at most: what waits for its turn waits no more than this share of the whole longer. */
const PIECE = 1 / 400

/**
 * A large plan with fewer pieces: items of a team that follow each other, wait for nothing, and hold up nothing, are worked on as one.
 * Each team keeps its total, so only items that wait can begin later, by at most a piece.
 */
export function coarse(items: readonly CoupledItem[]): CoupledItem[] {
  const holdsUp = new Set(items.flatMap(({ blockedBy }) => blockedBy.map(({ key }) => key)))
  const total = new Map<string, number>()
  for (const { team, size } of items) total.set(team, (total.get(team) ?? 0) + size)
  const open = new Map<string, CoupledItem>()
  const pieces: CoupledItem[] = []
  const close = (team: string) => {
    const piece = open.get(team)
    if (piece) pieces.push(piece)
    open.delete(team)
  }
  for (const item of items.toSorted((a, b) => a.rank - b.rank || (a.key < b.key ? -1 : 1))) {
    const { team, size } = item
    const free = item.blockedBy.length === 0 && (item.earliest ?? 0) <= 0 && !item.clock && !holdsUp.has(item.key)
    const before = open.get(team)
    if (free && before && before.size + size <= total.get(team)! * PIECE)
      open.set(team, { ...before, size: before.size + size })
    else {
      close(team)
      if (free) open.set(team, item)
      else pieces.push(item)
    }
  }
  return [...pieces, ...open.values()]
}
