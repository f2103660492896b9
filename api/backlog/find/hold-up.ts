import { reach } from '../../math/graph.ts'

export interface HoldUp {
  /** Open items that wait for this one, directly or through others. */
  all: number
  direct: number
}

/** What each open blocker holds up, counted through chains. Items that wait for each other do not count themselves. */
export function holdUps(edges: readonly { blocker: string; blocked: string }[]): Map<string, HoldUp> {
  const places = new Map<string, number>()
  const placeOf = (id: string) => places.get(id) ?? (places.set(id, places.size), places.size - 1)
  const along: number[][] = []
  const blockers = new Map<string, Set<number>>()
  for (const { blocker, blocked } of edges) {
    const [from, to] = [placeOf(blocker), placeOf(blocked)]
    ;(along[from] ??= []).push(to)
    ;(blockers.get(blocker) ?? blockers.set(blocker, new Set()).get(blocker)!).add(to)
  }
  for (let at = 0; at < places.size; at++) along[at] ??= []
  return new Map(
    [...blockers].map(([id, direct]) => {
      const own = places.get(id)!
      const others = reach(along, own).filter((place) => place !== own)
      return [id, { all: others.length, direct: direct.has(own) ? direct.size - 1 : direct.size }]
    }),
  )
}
