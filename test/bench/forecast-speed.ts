/**
 * Speed of the forecast: `npm run bench -- forecast-speed [--json]`. Milliseconds.
 * The coupled simulation is measured against the same loop in C (forecast-speed.c, gcc -O3), and the closed form against the usual snippet
 * (arrays, a uniform draw per day, a sort).
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { normalQuantile } from '../../api/math/normal.ts'
import { seeded } from '../../api/math/random.ts'
import { HORIZON_DAYS } from '../../api/velocity/forecast/horizon.ts'
import { couplingOf } from '../../api/velocity/simulation/coupling.ts'
import type { CoupledItem } from '../../api/velocity/simulation/coupling.ts'
import { effortAt } from '../../api/velocity/forecast/delivery-model.ts'
import { canForecast, daysUntil, forecasterOf, LEVELS } from '../../api/velocity/forecast/forecast.ts'
import type { Forecaster } from '../../api/velocity/forecast/forecast.ts'
import { firstPassage } from './forecast/first-passage.ts'
import { flowHistory } from '../../api/velocity/flow/history.ts'
import type { FlowHistory } from '../../api/velocity/flow/history.ts'
import { simulateDelivery, simulatedQuantile } from '../../api/velocity/simulation/simulation.ts'

const TRIALS = 10_000
const ITEMS = 100
const RATES = [1.8, 0.9, 1.2]
const ROUNDS = 40

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({ args: argv, options: { json: { type: 'boolean' } } })
  const histories = RATES.map(historyOf)
  const forecasters = histories.map(forecasterFor)
  const teams = forecasters.map((forecaster, k) => ({ key: `team ${k}`, forecaster }))
  const items = chainedItems()
  const simulate = () => simulateDelivery(teams, items, { trials: TRIALS, stream: (key) => seeded(key) })
  const figures = {
    'closed form, 100 items, calibration and four percentiles, ms': best(200, () =>
      askAll(forecasterFor(histories[0]!)),
    ),
    'closed form, four percentiles of a calibrated team, ms': best(200, () => askAll(forecasters[0]!)),
    'exact plain bootstrap, 100 items, ms': best(50, () =>
      firstPassage(histories[0]!.items.subarray(-90), ITEMS, 1_000),
    ),
    'usual snippet, 10,000 trials × 100 items, ms': best(10, () =>
      usualSnippet([...histories[0]!.items.subarray(-90)]),
    ),
    'coupled simulation, 10,000 trials × 100 items, ms': processorTime(ROUNDS, simulate),
    'its P90, days': simulatedQuantile(simulate(), 0.9),
    ...inC(forecasters, items),
  }
  const ours = figures['coupled simulation, 10,000 trials × 100 items, ms']
  const theirs = (figures as Record<string, number | string>)['the same loop in C, ms']
  const all = {
    ...figures,
    'simulation ÷ C (bar 2.5)': typeof theirs === 'number' ? ours / theirs : 'not run: gcc is missing',
  }
  if (values.json) console.log(JSON.stringify(all, null, 2))
  else
    for (const [name, value] of Object.entries(all))
      console.log(`${name.padEnd(64)} ${typeof value === 'number' ? value.toFixed(3) : value}`)
}

/** Shortest wall time of many rounds. */
function best(rounds: number, work: () => unknown): number {
  let least = Infinity
  for (let i = 0; i < rounds; i++) {
    const start = performance.now()
    work()
    least = Math.min(least, performance.now() - start)
  }
  return least
}

/** Mean processor time of this thread over many rounds, after a few to warm up: what else runs on the machine counts little. */
function processorTime(rounds: number, work: () => unknown): number {
  for (let i = 0; i < 5; i++) work()
  const start = process.threadCpuUsage()
  for (let i = 0; i < rounds; i++) work()
  const spent = process.threadCpuUsage(start)
  return (spent.user + spent.system) / 1_000 / rounds
}

function askAll(forecaster: Forecaster): number[] {
  return LEVELS.map((level) => daysUntil(forecaster, ITEMS, level))
}

function historyOf(rate: number): FlowHistory {
  const random = seeded(`history at ${rate}`)
  const completions: { day: number; size: number }[] = []
  for (let day = 20_000; day < 20_400; day++)
    for (let k = 0; k < 20; k++) if (day % 7 < 5 && random() < rate / 20) completions.push({ day, size: 1 })
  return flowHistory(completions, 20_399)
}

