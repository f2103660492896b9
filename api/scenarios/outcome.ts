/** What a plan comes to: dates at each percentile, the probability of the target date, cost and risk. */
import type { Random } from '../math/random.ts'
import { ascending, stepQuantileOf } from '../math/percentile.ts'
import {
  daysUntilAll,
  daysUntilPart,
  LEVELS,
  probabilityAllBy,
  type Forecaster,
} from '../velocity/forecast/forecast.ts'
import type { ItemClock } from '../velocity/forecast/item-clock.ts'
import { isCoupled } from '../velocity/simulation/coupling.ts'
import {
  simulateDelivery,
  simulatedProbability,
  simulatedQuantile,
  simulateInOrderOf,
  type SimulatedDelivery,
} from '../velocity/simulation/simulation.ts'
import type { Plan, PlannedTeam } from './change.ts'
import { forecasterWith, memberDays } from './staffing.ts'

/** The percentiles of every outcome. */
export const PERCENTILES = LEVELS

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
  /**
   * Cents that the members at work cost until their own team's part is done, each team at the percentile; null when a team
   * at work has no cost rate, or there is no such day.
   */
  readonly costCents: readonly (number | null)[]
  /** Finishing day per trial; null for the closed form. */
  readonly trials: Float64Array | null
}

export function needsSimulation({ items }: Plan): boolean {
  return isCoupled(items)
}

interface AtWork {
  readonly team: PlannedTeam
  readonly size: number
  readonly forecaster: Forecaster
  readonly clocks: readonly ItemClock[]
}

function atWorkIn(plan: Plan): AtWork[] {
  return plan.teams
    .map((team) => ({
      team,
      size: plan.items.reduce((sum, item) => (item.team === team.key ? sum + item.size : sum), 0),
      forecaster: forecasterWith(team.forecaster, team.staffing),
      clocks: plan.items.flatMap((item) => (item.team === team.key && item.clock ? [item.clock] : [])),
    }))
    .filter(({ team }) => plan.items.some((item) => item.team === team.key))
}

export function exactOutcome(plan: Plan): Outcome {
  const atWork = atWorkIn(plan)
  return outcome(plan, atWork, {
    days: PERCENTILES.map((p) => daysUntilAll(atWork, p)),
    onTime: (day) => probabilityAllBy(atWork, day),
    teamDays: daysUntilPart,
    trials: null,
  })
}

/** The trials of a plan, to be read by {@link simulatedOutcome} or played again under another plan. */
export function playedPlan(plan: Plan, settings: SimulationSettings, keepItems = false): SimulatedDelivery {
  return simulateDelivery(simulatedTeams(plan), plan.items, settings, keepItems)
}

/** The plan with each team taking its items in the order of another delivery. */
export function playedInOrderOf(
  before: SimulatedDelivery,
  plan: Plan,
  settings: SimulationSettings,
): SimulatedDelivery {
  return simulateInOrderOf(before, simulatedTeams(plan), plan.items, settings)
}

const simulatedTeams = (plan: Plan) => atWorkIn(plan).map(({ team, forecaster }) => ({ key: team.key, forecaster }))

export function simulatedOutcome(plan: Plan, delivery: SimulatedDelivery): Outcome {
  const ends = new Map(
    delivery.teams.map((key, k) => [
      key,
      ascending(delivery.finish.map((_, trial) => delivery.teamFinish[trial * delivery.teams.length + k]!)),
    ]),
  )
  return outcome(plan, atWorkIn(plan), {
    days: PERCENTILES.map((p) => simulatedQuantile(delivery, p)),
    onTime: (day) => simulatedProbability(delivery, day),
    teamDays: ({ team }, p) => stepQuantileOf(ends.get(team.key)!, p),
    trials: delivery.finish.map((day) => plan.today + day),
  })
}

interface Answers {
  readonly days: readonly number[]
  readonly onTime: (day: number) => number
  readonly teamDays: (part: AtWork, p: number) => number
  readonly trials: Float64Array | null
}

function outcome(plan: Plan, atWork: readonly AtWork[], { days, onTime, teamDays, trials }: Answers): Outcome {
  const paid = atWork.filter(({ size }) => size > 0)
  const cost = (p: number): number | null => {
    const parts = paid.map((part) => ({ ...part, last: teamDays(part, p) }))
    if (parts.some(({ team, last }) => team.costRateCents === null || !Number.isFinite(last))) return null
    return Math.round(
      parts.reduce(
        (sum, { team, last }) =>
          sum + memberDays(team.staffing, plan.today, plan.today + last) * (team.costRateCents! / 7),
        0,
      ),
    )
  }
  return {
    days: days.map((day) => plan.today + day),
    onTime: plan.targetDay === null ? null : onTime(plan.targetDay - plan.today),
    costCents: PERCENTILES.map(cost),
    trials,
  }
}

/** @param method the closed form, or trials with these settings */
export function outcomeOf(plan: Plan, method: OutcomeMethod, settings: SimulationSettings): Outcome {
  return method === 'exact' ? exactOutcome(plan) : simulatedOutcome(plan, playedPlan(plan, settings))
}
