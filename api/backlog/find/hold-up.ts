import { reach, Seen } from '../../math/graph.ts'

export interface HoldUp {
  /** Open items that wait for this one, directly or through others: at most a thousand are counted. */
  all: number
  direct: number
}

/** Items that are counted for one blocker: a chain of fifty thousand would be walked once for each of its links. */
export const MOST_HELD_UP = 1_000

/** What each open blocker holds up, counted through chains, one blocker after the other. Items that wait for each other do not count themselves. */
export function* holdUps(edges: readonly { blocker: string; blocked: string }[]): Generator<[id: string, HoldUp]> {
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
  const seen = new Seen(places.size)
  for (const [id, direct] of blockers) {
    const own = places.get(id)!
    const all = reach(along, own, seen, MOST_HELD_UP).length
    yield [id, { all, direct: direct.has(own) ? direct.size - 1 : direct.size }]
  }
}
