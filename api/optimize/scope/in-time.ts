/** What can be done by a day at all, whoever works on it: no set with anything else holds a confidence. */
import { clockProbability } from '../../velocity/forecast/item-clock.ts'
import type { CoupledItem } from '../../velocity/simulation/coupling.ts'
import { afterLag } from '../../velocity/simulation/lag.ts'
import type { ScopeCandidate } from './team-scope.ts'

/** Keys of items that may not start before the day, or whose own clocks do not let them end by it. */
export function lateItems(
  items: readonly CoupledItem[],
  days: number,
  confidence: number,
  today: number,
): ReadonlySet<string> {
  const ready = readyDays(items, today)
  return new Set(
    items.flatMap(({ key, size, clock, earliest = 0 }) => {
      const from = ready.get(key)!
      if (size > 0 ? from >= days : from > days) return [key]
      const counted = clock?.age === null ? days - earliest : days
      return clock && clockProbability(clock, counted) < confidence ? [key] : []
    }),
  )
}

/** Options without a late leaf, each with all that it waits for. @param leaves keys of the leaves of an option */
export function inTime(
  options: readonly ScopeCandidate[],
  late: ReadonlySet<string>,
  leaves: (key: string) => readonly { readonly key: string }[],
): ScopeCandidate[] {
  const out = new Set(options.flatMap(({ key }) => (leaves(key).some((leaf) => late.has(leaf.key)) ? [key] : [])))
  for (let size = -1; size !== out.size;) {
    size = out.size
    for (const { key, blockedBy } of options) if (blockedBy.some((blocker) => out.has(blocker))) out.add(key)
  }
  return options.filter(({ key }) => !out.has(key))
}

/** First day after which each item may start, by release dates and lags along what it waits for. Work itself takes no time here. */
function readyDays(items: readonly CoupledItem[], today: number): ReadonlyMap<string, number> {
  const byKey = new Map(items.map((item) => [item.key, item]))
  const ready = new Map(items.map(({ key, earliest = 0 }) => [key, earliest]))
  const open = new Map(items.map(({ key, blockedBy }) => [key, blockedBy.filter((one) => byKey.has(one.key)).length]))
  const next = new Map<string, { key: string; lagDays: number }[]>()
  for (const { key, blockedBy } of items)
    for (const { key: blocker, lagDays } of blockedBy)
      next.set(blocker, [...(next.get(blocker) ?? []), { key, lagDays }])
  const free = items.flatMap(({ key }) => (open.get(key) === 0 ? [key] : []))
  for (const key of free)
    for (const { key: dependent, lagDays } of next.get(key) ?? []) {
      ready.set(dependent, Math.max(ready.get(dependent)!, afterLag(today, ready.get(key)!, lagDays)))
      open.set(dependent, open.get(dependent)! - 1)
      if (open.get(dependent) === 0) free.push(dependent)
    }
  return ready
}
