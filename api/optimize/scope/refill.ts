/** What comes back into a set that others have left: a search that does not see what waits gives places to the wrong ones. */
import type { ScopeCandidate } from './team-scope.ts'

/** Sets that are judged for it: fewer of long lists, whose judgments take longer. */
const JUDGMENTS = { least: 12, most: 80, items: 12_000 }

/** Options outside the set, each with what it waits for, those that bring most for their work first. */
export function bundlesOutside(
  options: readonly ScopeCandidate[],
  chosen: ReadonlySet<string>,
  teams: number,
): { readonly keys: string[]; readonly ratio: number }[] {
  const byKey = new Map(options.map((option) => [option.key, option]))
  const capacity = Array.from({ length: teams }, (_, k) =>
    options.reduce((sum, { key, amounts }) => (chosen.has(key) ? sum + amounts[k]! : sum), 0),
  )
  const found = options.flatMap(({ key }) => {
    if (chosen.has(key)) return []
    const bundle = new Set([key])
    for (const one of bundle)
      for (const blocker of byKey.get(one)!.blockedBy)
        if (!chosen.has(blocker) && byKey.has(blocker)) bundle.add(blocker)
    const parts = options.filter((option) => bundle.has(option.key))
    const value = parts.reduce((sum, part) => sum + part.value, 0)
    const load = parts.reduce(
      (sum, part) => sum + part.amounts.reduce((all, amount, k) => all + amount / Math.max(capacity[k]!, 1), 0),
      0,
    )
    return load > 0 ? [{ keys: parts.map((part) => part.key), ratio: value / Math.max(load, 1e-6) }] : []
  })
  return found.sort((a, b) => b.ratio - a.ratio)
}

/**
 * The set with what still fits, in steps that were found to fit: the last one first, to be taken back.
 * @param fits whether a set of keys holds the confidence
 */
export async function refill(
  options: readonly ScopeCandidate[],
  keys: readonly string[],
  teams: number,
  fits: (keys: readonly string[]) => Promise<boolean>,
): Promise<(readonly string[])[]> {
  const steps: (readonly string[])[] = []
  const chosen = new Set(keys)
  const refused = new Set<string>()
  let many = 1
  const judgments = Math.floor(JUDGMENTS.items / Math.max(1, options.length))
  for (let left = Math.min(JUDGMENTS.most, Math.max(JUDGMENTS.least, judgments)); left > 0; left--) {
    const bundles = bundlesOutside(options, chosen, teams).filter((one) => !one.keys.some((key) => refused.has(key)))
    if (bundles.length === 0) break
    const more = new Set(bundles.slice(0, many).flatMap((bundle) => bundle.keys))
    const tried = options.flatMap(({ key }) => (chosen.has(key) || more.has(key) ? [key] : []))
    if (await fits(tried)) {
      for (const key of more) chosen.add(key)
      steps.unshift(tried)
      many *= 2
    } else if (many === 1) refused.add(lastOf(bundles[0]!.keys))
    else many = Math.floor(many / 2)
  }
  return steps
}

/** Of a bundle, what the others are there for. */
const lastOf = (keys: readonly string[]) => keys.at(-1)!
