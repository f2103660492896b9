import { LRUCache } from 'lru-cache'

/** A state of the data of a workspace. */
export interface At {
  readonly tenantId: string
  readonly id: string
  readonly dataVersion: number
  readonly dataChangedAt: Date
}

/** The version of which something of a workspace is kept, and what that is; used last, last. */
interface Place {
  readonly dataVersion: number
  readonly changedAt: number
  readonly names: Set<string>
}

interface Made<Value> {
  readonly workspace: string
  readonly what: string
  readonly value: Value
}

/**
 * What was made from the newest version of the data of workspaces, as long as there is room. A newer version takes the place of all
 * that was made from the one before, including what nobody asks for again: it could never be served. The walls are passed before:
 * whoever asks has read the workspace.
 */
export class Kept<Value extends object | number> {
  readonly #made: LRUCache<string, Made<Value>>
  readonly #places = new Map<string, Place>()
  readonly #most: number
  readonly #mostOfOne: number

  /**
   * @param most what the sizes may add up to; what was unused longest goes first
   * @param mostOfOne how many things one workspace may keep
   */
  constructor(most: number, mostOfOne = Infinity) {
    this.#most = most
    this.#mostOfOne = mostOfOne
    this.#made = new LRUCache({
      maxSize: most,
      dispose: ({ workspace, what }, _name, reason) => {
        if (reason !== 'set') this.#left(workspace, what)
      },
    })
  }

  /** Things that are kept. */
  get count(): number {
    return this.#made.size
  }

  /** Sizes of all of them together. */
  get size(): number {
    return this.#made.calculatedSize
  }

  /** What was made from this version. */
  at(at: At, what = ''): Value | undefined {
    const place = this.#places.get(workspaceOf(at))
    return place && isOf(place, at) ? this.#used(at, what, place) : undefined
  }

  /** What was last made, unless from a version that is newer than this one. */
  last(at: At, what = ''): Value | undefined {
    const place = this.#places.get(workspaceOf(at))
    return place && place.dataVersion <= at.dataVersion && place.changedAt <= at.dataChangedAt.getTime()
      ? this.#used(at, what, place)
      : undefined
  }

  /** Keeps a value, unless something newer of the workspace is kept already. */
  keep(at: At, what: string, value: Value, size: number): void {
    const workspace = workspaceOf(at)
    const [dataVersion, changedAt] = [at.dataVersion, at.dataChangedAt.getTime()]
    const known = this.#places.get(workspace)
    if (known && !isOf(known, at)) {
      // Clocks of servers differ, and a restored database counts again: newer is what has either.
      if (known.changedAt > changedAt && known.dataVersion >= dataVersion) return
      for (const name of known.names) this.#made.delete(nameOf(workspace, name))
    }
    const place = this.#places.get(workspace) ?? { dataVersion, changedAt, names: new Set() }
    this.#places.set(workspace, place)
    place.names.delete(what)
    place.names.add(what)
    const bounded = Math.max(1, Math.min(this.#most, Math.ceil(size)))
    this.#made.set(nameOf(workspace, what), { workspace, what, value }, { size: bounded })
    const [oldest] = place.names
    if (place.names.size > this.#mostOfOne) this.#made.delete(nameOf(workspace, oldest!))
  }

  async once(at: At, what: string, make: () => Promise<Value>, size: (made: Value) => number): Promise<Value> {
    const known = this.at(at, what)
    if (known !== undefined) return known
    const value = await make()
    this.keep(at, what, value, size(value))
    return value
  }

  #used(at: At, what: string, { names }: Place): Value | undefined {
    const made = this.#made.get(nameOf(workspaceOf(at), what))
    if (made && names.delete(what)) names.add(what)
    return made?.value
  }

  #left(workspace: string, what: string): void {
    const place = this.#places.get(workspace)
    place?.names.delete(what)
    if (place?.names.size === 0) this.#places.delete(workspace)
  }
}

const workspaceOf = ({ tenantId, id }: At) => `${tenantId} ${id}`
const nameOf = (workspace: string, what: string) => `${workspace} ${what}`
/** A database that took over may give a number again: with the moment, it is the same version. */
const isOf = (place: Place, at: At) =>
  place.dataVersion === at.dataVersion && place.changedAt === at.dataChangedAt.getTime()
