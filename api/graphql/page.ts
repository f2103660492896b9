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

/** Rows for a loader, which takes null for one that does not exist, although its type does not say so. */
export function inOrderOf<T extends { id: string }>(ids: readonly string[], rows: readonly T[]): T[] {
  const found = new Map(rows.map((row) => [row.id, row]))
  return ids.map((id) => found.get(id) ?? null) as T[]
}
