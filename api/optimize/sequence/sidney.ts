/**
 * Sidney decomposition (1975) of 1|prec|Σ w·C: the items fall into blocks of falling ratio Σw/Σp, each the predecessor-closed
 * set of largest ratio among what is left. Some optimal order runs through the blocks one after the other, and every order
 * that does so costs at most twice the optimum (Chekuri & Motwani 1999; Margot, Queyranne & Wang 2003).
 *
 * Computed by divide and conquer: at the mean ratio of a set, a minimum cut gives the closure that lies above it (Picard 1976);
 * either that splits the set, or the set is one block.
 */
import { FlowNetwork } from './max-flow.ts'
import type { Precedence } from './precedence.ts'

export interface Sidney {
  /** Blocks in the order to build them; members ascending. */
  readonly blocks: readonly (readonly number[])[]
  /** False when the work limit ended the search: the blocks are in a legal order, but some could be split further. */
  readonly complete: boolean
  /** Arcs visited. */
  readonly work: number
}

/** Visited arcs after which the search stops splitting: a fraction of a second. */
export const SIDNEY_WORK = 10_000_000

/**
 * @param weight cost of delay per unit of time, ≥ 0
 * @param duration job size, > 0
 * @param members one group that is closed under precedence (a component, or everything)
 */
export function sidney(
  precedence: Precedence,
  weight: ArrayLike<number>,
  duration: ArrayLike<number>,
  members: readonly number[],
  maxWork: number = SIDNEY_WORK,
): Sidney {
  const blocks: (readonly number[])[] = []
  const local = new Map<number, number>()
  const open: (readonly number[])[] = [members]
  let work = 0
  let complete = true
  for (let set = open.pop(); set !== undefined; set = open.pop()) {
    if (set.length === 1 || !complete) {
      blocks.push(set)
      continue
    }
    const cut = closureAboveMean(precedence, weight, duration, set, local, maxWork - work)
    work += cut.work
    complete = cut.complete
    if (cut.first.length === 0 || cut.rest.length === 0) blocks.push(set)
    else open.push(cut.rest, cut.first)
  }
  return { blocks, complete, work }
}

interface Cut {
  readonly first: readonly number[]
  readonly rest: readonly number[]
  readonly work: number
  readonly complete: boolean
}

/** The closure X of `set` with the largest Σ_X (w·P − p·W), where W and P are the totals of `set`; empty when none is positive. */
function closureAboveMean(
  { before }: Precedence,
  weight: ArrayLike<number>,
  duration: ArrayLike<number>,
  set: readonly number[],
  local: Map<number, number>,
  maxWork: number,
): Cut {
  let weights = 0
  let durations = 0
  local.clear()
  set.forEach((member, i) => {
    weights += weight[member]!
    durations += duration[member]!
    local.set(member, i)
  })
  const [source, sink] = [set.length, set.length + 1]
  const network = new FlowNetwork(set.length + 2)
  let total = 0
  let supply = 0
  set.forEach((member, i) => {
    const profit = weight[member]! * durations - duration[member]! * weights
    total += Math.abs(profit)
    if (profit > 0) {
      supply += profit
      network.addArc(source, i, profit)
    } else if (profit < 0) network.addArc(i, sink, -profit)
    for (const blocker of before[member]!) {
      const target = local.get(blocker)
      if (target !== undefined) network.addArc(i, target, Infinity)
    }
  })
  const epsilon = total * 1e-13
  const enough = weights * durations * 1e-12 // closer than this to the mean is the mean: rounding decides below it
  const { flow, complete } = network.maximize(source, sink, epsilon, maxWork)
  const first: number[] = []
  const rest: number[] = []
  if (complete && supply - flow > enough) {
    const side = network.sourceSide(source, epsilon)
    set.forEach((member, i) => (side[i] ? first : rest).push(member))
  }
  return { first, rest, work: network.work, complete }
}
