import { ancestors, circleAbove } from '../../math/graph.ts'

/** An item as its place in the tree sees it. */
export interface Kin {
  key: string
  parentId: string | null
  isEpic: boolean
}
export type Family = ReadonlyMap<string, Kin>

const parentOf = (family: Family) => (id: string) => family.get(id)?.parentId

/** The circle that an item's line of parents runs into, in order and starting with the item; null when it ends. */
export const parentCircle = (family: Family, id: string): string[] | null => circleAbove(parentOf(family), id)

/** The nearest ancestor that is an epic, or null. The item itself does not count. */
export const nearestEpic = (family: Family, id: string): string | null =>
  [...ancestors(parentOf(family), id)].find((above) => family.get(above)?.isEpic) ?? null
