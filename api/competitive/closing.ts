/** Who closes a gap in a tree of items: an epic for a reader, and for a ranking what is in it. */
import type { ClosesGap } from './analysis/gaps.ts'

/** How much of an epic's certainty comes down to what is in it. */
const INHERITED = 0.8

/** Item above an item, by key; null at the top. */
export type Above = (key: string) => string | null

function lineOf(key: string, above: Above): string[] {
  const line: string[] = []
  for (let at = above(key); at !== null && !line.includes(at); at = above(at)) line.push(at)
  return line
}

/** Without those below an item that closes the same gap at least as surely: the epic says it for all of them. */
export function topmost(closes: readonly ClosesGap[], above: Above): ClosesGap[] {
  const certainty = new Map(closes.map((one) => [`${one.itemId}\n${one.capabilityId}`, one.certainty]))
  return closes.filter(
    (one) =>
      !lineOf(one.itemId, above).some((key) => (certainty.get(`${key}\n${one.capabilityId}`) ?? -1) >= one.certainty),
  )
}

/** What the items close themselves, by a link, or through the nearest item above that closes anything, or by their words. */
export function inherited(items: readonly string[], closes: readonly ClosesGap[], above: Above): ClosesGap[] {
  const byItem = Map.groupBy(closes, ({ itemId }) => itemId)
  return items.flatMap((key) => {
    const own = byItem.get(key) ?? []
    if (own.some(({ certainty }) => certainty === 1)) return own
    const from = lineOf(key, above).find((at) => byItem.has(at))
    return from === undefined
      ? own
      : byItem
          .get(from)!
          .map((one) => ({ ...one, itemId: key, certainty: Math.round(one.certainty * INHERITED * 1_000) / 1_000 }))
  })
}
