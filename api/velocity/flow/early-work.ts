/** Work that was finished so long before the rest that it says nothing about the pace: a migrated or moved ticket. */
import { figureText } from '../../../text.ts'
import { isoOf } from '../../math/calendar.ts'

export interface EarlyWork {
  readonly items: number
  /** Day number on which the last of it was finished, and days from there to the next item. */
  readonly last: number
  readonly gap: number
}

/** Days without a finished item after which work begins anew. */
const GAP = 7 * 26
/** Fewer items than this before the gap are too few for a forecast. */
const FEW = 12
/** So many after it carry a calibrated one: of a short history nothing is left out. */
const ENOUGH = 60

/**
 * What lies before the last such gap. A longer past stays: a team that paused may pause again.
 * @param days one entry per finished item, any order
 */
export function earlyWork(days: readonly number[]): EarlyWork | null {
  const inOrder = Float64Array.from(days).sort()
  let early: EarlyWork | null = null
  for (let items = 1; items < FEW && inOrder.length - items >= ENOUGH; items++) {
    const last = inOrder[items - 1]!
    const gap = inOrder[items]! - last
    if (gap > GAP) early = { items, last, gap }
  }
  return early
}

/** What the pace of some lanes leaves out; lanes that borrow share one history. */
export const earlyWarnings = (histories: readonly { readonly early: EarlyWork | null }[]): string[] => [
  ...new Set(histories.flatMap(({ early }) => (early ? [earlyWords(early)] : []))),
]

function earlyWords({ items, last, gap }: EarlyWork): string {
  return items === 1
    ? `1 item was finished on ${isoOf(last)}, ${figureText(gap)} days before the next one. It is excluded from the pace.`
    : `${figureText(items)} items were finished by ${isoOf(last)}, ${figureText(gap)} days before the next one. They are excluded from the pace.`
}
