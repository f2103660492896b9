/** An item as its place in the tree sees it. */
export interface Kin {
  key: string
  parentId: string | null
  isEpic: boolean
}
export type Family = ReadonlyMap<string, Kin>

/** The circle that an item's line of parents runs into, in order and starting with the item; null when it ends. */
export function parentCircle(family: Family, id: string): string[] | null {
  const line = [id]
  for (let at = family.get(id)?.parentId ?? null; at !== null; at = family.get(at)?.parentId ?? null) {
    if (at === id) return line
    // A circle further up that this item only leads into is found from its own members.
    if (line.includes(at)) return null
    line.push(at)
  }
  return null
}

/** The nearest ancestor that is an epic, or null. The item itself does not count. */
export function nearestEpic(family: Family, id: string): string | null {
  const seen = new Set([id])
  for (let at = family.get(id)?.parentId ?? null; at !== null && !seen.has(at); at = family.get(at)?.parentId ?? null) {
    if (family.get(at)?.isEpic) return at
    seen.add(at)
  }
  return null
}
