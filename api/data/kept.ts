import { LRUCache } from 'lru-cache'

/** A state of the data of a workspace. */
export interface At {
  readonly tenantId: string
  readonly id: string
  readonly dataVersion: number
  readonly dataChangedAt: Date
}

interface Made<Value> {
  readonly dataVersion: number
  readonly changedAt: number
  readonly value: Value
}

/**
 * What was made from the data of workspaces: of each thing only what the newest version gave, as long as there is room. The walls
 * are passed before: whoever asks has read the workspace.
 */
export class Kept<Value extends object | number> {
  readonly #made: LRUCache<string, Made<Value>>
  readonly #most: number

  /** @param most what the sizes may add up to */
  constructor(most: number) {
    this.#most = most
    this.#made = new LRUCache({ maxSize: most })
  }

  /** What was made from this version. */
  at(at: At, what = ''): Value | undefined {
    const made = this.#made.get(nameOf(at, what))
    // A database that took over may give a number again: with the moment, it is the same version.
    return made?.dataVersion === at.dataVersion && made.changedAt === at.dataChangedAt.getTime()
      ? made.value
      : undefined
  }

  /** What was last made, unless from a version that is newer than this one. */
  last(at: At, what = ''): Value | undefined {
    const made = this.#made.get(nameOf(at, what))
    return made && made.changedAt <= at.dataChangedAt.getTime() ? made.value : undefined
  }

  keep(at: At, what: string, value: Value, size: number): void {
    const name = nameOf(at, what)
    const changedAt = at.dataChangedAt.getTime()
    if ((this.#made.peek(name)?.changedAt ?? changedAt) > changedAt) return
    const bounded = Math.max(1, Math.min(this.#most, size))
    this.#made.set(name, { dataVersion: at.dataVersion, changedAt, value }, { size: bounded })
  }

  async once(at: At, what: string, make: () => Promise<Value>, size: (made: Value) => number): Promise<Value> {
    const known = this.at(at, what)
    if (known !== undefined) return known
    const value = await make()
    this.keep(at, what, value, size(value))
    return value
  }
}

const nameOf = ({ tenantId, id }: At, what: string) => `${tenantId} ${id} ${what}`
