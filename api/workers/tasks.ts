/** What runs in a worker: pure computations by name. Inputs and results are plain data that cross by structured clone. */
import { seeded } from '../math/random.ts'
import { judge, type JudgedSet, type Judgment } from '../optimize/scope/judge.ts'
import { teamScope, type TeamScope, type TeamScopeProblem } from '../optimize/scope/team-scope.ts'
import { compareScenarios, type Comparison, type Scenario } from '../scenarios/compare.ts'
import type { Plan } from '../scenarios/change.ts'
import { whyMoved, type DateMove, type ForecastInputs } from '../scenarios/why-moved.ts'
import type { ClockProblem } from '../scheduling/clock/bars.ts'
import { planOnClock, type ClockPlan, type ClockTerms } from '../scheduling/clock/plan.ts'
import { planPortfolio, type PlanOptions, type PortfolioPlan } from '../scheduling/plan/plan.ts'
import type { Portfolio } from '../scheduling/problem/portfolio.ts'
import type { Problem } from '../scheduling/problem/problem.ts'
import type { Solution } from '../scheduling/problem/solution.ts'
import { solve, type SolveOptions } from '../scheduling/solver/solve.ts'
import type { Influence } from '../velocity/forecast/sensitivity.ts'
import type { CoupledItem } from '../velocity/simulation/coupling.ts'
import { playedInfluences, type InfluencedPart } from '../velocity/simulation/delivery.ts'
import { simulateDelivery, type SimulatedDelivery, type SimulatedTeam } from '../velocity/simulation/simulation.ts'

/** What a task may ask and tell while it runs. */
export interface TaskControl {
  /** True once the task is cancelled or past its deadline: it should answer with what it has. */
  readonly stop: () => boolean
  readonly progress: (state: TaskProgress) => void
}

export interface TaskProgress {
  readonly schedules: number
  readonly value: number
  readonly lowerBound: number
}

type WithoutLimits<T> = Omit<T, 'stop' | 'progress'>

/** Trials, and the seed of the streams of random numbers: one stream per team, named by it. */
export interface Luck {
  readonly trials: number
  readonly seed: string
}

export interface Tasks {
  'schedule.plan': { input: { portfolio: Portfolio; options: WithoutLimits<PlanOptions> }; result: PortfolioPlan }
  'schedule.clock': { input: { problem: ClockProblem; terms: Omit<ClockTerms, 'stop'> }; result: ClockPlan }
  'schedule.solve': { input: { problem: Problem; options: WithoutLimits<SolveOptions> }; result: Solution }
  'velocity.simulate': {
    input: { teams: readonly SimulatedTeam[]; items: readonly CoupledItem[]; by?: number | undefined } & Luck
    result: SimulatedDelivery
  }
  'velocity.influences': {
    input: { parts: readonly (InfluencedPart & { key: string })[]; items: readonly CoupledItem[] } & Luck
    result: Influence[]
  }
  'scope.search': { input: TeamScopeProblem; result: TeamScope }
  'scope.judge': { input: JudgedSet & Luck; result: Judgment }
  'scenarios.compare': {
    input: { plan: Plan; scenarios: readonly Scenario[]; partTrials: number } & Luck
    result: Comparison
  }
  'scenarios.whyMoved': {
    input: { before: ForecastInputs; after: ForecastInputs; finished: ReadonlySet<string> } & Luck
    result: DateMove
  }
}

const settings = ({ trials, seed }: Luck) => ({ trials, stream: (team: string) => seeded(`${seed} ${team}`) })

export const tasks: {
  readonly [Name in keyof Tasks]: (input: Tasks[Name]['input'], control: TaskControl) => Tasks[Name]['result']
} = {
  'schedule.plan': ({ portfolio, options }, control) => planPortfolio(portfolio, { ...options, ...control }),
  'schedule.clock': ({ problem, terms }, { stop }) => planOnClock(problem, { ...terms, stop }),
  'schedule.solve': ({ problem, options }, control) => solve(problem, { ...options, ...control }),
  'velocity.simulate': ({ teams, items, by, ...luck }) => simulateDelivery(teams, items, { ...settings(luck), by }),
  'velocity.influences': ({ parts, items, ...luck }) => playedInfluences(parts, items, settings(luck)),
  'scope.search': (problem) => teamScope(problem),
  'scope.judge': ({ trials, seed, ...set }) => judge(set, settings({ trials, seed })),
  'scenarios.compare': ({ plan, scenarios, partTrials, ...luck }) =>
    compareScenarios(plan, scenarios, { ...settings(luck), partTrials }),
  'scenarios.whyMoved': ({ before, after, finished, ...luck }) => whyMoved(before, after, finished, settings(luck)),
}
