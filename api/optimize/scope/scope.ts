/**
 * The best set that ships by a date with a given confidence: the most value among sets that contain their own blockers and whose
 * total amount finishes by the date with at least that probability. A precedence-constrained knapsack whose capacity the
 * forecast gives; solved by branch and bound from a greedy start, with the closure bound (Sidney blocks, last one in part).
 */
import { reach } from '../../math/graph.ts'
import { precedenceOf } from '../sequence/precedence.ts'
import { ScopeSearch } from './scope-search.ts'
import { sequence } from '../sequence/sequence.ts'

export interface ScopeItem {
  readonly id: string
  readonly key: string
  /** What shipping it brings; cost of delay is the usual measure. ≥ 0 */
  readonly value: number
  /** 1 when items are counted, else points. ≥ 0 */
  readonly amount: number
  readonly blockedBy: readonly string[]
}

export interface ScopeProblem {
  readonly items: readonly ScopeItem[]
  /** 0.85 = in 85 of 100 cases. */
  readonly confidence: number
  /** Probability that this amount of work is done by the date; must not rise with the amount. */
  readonly probabilityByDate: (amount: number) => number
  /** Branches looked at before the search settles for its bound. */
  readonly maxNodes?: number
}

export interface Scope {
  /** `optimal`: no set brings more. `feasible`: at most `gap` more is possible. `nothing_fits`: not even the smallest item. */
  readonly status: 'optimal' | 'feasible' | 'nothing_fits'
  /** Ids in the order to build. */
  readonly itemIds: readonly string[]
  readonly value: number
  readonly totalValue: number
  readonly amount: number
  readonly probability: number
  /** The largest amount that holds the confidence. */
  readonly capacity: number
  readonly upperBound: number
  readonly gap: number
  /** The next item with what it waits for, and what adding it does to the confidence; null when all are in. */
  readonly next: {
    readonly itemIds: readonly string[]
    readonly amount: number
    readonly value: number
    readonly probability: number
  } | null
}

export function bestScope({ items, confidence, probabilityByDate, maxNodes }: ScopeProblem): Scope {
  const ascending = items.toSorted((a, b) => (a.id < b.id ? -1 : 1))
  const { precedence } = precedenceOf(ascending)
  const value = Float64Array.from(ascending, (item) => item.value)
  const scale = wholeScale(ascending.map(({ amount }) => amount))
  const amount = Float64Array.from(ascending, (item) => Math.ceil(item.amount * scale - 1e-9))
  const total = amount.reduce((sum, part) => sum + part, 0)
  const capacity = largest(total, (units) => probabilityByDate(units / scale) >= confidence)
  // An item of no amount is free; a small stand-in keeps its ratio finite.
  const order = sequence(
    precedence,
    value,
    amount.map((part) => Math.max(part, 1e-6)),
    { insertionWork: 0 },
  ).order
  const search = new ScopeSearch(precedence, value, amount, order, capacity)
  const exhausted = search.run(
    maxNodes ?? (items.length <= 20 ? 1 << 22 : Math.min(200_000, Math.ceil(20_000_000 / items.length))),
  )
  const chosen = order.filter((position) => search.best[position] === 1)
  const bestValue = sum(value, chosen)
  const upperBound = exhausted ? bestValue : Math.max(bestValue, search.closureBound())
  const used = sum(amount, chosen)
  return {
    status:
      chosen.length === 0 && items.length > 0
        ? 'nothing_fits'
        : exhausted || upperBound <= bestValue * (1 + 1e-12)
          ? 'optimal'
          : 'feasible',
    itemIds: chosen.map((position) => ascending[position]!.id),
    value: bestValue,
    totalValue: sum(value, order),
    amount: used / scale,
    probability: probabilityByDate(used / scale),
    capacity: capacity / scale,
    upperBound,
    gap: bestValue > 0 ? upperBound / bestValue - 1 : 0,
    next: nextOf(),
  }

  function nextOf(): Scope['next'] {
    let found: { readonly bundle: readonly number[]; readonly ratio: number } | null = null
    for (const position of order) {
      if (search.best[position] === 1) continue
      const needed = new Set([position, ...reach(precedence.before, position)])
      const bundle = order.filter((part) => needed.has(part) && search.best[part] === 0)
      const ratio = sum(value, bundle) / Math.max(sum(amount, bundle), 1e-6)
      if (found === null || ratio > found.ratio) found = { bundle, ratio }
    }
    if (found === null) return null
    const added = sum(amount, found.bundle)
    return {
      itemIds: found.bundle.map((position) => ascending[position]!.id),
      amount: added / scale,
      value: sum(value, found.bundle),
      probability: probabilityByDate((used + added) / scale),
    }
  }
}

/** The factor that makes every amount a whole number, up to hundredths. */
function wholeScale(amounts: readonly number[]): number {
  return (
    [1, 2, 4, 10].find((scale) =>
      amounts.every((amount) => Math.abs(amount * scale - Math.round(amount * scale)) < 1e-9),
    ) ?? 100
  )
}

/** The largest whole number in 0…limit that holds, −1 when not even 0 does. `holds` must not turn true again. */
function largest(limit: number, holds: (value: number) => boolean): number {
  let [low, high] = [-1, limit]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (holds(middle)) low = middle
    else high = middle - 1
  }
  return low
}

function sum(values: Float64Array, positions: readonly number[]): number {
  return positions.reduce((total, position) => total + values[position]!, 0)
}
