/** Circles in what must be free of them: parents above parents, dependencies before dependencies. */

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

/**
 * Of the edges that are to come, those that would close a circle with the ones that stand (which have none), as
 * `from to`. Edges that come earlier stay.
 */
export function newCircles(standing: readonly (readonly [from: string, to: string])[], coming: readonly (readonly [from: string, to: string])[]): Set<string> {
  const left = new Set<string>()
  for (;;) {
    const edges = new Map<string, string[]>()
    const add = ([from, to]: readonly [string, string]) => {
      const known = edges.get(from)
      if (known) known.push(to)
      else edges.set(from, [to])
    }
    for (const edge of standing) add(edge)
    for (const edge of coming) if (!left.has(`${edge[0]} ${edge[1]}`)) add(edge)
    const closing = closingEdges(edges)
    if (closing.length === 0) return left
    const mayGo = new Set(coming.map(([from, to]) => `${from} ${to}`))
    for (const [from, to] of closing) {
      // The edge that closes may be one that stands; then one on the way round came with the rest.
      const way = [from, ...wayBetween(edges, to, from)]
      const pairs = way.map((node, at) => `${node} ${way[at + 1] ?? ''}`).slice(0, -1)
      if (pairs.some((pair) => left.has(pair))) continue
      const last = pairs.findLast((pair) => mayGo.has(pair))
      if (last !== undefined) left.add(last)
    }
  }
}

/** Nodes from one to another along the edges, both included; empty when there is no way. */
function wayBetween(edges: ReadonlyMap<string, readonly string[]>, from: string, to: string): string[] {
  const cameFrom = new Map<string, string | null>([[from, null]])
  const queue = [from]
  for (const node of queue) {
    if (node === to) break
    for (const next of edges.get(node) ?? [])
      if (!cameFrom.has(next)) {
        cameFrom.set(next, node)
        queue.push(next)
      }
  }
  const way: string[] = []
  for (let node: string | null = cameFrom.has(to) ? to : null; node !== null; node = cameFrom.get(node) ?? null) way.unshift(node)
  return way
}
