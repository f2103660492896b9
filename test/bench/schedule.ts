/**
 * Schedule quality. `npm run bench -- schedule` runs the committed, seeded portfolios; `--data DIR` adds PSPLIB and
 * MPLIB files (DIR/rcpsp/j30|j60|j120/*.sm with references.csv, DIR/rcpsp/mplib1_set3/*.rcmp with mplib1_references.csv).
 *   --seconds N    per instance (1)         --multi-seconds N   per multi-project instance (10)
 *   --schedules N  a count instead of the clock: the same figures on every machine
 *   --cpu          seconds of CPU time for the public and generated projects, where the machine has other work
 *   --sets a,b     of j30,j60,j120,multi,portfolio (all)      --all   every file instead of quick60
 *   --dump FILE    every schedule as CSV: instance,activity,start,makespan,bound      --json   figures only
 */
import { closeSync, openSync, writeSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { measurePlan, measurePortfolios, measureSmall } from './schedule/portfolios.ts'
import { generatedSet, measure, type ProjectFigures, publicSet, type Solved } from './schedule/projects.ts'

/** Mean percent over the best known makespan that may not be exceeded. */
const BARS: Record<string, number> = { j30: 0.15, j60: 0.9, j120: 2.5, multi: 0.7 }
/** Mean percent of the stated gap: how much shorter a plan may still be, as far as the answer knows. */
const GAP_BARS: Record<string, number> = { j30: 3 }

interface Bar {
  readonly name: string
  readonly figure: number
  readonly bar: string
  readonly met: boolean
}

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: {
      data: { type: 'string' },
      seconds: { type: 'string', default: '1' },
      'multi-seconds': { type: 'string', default: '10' },
      schedules: { type: 'string' },
      cpu: { type: 'boolean', default: false },
      sets: { type: 'string' },
      all: { type: 'boolean', default: false },
      dump: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  })
  const say = (line: string) => {
    if (!values.json) console.log(line)
  }
  const seconds = Number(values.seconds)
  const schedules = values.schedules === undefined ? null : Number(values.schedules)
  const dump = values.dump === undefined ? null : openSync(values.dump, 'w')
  const keep = ({ instance, solution }: Solved) => {
    if (dump === null) return
    const makespan = solution.allocations.reduce((latest, a) => Math.max(latest, a.finish), 0)
    writeSync(
      dump,
      solution.allocations
        .map((a) => `${instance},${a.activity},${a.start},${makespan},${solution.lowerBound}\n`)
        .join(''),
    )
  }
  if (dump !== null) writeSync(dump, 'instance,activity,start,makespan,bound\n')
  const wanted = values.sets?.split(',')
  const wants = (set: string) => wanted === undefined || wanted.includes(set)

  const bars: Bar[] = []
  const atMost = (name: string, figure: number, bar: number) =>
    bars.push({ name, figure, bar: `≤ ${bar}`, met: figure <= bar })
  const atLeast = (name: string, figure: number, bar: number) =>
    bars.push({ name, figure, bar: `≥ ${bar}`, met: figure >= bar })

  const projects: ProjectFigures[] = []
  const sets = values.data === undefined ? [] : ['j30', 'j60', 'j120', 'multi'].filter(wants)
  for (const set of sets) {
    const effort = {
      seconds: set === 'multi' ? Number(values['multi-seconds']) : seconds,
      schedules,
      cpu: values.cpu,
    }
    const figures = measure(set, publicSet(values.data!, set, values.all), effort, keep)
    projects.push(figures)
    say(projectLine(figures))
    atMost(`${set}: % over best known`, figures.overBest!, BARS[set]!)
    if (GAP_BARS[set] !== undefined) atMost(`${set}: % stated gap`, figures.meanGap, GAP_BARS[set])
  }
  if (values.data === undefined && wants('portfolio')) {
    for (const count of [30, 60]) {
      projects.push(
        measure(`generated ${count}`, generatedSet(count, 10), { seconds, schedules: schedules ?? 5_000 }, keep),
      )
      say(projectLine(projects.at(-1)!))
    }
  }
  const broken = projects.reduce((sum, p) => sum + p.violations + p.boundTooHigh + p.boundTooLow, 0)
  atMost('projects: rules broken, bounds too high or too low', broken, 0)

  const portfolios = !wants('portfolio')
    ? []
    : [
        [40, 4],
        [150, 6],
        [500, 10],
      ].flatMap(([items, lanes]) =>
        (['random', 'enabler'] as const).map((shape) => {
          const figures = measurePortfolios(items!, lanes!, shape, 8, { seconds, schedules }, keep)
          say(
            `${items} items × ${lanes} teams, ${shape}: ${figures.belowDispatch.toFixed(1)} % below WSJF dispatch, gap ${figures.meanGap.toFixed(1)} %, ${figures.violations} violations, ${figures.schedules} schedules, ${figures.seconds.toFixed(2)} s`,
          )
          return figures
        }),
      )
  const small = wants('portfolio') ? measureSmall(70) : null
  const plan = wants('portfolio') ? measurePlan() : null
  if (small !== null && plan !== null) {
    say(
      `4–10 items, every order tried: loss ${small.meanLoss.toFixed(3)} % mean, ${small.worstLoss.toFixed(2)} % worst, ${small.optimal} of ${small.instances} optimal`,
    )
    say(
      `200 epics × 8 lanes: ${plan.seconds.toFixed(2)} s for the whole plan, gap ${plan.gap?.toFixed(1)} %, ${plan.schedules} schedules`,
    )
    for (const p of portfolios.filter((figures) => figures.items === 150))
      atLeast(`150 × 6 ${p.shape}: % below WSJF dispatch`, p.belowDispatch, 28)
    atMost(
      'portfolios: rules broken',
      portfolios.reduce((sum, p) => sum + p.violations, 0),
      0,
    )
    atMost('small portfolios: mean % over the optimum', small.meanLoss, 1)
    atMost('small portfolios: bounds above the optimum', small.boundTooHigh, 0)
    atMost('200 × 8: seconds', plan.seconds, 2)
  }

  for (const bar of bars)
    say(`${bar.met ? 'met   ' : 'MISSED'}  ${bar.name}: ${bar.figure.toFixed(3)} (bar ${bar.bar})`)
  if (values.json) console.log(JSON.stringify({ projects, portfolios, small, plan, bars }, null, 2))
  if (dump !== null) closeSync(dump)
  if (bars.some((bar) => !bar.met)) process.exitCode = 1
}

function projectLine(f: ProjectFigures): string {
  const over = f.overBest === null ? '' : `${f.overBest.toFixed(3)} % over best known, `
  return `${f.set}: ${f.instances} instances, ${over}${f.overCriticalPath.toFixed(2)} % over the critical path, gap ${f.meanGap.toFixed(2)} %, ${f.optimal} optimal, ${f.violations} violations, ${f.schedules} schedules, ${f.seconds.toFixed(2)} s`
}
