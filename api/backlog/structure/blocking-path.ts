import { shortestPath } from '../../math/graph.ts'

/** `blocker` must be finished before `blocked` starts. */
export interface Edge {
  blocker: string
  blocked: string
}

/** The shortest way along blocking edges, both ends included; null when there is none. */
export function blockingPath(edges: readonly Edge[], from: string, to: string): string[] | null {
  const next = Map.groupBy(edges, ({ blocker }) => blocker)
  return shortestPath((at) => (next.get(at) ?? []).map(({ blocked }) => blocked), from, to)
}
