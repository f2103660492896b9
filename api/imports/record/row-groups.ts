/** Rows by reason: exact counts, and the first row numbers of each. */
import type { RowGroup } from './report.ts'

const LISTED = 100

export interface RowGroups {
  readonly add: (row: number, reason: string) => void
  readonly addAll: (rows: readonly number[], reason: string) => void
  readonly list: () => RowGroup[]
  /** Total over all reasons. */
  readonly count: () => number
}

export function rowGroups(): RowGroups {
  const groups = new Map<string, { count: number; rows: number[] }>()
  const addAll = (rows: readonly number[], reason: string) => {
    if (rows.length === 0) return
    const group = groups.get(reason) ?? { count: 0, rows: [] }
    group.count += rows.length
    for (const row of rows) if (group.rows.length < LISTED && group.rows.at(-1) !== row) group.rows.push(row)
    groups.set(reason, group)
  }
  return {
    addAll,
    add: (row, reason) => addAll([row], reason),
    list: () =>
      [...groups]
        .map(([reason, { count, rows }]) => ({ reason, count, rows }))
        .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1)),
    count: () => [...groups.values()].reduce((sum, { count }) => sum + count, 0),
  }
}
