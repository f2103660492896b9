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
      const way = [from, ...wayBetween(edges, to, from)]
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
  for (let node: string | null = cameFrom.has(to) ? to : null; node !== null; node = cameFrom.get(node) ?? null)
    way.unshift(node)
  return way
}
