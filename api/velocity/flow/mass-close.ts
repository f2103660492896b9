import { median } from '../../math/percentile.ts'

/** A day on which so many items were closed that it was housekeeping, not delivery. */
export interface MassClose {
  readonly day: number
  readonly items: number
}

const AROUND = 90

/**
 * Days with at least max(20, 8 × the median of the other active days within ±90 days) completions: administrative mass closes
 * (release clean-ups, migrations). They say nothing about pace; they are listed, and left out of rates.
 * @param days one entry per finished item, any order
 */
export function massCloses(days: readonly number[]): MassClose[] {
  const counts = new Map<number, number>()
  for (const day of days) counts.set(day, (counts.get(day) ?? 0) + 1)
  const active = [...counts.keys()].sort((a, b) => a - b)
  return active.flatMap((day) => {
    const items = counts.get(day)!
    if (items < 20) return []
    const others = active
      .filter((other) => other !== day && Math.abs(other - day) <= AROUND)
      .map((other) => counts.get(other)!)
    const limit = others.length === 0 ? 20 : Math.max(20, 8 * median(others))
    return items >= limit ? [{ day, items }] : []
  })
}
