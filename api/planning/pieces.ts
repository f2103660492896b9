/** A history split into the pieces of work that count and the containers that they were in. */
import { isContainer, isStep, teamAtWork } from './choice.ts'
import type { FinishedContainer, FlowItem } from './planning.ts'

type HistoryRow = FlowItem & { readonly parentId: string | null }

/** An epic is never a piece of work, a feature only where nothing was ever in it; the steps of a story go with it. */
export function piecesOf(rows: readonly HistoryRow[]): { items: FlowItem[]; containers: FinishedContainer[] } {
  const byId = new Map(rows.map((row) => [row.id, row]))
  const parts = Map.groupBy(
    rows.filter(({ parentId }) => parentId !== null),
    ({ parentId }) => parentId!,
  )
  const counts = (row: HistoryRow) =>
    row.type !== 'epic' && !isStep(row, byId) && !(isContainer(row) && parts.has(row.id))
  const leavesBelow = (id: string): number => {
    const seen = new Set([id])
    const stack = [id]
    let leaves = 0
    for (let at = stack.pop(); at !== undefined; at = stack.pop())
      for (const part of parts.get(at) ?? []) {
        if (seen.has(part.id)) continue
        seen.add(part.id)
        if (isContainer(part)) stack.push(part.id)
        if (counts(part) && part.statusCategory !== 'cancelled') leaves++
      }
    return leaves
  }
  return {
    items: rows
      .filter(counts)
      .map(({ parentId, ...item }) => ({ ...item, teamId: teamAtWork({ ...item, parentId }, byId) })),
    containers: rows
      .filter((row) => isContainer(row) && row.statusCategory === 'done' && row.resolvedDay !== null)
      .map((row) => ({
        type: row.type,
        leaves: counts(row) ? 1 : leavesBelow(row.id),
        resolvedDay: row.resolvedDay!,
      }))
      .filter(({ leaves }) => leaves > 0),
  }
}
