/** A queue that serves tenants in turn: one tenant's hundred requests do not make another's first one wait. */
export class FairQueue<T> {
  /** Insertion order is the order of turns. */
  private readonly lanes = new Map<string, T[]>()

  get length(): number {
    let length = 0
    for (const lane of this.lanes.values()) length += lane.length
    return length
  }

  lengthOf(tenant: string): number {
    return this.lanes.get(tenant)?.length ?? 0
  }

  push(tenant: string, entry: T): void {
    const lane = this.lanes.get(tenant)
    if (lane) lane.push(entry)
    else this.lanes.set(tenant, [entry])
  }

  /** The oldest entry of the tenant whose turn it is; that tenant then goes to the end of the line. */
  shift(): T | undefined {
    const first = this.lanes.entries().next()
    if (first.done) return undefined
    const [tenant, lane] = first.value
    const entry = lane.shift()
    this.lanes.delete(tenant)
    if (lane.length > 0) this.lanes.set(tenant, lane)
    return entry
  }

  /** @returns whether the entry was still waiting. */
  remove(tenant: string, entry: T): boolean {
    const lane = this.lanes.get(tenant)
    const at = lane?.indexOf(entry) ?? -1
    if (lane === undefined || at < 0) return false
    lane.splice(at, 1)
    if (lane.length === 0) this.lanes.delete(tenant)
    return true
  }
}
