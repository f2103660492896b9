/** Generated portfolios: quality against plain WSJF dispatch, the exhaustive optimum and the lower bound; speed of a full plan. */
import { check } from '../../scheduling/checker.ts'
import { planPortfolio } from '../../../api/scheduling/plan/plan.ts'
import { portfolioProblem } from '../../../api/scheduling/problem/portfolio.ts'
import type { Solution } from '../../../api/scheduling/problem/solution.ts'
import { schedulesFor, solve } from '../../../api/scheduling/solver/solve.ts'
import { exhaustiveOptimum, wsjfDispatch } from './baselines.ts'
import { generatePortfolio, type Shape } from './generators.ts'
import type { Effort, Solved } from './projects.ts'

export interface PortfolioFigures {
  readonly items: number
  readonly lanes: number
  readonly shape: Shape
  readonly instances: number
  /** Mean share by which Σ cost of delay × finish lies below plain WSJF dispatch, percent. */
  readonly belowDispatch: number
  readonly meanGap: number
  readonly violations: number
  readonly schedules: number
  readonly seconds: number
}

export function measurePortfolios(
  items: number,
  lanes: number,
  shape: Shape,
  instances: number,
  effort: Effort,
  keep: (solved: Solved) => void,
): PortfolioFigures {
  const sum = { below: 0, gap: 0, violations: 0, schedules: 0, ms: 0 }
  for (let seed = 1; seed <= instances; seed++) {
    const { problem } = portfolioProblem(generatePortfolio(items, lanes, shape, seed))
    const began = performance.now()
    const until = began + effort.seconds * 1_000
    const solution: Solution = solve(problem, {
      objective: 'costOfDelay',
      seed: 1,
      schedules: effort.schedules ?? Infinity,
      ...(effort.schedules === null ? { stop: () => performance.now() >= until } : {}),
    })
    sum.ms += performance.now() - began
    sum.below += 1 - solution.value / wsjfDispatch(problem)
    sum.gap += solution.gap ?? 0
    sum.violations += check(problem, solution).length
    sum.schedules += solution.schedules
    keep({ instance: `${shape}-${items}x${lanes}-${seed}`, solution })
  }
  return {
    items,
    lanes,
    shape,
    instances,
    belowDispatch: (100 * sum.below) / instances,
    meanGap: (100 * sum.gap) / instances,
    violations: sum.violations,
    schedules: Math.round(sum.schedules / instances),
    seconds: sum.ms / instances / 1_000,
  }
}

export interface SmallFigures {
  readonly instances: number
  /** Mean and worst value ÷ exhaustive optimum − 1, percent. */
  readonly meanLoss: number
  readonly worstLoss: number
  readonly optimal: number
  readonly boundTooHigh: number
}

/** Portfolios of 4–10 items (every order tried) with the schedule count of an ordinary plan. */
export function measureSmall(instances: number): SmallFigures {
  const losses: number[] = []
  let boundTooHigh = 0
  for (let seed = 1; seed <= instances; seed++) {
    const { problem } = portfolioProblem(
      generatePortfolio(4 + (seed % 7), 2, seed % 2 === 0 ? 'random' : 'enabler', seed),
    )
    const solution = solve(problem, { objective: 'costOfDelay', seed: 1, schedules: schedulesFor('quick', 10) })
    const best = exhaustiveOptimum(problem, 'costOfDelay')
    losses.push(best === 0 ? 0 : 100 * (solution.value / best - 1))
    boundTooHigh += solution.lowerBound > best + 1e-6 ? 1 : 0
  }
  return {
    instances,
    boundTooHigh,
    meanLoss: losses.reduce((sum, loss) => sum + loss, 0) / instances,
    worstLoss: Math.max(...losses),
    optimal: losses.filter((loss) => loss < 1e-9).length,
  }
}

export interface PlanFigures {
  readonly seconds: number
  readonly gap: number | null
  readonly schedules: number
  readonly items: number
}

/** The whole answer for 200 epics on 8 lanes: dates, reasons, slack, utilization. */
export function measurePlan(): PlanFigures {
  const portfolio = generatePortfolio(200, 8, 'enabler', 1)
  const began = performance.now()
  const plan = planPortfolio(portfolio, {
    objective: 'costOfDelay',
    seed: 1,
    schedules: schedulesFor('standard', 200),
    horizonWeeks: null,
  })
  return {
    seconds: (performance.now() - began) / 1_000,
    gap: plan.gap === null ? null : 100 * plan.gap,
    schedules: plan.schedules,
    items: plan.items.length,
  }
}
