/**
 * Less work, fewer waits or more capacity can make teams take their items in another order that ends later: Graham's anomaly
 * (Graham 1969). A plan that only got easier is never stated later than it was: the order of the baseline is kept instead.
 */
import type { SimulatedDelivery } from '../velocity/simulation/simulation.ts'
import type { Change, Plan } from './change.ts'
import { playedInOrderOf, playedPlan, simulatedOutcome, type Outcome, type SimulationSettings } from './outcome.ts'

export interface KeptOrder {
  /** Item that ends much later in the new order, and the items of its team that would go before it; null in a large plan. */
  readonly item: string | null
  readonly overtakenBy: readonly string[]
}

/** Items above which an order per trial is not kept in memory. */
const MOST_ITEMS = 500
const NAMED = 3

const EASIER: Record<Change['type'], (change: Change) => boolean> = {
  addScope: () => false,
  removeScope: () => true,
  removeItems: () => true,
  moveItems: () => false,
  startNotBefore: () => false,
  capacity: (change) => change.type === 'capacity' && change.factor >= 1,
  hire: () => true,
  leave: () => false,
  moveMembers: () => false,
  costRate: () => true,
  targetDate: () => true,
}

/** The outcome of a changed plan by trials, and the order that had to be kept for it. */
export function betterOrder(
  baseline: Plan,
  base: Outcome,
  changes: readonly Change[],
  plan: Plan,
  settings: SimulationSettings,
): { readonly outcome: Outcome; readonly keptOrder: KeptOrder | null } {
  const outcome = simulatedOutcome(plan, playedPlan(plan, settings))
  const later = outcome.days.some((day, level) => day > base.days[level]!)
  if (!later || !changes.every((change) => EASIER[change.type](change))) return { outcome, keptOrder: null }
  if (baseline.items.length > MOST_ITEMS)
    return { outcome: notLater(outcome, base, baseline, plan, changes), keptOrder: UNNAMED }
  const before = playedPlan(baseline, settings, true)
  return {
    outcome: simulatedOutcome(plan, playedInOrderOf(before, plan, settings)),
    keptOrder: overtaking(plan, before, playedPlan(plan, settings, true)),
  }
}

const UNNAMED: KeptOrder = { item: null, overtakenBy: [] }

/** In its order, no trial of the easier plan ends later than the baseline's own: its dates hold without playing it again. */
function notLater(
  outcome: Outcome,
  base: Outcome,
  { targetDay }: Plan,
  plan: Plan,
  changes: readonly Change[],
): Outcome {
  const comparable = outcome.onTime !== null && base.onTime !== null && plan.targetDay === targetDay
  // Nor does any team's part, so that the same people at the same rates cost no more.
  const sameRates = changes.every(({ type }) => type !== 'hire' && type !== 'costRate')
  return {
    ...outcome,
    costCents: outcome.costCents.map((cost, level) => {
      const was = base.costCents[level]!
      return sameRates && was !== null ? Math.min(cost ?? was, was) : cost
    }),
    days: outcome.days.map((day, level) => Math.min(day, base.days[level]!)),
    onTime: comparable ? Math.max(outcome.onTime!, base.onTime!) : outcome.onTime,
    trials:
      outcome.trials && base.trials
        ? outcome.trials.map((day, trial) => Math.min(day, base.trials![trial]!))
        : outcome.trials,
  }
}

/** The item that the new order delays most on average, and what goes before it only there. */
function overtaking({ items }: Plan, before: SimulatedDelivery, after: SimulatedDelivery): KeptOrder | null {
  const was = meanFinish(before)
  const is = meanFinish(after)
  const teamOf = new Map(items.map(({ key, team }) => [key, team]))
  const delayed = after.keys
    .map((key) => ({ key, days: is.get(key)! - was.get(key)! }))
    .sort((a, b) => b.days - a.days || (a.key < b.key ? -1 : 1))
  for (const { key, days } of delayed) {
    if (days <= 0) return null
    const overtakenBy = after.keys.filter(
      (other) =>
        other !== key &&
        teamOf.get(other) === teamOf.get(key) &&
        was.get(other)! > was.get(key)! &&
        is.get(other)! < is.get(key)!,
    )
    if (overtakenBy.length > 0) return { item: key, overtakenBy: overtakenBy.slice(0, NAMED) }
  }
  return null
}

function meanFinish({ keys, itemFinish, trials }: SimulatedDelivery): ReadonlyMap<string, number> {
  const sums = new Float64Array(keys.length)
  for (let at = 0; at < itemFinish.length; at++) sums[at % keys.length]! += itemFinish[at]!
  return new Map(keys.map((key, at) => [key, sums[at]! / trials]))
}
