/**
 * Which part of a shift is due to what: Shapley values (Shapley 1953), the mean of a cause's effect over all orders in which the
 * causes can be switched on. The parts sum to the whole shift, whatever interacts with what.
 */
import { seeded } from '../math/random.ts'
import { TRIALS } from '../velocity/simulation/delivery.ts'

/** Up to this many causes every combination is evaluated; beyond it a fixed set of orders, whose parts sum up just the same. */
const EXACT_CAUSES = 6

/** Orders beyond EXACT_CAUSES: some, and their reverses. */
const SAMPLED_ORDERS = 16

export interface Attribution {
  readonly method: 'shapley' | 'sampled_orders'
  /** Per level: the parts in the order of the causes, in whole days by largest remainder, summing to the shift. */
  readonly days: readonly (readonly number[])[]
  /** The same before rounding. */
  readonly exact: readonly (readonly number[])[]
}

/**
 * @param causes how many there are
 * @param value whole, finite days at each level with these causes switched on (true at their index); called once per combination
 */
export function attribute(causes: number, value: (on: readonly boolean[]) => readonly number[]): Attribution {
  const known = new Map<string, readonly number[]>()
  const valueOf = (on: readonly boolean[]) => {
    const name = on.map(Number).join('')
    const found = known.get(name) ?? value(on)
    known.set(name, found)
    return found
  }
  const orders = causes <= EXACT_CAUSES ? permutations(causes) : sampledOrders(causes)
  const none = Array.from({ length: causes }, () => false)
  const levels = valueOf(none).length
  // Sums of whole days over whole orders: no rounding happens before the one division at the end.
  const sums = Array.from({ length: levels }, () => new Float64Array(causes))
  for (const order of orders) {
    const on = [...none]
    let before = valueOf(on)
    for (const cause of order) {
      on[cause] = true
      const after = valueOf(on)
      for (let level = 0; level < levels; level++) sums[level]![cause]! += after[level]! - before[level]!
      before = after
    }
  }
  const all = valueOf(none.map(() => true))
  const exact = sums.map((parts) => [...parts].map((sum) => sum / orders.length))
  const days = exact.map((parts, level) => wholeParts(parts, all[level]! - valueOf(none)[level]!))
  return { method: causes <= EXACT_CAUSES ? 'shapley' : 'sampled_orders', days, exact }
}

/** Whole numbers close to `parts` that sum to `total`: floors, then one more for the largest remainders (Hamilton's method). */
export function wholeParts(parts: readonly number[], total: number): readonly number[] {
  const whole = parts.map(Math.floor)
  const missing = Math.round(total - whole.reduce((sum, part) => sum + part, 0))
  const byRemainder = parts.map((part, i) => [part - whole[i]!, i] as const).sort((a, b) => b[0] - a[0] || a[1] - b[1])
  for (const [, i] of byRemainder.slice(0, missing)) whole[i]!++
  return whole
}

function permutations(count: number): readonly (readonly number[])[] {
  if (count === 0) return [[]]
  return permutations(count - 1).flatMap((shorter) =>
    Array.from({ length: count }, (_, at) => [...shorter.slice(0, at), count - 1, ...shorter.slice(at)]),
  )
}

/** Always the same orders for the same count, each with its reverse, which cancels most of the noise. */
function sampledOrders(count: number): readonly (readonly number[])[] {
  const random = seeded(count)
  const orders: number[][] = []
  for (let k = 0; k < SAMPLED_ORDERS; k++) {
    const order = Array.from({ length: count }, (_, i) => i)
    if (k > 0) {
      for (let i = count - 1; i > 0; i--) {
        const j = Math.floor(random() * (i + 1))
        ;[order[i], order[j]] = [order[j]!, order[i]!]
      }
    }
    orders.push(order, order.toReversed())
  }
  return orders
}

/** Trials of the combinations of changes that tell their parts apart: fewer where there are many. */
export function partTrialsFor(scenarios: readonly { readonly changes: readonly unknown[] }[]): number {
  const runs = scenarios.reduce(
    (sum, { changes }) => sum + (changes.length <= EXACT_CAUSES ? 2 ** changes.length : 32 * changes.length),
    1,
  )
  return runs <= 24 ? TRIALS : runs <= 240 ? TRIALS / 5 : TRIALS / 20
}
