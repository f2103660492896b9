/**
 * The walks over graphs, for every room: up a line of parents, along edges between names, and along lists of positions
 * (`along[i]` are the positions that i leads to). None of them is thrown by a circle or by depth.
 */

/** Whoever stands above a node, the nearest first. A circle is walked once, and never back to the node. */
export function* ancestors(parentOf: (node: string) => string | null | undefined, node: string): Generator<string> {
  const seen = new Set([node])
  for (let at = parentOf(node); at != null && !seen.has(at); at = parentOf(at)) {
    yield at
    seen.add(at)
  }
}

/** The circle that a node's line of parents runs into, beginning with the node; null when the node is not part of one. */
export function circleAbove(parentOf: (node: string) => string | null | undefined, node: string): string[] | null {
  const line = [node, ...ancestors(parentOf, node)]
  return parentOf(line.at(-1)!) === node ? line : null
}

/** The shortest way along edges, both ends included; null when there is none. Breadth first. */
export function shortestPath(next: (node: string) => Iterable<string>, from: string, to: string): string[] | null {
  const cameFrom = new Map<string, string | null>([[from, null]])
  for (const [node] of cameFrom) {
    if (node === to) break
    for (const neighbor of next(node)) if (!cameFrom.has(neighbor)) cameFrom.set(neighbor, node)
  }
  if (!cameFrom.has(to)) return null
  const path = [to]
  for (let step = cameFrom.get(to); step != null; step = cameFrom.get(step)) path.unshift(step)
  return path
}

/**
 * Edges to leave out so that no circle remains: those that lead back into the path a depth-first walk stands on.
 * Nodes and edges are walked in the order given, so the same file always loses the same edges. O(nodes + edges).
 */
export function closingEdges(edges: ReadonlyMap<string, readonly string[]>): [from: string, to: string][] {
  const closing: [string, string][] = []
  /** 1: on the path, 2: finished. */
  const state = new Map<string, 1 | 2>()
  for (const root of edges.keys()) {
    if (state.has(root)) continue
    const path: { node: string; next: number }[] = [{ node: root, next: 0 }]
    state.set(root, 1)
    while (path.length > 0) {
      const top = path.at(-1)!
      const to = edges.get(top.node)?.[top.next++]
      if (to === undefined) {
        state.set(top.node, 2)
        path.pop()
      } else if (state.get(to) === 1) closing.push([top.node, to])
      else if (!state.has(to)) {
        state.set(to, 1)
        path.push({ node: to, next: 0 })
      }
    }
  }
  return closing
}

type Edge = readonly [from: string, to: string]

/**
 * Of the edges that are to come, those that would close a circle with the ones that stand, as `from to`. Edges that
 * come earlier stay. Circles that already stand are nobody's doing here: what closes them is looked past.
 */
export function newCircles(standing: readonly Edge[], coming: readonly Edge[]): Set<string> {
  const named = ([from, to]: Edge) => `${from} ${to}`
  const already = new Set(closingEdges(edgesOf(standing)).map(named))
  const sound = standing.filter((edge) => !already.has(named(edge)))
  const stands = new Set(standing.map(named))
  const mayGo = new Set(coming.map(named).filter((name) => !stands.has(name)))
  const left = new Set<string>()
  for (;;) {
    const edges = edgesOf([...sound, ...coming.filter((edge) => mayGo.has(named(edge)) && !left.has(named(edge)))])
    const closing = closingEdges(edges)
    if (closing.length === 0) return left
    for (const [from, to] of closing) {
      // The edge that closes may be one that stands; then one on the way round came with the rest.
      const way = [from, ...(shortestPath((node) => edges.get(node) ?? [], to, from) ?? [])]
      const pairs = way.map((node, at) => `${node} ${way[at + 1] ?? ''}`).slice(0, -1)
      if (pairs.some((pair) => left.has(pair))) continue
      const last = pairs.findLast((pair) => mayGo.has(pair))
      if (last !== undefined) left.add(last)
    }
  }
}

