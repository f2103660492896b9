/** Which items of a plan give way where not all of them can be done by their last days, whatever clock the plan runs on. */

/** What an item says for itself, by its number. */
export interface Claim {
  readonly weight: number
  readonly size: number
  /** Of two that are worth the same, the lower stays. */
  readonly rank: number
  /** It has a last day, so that it may have to give way. */
  readonly strict: boolean
  /** Numbers of what it waits for. */
  readonly blockers: readonly number[]
}

/** Days or periods past last days, and the items they belong to. */
export interface Missed {
  readonly days: number
  readonly late: readonly number[]
}

/** Items that are weighed against each other for one place to give up. */
const WEIGHED = 16

/**
 * The fewest and least worthy items whose absence lets all others meet their last days, as far as a search by exchanges
 * finds them: what costs least for the days that it saves goes, what fits again comes back, and what is out is tried in
 * the place of others.
 * @param missed by what is left when some are out, with all that waits for them
 * @param going whether there is effort left for a better choice; a choice is made in any case
 * @returns without what waits for one of them, which goes with it
 */
export function givingWay(
  claims: readonly Claim[],
  missed: (out: ReadonlySet<number>) => Missed,
  going: () => boolean,
): Set<number> {
  const behind = dependentsOf(claims)
  const plus = (out: ReadonlySet<number>, j: number) => new Set([...out, j, ...behind[j]!])
  const minus = (out: ReadonlySet<number>, j: number) => new Set([...out].filter((other) => other !== j))
  const waitsFor = (out: ReadonlySet<number>, j: number) => claims[j]!.blockers.some((blocker) => out.has(blocker))
  const worth = (some: Iterable<number>) => {
    let [weight, count] = [0, 0]
    for (const j of some) {
      weight += claims[j]!.weight
      count++
    }
    return { weight, count }
  }
  const isLess = (a: ReturnType<typeof worth>, b: ReturnType<typeof worth>) =>
    Math.abs(a.weight - b.weight) > 1e-9 ? a.weight < b.weight : a.count < b.count
  const dear = (a: number, b: number) => claims[b]!.weight - claims[a]!.weight || claims[a]!.rank - claims[b]!.rank

  /** Items go one at a time until no last day is missed. @param firm stays */
  const thinned = (from: ReadonlySet<number>, firm: number | null): Set<number> | null => {
    let out = new Set(from)
    for (let now = missed(out); now.days > 0; now = missed(out)) {
      const price = (j: number) => Math.max(1e-9, worth([j, ...behind[j]!].filter((other) => !out.has(other))).weight)
      const able = claims
        .flatMap(({ strict }, j) => (strict && !out.has(j) && j !== firm ? [j] : []))
        .filter((j) => firm === null || !behind[j]!.includes(firm))
        .sort(
          (a, b) => price(a) / Math.max(claims[a]!.size, 1e-9) - price(b) / Math.max(claims[b]!.size, 1e-9) || b - a,
        )
      const late = new Set(now.late)
      const some = going() ? able.slice(0, WEIGHED) : able.filter((j) => late.has(j)).slice(0, 1)
      // Where none of the cheapest helps, one of those that are late does.
      const tried = some.map((j) => ({ j, saved: now.days - missed(plus(out, j)).days }))
      const helps = tried.filter(({ saved }) => saved > 0)
      const best = helps.length
        ? helps.reduce((most, one) => (one.saved / price(one.j) > most.saved / price(most.j) ? one : most))
        : (able.filter((j) => late.has(j)).map((j) => ({ j, saved: 0 }))[0] ?? null)
      if (!best) return null
      out = plus(out, best.j)
    }
    return out
  }
  /** What fits beside the rest comes back, the dearest first. */
  const refilled = (from: ReadonlySet<number>, last: number | null = null): Set<number> => {
    let out = new Set(from)
    for (let came = true; came;) {
      came = false
      const free = [...out].filter((j) => j !== last && !waitsFor(out, j))
      for (const j of [...free.sort(dear), ...(last !== null && out.has(last) ? [last] : [])]) {
        const tried = minus(out, j)
        if (missed(tried).days > 0) continue
        out = tried
        came = true
      }
    }
    return out
  }

  const first = thinned(new Set(), null)
  // What misses its day and has none to give up cannot be helped by leaving anything out.
  if (first === null) return new Set()
  let out = refilled(first)
  for (let better = true; better && going();) {
    better = false
    const cost = worth(out)
    const inside = claims.flatMap(({ strict }, j) => (strict && !out.has(j) ? [j] : []))
    // One that is out comes in and others go for it; one that is in goes and others come in its place.
    const moves = [
      ...[...out]
        .filter((j) => !waitsFor(out, j))
        .sort(dear)
        .map((j) => () => thinned(minus(out, j), j)),
      ...inside.sort((a, b) => dear(b, a)).map((j) => () => refilled(plus(out, j), j)),
    ]
    for (const move of moves) {
      if (!going()) break
      const made = move()
      const next = made && refilled(made)
      if (!next || !isLess(worth(next), cost)) continue
      out = next
      better = true
      break
    }
  }
  return new Set([...out].filter((j) => !waitsFor(out, j)))
}

/** All that waits for each item, near and far. */
function dependentsOf(claims: readonly Claim[]): number[][] {
  const next = claims.map((): number[] => [])
  claims.forEach(({ blockers }, to) => blockers.forEach((from) => next[from]!.push(to)))
  return next.map((near) => {
    const all = new Set<number>()
    const stack = [...near]
    for (let j = stack.pop(); j !== undefined; j = stack.pop()) {
      if (all.has(j)) continue
      all.add(j)
      stack.push(...next[j]!)
    }
    return [...all]
  })
}
