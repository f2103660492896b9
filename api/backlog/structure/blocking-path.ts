/** `blocker` must be finished before `blocked` starts. */
export interface Edge {
  blocker: string
  blocked: string
}

/** The shortest way along blocking edges, both ends included; null when there is none. Breadth first. */
export function blockingPath(edges: readonly Edge[], from: string, to: string): string[] | null {
  const next = Map.groupBy(edges, ({ blocker }) => blocker)
  const cameFrom = new Map<string, string | null>([[from, null]])
  const queue = [from]
  for (const at of queue) {
    if (at === to) {
      const path = [at]
      for (let step = cameFrom.get(at) ?? null; step !== null; step = cameFrom.get(step) ?? null) path.unshift(step)
      return path
    }
    for (const { blocked } of next.get(at) ?? []) {
      if (cameFrom.has(blocked)) continue
      cameFrom.set(blocked, at)
      queue.push(blocked)
    }
  }
  return null
}
