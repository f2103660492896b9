/** What every page of a list says of itself, and rows in the order in which they were asked for. */

export interface PageOf {
  /** Of its rows, in order. */
  readonly cursors: readonly string[]
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
}

export const pageInfoOf = ({ cursors, hasNextPage, hasPreviousPage }: PageOf) => ({
  hasNextPage,
  hasPreviousPage,
  startCursor: cursors[0] ?? null,
  endCursor: cursors.at(-1) ?? null,
})

/** For a loader: what does not exist is null there, although the type that it takes has no word for it. */
export function inOrderOf<T extends { id: string }>(ids: readonly string[], rows: readonly T[]): T[] {
  const found = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => found.get(id) ?? null) as T[]
}
