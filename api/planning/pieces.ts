/** A history split into the pieces of work that count and the containers that they were in. */
import { isContainer, isStep, teamAtWork } from './choice.ts'
import type { FinishedContainer, FlowItem } from './planning.ts'

type HistoryRow = FlowItem & { readonly parentId: string | null }

export interface PartCount {
  all: number
  /** Not done or canceled. */
  open: number
}

/** How many parts each item has that has any. */
export function partsOf(rows: Iterable<HistoryRow>): Map<string, PartCount> {
  const parts = new Map<string, PartCount>()
  for (const { parentId, statusCategory } of rows) {
    if (parentId === null) continue
    const of = parts.get(parentId) ?? { all: 0, open: 0 }
    parts.set(parentId, of)
    of.all++
    if (statusCategory !== 'done' && statusCategory !== 'cancelled') of.open++
  }
  return parts
}

/** An epic is never a piece of work, a feature only where nothing was ever in it; the steps of a story go with it. @param rows by ID */
export function piecesOf(rows: ReadonlyMap<string, HistoryRow>): {
  items: FlowItem[]
  containers: FinishedContainer[]
} {
  const parts = new Map<string, HistoryRow[]>()
  for (const row of rows.values()) {
    if (row.parentId === null) continue
    const siblings = parts.get(row.parentId)
    if (siblings) siblings.push(row)
    else parts.set(row.parentId, [row])
  }
  const counts = (row: HistoryRow) =>
    row.type !== 'epic' && !isStep(row, rows) && !(isContainer(row) && parts.has(row.id))
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
  const items: FlowItem[] = []
  const containers: FinishedContainer[] = []
  for (const row of rows.values()) {
    const isPiece = counts(row)
    if (isPiece) items.push(pieceOf(row, row.teamId ?? teamAtWork(row, rows)))
    if (!isContainer(row) || row.statusCategory !== 'done' || row.resolvedDay === null) continue
    const leaves = isPiece ? 1 : leavesBelow(row.id)
    if (leaves > 0) containers.push({ type: row.type, leaves, resolvedDay: row.resolvedDay })
  }
  return { items, containers }
}

const pieceOf = (
  { id, key, type, statusCategory, epicId, points, createdDay, startedDay, resolvedDay }: FlowItem,
  teamId: string | null,
): FlowItem => ({ id, key, type, statusCategory, teamId, epicId, points, createdDay, startedDay, resolvedDay })
