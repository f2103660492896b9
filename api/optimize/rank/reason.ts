/** Why an item stands where it stands: one clause, cause first, without a full stop. */
import type { Factor } from '../score/factor.ts'
import type { Plan, Scored } from './arrange.ts'
import type { ScoreUnit } from '../score/score.ts'
import { figure, missing, ownFigure, ownSize } from './own-figures.ts'
import { tierAt, tierEnds, TIERS } from './tier.ts'

export type ReasonCode =
  | 'HELD_UP'
  | 'PULLED_UP'
  | 'WAITS'
  | 'FACTOR'
  | 'ESTIMATED'
  | 'VALUE'
  | 'SMALL'
  | 'LARGE'
  | 'LOW_VALUE'
  | 'BALANCED'
  | 'OVERDUE'
  | 'DUE_SOON'
  | 'PRIORITY'
  | 'AGE'

export interface Reason {
  readonly code: ReasonCode
  readonly text: string
  /** Key of the item that is the cause, or null. */
  readonly by: string | null
}

export interface Explanation {
  readonly reason: Reason
  readonly pulledUpBy: string | null
  readonly waitsFor: string | null
}

/** One explanation for each rank of the plan, in order. */
export function reasons(
  plan: Plan,
  unit: ScoreUnit,
  factors: readonly Factor[],
  rankWithout: readonly ReadonlyMap<string, number>[],
): readonly Explanation[] {
  const rankOf = new Int32Array(plan.order.length)
  plan.order.forEach((position, at) => (rankOf[position] = at + 1))
  const typical = quartiles(plan.ranked)
  return plan.order.map((position, at): Explanation => {
    const pulledBy = pullerOf(plan, rankOf, position)
    const blocker = blockerOf(plan, rankOf, position)
    const reason =
      heldUp(plan, position, at + 1, typical.size[0]) ??
      (pulledBy && {
        code: 'PULLED_UP' as const,
        text: `Moved up for ${pulledBy.candidate.key}, which cannot start before this`,
        by: pulledBy.candidate.key,
      }) ??
      (blocker && {
        code: 'WAITS' as const,
        text: `Waits for ${blocker.candidate.key} and cannot start before it`,
        by: blocker.candidate.key,
      }) ??
      lifted(plan.ranked[position]!, at + 1, factors, rankWithout) ??
      driver(plan.ranked[position]!, unit, typical)
    return { reason, pulledUpBy: pulledBy?.candidate.id ?? null, waitsFor: blocker?.candidate.id ?? null }
  })
}

function heldUp(
  { ranked, guarded, free, order }: Plan,
  position: number,
  at: number,
  medianSize: number,
): Reason | null {
  if (!guarded.has(position) || free[position]! <= at) return null
  const ends = tierEnds(order.length)
  const [tier, without] = [tierAt(ends, at), tierAt(ends, free[position]!)]
  if (tier === without) return null
  const { candidate, score } = ranked[position]!
  const size = score.duration > medianSize ? ownSize(candidate) : null
  const despite = size?.startsWith('size ') ? `its size (${size.slice(5)})` : `its ${size}`
  const text = `Kept in ${TIERS[tier]} instead of ${TIERS[without]} because it is critical${size === null ? '' : `, despite ${despite}; split it and it ranks there on its own`}`
  return { code: 'HELD_UP', text, by: null }
}

/** The nearest item that scores higher and waits for this one, if that is what brought this one forward. */
function pullerOf({ ranked, precedence }: Plan, rankOf: Int32Array, position: number): Scored | null {
  if (rankOf[position]! > position) return null // position + 1 is the rank by score
  const seen = new Set<number>()
  for (let level = precedence.after[position]!; level.length > 0;) {
    const higher = level.filter((later) => later < position)
    if (higher.length > 0) return ranked[higher.reduce((a, b) => (rankOf[b]! < rankOf[a]! ? b : a))]!
    level.forEach((later) => seen.add(later))
    level = [...new Set(level.flatMap((later) => precedence.after[later]!))].filter((later) => !seen.has(later))
  }
  return null
}

