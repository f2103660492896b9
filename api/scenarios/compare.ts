/** Scenarios side by side against the baseline, with the same luck in each: date shifts, cost, risk, and what each change contributes. */
import { attribute } from './attribution.ts'
import { applyChange, applyChanges, InvalidChange } from './change.ts'
import type { Change, Plan } from './change.ts'
import { betterOrder, type KeptOrder } from './better-order.ts'
import { exactOutcome, needsSimulation, outcomeOf, PERCENTILES } from './outcome.ts'
import type { Outcome, OutcomeMethod, SimulationSettings } from './outcome.ts'
import { capped, shiftWithin } from '../velocity/forecast/horizon.ts'

export interface Scenario {
  readonly name: string
  readonly changes: readonly Change[]
}

/** Probability of missing the target: up to 15 % is low, up to 40 % medium. */
export type RiskBand = 'low' | 'medium' | 'high'

export interface ScenarioResult {
  readonly name: string
  readonly outcome: Outcome
  readonly risk: { readonly missProbability: number; readonly band: RiskBand } | null
  /** Days later (or, negative, earlier) than the baseline at each percentile; null when either is not in sight. */
  readonly shiftDays: readonly (number | null)[]
  readonly costShiftCents: readonly (number | null)[]
  /** Day that its probability is for: a scenario may ask for another one than the plan; null without one. */
  readonly targetDay: number | null
  /** Change of the probability of the target date; null when either has none. */
  readonly onTimeShift: number | null
  /** Share of the trials in which this is earlier than the baseline; null for the closed form. */
  readonly probabilityEarlier: number | null
  /** What each change contributes to the shift, in its order; parts sum to the shift at every percentile. */
  readonly contributions: readonly { readonly change: Change; readonly days: readonly (number | null)[] }[]
  /** Set where the teams' own new order would have ended later than the baseline, so that the baseline's order is kept. */
  readonly keptOrder: KeptOrder | null
}

export interface Comparison {
  readonly method: OutcomeMethod
  readonly percentiles: readonly number[]
  readonly baseline: Omit<
    ScenarioResult,
    'shiftDays' | 'costShiftCents' | 'targetDay' | 'onTimeShift' | 'probabilityEarlier' | 'contributions' | 'keptOrder'
  >
  readonly scenarios: readonly ScenarioResult[]
}

export interface ComparisonSettings extends SimulationSettings {
  /** Trials of the combinations that only tell the changes of one scenario apart; without, as many as the rest. */
  readonly partTrials?: number
}

/** @throws InvalidChange, and what the forecast throws for a dependency cycle */
export function compareScenarios(
  baseline: Plan,
  scenarios: readonly Scenario[],
  settings: ComparisonSettings,
): Comparison {
  const plans = scenarios.map(({ changes }) => applyChanges(baseline, changes))
  // One method for all: an exact answer beside a simulated one would differ by noise alone.
  const method: OutcomeMethod = [baseline, ...plans].some(needsSimulation) ? 'simulation' : 'exact'
  const base = outcomeOf(baseline, method, settings)
  // What a forecast says of the plan as it is, also where only a scenario needs trials.
  const shown = method === 'simulation' && !needsSimulation(baseline) ? exactOutcome(baseline) : base
  const partSettings = { ...settings, trials: settings.partTrials ?? settings.trials }
  return {
    method,
    percentiles: PERCENTILES,
    baseline: { name: 'baseline', outcome: shown, risk: riskOf(shown) },
    scenarios: scenarios.map(({ name, changes }, i): ScenarioResult => {
      const { outcome: played, keptOrder } =
        method === 'simulation'
          ? betterOrder(baseline, base, changes, plans[i]!, settings)
          : { outcome: outcomeOf(plans[i]!, method, settings), keptOrder: null }
      const { targetDay } = plans[i]!
      const moved = movedBy(played, base, shown)
      const outcome = targetDay === baseline.targetDay ? moved : { ...moved, onTime: played.onTime }
      const parts = attribute(changes.length, (on) => {
        const days = on.every((one) => !one)
          ? base.days
          : on.every(Boolean)
            ? played.days
            : outcomeOf(applySome(baseline, changes, on), method, partSettings).days
        return days.map((day) => capped(day, baseline.today))
      })
      const shiftDays = outcome.days.map((day, level) => shiftWithin(day, shown.days[level]!))
      return {
        name,
        outcome,
        risk: riskOf(outcome),
        shiftDays,
        costShiftCents: outcome.costCents.map((cost, level) => shiftWithin(cost, shown.costCents[level]!)),
        targetDay,
        onTimeShift: shiftWithin(outcome.onTime, shown.onTime),
        probabilityEarlier:
          outcome.trials && base.trials
            ? outcome.trials.reduce((count, day, trial) => count + (day < base.trials![trial]! ? 1 : 0), 0) /
              outcome.trials.length
            : null,
        contributions: changes.map((change, cause) => ({
          change,
          days: parts.days.map((level, at) => (shiftDays[at] === null ? null : level[cause]!)),
        })),
        keptOrder,
      }
    }),
  }
}

/** A played outcome as far from the stated baseline as it was from the played one. */
function movedBy(outcome: Outcome, base: Outcome, shown: Outcome): Outcome {
  if (base === shown) return outcome
  const moved = (value: number | null, from: number | null, to: number | null) =>
    value === null || from === null || to === null || !Number.isFinite(value - from) ? value : to + (value - from)
  return {
    days: outcome.days.map((day, level) => moved(day, base.days[level]!, shown.days[level]!)!),
    onTime:
      outcome.onTime === null ? null : Math.min(1, Math.max(0, moved(outcome.onTime, base.onTime, shown.onTime)!)),
    costCents: outcome.costCents.map((cost, level) => moved(cost, base.costCents[level]!, shown.costCents[level]!)),
    trials: outcome.trials,
  }
}

/** The plan with some of the changes. One that builds on another which is off (an item that was not added, a member not hired) does nothing. */
function applySome(baseline: Plan, changes: readonly Change[], on: readonly boolean[]): Plan {
  return changes.reduce((plan, change, i) => {
    if (!on[i]) return plan
    try {
      return applyChange(plan, change, `added-${i + 1}`)
    } catch (error) {
      if (error instanceof InvalidChange) return plan
      throw error
    }
  }, baseline)
}

export function riskOf({ onTime }: Pick<Outcome, 'onTime'>): ScenarioResult['risk'] {
  if (onTime === null) return null
  // Of the chance itself: 1 − 0.85 is a little more than 0.15.
  return { missProbability: 1 - onTime, band: onTime >= 0.85 ? 'low' : onTime >= 0.6 ? 'medium' : 'high' }
}
