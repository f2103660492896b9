/**
 * The set of most value that several teams ship by a date, as if they were lucky independently of each other: the product
 * of the probabilities that each has its part done holds the confidence. One team is solved exactly ({@link bestScope}), and
 * a dozen candidates by looking at every set; more by greedy orders whose prices follow each team's slope, then by ruin and recreate (Schrimpf et al. 2000).
 */
import { seeded } from '../../math/random.ts'
import { probabilityBy } from '../../velocity/forecast/forecast.ts'
import type { SimulatedTeam } from '../../velocity/simulation/simulation.ts'
import { bestScope } from './scope.ts'

export interface ScopeCandidate {
  readonly key: string
  /** What shipping it brings. ≥ 0 */
  readonly value: number
  /** Work by the number of the team. */
  readonly amounts: readonly number[]
  readonly blockedBy: readonly string[]
}

export interface TeamScopeProblem {
  readonly teams: readonly SimulatedTeam[]
  /** In an order in which nothing comes before what it waits for. */
  readonly candidates: readonly ScopeCandidate[]
  readonly days: number
  readonly confidence: number
}

export interface TeamScope {
  /** In the order of the candidates. */
  readonly keys: readonly string[]
  /** No other set brings more. */
  readonly optimal: boolean
}

/** Every set of so many candidates is looked at. */
const EXACT_UP_TO = 12
const PRICINGS = 6
/** Rounds of ruin and recreate, fewer for long lists. */
const ROUNDS = 400
const WORK = 60_000

export function teamScope({ teams, candidates, days, confidence }: TeamScopeProblem): TeamScope {
  if (teams.length === 1) {
    const { itemIds, status } = bestScope({
      items: candidates.map(({ key, value, amounts, blockedBy }) => ({
        id: key,
        key,
        value,
        amount: amounts[0]!,
        blockedBy,
      })),
      confidence,
      probabilityByDate: (amount) => probabilityBy(teams[0]!.forecaster, amount, days),
    })
    const chosen = new Set(itemIds)
    return { keys: candidates.flatMap(({ key }) => (chosen.has(key) ? [key] : [])), optimal: status === 'optimal' }
  }
  const place = new Map(candidates.map(({ key }, i) => [key, i]))
  const before = candidates.map(({ blockedBy }) => blockedBy.flatMap((key) => place.get(key) ?? []))
  const needs = closures(before)
  const odds = teams.map(({ forecaster }) => remembered((amount) => probabilityBy(forecaster, amount, days)))
  const used = (set: Uint8Array) =>
    teams.map((_, k) => candidates.reduce((sum, { amounts }, i) => (set[i] === 1 ? sum + amounts[k]! : sum), 0))
  const holds = (amounts: readonly number[]) =>
    amounts.reduce((product, amount, k) => product * odds[k]!(amount), 1) >= confidence
  const worth = (set: Uint8Array) => candidates.reduce((sum, { value }, i) => (set[i] === 1 ? sum + value : sum), 0)

  if (candidates.length <= EXACT_UP_TO) return { keys: everySet(candidates, needs, used, holds), optimal: true }

  /** Adds what fits, best value for its price first, each with what it waits for. */
  const filled = (from: Uint8Array, prices: readonly number[], taste: (i: number) => number): Uint8Array => {
    const set = Uint8Array.from(from)
    const amounts = used(set)
    const price = (i: number) => candidates[i]!.amounts.reduce((sum, amount, k) => sum + amount * prices[k]!, 0)
    const ratio = needs.map((bundle, i) => {
      const [value, cost] = bundle.reduce(
        ([sum, paid], j) => (set[j] === 1 ? [sum, paid] : [sum + candidates[j]!.value, paid + price(j)]),
        [0, 0],
      )
      return (value / Math.max(cost, 1e-9)) * taste(i)
    })
    for (const i of candidates.map((_, at) => at).sort((a, b) => ratio[b]! - ratio[a]! || a - b)) {
      if (set[i] === 1) continue
      const bundle = needs[i]!.filter((j) => set[j] === 0)
      const after = amounts.map((amount, k) => bundle.reduce((sum, j) => sum + candidates[j]!.amounts[k]!, amount))
      if (!holds(after)) continue
      for (const j of bundle) set[j] = 1
      after.forEach((amount, k) => (amounts[k] = amount))
    }
    return set
  }

  let best: Uint8Array = new Uint8Array(candidates.length)
  let bestPrices = teams.map((_, k) => 1 / Math.max(room(odds[k]!, confidence ** (1 / teams.length)), 1e-6))
  for (let round = 0, prices = bestPrices; round < PRICINGS; round++) {
    const set = filled(new Uint8Array(candidates.length), prices, () => 1)
    if (worth(set) > worth(best)) [best, bestPrices] = [set, prices]
    const amounts = used(set)
    // What a little more work of a team costs in odds, at what it has to do by then.
    const slopes = amounts.map((amount, k) => {
      const step = Math.max(0.5, amount / 20)
      return Math.max(
        1e-9,
        Math.log(Math.max(odds[k]!(amount), 1e-12) / Math.max(odds[k]!(amount + step), 1e-12)) / step,
      )
    })
    prices = prices.map((price, k) => Math.sqrt(price * slopes[k]!))
  }
  const random = seeded('scope')
  const waiting = dependents(before)
  const rounds = Math.min(ROUNDS, Math.ceil(WORK / Math.max(1, candidates.length)))
  for (let round = 0; round < rounds; round++) {
    const inside = candidates.flatMap((_, i) => (best[i] === 1 ? [i] : []))
    if (inside.length === 0 || inside.length === candidates.length) break
    const ruined = Uint8Array.from(best)
    const out = 1 + Math.floor(random() * Math.min(8, inside.length))
    for (let at = 0; at < out; at++) {
      const i = inside[Math.floor(random() * inside.length)]!
      for (const j of waiting[i]!) ruined[j] = 0
    }
    const tastes = candidates.map(() => 0.7 + 0.6 * random())
    const set = filled(ruined, bestPrices, (i) => tastes[i]!)
    if (worth(set) >= worth(best)) best = set
  }
  return { keys: candidates.flatMap(({ key }, i) => (best[i] === 1 ? [key] : [])), optimal: false }
}