/** The last item before this one that it waits for, if it scores lower and so keeps this one back. */
function blockerOf({ ranked, precedence }: Plan, rankOf: Int32Array, position: number): Scored | null {
  if (precedence.before[position]!.length === 0 || rankOf[position]! <= position + 1) return null
  let blocker = -1
  for (const earlier of precedence.before[position]!) {
    if (earlier > position && (blocker < 0 || rankOf[earlier]! > rankOf[blocker]!)) blocker = earlier
  }
  return blocker < 0 ? null : ranked[blocker]!
}

/** The factor that moved this item up furthest. */
function lifted(
  { candidate }: Scored,
  at: number,
  factors: readonly Factor[],
  rankWithout: readonly ReadonlyMap<string, number>[],
): Reason | null {
  let best = -1
  let gain = 0
  factors.forEach((factor, i) => {
    const ranks = rankWithout[i]!.get(candidate.id)! - at
    if ((factor.value.get(candidate.id) ?? 0) > 0 && ranks > gain) [best, gain] = [i, ranks]
  })
  if (best < 0) return null
  const { name, reason } = factors[best]!
  const why = reason.get(candidate.id)
  return { code: 'FACTOR', text: `Up ${gain} from ${name}${why === undefined ? '' : `: ${why}`}`, by: null }
}

/** The figure that sets the item apart from its list. A figure that nobody stated is never given as the item's own. */
function driver({ candidate, weight, score }: Scored, unit: ScoreUnit, typical: Quartiles): Reason {
  const assumed = new Map(score.assumptions.map((assumption) => [assumption.field as string, assumption]))
  const size = assumed.get('jobSize') ?? assumed.get('effort')
  if (size && size.sampleSize > 0 && size.high > size.low)
    return { code: 'ESTIMATED', text: `${missing(size)} (${figure(size.low)}–${figure(size.high)})`, by: null }
  const top = score.parts.reduce((a, b) => (b.value > a.value ? b : a))
  const named = ownFigure(candidate, top, assumed.get(top.name), unit)
  if (named === null) return { code: 'ESTIMATED', text: missing(assumed.get(top.name)!), by: null }
  const isSize = top.name === 'ease' && assumed.has('ease')
  const sized = isSize || score.parts.some(({ name }) => name === 'ease') ? null : (ownSize(candidate) ?? 'no size yet')
  const together = (first: string | null, second: string | null) =>
    [first, second].filter((one) => one !== null).join(', ')
  const [dear, cheap] = [weight >= typical.weight[1] && weight > typical.weight[0], weight < typical.weight[0]]
  const [small, large] = [score.duration < typical.size[0], score.duration > typical.size[1]]
  if (dear && !large && !isSize)
    return {
      code: 'VALUE',
      text: `High ${named}${sized === null ? '' : ` ${ownSize(candidate) ? 'for' : 'and'} ${sized}`}`,
      by: null,
    }
  if (large) return { code: 'LARGE', text: `Large for its value: ${together(sized, named)}`, by: null }
  if (small) return { code: 'SMALL', text: `Small: ${together(sized, named)}`, by: null }
  if (cheap) return { code: 'LOW_VALUE', text: `Waiting costs little: ${together(named, sized)}`, by: null }
  return { code: 'BALANCED', text: `Neither large nor urgent: ${together(named, sized)}`, by: null }
}

/** Median and third quartile. */
interface Quartiles {
  readonly weight: readonly [number, number]
  readonly size: readonly [number, number]
}

function quartiles(ranked: readonly Scored[]): Quartiles {
  const of = (read: (item: Scored) => number): readonly [number, number] => {
    const sorted = ranked.map(read).sort((a, b) => a - b)
    return [sorted[(sorted.length - 1) >> 1] ?? 0, sorted[Math.floor((sorted.length - 1) * 0.75)] ?? 0]
  }
  return { weight: of(({ weight }) => weight), size: of(({ score }) => score.duration) }
}