function edgesOf(pairs: readonly Edge[]): Map<string, string[]> {
  const edges = new Map<string, string[]>()
  for (const [from, to] of pairs) {
    const known = edges.get(from)
    if (known) known.push(to)
    else edges.set(from, [to])
  }
  return edges
}

/** Ids along one circle, the first repeated last, or null. The smallest id leads, so the same circle always reads the same. */
export function cycleAmong(
  ids: readonly string[],
  arcs: readonly { readonly from: string; readonly to: string }[],
): string[] | null {
  const ordered = [...ids].sort()
  const positions = new Map(ordered.map((id, at) => [id, at]))
  const along: number[][] = ordered.map(() => [])
  for (const { from, to } of arcs) {
    const [at, next] = [positions.get(from), positions.get(to)]
    if (at !== undefined && next !== undefined) along[at]!.push(next)
  }
  for (const list of along) list.sort((a, b) => a - b)
  const ring = ringIn(along)
  return ring && [...ring, ring[0]!].map((at) => ordered[at]!)
}

/** One ring of positions, each leading to the next and the last to the first, beginning with the smallest; null when there is none. */
export function ringIn(along: readonly (readonly number[])[]): readonly number[] | null {
  const size = along.length
  const state = new Uint8Array(size) // 0 new, 1 on the path, 2 finished
  for (let root = 0; root < size; root++) {
    if (state[root] !== 0) continue
    const path = [root]
    const next = [0]
    state[root] = 1
    while (path.length > 0) {
      const top = path.length - 1
      const to = along[path[top]!]![next[top]!++]
      if (to === undefined) {
        state[path.pop()!] = 2
        next.pop()
      } else if (state[to] === 1) {
        const ring = path.slice(path.indexOf(to))
        const first = ring.indexOf(Math.min(...ring))
        return [...ring.slice(first), ...ring.slice(0, first)]
      } else if (state[to] === 0) {
        state[to] = 1
        path.push(to)
        next.push(0)
      }
    }
  }
  return null
}

/** A graph with its edges in both directions. */
interface TwoWay {
  readonly size: number
  readonly before: readonly (readonly number[])[]
  readonly after: readonly (readonly number[])[]
}

/** Groups of graphs that are asked about again and again: a ranking is made hundreds of times over one graph. */
const grouped = new WeakMap<TwoWay, readonly (readonly number[])[]>()

/** Groups of positions that are connected by edges in any direction, each ascending, in order of their smallest member. */
export function components(graph: TwoWay): readonly (readonly number[])[] {
  const known = grouped.get(graph) ?? groupsOf(graph)
  grouped.set(graph, known)
  return known
}

function groupsOf({ size, before, after }: TwoWay): readonly (readonly number[])[] {
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

/** Which positions a walk has seen. One serves many walks over the same graph: each has a number of its own, so nothing is cleared. */
export class Seen {
  readonly #stamps: Int32Array
  #walk = 0

  constructor(size: number) {
    this.#stamps = new Int32Array(size)
  }

  /** From here on nothing is seen. */
  begin(): void {
    this.#walk++
  }

  /** @returns whether the position is new to this walk. */
  add(position: number): boolean {
    if (this.#stamps[position] === this.#walk) return false
    this.#stamps[position] = this.#walk
    return true
  }
}

/**
 * Every position that `start` leads to, without `start`.
 * @param seen to be used again by the next walk over the same graph
 * @param most positions after which the walk ends
 */
export function reach(
  along: readonly (readonly number[])[],
  start: number,
  seen = new Seen(along.length),
  most = Infinity,
): number[] {
  seen.begin()
  seen.add(start)
  const found = [start]
  for (let head = 0; head < found.length && found.length <= most; head++)
    for (const neighbor of along[found[head]!]!) if (seen.add(neighbor)) found.push(neighbor)
  return found.slice(1, most + 1)
}
