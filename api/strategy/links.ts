/** Links from items to objectives, with those that come down from the epics above. */

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
  ancestors: readonly Placed[],
  links: readonly ObjectiveLink[],
): ReadonlyMap<string, readonly EffectiveLink[]> {
  const placed = new Map([...ancestors, ...items].map((item) => [item.id, item]))
  const own = new Map<string, string[]>()
  for (const { itemId, objectiveId } of links) {
    const list = own.get(itemId)
    if (list) list.push(objectiveId)
    else own.set(itemId, [objectiveId])
  }
  return new Map(
    items.map((item) => {
      const found = new Map<string, EffectiveLink>()
      const walked = new Set<string>()
      for (
        let at: Placed | undefined = item;
        at && !walked.has(at.id);
        at = at.parentId === null ? undefined : placed.get(at.parentId)
      ) {
        walked.add(at.id)
        for (const objectiveId of own.get(at.id) ?? [])
          if (!found.has(objectiveId)) found.set(objectiveId, { objectiveId, from: at.id, fromTitle: at.title })
      }
      return [item.id, [...found.values()]]
    }),
  )
}
