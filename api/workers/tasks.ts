/** What runs in a worker: pure computations by name. Inputs and results are plain data that cross by structured clone. */
import { planPortfolio, type PlanOptions, type PortfolioPlan } from '../scheduling/plan.ts'
import type { Portfolio } from '../scheduling/portfolio.ts'
import type { Problem } from '../scheduling/problem.ts'
import type { Solution } from '../scheduling/solution.ts'
import { solve, type SolveOptions } from '../scheduling/solve.ts'

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

export interface Tasks {
  'schedule.plan': { input: { portfolio: Portfolio; options: WithoutLimits<PlanOptions> }; result: PortfolioPlan }
  'schedule.solve': { input: { problem: Problem; options: WithoutLimits<SolveOptions> }; result: Solution }
}

export const tasks: { readonly [Name in keyof Tasks]: (input: Tasks[Name]['input'], control: TaskControl) => Tasks[Name]['result'] } = {
  'schedule.plan': ({ portfolio, options }, control) => planPortfolio(portfolio, { ...options, ...control }),
  'schedule.solve': ({ problem, options }, control) => solve(problem, { ...options, ...control }),
}
