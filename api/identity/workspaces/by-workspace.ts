/** Rows of several workspaces, read in one statement, as one list for each workspace asked for, in the order read. */
export function byWorkspace<Row extends { workspace: { id: string } }>(
  rows: readonly Row[],
  ids: readonly string[],
  most: number,
): Row[][] {
  const lists = Map.groupBy(rows, ({ workspace }) => workspace.id)
  return ids.map((id) => (lists.get(id) ?? []).slice(0, most))
}
