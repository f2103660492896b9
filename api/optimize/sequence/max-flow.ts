/**
 * Maximum flow by Dinic's algorithm (1970): level graph, then a blocking flow with current arcs. Real capacities; what is
 * left below `epsilon` counts as empty. `work` counts visited arcs, so that a caller can bound it without a clock.
 */
export class FlowNetwork {
  private readonly head: Int32Array
  private readonly next: number[] = []
  private readonly to: number[] = []
  private readonly capacity: number[] = []
  private readonly level: Int32Array
  private readonly current: Int32Array
  private readonly queue: Int32Array
  work = 0

  constructor(nodes: number) {
    this.head = new Int32Array(nodes).fill(-1)
    this.level = new Int32Array(nodes)
    this.current = new Int32Array(nodes)
    this.queue = new Int32Array(nodes)
  }

  addArc(from: number, to: number, capacity: number): void {
    this.push(from, to, capacity)
    this.push(to, from, 0)
  }

  private push(from: number, to: number, capacity: number): void {
    this.next.push(this.head[from]!)
    this.to.push(to)
    this.capacity.push(capacity)
    this.head[from] = this.to.length - 1
  }

  /** Pushes flow until none fits, or until `maxWork` is spent. @returns the flow, and whether it is the maximum. */
  maximize(
    source: number,
    sink: number,
    epsilon: number,
    maxWork: number,
  ): { readonly flow: number; readonly complete: boolean } {
    let flow = 0
    for (this.buildLevels(source, epsilon); this.level[sink]! >= 0; this.buildLevels(source, epsilon)) {
      this.current.set(this.head)
      for (let pushed = this.augment(source, sink, epsilon); pushed > 0; pushed = this.augment(source, sink, epsilon)) {
        flow += pushed
        if (this.work > maxWork) return { flow, complete: false }
      }
    }
    return { flow, complete: true }
  }

  /** Nodes that the source still reaches: the source side of a minimum cut, and the smallest such side. */
  sourceSide(source: number, epsilon: number): Uint8Array {
    this.buildLevels(source, epsilon)
    return Uint8Array.from(this.level, (level) => (level >= 0 ? 1 : 0))
  }

  private buildLevels(source: number, epsilon: number): void {
    this.level.fill(-1)
    this.level[source] = 0
    let tail = 0
    this.queue[tail++] = source
    for (let at = 0; at < tail; at++) {
      const node = this.queue[at]!
      for (let arc = this.head[node]!; arc >= 0; arc = this.next[arc]!) {
        this.work++
        const target = this.to[arc]!
        if (this.capacity[arc]! <= epsilon || this.level[target]! >= 0) continue
        this.level[target] = this.level[node]! + 1
        this.queue[tail++] = target
      }
    }
  }

  /** One path in the level graph, found depth first without recursion. */
  private augment(source: number, sink: number, epsilon: number): number {
    const path: number[] = []
    let node = source
    while (node !== sink) {
      const arc = this.advance(node, epsilon)
      if (arc >= 0) {
        path.push(arc)
        node = this.to[arc]!
        continue
      }
      const last = path.pop()
      if (last === undefined) return 0
      node = this.to[last ^ 1]!
      this.current[node] = this.next[this.current[node]!]! // the arc that led to a dead end
    }
    let amount = Infinity
    for (const arc of path) amount = Math.min(amount, this.capacity[arc]!)
    for (const arc of path) {
      this.capacity[arc]! -= amount
      this.capacity[arc ^ 1]! += amount
    }
    return amount
  }

  private advance(node: number, epsilon: number): number {
    for (let arc = this.current[node]!; arc >= 0; arc = this.next[arc]!) {
      this.work++
      if (this.capacity[arc]! > epsilon && this.level[this.to[arc]!] === this.level[node]! + 1) {
        this.current[node] = arc
        return arc
      }
    }
    this.current[node] = -1
    return -1
  }
}
