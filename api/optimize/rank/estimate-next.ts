/**
 * What to estimate next: the expected value of perfect information (Howard 1966) of one figure at a time. If the figure turns out
 * low or high, its item should move; what the move saves, weighted by how likely it is, is what knowing the figure is worth.
 */
import { compareKeys } from '../score/candidate.ts'
import { factorMultiplier } from '../score/factor.ts'
import { arranged } from './arrange.ts'
import type { Arranged, Plan, RankingProblem } from './arrange.ts'
import { rangesOf, rescored } from '../score/uncertainty.ts'

export interface EstimateNext {
  readonly id: string
  readonly key: string
  /** A part of the score, or `size`. */
  readonly field: string
  /** Null where nothing was assumed because the list is not ranked by value. */
  readonly assumed: number | null
  readonly low: number
  readonly high: number
  /** False when the figure was stated and only a step either way is in question. */
  readonly estimated: boolean
  /** Expected saving in Σ cost of delay × completion, as a share of the whole list's; null where that is not known. */
  readonly value: number | null
  /** Ranks that the item would take if the figure were at its best and at its worst. */
  readonly rankBest: number
  readonly rankWorst: number
}

/** Weights of P10, P50 and P90 (extended Swanson's rule). */
const LEVEL_WEIGHTS = [0.3, 0.4, 0.3] as const

/** Figures worth something, dearest first. @param consider only items up to this rank are looked at */
export function estimateNext(
  problem: RankingProblem,
  limit: number,
  consider = 500,
  made: Arranged = arranged(problem),
): readonly EstimateNext[] {
  const { factors, plan } = made
  const line = new Line(plan)
  const found: (EstimateNext & { readonly value: number })[] = []
  plan.freeOrder.slice(0, consider).forEach((position) => {
    const { candidate, score } = plan.ranked[position]!
    const multiplier = factorMultiplier(factors, candidate.id)
    const ranges = rangesOf(score)
    ranges.forEach(({ field, levels, estimated }, at) => {
      const moves = levels.map((level) => {
        const { weight, duration } = rescored(
          problem.method,
          score,
          ranges.map((range, i) => (i === at ? level : range.levels[1])),
        )
        return line.bestMove(position, weight * multiplier, duration)
      })
      const saving = moves.reduce((sum, move, i) => sum + LEVEL_WEIGHTS[i]! * move.saving, 0)
      if (saving <= 0 || plan.quality.cost <= 0) return
      const ranks = moves.map(({ rank }) => rank)
      found.push({
        id: candidate.id,
        key: candidate.key,
        field,
        assumed: levels[1],
        low: levels[0],
        high: levels[2],
        estimated,
        value: saving / plan.quality.cost,
        rankBest: Math.min(...ranks),
        rankWorst: Math.max(...ranks),
      })
    })
  })
  return found
    .sort((a, b) => b.value - a.value || compareKeys(a.key, b.key) || (a.field < b.field ? -1 : 1))
    .slice(0, limit)
}

/** The order as a line on which one item moves at a time. */
class Line {
  private readonly plan: Plan
  private readonly weight: Float64Array
  private readonly duration: Float64Array
  /** Least weight per duration up to each place, and most from it on: beyond them nothing more is to be saved. */
  private readonly least: Float64Array
  private readonly most: Float64Array

  constructor(plan: Plan) {
    this.plan = plan
    this.weight = Float64Array.from(plan.freeOrder, (position) => plan.ranked[position]!.weight)
    this.duration = Float64Array.from(plan.freeOrder, (position) => plan.ranked[position]!.score.duration)
    const ratio = this.weight.map((weight, at) => weight / this.duration[at]!)
    this.least = ratio.slice()
    for (let at = 1; at < ratio.length; at++) this.least[at] = Math.min(this.least[at - 1]!, ratio[at]!)
    this.most = ratio.slice()
    for (let at = ratio.length - 2; at >= 0; at--) this.most[at] = Math.max(this.most[at + 1]!, ratio[at]!)
  }

  /** The best place for an item that turns out to have this weight and duration, and what going there saves. */
  bestMove(position: number, w: number, p: number): { readonly saving: number; readonly rank: number } {
    const { precedence, free } = this.plan
    const at = free[position]! - 1
    const first = precedence.before[position]!.reduce((latest, blocker) => Math.max(latest, free[blocker]!), 0)
    const last = precedence.after[position]!.reduce(
      (earliest, later) => Math.min(earliest, free[later]! - 2),
      this.weight.length - 1,
    )
    let best = { saving: 0, rank: at + 1 }
    // A step saves where the other's weight per duration is less than its own, and on the way down where it is more.
    const [below, above] = [(w / p) * (1 + 1e-9), (w / p) * (1 - 1e-9)]
    for (let to = at - 1, saving = 0; to >= first && this.least[to]! <= below; to--) {
      saving += w * this.duration[to]! - this.weight[to]! * p
      if (saving > best.saving * (1 + 1e-12)) best = { saving, rank: to + 1 }
    }
    for (let to = at + 1, saving = 0; to <= last && this.most[to]! >= above; to++) {
      saving += this.weight[to]! * p - w * this.duration[to]!
      if (saving > best.saving * (1 + 1e-12)) best = { saving, rank: to + 1 }
    }
    return best
  }
}