/** The best of all legal sets. */
function everySet(
  candidates: readonly ScopeCandidate[],
  needs: readonly (readonly number[])[],
  used: (set: Uint8Array) => number[],
  holds: (amounts: readonly number[]) => boolean,
): string[] {
  let best: { keys: string[]; value: number } = { keys: [], value: 0 }
  for (let mask = 1; mask < 1 << candidates.length; mask++) {
    const set = Uint8Array.from(candidates, (_, i) => (mask >> i) & 1)
    const inside = candidates.filter((_, i) => set[i] === 1)
    const value = inside.reduce((sum, one) => sum + one.value, 0)
    if (value <= best.value || needs.some((bundle, i) => set[i] === 1 && bundle.some((j) => set[j] === 0))) continue
    if (holds(used(set))) best = { keys: inside.map(({ key }) => key), value }
  }
  return best.keys
}

/** The largest amount whose odds are at least `p`. */
function room(odds: (amount: number) => number, p: number): number {
  let [low, high] = [0, 1]
  while (high < 1e7 && odds(high) >= p) [low, high] = [high, high * 2]
  for (let step = 0; step < 40; step++) {
    const middle = (low + high) / 2
    if (odds(middle) >= p) low = middle
    else high = middle
  }
  return low
}

function remembered(of: (amount: number) => number): (amount: number) => number {
  const known = new Map<number, number>()
  return (amount) => {
    const at = Math.round(amount * 1e6)
    const value = known.get(at) ?? of(at / 1e6)
    known.set(at, value)
    return value
  }
}

/** Each with all that must be there before it, itself last. */
function closures(before: readonly (readonly number[])[]): number[][] {
  return before.map((_, i) => {
    const seen = new Set([i])
    const stack = [i]
    for (let at = stack.pop(); at !== undefined; at = stack.pop())
      for (const j of before[at]!)
        if (!seen.has(j)) {
          seen.add(j)
          stack.push(j)
        }
    return [...seen].sort((a, b) => a - b)
  })
}

/** Each with all that waits for it. */
function dependents(before: readonly (readonly number[])[]): number[][] {
  const after = before.map((): number[] => [])
  before.forEach((blockers, i) => blockers.forEach((blocker) => after[blocker]!.push(i)))
  return closures(after)
}
