/** What a plan comes to: dates at each percentile, the probability of the target date, cost and risk. */
import type { Random } from '../math/random.ts'
import { daysUntilAll, probabilityAllBy } from '../velocity/forecast/forecast.ts'
import { isCoupled } from '../velocity/simulation/coupling.ts'
import { simulateDelivery, simulatedProbability, simulatedQuantile } from '../velocity/simulation/simulation.ts'
import type { Plan } from './change.ts'
import { forecasterWith, memberDays } from './staffing.ts'

/** The percentiles of every outcome. */
export const PERCENTILES = [0.5, 0.75, 0.9, 0.95] as const

/** `exact`: closed form. `simulation`: teams wait for each other, so trials are played, with the same luck in every scenario. */
export type OutcomeMethod = 'exact' | 'simulation'

export interface SimulationSettings {
  readonly trials: number
  /** One stream of random numbers per team key, the same for every scenario: common random numbers. */
  readonly stream: (teamKey: string) => Random
}

export interface Outcome {
  /** Day number at each of PERCENTILES; Infinity = not within ten years. */
  readonly days: readonly number[]
  /** Probability of the target day; null when there is none. */
  readonly onTime: number | null
  /** Cents until the day of each percentile; null when a team at work has no cost rate, or there is no such day. */
  readonly costCents: readonly (number | null)[]
  /** Finishing day per trial; null for the closed form. */
  readonly trials: Float64Array | null
}

export function needsSimulation({ items }: Plan): boolean {
  return isCoupled(items)
}

export function outcomeOf(plan: Plan, method: OutcomeMethod, settings: SimulationSettings): Outcome {
  const atWork = plan.teams
    .map((team) => ({
      team,
      size: plan.items.reduce((sum, item) => (item.team === team.key ? sum + item.size : sum), 0),
      forecaster: forecasterWith(team.forecaster, team.staffing),
    }))
    .filter(({ team }) => plan.items.some((item) => item.team === team.key))
  const target = plan.targetDay === null ? null : plan.targetDay - plan.today
  const cost = (lastDay: number): number | null => {
    if (!Number.isFinite(lastDay) || atWork.some(({ team, size }) => size > 0 && team.costRateCents === null))
      return null
    return Math.round(
      atWork.reduce(
        (sum, { team, size }) =>
          size === 0 ? sum : sum + memberDays(team.staffing, plan.today, lastDay) * (team.costRateCents! / 7),
        0,
      ),
    )
  }
  const answer = (days: readonly number[], onTime: number | null, trials: Float64Array | null): Outcome => ({
    days: days.map((day) => plan.today + day),
    onTime,
    costCents: days.map((day) => cost(plan.today + day)),
    trials,
  })
  if (method === 'exact') {
    const days = PERCENTILES.map((p) => daysUntilAll(atWork, p))
    return answer(days, target === null ? null : probabilityAllBy(atWork, target), null)
  }
  const teams = atWork.map(({ team, forecaster }) => ({ key: team.key, forecaster }))
  const delivery = simulateDelivery(teams, plan.items, settings)
  return answer(
    PERCENTILES.map((p) => simulatedQuantile(delivery, p)),
    target === null ? null : simulatedProbability(delivery, target),
    delivery.finish.map((day) => plan.today + day),
  )
}
