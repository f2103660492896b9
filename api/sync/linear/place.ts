/** Where a walk through Linear stands. It comes newest first, so what is newest counts only once the walk has ended. */
import { isObject } from '../../imports/formats/source.ts'

export interface Place {
  /** Everything up to here has been read: newest change of an issue and of a relation, ISO; null: nothing yet. */
  readonly issues: string | null
  readonly relations: string | null
  /** A walk in between: what will count when it ends, and Linear's own cursor to go on from. */
  readonly walk: { readonly issues: string | null; readonly relations: string | null; readonly after: string } | null
  /** The first walk begins with bare issues where there are many: how far it came (Linear's cursor), or true: all are here. */
  readonly bare: string | true | null
  /** Where the slow second reading of all issues goes on; null: at the newest. */
  readonly again: string | null
}

const START: Place = { issues: null, relations: null, walk: null, bare: null, again: null }

export const written = (place: Place): string => JSON.stringify(place)

/** @param cursor as `written` made it; anything else begins from the start */
export function placeOf(cursor: string | null): Place {
  if (cursor === null) return START
  let read: unknown
  try {
    read = JSON.parse(cursor)
  } catch {
    return START
  }
  if (!isObject(read)) return START
  const { walk } = read
  return {
    issues: textOf(read['issues']),
    relations: textOf(read['relations']),
    walk:
      isObject(walk) && typeof walk['after'] === 'string'
        ? { issues: textOf(walk['issues']), relations: textOf(walk['relations']), after: walk['after'] }
        : null,
    bare: read['bare'] === true || textOf(read['bare']),
    again: textOf(read['again']),
  }
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

/** What Linear may still have been writing when the last walk began. */
const OVERLAP_MS = 120_000

/** The instant from which the next walk reads again. */
export const overlapped = (instant: string | null): string | null =>
  instant === null ? null : new Date(Date.parse(instant) - OVERLAP_MS).toISOString()
