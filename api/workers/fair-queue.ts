/**
 * A queue that serves tenants in turn, by what their work costs: one tenant's hundred requests do not make another's first
 * one wait, and neither do its few large ones.
 */
export class FairQueue<T> {
  /** Equal shares are served in insertion order. */
  private readonly lanes = new Map<string, Lane<T>>()
  /** The share that the tenant served last had used: whoever comes now starts there. */
  private reached = 0

  get length(): number {
    let length = 0
    for (const { entries } of this.lanes.values()) length += entries.length
    return length
  }

  lengthOf(tenant: string): number {
    return this.lanes.get(tenant)?.entries.length ?? 0
  }

  /** @param cost what serving the entry takes, in any unit; without one every entry counts the same */
  push(tenant: string, entry: T, cost = 1): void {
    const lane = this.lanes.get(tenant)
    if (lane) lane.entries.push({ entry, cost })
    else this.lanes.set(tenant, { entries: [{ entry, cost }], used: this.reached })
  }

  /**
   * The oldest entry of the tenant that has used least since it began to wait; that tenant then goes to the end of the line.
   * @param may whether it is this tenant's turn at all
   */
  shift(may: (tenant: string) => boolean = () => true): T | undefined {
    let next: [string, Lane<T>] | undefined
    for (const candidate of this.lanes)
      if ((!next || candidate[1].used < next[1].used) && may(candidate[0])) next = candidate
    if (!next) return undefined
    const [tenant, lane] = next
    const { entry, cost } = lane.entries.shift()!
    this.reached = Math.max(this.reached, lane.used)
    this.lanes.delete(tenant)
    if (lane.entries.length > 0) this.lanes.set(tenant, { entries: lane.entries, used: lane.used + cost })
    return entry
  }

  /** @returns whether the entry was still waiting. */
  remove(tenant: string, entry: T): boolean {
    const lane = this.lanes.get(tenant)
    const at = lane?.entries.findIndex((waiting) => waiting.entry === entry) ?? -1
    if (lane === undefined || at < 0) return false
    lane.entries.splice(at, 1)
    if (lane.entries.length === 0) this.lanes.delete(tenant)
    return true
  }
}

interface Lane<T> {
  readonly entries: { readonly entry: T; readonly cost: number }[]
  /** What the tenant has used, on the scale of `reached`. */
  readonly used: number
}
