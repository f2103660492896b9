/** Where the reading of each repository stands. */
import { isObject } from '../../imports/formats/source.ts'

export interface Place {
  /** By the repository's id: everything up to this change has been read, ISO. */
  readonly since: Readonly<Record<string, string>>
  /**
   * Where the slow second reading of all issues goes on: a page of a repository by the link that GitHub gave to it (null:
   * the first one), because it takes no number of a page beyond 10,000 issues. null: from the start.
   */
  readonly again: { readonly repository: string; readonly next: string | null } | null
  /** Some issue has had a type, so that they are in use. */
  readonly types: boolean
}

export const written = (place: Place): string => JSON.stringify(place)

/** @param cursor as `written` made it; anything else begins from the start */
export function placeOf(cursor: string | null): Place {
  let read: unknown = null
  try {
    read = cursor === null ? null : JSON.parse(cursor)
  } catch {
    // Begins from the start.
  }
  const since = isObject(read) && isObject(read['since']) ? read['since'] : {}
  const again = isObject(read) && isObject(read['again']) ? read['again'] : {}
  return {
    since: Object.fromEntries(
      Object.entries(since).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
    ),
    again:
      typeof again['repository'] === 'string'
        ? { repository: again['repository'], next: typeof again['next'] === 'string' ? again['next'] : null }
        : null,
    types: isObject(read) && read['types'] === true,
  }
}

/** What GitHub's lists may show late. */
const OVERLAP_MS = 60_000

/** The instant from which a new walk reads again, in whole seconds as GitHub takes it. */
export const overlapped = (instant: string): string =>
  new Date(Date.parse(instant) - OVERLAP_MS).toISOString().replace(/\.\d+Z$/, 'Z')
