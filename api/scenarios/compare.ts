/** Scenarios side by side against the baseline, with the same luck in each: date shifts, cost, risk, and what each change contributes. */
import { attribute } from './attribution.ts'
import { applyChange, applyChanges, InvalidChange } from './change.ts'
import type { Change, Plan } from './change.ts'
import { needsSimulation, outcomeOf, PERCENTILES } from './outcome.ts'
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
  /** Change of the probability of the target date; null when either has none. */
  readonly onTimeShift: number | null
  /** Share of the trials in which this is earlier than the baseline; null for the closed form. */
  readonly probabilityEarlier: number | null
  /** What each change contributes to the shift, in its order; parts sum to the shift at every percentile. */
  readonly contributions: readonly { readonly change: Change; readonly days: readonly (number | null)[] }[]
}

export interface Comparison {
  readonly method: OutcomeMethod
  readonly percentiles: readonly number[]
  readonly baseline: Omit<
    ScenarioResult,
    'shiftDays' | 'costShiftCents' | 'onTimeShift' | 'probabilityEarlier' | 'contributions'
  >
  readonly scenarios: readonly ScenarioResult[]
}

/** @throws InvalidChange, and what the forecast throws for a dependency cycle */
export function compareScenarios(
  baseline: Plan,
  scenarios: readonly Scenario[],
  settings: SimulationSettings,
): Comparison {
  const plans = scenarios.map(({ changes }) => applyChanges(baseline, changes))
  // One method for all: an exact answer beside a simulated one would differ by noise alone.
  const method: OutcomeMethod = [baseline, ...plans].some(needsSimulation) ? 'simulation' : 'exact'
  const base = outcomeOf(baseline, method, settings)
  return {
    method,
    percentiles: PERCENTILES,
    baseline: { name: 'baseline', outcome: base, risk: riskOf(base) },
    scenarios: scenarios.map(({ name, changes }, i): ScenarioResult => {
      const outcome = outcomeOf(plans[i]!, method, settings)
      const parts = attribute(changes.length, (on) =>
        outcomeOf(applySome(baseline, changes, on), method, settings).days.map((day) => capped(day, baseline.today)),
      )
      const shiftDays = outcome.days.map((day, level) => shiftWithin(day, base.days[level]!))
      return {
        name,
        outcome,
        risk: riskOf(outcome),
        shiftDays,
        costShiftCents: outcome.costCents.map((cost, level) => shiftWithin(cost, base.costCents[level]!)),
        onTimeShift: shiftWithin(outcome.onTime, base.onTime),
        probabilityEarlier:
          outcome.trials && base.trials
            ? outcome.trials.reduce((count, day, trial) => count + (day < base.trials![trial]! ? 1 : 0), 0) /
              outcome.trials.length
            : null,
        contributions: changes.map((change, cause) => ({
          change,
          days: parts.days.map((level, at) => (shiftDays[at] === null ? null : level[cause]!)),
        })),
      }
    }),
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

function riskOf({ onTime }: Outcome): ScenarioResult['risk'] {
  if (onTime === null) return null
  const missProbability = 1 - onTime
  return { missProbability, band: missProbability <= 0.15 ? 'low' : missProbability <= 0.4 ? 'medium' : 'high' }
}
