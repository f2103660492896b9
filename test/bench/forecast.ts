/**
 * Rolling-origin backtest of the delivery forecast: `npm run bench -- forecast [--data DIR] [--dump FILE] [--json]`.
 * DIR holds flow/<series>/items.csv and, for the sprint forecast, sprints/<board>/sprints.csv; without it the series beside this file are used.
 * --dump writes every forecast as CSV: series, origin (last day seen), target, n, quantile, days.
 */
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { isoOf } from '../../api/math/calendar.ts'
import { calibratedForecasts, plainBootstrap, stretchedBootstrap } from './forecast-methods.ts'
import { loadSeries, questionsOf, scoreOf, TARGETS, TAUS } from './forecast-protocol.ts'
import type { Answer, Question, Score } from './forecast-protocol.ts'
import { roughQuestions } from './forecast-rough.ts'
import { sprintScores } from './forecast-sprints.ts'
import type { SprintScore } from './forecast-sprints.ts'

interface Figures {
  readonly series: number
  readonly origins: number
  readonly forecasts: number
  readonly censored: number
  readonly methods: Readonly<Record<string, Readonly<Record<string, Score>>>>
  /** Histories cut to their first 12 to 60 items. */
  readonly rough: Score
  readonly sprints: readonly SprintScore[]
  readonly bars: Readonly<Record<string, boolean>>
}

export async function run(argv: string[]): Promise<void> {
  const { values } = parseArgs({
    args: argv,
    options: { data: { type: 'string' }, dump: { type: 'string' }, json: { type: 'boolean' } },
  })
  const folder = values.data ?? join(import.meta.dirname, 'series')
  const series = loadSeries(folder)
  const questions = series.flatMap(questionsOf)
  if (questions.length === 0)
    throw new Error(
      `no series in ${folder} is long enough: expected flow/<series>/items.csv with the columns resolved and bulk`,
    )
  const plain = questions.map(plainBootstrap)
  const answers = { plain, stretched: plain.map(stretchedBootstrap), calibrated: questions.map(calibratedForecasts()) }
  if (values.dump) await dump(values.dump, questions, answers.calibrated)
  const early = series.flatMap(roughQuestions)
  const earlyPlain = early.map(plainBootstrap)
  const methods = Object.fromEntries(
    Object.entries(answers).map(([name, given]) => [name, tableOf(questions, given, plain)]),
  )
  const rough = scoreOf(early, early.map(calibratedForecasts()), earlyPlain)
  const sprints = sprintScores(folder)
  const figures: Figures = {
    series: new Set(questions.map((question) => question.series.name)).size,
    origins: new Set(questions.map((question) => `${question.series.name} ${question.origin}`)).size,
    forecasts: questions.length,
    censored: questions.filter((question) => question.censored).length,
    methods,
    rough,
    sprints,
    bars: barsOf(methods, rough, sprints),
  }
  if (values.json) console.log(JSON.stringify(figures, null, 2))
  else print(figures)
}

function tableOf(
  questions: readonly Question[],
  given: readonly Answer[],
  plain: readonly Answer[],
): Record<string, Score> {
  const groups = TARGETS.map((target) => [target, scoreOf(questions, given, plain, target)] as const)
  return {
    all: scoreOf(questions, given, plain),
    ...Object.fromEntries(groups.filter(([, score]) => score.series > 0)),
  }
}

function barsOf(methods: Figures['methods'], rough: Score, sprints: readonly SprintScore[]): Record<string, boolean> {
  const { all, ...groups } = methods.calibrated!
  const off = (score: Score) => Math.max(...score.coverage.map((share, i) => Math.abs(share - [50, 75, 90, 95][i]!)))
  const band = sprints.find((score) => score.sprints === 6)
  return {
    'each of P50/75/90/95 within 4 points': off(all!) <= 4,
    'every target group within 6': Object.values(groups).every((score) => off(score) <= 6),
    'mean per-series deviation ≤ 9.5': all!.perSeries <= 9.5,
    'pinball ≤ 0.94 × plain': all!.pinball <= 0.94,
    'pinball ≤ 0.90 × plain (stretch)': all!.pinball <= 0.9,
    'better in ≥ 70 % of series': all!.shareBetter >= 0.7,
    'better than the stretched bootstrap': all!.pinball < methods.stretched!.all!.pinball,
    'rough P90 ≥ 84 %': rough.coverage[2]! >= 84,
    ...(band ? { 'sprints: 90 % band of six ≥ 75 %': band.band90 >= 75 } : {}),
  }
}

async function dump(path: string, questions: readonly Question[], answers: readonly Answer[]): Promise<void> {
  const file = createWriteStream(path)
  file.write('series,origin,target,n,quantile,days\n')
  questions.forEach(({ series, origin, target, n }, i) => {
    const head = `${series.name},${isoOf(series.from + origin)},${target},${n}`
    file.write(answers[i]!.map((days, j) => `${head},${TAUS[j]!.toFixed(2)},${days}\n`).join(''))
  })
  await new Promise<void>((resolve, reject) => {
    file.on('error', reject)
    file.end(resolve)
  })
}

function print(figures: Figures): void {
  console.log(
    `${figures.series} series, ${figures.origins} origins, ${figures.forecasts} forecasts, ${figures.censored} censored\n`,
  )
  console.log(row('method', 'target', 'series', 'P50/P75/P90/P95 held %', 'per series', 'pinball', 'better'))
  for (const [name, table] of Object.entries(figures.methods))
    for (const [target, score] of Object.entries(table)) console.log(scoreRow(name, target, score))
  console.log(scoreRow('rough', 'first 12-60', figures.rough))
  console.log(
    figures.sprints.length === 0
      ? '\nsprints: not run, the folder has no boards'
      : '\nsprints: points in the next k (reference: bootstrap of the last ten)',
  )
  for (const score of figures.sprints)
    console.log(
      `  k=${score.sprints}  ${score.boards} boards  90 % band covers ${score.band90.toFixed(1)} %  80 % band ${score.band80.toFixed(1)} %  pinball ${score.pinball.toFixed(3)}`,
    )
  console.log('')
  for (const [bar, met] of Object.entries(figures.bars)) console.log(`${met ? 'met   ' : 'MISSED'} ${bar}`)
}

function scoreRow(method: string, target: string, score: Score): string {
  const coverage = score.coverage.map((share) => share.toFixed(1)).join('/')
  return row(
    method,
    target,
    String(score.series),
    coverage,
    score.perSeries.toFixed(1),
    score.pinball.toFixed(3),
    `${Math.round(100 * score.shareBetter)} %`,
  )
}

function row(...[method, target, series, coverage, perSeries, pinball, better]: string[]): string {
  return `${method!.padEnd(11)} ${target!.padEnd(12)} ${series!.padStart(6)}  ${coverage!.padEnd(24)} ${perSeries!.padStart(10)} ${pinball!.padStart(8)} ${better!.padStart(7)}`
}
