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