function forecasterFor(history: FlowHistory): Forecaster {
  const forecaster = forecasterOf(history)
  if (!canForecast(forecaster)) throw new Error('the generated history is too thin')
  return forecaster
}

/** Three teams in turn; every other item waits for an item of another team. */
function chainedItems(): CoupledItem[] {
  const key = (i: number) => `item ${String(i).padStart(3, '0')}`
  return Array.from({ length: ITEMS }, (_, i) => ({
    key: key(i),
    team: `team ${i % 3}`,
    size: 1,
    rank: i,
    blockedBy: i >= 3 && i % 2 === 1 ? [{ key: key(i - 1 - (i % 3)), lagDays: 0 }] : [],
  }))
}

function usualSnippet(recent: number[]): number {
  const random = seeded(1)
  const days: number[] = []
  for (let trial = 0; trial < TRIALS; trial++) {
    let day = 0
    for (let done = 0; done < ITEMS; day++) done += recent[Math.floor(random() * recent.length)]!
    days.push(day)
  }
  return days.sort((a, b) => a - b)[Math.ceil(0.9 * TRIALS) - 1]!
}

/** Compiles and runs the C loop on the same tables; empty when there is no gcc. */
function inC(forecasters: readonly Forecaster[], items: readonly CoupledItem[]): Record<string, number> {
  const folder = mkdtempSync(join(tmpdir(), 'forecast-speed-'))
  try {
    const program = join(folder, 'loop')
    const problem = join(folder, 'problem')
    execFileSync('gcc', ['-O3', '-march=native', '-o', program, join(import.meta.dirname, 'forecast-speed.c'), '-lm'], {
      stdio: 'pipe',
    })
    writeFileSync(problem, new Uint8Array(Float64Array.from(problemFor(forecasters, items)).buffer))
    const [ms, p90] = execFileSync(program, [problem, String(TRIALS), String(ROUNDS)], { encoding: 'utf8' })
      .trim()
      .split(' ')
      .map(Number)
    return { 'the same loop in C, ms': ms!, 'its P90 in C, days': p90! }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw error
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const LUCK_ROWS = 128
const DAY_STEPS = 4

/** Linked lists in rank order: entry items + k is the first item of team k, entry i the one after item i; −1 ends. */
function queues(team: Int32Array, teams: number): Int32Array {
  const queue = new Int32Array(team.length + teams).fill(-1)
  const last = Array.from({ length: teams }, (_, k) => team.length + k)
  team.forEach((k, item) => {
    queue[last[k]!] = item
    last[k] = item
  })
  return queue
}

function problemFor(forecasters: readonly Forecaster[], items: readonly CoupledItem[]): number[] {
  const c = couplingOf(
    forecasters.map((_, k) => `team ${k}`),
    items,
    forecasters[0]!.today,
  )
  const head = [forecasters.length, items.length, c.dependents.length, LUCK_ROWS]
  const arrays = [
    c.team,
    c.earliest,
    c.blockers,
    c.dependentsFrom,
    c.dependents,
    c.lag,
    queues(c.team, forecasters.length),
    c.itemSize,
  ].flatMap((array) => [...array])
  const lanes = forecasters.flatMap(({ model, ahead }, k) => {
    const steps = c.load[k]!.total
    const dayOf = Array.from({ length: Math.floor(ahead[HORIZON_DAYS]! * DAY_STEPS) + 2 }, (_, i) => i / DAY_STEPS)
    let day = 0
    const days = dayOf.map((effort) => {
      while (day < HORIZON_DAYS && ahead[day]! < effort) day++
      return day
    })
    const table = Array.from({ length: LUCK_ROWS + 1 }, (_, row) =>
      Array.from({ length: steps + 1 }, (_unused, s) => effortAt(model, s, -4 + (8 * row) / LUCK_ROWS)),
    ).flat()
    return [steps, days.length, ...ahead, ...days, ...table]
  })
  const strata = Array.from({ length: TRIALS }, (_, i) =>
    Math.min(LUCK_ROWS - 1e-9, Math.max(0, ((normalQuantile((i + 0.5) / TRIALS) + 4) / 8) * LUCK_ROWS)),
  )
  return [...head, ...arrays, ...lanes, ...strata]
}
