/** Links from items to objectives, with those that come down from the epics above. */
import { ancestors } from '../math/graph.ts'

export interface ObjectiveLink {
  readonly itemId: string
  readonly objectiveId: string
}

/** A link as one item has it: its own, or from the nearest item above that has it. */
export interface EffectiveLink {
  readonly objectiveId: string
  readonly from: string
  readonly fromTitle: string
}

interface Placed {
  readonly id: string
  readonly title: string
  readonly parentId: string | null
}

/** Effective links of each item, one per objective, the item's own first. A ring of parents is walked once. */
export function linksOf(
  items: readonly Placed[],
  above: readonly Placed[],
  links: readonly ObjectiveLink[],
): ReadonlyMap<string, readonly EffectiveLink[]> {
  const placed = new Map([...above, ...items].map((item) => [item.id, item]))
  const parentOf = (id: string) => {
    const parentId = placed.get(id)?.parentId ?? null
    return parentId !== null && placed.has(parentId) ? parentId : null
  }
  const own = new Map<string, string[]>()
  for (const { itemId, objectiveId } of links) {
    const list = own.get(itemId)
    if (list) list.push(objectiveId)
    else own.set(itemId, [objectiveId])
  }
  return new Map(
    items.map((item) => {
      const found = new Map<string, EffectiveLink>()
      const line = [item.id, ...ancestors(parentOf, item.id)]
      for (const id of line)
        for (const objectiveId of own.get(id) ?? [])
          if (!found.has(objectiveId))
            found.set(objectiveId, { objectiveId, from: id, fromTitle: placed.get(id)!.title })
      return [item.id, [...found.values()]]
    }),
  )
}
