/** Public project instances (PSPLIB, MPLIB) against the best known makespans, and generated ones where there is no data. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { criticalPathBound, headsOf } from '../../../api/scheduling/solver/bound.ts'
import { check } from '../../scheduling/checker.ts'
import { compile } from '../../../api/scheduling/problem/instance.ts'
import type { Problem } from '../../../api/scheduling/problem/problem.ts'
import type { Solution } from '../../../api/scheduling/problem/solution.ts'
import { solve } from '../../../api/scheduling/solver/solve.ts'
import { generateProject } from './generators.ts'
import { readRcmp, readSm } from './psplib.ts'

export interface ProjectFigures {
  readonly set: string
  readonly instances: number
  /** Mean makespan ÷ best known − 1, percent; null without references. */
  readonly overBest: number | null
  readonly overCriticalPath: number
  readonly meanGap: number
  readonly optimal: number
  readonly violations: number
  /** Bounds above the best known makespan, or below max(critical path, work ÷ capacity): both must be 0. */
  readonly boundTooHigh: number
  readonly boundTooLow: number
  readonly schedules: number
  readonly seconds: number
}

export interface Solved {
  readonly instance: string
  readonly solution: Solution
}

export interface Effort {
  readonly seconds: number
  /** Instead of the clock, when given. */
  readonly schedules: number | null
  /** Counts seconds of CPU time, so that other work on the machine matters less. */
  readonly cpu?: boolean
}

function cpuMilliseconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

interface Named {
  readonly name: string
  readonly problem: () => Problem
  readonly best: number | null
}

export function publicSet(folder: string, set: string, all: boolean): Named[] {
  const rcpsp = join(folder, 'rcpsp')
  if (set === 'multi') {
    const home = existsSync(join(rcpsp, 'mplib1_references.csv')) ? rcpsp : folder
    return rowsOf(join(home, 'mplib1_references.csv')).map((row) => ({
      name: row.instance!,
      best: Number(row.ub_900s),
      problem: () => readRcmp(readFileSync(join(home, 'mplib1_set3', `${row.instance}.rcmp`), 'utf8')),
    }))
  }
  return rowsOf(join(rcpsp, 'references.csv'))
    .filter((row) => row.set === set && (all || row.quick60 === '1'))
    .map((row) => ({
      name: row.instance!,
      best: Number(row.best_ub),
      problem: () => readSm(readFileSync(join(rcpsp, set, `${row.instance}.sm`), 'utf8')),
    }))
}

export function generatedSet(count: number, instances: number): Named[] {
  return Array.from({ length: instances }, (_, i) => ({
    name: `g${count}_${i + 1}`,
    best: null,
    problem: () => generateProject(count, i + 1),
  }))
}

function rowsOf(file: string): Record<string, string>[] {
  const [head, ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/)
  const names = head!.split(',')
  return lines.map((line) => Object.fromEntries(line.split(',').map((cell, i) => [names[i]!, cell])))
}

export function measure(
  set: string,
  instances: readonly Named[],
  effort: Effort,
  keep: (solved: Solved) => void,
): ProjectFigures {
  const sum = { over: 0, path: 0, gap: 0, optimal: 0, violations: 0, high: 0, low: 0, schedules: 0, ms: 0 }
  const now = effort.cpu === true ? cpuMilliseconds : () => performance.now()
  for (const { name, problem: read, best } of instances) {
    const problem = read()
    const began = now()
    const until = began + effort.seconds * 1_000
    const solution = solve(problem, {
      objective: 'makespan',
      seed: 1,
      schedules: effort.schedules ?? Infinity,
      ...(effort.schedules === null ? { stop: () => now() >= until } : {}),
    })
    sum.ms += now() - began
    const path = criticalPathBound(compile(problem), headsOf(compile(problem)))
    const work = Math.max(
      ...problem.resources.map((r) =>
        Math.ceil(
          problem.activities.reduce(
            (total, a) =>
              total + a.modes[0]!.duration * (a.modes[0]!.demands.find((d) => d.resource === r.id)?.units ?? 0),
            0,
          ) / r.capacity[0]!.units,
        ),
      ),
    )
    if (best !== null) sum.over += solution.value / best - 1
    sum.path += solution.value / path - 1
    sum.gap += solution.gap ?? 0
    sum.optimal += solution.status === 'OPTIMAL' ? 1 : 0
    sum.violations += check(problem, solution).length
    sum.high += best !== null && solution.lowerBound > best ? 1 : 0
    sum.low += solution.lowerBound < Math.max(path, work) ? 1 : 0
    sum.schedules += solution.schedules
    keep({ instance: name, solution })
  }
  const n = instances.length
  return {
    set,
    instances: n,
    overBest: instances.every((i) => i.best !== null) ? (100 * sum.over) / n : null,
    overCriticalPath: (100 * sum.path) / n,
    meanGap: (100 * sum.gap) / n,
    optimal: sum.optimal,
    violations: sum.violations,
    boundTooHigh: sum.high,
    boundTooLow: sum.low,
    schedules: Math.round(sum.schedules / n),
    seconds: sum.ms / n / 1_000,
  }
}
